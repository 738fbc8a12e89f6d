"""The agenda book of a month: every letter in a line, several months in an archive, the same whenever asked."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.utils import timezone

from accounts.offices import Office
from requests import sop, tasks
from requests.documents import render
from requests.models import AgendaBook, RegisterEntry
from requests.sheets import PaperSize
from requests.states import State
from tests.by_http import error_at, signed_in, words
from tests.cast import Cast, appoint
from tests.requests.papers.conformance import faults
from tests.requests.papers.reading import indonesian, pages_of, size_in_mm, text_of

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

ADDRESS = "/agenda/buku/"
NOVEMBER = date(2026, 11, 1)


def received_at(moment: datetime, *entries: RegisterEntry) -> None:
    RegisterEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(received_at=moment)


def book_of(month: date, size: PaperSize = PaperSize.A4_LANDSCAPE) -> AgendaBook:
    return tasks.order_agenda_book(month, size)


def asked(since: str, until: str, size: str = "a4-landscape") -> dict[str, str]:
    return {"since": since, "until": until, "size": size}


def test_the_book_has_a_line_for_every_letter_and_the_totals(cast: Cast) -> None:
    today = timezone.localdate()
    for state in (State.SUBMITTED, State.DISPOSED, State.WITHDRAWN, State.DISPOSED):
        cast.request_in(state)
    cast.do(cast.request_in(State.DELIVERED), sop.CONFIRM_RECEIPT)
    pdf = render(book_of(today))
    text = text_of(pdf)
    assert faults(pdf) == []
    assert size_in_mm(pdf) == (297, 210)
    head = "No. agenda Tanggal terima Nomor dan tanggal surat Pengirim Isi ringkas/perihal Lampiran Diteruskan kepada"
    assert head in text
    assert [f"{number}/{today.year}" in text for number in range(1, 7)] == [True] * 5 + [False]
    assert "Jumlah: 5 surat. Diajukan: 1; Didisposisikan: 2; Dibatalkan: 1; Selesai: 1." in text
    assert text.count("Dinas Kesehatan") == 5
    assert f"Keadaan per {indonesian(timezone.now())}" in text


def test_the_book_says_who_did_two_steps_in_two_offices(cast: Cast) -> None:
    appoint(cast.division_head, Office.HEAD, "plh", until=timezone.localdate())
    access_request = cast.do(cast.request_in(State.SUBMITTED), sop.DISPOSE, by=cast.division_head)
    cast.do(cast.do(access_request, sop.APPROVE), sop.ASSIGN)
    text = text_of(render(book_of(timezone.localdate())))
    assert "Ditugaskan Merangkap: Kepala Bidang Informatika, juga Plh. Kepala Dinas" in text
    assert text.count("Merangkap") == 1


def test_the_head_of_the_table_stands_on_every_page(cast: Cast) -> None:
    for _ in range(25):
        cast.request_in(State.SUBMITTED)
    pages = pages_of(render(book_of(timezone.localdate())))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert "No. agenda Tanggal terima" in page
        assert f"Halaman {number} dari {len(pages)}" in page


def test_a_month_begins_and_ends_at_midnight_in_jakarta(cast: Cast) -> None:
    entries = [cast.request_in(State.SUBMITTED).register_entry for _ in range(4)]
    moments = [
        datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC),
        datetime(2026, 10, 31, 17, 0, tzinfo=UTC),
        datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 30, 17, 0, tzinfo=UTC),
    ]
    for entry, moment in zip(entries, moments, strict=True):
        received_at(moment, entry)
    text = text_of(render(book_of(NOVEMBER)))
    assert [str(entry) in text for entry in entries] == [False, True, True, False]
    assert "Jumlah: 2 surat." in text


def test_a_book_stays_as_it_was_and_a_new_act_makes_a_new_one(cast: Cast) -> None:
    today = timezone.localdate()
    access_request = cast.request_in(State.SUBMITTED)
    first = book_of(today)
    before = text_of(render(first))
    assert book_of(today) == first
    cast.do(access_request, sop.DISPOSE)
    second = book_of(today.replace(day=28))
    assert (second.acts, second.month) == (2, today.replace(day=1))
    assert text_of(render(first)) == before
    assert "Diajukan: 1." in before
    assert "Didisposisikan: 1." in text_of(render(second))
    stranger = signed_in(cast.stranger)
    assert "1 dari 2" in words(stranger.get(f"/verifikasi/{first.code}/"))
    assert "2 dari 2 (terbaru)" in words(stranger.get(f"/verifikasi/{second.code}/"))


def test_a_book_holds_every_act_that_it_counted(cast: Cast) -> None:
    """The machine that wrote the act is some seconds ahead of the one that ordered the book."""
    cast.request_in(State.SUBMITTED)
    book = book_of(timezone.localdate())
    AgendaBook.objects.update(created_at=timezone.now() - timedelta(seconds=30))
    assert "Jumlah: 1 surat." in text_of(render(AgendaBook.objects.get(pk=book.pk)))


def test_a_month_without_letters_says_so(cast: Cast) -> None:
    pdf = render(book_of(date(2020, 1, 1), PaperSize.F4_LANDSCAPE))
    assert "Tidak ada surat yang diregister pada bulan ini." in text_of(pdf)
    assert size_in_mm(pdf) == (330, 215)
    assert faults(pdf) == []


def test_one_month_is_a_file(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    month = f"{timezone.localdate():%Y-%m}"
    head = signed_in(cast.head)
    assert "Cetak Buku Agenda" in words(head.get("/agenda/"))
    places = {head.post(ADDRESS, asked(month, month))["Location"] for _ in range(2)}
    book = AgendaBook.objects.get()
    assert places == {f"/dokumen/{book.pk}/"}
    assert head.get(f"/dokumen/{book.pk}/").status_code == 202
    tasks.render_agenda_book.call(str(book.pk))
    shown = head.get(f"/dokumen/{book.pk}/")
    assert shown["Content-Disposition"] == f'inline; filename="buku-agenda-{month}.pdf"'
    b"".join(shown)


def test_several_months_are_an_archive_once_all_are_made(cast: Cast) -> None:
    head = signed_in(cast.head)
    place = head.post(ADDRESS, asked("2025-11", "2026-01", "f4-landscape"))["Location"]
    books = list(AgendaBook.objects.all())
    assert [book.month for book in books] == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    tasks.render_agenda_book.call(str(books[0].pk))
    waiting = head.get(place)
    assert waiting.status_code == 202
    assert "1 dari 3 telah selesai." in words(waiting)
    for book in books[1:]:
        tasks.render_agenda_book.call(str(book.pk))
    first, again = head.get(place), head.get(place)
    assert first.content == again.content
    assert first["Content-Disposition"] == 'attachment; filename="buku-agenda-2025-11-2026-01.zip"'
    with zipfile.ZipFile(BytesIO(first.content)) as archive:
        names = archive.namelist()
        assert names == [f"buku-agenda-{month}-f4-landscape.pdf" for month in ("2025-11", "2025-12", "2026-01")]
        made = AgendaBook.objects.get(pk=books[1].pk)
        assert sha256(archive.read(names[1])).hexdigest() == made.sha256


@pytest.mark.parametrize(
    ("since", "until", "field", "message"),
    [
        ("2026-02", "2026-01", "until", "Bulan terakhir mendahului bulan pertama."),
        ("2025-01", "2026-01", "until", "Paling banyak dua belas bulan."),
        ("2026-01", "2999-01", "until", "Bulan ini belum dimulai."),
        ("kemarin", "2026-01", "since", "Masukkan tanggal yang valid."),
        ("0001-01", "0001-01", "since", "Buku agenda tidak menjangkau sejauh itu."),
        ("2026-01", "", "until", "Isian ini wajib diisi."),
    ],
)
def test_months_that_make_no_book(cast: Cast, since: str, until: str, field: str, message: str) -> None:
    answer = signed_in(cast.head).post(ADDRESS, asked(since, until))
    assert error_at(answer, f"id_{field}") == message
    assert not AgendaBook.objects.exists()


@pytest.mark.parametrize("person", ["applicant", "liaison", "staff", "stranger"])
def test_the_book_is_for_those_who_read_every_letter(cast: Cast, person: str) -> None:
    client, book = signed_in(getattr(cast, person)), book_of(NOVEMBER)
    assert client.post(ADDRESS, asked("2026-11", "2026-11")).status_code == 403
    assert client.get(f"/dokumen/{book.pk}/").status_code == 404
    assert client.get(f"/agenda/buku/arsip/?buku={book.pk}").status_code == 403
    if person == "staff":
        assert "Cetak Buku Agenda" not in words(client.get("/agenda/"))


@pytest.mark.parametrize("query", ["", "?buku=x", "?buku=00000000-0000-0000-0000-000000000000"])
def test_an_archive_of_nothing_is_not_found(cast: Cast, query: str) -> None:
    assert signed_in(cast.head).get(f"/agenda/buku/arsip/{query}").status_code == 404
