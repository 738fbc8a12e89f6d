"""What somebody did or wrote on a request, with everything about them as it was then."""

from typing import Any

from django.conf import settings
from django.db import models

from accounts.models import Appointment, User
from accounts.nip import group_nip
from accounts.offices import ActingKind, Office, capacity_title
from helpdesk.models import AppendOnly
from requests import sop


class Signed(AppendOnly):
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    actor_nip = models.CharField(max_length=18, blank=True)
    actor_rank = models.CharField(max_length=60, blank=True)
    actor_job_title = models.CharField(max_length=120)
    office = models.CharField(max_length=20, blank=True)
    acting_kind = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def by(actor: User, appointment: Appointment | None) -> dict[str, Any]:
        """The fields of whoever acts now, in the capacity of `appointment`."""
        return {
            "actor": actor,
            "actor_name": actor.name,
            "actor_nip": actor.nip,
            "actor_rank": actor.rank,
            "actor_job_title": actor.job_title,
            "appointment": appointment,
            "office": appointment.office if appointment else "",
            "acting_kind": appointment.acting_kind if appointment else "",
        }

    @property
    def capacity(self) -> str:
        """The office as printed, "Plh. Kepala Dinas"; for the applicant's own acts, "Pemohon"."""
        return capacity_title(self.office, self.acting_kind) or str(sop.Actor.APPLICANT.label)

    @property
    def own_post(self) -> str:
        """The actor's own post, printed under a capacity that doesn't say it: acting, staff, applicant."""
        says_it = self.acting_kind == ActingKind.DEFINITIVE and self.office != Office.ADMIN
        return "" if says_it else self.actor_job_title

    @property
    def printed_nip(self) -> str:
        return group_nip(self.actor_nip)
