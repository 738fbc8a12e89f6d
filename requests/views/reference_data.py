from django.views import View


class IndexView(View):
    """Placeholder."""


class RowsView(View):
    """Placeholder."""


class AddView(View):
    """Placeholder."""


class ChangeView(View):
    """Placeholder."""
