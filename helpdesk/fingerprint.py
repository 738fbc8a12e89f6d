"""The SHA-256 of an uploaded file, of which nothing is kept."""

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class Fingerprinted(UploadedFile):
    """Name, size and `sha256` of a file whose bytes are gone."""

    def __init__(self, *, name: str, size: int, sha256: str) -> None:
        super().__init__(file=BytesIO(), name=name, size=size)
        self.sha256 = sha256


class FingerprintHandler(FileUploadHandler):
    """Takes the fingerprint of each file as it comes in, chunk by chunk, and lets the bytes go.

    Whatever lies beyond `limit` bytes is only counted: refuse such a file by its size. It is read to its end
    all the same, for a browser shows no answer to what it could not finish sending.
    """

    def __init__(self, request: HttpRequest, *, limit: int) -> None:
        super().__init__(request)
        self.limit = limit

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.digest.update(raw_data[: max(self.limit - start, 0)])

    def file_complete(self, file_size: int) -> Fingerprinted:
        return Fingerprinted(name=self.file_name or "", size=file_size, sha256=self.digest.hexdigest())
