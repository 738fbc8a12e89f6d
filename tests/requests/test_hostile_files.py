"""Hostile uploads are refused, or kept under our own name and handed out so that no browser runs them.

Genuine ones are taken.

`make test` sends a sample, `make attack` the whole corpus.
"""

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from requests.models import AccessRequest, Attachment
from requests.uploads import CONTENT_TYPES, clean_name, inspect
from tests.attack import amount
from tests.by_http import signed_in
from tests.cast import Cast
from tests.requests.genuine_scans import genuine
from tests.requests.hostile_files import TAKEN, Hostile, corpus, sample

SAMPLED = 20
pytestmark = pytest.mark.papers


def send_all(cast: Cast, files: Iterable[Hostile]) -> tuple[int, list[str]]:
    """Uploads every file as an applicant would; how many were sent, and what went wrong with which."""
    draft, client, sent, wrong = cast.draft(), signed_in(cast.applicant), 0, []
    for hostile in files:
        sent += 1
        wrong += [f"{hostile.what}: {fault}" for fault in _faults(client, draft, hostile)]
    return sent, wrong


def _faults(client: Client, draft: AccessRequest, hostile: Hostile) -> list[str]:
    data, before = hostile.make(), Attachment.objects.count()
    file = SimpleUploadedFile("surat.pdf", data)
    file._name = hostile.name  # the test's own file would take the folder away, which is the site's to do
    answer = client.post(f"/permohonan/{draft.pk}/unggah/letter/", {"file": file})
    refusal = TAKEN if answer.status_code == 302 else _refusal(answer)
    if refusal != hostile.refusal:
        return [f"{refusal or 'taken'} instead of {hostile.refusal or 'taken'}"]
    if hostile.refusal != TAKEN:
        return ["kept"] if Attachment.objects.count() != before else []
    kept = Attachment.objects.get(pk=AccessRequest.objects.get(pk=draft.pk).letter_id)
    return [*_name_faults(kept), *_download_faults(client, kept, data)]


def _refusal(answer: HttpResponse) -> str:
    if answer.status_code != 200:
        return f"status {answer.status_code}"
    return str(answer.context["form"].errors.as_data()["file"][0].code)


def _name_faults(kept: Attachment) -> list[str]:
    faults = []
    if Path(kept.file.path) != Path(settings.MEDIA_ROOT) / f"attachments/{kept.pk}.{kept.extension}":
        faults.append(f"stored as {kept.file.path}")
    shown = kept.original_name
    if any(mark in "/\\" or unicodedata.category(mark)[0] == "C" for mark in shown) or shown.startswith("."):
        faults.append(f"named {shown!r}")
    if not shown.endswith(f".{kept.extension}") and not shown.endswith(".jpeg"):
        faults.append(f"named {shown!r} with the content of {kept.extension}")
    return faults


def _download_faults(client: Client, kept: Attachment, data: bytes) -> list[str]:
    answer = client.get(f"/dokumen/{kept.pk}/")
    faults = [] if b"".join(answer) == data else ["other bytes are handed out"]
    headers = answer.headers
    if headers["Content-Security-Policy"] != "default-src 'none'; frame-ancestors 'none'; sandbox":
        faults.append("no sandbox")
    if headers["X-Content-Type-Options"] != "nosniff" or headers["Content-Type"] not in CONTENT_TYPES.values():
        faults.append(f"handed out as {headers['Content-Type']}")
    if not headers["Content-Disposition"].startswith("attachment; filename"):
        faults.append(headers["Content-Disposition"])
    return faults


@pytest.mark.bar(10)
def test_hostile_files_do_no_harm(cast: Cast, counted: Callable[[int, str], None]) -> None:
    many = amount(SAMPLED, len(corpus()))
    sent, wrong = send_all(cast, sample(many))
    counted(sent, "hostile files")
    assert (sent, wrong) == (many, [])


def judge_all(scans: Iterable[tuple[str, bytes]]) -> tuple[int, list[str]]:
    """How many genuine scans were judged, and which were refused, with what code."""
    judged, refused = 0, []
    for what, data in scans:
        judged += 1
        try:
            inspect(SimpleUploadedFile("surat.pdf", data))
        except ValidationError as error:
            refused.append(f"{what}: {error.code}")
    return judged, refused


@pytest.mark.bar(10)
def test_genuine_scans_are_taken(counted: Callable[[int, str], None]) -> None:
    many = amount(8, 200)
    judged, refused = judge_all(genuine(many))
    counted(judged, "genuine scans")
    assert (judged, refused) == (many, [])


def test_there_are_more_than_two_hundred_of_them() -> None:
    assert len({hostile.what for hostile in corpus()}) == len(corpus()) >= 200


def test_every_hostile_name_is_made_harmless() -> None:
    for hostile in corpus():
        name = clean_name(hostile.name, "pdf")
        assert name.endswith(".pdf") and len(name) <= 150
        assert not name.startswith(".")
        assert not any(mark in "/\\" or unicodedata.category(mark)[0] == "C" for mark in name)
