"""Every form of the site sent twice: the same answer, one effect."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEntry, User
from helpdesk.models import Message
from requests import services, sop
from requests.models import AccessRequest, Attachment, Credential, Disposition, Document, Preview, RegisterEntry, Terms
from requests.states import State
from tests.by_http import form, signed_in, words
from tests.cast import PASSWORD, Cast, fresh
from tests.papers_for_tests import png_scan
from tests.requests.test_hidden_fields import ready
from tests.tables import rows_of_all_tables


def facts() -> dict[str, int]:
    """How many of everything that an act may write."""
    written = (AccessRequest, Disposition, AuditEntry, RegisterEntry, Message, Document, Credential, User, Attachment)
    return {model.__name__: model.objects.count() for model in written}


@pytest.mark.parametrize("act", sop.TRANSITIONS, ids=str)
def test_act_sent_again_has_no_second_effect(cast: Cast, act: sop.Transition) -> None:
    """The same key brings the same answer, the password for staff included: of two answers the browser shows one.

    Each showing of that password is written down.
    """
    client, access_request, action, data = ready(cast, act)
    first = client.post(action, data)
    assert first.status_code == (200 if act in (sop.ACTIVATE, sop.REISSUE) else 302)
    before = facts()
    stands = fresh(access_request)

    again = client.post(action, data)

    shows_password = act in (sop.ACTIVATE, sop.REISSUE)
    assert AuditEntry.objects.filter(action="credential_shown_to_staff", actor=cast.staff).count() == 2 * shows_password
    assert facts() == before | {"AuditEntry": before["AuditEntry"] + shows_password}
    assert (fresh(access_request).state, fresh(access_request).version) == (stands.state, stands.version)
    assert (again.status_code, again.get("Location")) == (first.status_code, first.get("Location"))
    if shows_password:
        password = Credential.objects.exclude(sealed_password=None).get().open()
        assert password in first.text
        assert password in again.text


@pytest.mark.parametrize(
    ("act", "changed"),
    [
        (sop.DISPOSE, {"note": "Tunda dahulu."}),
        (sop.DISPOSE, {"urgency": "ordinary"}),
        (sop.RETURN, {"note": "Alasan baru."}),
        (sop.RETURN, {"faults_akses": ["target"]}),
        (sop.ASSIGN, {"assignee": "other_staff"}),
    ],
)
def test_other_words_under_the_same_key_are_given_back(
    cast: Cast, act: sop.Transition, changed: dict[str, Any]
) -> None:
    """Whoever went back in the browser and changed the form isn't told that the change was kept."""
    client, _, action, data = ready(cast, act)
    client.post(action, data)
    before = facts()
    other = {name: cast.other_staff.pk if value == "other_staff" else value for name, value in changed.items()}
    again = client.post(action, data | other)
    assert again.status_code == 409
    assert changed.get("note", "") in words(again)
    assert facts() == before


@pytest.mark.parametrize("act", [sop.ACTIVATE, sop.REISSUE], ids=str)
def test_act_sent_again_later_shows_no_password(
    cast: Cast, act: sop.Transition, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _, action, data = ready(cast, act)
    client.post(action, data)
    assert timedelta(minutes=1) == services.DOUBLED_WITHIN
    monkeypatch.setattr(services, "DOUBLED_WITHIN", timedelta(0))
    again = client.post(action, data)
    assert again.status_code == 302
    assert "Kata sandi telah ditampilkan sebelumnya." in client.get(again["Location"]).text


def test_activation_sent_again_after_the_handing_over_shows_no_password(cast: Cast) -> None:
    client, access_request, action, data = ready(cast, sop.ACTIVATE)
    client.post(action, data)
    cast.do(access_request, sop.DELIVER)
    assert client.post(action, data).status_code == 302


def test_password_page_offers_no_other_language(cast: Cast) -> None:
    """It would be another page, without the password."""
    client, access_request, action, data = ready(cast, sop.ACTIVATE)
    assert "/bahasa/" in client.get(f"/permohonan/{access_request.pk}/").text
    assert "/bahasa/" not in client.post(action, data).text


def test_act_sent_again_after_the_next_one_still_gets_its_answer(cast: Cast) -> None:
    client, access_request, action, data = ready(cast, sop.DISPOSE)
    first = client.post(action, data)
    cast.do(access_request, sop.APPROVE)
    before = facts()
    again = client.post(action, data)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert facts() == before


def test_submission_sent_again_after_new_terms_still_gets_its_answer(cast: Cast) -> None:
    client, _, action, data = ready(cast, sop.SUBMIT)
    first = client.post(action, data)
    Terms.objects.create(number=2, text="Ketentuan baru.")
    again = client.post(action, data)
    assert (again.status_code, again["Location"]) == (302, first["Location"])


def test_key_of_one_form_does_nothing_in_another(cast: Cast) -> None:
    """A key that was used for another request or act isn't a repetition of this one."""
    client, first, action, data = ready(cast, sop.DISPOSE)
    client.post(action, data)
    second = cast.request_in(State.SUBMITTED)
    action = f"/permohonan/{second.pk}/disposisi/"
    data = form(client.get(f"/permohonan/{second.pk}/"), action) | {"instructions": "process", "urgency": "ordinary"}
    used = str(Disposition.objects.get(access_request=first, transition="dispose").form_key)
    assert client.post(action, data | {"key": used}).status_code == 409
    assert Disposition.objects.filter(transition="dispose").count() == 1
    assert fresh(second).state == State.SUBMITTED


def twice(client: Client, address: str, data: dict[str, Any]) -> tuple[Any, Any, bool]:
    """Both answers, and whether the second POST wrote anything."""
    first = client.post(address, data)
    between = rows_of_all_tables()
    second = client.post(address, data)
    return first, second, rows_of_all_tables() != between


def test_new_request(cast: Cast) -> None:
    applicant = signed_in(cast.applicant)
    data = form(applicant.get("/permohonan/baru/"), "")
    first, second, wrote = twice(applicant, "/permohonan/baru/", data)
    assert (first.status_code, second.status_code, wrote) == (302, 302, False)
    assert first["Location"] == second["Location"] == f"/permohonan/{AccessRequest.objects.get().pk}/ubah/surat/"


@pytest.mark.parametrize("button", ["continue", "save"])
@pytest.mark.parametrize("part", ["surat", "akses", "masa"])
def test_part_of_the_form(cast: Cast, part: str, button: str) -> None:
    """The second writes the same answers again."""
    access_request = cast.draft()
    before = AccessRequest.objects.values().get()
    applicant, address = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/ubah/{part}/"
    data = form(applicant.get(address), "") | {button: "1"}
    first, second, _ = twice(applicant, address, data)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert first.status_code == 302
    assert AccessRequest.objects.values().get() == before | {"version": access_request.version + 2}


def test_upload(cast: Cast) -> None:
    access_request = cast.draft()
    applicant, address = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/unggah/signed_form/"
    scan = png_scan()
    answers = [applicant.post(address, {"file": SimpleUploadedFile("formulir.png", scan)}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Attachment.objects.filter(kind="signed_form").count() == 1


def test_draft_form(cast: Cast) -> None:
    access_request = cast.draft()
    address = f"/permohonan/{access_request.pk}/formulir/"
    first, second, wrote = twice(signed_in(cast.applicant), address, {})
    assert (first["Location"], wrote) == (second["Location"], False)
    assert first["Location"] == f"/dokumen/{Preview.objects.get().pk}/"


def test_deletion_of_a_draft(cast: Cast, django_capture_on_commit_callbacks) -> None:
    """What is gone can't be told from what never was; the files go once nothing can bring their rows back."""
    access_request = cast.draft()
    file = access_request.letter.file
    with django_capture_on_commit_callbacks() as after_commit:
        first, second, wrote = twice(signed_in(cast.applicant), f"/permohonan/{access_request.pk}/hapus/", {})
    assert (first.status_code, second.status_code, wrote) == (302, 404, False)
    assert not AccessRequest.objects.exists()
    assert not Attachment.objects.exists()
    assert file.storage.exists(file.name)
    for remove in after_commit:
        remove()
    assert not file.storage.exists(file.name)


def test_a_replaced_scan_that_was_never_submitted_is_removed(cast: Cast, django_capture_on_commit_callbacks) -> None:
    access_request = cast.draft()
    wrong = access_request.letter.file
    address = f"/permohonan/{access_request.pk}/unggah/letter/"
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast.applicant).post(address, {"file": SimpleUploadedFile("surat.png", png_scan())})
    assert not wrong.storage.exists(wrong.name)
    assert [scan.original_name for scan in Attachment.objects.all()] == ["surat.png"]


def test_confirmation_of_an_applicant(cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(agency_confirmed_at=None)
    liaison, address = signed_in(cast.liaison), f"/akun/pemohon/{cast.applicant.pk}/konfirmasi/"
    first, second, wrote = twice(liaison, address, form(liaison.get("/akun/pemohon/"), address))
    assert (first.status_code, second.status_code, wrote) == (302, 302, False)
    assert AuditEntry.objects.filter(action="agency_confirmed").count() == 1


def test_own_details(cast: Cast) -> None:
    applicant = signed_in(cast.applicant)
    data = form(applicant.get("/akun/data-diri/"), "") | {"phone": "081299999999"}
    first, second, wrote = twice(applicant, "/akun/data-diri/", data)
    assert (first.status_code, second.status_code, wrote) == (302, 302, False)


def test_sign_up(cast: Cast) -> None:
    visitor = Client()
    data = form(visitor.get("/akun/daftar/"), "/akun/daftar/") | {
        "email": "sari@dishub.example",
        "password1": "jalan-lurus-ke-colo",
        "password2": "jalan-lurus-ke-colo",
        "name": "Sari Utami, A.Md.",
        "employment_kind": "non_asn",
        "nip": "",
        "rank": "",
        "agency": str(cast.transport.pk),
        "job_title": "Operator",
        "phone": "081211111111",
    }
    first, second = visitor.post("/akun/daftar/", data), Client().post("/akun/daftar/", data)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert User.objects.filter(email="sari@dishub.example").count() == 1
    assert not EmailAddress.objects.get(email="sari@dishub.example").verified


def test_sign_in_and_out(cast: Cast) -> None:
    visitor = Client()
    data = {"login": "ratna@dinkes.example", "password": PASSWORD}
    answers = [visitor.post("/akun/masuk/", data) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/permohonan/", "/permohonan/"]
    answers = [visitor.post("/akun/keluar/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert visitor.get("/permohonan/").status_code == 302


def test_change_of_password(cast: Cast) -> None:
    """The second time the old password is no longer the current one: the form says so, and nothing is lost."""
    applicant = signed_in(cast.applicant)
    data = {"oldpassword": PASSWORD, "password1": "kretek-di-kota-kudus", "password2": "kretek-di-kota-kudus"}
    first, second, _ = twice(applicant, "/akun/sandi/ubah/", data)
    assert (first.status_code, second.status_code) == (302, 200)
    assert "Kata sandi saat ini tidak sesuai." in words(second)
    assert User.objects.get(pk=cast.applicant.pk).check_password("kretek-di-kota-kudus")


def test_language(cast: Cast) -> None:
    visitor = Client()
    answers = [visitor.post("/bahasa/", {"language": "en", "next": "/sop/"}) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/sop/"), (302, "/sop/")]
    away = visitor.post("/bahasa/", {"language": "en", "next": "https://evil.example/"})
    assert away["Location"] == "/"


def test_taking_of_a_credential_is_counted(cast: Cast) -> None:
    access_request = cast.request_in(State.DELIVERED)
    applicant, address = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/kredensial/"
    first, second, _ = twice(applicant, address, {"password": PASSWORD})
    assert (first.status_code, second.status_code) == (200, 200)
    assert Credential.objects.get().shown_again == 1


def test_repeated_act_of_someone_else_is_no_repetition(cast: Cast) -> None:
    """The key belongs to the person who sent it."""
    client, access_request, action, data = ready(cast, sop.DISPOSE)
    client.post(action, data)
    assert signed_in(cast.division_head).post(action, data | {"key": str(uuid.uuid4())}).status_code == 403
    assert signed_in(cast.division_head).post(action, data).status_code == 403
    assert fresh(access_request).state == State.DISPOSED
