"""Office hours, Ramadan and holidays: entered, imported, taken back, and said when they are missing."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry
from requests import clock
from requests.models import Holiday, OfficeHours, Ramadan
from tests.by_http import error_at, form, signed_in, words
from tests.cast import Cast
from tests.requests.reference_data.sending import add, errors
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database


HOURS = {"season": "usual", "weekdays": ["0", "1", "2", "3"], "valid_from": "2027-01-01"}
HOURS |= {"opens": "08:00", "closes": "15:30", "break_from": "12:00", "break_until": "12:30"}
Cases = list[tuple[dict[str, Any], dict[str, list[str]]]]
RAMADAN = {"since": "2027-02-08", "until": "2027-03-09"}
ANNIVERSARY = {"day": "2026-09-23", "name": "Hari Jadi Kudus", "kind": "local"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Friday, 27 November 2026, or the day that a test sets."""

    def set_day(year: int, month: int, day: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(year, month, day, 3, tzinfo=UTC))

    set_day(2026, 11, 27)
    return set_day


def import_year(client: Client, year: object) -> Any:
    return client.post("/kelola/hari-libur/impor/", {"year": year}, follow=True)


def test_new_hours_hold_from_their_day_on_and_leave_the_old_ones(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()
    for _again in range(2):
        assert add(manage, "jam-kerja", key, **HOURS)["Location"] == "/kelola/jam-kerja/"
    row = OfficeHours.objects.get(pk=key)
    assert (row.weekdays, row.valid_from) == ([0, 1, 2, 3], date(2027, 1, 1))
    assert (row.opens, row.closes, row.break_from, row.break_until) == (time(8), time(15, 30), time(12), time(12, 30))
    assert OfficeHours.objects.count() == 5
    calendar = clock.read_calendar()
    assert [calendar.hours_on(day).minutes for day in (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 8))] == [
        450,  # a Thursday before
        420,  # the first Monday
        450,  # Fridays stay
    ]
    entry = AuditEntry.objects.get(action="officehours_added")
    assert (entry.actor, entry.target_id) == (cast.section_head, str(key))
    assert manage.get(f"/kelola/jam-kerja/{key}/").status_code == 404  # a row never changes
    listed = words(manage.get("/kelola/jam-kerja/"))
    assert "Senin, Selasa, Rabu, Kamis Biasa 1 Januari 2027 08.00–15.30 12.00–12.30" in listed.replace("\xa0", " ")
    assert "Jumat Ramadan 12 April 2023 08.00–15.30 11.30–12.30" in listed.replace("\xa0", " ")


def test_a_day_can_be_closed_altogether(manage: Client) -> None:
    closed = HOURS | {"weekdays": ["4"], "opens": "", "closes": "", "break_from": "", "break_until": ""}
    assert add(manage, "jam-kerja", **closed).status_code == 302
    assert clock.read_calendar().hours_on(date(2027, 1, 8)).minutes == 0
    assert "Jumat Biasa 1 Januari 2027 Tutup –" in words(manage.get("/kelola/jam-kerja/")).replace("\xa0", " ")


WRONG_HOURS: Cases = [
    ({"weekdays": []}, {"weekdays": ["required"]}),
    ({"weekdays": ["7"]}, {"weekdays": ["invalid_choice"]}),
    ({"season": "puasa"}, {"season": ["invalid_choice"]}),
    ({"valid_from": ""}, {"valid_from": ["required"]}),
    ({"valid_from": "0001-01-01"}, {"valid_from": ["year"]}),
    ({"valid_from": "9999-12-31"}, {"valid_from": ["year"]}),
    ({"opens": "25:00"}, {"opens": ["invalid"]}),
    ({"opens": ""}, {"opens": ["half"]}),
    ({"closes": ""}, {"closes": ["half"]}),
    ({"closes": "08:00"}, {"closes": ["order"]}),
    ({"break_from": ""}, {"break_from": ["half"]}),
    ({"break_until": ""}, {"break_until": ["half"]}),
    ({"break_until": "12:00"}, {"break_until": ["order"]}),
    ({"break_from": "07:00"}, {"break_from": ["outside"]}),
    ({"break_until": "16:00"}, {"break_from": ["outside"]}),
    ({"opens": "", "closes": ""}, {"break_from": ["outside"]}),
]


def test_wrong_hours_are_refused_at_their_field(manage: Client) -> None:
    before = rows_of_all_tables()
    for wrong, expected in WRONG_HOURS:
        response = add(manage, "jam-kerja", **HOURS | wrong)
        assert errors(response) == expected
        assert error_at(response, f"id_{next(iter(expected))}")
        typed = form(response, "")
        for name in ("closes", "break_from"):
            assert typed[name] == [(HOURS | wrong)[name]]
    assert rows_of_all_tables() == before


def test_the_days_of_ramadan_are_entered_changed_and_taken_back(cast: Cast, manage: Client) -> None:
    assert add(manage, "ramadan", **RAMADAN).status_code == 302
    row = Ramadan.objects.get()
    monday = date(2027, 2, 8)
    assert clock.read_calendar().hours_on(monday).minutes == 390
    address = f"/kelola/ramadan/{row.pk}/"
    sent = form(manage.get(address), "")
    assert sent == {"since": ["2027-02-08"], "until": ["2027-03-09"], "in_force": ["on"]}
    assert manage.post(address, sent | {"since": "2027-02-09"}).status_code == 302  # a day later after all
    assert [clock.read_calendar().hours_on(day).minutes for day in (monday, date(2027, 2, 9))] == [450, 390]
    assert manage.post(address, {"since": "2027-02-09", "until": "2027-03-09"}).status_code == 302
    assert clock.read_calendar().hours_on(date(2027, 2, 9)).minutes == 450
    assert "Ditarik kembali" in words(manage.get("/kelola/ramadan/"))
    entries = AuditEntry.objects.filter(action__startswith="ramadan").order_by("number")
    assert [(entry.action, entry.data["fields"]) for entry in entries] == [
        ("ramadan_added", ["since", "until"]),
        ("ramadan_changed", ["since"]),
        ("ramadan_changed", ["in_force"]),
    ]


WRONG_RAMADANS: Cases = [
    ({"until": "2027-02-07"}, {"until": ["length"]}),
    ({"until": "2027-03-07"}, {"until": ["length"]}),  # 28 days
    ({"until": "2027-03-10"}, {"until": ["length"]}),  # 31
    ({"since": "2207-02-08"}, {"since": ["year"]}),
    ({"since": "2026-02-20", "until": "2026-03-20"}, {"since": ["overlap"]}),
    ({"since": "2026-01-21", "until": "2026-02-19"}, {"since": ["overlap"]}),
    ({"since": "2025-03-01", "until": "2025-03-30"}, {"since": ["unique"]}),  # which was taken back
]


def test_wrong_days_of_ramadan_are_refused(manage: Client) -> None:
    Ramadan.objects.create(since=date(2026, 2, 19), until=date(2026, 3, 20))
    Ramadan.objects.create(since=date(2025, 3, 1), until=date(2025, 3, 30), in_force=False)
    for wrong, expected in WRONG_RAMADANS:
        response = add(manage, "ramadan", **RAMADAN | wrong)
        assert errors(response) == expected
        assert error_at(response, f"id_{next(iter(expected))}")
    assert Ramadan.objects.count() == 2


def test_a_holiday_is_added_by_hand_and_taken_back(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()
    for _again in range(2):
        assert add(manage, "hari-libur", key, **ANNIVERSARY)["Location"] == "/kelola/hari-libur/"
    wednesday = date(2026, 9, 23)
    assert clock.read_calendar().hours_on(wednesday).minutes == 0
    assert errors(add(manage, "hari-libur", **ANNIVERSARY | {"name": "Lagi"})) == {"day": ["twice"]}
    address = f"/kelola/hari-libur/{key}/"
    sent = form(manage.get(address), "")
    assert sent == {"name": ["Hari Jadi Kudus"], "in_force": ["on"]}
    assert manage.post(address, {"name": "Hari Jadi Kudus", "day": "2026-09-24"}).status_code == 302
    assert clock.read_calendar().hours_on(wednesday).minutes == 450
    row = Holiday.objects.get()
    assert (row.day, row.in_force) == (wednesday, False)
    assert AuditEntry.objects.get(action="holiday_changed").data == {"fields": ["in_force"]}
    listed = words(manage.get("/kelola/hari-libur/")).replace("\xa0", " ")
    assert "Hari Jadi Kudus 23 September 2026 Libur daerah Ditarik kembali" in listed


WRONG_HOLIDAYS: Cases = [
    ({"day": ""}, {"day": ["required"]}),
    ({"day": "2026-02-30"}, {"day": ["invalid"]}),
    ({"day": "1026-09-23"}, {"day": ["year"]}),
    ({"name": "\u200b"}, {"name": ["required"]}),
    ({"name": "x" * 101}, {"name": ["max_length"]}),
    ({"kind": "x"}, {"kind": ["invalid_choice"]}),
]


def test_a_wrong_holiday_is_refused(manage: Client) -> None:
    for wrong, expected in WRONG_HOLIDAYS:
        assert errors(add(manage, "hari-libur", **ANNIVERSARY | wrong)) == expected
    assert not Holiday.objects.exists()


def test_a_year_is_imported_once_with_both_kinds_and_in_indonesian(cast: Cast, manage: Client) -> None:
    """2026 as the joint decree of three ministers has it: 17 holidays and 8 days of joint leave."""
    page = words(import_year(manage, 2026))
    assert "2026: 25 hari ditambahkan, 0 sudah ada." in page
    assert Holiday.objects.filter(kind="national").count() == 17
    assert list(Holiday.objects.filter(kind="joint_leave").order_by("day").values_list("day", "name")) == [
        (date(2026, 2, 16), "Cuti Bersama Tahun Baru Imlek"),
        (date(2026, 3, 18), "Cuti Bersama Hari Suci Nyepi"),
        (date(2026, 3, 20), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 3, 23), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 3, 24), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 5, 15), "Cuti Bersama Kenaikan Yesus Kristus"),
        (date(2026, 5, 28), "Cuti Bersama Hari Raya Idul Adha"),
        (date(2026, 12, 24), "Cuti Bersama Hari Raya Natal"),
    ]
    assert clock.read_calendar().hours_on(date(2026, 12, 24)).minutes == 0
    entry = AuditEntry.objects.get(action="holidays_imported")
    assert (entry.actor, entry.data) == (cast.section_head, {"year": 2026, "added": 25})
    assert "2026: 0 hari ditambahkan, 25 sudah ada." in words(import_year(manage, 2026))
    assert (Holiday.objects.count(), AuditEntry.objects.filter(action="holidays_imported").count()) == (25, 1)


def test_an_import_keeps_what_was_entered_and_what_was_taken_back(manage: Client) -> None:
    Holiday.objects.create(day=date(2026, 12, 25), name="Natal", kind="national")
    Holiday.objects.create(day=date(2026, 12, 24), name="Cuti Natal", kind="joint_leave", in_force=False)
    Holiday.objects.create(day=date(2026, 8, 17), name="Karnaval Kudus", kind="local")
    assert "23 hari ditambahkan, 2 sudah ada." in words(import_year(manage, 2026))
    assert set(Holiday.objects.filter(day__in=["2026-12-24", "2026-12-25", "2026-08-17"]).values_list("name")) == {
        ("Natal",),
        ("Cuti Natal",),
        ("Karnaval Kudus",),
        ("Hari Kemerdekaan Republik Indonesia",),
    }
    assert clock.read_calendar().hours_on(date(2026, 12, 24)).minutes == 450


def test_an_import_says_what_it_can_not_know(cast: Cast, manage: Client, today: Any) -> None:
    page = words(import_year(manage, 2027))
    assert "Masih perkiraan, cocokkan dengan SKB: Hari Raya Idul Fitri (perkiraan), 10 Maret 2027;" in page
    assert "Cuti bersama 2027 belum diketahui" not in page
    today(2027, 10, 1)
    assert "Cuti bersama 2028 belum diketahui" in words(import_year(signed_in(cast.section_head), 2028))


def test_no_other_year_is_imported(manage: Client) -> None:
    for year in ("2025", "2028", "", "x", "\0", "9" * 5000, "-1"):
        assert "Tidak ada yang diimpor" in words(import_year(manage, year))
    assert not Holiday.objects.exists()


NATIONAL = "Hari libur nasional {} belum dimasukkan."
JOINT = "Cuti bersama {} belum dimasukkan."
FASTING = "Tanggal Ramadan {} belum dimasukkan."


def said(page: Any) -> list[str]:
    text = words(page)
    return [
        gap.format(year)
        for year in (2026, 2027, 2028)
        for gap in (NATIONAL, JOINT, FASTING)
        if gap.format(year) in text
    ]


def test_what_the_calendar_lacks_is_said(manage: Client) -> None:
    all_of_it = [gap.format(year) for year in (2026, 2027) for gap in (NATIONAL, JOINT, FASTING)]
    assert said(manage.get("/kelola/")) == all_of_it
    assert said(manage.get("/kelola/hari-libur/")) == [gap for gap in all_of_it if "Ramadan" not in gap]
    assert said(manage.get("/kelola/ramadan/")) == [FASTING.format(2026), FASTING.format(2027)]
    assert said(manage.get("/kelola/server/")) == []


def test_the_joint_leave_of_the_next_year_is_missed_all_the_year(manage: Client, cast: Cast, today: Any) -> None:
    Ramadan.objects.create(since=date(2026, 2, 19), until=date(2026, 3, 20))
    Ramadan.objects.create(since=date(2027, 2, 8), until=date(2027, 3, 9))
    import_year(manage, 2026)
    Holiday.objects.create(day=date(2027, 1, 1), name="Tahun Baru Masehi", kind="national")
    taken_back = Holiday.objects.create(day=date(2027, 2, 5), name="Cuti", kind="joint_leave", in_force=False)
    assert said(manage.get("/kelola/")) == [JOINT.format(2027)]
    today(2026, 3, 1)
    assert said(signed_in(cast.section_head).get("/kelola/")) == [JOINT.format(2027)]
    Holiday.objects.filter(pk=taken_back.pk).update(in_force=True)
    page = signed_in(cast.section_head).get("/kelola/")
    assert said(page) == []
    assert "Kalender kerja belum lengkap" not in words(page)
