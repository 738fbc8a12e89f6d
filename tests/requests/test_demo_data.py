"""`manage.py demo_data`: invented people in an empty demo, and nowhere else."""

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import Agency, Appointment, User
from accounts.offices import Office
from requests.management.commands.demo_data import PASSWORD
from requests.models import Letterhead, Server, Terms

pytestmark = pytest.mark.django_db


def run() -> str:
    printed = StringIO()
    call_command("demo_data", stdout=printed)
    return printed.getvalue()


def test_demo_data_outside_the_demo_is_refused() -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo_data")

    assert not User.objects.exists()


def test_demo_data_in_an_empty_database_fills_it_and_prints_the_sign_ins(settings: Any) -> None:
    settings.DEMO = True

    table = run().splitlines()

    assert len(table) == 9
    assert table[1].split() == [
        "Pemohon", "(terkonfirmasi)", "Ratna", "Puspitasari,", "S.Kom.", "ratna@kudus.example", PASSWORD
    ]  # fmt: skip
    assert Agency.objects.count() == 34
    assert [len(Terms.objects.get().clauses(language)) for language in ("id", "en")] == [11, 11]
    assert Letterhead.objects.get().office == "DINAS KOMUNIKASI DAN INFORMATIKA"
    assert Server.objects.count() == 3
    assert sorted(Appointment.objects.current().values_list("office", flat=True)) == [
        "admin", "admin", "division_head", "head", "liaison", "section_head"
    ]  # fmt: skip
    for held in Appointment.objects.all():
        held.full_clean()  # the rules allow it


def test_demo_applicants_are_of_two_agencies_and_one_is_confirmed(settings: Any) -> None:
    settings.DEMO = True
    run()

    applicants = User.objects.filter(appointments=None)
    liaison = Appointment.objects.get(office=Office.LIAISON)

    assert {(person.agency.short_name, person.agency_confirmed) for person in applicants} == {
        ("Dinkes", True),
        ("Disdukcapil", False),
    }
    assert liaison.agency is not None and liaison.agency.short_name == "Dinkes"


def test_demo_people_can_sign_in_at_once(settings: Any) -> None:
    settings.DEMO = True
    run()

    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 8
    for person in User.objects.all():
        person.full_clean()
        assert person.check_password(PASSWORD)


def test_demo_data_run_again_prints_the_same_and_changes_nothing(settings: Any) -> None:
    settings.DEMO = True
    first = run()
    before = list(User.objects.order_by("pk").values())

    assert run() == first
    assert list(User.objects.order_by("pk").values()) == before
    assert Agency.objects.count() == 34


def test_demo_data_beside_real_people_adds_nobody(settings: Any) -> None:
    settings.DEMO = True
    agency = Agency.objects.create(name="Dinas Kesehatan", short_name="Dinkes")
    User.objects.create_user("nyata@kudus.example", agency=agency)

    assert len(run().splitlines()) == 1
    assert User.objects.count() == 1
