"""What the Super Admin sends, and what is refused of it."""

import uuid
from typing import Any

from django.test import Client

KINDS = ["orang", "opd", "penugasan-jabatan", "server", "ketentuan", "kop", "jam-kerja", "ramadan", "hari-libur"]
AGENCY = {"name": "Kecamatan Bae", "short_name": "Kec. Bae", "address": "", "is_active": "on"}


def add(client: Client, kind: str, key: Any = None, /, **data: Any) -> Any:
    return client.post(f"/kelola/{kind}/baru/", {"key": str(key or uuid.uuid4()), **data})


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {
        field: [error.code for error in found.as_data()] for field, found in response.context["form"].errors.items()
    }
