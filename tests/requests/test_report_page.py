"""The page of the report: every figure in its table, charts of the same, the period; and the public figures."""

from datetime import date, timedelta
from typing import Any

import pytest
import tinyhtml5
from django.http import HttpResponse
from django.test import Client

from requests import sop
from requests.periods import Period
from requests.states import State
from tests.by_http import error_at, signed_in, words
from tests.cast import Cast
from tests.requests.many_letters import acted
from tests.requests.office_at_work import NOVEMBER, OCTOBER, Office

pytestmark = pytest.mark.any_database

SVG = "{http://www.w3.org/2000/svg}"


def page_of(cast: Cast, name: str = "head", **asked: str) -> HttpResponse:
    return signed_in(getattr(cast, name)).get("/laporan/", asked)


def of_november(cast: Cast) -> HttpResponse:
    return page_of(cast, since="2026-11-01", until="2026-11-30")


def shown(page: HttpResponse) -> dict[str, list[list[str]]]:
    """Each table of the page by the address of its section, its rows in words."""
    tree = tinyhtml5.parse(page.content.decode(), namespace_html_elements=False)
    found = {}
    for section in tree.iter("section"):
        rows = [list(row) for row in section.iter("tr")][1:]
        found[section.get("aria-labelledby")] = [[_in_one_line(cell) for cell in row] for row in rows]
    return found


def test_the_page_tells_every_figure_with_that_of_the_period_before(known: Office) -> None:
    page = of_november(known.cast)
    assert "1 November 2026 sampai dengan 30 November 2026" in words(page)
    assert "1 Oktober 2026 sampai dengan 31 Oktober 2026" in words(page)
    assert shown(page) == {
        "arus": [
            ["Surat diterima", "4 sebelumnya: 2"],
            ["Akun diserahkan", "1 sebelumnya: 1"],
            ["Permohonan dibatalkan", "1 sebelumnya: 0"],
            ["Pengembalian kepada pemohon", "4 sebelumnya: 0"],
        ],
        "waktu-tunggu": [
            [
                "2. Disposisi Kepala Dinas",
                *("20 menit sebelumnya: 0 menit", "1 jam sebelumnya: 20 menit", "5 sebelumnya: 2", "5 sebelumnya: 2"),
            ],
            [
                "3. Persetujuan",
                *("10 menit sebelumnya: 0 menit", "1 jam sebelumnya: 10 menit", "5 sebelumnya: 2", "5 sebelumnya: 2"),
            ],
            [
                "4. Penugasan Admin",
                *("10 menit sebelumnya: 0 menit", "10 menit sebelumnya: 1 menit", "1 sebelumnya: 2", "1 sebelumnya: 2"),
            ],
            [
                "5. Aktivasi akun",
                *("30 menit sebelumnya: 10 menit", "30 menit sebelumnya: 10 menit"),
                *("1 sebelumnya: 1", "1 sebelumnya: 1"),
            ],
            [
                "6. Penyerahan akun",
                *("15 menit sebelumnya: 5 menit", "15 menit sebelumnya: 5 menit", "1 sebelumnya: 1", "1 sebelumnya: 1"),
            ],
        ],
        "waktu-pengerjaan": [
            [
                "2. Disposisi Kepala Dinas",
                *("10 menit sebelumnya: 6 menit", "20 menit sebelumnya: 6 menit", "4 sebelumnya: 1"),
            ],
            ["3. Persetujuan", "10 menit sebelumnya: 3 menit", "20 menit sebelumnya: 3 menit", "5 sebelumnya: 1"],
            ["4. Penugasan Admin", "– sebelumnya: 5 menit", "– sebelumnya: 5 menit", "0 sebelumnya: 1"],
            ["5. Aktivasi akun", "15 menit sebelumnya: 20 menit", "15 menit sebelumnya: 20 menit", "1 sebelumnya: 1"],
            ["6. Penyerahan akun", "1 menit sebelumnya: 2 menit", "1 menit sebelumnya: 2 menit", "1 sebelumnya: 1"],
        ],
        "target": [
            ["2. Disposisi Kepala Dinas", "50% sebelumnya: 100%", "2 sebelumnya: 1", "4 sebelumnya: 1", "10 menit"],
            ["3. Persetujuan", "60% sebelumnya: 100%", "3 sebelumnya: 1", "5 sebelumnya: 1", "10 menit"],
            ["4. Penugasan Admin", "– sebelumnya: 100%", "0 sebelumnya: 1", "0 sebelumnya: 1", "15 menit"],
            ["5. Aktivasi akun", "100% sebelumnya: 0%", "1 sebelumnya: 0", "1 sebelumnya: 1", "15 menit"],
            ["6. Penyerahan akun", "– sebelumnya: –", "0 sebelumnya: 0", "0 sebelumnya: 0", "–"],
        ],
        "pengembalian": [
            ["Pengembalian", "4 sebelumnya: 0"],
            ["Permohonan yang dikembalikan sekurang-kurangnya satu kali", "3 sebelumnya: 0"],
        ],
        "alasan": [
            ["Nomor surat", "1 sebelumnya: 0"],
            ["Surat", "3 sebelumnya: 0"],
            ["Tidak ada yang ditunjuk", "1 sebelumnya: 0"],
        ],
        "admin": [
            ["Dewi Anggraini, A.Md.Kom.", "1 sebelumnya: 0", "1 sebelumnya: 0", "0"],
            ["Fajar Nugroho, S.Kom.", "0 sebelumnya: 1", "0 sebelumnya: 1", "1"],
        ],
        "berakhir": [
            ["Dalam periode ini", "1 sebelumnya: 0"],
            ["Dalam 30 hari sesudahnya", "1 sebelumnya: 1"],
        ],
        "opd": [
            ["Dinkes", "3 sebelumnya: 1", "1 sebelumnya: 0", "3 sebelumnya: 0", "1 sebelumnya: 0"],
            ["Dishub", "1 sebelumnya: 1", "0 sebelumnya: 1", "1 sebelumnya: 0", "0 sebelumnya: 0"],
        ],
    }


def _in_one_line(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def charts(page: HttpResponse) -> dict[str, Any]:
    """Each chart by the address of its section."""
    tree = tinyhtml5.parse(page.content.decode(), namespace_html_elements=False)
    found = {section.get("aria-labelledby"): list(section.iter(f"{SVG}svg")) for section in tree.iter("section")}
    return {slug: drawn[0] for slug, drawn in found.items() if drawn}


def rows_drawn(chart: Any) -> list[list[str]]:
    return [
        [" ".join(text.text.split()) for text in row.iter(f"{SVG}text")] for row in list(chart.iter(f"{SVG}svg"))[1:]
    ]


def test_each_chart_has_a_name_and_says_what_its_table_says(known: Office) -> None:
    page = of_november(known.cast)
    drawn, rows = charts(page), shown(page)
    assert list(drawn) == ["arus", "waktu-tunggu", "waktu-pengerjaan", "target", "alasan", "admin", "opd"]
    for slug, chart in drawn.items():
        title, description = (next(chart.iter(SVG + tag)) for tag in ("title", "desc"))
        assert chart.get("role") == "img"
        assert (chart.get("aria-labelledby"), chart.get("aria-describedby")) == (title.get("id"), description.get("id"))
        assert title.text.startswith("Grafik: ")
        assert title.text.endswith(f", {next(chart.iter(f'{SVG}text')).text}")
        assert description.text == "Batang yang menunjukkan angka dalam tabel di bawah ini."
        assert rows_drawn(chart) == [[label, *_parted(figures[0])] for label, *figures in rows[slug]]


def _parted(cell: str) -> tuple[str, str]:
    now, before, figure = cell.partition("sebelumnya: ")
    return now.strip(), before + figure


def test_bars_are_as_long_as_their_figures(known: Office) -> None:
    flow = [
        [(rect.get("class"), rect.get("width")) for rect in row.iter(f"{SVG}rect")]
        for row in list(charts(of_november(known.cast))["arus"].iter(f"{SVG}svg"))[1:]
    ]
    assert flow == [
        [("chart-now", "100%"), ("chart-before", "50%")],
        [("chart-now", "25%"), ("chart-before", "25%")],
        [("chart-now", "25%")],
        [("chart-now", "100%")],
    ]


def test_what_people_wrote_stays_text(known: Office) -> None:
    known.cast.health.short_name = "<b>\"D&K'</b>"
    known.cast.health.save()
    page = of_november(known.cast)
    assert "<b>" not in page.content.decode()
    assert shown(page)["opd"][0][0] == "<b>\"D&K'</b>"
    assert rows_drawn(charts(page)["opd"])[0][0] == "<b>\"D&K'</b>"


def test_an_admin_who_is_none_any_more_keeps_what_they_did(known: Office) -> None:
    known.cast.staff.appointments.update(until=date(2026, 11, 5))
    known.at("11-27 09.00")
    assert [row[0] for row in shown(of_november(known.cast))["admin"]] == [
        "Dewi Anggraini, A.Md.Kom.",
        "Fajar Nugroho, S.Kom.",
    ]


def test_without_dates_it_is_the_last_full_month(office: Office) -> None:
    office.at("11-27 09.00")
    page = page_of(office.cast)
    assert page.context["now"].period == Period(*OCTOBER)
    assert [(label, one.since, one.until) for label, one in page.context["presets"]] == [
        ("Bulan ini", *NOVEMBER),
        ("Bulan lalu", *OCTOBER),
        ("Tahun ini", date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert page.content.decode().count('aria-current="true"') == 1
    assert "Periode ini belum berakhir" not in words(page)
    assert "Periode ini belum berakhir" in words(of_november(office.cast))


@pytest.mark.parametrize(
    ("since", "until", "at_since", "at_until"),
    [
        ("2026-11-10", "2026-11-09", "", "Tanggal berakhir mendahului tanggal mulai."),
        ("", "2026-11-09", "Isian ini wajib diisi.", ""),
        ("2026-11-10", "", "", "Isian ini wajib diisi."),
        ("kemarin", "9999-12-31", "Masukkan tanggal yang valid.", "Tanggal ini melewati akhir tahun berjalan."),
        ("1999-12-31", "2026-11-09", "Buku agenda tidak menjangkau sejauh itu.", ""),
        ("2026-11-28", "2026-11-30", "Tanggal ini belum tiba.", ""),
        ("0001-01-01", "0001-01-01", "Buku agenda tidak menjangkau sejauh itu.", ""),
    ],
)
def test_wrong_dates_are_told_at_the_field(
    office: Office, since: str, until: str, at_since: str, at_until: str
) -> None:
    office.at("11-27 09.00")
    page = page_of(office.cast, since=since, until=until)
    assert page.status_code == 200
    assert (error_at(page, "id_since"), error_at(page, "id_until")) == (at_since, at_until)
    assert shown(page) == {}


def test_the_longest_period_there_is(office: Office) -> None:
    office.at("11-27 09.00")
    assert page_of(office.cast, since="2000-01-01", until="2026-12-31").status_code == 200


def test_only_those_who_read_every_letter_see_it_and_are_led_there(cast: Cast) -> None:
    for name in ("head", "division_head", "section_head"):
        for address in ("/meja/", "/meja/ikhtisar/"):
            assert 'href="/laporan/"' in signed_in(getattr(cast, name)).get(address).content.decode()
        assert page_of(cast, name).status_code == 200
    for name in ("staff", "liaison", "applicant"):
        assert page_of(cast, name).status_code == 403
    assert 'href="/laporan/"' not in signed_in(cast.staff).get("/meja/").content.decode()


# What everybody may know.


def decided(cast: Cast, act: sop.Transition, state: str, minutes: list[int], days_ago: int = 0) -> None:
    access_request = cast.request_in(State.SUBMITTED)
    for row, working in enumerate(minutes, start=access_request.version + 1):
        one = acted(access_request, act, cast.head, row, from_state=state, working_minutes=working, waiting_minutes=0)
        one.at -= timedelta(days=days_ago)
        one.save()


def lately(client: Client) -> list[str]:
    """What the public page says of each step."""
    tree = tinyhtml5.parse(client.get("/sop/").content.decode(), namespace_html_elements=False)
    cells = [cell for cell in tree.iter("td") if cell.get("data-label") == "90 hari terakhir"]
    return [" ".join(" ".join(cell.itertext()).split()) for cell in cells]


def test_the_public_page_tells_the_median_of_the_last_90_days(cast: Cast, client: Client) -> None:
    decided(cast, sop.DISPOSE, "submitted", [11, 3, 9, 5, 7])
    decided(cast, sop.DISPOSE, "submitted", [400] * 9, days_ago=90)  # the day before the first that counts
    decided(cast, sop.APPROVE, "disposed", [1, 2, 3, 4])  # too few to tell
    decided(cast, sop.RETURN, "approved", [80] * 9)  # end no step
    decided(cast, sop.DELIVER, "activated", [480] * 6, days_ago=89)
    assert lately(client) == [
        "–",
        "7 menit 5 keputusan",
        "belum cukup data",
        "belum cukup data",
        "belum cukup data",
        "1 hari kerja 6 keputusan",
    ]
    page = client.get("/sop/").content.decode()
    for secret in ("Ratna", "Haryo", "Dewi", "Dinkes", "Dinas Kesehatan", "e-Puskesmas"):
        assert secret not in page


def test_what_was_never_opened_has_no_working_time_to_tell(cast: Cast, client: Client) -> None:
    decided(cast, sop.DISPOSE, "submitted", [None] * 9)  # type: ignore[list-item]
    assert lately(client)[1] == "belum cukup data"
