"""What a person is told on the site: one notice an event, read when they say so."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice, User
from helpdesk.models import Message
from requests import sop
from requests.exceptions import NotTheirTurn
from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import Cast, number
from tests.requests.test_workflow import MAILS
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database


# Told on the site at once, by mail with the next digest.
DIGESTED = {
    "approve": {"ratna@dinkes.example": "Permohonan {} telah disetujui"},
    "activate": {"ratna@dinkes.example": "Permohonan {}: akun telah aktif"},
    "confirm_receipt": {"dewi@kominfo.example": "Permohonan {} selesai"},
}


@pytest.mark.parametrize("act", sop.TRANSITIONS, ids=str)
def test_whoever_is_told_finds_a_notice(cast: Cast, act: sop.Transition) -> None:
    access_request = cast.request_in(act.sources[0])
    Notice.objects.all().delete()
    cast.do(access_request, act)
    notices = Notice.objects.select_related("person")
    told = {notice.person.email: notice.title for notice in notices}
    assert told == {to: title.format(number(1)) for to, title in (MAILS[act.name] | DIGESTED.get(act.name, {})).items()}
    waiting = {notice.person.email for notice in notices if notice.waits_for_digest}
    assert waiting == set(DIGESTED.get(act.name, {}))
    ended = {True: "/meja/", False: f"/permohonan/{access_request.pk}/"}  # whoever lost it may not see it any more
    assert all(notice.path == ended["berakhir" in notice.title] for notice in notices)
    assert {signed_in(notice.person).get(notice.path).status_code for notice in notices} <= {200}


def test_whoever_has_lost_office_and_assignment_is_led_to_the_list(cast: Cast) -> None:
    """To a former official the desk is closed."""
    access_request = cast.request_in(State.ASSIGNED)
    cast.staff.appointments.update(until=timezone.localdate() - timedelta(days=1))
    cast.do(access_request, sop.REASSIGN)
    notice = cast.staff.notices.first()
    assert (notice.title, notice.path) == (f"Penugasan aktivasi akun {number(1)} berakhir", "/pemberitahuan/")
    assert signed_in(cast.staff).get(notice.path).status_code == 200
    assert (
        "Semua pemberitahuan:\nhttps://testserver/pemberitahuan/\n"
        in Message.objects.get(to=cast.staff.email, subject=notice.title).body
    )


def test_whoever_is_shut_out_is_told_nothing(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    User.objects.filter(pk=cast.staff.pk).update(is_active=False)
    told = cast.staff.notices.count(), Message.objects.filter(to=cast.staff.email).count()
    cast.do(access_request, sop.REASSIGN)
    assert (cast.staff.notices.count(), Message.objects.filter(to=cast.staff.email).count()) == told


def test_after_a_return_the_account_is_removed_for_there_is_no_new_admin(cast: Cast) -> None:
    cast.do(cast.request_in(State.ASSIGNED), sop.RETURN)
    mail = Message.objects.get(to=cast.staff.email, subject__endswith="berakhir").body
    assert "mohon akun tersebut dihapus.\n" in mail
    assert "Admin yang baru" not in mail


@pytest.mark.parametrize(
    ("state", "vacant", "told"),
    [
        (State.SUBMITTED, "head", {"section_head"}),
        (State.DISPOSED, "division_head", {"section_head"}),
        (State.APPROVED, "section_head", {"head", "division_head"}),
    ],
)
def test_of_what_waits_for_a_vacant_office_whoever_fills_it_is_told(
    cast: Cast, state: State, vacant: str, told: set[str]
) -> None:
    getattr(cast, vacant).appointments.update(until=timezone.localdate() - timedelta(days=1))
    cast.request_in(state)
    notices = Notice.objects.filter(title=f"Permohonan {number(1)}: belum ada pejabat yang dapat memprosesnya")
    assert {notice.person for notice in notices} == {getattr(cast, name) for name in told}
    assert {signed_in(notice.person).get(notice.path).status_code for notice in notices} == {200}


def test_an_office_that_the_applicant_alone_holds_is_as_good_as_vacant(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED, cast.head)
    notice = cast.section_head.notices.get()
    assert notice.title == f"Permohonan {number(1)}: belum ada pejabat yang dapat memprosesnya"


def test_the_header_counts_what_is_unread(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    applicant = signed_in(cast.applicant)
    assert "Pemberitahuan 1 belum dibaca" in words(applicant.get("/"))
    notice = cast.applicant.notices.get()
    opened = applicant.post(f"/pemberitahuan/{notice.pk}/buka/")
    assert (opened.status_code, opened["Location"]) == (302, f"/permohonan/{access_request.pk}/")
    assert "belum dibaca" not in words(applicant.get("/"))
    assert "Sudah dibaca" in words(applicant.get("/pemberitahuan/"))


def test_opening_it_again_keeps_when_it_was_first_read(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    applicant, notice = signed_in(cast.applicant), cast.applicant.notices.get()
    applicant.post(f"/pemberitahuan/{notice.pk}/buka/")
    before = rows_of_all_tables()
    assert applicant.post(f"/pemberitahuan/{notice.pk}/buka/").status_code == 302
    assert rows_of_all_tables() == before


def test_all_that_stood_on_the_page_are_read_at_once(cast: Cast) -> None:
    cast.request_in(State.DISPOSED)
    head = signed_in(cast.head)
    page = head.get("/pemberitahuan/")
    assert f"Permohonan {number(1)} menunggu disposisi" in words(page)
    cast.request_in(State.SUBMITTED)  # comes while the page is being read
    assert head.post("/pemberitahuan/", form(page, "/pemberitahuan/")).status_code == 302
    unread = cast.head.notices.filter(read_at=None)
    assert [notice.title for notice in unread] == [f"Permohonan {number(2)} menunggu disposisi"]


@pytest.mark.parametrize(
    "until", ["", "abc", "2026-13-01T00:00:00Z", "2026-11-01T00:00:00", "0001-01-01T00:00:00+14:00", "\0", "9" * 100]
)
def test_a_moment_that_is_none_reads_nothing(cast: Cast, until: str) -> None:
    cast.request_in(State.SUBMITTED)
    head = signed_in(cast.head)
    before = rows_of_all_tables()
    assert head.post("/pemberitahuan/", {"until": until}).status_code == 302
    assert rows_of_all_tables() == before


def test_notices_of_someone_else_are_missing(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    theirs, stranger = cast.head.notices.get(), signed_in(cast.stranger)
    assert "menunggu disposisi" not in words(stranger.get("/pemberitahuan/"))
    for pk in (theirs.pk, uuid.uuid4()):
        assert stranger.post(f"/pemberitahuan/{pk}/buka/").status_code == 404
    until = (timezone.now() + timedelta(days=1)).isoformat()
    stranger.post("/pemberitahuan/", {"until": until})
    assert Notice.objects.get(pk=theirs.pk).read_at is None


def test_a_title_is_shown_as_it_was_written(cast: Cast) -> None:
    Notice.objects.create(person=cast.applicant, title="<b>Tebal</b>", path="/permohonan/")
    assert "<b>Tebal</b>" in words(signed_in(cast.applicant).get("/pemberitahuan/"))


def test_mails_about_one_request_are_one_conversation(cast: Cast) -> None:
    one, other = cast.request_in(State.DELIVERED), cast.request_in(State.SUBMITTED)
    assert set(Message.objects.values_list("thread", flat=True)) == {one.pk, other.pk}


def test_a_notice_is_not_there_when_its_act_is_not(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    before = rows_of_all_tables()
    with pytest.raises(NotTheirTurn):
        cast.do(access_request, sop.DISPOSE, by=cast.applicant)
    assert rows_of_all_tables() == before
