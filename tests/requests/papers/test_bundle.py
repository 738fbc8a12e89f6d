"""All papers of a request in one file: cover, scans, sheets; the letter and the decisions travel inside it."""

import json
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from helpdesk.models import JobState
from requests import sop, tasks
from requests.documents import render
from requests.models import AccessRequest, AttachmentPage, Credential, Document
from requests.models.attachment import AttachmentKind
from requests.services import attach
from requests.states import State
from requests.uploads import inspect
from tests.by_http import signed_in, words
from tests.cast import Cast, fresh
from tests.papers_for_tests import png_scan
from tests.requests.papers.conformance import elements, faults
from tests.requests.papers.reading import confirmed, pages_of, text_of

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

SHEETS = ("FORMULIR AKSES SERVER", "LEMBAR REGISTER SURAT MASUK", "LEMBAR DISPOSISI", "DATA AKUN", "TANDA TERIMA")


def drawn(access_request: AccessRequest) -> AccessRequest:
    for page in AttachmentPage.objects.filter(attachment__access_request=access_request):
        tasks.draw_page.call(str(page.pk))
    return access_request


def bundle(access_request: AccessRequest) -> Document:
    return tasks.order_bundle(drawn(access_request))


def with_signed_form(cast: Cast) -> AccessRequest:
    draft = cast.draft()
    file = SimpleUploadedFile("formulir.png", png_scan())
    attach(draft, kind=AttachmentKind.SIGNED_FORM, file=file, scan=inspect(file), by=cast.applicant)
    return fresh(draft)


def test_the_file_holds_everything_in_the_order_of_its_contents(cast: Cast) -> None:
    access_request = confirmed(cast)
    pdf = render(bundle(access_request))
    cover, *pages = pages_of(pdf)
    assert faults(pdf) == []
    assert "BERKAS PERMOHONAN AKSES SERVER" in cover
    assert f"Nomor agenda {access_request.agenda_number}" in cover
    starts = {title: number for number, page in enumerate(pages, start=2) for title in SHEETS if title in page}
    assert list(starts) == list(SHEETS)
    for title, number in starts.items():
        assert any(line.endswith(str(number)) for line in contents(cover, title.capitalize()))
    assert pages[0].startswith("SURAT")
    assert f"Halaman {len(pages) + 1} dari {len(pages) + 1}" in pages[-1]


def contents(cover: str, title: str) -> list[str]:
    """What stands on the cover from this title on, up to its page number."""
    listed = cover.split("Daftar isi")[1]
    after = listed.split(title)[1].replace(".", " ").split()
    return [after[0]]


def test_pages_of_the_scans_have_words(cast: Cast) -> None:
    access_request = with_signed_form(cast)
    for act in (sop.SUBMIT, sop.DISPOSE):
        access_request = cast.do(access_request, act)
    with pikepdf.open(BytesIO(render(bundle(access_request)))) as pdf:
        spoken = [str(element.Alt) for element in elements(pdf) if pikepdf.Name.Figure == element.S]
    letter = [f"Surat, halaman {number} dari 3" for number in (1, 2, 3)]
    assert spoken == [*letter, "Formulir bertanda tangan, halaman 1 dari 1"]


def test_letter_and_decisions_are_inside_unchanged(cast: Cast) -> None:
    access_request = confirmed(cast)
    password = Credential.objects.get().sealed_password
    assert password is None
    with pikepdf.open(BytesIO(render(bundle(access_request)))) as pdf:
        inside = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        relations = {str(one.UF): str(one.AFRelationship) for one in pdf.Root.AF}
    assert relations == {"surat.pdf": "/Source", "keputusan.json": "/Data"}
    assert sha256(inside["surat.pdf"]).hexdigest() == access_request.letter_sha256
    record = json.loads(inside["keputusan.json"])
    assert (record["sop"], record["agenda"]) == (sop.NUMBER, access_request.agenda_number)
    acts = [(act["transition"], act["actor_name"], act["office"]) for act in record["acts"]]
    assert acts[:3] == [
        ("submit", "Ratna Puspita, S.Kom.", ""),
        ("dispose", "Drs. Haryo Wibisono, M.Si.", "head"),
        ("approve", "Siti Maryam, S.T., M.Kom.", "division_head"),
    ]
    assert len(acts) == 7
    entries = AuditEntry.objects.filter(disposition__isnull=False).order_by("number")
    assert [act["audit_hash"] for act in record["acts"]] == [entry.hash for entry in entries]


def test_the_file_stays_as_it_was_and_a_new_act_makes_a_new_one(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    first = bundle(access_request)
    before = render(first)
    assert bundle(access_request) == first
    access_request = cast.do(access_request, sop.DISPOSE)
    second = bundle(access_request)
    assert render(Document.objects.get(pk=first.pk)) == before
    assert "Haryo" not in text_of(before)
    assert "Haryo" in text_of(render(second))
    assert "2 dari 2 (terbaru)" in words(signed_in(cast.stranger).get(f"/verifikasi/{second.code}/"))


def test_the_file_waits_for_the_images_of_the_letter(cast: Cast) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    document = tasks.order_bundle(access_request)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    assert (document.state, "still being drawn" in document.error) == (JobState.PENDING, True)
    Document.objects.filter(pk=document.pk).update(leased_until=None)
    drawn(access_request)
    tasks.render_document.call(str(document.pk))
    document.refresh_from_db()
    assert document.state == JobState.DONE


def test_a_page_that_could_not_be_drawn_is_said_to_be_missing(cast: Cast) -> None:
    access_request = drawn(cast.request_in(State.SUBMITTED))
    AttachmentPage.objects.filter(number=2).update(state=JobState.FAILED, file="")
    pdf = render(tasks.order_bundle(access_request))
    assert "Halaman 2 tidak dapat digambar; aslinya terlampir secara elektronik." in text_of(pdf)
    assert faults(pdf) == []


@pytest.mark.parametrize(("person", "status"), [("applicant", 302), ("head", 302), ("liaison", 302), ("stranger", 404)])
def test_the_file_is_for_whoever_sees_the_request(cast: Cast, person: str, status: int) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    client, address = signed_in(getattr(cast, person)), f"/permohonan/{access_request.pk}/berkas/"
    answers = [client.post(address) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, status]
    assert Document.objects.filter(sheet="bundle").count() == (status == 302)


def test_there_is_no_file_of_a_draft(cast: Cast) -> None:
    address = f"/permohonan/{cast.draft().pk}/berkas/"
    assert signed_in(cast.applicant).post(address).status_code == 409
    assert not Document.objects.exists()
