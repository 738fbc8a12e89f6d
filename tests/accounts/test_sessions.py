"""How long a session lives, and what ends it before its time."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import update_session_auth_hash
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import AuditEntry, Session, User
from accounts.models.proposal import ProposalKind
from accounts.services import end_sessions
from helpdesk.models import Message
from tests.accounts.test_second_person import decide, proposed
from tests.accounts.test_signup import NEW_PASSWORD, link_in
from tests.attack import amount
from tests.by_http import form, signed_in, words
from tests.cast import PASSWORD, Cast


def test_all_sessions_of_a_person_end_and_nobody_elses(cast: Cast) -> None:
    sessions, neighbour = [signed_in(cast.staff) for _ in range(5)], signed_in(cast.other_staff)
    end_sessions(cast.staff)
    assert [session.get("/meja/").status_code for session in sessions] == [302] * 5
    assert neighbour.get("/meja/").status_code == 200
    assert signed_in(User.objects.get(pk=cast.staff.pk)).get("/meja/").status_code == 200


def test_the_session_at_hand_can_be_kept(cast: Cast) -> None:
    here, elsewhere = signed_in(cast.staff), signed_in(cast.staff)
    end_sessions(cast.staff)
    request = RequestFactory().post("/")
    request.user, request.session = cast.staff, here.session
    update_session_auth_hash(request, cast.staff)
    request.session.save()
    here.cookies["__Host-sessionid"] = request.session.session_key
    assert here.get("/meja/").status_code == 200
    assert elsewhere.get("/meja/").status_code == 302


def test_ending_the_others_is_recorded(cast: Cast) -> None:
    signed_in(cast.staff).post("/akun/sesi/")
    entry = AuditEntry.objects.get(action="sessions_ended")
    assert (entry.actor, entry.target_id) == (cast.staff, str(cast.staff.pk))


def later(client: Client, minutes: float) -> None:
    """As if so much time had passed since the last page, and since the sign-in."""
    session = client.session
    session["seen_at"] -= minutes * 60
    session["signed_in_at"] -= minutes * 60
    session.save()


@pytest.mark.parametrize(("name", "minutes"), [("staff", 30), ("liaison", 30), ("applicant", 60)])
def test_an_idle_session_ends(cast: Cast, name: str, minutes: int) -> None:
    client = signed_in(getattr(cast, name))
    later(client, minutes - 0.1)
    assert client.get("/permohonan/").status_code == 200
    later(client, minutes)
    assert client.get("/permohonan/").url == "/akun/masuk/?next=/permohonan/"
    assert client.get("/permohonan/").status_code == 302


def test_that_it_ended_is_recorded_with_the_address_of_who_came_too_late(cast: Cast) -> None:
    client = signed_in(cast.applicant)
    later(client, 60)
    client.get("/permohonan/", REMOTE_ADDR="203.0.113.9")
    entry = AuditEntry.objects.get(action="signed_out")
    assert (entry.actor, entry.address) == (cast.applicant, "203.0.113.9")


def test_a_form_sent_after_that_is_given_back(cast: Cast) -> None:
    client = signed_in(cast.applicant)
    later(client, 60)
    answer = client.post("/akun/data-diri/", {"job_title": "Pranata Komputer Muda"})
    assert answer.status_code == 403
    assert "Pranata Komputer Muda" in answer.text


def test_a_busy_session_ends_after_eight_hours(cast: Cast) -> None:
    client = signed_in(cast.staff)
    for _ in range(24):
        later(client, 19.9)
        assert client.get("/meja/").status_code == 200
    later(client, 3)
    assert client.get("/meja/").status_code == 302


def test_the_cookie_is_of_this_host_alone_and_closed_to_scripts(cast: Cast) -> None:
    client = Client()
    client.post("/akun/masuk/", {"login": "ratna@dinkes.example", "password": PASSWORD}, secure=True)
    cookie = client.cookies["__Host-sessionid"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "")


def switch_off(cast: Cast, manage: Client) -> None:
    decide(cast.head, proposed(cast, ProposalKind.DEACTIVATION, person=cast.staff))


def end_appointment(cast: Cast, manage: Client) -> None:
    held = cast.staff.appointments.get()
    data = form(manage.get(f"/kelola/penugasan-jabatan/{held.pk}/"), "")
    manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data | {"until": str(timezone.localdate())})


def reset_password(cast: Cast, manage: Client) -> None:
    visitor = Client()
    visitor.post("/akun/sandi/atur-ulang/", {"email": "dewi@kominfo.example"})
    page = visitor.get(link_in(Message.objects.get(to="dewi@kominfo.example")), follow=True)
    visitor.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


def reset_factor(cast: Cast, manage: Client) -> None:
    decide(cast.head, proposed(cast, ProposalKind.SECOND_FACTOR, person=cast.staff))


def reset_factor_at_the_console(cast: Cast, manage: Client) -> None:
    call_command("reset_second_factor", "dewi@kominfo.example", stdout=StringIO())


def change_address(cast: Cast, manage: Client) -> None:
    decide(cast.head, proposed(cast, ProposalKind.EMAIL, person=cast.staff, email="dewi.a@kominfo.example"))


ENDS = [switch_off, end_appointment, reset_password, reset_factor, reset_factor_at_the_console, change_address]


@pytest.mark.bar(4)
@pytest.mark.parametrize("act", ENDS)
def test_what_ends_every_session_of_a_person(
    cast: Cast, counted: Callable[[int, str], None], act: Callable[[Cast, Client], None]
) -> None:
    many = amount(10, 100)
    sessions, manage = [signed_in(cast.staff) for _ in range(many)], signed_in(cast.section_head)
    assert [session.get("/permohonan/").status_code for session in sessions] == [200] * many
    act(cast, manage)
    counted(many, "sessions ended")
    assert [session.get("/permohonan/").status_code for session in sessions] == [302] * many
    assert manage.get("/meja/").status_code == 200


def test_own_sessions_are_listed_and_ended_elsewhere(cast: Cast) -> None:
    here, phone = Client(HTTP_USER_AGENT="Firefox"), Client(HTTP_USER_AGENT="Telepon", REMOTE_ADDR="203.0.113.9")
    for client in (here, phone):
        client.post("/akun/masuk/", {"login": "ratna@dinkes.example", "password": PASSWORD})
    signed_in(cast.stranger)
    page = words(here.get("/akun/sesi/"))
    assert "Firefox sesi ini 127.0.0.1" in page
    assert "Telepon 203.0.113.9" in page
    here.post("/akun/sesi/")
    assert phone.get("/permohonan/").status_code == 302
    page = words(here.get("/akun/sesi/"))
    assert "Saudara telah keluar di tempat lain." in page
    assert "Firefox sesi ini" in page
    assert "Telepon" not in page


def test_the_address_of_a_session_is_the_one_that_the_trusted_proxy_saw(cast: Cast, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    client.post("/akun/masuk/", {"login": "ratna@dinkes.example", "password": PASSWORD})
    assert "203.0.113.9" in client.get("/akun/sesi/").text


def test_expired_sessions_are_swept_out(cast: Cast) -> None:
    signed_in(cast.applicant)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    signed_in(cast.stranger)
    call_command("housekeeping")
    assert [session.user for session in Session.objects.all()] == [cast.stranger]
