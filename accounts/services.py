"""Writes about people that touch several rows."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Agency, User


@transaction.atomic
def confirm_agency(*, applicant: User, agency: Agency, confirmed_by: User, capacity: str) -> bool:
    """Confirms that a person belongs to an agency; False when it was confirmed before.

    Nothing is confirmed when the person has claimed another agency in the meantime.
    """
    unconfirmed = User.objects.filter(pk=applicant.pk, agency=agency, agency_confirmed_at=None)
    if not unconfirmed.update(agency_confirmed_at=timezone.now(), agency_confirmed_by=confirmed_by):
        return False
    audit.record("agency_confirmed", actor=confirmed_by, capacity=capacity, target=applicant, agency=agency.name)
    applicant.refresh_from_db(fields=["agency", "agency_confirmed_at", "agency_confirmed_by"])
    return True
