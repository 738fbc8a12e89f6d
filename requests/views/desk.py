from django.views import View


class DeskView(View):
    """Placeholder."""


class RegisterView(View):
    """Placeholder."""
