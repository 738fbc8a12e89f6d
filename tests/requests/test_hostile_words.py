"""What people type is shown as it was typed: no markup, no template, no header, no address elsewhere comes of it."""

import html
import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail as outbox
from django.test import Client

from accounts.models import Agency, User
from helpdesk import mail
from helpdesk.tasks import send_message
from requests import sop
from requests.models import Attachment, Server, Terms
from tests.by_http import signed_in
from tests.cast import PASSWORD, Cast
from tests.requests.papers.hostile import HOSTILE

pytestmark = pytest.mark.any_database

# Of each way out of where it stands: text, attribute (both quotes), script, comment, address, template.
POLYGLOTS = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//</stYle/</titLe/</teXtarEa/</scRipt/--!><sVg/oNloAd=x>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "' autofocus onfocus=alert(1) x='",
    "{{7*7}}{% load static %}{% include 'base.html' %}{{ settings.SECRET_KEY }}",
    "${7*7}<%= 7*7 %>#{7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
MARKUP = re.compile(r"<(script(?! nonce=)|img src=x|svg|style)|\son\w+=", re.IGNORECASE)


@pytest.mark.parametrize("typed", POLYGLOTS)
def test_pages_show_hostile_words_as_they_are(cast: Cast, typed: str) -> None:
    addresses = typed_everywhere(cast, typed)
    for who, address in addresses:
        page = signed_in(who).get(address)
        assert page.status_code == 200, address
        tags = "".join(re.findall(r"<[^>]*>", without_values(page.text)))
        assert not MARKUP.search(tags), (address, MARKUP.search(tags))
        assert typed.replace(" ", "") in html.unescape(page.text).replace(" ", ""), address


def without_values(page: str) -> str:
    """Attribute values quoted as our templates quote them hold words, whatever stands in them; " ends them."""
    return re.sub(r'="[^"]*"', '=""', page)


def typed_everywhere(cast: Cast, typed: str) -> list[tuple[User, str]]:
    """Puts the words into every field that somebody fills in; who then meets them on which page."""
    User.objects.filter(pk=cast.applicant.pk).update(name=typed[:150], rank=typed[:60], job_title=typed[:120])
    Agency.objects.filter(pk=cast.health.pk).update(name=typed[:150], short_name=typed[:40], address=typed)
    Server.objects.update(name=typed[:100], address=typed[:250])
    Terms.objects.create(number=2, text=typed, text_en=typed)
    cast.__dict__["applicant"] = User.objects.get(pk=cast.applicant.pk)
    answers = dict.fromkeys(("letter_number", "letter_signatory", "other_kind", "developer_name"), typed[:100])
    answers |= dict.fromkeys(("letter_subject", "target", "purpose"), typed)
    access_request = cast.draft(access_kind="other", **answers)
    Attachment.objects.update(original_name=typed[:150])
    cast.__dict__["terms"] = Terms.newest()
    for act in (sop.SUBMIT, sop.DISPOSE, sop.RETURN):
        access_request = cast.do(access_request, act, **({} if act is sop.SUBMIT else {"note": typed}))
    its_page = f"/permohonan/{access_request.pk}/"
    everyone = (cast.head, cast.division_head, cast.section_head, cast.liaison)
    return [
        *[(who, its_page) for who in (*everyone, cast.applicant)],
        *[(cast.applicant, f"{its_page}ubah/{part}/") for part in ("surat", "berkas", "akses", "masa", "periksa")],
        *[
            (cast.applicant, address)
            for address in ("/permohonan/", "/akun/data-saya/", "/akun/data-diri/", "/ketentuan/")
        ],
        (cast.section_head, "/agenda/"),
        (cast.liaison, "/akun/pemohon/"),
        *[(cast.section_head, f"/kelola/{kind}/") for kind in ("orang", "opd", "server")],
    ]


def test_a_search_is_shown_as_it_was_typed(cast: Cast) -> None:
    for typed in (*POLYGLOTS, *HOSTILE):
        page = signed_in(cast.section_head).get("/kelola/orang/", {"q": typed})
        assert f'value="{html.escape(typed.strip())}"'.replace("&#x27;", "&#39;") in page.text.replace(
            "&#x27;", "&#39;"
        )
    assert page.status_code == 200


BREAKS = ("\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "%0d%0a")

HEADERS = ["Auto-Submitted", "Content-Language", "Content-Type", "Date", "From"]
HEADERS += ["MIME-Version", "Message-ID", "Subject", "To"]
THREAD = ["In-Reply-To", "References"]


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_words_add_a_header_to_a_mail(cast: Cast, line_break: str) -> None:
    """In the name, the agency, the subject, the number and the note: the headers stay ours, and one each."""
    typed = f"Surat{line_break}Bcc: evil@evil.example{line_break}{line_break}Isi palsu"
    User.objects.filter(pk=cast.applicant.pk).update(name=typed)
    Agency.objects.filter(pk=cast.health.pk).update(name=typed, short_name=typed[:40])
    cast.__dict__["applicant"] = User.objects.get(pk=cast.applicant.pk)
    access_request = cast.draft(letter_subject=typed, letter_number=typed[:100])
    for act in (sop.SUBMIT, sop.DISPOSE, sop.RETURN):
        cast.do(access_request, act, **({} if act is sop.SUBMIT else {"note": typed}))
    posted = mail.post(to="ratna@dinkes.example", subject=typed, body=typed)
    for message in type(posted).objects.all():
        send_message.call(str(message.pk))
    assert len(outbox.outbox) == type(posted).objects.count() >= 5
    for sent in outbox.outbox:
        headers = message_from_bytes(sent.message().as_bytes(), policy=default)
        of_a_request = THREAD if headers["Message-ID"][1:37] != str(posted.pk) else []
        assert sorted(headers.keys()) == sorted([*HEADERS, *of_a_request])
        assert sent.recipients() == [headers["To"]]


ELSEWHERE = (
    *("https://evil.example/", "http://evil.example", "//evil.example", "///evil.example"),
    *("////evil.example/", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example"),
    *("/\n/evil.example", "\t//evil.example", "https:evil.example", "https:/evil.example"),
    *("https:///evil.example", "https:\\\\evil.example", "HtTpS://evil.example", "javascript:alert(1)"),
    *("JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x"),
    *("ftp://evil.example", "https://testserver@evil.example/", "https://testserver:x@evil.example/"),
    *("https://testserver.evil.example/", "https://evil.example/testserver"),
    *("https://evil.example?testserver", "https://evil.example#testserver"),
    *("https://evil.example\\testserver", "https://evil.example;testserver", "//evil.example/%2f.."),
    *("//evil.example/..", "https://[::1]/", "https://127.0.0.1/", "//0x7f000001/", "http://2130706433/"),
    *("https://evil\u3002example/", "//evil%E3%80%82example", "\u2028//evil.example", "\x00//evil.example"),
    *("\x01https://evil.example", " https://evil.example", "https://evil.example ", "http:evil.example"),
    *("http:/\\evil.example", "/\\/evil.example", "/%09/evil.example\t", "//\x00evil.example"),
    *("//evil.example:443", "blob:https://evil.example/x", "view-source:https://evil.example"),
    *("feed:https://evil.example", "mailto:a@evil.example"),
)
FORMS = tuple(dict.fromkeys((*ELSEWHERE, *(f"{form}?a=/sop/" for form in ELSEWHERE))))[:100]


def test_no_address_leads_elsewhere(cast: Cast, settings) -> None:
    """100 forms of `next`, at each door that takes one."""
    settings.ACCOUNT_RATE_LIMITS = False
    assert len(FORMS) == 100
    inside = signed_in(cast.applicant)
    for address in FORMS:
        came = [
            inside.post("/bahasa/", {"language": "id", "next": address}),
            inside.get("/akun/masuk/", {"next": address}),
            inside.get("/akun/daftar/", {"next": address}),
            inside.post("/akun/masuk-ulang/", {"password": PASSWORD, "next": address}),
        ]
        for answer in came:
            assert re.fullmatch(r"/(?![/\\]).*", answer.headers.get("Location", "/")), (address, answer.headers)
            assert answer.status_code in (200, 302)


@pytest.mark.parametrize("address", ELSEWHERE[:20])
def test_signing_in_leads_nowhere_else(cast: Cast, address: str, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    answer = Client().post("/akun/masuk/", {"login": "ratna@dinkes.example", "password": PASSWORD, "next": address})
    assert answer.headers["Location"] == "/permohonan/"
