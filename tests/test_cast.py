"""The cast of the tests is as the site would have made it."""

from accounts.models import Appointment, User
from tests.cast import PASSWORD, Cast


def test_the_people_and_their_offices_are_valid(cast: Cast) -> None:
    for user in User.objects.all():
        user.full_clean()
        assert user.check_password(PASSWORD)
    for appointment in Appointment.objects.all():
        appointment.full_clean()
