"""The fingerprint of a file on its way in: whole, and no more of it than the limit."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.test import RequestFactory

from helpdesk.fingerprint import FingerprintHandler

pytestmark = pytest.mark.any_database

CONTENT = bytes(range(256)) * 1000 + b"the end"  # Django reads it in four chunks


def uploaded(*, limit: int):
    file = BytesIO(CONTENT)
    file.name = "dokumen.pdf"
    request = RequestFactory().post("/", {"file": file})
    request.upload_handlers = [FingerprintHandler(request, limit=limit)]
    return request.FILES["file"]


@pytest.mark.parametrize(
    ("limit", "read"), [(len(CONTENT), CONTENT), (100_000, CONTENT[:100_000])], ids=["whole", "cut"]
)
def test_fingerprint_is_taken_up_to_the_limit(limit: int, read: bytes) -> None:
    file = uploaded(limit=limit)
    assert (file.name, file.size) == ("dokumen.pdf", len(CONTENT))
    assert file.sha256 == sha256(read).hexdigest()
    assert file.read() == b""
