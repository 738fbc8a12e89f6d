from django.views import View


class PaperView(View):
    """Placeholder."""
