"""The desk: its tiles and lists, what comes after a decision, several letters at once, and the overview."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.offices import Office
from requests import sop
from requests.models import AccessRequest, Disposition, Opening
from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import Cast, appoint, fresh, number

pytestmark = pytest.mark.django_db

SLUGS = ("menunggu", "terlambat", "hari-ini", "dikembalikan", "atas-nama")
OFFICIALS = ("head", "division_head", "section_head", "staff", "other_staff")


def tiles(user: User) -> dict[str, int]:
    return signed_in(user).get("/meja/jumlah/").json()


def listed(user: User, slug: str) -> list[AccessRequest]:
    """The requests of one list of the desk, as the page shows them."""
    rows = signed_in(user).get(f"/meja/{slug}/").context["page"].rows
    return [getattr(row, "access_request", row) for row in rows]


def address(access_request: AccessRequest) -> str:
    return f"/permohonan/{access_request.pk}/"


def submitted(cast: Cast, count: int) -> list[AccessRequest]:
    return [cast.request_in(State.SUBMITTED) for _ in range(count)]


def waits_for_days(access_request: AccessRequest, days: int) -> None:
    AccessRequest.objects.filter(pk=access_request.pk).update(waiting_since=timezone.now() - timedelta(days))


def send(user: User, access_request: AccessRequest, act: sop.Transition, **answers: Any) -> Any:
    """Opens the page, fills in the act's form and sends it."""
    client, where = signed_in(user), f"{address(access_request)}{act.slug}/"
    filled = form(client.get(where), where) | {name: [str(value)] for name, value in answers.items()}
    return client.post(where, filled)


# Tiles and lists


def test_each_tile_counts_its_list(cast: Cast) -> None:
    late, waiting, returned = submitted(cast, 3)
    waits_for_days(late, 14)
    cast.do(cast.do(returned, sop.DISPOSE), sop.RETURN)
    assert tiles(cast.head) == dict(zip(SLUGS, (2, 1, 1, 1, 0), strict=True))
    assert tiles(cast.division_head) == {
        "menunggu": 0,
        "terlambat": 0,
        "hari-ini": 1,
        "dikembalikan": 1,
        "atas-nama": 0,
    }
    assert tiles(cast.staff) == dict(zip(SLUGS[:-1], (0, 0, 0, 0), strict=True))  # nobody acts in an Admin's name
    assert listed(cast.head, "menunggu") == [late, waiting]
    assert listed(cast.head, "terlambat") == [late]
    for slug in ("hari-ini", "dikembalikan", "diputuskan"):
        assert listed(cast.head, slug) == listed(cast.division_head, slug) == [returned]
    cast.do(returned, sop.RESUBMIT)
    assert tiles(cast.division_head)["dikembalikan"] == 0
    assert listed(cast.division_head, "diputuskan") == [returned]


def test_what_waits_longest_stands_first(cast: Cast) -> None:
    first, second, third = submitted(cast, 3)
    waits_for_days(third, 1)
    assert listed(cast.head, "menunggu") == [third, first, second]


def test_a_request_stays_on_the_desk_of_everyone_who_decided_on_it(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    for name in OFFICIALS[:-1]:
        person = getattr(cast, name)
        assert listed(person, "diputuskan") == [access_request]
        assert "Selesai" in words(signed_in(person).get("/meja/"))
    assert listed(cast.other_staff, "diputuskan") == []


def test_the_last_decision_on_a_request_stands_for_the_earlier_ones(cast: Cast) -> None:
    access_request = cast.do(cast.request_in(State.RETURNED), sop.RESUBMIT)
    other = cast.request_in(State.DISPOSED)
    cast.do(access_request, sop.DISPOSE)
    assert listed(cast.head, "diputuskan") == [access_request, other]
    assert tiles(cast.head)["hari-ini"] == 2


def test_what_was_decided_yesterday_is_not_of_today(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with monkeypatch.context() as then:
        then.setattr("django.utils.timezone.now", lambda: yesterday)
        cast.request_in(State.DISPOSED)
    cast.request_in(State.DISPOSED)
    assert tiles(cast.head)["hari-ini"] == 1
    assert len(listed(cast.head, "diputuskan")) == 2


def test_the_absent_official_sees_what_was_done_in_their_name(cast: Cast) -> None:
    plh = appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE, by=cast.division_head, appointment=plh)
    assert tiles(cast.head)["atas-nama"] == 1
    assert listed(cast.head, "atas-nama") == [access_request]
    assert "Siti Maryam, S.T., M.Kom., Plh. Kepala Dinas" in words(signed_in(cast.head).get("/meja/atas-nama/"))
    assert listed(cast.section_head, "atas-nama") == []


def test_there_is_no_other_list(cast: Cast) -> None:
    assert signed_in(cast.head).get("/meja/semua/").status_code == 404


def test_counting_keeps_no_session_alive(cast: Cast) -> None:
    client = signed_in(cast.head)
    client.get("/meja/")
    session = client.session
    session["seen_at"] -= 20 * 60
    session.save()
    before = client.session["seen_at"]
    assert client.get("/meja/jumlah/").status_code == 200
    assert client.session["seen_at"] == before
    client.get("/meja/")
    assert client.session["seen_at"] > before


# After a decision


def test_after_a_decision_comes_what_waits_behind_it_then_the_first_then_the_desk(cast: Cast) -> None:
    first, second, third = submitted(cast, 3)
    assert words(signed_in(cast.head).get(address(second))).count(f"Berikutnya yang menunggu: {third}") == 1
    assert send(cast.head, second, sop.DISPOSE).url == address(third)
    assert send(cast.head, third, sop.DISPOSE).url == address(first)
    assert send(cast.head, first, sop.DISPOSE).url == "/meja/"
    desk = signed_in(cast.head).get("/meja/")
    assert "Tidak ada yang menunggu Saudara." in words(desk)


def test_the_next_page_says_what_was_done(cast: Cast) -> None:
    first, second = submitted(cast, 2)
    head, where = signed_in(cast.head), f"{address(first)}disposisi/"
    page = head.post(where, form(head.get(where), where), follow=True)
    assert page.redirect_chain == [(address(second), 302)]
    assert f"{first}: Surat telah didisposisikan kepada Kepala Bidang Informatika." in words(page)


def test_who_has_the_next_step_too_stays_with_the_request(cast: Cast) -> None:
    appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    first, _second = submitted(cast, 2)
    assert send(cast.division_head, first, sop.DISPOSE).url == address(first)


def test_a_return_goes_on_to_the_next_one_too(cast: Cast) -> None:
    first, second = cast.request_in(State.DISPOSED), cast.request_in(State.DISPOSED)
    answer = send(cast.division_head, first, sop.RETURN, note="Surat tidak terbaca.", faults_berkas="letter")
    assert answer.url == address(second)


def test_what_moves_nothing_stays_with_the_request(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    cast.request_in(State.APPROVED)
    answer = send(cast.section_head, access_request, sop.REASSIGN, assignee=cast.other_staff.pk)
    assert answer.url == address(access_request)


# Beside the decision


def test_earlier_requests_and_accounts_lie_beside_the_decision(cast: Cast) -> None:
    done = cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    cast.draft()
    foreign = cast.request_in(State.SUBMITTED, applicant=cast.stranger)
    access_request = cast.request_in(State.SUBMITTED)
    page = signed_in(cast.head).get(address(access_request))
    assert list(page.context["earlier"]) == [done]
    assert [account.username for account in page.context["accounts"]] == ["dinkes-ratna"]
    assert "dinkes-ratna · aplikasi-01" in words(page)
    of_another_agency = signed_in(cast.head).get(address(foreign))
    assert list(of_another_agency.context["earlier"]) == list(of_another_agency.context["accounts"]) == []


def test_staff_see_beside_theirs_only_what_is_theirs(cast: Cast) -> None:
    of_others = cast.request_in(State.DELIVERED)
    access_request = cast.do(cast.request_in(State.ASSIGNED), sop.REASSIGN)
    page = signed_in(cast.other_staff).get(address(access_request))
    assert list(page.context["earlier"]) == list(page.context["accounts"]) == []
    page = signed_in(cast.section_head).get(address(access_request))
    assert list(page.context["earlier"]) == [of_others]


def test_nobody_else_is_shown_them(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    for person in (cast.applicant, cast.liaison):
        assert "earlier" not in signed_in(person).get(address(access_request)).context


# Several letters at once


def tick(access_request: AccessRequest) -> str:
    return f"{access_request.pk}:{access_request.version}:{access_request.letter_sha256}"


def together(user: User, *boxes: str, **answers: Any) -> dict[str, Any]:
    """The form as it stands on the desk, with these boxes ticked."""
    head = user.appointments.filter(office="head").first() or user.appointments.get()
    sent = {"key": uuid.uuid4(), "capacity": head.pk, "instructions": "process", "urgency": "ordinary"}
    return sent | {"chosen": list(boxes)} | answers


def open_pages(user: User, *access_requests: AccessRequest) -> None:
    for access_request in access_requests:
        assert signed_in(user).get(address(access_request)).status_code == 200


def states(*access_requests: AccessRequest) -> list[str]:
    return [fresh(access_request).state for access_request in access_requests]


def test_letters_that_were_opened_are_disposed_together(cast: Cast) -> None:
    first, second, third = submitted(cast, 3)
    head = signed_in(cast.head)
    assert "chosen" not in head.get("/meja/").content.decode()
    open_pages(cast.head, first, second)
    page = head.get("/meja/").content.decode()
    assert [tick(one) in page for one in (first, second, third)] == [True, True, False]
    answers = {"note": "Tindak lanjuti minggu ini.", "urgency": "urgent", "confidential": "on"}
    answer = head.post("/meja/disposisi/", together(cast.head, tick(first), tick(second), **answers), follow=True)
    assert answer.redirect_chain == [("/meja/", 302)]
    assert f"{first}, {second}: Surat telah didisposisikan kepada Kepala Bidang Informatika." in words(answer)
    assert states(first, second, third) == ["disposed", "disposed", "submitted"]
    for disposal in Disposition.objects.filter(transition="dispose"):
        assert (disposal.actor, disposal.capacity, disposal.nature) == (cast.head, "Kepala Dinas", "Segera, Rahasia")
        assert (disposal.instructions, disposal.note) == (["process"], "Tindak lanjuti minggu ini.")


def test_what_nobody_has_opened_is_refused_and_the_others_are_disposed(cast: Cast) -> None:
    unopened, opened = submitted(cast, 2)
    open_pages(cast.head, opened)
    open_pages(cast.division_head, unopened)  # somebody else's eyes don't count
    boxes = (tick(unopened), tick(opened))
    answer = signed_in(cast.head).post("/meja/disposisi/", together(cast.head, *boxes), follow=True)
    assert f"{unopened}: belum didisposisikan karena belum Saudara buka." in words(answer)
    assert states(unopened, opened) == ["submitted", "disposed"]


def test_a_letter_that_was_opened_before_it_was_mended_must_be_opened_again(cast: Cast) -> None:
    (access_request,) = submitted(cast, 1)
    open_pages(cast.head, access_request)
    for act in (sop.DISPOSE, sop.RETURN, sop.RESUBMIT):
        access_request = cast.do(access_request, act)
    signed_in(cast.head).post("/meja/disposisi/", together(cast.head, tick(access_request)))
    assert states(access_request) == ["submitted"]
    assert Opening.objects.filter(person=cast.head).count() == 1


def test_a_letter_that_moved_on_is_refused(cast: Cast) -> None:
    withdrawn, other_letter = submitted(cast, 2)
    open_pages(cast.head, withdrawn, other_letter)
    cast.do(withdrawn, sop.WITHDRAW)
    boxes = (tick(withdrawn), tick(other_letter).replace(other_letter.letter_sha256, "0" * 64))
    answer = signed_in(cast.head).post("/meja/disposisi/", together(cast.head, *boxes), follow=True)
    assert words(answer).count("belum didisposisikan karena telah berubah sejak Saudara lihat.") == 2
    assert states(withdrawn, other_letter) == ["withdrawn", "submitted"]


def test_sent_twice_it_disposes_once(cast: Cast) -> None:
    (access_request,) = submitted(cast, 1)
    open_pages(cast.head, access_request)
    sent, head = together(cast.head, tick(access_request), tick(access_request)), signed_in(cast.head)
    for _ in range(2):
        answer = head.post("/meja/disposisi/", sent, follow=True)
        assert f"{access_request}: Surat telah didisposisikan" in words(answer)
    assert Disposition.objects.filter(transition="dispose").count() == 1


def test_only_the_head_disposes(cast: Cast) -> None:
    (access_request,) = submitted(cast, 1)
    open_pages(cast.head, access_request)
    for name in ("division_head", "section_head", "staff"):
        person = getattr(cast, name)
        sent = together(person, tick(access_request)) | {"capacity": cast.head.appointments.get().pk}
        assert signed_in(person).post("/meja/disposisi/", sent).status_code == 403
    foreign = together(cast.head, tick(access_request)) | {"capacity": cast.division_head.appointments.get().pk}
    assert signed_in(cast.head).post("/meja/disposisi/", foreign).status_code == 200  # back with an error
    assert states(access_request) == ["submitted"]


def test_nobody_disposes_their_own_letter_among_others(cast: Cast) -> None:
    own = cast.request_in(State.SUBMITTED, applicant=cast.head)
    open_pages(cast.head, own)
    signed_in(cast.head).post("/meja/disposisi/", together(cast.head, tick(own)))
    assert states(own) == ["submitted"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"chosen": []}, "Pilih sekurang-kurangnya satu surat."),
        ({"chosen": ["x"]}, "Ini bukan surat pada meja Saudara."),
        ({"chosen": [f"{'-' * 36}:1:{'0' * 64}"]}, "Ini bukan surat pada meja Saudara."),
        ({"chosen": ["\0"]}, "Ini bukan surat pada meja Saudara."),
        ({"instructions": []}, "Pilih sedikitnya satu instruksi atau tuliskan instruksi lain."),
        ({"urgency": "nanti"}, "Masukkan pilihan yang valid."),
    ],
)
def test_a_faulty_form_comes_back_with_all_that_was_typed(cast: Cast, answers: dict[str, Any], said: str) -> None:
    (access_request,) = submitted(cast, 1)
    open_pages(cast.head, access_request)
    sent = together(cast.head, tick(access_request), note="Jangan hilang.") | answers
    page = signed_in(cast.head).post("/meja/disposisi/", sent)
    assert page.status_code == 200
    assert said in words(page)
    assert "Jangan hilang." in words(page)
    ticked = f'value="{tick(access_request)}" checked'
    assert (ticked in page.content.decode()) == ("chosen" not in answers)
    assert states(access_request) == ["submitted"]


def test_a_letter_that_one_may_not_see_is_passed_over(cast: Cast) -> None:
    draft = cast.draft()
    sent = together(cast.head, tick(draft), f"{uuid.uuid4()}:1:{'0' * 64}")
    answer = signed_in(cast.head).post("/meja/disposisi/", sent, follow=True)
    assert answer.redirect_chain == [("/meja/", 302)]
    assert states(draft) == ["draft"]


# The overview


def test_the_overview_says_who_has_how_much_and_what_is_late(cast: Cast) -> None:
    unopened = cast.request_in(State.SUBMITTED)
    opened = cast.request_in(State.ASSIGNED)
    cast.request_in(State.ACTIVATED)
    cast.request_in(State.DELIVERED)
    cast.request_in(State.RETURNED)
    waits_for_days(unopened, 21)
    waits_for_days(opened, 14)
    open_pages(cast.staff, opened)
    page = signed_in(cast.section_head).get("/meja/ikhtisar/")
    standing = {row.act.name: (row.waiting, row.late) for row in page.context["standing"]}
    assert standing == {"dispose": (1, 1), "approve": (0, 0), "assign": (0, 0), "activate": (1, 1), "deliver": (1, 0)}
    figures = ("to_activate", "to_deliver", "unconfirmed", "late", "load")
    staff = {one: tuple(getattr(one, name) for name in figures) for one in page.context["staff"]}
    assert staff == {cast.staff: (1, 1, 1, 1, 2), cast.other_staff: (0, 0, 0, 0, 0)}
    assert list(page.context["late"]) == [unopened, opened]
    assert [one.opened_at is None for one in page.context["late"]] == [True, False]
    assert "belum dibuka" in words(page)


def test_the_section_head_assigns_from_the_overview_in_one_step(cast: Cast) -> None:
    first, second = cast.request_in(State.APPROVED), cast.request_in(State.APPROVED)
    section_head, where = signed_in(cast.section_head), f"{address(first)}tugaskan/"
    sent = form(section_head.get("/meja/ikhtisar/"), where) | {"assignee": [str(cast.other_staff.pk)]}
    answer = section_head.post(where, sent, follow=True)
    assert answer.redirect_chain == [("/meja/ikhtisar/", 302)]
    assert f"{first}: Admin telah ditugaskan." in words(answer)
    assert fresh(first).assignee == cast.other_staff
    assert states(first, second) == ["assigned", "approved"]


def test_an_assignment_to_nobody_comes_back_on_the_page_of_the_request(cast: Cast) -> None:
    access_request = cast.request_in(State.APPROVED)
    section_head, where = signed_in(cast.section_head), f"{address(access_request)}tugaskan/"
    answer = section_head.post(where, form(section_head.get("/meja/ikhtisar/"), where))
    assert answer.status_code == 200
    assert "Isian ini wajib diisi." in words(answer)
    assert states(access_request) == ["approved"]


def test_whoever_may_not_take_a_request_is_not_offered(cast: Cast) -> None:
    of_staff = cast.request_in(State.APPROVED, applicant=cast.staff)
    own = cast.request_in(State.APPROVED, applicant=cast.section_head)
    shown = signed_in(cast.section_head).get("/meja/ikhtisar/").context["to_assign"]
    rows = {row["access_request"]: row for row in shown}
    assert rows[of_staff]["staff"] == [cast.other_staff]
    assert rows[own]["capacity"] is None


def test_the_others_look_but_do_not_assign(cast: Cast) -> None:
    access_request = cast.request_in(State.APPROVED)
    for person in (cast.head, cast.division_head):
        page = signed_in(person).get("/meja/ikhtisar/")
        assert str(access_request) in words(page)
        assert "tugaskan/" not in page.content.decode()


def test_the_year_is_told_with_the_number(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    assert number(1) in words(signed_in(cast.head).get("/meja/"))
