from django.views import View


class AccessRequestView(View):
    """Placeholder."""


class ActView(View):
    """Placeholder."""
    act = None
