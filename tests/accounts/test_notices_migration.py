"""A database from before notices belonged to people: they move with their rows and their indexes, and back."""

from django.apps.registry import Apps
from django.db import connection

from accounts.models import Agency, Notice, User
from tests.accounts.test_audit_migration import migrate, migrate_to_the_newest

BEFORE = [("accounts", "0007_language_of_mails"), ("requests", "0021_find_acts_by_day")]


def indexes_of(table: str) -> set[str]:
    """Those by which notices are found; and "person", while the database knows whom a notice belongs to."""
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, table)
    found = {name for name, of in there.items() if of["index"] and (name.endswith("_notices") or "_no_person" in name)}
    return found | {"person" for of in there.values() if of["foreign_key"] == ("accounts_user", "id")}


def test_notices_move_with_all_that_belongs_to_them(transactional_db: None) -> None:
    agency = Agency.objects.create(name="Dinas Kesehatan", short_name="Dinkes")
    ratna = User.objects.create(email="ratna@dinkes.example", agency=agency)
    told = Notice.objects.create(person=ratna, title="Permohonan 1/2026 telah disetujui", path="/permohonan/")
    before: Apps = migrate(BEFORE)
    try:
        assert indexes_of("requests_notice") == {
            *("requests_no_person__514646_idx", "unread_notices", "undigested_notices", "person"),
        }
        of_requests = before.get_model("requests", "Notice").objects
        assert of_requests.get().pk == told.pk
        of_requests.create(person_id=ratna.pk, title="Permohonan 2/2026 selesai", path="/permohonan/")
    finally:
        migrate_to_the_newest()
    titles = ratna.notices.values_list("title", flat=True)
    assert list(titles) == ["Permohonan 2/2026 selesai", "Permohonan 1/2026 telah disetujui"]
    assert indexes_of("accounts_notice") == {"newest_notices", "unread_notices", "undigested_notices", "person"}
