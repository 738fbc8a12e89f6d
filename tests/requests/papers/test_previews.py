"""What a decision would put on paper, looked at before it is made: by the same way, and nothing remains of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from requests import desk_selectors, sop, tasks
from requests.documents import render
from requests.models import Preview
from requests.sheets import Sheet
from requests.states import State
from tests.by_http import error_at, form, signed_in
from tests.cast import PASSWORD, Cast, fresh
from tests.requests.papers.conformance import faults
from tests.requests.papers.reading import newest, pages_of, text_of
from tests.tables import OF_VISITS, rows_of_all_tables

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

WROTE = ("requests_preview", "django_tasks_database_dbtaskresult", *OF_VISITS)
SHEETS = [(act, sheet) for act in sop.TRANSITIONS for sheet in act.sheets if act not in (sop.SUBMIT, sop.RESUBMIT)]


def ready(cast: Cast, act: sop.Transition) -> tuple:
    """The person whose turn it is, the address of the act, and the form filled in."""
    access_request = cast.request_in(act.sources[0])
    person, action = cast.actor_of(act, access_request), f"/permohonan/{access_request.pk}/{act.slug}/"
    client = signed_in(person)
    page = f"/permohonan/{access_request.pk}/"
    if act is sop.CONFIRM_RECEIPT:
        page += "kredensial/"
        client.post(page, {"password": PASSWORD})
    return person, client, action, form(client.get(page), action) | cast.sent_for(act)


@pytest.mark.parametrize(("act", "sheet"), SHEETS, ids=lambda value: str(value))
def test_every_sheet_of_a_decision_can_be_seen_before(cast: Cast, act: sop.Transition, sheet: Sheet) -> None:
    person, client, action, data = ready(cast, act)
    before, tasks_before = rows_of_all_tables(leave_out=WROTE), DBTaskResult.objects.count()
    files = set(Path(settings.MEDIA_ROOT).rglob("*"))

    answer = client.post(action, data | {"preview": sheet})

    assert rows_of_all_tables(leave_out=WROTE) == before
    assert DBTaskResult.objects.count() == tasks_before + 1  # its own, none of the act's mails and sheets
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == files
    preview = Preview.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/dokumen/{preview.pk}/")
    assert preview.ordered_by == person
    seen = render(preview)
    assert faults(seen) == []
    for page in pages_of(seen):
        assert "PRATINJAU. Lembar ini belum berlaku dan belum diregister." in page
        assert "Belum ditandatangani secara elektronik." in page
        assert "Kode verifikasi" not in page
    assert client.post(action, data).status_code in (200, 302)
    done = text_of(render(newest(fresh(preview.access_request), sheet)))
    missing = [words for words in text_of(seen).split() if words not in done and words not in "PRATINJAU."]
    of_the_hash = {"dicetak", "setelah", "diputuskan."}
    assert set(missing) <= {"ini", "belum", "berlaku", "dan", "diregister.", "Lembar"} | of_the_hash


def test_preview_of_a_wrong_form_says_what_is_wrong(cast: Cast) -> None:
    _person, client, action, data = ready(cast, sop.RETURN)
    answer = client.post(action, data | {"preview": "disposition", "note": ""})
    assert error_at(answer, "return_to_applicant_note") == "Isian ini wajib diisi."
    assert not Preview.objects.exists()


@pytest.mark.parametrize("sheet", ["", "account", "access_form", "x"])
def test_preview_of_a_sheet_that_the_act_does_not_make(cast: Cast, sheet: str) -> None:
    _person, client, action, data = ready(cast, sop.DISPOSE)
    assert client.post(action, data | {"preview": sheet}).status_code == 404
    assert not Preview.objects.exists()


def test_preview_from_a_stale_tab(cast: Cast) -> None:
    _person, client, action, data = ready(cast, sop.DISPOSE)
    cast.do(desk_selectors.inbox(cast.head)[0], sop.DISPOSE)
    assert client.post(action, data | {"preview": "disposition"}).status_code == 409
    assert not Preview.objects.exists()


def test_same_preview_asked_twice_is_made_once(cast: Cast) -> None:
    _person, client, action, data = ready(cast, sop.ASSIGN)
    places = {client.post(action, data | {"preview": "disposition"})["Location"] for _ in range(2)}
    assert len(places) == Preview.objects.count() == 1
    assert client.post(action, data | {"preview": "disposition", "note": "Segera."})["Location"] not in places


def test_preview_is_for_whoever_asked(cast: Cast) -> None:
    _person, client, action, data = ready(cast, sop.DISPOSE)
    place = client.post(action, data | {"preview": "disposition"})["Location"]
    assert client.get(place).status_code == 202
    for other in (cast.division_head, cast.applicant, cast.stranger):
        assert signed_in(other).get(place).status_code == 404
    tasks.render_preview.call(str(Preview.objects.get().pk))
    shown = client.get(place)
    assert shown["Content-Disposition"] == 'inline; filename="lembar-disposisi-pratinjau.pdf"'
    b"".join(shown)


def test_previews_are_gone_the_next_day(cast: Cast, django_capture_on_commit_callbacks) -> None:
    preview = tasks.order_draft_form(cast.draft())
    tasks.render_preview.call(str(preview.pk))
    preview.refresh_from_db()
    Preview.objects.update(created_at=timezone.now() - timedelta(hours=23))
    call_command("housekeeping")
    Preview.objects.update(created_at=timezone.now() - timedelta(hours=24))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("housekeeping")
    assert not Preview.objects.exists()
    assert not Path(preview.file.path).exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("section_head", 302),
        ("staff", 302),
        ("applicant", 403),
        ("head", 403),
        ("division_head", 403),
        ("stranger", 404),
    ],
)
def test_record_of_revocation_is_previewed_by_those_who_will_end_the_access(
    cast: Cast, person: str, status: int
) -> None:
    access_request = cast.request_in(State.DELIVERED)
    client, address = signed_in(getattr(cast, person)), f"/permohonan/{access_request.pk}/pencabutan/"
    assert [client.post(address).status_code for _ in range(2)] == [status, status]
    if status != 302:
        assert not Preview.objects.exists()
        return
    seen = render(Preview.objects.get())
    assert faults(seen) == []
    for said in (
        "BERITA ACARA PENCABUTAN AKSES SERVER",
        "dinkes-ratna",
        "Ratna Puspita",
        "PRATINJAU. Lembar ini belum",
    ):
        assert said in text_of(seen)
    assert client.post(f"/permohonan/{cast.request_in(State.ASSIGNED).pk}/pencabutan/").status_code == 403
