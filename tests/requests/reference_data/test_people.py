"""People: added without a password, changed, deactivated."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Appointment, AuditEntry, User
from accounts.offices import Office
from helpdesk.models import Message
from tests.by_http import words
from tests.cast import Cast, appoint
from tests.requests.reference_data.sending import add, errors

pytestmark = pytest.mark.any_database


PERSON = {
    "email": "Sri.Wahyuni@dishub.example",
    "name": "Sri Wahyuni, S.Kom.",
    "employment_kind": "pns",
    "nip": "19850101 201001 2 001",
    "rank": "Penata, III/c",
    "job_title": "Pranata Komputer",
    "phone": "0812 0000 0000",
}


def test_an_added_person_gets_no_password_but_a_mail(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()
    hostile = {"password": "pbkdf2", "is_superuser": "on", "agency_confirmed_at": "2026-01-01", "id": cast.head.pk}

    assert add(manage, "orang", key, agency=cast.transport.pk, **PERSON, **hostile).status_code == 302

    added = User.objects.get(email="sri.wahyuni@dishub.example")
    assert added.pk == key
    assert (added.nip, added.agency, added.agency_confirmed) == ("198501012010012001", cast.transport, False)
    assert not added.has_usable_password()
    assert EmailAddress.objects.get(user=added).verified
    assert "https://testserver/akun/sandi/atur-ulang/" in Message.objects.get(to=added.email).body


def test_an_added_person_twice_sent_is_told_once(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()

    for _time in range(2):
        assert add(manage, "orang", key, agency=cast.transport.pk, **PERSON).status_code == 302

    assert Message.objects.count() == 1


def test_an_added_person_can_set_a_password_by_reset(cast: Cast, manage: Client) -> None:
    add(manage, "orang", agency=cast.transport.pk, **PERSON)
    visitor = Client()

    visitor.post("/akun/sandi/atur-ulang/", {"email": "sri.wahyuni@dishub.example"})
    mail = Message.objects.filter(to="sri.wahyuni@dishub.example").latest("created_at").text
    link = next(word for word in mail.split() if "/akun/sandi/atur-ulang/" in word)
    form = visitor.get(link.removeprefix("https://testserver"), follow=True)
    password = "perahu-di-waduk-logung"
    visitor.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})

    assert User.objects.get(email="sri.wahyuni@dishub.example").check_password(password)
    visitor.post("/akun/masuk/", {"login": "sri.wahyuni@dishub.example", "password": password})
    assert visitor.get("/permohonan/").status_code == 200


@pytest.mark.parametrize("email", ["ratna@dinkes.example", "RATNA@dinkes.example", "kedua@dinkes.example"])
def test_a_person_with_the_address_of_another_is_not_added(cast: Cast, manage: Client, email: str) -> None:
    EmailAddress.objects.create(user=cast.applicant, email="kedua@dinkes.example", verified=True)

    response = add(manage, "orang", agency=cast.transport.pk, **PERSON | {"email": email})

    assert "email" in errors(response)
    assert User.objects.count() == 8


@pytest.mark.parametrize(
    ("field", "value"),
    [("nip", "198513012010012001"), ("email", "sri"), ("employment_kind", "king"), ("agency", "x"), ("name", "\0")],
)
def test_a_person_with_bad_data_is_not_added(cast: Cast, manage: Client, field: str, value: str) -> None:
    response = add(manage, "orang", **{"agency": cast.transport.pk, **PERSON, field: value})

    assert list(errors(response)) == [field]
    assert User.objects.count() == 8


def change(client: Client, user: User, **data: Any) -> Any:
    fields = ["name", "employment_kind", "nip", "rank", "job_title", "phone"]
    form = {field: getattr(user, field) for field in fields} | {"agency": user.agency_id, "is_active": "on"}
    return client.post(f"/kelola/orang/{user.pk}/", form | data)


def test_changing_a_person_never_touches_password_or_address(cast: Cast, manage: Client) -> None:
    hostile = {"password": "x", "email": "mine@kominfo.example", "is_superuser": "on", "is_staff": "on"}

    assert change(manage, cast.head, rank="Pembina, IV/a", **hostile).status_code == 302

    changed = User.objects.get(pk=cast.head.pk)
    assert (changed.rank, changed.email, changed.password) == ("Pembina, IV/a", cast.head.email, cast.head.password)
    assert AuditEntry.objects.get(action="user_changed").data == {"fields": ["rank"]}


def test_changing_the_agency_of_a_person_drops_its_confirmation(cast: Cast, manage: Client) -> None:
    change(manage, cast.applicant, phone="0812 1111 1111")
    assert User.objects.get(pk=cast.applicant.pk).agency_confirmed

    change(manage, cast.applicant, agency=cast.transport.pk)

    moved = User.objects.get(pk=cast.applicant.pk)
    assert (moved.agency, moved.agency_confirmed) == (cast.transport, False)


def test_a_person_of_an_inactive_agency_can_still_be_changed(cast: Cast, manage: Client) -> None:
    Agency.objects.filter(pk=cast.health.pk).update(is_active=False)

    assert change(manage, cast.applicant, phone="0812 1111 1111").status_code == 302
    assert errors(change(manage, cast.stranger, agency=cast.health.pk)) == {"agency": ["invalid_choice"]}


def test_a_deactivated_person_is_out_at_once(cast: Cast, manage: Client) -> None:
    theirs = Client()
    theirs.force_login(cast.stranger)
    assert theirs.get("/permohonan/").status_code == 200

    for _time in range(2):
        assert change(manage, cast.stranger, is_active="").status_code == 302

    assert theirs.get("/permohonan/").status_code == 302
    assert Message.objects.filter(to=cast.stranger.email, subject="Akun Saudara telah dinonaktifkan").count() == 1


def test_an_officials_account_is_not_deactivated_by_one_person_alone(cast: Cast, manage: Client) -> None:
    for official in (cast.staff, cast.liaison, cast.head):
        assert errors(change(manage, official, is_active="")) == {"is_active": ["office"]}
    appoint(cast.stranger, Office.ADMIN, since=date(2027, 1, 1))  # from a later day on
    assert errors(change(manage, cast.stranger, is_active="")) == {"is_active": ["office"]}


def test_nor_is_it_once_the_office_was_taken_away(cast: Cast, manage: Client) -> None:
    """Which the Super Admin does alone; a month later the person is one like any other."""
    today = timezone.localdate()
    held = cast.division_head.appointments.get()
    manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", {"until": str(today - timedelta(days=1))})
    assert errors(change(manage, cast.division_head, is_active="")) == {"is_active": ["office"]}
    Appointment.objects.filter(pk=held.pk).update(until=today - timedelta(days=31))
    assert change(manage, cast.division_head, is_active="").status_code == 302


def test_active_dates_follow_the_flag(cast: Cast, manage: Client) -> None:
    User.objects.update(active_from=date(2024, 1, 2))
    change(manage, cast.stranger, is_active="")
    today = timezone.localdate()
    assert User.objects.values_list("active_from", "active_until").get(pk=cast.stranger.pk) == (date(2024, 1, 2), today)
    change(manage, User.objects.get(pk=cast.stranger.pk))
    assert User.objects.values_list("active_from", "active_until").get(pk=cast.stranger.pk) == (today, None)
    assert "Aktif sejak" in words(manage.get("/kelola/orang/"))


def test_nobody_deactivates_themselves(cast: Cast, manage: Client) -> None:
    assert errors(change(manage, cast.section_head, is_active="")) == {"is_active": ["own_account"]}
