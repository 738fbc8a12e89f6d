"""One request through the whole SOP, each step done by the right person on the pages, with JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser.applicant import ask_password, open_credential, submit_request
from tests.browser.officials import (
    activate,
    approve,
    approve_newcomer,
    assign,
    deliver,
    dispose,
    end_appointment,
    grant_proposal,
    open_from_desk,
    propose_appointment,
)
from tests.browser.one_request import (
    ACTIVATION,
    ANSWERS,
    APPROVAL,
    ASSIGNMENT,
    DISPOSAL,
    confirm_receipt,
    grant,
    papers_say_everything,
)
from tests.browser.pages import (
    confirm_mail,
    follow,
    heading,
    mails_to,
    menu,
    press,
    reads,
    shown_password,
    sign_in,
    sign_up,
)
from tests.browser.people import CONFIRMED_APPLICANT, DIVISION_HEAD, HEAD, SECTION_HEAD, STAFF, Person, newcomer
from tests.browser.site import Site
from tests.papers_for_tests import multi_page_letter

pytestmark = pytest.mark.browser


NewPage = Callable[..., Page]


@pytest.mark.postgresql
def test_a_newcomer_is_granted_access(site: Site, new_page: NewPage, page_of: NewPage) -> None:
    person, applicant = newcomer(), new_page()
    sign_up(applicant, person, agency="Dinas Kesehatan")
    confirm_mail(applicant, person)
    sign_in(applicant, person)
    number = submit_request(applicant, ANSWERS, multi_page_letter())
    dispose(page_of(HEAD), number, **DISPOSAL)
    division_head = page_of(DIVISION_HEAD)
    approve_newcomer(division_head, number, **APPROVAL)
    assign(page_of(SECTION_HEAD), number, **ASSIGNMENT)
    staff = page_of(STAFF)
    password = activate(staff, number, **ACTIVATION)
    expect(staff.get_by_role("button", name="Salin")).to_be_visible()
    shown_once(staff, password)
    deliver(staff, number)
    open_credential(applicant)
    elsewhere = in_another_session(new_page(), person, applicant.url)
    assert ask_password(applicant, person, "Ambil akun dan kata sandi").ok
    assert shown_password(applicant) == password
    refused(elsewhere, person)
    refused_after_the_window(site, applicant, person, number)
    confirm_receipt(applicant, number)
    staff_are_told(staff, number)
    papers_say_everything(division_head, number, applicant=person)


@pytest.mark.any_database
def test_an_acting_head_disposes_in_that_capacity(new_page: NewPage, page_of: NewPage) -> None:
    """Appointed by two, the division head stands in for the head of the service, and decides next in her own office."""
    stand_in, applicant = page_of(DIVISION_HEAD), page_of(CONFIRMED_APPLICANT)
    super_admin, head = new_page(), new_page()
    sign_in(super_admin, SECTION_HEAD)  # sessions that have proven nothing yet
    sign_in(head, HEAD)
    yesterday, today, tomorrow = (localdate() + timedelta(days) for days in (-1, 0, 1))
    term = {"since": today.isoformat(), "until": tomorrow.isoformat()}
    mandate = {"mandate": "800/41/XI", "scan": multi_page_letter()}
    propose_appointment(
        super_admin, SECTION_HEAD, DIVISION_HEAD, office="Kepala Dinas", acting_kind="Plh.", **mandate, **term
    )
    grant_proposal(head, HEAD, DIVISION_HEAD, title="Plh. Kepala Dinas")
    number = submit_request(applicant, ANSWERS, multi_page_letter())

    open_from_desk(stand_in, number)
    reads(stand_in, "Saudara bertindak sebagai: Plh. Kepala Dinas")
    dispose(stand_in, number, **DISPOSAL)
    reads(stand_in, f"{DIVISION_HEAD.name}, Plh. Kepala Dinas", "Saudara bertindak sebagai: Kepala Bidang Informatika")
    approve(stand_in, number, **APPROVAL)
    assign(super_admin, number, **ASSIGNMENT)
    grant(page_of(STAFF), applicant, number)
    reads(applicant, f"{DIVISION_HEAD.name}, Plh. Kepala Dinas", f"{DIVISION_HEAD.name}, Kepala Bidang Informatika")
    reads(applicant, "merangkap Plh. Kepala Dinas")

    papers = papers_say_everything(stand_in, number, applicant=CONFIRMED_APPLICANT, head=DIVISION_HEAD)
    assert "Plh. Kepala Dinas," in papers["Lembar disposisi"]
    assert "Merangkap: juga bertindak sebagai Plh. Kepala Dinas" in papers["Lembar disposisi"]
    follow(menu(head), "Meja saya")
    head.get_by_role("navigation", name="Daftar pada meja").get_by_role("link", name="Dilakukan atas nama").click()
    in_his_name = head.get_by_role("row").filter(has=head.get_by_role("cell", name=number, exact=True))
    expect(in_his_name).to_contain_text("Surat telah didisposisikan")
    expect(in_his_name).to_contain_text(f"{DIVISION_HEAD.name}, Plh. Kepala Dinas")
    end_appointment(super_admin, DIVISION_HEAD, title="Plh. Kepala Dinas", until=yesterday.isoformat())
    follow(menu(stand_in), "Meja saya")
    heading(stand_in, "Masuk")  # with the office her sessions have ended
    afresh = page_of(DIVISION_HEAD)
    follow(menu(afresh), "Meja saya")
    expect(afresh.get_by_role("main").locator(".lead")).to_have_text("Kepala Bidang Informatika")


def shown_once(staff: Page, password: str) -> None:
    """The next page has it no more."""
    assert len(password) >= 20
    follow(staff, "Kata sandi terpasang: lanjut ke penyerahan")
    expect(staff.get_by_role("main")).to_contain_text("Serahkan kredensial")
    expect(staff.get_by_role("main")).not_to_contain_text(password)


def in_another_session(page: Page, person: Person, address: str) -> Page:
    sign_in(page, person)
    page.goto(address)
    return page


def refused(page: Page, person: Person) -> None:
    """The page was open before the password was taken elsewhere; anew, it offers it no more."""
    assert ask_password(page, person, "Ambil akun dan kata sandi").status == 403
    reads(page, "Kata sandi tidak dapat ditampilkan")
    page.goto(page.url)
    expect(page.get_by_label("Kata sandi Saudara pada situs ini")).to_have_count(0)
    reads(page, "tidak dapat ditampilkan lagi pada sesi ini")


def refused_after_the_window(site: Site, page: Page, person: Person, number: str) -> None:
    """The page that shows it again is open when the ten minutes run out."""
    page.goto(page.url)
    site.shell(
        "from django.utils.timezone import now; from requests.models import Credential\n"
        "its = Credential.objects.filter(account__access_request__register_entry__number={})\n"
        "assert its.update(open_until=now()) == 1".format(number.partition("/")[0])
    )
    assert ask_password(page, person, "Tampilkan lagi").status == 403
    reads(page, "Kata sandi tidak dapat ditampilkan")
    page.goto(page.url)


def staff_are_told(page: Page, number: str) -> None:
    """Once, however often it was refused."""
    page.goto("/demo/surat/")
    expect(mails_to(page, STAFF, f"Permohonan {number}: pengambilan kredensial ditolak")).to_have_count(1)
    expect(menu(page).get_by_role("link", name="Pemberitahuan")).to_contain_text("belum dibaca")
    menu(page).get_by_role("link", name="Pemberitahuan").click()
    press(page, f"Permohonan {number} selesai")  # a mail says it in the next digest
    reads(page, f"Nomor agenda {number}")
