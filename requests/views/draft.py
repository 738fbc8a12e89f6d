from django.views import View


class NewRequestView(View):
    """Placeholder."""


class CheckAnswersView(View):
    """Placeholder."""


class EditPartView(View):
    """Placeholder."""


class UploadView(View):
    """Placeholder."""


class DraftFormView(View):
    """Placeholder."""


class DeleteDraftView(View):
    """Placeholder."""
