"""The states an access request passes through."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    DISPOSED = "disposed", _("Disposed")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    ASSIGNED = "assigned", _("Assigned")
    ACTIVATED = "activated", _("Account active")
    DELIVERED = "delivered", _("Credential handed over")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Derived, not a state: delivered, and receipt confirmed.
COMPLETED = _("Completed")
# The applicant may change the answers only in these.
EDITABLE = (State.DRAFT, State.RETURNED)
