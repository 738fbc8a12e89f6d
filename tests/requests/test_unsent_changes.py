"""While the applicant mends a returned request, and after a withdrawal, others see what was last submitted."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import translation

from accounts.models import AuditEntry, User
from helpdesk.models import Message
from requests import paper_selectors, rounds, selectors, services, sop, tasks
from requests.exceptions import StaleRequest
from requests.models import AccessRequest, Disposition
from requests.models.attachment import AttachmentKind
from requests.sheets import Sheet
from requests.states import State
from requests.uploads import inspect
from tests import papers_for_tests
from tests.by_http import signed_in
from tests.cast import Cast, fresh
from tests.papers_for_tests import png_scan

pytestmark = pytest.mark.any_database

SENT, UNSENT = "Permohonan akses server aplikasi e-Puskesmas", "Perihal yang belum diajukan"


def mending(cast: Cast) -> AccessRequest:
    """A returned request whose applicant has changed subject and letter without submitting, and printed a DRAF."""
    access_request = cast.request_in(State.RETURNED)
    services.save_answers(access_request, letter_subject=UNSENT)
    file = SimpleUploadedFile("surat-baru.png", png_scan())
    by = cast.applicant
    services.attach(fresh(access_request), kind=AttachmentKind.LETTER, file=file, scan=inspect(file), by=by)
    tasks.order_draft_form(fresh(access_request))
    return fresh(access_request)


def page(user: User, address: str) -> str:
    return signed_in(user).get(address).content.decode()


@pytest.mark.parametrize("withdrawn", [False, True], ids=["mending", "withdrawn"])
def test_officials_see_what_was_submitted(cast: Cast, withdrawn: bool) -> None:
    access_request = mending(cast)
    if withdrawn:
        access_request = cast.do(access_request, sop.WITHDRAW)
    for address in (f"/permohonan/{access_request.pk}/", "/agenda/"):
        seen = page(cast.division_head, address)
        assert SENT in seen
        assert UNSENT not in seen
        assert "surat-baru.png" not in seen
        assert "telah diganti" not in seen


def test_unsent_papers_are_the_applicants_alone(cast: Cast) -> None:
    access_request = mending(cast)
    unsent = [access_request.letter.pk, access_request.previews.get().pk]
    for person, status in (("applicant", (200, 202)), ("division_head", (404, 404)), ("liaison", (404, 404))):
        client = signed_in(getattr(cast, person))
        came = []
        for pk in unsent:
            answer = client.get(f"/dokumen/{pk}/")
            came.append(answer.status_code)
            b"".join(answer)  # a file is closed by being read to its end
        assert tuple(came) == status, person
    resubmitted = cast.do(access_request, sop.RESUBMIT)
    b"".join(letter := signed_in(cast.division_head).get(f"/dokumen/{resubmitted.letter.pk}/"))
    assert letter.status_code == 200


def test_a_rescan_under_the_same_name_counts_as_changed(cast: Cast) -> None:
    access_request = cast.request_in(State.RETURNED)
    file = SimpleUploadedFile("surat.pdf", papers_for_tests.letter_scanned_anew())
    services.attach(access_request, kind=AttachmentKind.LETTER, file=file, scan=inspect(file), by=cast.applicant)
    again = cast.do(fresh(access_request), sop.RESUBMIT)
    compared = rounds.latest_changes(selectors.history(again))
    changed = [(change.field, change.before, change.after) for change in compared if change.is_changed]
    assert changed == [("letter", "surat.pdf (3 halaman)", "surat.pdf (3 halaman), pindaian baru")]


def test_applicant_sees_what_they_are_changing(cast: Cast) -> None:
    access_request = mending(cast)
    seen = page(cast.applicant, f"/permohonan/{access_request.pk}/")
    assert UNSENT in seen
    assert "surat-baru.png" in seen
    assert "telah diganti" in seen


def test_register_takes_over_the_letter_of_a_resubmission(cast: Cast) -> None:
    cast.do(mending(cast), sop.RESUBMIT)
    assert UNSENT in page(cast.division_head, "/agenda/")


def test_form_of_a_draft_replaces_no_submitted_form(cast: Cast) -> None:
    access_request = mending(cast)
    form = paper_selectors.sheets_of(access_request)[0].newest
    assert form.sheet == Sheet.ACCESS_FORM
    assert "sejenis yang lebih baru" not in page(cast.stranger, f"/verifikasi/{form.code}/")


@pytest.mark.parametrize(("state", "act"), [(State.DRAFT, sop.SUBMIT), (State.RETURNED, sop.RESUBMIT)])
def test_nobody_submits_for_an_agency_they_have_left(cast: Cast, state: State, act: sop.Transition) -> None:
    access_request = cast.request_in(state)
    User.objects.filter(pk=cast.applicant.pk).update(agency=cast.transport)
    before = Disposition.objects.count()
    with pytest.raises(ValidationError, match="Dinas Kesehatan"):
        cast.do(access_request, act)
    assert Disposition.objects.count() == before
    assert fresh(access_request).state == state


@pytest.mark.parametrize(("state", "act"), [(State.DRAFT, sop.SUBMIT), (State.RETURNED, sop.RESUBMIT)])
def test_nothing_incomplete_is_submitted_past_the_form(cast: Cast, state: State, act: sop.Transition) -> None:
    access_request = cast.request_in(state)
    services.save_answers(access_request, letter_number="", ends_on=None)
    with pytest.raises(ValidationError, match=r"Belum diisi: Nomor surat, Sampai dengan\."):
        cast.do(fresh(access_request), act)
    assert fresh(access_request).state == state


@pytest.mark.parametrize(
    ("state", "act", "data", "field"),
    [
        (State.DISPOSED, sop.RETURN, {"note": ""}, "note"),
        (State.APPROVED, sop.ASSIGN, {"assignee": "applicant"}, "assignee"),
        (State.APPROVED, sop.ASSIGN, {"assignee": "stranger"}, "assignee"),
    ],
)
def test_rules_of_an_act_hold_at_the_door(
    cast: Cast, state: State, act: sop.Transition, data: dict[str, Any], field: str
) -> None:
    access_request = cast.request_in(state)
    if "assignee" in data:
        data = {"assignee": getattr(cast, data["assignee"])}
    with pytest.raises(ValidationError) as refusal:
        cast.do(access_request, act, **data)
    assert list(refusal.value.message_dict) == [field]


def test_staff_hear_that_an_assignment_has_ended(cast: Cast) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    Message.objects.all().delete()
    cast.do(access_request, sop.RETURN)
    assert "berakhir" in Message.objects.get(to=cast.staff.email).subject


def test_audit_entry_is_worded_in_the_language_of_the_site(cast: Cast) -> None:
    with translation.override("en"):
        cast.request_in(State.DISPOSED)
    assert AuditEntry.objects.get(action="dispose").capacity == "Kepala Dinas"


def test_an_act_on_a_draft_deleted_meanwhile_finds_nothing(cast: Cast) -> None:
    access_request = cast.draft()
    seen = fresh(access_request)
    services.delete_draft(access_request)
    with pytest.raises(Http404):
        services.save_answers(seen, letter_subject="x")


def test_a_scan_that_comes_too_late_leaves_no_file(cast: Cast) -> None:
    """Its page was opened before the request was submitted in another tab."""
    draft = cast.draft()
    cast.do(draft, sop.SUBMIT)
    file, kept = SimpleUploadedFile("formulir.png", png_scan()), set(Path(settings.MEDIA_ROOT).rglob("*"))
    with pytest.raises(StaleRequest):
        services.attach(draft, kind=AttachmentKind.SIGNED_FORM, file=file, scan=inspect(file), by=cast.applicant)
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == kept


def test_a_scan_brought_back_is_the_one_that_was_submitted(cast: Cast) -> None:
    """Another file in between was the wrong one: nothing of it is kept, and the letter stands once in every list."""
    access_request = cast.request_in(State.RETURNED)
    submitted = access_request.letter
    for data in (papers_for_tests.letter_scanned_anew(), papers_for_tests.multi_page_letter()):
        file = SimpleUploadedFile("surat.pdf", data)
        by = {"kind": AttachmentKind.LETTER, "by": cast.applicant}
        services.attach(fresh(access_request), file=file, scan=inspect(file), **by)
    assert fresh(access_request).letter == submitted
    assert list(access_request.attachments.all()) == [submitted]
