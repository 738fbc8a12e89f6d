"""A piece of background work. The row is the truth; a queued task is only its wake-up."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


def a_minute_from_now() -> datetime:
    """When housekeeping may first step in for a task that was queued with the row itself."""
    return timezone.now() + timedelta(minutes=1)


class Job(models.Model):
    """Claimed by one worker at a time for `LEASE`; tried `MAX_ATTEMPTS` times with growing pauses."""

    LEASE = timedelta(minutes=5)
    MAX_ATTEMPTS = 10
    DIED = "The worker died at every attempt."  # the error of a row whose last attempt ended without a word

    state = models.CharField(max_length=10, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=a_minute_from_now)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @classmethod
    def unclaimed(cls) -> models.QuerySet[Self]:
        """Rows still to be done that no worker holds now."""
        free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
        return cls._default_manager.filter(free, state=JobState.PENDING)

    @classmethod
    def claim(cls, pk: object) -> Self | None:
        """Takes the row for `LEASE`; None when it is done, another worker has it, or it has killed too many."""
        won = cls.unclaimed().filter(pk=pk).update(leased_until=timezone.now() + cls.LEASE, attempts=F("attempts") + 1)
        if not won:
            return None
        job = cls._default_manager.get(pk=pk)
        if job.attempts > cls.MAX_ATTEMPTS:
            job.fail(cls.DIED)
            return None
        return job

    @classmethod
    def take_up_again(cls) -> int:
        """Gives all that was given up its attempts anew, for housekeeping to wake; returns how many. Idempotent."""
        return cls._default_manager.filter(state=JobState.FAILED).update(**cls.anew(timezone.now()))

    @staticmethod
    def anew(wake_at: datetime) -> dict[str, Any]:
        """The fields of a row that has all its attempts before it, and that housekeeping wakes from `wake_at` on."""
        return {
            "state": JobState.PENDING,
            "attempts": 0,
            "next_attempt_at": wake_at,
            "leased_until": None,
            "error": "",
        }

    @staticmethod
    def at_rest() -> Q:
        """Rows that no worker is at now: the database's word for what is not `is_in_hand`."""
        is_paused = ~Q(error="") & Q(leased_until=F("next_attempt_at"))
        return Q(leased_until=None) | Q(leased_until__lte=timezone.now()) | is_paused

    @property
    def is_in_hand(self) -> bool:
        """Whether a worker is at it now."""
        return self.leased_until is not None and self.leased_until > timezone.now() and not self.is_paused

    @property
    def is_paused(self) -> bool:
        """Whether the last attempt failed and the next one isn't due yet: `fail` leases it to nobody until then."""
        return bool(self.error) and self.leased_until == self.next_attempt_at and self.next_attempt_at > timezone.now()

    def keep(self, **fields: object) -> bool:
        """Takes the row for another `LEASE` and stores how far it is; False when the lease was lost."""
        until = timezone.now() + self.LEASE
        if not self._close(leased_until=until, **fields):
            return False
        self.leased_until = until
        return True

    def finish(self, **fields: object) -> bool:
        """Marks the row done and stores `fields`; False when the lease was lost to another worker."""
        return self._close(state=JobState.DONE, error="", leased_until=None, **fields)

    def fail(self, error: str) -> bool:
        """Gives the row back, to be tried again later (1, 2, 4 … minutes, 4 hours at most) or never."""
        again_at = timezone.now() + timedelta(minutes=min(2 ** (self.attempts - 1), 240))
        spent = self.attempts >= self.MAX_ATTEMPTS
        return self._close(
            state=JobState.FAILED if spent else JobState.PENDING,
            next_attempt_at=again_at,
            # Nobody's through the pause, or wake-ups that piled up would spend every attempt at once.
            leased_until=None if spent else again_at,
            error=error,
        )

    def give_up(self, error: str) -> bool:
        """Not to be tried again: what it fails of will not pass."""
        return self._close(state=JobState.FAILED, leased_until=None, error=error)

    def _close(self, **fields: object) -> bool:
        # Whoever claims it later has it for longer; `attempts` may begin anew meanwhile, and tells no claim apart.
        mine = type(self)._default_manager.filter(pk=self.pk, leased_until=self.leased_until, state=JobState.PENDING)
        return bool(mine.update(**fields))
