"""How long a session lives, and what ends it before its time."""

from django.contrib.auth import update_session_auth_hash
from django.test import RequestFactory

from accounts.models import User
from accounts.services import end_sessions
from tests.by_http import signed_in
from tests.cast import Cast


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
