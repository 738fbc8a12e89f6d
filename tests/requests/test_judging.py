"""A file is judged, for up to a minute, before any transaction begins: on SQLite, everybody else would wait for it."""

import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from accounts.models import Proposal
from requests.models import Letterhead
from tests.by_http import just_proven
from tests.cast import Cast
from tests.papers_for_tests import jpeg_scan, multi_page_letter

pytestmark = pytest.mark.any_database


@pytest.fixture
def begun(tmp_path: Path, settings: Any) -> Iterator[list[int]]:
    """How many transactions the site had begun, each time a clamd of our own, which finds nothing, was asked."""
    settings.CLAMD = f"unix://{tmp_path}/clamd"
    site, noted = connections["default"], []

    class Clamd(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            noted.append(len(site.savepoint_ids))
            self.rfile.read(len(b"zINSTREAM\0"))
            while length := int.from_bytes(self.rfile.read(4), "big"):
                self.rfile.read(length)
            self.wfile.write(b"stream: OK\0")

    with socketserver.UnixStreamServer(f"{tmp_path}/clamd", Clamd) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield noted
        server.shutdown()


def test_a_mandate(cast: Cast, begun: list[int]) -> None:
    until = {"since": "2026-11-02", "until": "2026-12-31"}
    data = {"key": str(uuid4()), "office": "head", "acting_kind": "plh", "mandate_number": "800/41/XI", **until}
    data |= {"email": cast.division_head.email, "mandate": SimpleUploadedFile("surat.pdf", multi_page_letter())}
    just_proven(cast.head).post("/meja/pengganti/", data)
    assert Proposal.objects.count() == 1
    assert begun == [0]


def test_a_crest(cast: Cast, begun: list[int]) -> None:
    head = {"government": "Pemerintah", "office": "Dinas", "address": "Jalan", "telephone": "1", "email": "a@b.example"}
    data = {"key": str(uuid4()), **head, "website": "b.example"}
    data |= {"crest": SimpleUploadedFile("lambang.jpg", jpeg_scan())}
    just_proven(cast.section_head).post("/kelola/kop/baru/", data)
    assert Letterhead.objects.count() == 2
    assert begun == [0]
