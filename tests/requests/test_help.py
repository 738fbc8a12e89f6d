"""The help: what everybody may read of it, its pictures, and the same in English under `docs/help/`.

HELP=write writes the pages of `docs/help/` anew.
"""

import html
import os
from pathlib import Path
from textwrap import fill

import pytest
from django.test import Client
from django.utils.translation import override

from requests.help import BY_SLUG, GUIDES
from requests.help.parts import Guide

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parents[2]
PICTURES, DOCS = ROOT / "static/help", ROOT / "docs/help"
BYTES_OF_A_PICTURE = 80_000
ORIGIN = "Written from `requests/help/` by `HELP=write pytest tests/requests/test_help.py`; change it there."


def paragraph(text: str) -> str:
    return fill(text, 120, break_long_words=False, break_on_hyphens=False)


def page(guide: Guide) -> str:
    """The guide in English, with the Indonesian pictures."""
    parts = [f"# {guide.title}", paragraph(str(guide.about)), f"The same in Indonesian: `/bantuan/{guide.slug}/`."]
    targets = [(step, f"{step.target_minutes} minutes" if step.target_minutes else "no target") for step in guide.steps]
    if targets:
        parts.append("\n".join(f"- Step {step.number} of the SOP: {step.title}, {target}" for step, target in targets))
    for section in guide.sections:
        parts += [f"## {section.title}", *(paragraph(str(one)) for one in section.paragraphs)]
        parts += [f"![{picture.alt}](../../static/{picture.path})" for picture in section.pictures]
    return "\n\n".join([*parts, f"<!-- {ORIGIN} -->"]) + "\n"


def index() -> str:
    lines = "\n".join(f"- [{guide.title}]({guide.slug}.md): {guide.about}" for guide in GUIDES)
    about = "What comes to each role, what it does step by step, and what happens after; on the site under `/bantuan/`."
    return f"# Help\n\n{about}\n\n{lines}\n\n<!-- {ORIGIN} -->\n"


def test_docs_say_what_the_site_says() -> None:
    with override("en"):
        expected = {"README.md": index()} | {f"{guide.slug}.md": page(guide) for guide in GUIDES}
    if os.environ.get("HELP") == "write":
        DOCS.mkdir(exist_ok=True)
        for name, text in expected.items():
            (DOCS / name).write_text(text)
    assert {path.name: path.read_text() for path in DOCS.iterdir()} == expected, ORIGIN


def test_there_is_every_picture_that_is_named_and_no_other() -> None:
    named = [picture.name for guide in GUIDES for picture in guide.pictures]
    assert sorted(path.name for path in PICTURES.iterdir()) == sorted(f"{name}.png" for name in named)
    assert {path.name for path in PICTURES.iterdir() if path.stat().st_size > BYTES_OF_A_PICTURE} == set()


def test_the_list_leads_to_every_role(client: Client) -> None:
    text = client.get("/bantuan/").text
    assert [slug for slug in BY_SLUG if f'href="/bantuan/{slug}/"' not in text] == []
    assert client.get("/bantuan/bupati/").status_code == 404


@pytest.mark.parametrize("slug", BY_SLUG)
def test_a_role_reads_its_page(client: Client, slug: str) -> None:
    guide, text = BY_SLUG[slug], html.unescape(client.get(f"/bantuan/{slug}/").text)
    for section in guide.sections:
        for said in (section.title, *section.paragraphs):
            assert str(said) in text
    for picture in guide.pictures:
        width, height = picture.size
        assert f'src="/static/{picture.path}" width="{width}" height="{height}" alt="{picture.alt}"' in text
    assert text.count('loading="lazy"') == len(guide.pictures)


def test_what_other_tables_say_is_taken_from_there(client: Client) -> None:
    applicant, staff = (client.get(f"/bantuan/{slug}/").text for slug in ("pemohon", "admin"))
    assert "72 jam" in applicant and "10 menit, paling banyak 3 kali" in applicant and "pukul 07.30" in applicant
    assert "Langkah 5 SOP" in staff and "Aktivasi akun, 15 menit" in staff
    assert "Langkah 6 SOP" in staff and "Penyerahan akun, waktu tidak ditetapkan" in staff
    assert "“Aktifkan akun”" in staff
