"""Who walks the journeys: the demo's people (`manage.py demo_data`) and newcomers. All are invented."""

import uuid
from typing import NamedTuple


class Person(NamedTuple):
    name: str
    email: str
    password: str = "menara-di-kudus-1549"
    nip: str = ""


HEAD = Person("Drs. Haryo Wicaksono, M.Si.", "haryo@kudus.example")
DIVISION_HEAD = Person("Endang Kusumawati, S.T., M.Kom.", "endang@kudus.example")
SECTION_HEAD = Person("Teguh Prasetyawan, S.Kom., M.T.", "teguh@kudus.example")
STAFF = Person("Dimas Anggoro, S.Kom.", "dimas@kudus.example")
CONFIRMED_APPLICANT = Person("Ratna Puspitasari, S.Kom.", "ratna@kudus.example")
UNCONFIRMED_APPLICANT = Person("Bagus Prakoso, A.Md.", "bagus@kudus.example")
LIAISON = Person("Wulan Setyaningrum, S.K.M.", "wulan@kudus.example")


def newcomer() -> Person:
    """Someone who has never been here; each has an address of their own."""
    address = f"sekar-{uuid.uuid4().hex[:8]}@kudus.example"
    return Person("Sekar Ayuningtyas, S.Kom.", address, "jambu-bol-di-halaman", "199408172019032905")
