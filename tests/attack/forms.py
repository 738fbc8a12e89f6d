"""The forms of every address, filled in rightly; those of the acts are `World._act`."""

import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.by_http import code
from tests.cast import ANSWERS, PASSWORD
from tests.papers_for_tests import multi_page_letter

if TYPE_CHECKING:
    from tests.attack.world import World

NEW_PASSWORD = "gunung-tinggi-di-utara-kudus"


def _person(**others: Any) -> dict[str, Any]:
    said = {"name": "Wawan", "employment_kind": "non_asn", "nip": "", "rank": "", "job_title": "Operator"}
    return said | {"phone": "081200000009"} | others


def _signup(world: "World") -> dict[str, Any]:
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return _person(email="wawan@dinkes.example", agency=world.cast.health.pk, **passwords)


def _appointment(**others: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    said = {"key": uuid.uuid4(), "email": "joko@dishub.example", "office": "admin", "acting_kind": "definitive"}
    return said | {"mandate_number": "", "since": today, "until": "", "agency": ""} | others


def substitute(office: str) -> dict[str, Any]:
    mandate = {"mandate_number": "800/9", "mandate": _scan(), "until": timezone.localdate()}
    said = _appointment(office=office, acting_kind="plh", **mandate)
    del said["agency"]
    return said


def _scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", multi_page_letter())


def _month() -> str:
    return f"{timezone.localdate():%Y-%m}"


def _together(world: "World") -> dict[str, Any]:
    seen, head = world.access_request, world.cast.head.appointments.get()
    box = f"{seen.pk}:{seen.version}:{seen.letter_sha256}"
    return {"key": uuid.uuid4(), "capacity": head.pk, "chosen": [box], "instructions": "process", "urgency": "ordinary"}


def _with_key(**others: Any) -> Any:
    return lambda world: {"key": uuid.uuid4(), **others}


PASSWORDS = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
FORMS: dict[str, Any] = {
    "set_language": {"language": "en", "next": "/sop/"},
    "account_login": {"login": "ratna@dinkes.example", "password": PASSWORD},
    "account_signup": _signup,
    "account_reset_password": {"email": "ratna@dinkes.example"},
    "account_reset_password_from_key": PASSWORDS,
    "account_reauthenticate": {"password": PASSWORD},
    "account_email": {"email": "alamat.baru@dinkes.example", "action_add": ""},
    "account_change_password": {"oldpassword": PASSWORD, **PASSWORDS},
    "account_set_password": PASSWORDS,
    "mfa_authenticate": lambda world: {"code": code()},
    "mfa_reauthenticate": lambda world: {"code": code()},
    "mfa_activate_totp": {"code": "000000"},
    "notices": lambda world: {"until": world.notice.at.isoformat()},
    "profile": lambda world: _person(agency=world.cast.health.pk),
    "ask_about_data": _with_key(text="Nomor telepon saya keliru."),
    "confirm_agency": lambda world: {"name": world.newcomer.name, "nip": world.newcomer.nip},
    "proposal": {"outcome": "granted"},
    "propose_appointment": lambda world: _appointment(),
    "propose_for_account": _with_key(email="dewi.a@kominfo.example", reason="Alamat lama ditutup."),
    "propose_own_email": _with_key(email="alamat.baru@kominfo.example", reason="Alamat lama ditutup."),
    "data_request": {"granted": "0", "answer": "Sudah benar."},
    "reference_add": _with_key(name="Dinas Pertanian", short_name="Distan", address="", is_active="on"),
    "import_holidays": lambda world: {"year": timezone.localdate().year},
    "reference_change": {"name": "Dinas Kesehatan Kudus", "short_name": "Dinkes", "address": "", "is_active": "on"},
    "order_register_export": _with_key(format="csv"),
    "agenda_book": lambda world: {"since": _month(), "until": _month(), "size": "a4-landscape"},
    "dispose_together": _together,
    "new_request": _with_key(),
    "note": _with_key(text="Mohon dicek dengan bidang jaringan."),
    "edit_part": {name: value for name, value in ANSWERS.items() if name.startswith("letter_")},
    "upload": lambda world: {"file": _scan()},
    "credential": {"password": PASSWORD},
    "paper_size": {"size": "a5"},
    "verify": lambda world: {"file": _scan()},
}
