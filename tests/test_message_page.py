"""The Super Admin's page of mails: what became of each, which addresses fail; nobody else sees it."""

from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localtime

from helpdesk import mail
from helpdesk.models import Message
from tests.by_http import signed_in, words
from tests.cast import Cast
from tests.mails import MAILS, given_up, sent, tried, written
from tests.test_jobs import pass_time

pytestmark = pytest.mark.any_database


def subjects(page: Any) -> list[str]:
    return [line["message"].subject for line in page.context["lines"]]


# -- the list


def test_every_mail_is_told_in_words_newest_first(cast: Cast) -> None:
    sent(subject="Empat", hours_ago=4)
    given_up(subject="Tiga", hours_ago=3)
    tried(subject="Dua", times=2, hours_ago=2)
    written(subject="Satu", hours_ago=1)
    in_hand = written(subject="Nol")
    Message.claim(in_hand.pk)
    page = signed_in(cast.section_head).get(MAILS)
    assert subjects(page) == ["Nol", "Satu", "Dua", "Tiga", "Empat"]
    told = words(page)
    assert "Nol Sedang dikirim – –" in told
    assert f" {localtime(in_hand.created_at):%H.%M.%S} " in told
    assert "Satu Menunggu – –" in told
    assert "Dua Dicoba lagi 2 kali dicoba; berikutnya " in told
    refused = "Server email tidak menerima surat elektronik untuk alamat ini."
    assert f"Tiga Tidak dicoba lagi setelah 10 kali dicoba {refused}" in told
    assert "Empat Terkirim " in told
    assert "550, b'5.1.1 User unknown'" in told
    assert told.count("Kirim ulang:") == 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            "ConnectionRefusedError(111, 'Connection refused')",
            "Server email tidak dapat dihubungi atau memutus sambungan.",
        ),
        ("SMTPAuthenticationError(535, b'no')", "Server email tidak mengizinkan situs ini mengirim surat elektronik."),
        ("The worker died at every attempt.", "Proses pengirim terhenti pada setiap percobaan."),
        ("KeyError('x')", "Gagal karena sebab yang tidak dikenal."),
    ],
)
def test_the_last_error_is_told_in_words(cast: Cast, error: str, said: str) -> None:
    given_up(error=error)
    assert said in words(signed_in(cast.section_head).get(MAILS))


def test_no_text_of_a_mail_is_on_the_page_nor_read_for_it(cast: Cast) -> None:
    given_up(body="isi yang hanya untuk penerima")
    mail.post(to="ratna@dinkes.example", subject="Rahasia", body="token-8bd1", sealed=True)
    page = signed_in(cast.section_head).get(MAILS)
    assert "Rahasia" in page.text
    assert "isi yang hanya" not in page.text and "token-8bd1" not in page.text
    for line in page.context["lines"]:
        assert {"body", "sealed_body"} <= line["message"].get_deferred_fields()


def test_words_from_outside_are_shown_as_they_are(cast: Cast) -> None:
    given_up(subject="<script>alert(1)</script>", error="ValueError('<b>x</b>')")
    page = signed_in(cast.section_head).get(MAILS)
    assert "<script>alert" not in page.text and "<b>x" not in page.text
    assert "<script>alert(1)</script>" in words(page)


def test_mails_are_found_by_state_and_address(cast: Cast) -> None:
    written(subject="baru")
    tried(subject="dicoba")
    given_up("joko@dishub.example", "gagal", hours_ago=1)
    sent("a.ratna@dinkes.example", "terkirim", hours_ago=2)
    client = signed_in(cast.section_head)
    for sought, expected in (
        ("state=waiting", ["baru"]),
        ("state=tried", ["dicoba"]),
        ("state=sent", ["terkirim"]),
        ("state=given-up", ["gagal"]),
        ("address=ratna@dinkes.example&state=waiting", ["baru"]),
        ("address=joko@dishub.example", ["gagal"]),
        ("address=JOKO@dishub.example", ["gagal"]),
        ("address=a.ratna@dinkes.example", ["terkirim"]),
        ("address=ratna@dinkes.example&state=sent", []),  # whole, so not the end of another
        ("address=dishub", ["gagal"]),
        ("address=RATNA@din&state=sent", ["terkirim"]),
        ("address=%20%00dishub%20", ["gagal"]),
        ("state=nonsense", []),
        ("address=" + "a" * 255, []),
    ):
        assert subjects(client.get(f"{MAILS}?{sought}")) == expected, sought


@pytest.mark.parametrize("sought", ["%25", "_", "ratna_", "r%25a", "%5C", "%27%20OR%201%3D1"])
def test_marks_of_a_pattern_are_sought_as_they_are(cast: Cast, sought: str) -> None:
    given_up()
    assert subjects(signed_in(cast.section_head).get(f"{MAILS}?address={sought}")) == []


def test_an_address_with_such_marks_is_found(cast: Cast) -> None:
    given_up("budi_100%@dinkes.example", "dicari")
    given_up("budix100x@dinkes.example", "lain")
    assert subjects(signed_in(cast.section_head).get(f"{MAILS}?address=i_100%25")) == ["dicari"]


def test_pages_keep_what_is_sought(cast: Cast) -> None:
    for row in range(60):
        given_up(subject=str(row), hours_ago=row)
        sent("joko@dishub.example", hours_ago=row)
    client = signed_in(cast.section_head)
    page = client.get(f"{MAILS}?address=dinkes&state=given-up")
    assert subjects(page) == [str(row) for row in range(50)]
    assert "?address=dinkes&amp;state=given-up&amp;sesudah=" in page.text
    sought = {"address": "dinkes", "state": "given-up", "sesudah": page.context["page"].next_key}
    after = client.get(MAILS, sought)
    assert subjects(after) == [str(row) for row in range(50, 60)]
    assert subjects(client.get(f"{MAILS}?state=given-up&sesudah=altered"))[0] == "0"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database plans by how many rows there are")
@pytest.mark.parametrize(
    "sought", ["", "state=sent", "state=tried", "address=dinkes", "state=sent&address=joko@dishub.example"]
)
def test_the_list_is_read_in_its_order(cast: Cast, sought: str) -> None:
    """From an index: a page never sorts all mails there are."""
    client = signed_in(cast.section_head)
    rows = client.get(f"{MAILS}?{sought}").context["form"].messages().order_by("-created_at", "id")
    assert "TEMP B-TREE" not in rows.explain()
    assert "USING INDEX" in rows.explain()


# -- addresses that fail


def failing(page: Any) -> list[tuple[str, str, int]]:
    return [(row["to"], getattr(row["person"], "name", ""), row["count"]) for row in page.context["failing"]]


def test_failing_addresses_stand_above_with_whose_they_are(cast: Cast) -> None:
    oldest = given_up(hours_ago=50)
    given_up(hours_ago=3)
    tried("nobody@dinkes.example", times=3, hours_ago=1)
    twice = tried("joko@dishub.example", times=2)
    pass_time(twice, minutes=5)
    Message.claim(twice.pk)  # the third time, of which nobody knows yet how it ends
    page = signed_in(cast.section_head).get(MAILS)
    ratna = ("ratna@dinkes.example", "Ratna Puspita, S.Kom.", 2)
    assert failing(page) == [("nobody@dinkes.example", "", 1), ratna]
    assert page.context["failing"][1]["since"] == Message.objects.get(pk=oldest.pk).created_at
    assert f'href="/kelola/orang/{cast.applicant.pk}/"' in page.text
    assert f'href="{MAILS}?address=ratna%40dinkes.example"' in page.text


def test_an_address_fails_until_a_later_mail_is_sent(cast: Cast) -> None:
    client = signed_in(cast.section_head)
    given_up(hours_ago=9)
    sent(hours_ago=8)
    assert failing(client.get(MAILS)) == []
    given_up(hours_ago=7)
    written(hours_ago=6)  # of which nobody knows yet how it ends
    assert [row[2] for row in failing(client.get(MAILS))] == [1]
    sent("joko@dishub.example")
    assert [row[2] for row in failing(client.get(MAILS))] == [1]
    sent()
    assert failing(client.get(MAILS)) == []


def test_only_the_last_twenty_failing_addresses_are_named(cast: Cast) -> None:
    for row in range(21):
        given_up(f"{row}@dinkes.example", hours_ago=row)
    page = signed_in(cast.section_head).get(MAILS)
    assert [address for address, _, _ in failing(page)] == [f"{row}@dinkes.example" for row in range(20)]
    assert "Yang ditampilkan adalah 20 alamat yang terakhir gagal" in words(page)


def test_the_index_leads_there_and_says_how_many_fail(cast: Cast) -> None:
    client = signed_in(cast.section_head)
    assert f'href="{MAILS}"' in client.get("/kelola/").text
    assert "alamat gagal" not in words(client.get("/kelola/"))
    for to in ("ratna@dinkes.example", "ratna@dinkes.example", "joko@dishub.example"):
        given_up(to)
    assert "2 alamat gagal" in words(client.get("/kelola/"))
