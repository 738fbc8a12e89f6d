"""What a page costs in queries, whatever stands on it: the same for 1, 3 and 50 rows."""

import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.attack.expectations import EXPECTED
from tests.attack.world import World
from tests.by_http import just_proven
from tests.cast import Cast
from tests.requests import many_letters, many_rows

pytestmark = pytest.mark.any_database

SIZES = (1, 3, 50)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code in (200, 202)
    return len(captured)


# page: (person, address, how its rows are made, queries); what makes the rows says what goes into the address.
LISTS = {
    "desk of the head": ("head", "/meja/", many_rows.before_the_head, 18),
    "desk of an Admin": ("staff", "/meja/", many_letters.assigned, 15),
    "what the head has decided": ("head", "/meja/diputuskan/", many_letters.decided, 14),
    "what was decided today": ("head", "/meja/hari-ini/", many_letters.decided, 14),
    "what is with the applicant": ("head", "/meja/dikembalikan/", many_letters.decided, 14),
    "what was done in the head's name": ("head", "/meja/atas-nama/", many_letters.decided, 14),
    "what is late": ("staff", "/meja/terlambat/", many_letters.overlooked, 13),
    "overview": ("section_head", "/meja/ikhtisar/", many_rows.overlooked_by_many, 12),
    "report": ("section_head", "/laporan/?{}", many_rows.reported, 21),
    "what everybody may know of the SOP": ("", "/sop/", many_rows.reported, 1),
    "counts": ("head", "/meja/jumlah/", many_letters.submitted, 12),
    "register, searched": ("section_head", "/agenda/?q=surat+puspita&state=submitted", many_letters.findable, 13),
    "register, late ones": ("section_head", "/agenda/?late=on&office=head", many_letters.findable, 14),
    "register": ("section_head", "/agenda/", many_letters.submitted, 11),
    "register of an Admin": ("staff", "/agenda/", many_letters.assigned, 11),
    "my requests": ("applicant", "/permohonan/", many_letters.submitted, 5),
    "notices": ("applicant", "/pemberitahuan/", many_rows.notices, 5),
    "applicants of the agency": ("liaison", "/akun/pemohon/", many_rows.applicants, 6),
    "requests about data": ("section_head", "/kelola/permintaan-data/", many_rows.requests_about_data, 6),
    "audit trail": ("section_head", "/kelola/audit/", many_letters.audit_entries, 8),
    "an export": ("head", "/agenda/ekspor/{}/", many_rows.ordered_exports, 6),
    "archive of agenda books": ("head", "/agenda/buku/arsip/?{}", many_rows.ordered_books, 6),
    "proposals that wait": ("head", "/akun/persetujuan/", many_rows.proposed, 7),
    "own proposals": ("section_head", "/akun/persetujuan/", many_rows.proposed, 7),
    "a proposal": ("head", "/akun/persetujuan/{}/", many_rows.proposed, 8),
    "sessions": ("applicant", "/akun/sesi/", many_rows.signed_in_elsewhere, 5),
    "second factors": ("applicant", "/akun/langkah-kedua/", many_rows.keys_and_addresses, 6),
    "own addresses": ("applicant", "/akun/email/", many_rows.keys_and_addresses, 11),
    "own data": ("applicant", "/akun/data-saya/", many_rows.much_about, 24),
    "own data of the head": ("head", "/akun/data-saya/", many_rows.much_about_the_head, 24),
    "wish to be erased": ("applicant", "/akun/data-saya/penghapusan/", many_rows.wishes_to_be_erased, 8),
    "answer to that wish": ("section_head", "/kelola/permintaan-data/{}/", many_rows.wishes_to_be_erased, 10),
    "sign-up": ("", "/akun/daftar/", many_rows.agencies, 3),
    "own details": ("applicant", "/akun/data-diri/", many_rows.agencies, 7),
    "terms of use": ("", "/ketentuan/", many_rows.terms, 1),
    "mails": ("section_head", "/kelola/surat/", many_rows.mails, 8),
    "mails, narrowed down": ("section_head", "/kelola/surat/?address=dinkes&state=given-up", many_rows.mails, 8),
    "reference data": ("section_head", "/kelola/", many_rows.calendar, 8),
    "reference data, addresses failing": ("section_head", "/kelola/", many_rows.mails, 8),
    "people": ("section_head", "/kelola/orang/", many_rows.applicants, 6),
    "one of them": ("section_head", "/kelola/orang/{}/", many_rows.appointed, 7),
    "agencies": ("section_head", "/kelola/opd/", many_rows.agencies, 6),
    "an agency": ("section_head", "/kelola/opd/{}/", many_rows.agencies, 6),
    "another agency": ("section_head", "/kelola/opd/baru/", many_rows.agencies, 5),
    "appointments": ("section_head", "/kelola/penugasan-jabatan/", many_rows.appointed, 6),
    "another appointment": ("section_head", "/kelola/penugasan-jabatan/baru/", many_rows.agencies, 9),
    "servers": ("section_head", "/kelola/server/", many_rows.servers, 6),
    "versions of the terms": ("section_head", "/kelola/ketentuan/", many_rows.terms, 6),
    "versions of the letterhead": ("section_head", "/kelola/kop/", many_rows.letterheads, 6),
    "office hours": ("section_head", "/kelola/jam-kerja/", many_rows.calendar, 6),
    "Ramadan": ("section_head", "/kelola/ramadan/", many_rows.calendar, 7),
    "holidays": ("section_head", "/kelola/hari-libur/", many_rows.calendar, 7),
}


@pytest.mark.parametrize(("person", "address", "make", "expected"), LISTS.values(), ids=LISTS)
def test_list(cast: Cast, person: str, address: str, make, expected: int) -> None:
    found = []
    for rows in SIZES:
        with transaction.atomic():
            opened = address.format(make(cast, rows))
            found.append(queries(just_proven(getattr(cast, person)) if person else Client(), opened))
            transaction.set_rollback(True)
    assert found == [expected, expected, expected]


# Of a request (`test_query_counts_of_a_request`), where its rows are many as well.
OF_A_REQUEST = """
access_request edit_part check_answers credential submit withdraw dispose approve return_to_applicant assign activate
deliver resubmit reassign reissue confirm_receipt correct verify
"""
# Pages and files with no rows of their own, or those of one thing only: who opens them, queries.
WITHOUT_ROWS = {
    "healthz": ("owner", 3),
    "readyz": ("owner", 5),
    "security_txt": ("owner", 3),
    "home": ("owner", 4),
    "privacy": ("owner", 5),
    "help": ("anonymous", 0),
    "guide": ("anonymous", 0),
    "account_login": ("anonymous", 0),
    "account_reset_password": ("owner", 6),
    "account_reset_password_done": ("owner", 4),
    "account_reset_password_from_key_done": ("owner", 4),
    "account_confirm_email": ("owner", 15),
    "account_email_verification_sent": ("owner", 4),
    "account_inactive": ("owner", 4),
    "account_logout": ("owner", 4),
    "account_reauthenticate": ("owner", 10),
    "account_change_password": ("owner", 6),
    "mfa_reauthenticate": ("section_head", 11),
    "mfa_activate_totp": ("owner", 13),
    "mfa_deactivate_totp": ("section_head", 12),
    "mfa_generate_recovery_codes": ("section_head", 11),
    "mfa_add_webauthn": ("owner", 14),
    "mandate": ("section_head", 10),
    "propose_for_account": ("section_head", 9),
    "propose_own_email": ("section_head", 9),
    "propose_substitute": ("section_head", 8),
    "audit_verifier": ("section_head", 4),
    "agenda_book": ("section_head", 5),
    "register_export_file": ("section_head", 10),
    "new_request": ("owner", 5),
    "paper": ("owner", 10),
    "paper_page": ("owner", 4),
}


def test_those_without_rows(db: None) -> None:
    world, found = World("assigned"), {}
    for name, (person, _expected) in WITHOUT_ROWS.items():
        with world.undone(world.clients[person]), CaptureQueriesContext(connection) as captured:
            assert world.send(person, name, "GET").status_code == 200
        found[name] = (person, len(captured))
    assert found == WITHOUT_ROWS


def test_every_page_of_the_site_is_counted() -> None:
    of_lists = {resolve(address.format(uuid.uuid4()).split("?")[0]).url_name for _, address, _, _ in LISTS.values()}
    answering = {name for name, address in EXPECTED.items() if address.get.to and address.get.answer in ("200", "202")}
    assert of_lists | {*WITHOUT_ROWS, *OF_A_REQUEST.split()} == answering
