from django.views import View


class HomeView(View):
    """Placeholder."""


class SopView(View):
    """Placeholder."""


class TermsView(View):
    """Placeholder."""


class VerifyView(View):
    """Placeholder."""
