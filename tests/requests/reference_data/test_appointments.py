"""Appointments: made by the Super Admin, for somebody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import Appointment, AuditEntry, User
from accounts.offices import Office
from tests.cast import Cast, add_second_factor, appoint, person
from tests.requests.reference_data.sending import add, errors

SINCE = date(2026, 11, 2)


def appointing(email: str, **data: Any) -> dict[str, Any]:
    return {"email": email, "office": "admin", "acting_kind": "definitive", "since": SINCE.isoformat(), **data}


def test_a_person_is_appointed_and_may_act_at_once(cast: Cast, manage: Client) -> None:
    add_second_factor(cast.stranger)
    theirs = Client()
    theirs.force_login(cast.stranger)
    assert theirs.get("/kelola/").status_code == 403

    response = add(manage, "penugasan-jabatan", **appointing("JOKO@dishub.example", office="section_head"))

    assert response.status_code == 302
    assert theirs.get("/kelola/").status_code == 200
    assert AuditEntry.objects.get(action="appointment_added").actor == cast.section_head


def test_nobody_appoints_themselves(cast: Cast, manage: Client) -> None:
    for data in (appointing("agus@kominfo.example"), appointing("agus@kominfo.example", user=cast.staff.pk)):
        assert errors(add(manage, "penugasan-jabatan", **data)) == {"email": ["own_appointment"]}

    held = Appointment.objects.get(user=cast.staff)
    data = {"since": "2026-01-02", "user": cast.section_head.pk, "email": cast.section_head.email, "office": "head"}
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302

    held.refresh_from_db()
    assert (held.user, held.office) == (cast.staff, "admin")
    assert Appointment.objects.filter(user=cast.section_head).count() == 1


def test_nobody_changes_their_own_appointment(cast: Cast, manage: Client) -> None:
    own = Appointment.objects.get(user=cast.section_head)
    address = f"/kelola/penugasan-jabatan/{own.pk}/"

    assert manage.get(address).status_code == 403
    assert manage.post(address, {"since": "2020-01-01", "until": ""}).status_code == 403

    own.refresh_from_db()
    assert own.since == date(2026, 1, 2)
    assert address not in manage.get("/kelola/penugasan-jabatan/").content.decode()


def test_an_appointment_is_ended_and_the_rights_with_it(cast: Cast, manage: Client) -> None:
    held = Appointment.objects.get(user=cast.head)
    theirs = Client()
    theirs.force_login(cast.head)
    yesterday = timezone.localdate() - timedelta(days=1)

    data = {"since": "2026-01-02", "until": yesterday.isoformat()}
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302

    assert not Appointment.objects.current().filter(user=cast.head).exists()
    assert AuditEntry.objects.get(action="appointment_changed").data == {"fields": ["until"]}


def test_an_appointment_made_today_by_mistake_is_ended_at_once(cast: Cast, manage: Client) -> None:
    today = timezone.localdate()
    held = appoint(cast.stranger, Office.HEAD, since=today)
    data = {"since": today.isoformat(), "until": (today - timedelta(days=2)).isoformat()}
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 200
    data["until"] = (today - timedelta(days=1)).isoformat()
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302
    assert not Appointment.objects.current().filter(user=cast.stranger).exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "siapa@dishub.example"}, "email"),
        ({"office": "mayor"}, "office"),
        ({"office": "liaison"}, "agency"),
        ({"agency": "health"}, "agency"),
        ({"acting_kind": "plt"}, "mandate_number"),
        ({"acting_kind": "plh", "mandate_number": "800/1"}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"since": "besok"}, "since"),
        ({"since": ""}, "since"),
    ],
)
def test_an_appointment_with_bad_data_is_not_made(cast: Cast, manage: Client, data: dict[str, str], field: str) -> None:
    if data.get("agency"):
        data = {"agency": str(cast.health.pk)}

    assert list(errors(add(manage, "penugasan-jabatan", **appointing("joko@dishub.example") | data))) == [field]
    assert not Appointment.objects.filter(user=cast.stranger).exists()


def test_the_same_office_is_not_given_twice_for_the_same_days(cast: Cast, manage: Client) -> None:
    plh = {"office": "head", "acting_kind": "plh", "mandate_number": "800/1"}
    first = appointing("joko@dishub.example", **plh, until="2026-11-30")
    assert add(manage, "penugasan-jabatan", **first).status_code == 302
    again = appointing("joko@dishub.example", **plh) | {"since": "2026-11-30", "until": "2026-12-04"}
    assert list(errors(add(manage, "penugasan-jabatan", **again))) == ["since"]
    assert add(manage, "penugasan-jabatan", **again | {"since": "2026-12-01"}).status_code == 302
    assert add(manage, "penugasan-jabatan", **appointing("joko@dishub.example", office="head")).status_code == 302
    assert Appointment.objects.filter(user=cast.stranger).count() == 3


def test_someone_inactive_or_unconfirmed_is_not_appointed(cast: Cast, manage: Client) -> None:
    newcomer = person("Bayu", "bayu@dishub.example", cast.transport, "", "Pengelola")
    EmailAddress.objects.filter(user=newcomer).update(verified=False)
    assert errors(add(manage, "penugasan-jabatan", **appointing(newcomer.email))) == {"email": ["unconfirmed"]}

    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert errors(add(manage, "penugasan-jabatan", **appointing(newcomer.email))) == {"email": ["no_person"]}


def test_the_form_of_an_appointment_begins_with_the_person_chosen(manage: Client) -> None:
    response = manage.get("/kelola/penugasan-jabatan/baru/", {"email": "joko@dishub.example", "office": "head"})

    assert 'value="joko@dishub.example"' in response.content.decode()
    assert response.context["form"]["office"].value() is None
