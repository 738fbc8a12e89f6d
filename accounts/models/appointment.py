"""Who holds which office from when to when. The only source of rights."""

import uuid
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.agency import Agency
from accounts.models.user import User
from accounts.offices import ActingKind, Office, capacity_title


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on: date | None = None) -> Self:
        """Those in force on a day (today in Asia/Jakarta), the last day included, of active people."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on, user__is_active=True)


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
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; required for Plh."))

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
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.user.is_active and self.since <= today and (self.until is None or self.until >= today)

    def _is_held_already(self) -> bool:
        held = Appointment.objects.filter(user=self.user, office=self.office, acting_kind=self.acting_kind)
        same = held.filter(agency=self.agency).exclude(pk=self.pk)
        overlapping = same.filter(Q(until=None) | Q(until__gte=self.since))
        return (overlapping.filter(since__lte=self.until) if self.until else overlapping).exists()

    def clean(self) -> None:
        errors = {}
        # The day before the first: an appointment that was a mistake, ended on its first day.
        if self.until and self.since and (self.since - self.until).days > 1:
            errors["until"] = _("The last day lies before the first.")
        if (self.office == Office.LIAISON) != (self.agency_id is not None):
            errors["agency"] = _("An agency belongs to a liaison, and only to a liaison.")
        if self.acting_kind != ActingKind.DEFINITIVE and not self.mandate_number:
            errors["mandate_number"] = _("Plt. and Plh. need the number of the letter of command.")
        if self.acting_kind == ActingKind.PLH and not self.until:
            errors["until"] = _("Plh. needs a last day.")
        if not errors and self.since and self.user_id and self._is_held_already():
            errors["since"] = _("The person already holds this office in this way on some of these days.")
        if errors:
            raise ValidationError(errors)
