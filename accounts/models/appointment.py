"""Who holds which office from when to when. The only source of rights."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.appointment_rules import check
from accounts.models.agency import Agency
from accounts.models.user import User
from accounts.offices import ActingKind, Office, capacity_title


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on: date | None = None) -> Self:
        """Those in force on a day (today in Asia/Jakarta), the last day included, of active people."""
        on = on or timezone.localdate()
        return self.between(on, on).filter(user__is_active=True)

    def between(self, since: date, until: date | None) -> Self:
        """Those in force on any of these days, whoever holds them; None is for ever."""
        begun = self.ever().filter(Q(until=None) | Q(until__gte=since))
        return begun.filter(since__lte=until) if until else begun

    def ever(self) -> Self:
        """Without those that were a mistake, ended before their first day was over: they have no day at all."""
        return self.filter(Q(until=None) | Q(until__gte=F("since")))


class Appointment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    office = models.CharField(_("office"), max_length=20, choices=Office)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("agency"),
        help_text=_("Only for an agency's liaison."),
    )
    acting_kind = models.CharField(_("held as"), max_length=10, choices=ActingKind, default=ActingKind.DEFINITIVE)
    mandate_number = models.CharField(
        _("mandate number"),
        max_length=100,
        blank=True,
        help_text=_("Number of the letter of command; required for Plt. and Plh."),
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; required for Plt. and Plh."))
    # Holds the scan of the mandate and the two persons; the first holders came from the console.
    proposal = models.OneToOneField(
        "accounts.Proposal", models.PROTECT, null=True, editable=False, related_name="granted_appointment"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["office", "since", "id"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(office=Office.LIAISON, agency__isnull=False)
                | (~Q(office=Office.LIAISON) & Q(agency__isnull=True)),
                name="appointment_agency_for_liaison_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.title}"

    @property
    def title(self) -> str:
        """The capacity as it is printed, such as "Plh. Kepala Dinas" or "Narahubung OPD Dinkes"."""
        title = capacity_title(self.office, self.acting_kind)
        return f"{title} {self.agency.short_name}" if self.agency else title

    @property
    def is_definitive(self) -> bool:
        return self.acting_kind == ActingKind.DEFINITIVE

    @property
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.user.is_active and self.since <= today and (self.until is None or self.until >= today)

    def clean(self) -> None:
        check(self)
