"""Every page as each role sees it: what a machine can see of it, it judges itself.

With `SCREENSHOTS=<folder>` a picture of each role, page and width is left there, to be looked at.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.applicant import ask_password
from tests.browser.officials import form_of
from tests.browser.pages import confirm_mail, fill, form_refused, press, prove, sign_in, sign_up
from tests.browser.people import (
    CONFIRMED_APPLICANT,
    DIVISION_HEAD,
    HEAD,
    LIAISON,
    SECTION_HEAD,
    STAFF,
    UNCONFIRMED_APPLICANT,
    Person,
    newcomer,
)
from tests.browser.site import Site
from tests.browser.test_second_factor import add_app, give_password, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.appearance]

PICTURES = os.environ.get("SCREENSHOTS")
MENU_WRAPS = "new Set(Array.from(document.querySelectorAll('.site-nav > *'), item => item.offsetTop)).size > 1"
PICTURED, NARROWEST = (1280, 390), 320  # widths in CSS pixels

REQUEST = "/permohonan/{%s}/"
STATES = ("draft", "submitted", "disposed", "approved", "returned", "assigned", "activated", "delivered", "withdrawn")
KINDS = ("orang", "opd", "penugasan-jabatan", "server", "hari-libur", "ramadan", "jam-kerja", "ketentuan", "kop")


def requests_in(*states: str) -> dict[str, str]:
    return {f"request-{state}": REQUEST % state for state in states}


ANYONE = {
    "home": "/",
    "sop": "/sop/",
    "terms": "/ketentuan/",
    "privacy": "/privasi/",
    "verification": "/verifikasi/{newest_code}/",
    "demo-mail": "/demo/surat/",
}
STRANGER = ANYONE | {
    "help": "/bantuan/",
    "help-applicant": "/bantuan/pemohon/",
    "help-head": "/bantuan/kepala-dinas/",
    "verification-outdated": "/verifikasi/{older_code}/",
    "verification-in-the-making": "/verifikasi/{code}/",
    "sign-in": "/akun/masuk/",
    "sign-up": "/akun/daftar/",
    "inactive": "/akun/nonaktif/",
    "confirm-mail": "/akun/konfirmasi-email/",
    "confirm-mail-link": "/akun/konfirmasi-email/salah/",
    "reset-password": "/akun/sandi/atur-ulang/",
    "reset-password-sent": "/akun/sandi/atur-ulang/terkirim/",
    "reset-password-link": "/akun/sandi/atur-ulang/1-salah/",
    "reset-password-done": "/akun/sandi/atur-ulang/selesai/",
}
SIGNED_IN = ANYONE | {
    "my-requests": "/permohonan/",
    "notices": "/pemberitahuan/",
    "profile": "/akun/data-diri/",
    "own-data": "/akun/data-saya/",
    "ask-for-correction": "/akun/data-saya/perbaikan/",
    "ask-for-erasure": "/akun/data-saya/penghapusan/",
    "mail-address": "/akun/email/",
    "change-password": "/akun/sandi/ubah/",
    "again": "/akun/masuk-ulang/",
    "second-factor": "/akun/langkah-kedua/",
    "sessions": "/akun/sesi/",
    "sign-out": "/akun/keluar/",
}
APPLICANT = (
    SIGNED_IN
    | requests_in(*STATES, "completed", "resubmitted")
    | {f"part-{part}": f"{REQUEST}ubah/{part}/" % "draft" for part in ("surat", "berkas", "akses", "masa", "periksa")}
    | {
        "new-request": "/permohonan/baru/",
        "mend": f"{REQUEST}ubah/periksa/" % "returned",
        "mend-letter": f"{REQUEST}ubah/surat/?perbaiki" % "returned",
        "mend-scans": f"{REQUEST}ubah/berkas/?perbaiki" % "returned",
        "credential": f"{REQUEST}kredensial/" % "delivered",
        "credential-none": f"{REQUEST}kredensial/" % "assigned",
        "credential-gone": f"{REQUEST}kredensial/" % "completed",
        "conflict": f"{REQUEST}batalkan/" % "assigned",
        "not-yours": f"{REQUEST}disposisi/" % "submitted",
        "not-an-official": "/meja/",
        "sheet-in-the-making": "/dokumen/{sheet}/",
    }
)
SECOND_FACTOR = {
    "with-app": "/akun/langkah-kedua/",
    "app-remove": "/akun/langkah-kedua/aplikasi/lepas/",
    "recovery-codes-new": "/akun/langkah-kedua/kode-pemulihan/baru/",
    "proof-by-code": "/akun/langkah-kedua/masuk-ulang/",
}
SECOND = {"second-person": "/akun/persetujuan/", "proposal": "/akun/persetujuan/{proposal}/"}
OFFICIAL = {"desk": "/meja/", "desk-decided": "/meja/diputuskan/", "register": "/agenda/"}
PAGES: dict[str, tuple[Person | None, dict[str, str]]] = {
    "anonymous": (None, STRANGER),
    "applicant": (CONFIRMED_APPLICANT, APPLICANT),
    "newcomer": (
        UNCONFIRMED_APPLICANT,
        {"my-requests": "/permohonan/", "profile": "/akun/data-diri/"} | requests_in("unconfirmed"),
    ),
    "liaison": (
        LIAISON,
        {"my-requests": "/permohonan/", "applicants": "/akun/pemohon/"} | requests_in("submitted", "completed"),
    ),
    "head": (
        HEAD,
        SIGNED_IN  # the others have these pages alike
        | OFFICIAL
        | SECOND
        | {"register-found": "/agenda/?q=ratna+dinkes", "register-narrowed": "/agenda/?state=disposed"}
        | {"register-number": "/agenda/?q=9/1999", "export": "/agenda/ekspor/{export}/"}
        | {"agenda-book": "/agenda/buku/", "desk-in-my-name": "/meja/atas-nama/"}
        | requests_in("submitted", "resubmitted", "disposed", "completed"),
    ),
    "division_head": (DIVISION_HEAD, OFFICIAL | requests_in("disposed", "unconfirmed", "approved", "returned")),
    "section_head": (
        SECTION_HEAD,
        OFFICIAL
        | SECOND
        | requests_in("approved", "assigned", "delivered")
        | {
            "overview": "/meja/ikhtisar/",
            "report": f"/laporan/?since={date.today():%Y}-01-01&until={date.today():%Y}-12-31",
            "report-without-figures": "/laporan/?since=2001-01-01&until=2001-01-31",
            "manage": "/kelola/",
            "data-requests": "/kelola/permintaan-data/",
            "audit": "/kelola/audit/",
            "mails": "/kelola/surat/",
            "mails-given-up": "/kelola/surat/?state=given-up",
        }
        | {f"data-request-{kind}": f"/kelola/permintaan-data/{{{kind}}}/" for kind in ("correction", "erasure")}
        | {f"manage-{kind}": f"/kelola/{kind}/" for kind in KINDS}
        | {f"manage-{kind}-add": f"/kelola/{kind}/baru/" for kind in KINDS}
        | {f"manage-{kind}-change": f"/kelola/{kind}/{{{kind}}}/" for kind in KINDS[:6]},
    ),
    "staff": (STAFF, OFFICIAL | requests_in("assigned", "activated", "delivered", "completed")),
}


@pytest.fixture(scope="session")
def keys(site: Site) -> dict[str, str]:
    """What stands for the names in the addresses above."""
    out = site.folder / "keys.json"
    site.shell(f"from pathlib import Path; from tests.browser.seed import seed; seed(Path({str(out)!r}))")
    return json.loads(out.read_text())


def look(page: Page, role: str, name: str) -> list[str]:
    """Returns what is wrong with the page that is open, and takes its pictures where they are asked for."""
    page.wait_for_load_state()
    faults = []
    if page.get_by_role("heading", level=1).count() != 1:
        faults.append("not one heading of level 1")
    if not page.title().endswith(" · Helpdesk Akses Server") or page.title().startswith(" "):
        faults.append(f"title: {page.title()!r}")
    if not page.get_by_role("banner").get_by_text("Mode demo").is_visible():
        faults.append("does not say that it is the demo")
    if page.evaluate(MENU_WRAPS):
        faults.append("the menu takes more than one line")
    for width in (*PICTURED, NARROWEST) if PICTURES else (PICTURED[0], NARROWEST):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > width:
            faults.append(f"{wide} pixels wide on a screen of {width}")
        if PICTURES and width in PICTURED:
            page.screenshot(path=Path(PICTURES) / role / str(width) / f"{name}.png", full_page=True)
    page.set_viewport_size({"width": PICTURED[0], "height": 900})
    return [f"{role}, {name}: {fault}" for fault in faults]


@pytest.mark.parametrize("role", PAGES)
def test_pages_look_right(
    role: str, new_page: Callable[..., Page], page_of: Callable[[Person], Page], keys: dict[str, str]
) -> None:
    person, pages = PAGES[role]
    page = page_of(person) if person else new_page()
    faults = []
    for name, address in pages.items():
        answer = page.goto(address.format_map(keys))
        assert answer, name
        if answer.status == 404:
            faults.append(f"{role}, {name}: not found")
        faults += look(page, role, name)
    assert faults == []


def test_errors_look_right(
    new_page: Callable[..., Page], page_of: Callable[[Person], Page], keys: dict[str, str]
) -> None:
    faults = []
    page = new_page()
    page.goto("/akun/daftar/")
    press(page.get_by_role("main"), "Daftar")
    form_refused(page)
    faults += look(page, "errors", "sign-up")
    page = page_of(CONFIRMED_APPLICANT)
    page.goto(f"/permohonan/{keys['draft']}/ubah/surat/")
    fill(page, {"Nomor surat": "", "Tanggal surat": "2999-01-01"})
    press(page, "Lanjut")
    form_refused(page)
    faults += look(page, "errors", "part-surat")
    page.goto(f"/permohonan/{keys['draft']}/ubah/berkas/")
    press(page.get_by_role("region", name="Formulir bertanda tangan"), "Unggah")
    form_refused(page)
    faults += look(page, "errors", "part-berkas")
    page.goto(f"/permohonan/{keys['draft']}/ubah/periksa/")
    press(page, "Ajukan permohonan")
    form_refused(page)
    faults += look(page, "errors", "submit")
    page = page_of(DIVISION_HEAD)
    page.goto("/agenda/?since=kemarin")
    faults += look(page, "errors", "register")
    page.goto("/laporan/?since=2026-11-02&until=kemarin")
    faults += look(page, "errors", "report")
    page.goto(f"/permohonan/{keys['disposed']}/")
    press(form_of(page, "Kembalikan ke pemohon"), "Kembalikan ke pemohon")
    form_refused(page)
    faults += look(page, "errors", "return")
    assert faults == []


def test_verdicts_look_right(new_page: Callable[..., Page], keys: dict[str, str]) -> None:
    page, newest, older = new_page(), Path(keys["newest_file"]).read_bytes(), Path(keys["older_file"]).read_bytes()
    brought = {
        "genuine": ("newest_code", newest, "Berkas ini asli"),
        "outdated": ("older_code", older, "Berkas ini asli, tetapi sudah tidak terbaru"),
        "another": ("newest_code", older, "Berkas ini asli, tetapi dokumen lain"),
        "altered": ("newest_code", newest + b"x", "Berkas ini bukan dokumen tersebut"),
        "early": ("code", newest, "Berkas ini belum dapat dibandingkan"),
        "empty": ("newest_code", b"", "Mohon perbaiki isian berikut"),
    }
    faults = []
    for name, (code, content, said) in brought.items():
        page.goto(f"/verifikasi/{keys[code]}/")
        page.get_by_label("Berkas", exact=True).set_input_files(
            {"name": "lembar-disposisi.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        press(page, "Bandingkan")
        expect(page.get_by_role("heading", level=2).first).to_have_text(said)
        faults += look(page, "verdicts", name)
    assert faults == []


def test_refusals_look_right(new_page: Callable[..., Page]) -> None:
    page = new_page()
    answer = page.goto("/tidak-ada/")
    assert answer and answer.status == 404
    faults = look(page, "errors", "not-found")
    page.goto("/akun/masuk/")
    page.context.clear_cookies()
    press(page.get_by_role("main"), "Masuk")
    faults += look(page, "errors", "without-cookies")
    expect(page.get_by_role("heading", level=1)).to_have_text("Formulir tidak dapat diterima")
    page.goto("/akun/masuk/")
    page.evaluate("document.querySelector('main form').action = '/permohonan/baru/'")
    fill(page, {"Alamat email": "nama lengkap pada 2 baris"})
    press(page.get_by_role("main"), "Masuk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sesi Saudara telah berakhir")
    faults += look(page, "errors", "signed-out")
    assert faults == []


def test_second_factor_looks_right(new_page: Callable[..., Page]) -> None:
    """Of somebody who adds an app: the pages that ask for proof first, and those that come before the sign-in ends."""
    page, person, faults = new_page(), newcomer(), []
    sign_up(page, person, agency="Dinas Kesehatan")
    confirm_mail(page, person)
    give_password(page, person)
    page.goto("/akun/langkah-kedua/aplikasi/pasang/")
    faults += look(page, "second-factor", "proof")
    prove(page, person)
    faults += look(page, "second-factor", "app-add")
    page.goto("/akun/langkah-kedua/kunci-sandi/tambah/")
    faults += look(page, "second-factor", "passkey-add")
    add_app(page, person)
    faults += look(page, "second-factor", "recovery-codes")
    for name, address in SECOND_FACTOR.items():
        page.goto(address)
        faults += look(page, "second-factor", name)
    sign_out(page)
    give_password(page, person)
    faults += look(page, "second-factor", "sign-in")
    fill(page, {"Kode": "000000"})
    press(page.get_by_role("main"), "Masuk")
    form_refused(page)
    faults += look(page, "errors", "second-factor")
    assert faults == []


def test_audit_entry_looks_right(page_of: Callable[[Person], Page], keys: dict[str, str]) -> None:
    page = page_of(SECTION_HEAD)
    page.goto("/kelola/audit/?action=dispose")
    page.locator("tbody summary").first.click()
    assert look(page, "section_head", "audit-entry") == []


def test_passwords_look_right(page_of: Callable[[Person], Page], keys: dict[str, str]) -> None:
    staff = page_of(STAFF)
    staff.goto(f"/permohonan/{keys['to_activate']}/")
    form = form_of(staff, "Aktifkan akun")
    form.get_by_label("Server").select_option(index=1)
    fill(
        form, {"Nama pengguna": "dinkes-ratna", "Yang dikerjakan": "Akun dibuat.", "Cara pengujian": "Masuk lewat SSH."}
    )
    press(form, "Aktifkan akun")
    faults = look(staff, "staff", "password")
    applicant = page_of(CONFIRMED_APPLICANT)
    applicant.goto(f"/permohonan/{keys['to_deliver']}/kredensial/")
    ask_password(applicant, CONFIRMED_APPLICANT, "Ambil akun dan kata sandi")
    faults += look(applicant, "applicant", "password")
    assert faults == []


def test_proposals_look_right(new_page: Callable[..., Page], keys: dict[str, str]) -> None:
    """Behind the proof of who one is, which a session that has just begun hasn't given yet."""
    faults = []
    super_admin, head = new_page(), new_page()
    sign_in(super_admin, SECTION_HEAD)
    super_admin.goto("/kelola/penugasan-jabatan/baru/")
    prove(super_admin, SECTION_HEAD)
    faults += look(super_admin, "section_head", "propose-appointment")
    super_admin.get_by_role("radio", name="Plh.", exact=True).check()
    press(super_admin, "Usulkan")
    form_refused(super_admin)
    faults += look(super_admin, "errors", "propose-appointment")
    super_admin.goto(f"/kelola/orang/{keys['orang']}/usulan/email/")
    faults += look(super_admin, "section_head", "propose-email")
    sign_in(head, HEAD)
    head.goto("/meja/pengganti/")
    prove(head, HEAD)
    faults += look(head, "head", "propose-substitute")
    assert faults == []
