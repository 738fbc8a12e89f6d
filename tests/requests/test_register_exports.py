"""How an export of the register is ordered and fetched: handed out to whom it belongs, made once, gone after a day."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry, User
from helpdesk.models import Message
from requests import exports
from requests.documents import spreadsheet
from requests.models import RegisterEntry, RegisterExport
from requests.register_selectors import exports_of
from requests.states import State
from tests.by_http import signed_in, words
from tests.cast import Cast
from tests.requests.exported import ORDER, cells, expected, near, send


def test_a_form_sent_twice_is_one_export(cast: Cast) -> None:
    cast.request_in(State.SUBMITTED)
    head, key = signed_in(cast.head), uuid.uuid4()
    for kind in ("csv", "csv", "xlsx"):
        assert send(head, kind, key=key).status_code == 200
    assert sorted(AuditEntry.objects.filter(action="register_exported").values_list("data__format", flat=True)) == [
        "csv",
        "xlsx",
    ]
    assert send(signed_in(cast.section_head), "csv", key=key).status_code == 200  # another's key is another export
    assert RegisterExport.objects.count() == 3


def test_every_taking_of_a_short_export_is_recorded(cast: Cast) -> None:
    """The same form gives the register as it is by then."""
    head, key = signed_in(cast.head), uuid.uuid4()
    for count in (1, 2):
        cast.request_in(State.SUBMITTED)
        assert len(cells(send(head, "csv", key=key).content, "csv")) == 1 + count
        taken = AuditEntry.objects.filter(action="export_taken", target_id=str(RegisterExport.objects.get().pk))
        assert list(taken.values_list("actor", flat=True)) == [cast.head.pk] * count


@pytest.mark.parametrize("fields", [{"format": "pdf"}, {"format": ""}, {"key": "x"}, {"key": ""}])
def test_a_bad_order_gets_the_page_back(cast: Cast, fields: dict[str, str]) -> None:
    cast.request_in(State.SUBMITTED)
    answer = send(signed_in(cast.head), "csv", "?q=puskesmas", **fields)
    assert "Pilih XLSX atau CSV." in words(answer)
    assert 'value="puskesmas"' in answer.content.decode()
    assert not RegisterExport.objects.exists()


def test_only_who_reads_every_letter_exports(cast: Cast) -> None:
    cast.request_in(State.ASSIGNED)
    staff = signed_in(cast.staff)
    assert ORDER not in staff.get("/agenda/").content.decode()
    for answer in (staff.post(ORDER, {"format": "csv", "key": uuid.uuid4()}), staff.get(ORDER)):
        assert answer.status_code == 403
    assert not RegisterExport.objects.exists()


@pytest.fixture
def ordered(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> RegisterExport:
    """An export of five letters where two are many, ordered by the head; the worker reads two at a time."""
    settings.EXPORT_AT_ONCE_ROWS = 2
    monkeypatch.setattr(spreadsheet, "READ_AT_ONCE", 2)
    for _ in range(5):
        cast.request_in(State.DISPOSED)
    answer = send(signed_in(cast.head), "xlsx")
    export = RegisterExport.objects.get()
    assert answer["Location"] == f"/agenda/ekspor/{export.pk}/"
    return export


def fresh(export: RegisterExport) -> RegisterExport:
    return RegisterExport.objects.get(pk=export.pk)


def status_of(user: User, address: str) -> int:
    answer = signed_in(user).get(address)
    b"".join(answer)  # a file is closed by being read to its end
    return answer.status_code


def files() -> list[str]:
    return default_storage.listdir("exports")[1] if default_storage.exists("exports") else []


@pytest.fixture(autouse=True)
def no_files_before() -> None:
    for name in files():
        default_storage.delete(f"exports/{name}")


def test_a_long_export_is_made_by_the_worker(cast: Cast, ordered: RegisterExport) -> None:
    head, address = signed_in(cast.head), f"/agenda/ekspor/{ordered.pk}/"
    waiting = head.get(address)
    assert waiting.status_code == 202
    assert "0 dari 5 surat" in words(waiting)
    assert '<progress id="progress" value="0" max="5">' in waiting.content.decode()
    assert '<meta http-equiv="refresh" content="2">' in waiting.content.decode()
    assert head.get(f"{address}berkas/").status_code == 404
    exports.make_export.call(str(ordered.pk))
    ready = head.get(address)
    assert ready.status_code == 200
    assert "Berkas sudah siap" in words(ready)
    content = head.get(f"{address}berkas/").getvalue()
    _headings, *rows = cells(content, "xlsx")
    told = [expected(entry, "xlsx") for entry in RegisterEntry.objects.order_by("year", "number")]
    assert [near(*pair) for pair in zip(rows, told, strict=True)] == told
    assert AuditEntry.objects.filter(action="export_taken", target_id=str(ordered.pk)).count() == 1
    mail = Message.objects.get(to=cast.head.email, subject="Ekspor Buku Agenda siap diunduh")
    assert f"https://testserver{address}" in mail.text


def test_the_page_tells_how_far_it_is(cast: Cast, ordered: RegisterExport) -> None:
    head, export, seen = signed_in(cast.head), RegisterExport.claim(ordered.pk), []
    assert export is not None
    for _row in exports._counted(export):
        seen += re.findall(r"\d dari 5 surat", words(head.get(f"/agenda/ekspor/{export.pk}/")))
    assert [told[0] for told in seen] == ["0", "0", "2", "2", "4"]


def test_a_page_that_looks_again_by_itself_keeps_no_session_alive(cast: Cast, ordered: RegisterExport) -> None:
    head = signed_in(cast.head)
    session = head.session
    session["seen_at"] -= 20 * 60
    session.save()
    before = head.session["seen_at"]
    assert head.get(f"/agenda/ekspor/{ordered.pk}/").status_code == 202
    assert head.session["seen_at"] == before


def test_a_worker_killed_on_the_way_leaves_one_file_and_one_mail(ordered: RegisterExport) -> None:
    killed = RegisterExport.claim(ordered.pk)
    assert killed is not None
    exports._make_file(killed)  # written, but the row never said that it is done
    exports.make_export.call(str(ordered.pk))  # too early: the lease is still held
    assert fresh(ordered).state == "pending"
    RegisterExport.objects.update(leased_until=timezone.now() - timedelta(seconds=1), next_attempt_at=timezone.now())
    assert exports.wake_due_exports() == 1
    exports.make_export.call(str(ordered.pk))
    exports.make_export.call(str(ordered.pk))
    assert (fresh(ordered).rows, fresh(ordered).rows_done) == (5, 5)
    assert files() == [Path(fresh(ordered).file.name).name] == [f"{ordered.pk}-2.xlsx"]
    assert Message.objects.filter(subject__startswith="Ekspor").count() == 1


@pytest.mark.parametrize("field", ["rows_done", "file"], ids=["on the way", "at its end"])
def test_a_worker_thought_dead_gives_way(ordered: RegisterExport, field: str) -> None:
    """Its lease ran out while it worked; another has taken over, and made the file meanwhile."""
    overtaken = []

    def overtake(execute: Callable[..., Any], sql: str, params: Any, *others: Any) -> Any:
        if sql.startswith("UPDATE") and f'"{field}" =' in sql and not overtaken:
            overtaken.append(sql)
            RegisterExport.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
            exports.make_export.call(str(ordered.pk))
        return execute(sql, params, *others)

    with connection.execute_wrapper(overtake):
        exports.make_export.call(str(ordered.pk))
    assert overtaken
    assert fresh(ordered).state == "done"
    assert files() == [f"{ordered.pk}-2.xlsx"]
    assert Message.objects.filter(subject__startswith="Ekspor").count() == 1


def test_a_failure_is_told_and_tried_again(cast: Cast, ordered: RegisterExport, settings, tmp_path: Path) -> None:
    (tmp_path / "exports").touch()  # where the folder should be
    settings.MEDIA_ROOT = tmp_path
    address = f"/agenda/ekspor/{ordered.pk}/"
    exports.make_export.call(str(ordered.pk))
    assert "Percobaan ke-1 dari 3 gagal" in words(signed_in(cast.head).get(address))
    for _ in range(2):
        RegisterExport.objects.update(leased_until=None)
        exports.make_export.call(str(ordered.pk))
    assert "Berkas tidak dapat disiapkan" in words(signed_in(cast.head).get(address))
    assert (fresh(ordered).state, list(tmp_path.iterdir())) == ("failed", [tmp_path / "exports"])


def test_one_that_can_not_be_told_of_is_tried_again(ordered: RegisterExport, settings) -> None:
    settings.SITE_URL, address = None, settings.SITE_URL  # no link can be made of it
    exports.make_export.call(str(ordered.pk))
    assert (fresh(ordered).state, fresh(ordered).file.name, files()) == ("pending", "", [])
    assert "TypeError" in fresh(ordered).error
    settings.SITE_URL = address
    RegisterExport.objects.update(leased_until=None)
    exports.make_export.call(str(ordered.pk))
    assert (fresh(ordered).state, files()) == ("done", [f"{ordered.pk}-2.xlsx"])
    assert Message.objects.filter(subject__startswith="Ekspor").count() == 1


def test_an_export_is_its_orderers_alone_and_only_while_they_read_every_letter(
    cast: Cast, ordered: RegisterExport
) -> None:
    exports.make_export.call(str(ordered.pk))
    address, missing = f"/agenda/ekspor/{ordered.pk}/", f"/agenda/ekspor/{uuid.uuid4()}/"
    for user, status in ((cast.head, 200), (cast.division_head, 404), (cast.staff, 404), (cast.applicant, 404)):
        asked = [f"{page}{file}" for page in (address, missing) for file in ("", "berkas/")]
        assert [status_of(user, address) for address in asked] == [status, status, 404, 404]
    cast.head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    assert status_of(cast.head, f"{address}berkas/") == 404
    assert not exports_of(User.objects.get(pk=cast.head.pk)).exists()


def test_what_was_ordered_in_an_office_since_lost_is_not_made(cast: Cast, ordered: RegisterExport) -> None:
    cast.head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    exports.make_export.call(str(ordered.pk))
    stands = fresh(ordered)
    assert (stands.state, stands.attempts, files()) == ("failed", 1, [])
    assert stands.error == "Whoever ordered it no longer reads every letter."
    assert exports.wake_due_exports() == 0


def test_exports_go_after_a_day(cast: Cast, ordered: RegisterExport, django_capture_on_commit_callbacks) -> None:
    exports.make_export.call(str(ordered.pk))
    leading_there = cast.head.notices.filter(path=f"/agenda/ekspor/{ordered.pk}/")
    assert leading_there.count() == 1
    RegisterExport.objects.update(created_at=timezone.now() - timedelta(hours=23))
    assert exports.remove_old_exports() == 0
    assert [export.pk for export in exports_of(cast.head)] == [ordered.pk]
    RegisterExport.objects.update(created_at=timezone.now() - timedelta(hours=24))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("housekeeping")
    assert not RegisterExport.objects.exists()
    assert not leading_there.exists()
    assert files() == []
