from django.views import View


class MyRequestsView(View):
    """Placeholder."""


class CredentialView(View):
    """Placeholder."""
