"""Several letters disposed at once from the desk: those that were opened, and no other."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from requests import sop
from requests.models import AccessRequest, Disposition, Opening
from requests.states import State
from tests.by_http import signed_in, words
from tests.cast import Cast
from tests.requests.at_the_desk import open_pages, states, submitted

pytestmark = pytest.mark.django_db


def tick(access_request: AccessRequest) -> str:
    return f"{access_request.pk}:{access_request.version}:{access_request.letter_sha256}"


def together(user: User, *boxes: str, **answers: Any) -> dict[str, Any]:
    """The form as it stands on the desk, with these boxes ticked."""
    head = user.appointments.filter(office="head").first() or user.appointments.get()
    sent = {"key": uuid.uuid4(), "capacity": head.pk, "instructions": "process", "urgency": "ordinary"}
    return sent | {"chosen": list(boxes)} | answers


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
