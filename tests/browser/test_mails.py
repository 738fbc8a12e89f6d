"""One request with one return through the whole SOP, and every mail that it brings, in the language of its reader."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.browser.applicant import mend_letter, submit_request
from tests.browser.demo_mail import Mail, read_mails
from tests.browser.mail_words import (
    DIGEST_SUBJECT,
    FRAME,
    HAPPENED,
    REASON,
    TO_ALL_NOTICES,
    WHAT_HAPPENED,
    Walked,
    by_the_wording_files,
    day_in,
    to_the_applicant,
)
from tests.browser.officials import approve, assign, dispose, open_from_desk, return_to_applicant
from tests.browser.one_request import ANSWERS, APPROVAL, ASSIGNMENT, DISPOSAL, grant, papers_say_everything
from tests.browser.pages import press_for_answer, reads
from tests.browser.people import CONFIRMED_APPLICANT, DIVISION_HEAD, HEAD, SECTION_HEAD, STAFF, Person
from tests.browser.site import Site
from tests.papers_for_tests import multi_page_letter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.parametrize(
        ("language", "javascript"),
        [("id", False), ("en", True)],
        ids=["indonesian-no_javascript", "english-javascript"],
    ),
]
PageOf = Callable[[Person], Page]

# As of 07.30 of the next working day for which nobody has written them yet.
WRITE_DIGESTS = """
from datetime import timedelta
from django.utils.timezone import localtime
from requests.digest import write_due_digests
today = localtime().replace(hour=7, minute=30)
mornings = (today + timedelta(days=days) for days in range(1, 40))
print(next(morning.date() for morning in mornings if write_due_digests(morning)))
"""


@pytest.fixture
def chosen_language(page_of: PageOf, language: str) -> Iterator[None]:
    """All have pressed the switch, each in a session of theirs that is left aside; the others stay Indonesian."""
    people = (CONFIRMED_APPLICANT, HEAD, DIVISION_HEAD, SECTION_HEAD, STAFF) if language == "en" else ()
    pages = [page_of(person) for person in people]
    for page in pages:
        press_for_answer(page, "English")
    yield
    for page in pages:
        press_for_answer(page, "Bahasa Indonesia")


@pytest.mark.usefixtures("chosen_language")
def test_a_returned_request_is_told_to_everyone_in_their_language(
    site: Site, new_page: Callable[[], Page], page_of: PageOf, language: str
) -> None:
    walked = walk_with_one_return(page_of)
    day = date.fromisoformat(site.shell(WRITE_DIGESTS).strip())
    mails = read_mails(new_page())
    first = next(place for place, mail in enumerate(mails) if walked.number in mail.subject)
    digests = [mail for mail in mails[first:] if mail.subject.startswith(("Rangkuman Saudara", "Your summary"))]
    told = [mail for mail in mails[first:] if mail not in digests]

    assert told == by_the_wording_files(walked, language)
    assert [mail for mail in told if mail.to == CONFIRMED_APPLICANT.email] == to_the_applicant(walked, language)
    digests_say_what_happened(site, digests, day, walked, language)
    for secret in (walked.password, CONFIRMED_APPLICANT.password):
        assert not [mail for mail in mails if secret in mail.subject + mail.text]
    if language == "en":
        papers_stay_indonesian(page_of(DIVISION_HEAD), walked.number)


def walk_with_one_return(page_of: PageOf) -> Walked:
    applicant, head, division_head = page_of(CONFIRMED_APPLICANT), page_of(HEAD), page_of(DIVISION_HEAD)
    mistaken = replace(ANSWERS, letter=ANSWERS.letter | {"Nomor surat": "045/17/DINKES/XI"})
    number = submit_request(applicant, mistaken, multi_page_letter())
    dispose(head, number, **DISPOSAL | {"note": "Mohon diperiksa dahulu."})
    return_to_applicant(division_head, number, reason=REASON, faults=["Nomor surat"])

    applicant.reload()
    reads(applicant, "Dikembalikan untuk diperbaiki", REASON, DIVISION_HEAD.name)
    mend_letter(applicant, number, {"Nomor surat": "045/77/DINKES/XI"})

    open_from_desk(head, number)
    changed = head.get_by_role("region", name="Yang berubah").get_by_role("row").last
    assert [cell.inner_text() for cell in changed.get_by_role("cell").all()] == ["045/17/DINKES/XI", "045/77/DINKES/XI"]
    dispose(head, number, **DISPOSAL)
    approve(division_head, number, **APPROVAL)
    assign(page_of(SECTION_HEAD), number, **ASSIGNMENT)
    password = grant(page_of(STAFF), applicant, number)

    times = applicant.get_by_role("region", name="Riwayat").get_by_role("time").all()
    acts = sorted(datetime.fromisoformat(time.get_attribute("datetime")) for time in times)
    until = acts[-2] + timedelta(hours=72)  # from when it was handed over; the last act is the receipt
    return Walked(number, applicant.url, acts[0], acts[3], until, password)


def papers_stay_indonesian(page: Page, number: str) -> None:
    """Whatever the language of those who act; and they tell of the return."""
    papers = papers_say_everything(page, number, applicant=CONFIRMED_APPLICANT)
    assert "diperbaiki dan diajukan kembali" in papers["Lembar register surat masuk"]
    for note in ("Mohon diperiksa dahulu.", "Yang perlu diperbaiki: Nomor surat.", REASON):
        assert note in papers["Lembar disposisi"]


def digests_say_what_happened(site: Site, digests: list[Mail], day: date, walked: Walked, language: str) -> None:
    """In its own lines, among those of other requests; and to nobody else."""
    frame = {"to_the_page": TO_ALL_NOTICES[language], "link": f"{site.url}/pemberitahuan/"}
    subjects = [DIGEST_SUBJECT[language].format(day_in(language, each)) for each in (day, localdate())]
    for person, lines in WHAT_HAPPENED[language].items():
        own = [mail for mail in digests if mail.to == person.email]
        said = []
        for mail in own:
            assert mail.subject in subjects  # at 07.30 the site itself writes today's
            greeting, happened, *_others, page, thanks, sender, note = mail.text.split("\n\n")
            whole = FRAME[language].format(name=person.name, text=happened, **frame)
            assert "\n\n".join([greeting, happened, page, thanks, sender, note]) == whole
            heading, *rows = happened.split("\n")
            assert heading == HAPPENED[language]
            said += [line for line, link in zip(rows[::2], rows[1::2], strict=True) if link == walked.link]
        assert said == [f"- {line.format(walked.number)}" for line in lines]
    assert {mail.to for mail in digests if walked.link in mail.text} == {CONFIRMED_APPLICANT.email, STAFF.email}
