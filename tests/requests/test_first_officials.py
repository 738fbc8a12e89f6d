"""`manage.py first_officials FILE`: the first holders of the offices, once and all or none."""

from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Agency, Appointment, AuditEntry, User
from helpdesk.models import Message
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

AGENCY = """
[agency]
name = "Dinas Komunikasi dan Informatika"
short_name = "Diskominfo"
"""
HEAD = """
[[official]]
name = "Drs. Haryo Wibisono, M.Si."
email = "Haryo@kominfo.example"
employment_kind = "pns"
nip = "19700101 199503 1 001"
rank = "Pembina Utama Muda, IV/c"
job_title = "Kepala Dinas"
phone = "0812 0000 0000"
[[official.appointment]]
office = "head"
since = 2026-01-02
"""
SECTION_HEAD = """
[[official]]
name = "Agus Prasetyo, S.Kom."
email = "agus@kominfo.example"
employment_kind = "pns"
nip = "198202102008011005"
job_title = "Kepala Seksi TI dan Persandian"
phone = "0812 0000 0001"
[[official.appointment]]
office = "section_head"
since = 2026-01-02
[[official.appointment]]
office = "division_head"
acting_kind = "plt"
mandate_number = "800/12/2026"
since = 2026-01-02
until = 2026-06-30
"""
GOOD = AGENCY + HEAD + SECTION_HEAD


def run(folder: Path, text: str) -> str:
    file = folder / "officials.toml"
    file.write_text(text)
    printed = StringIO()
    call_command("first_officials", file, stdout=printed)
    return printed.getvalue()


def test_first_officials_are_created_and_appointed(tmp_path: Path) -> None:
    printed = run(tmp_path, GOOD)

    assert "agus@kominfo.example" in printed
    assert list(Appointment.objects.values_list("user__email", "office", "acting_kind")) == [
        ("agus@kominfo.example", "division_head", "plt"),
        ("haryo@kominfo.example", "head", "definitive"),
        ("agus@kominfo.example", "section_head", "definitive"),
    ]
    head = User.objects.get(email="haryo@kominfo.example")
    assert (head.nip, head.agency.short_name) == ("197001011995031001", "Diskominfo")


def test_first_officials_get_no_password_and_can_set_one_by_reset(tmp_path: Path, client: Client) -> None:
    run(tmp_path, GOOD)

    assert not any(user.has_usable_password() for user in User.objects.all())
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 2
    assert set(Message.objects.values_list("to", flat=True)) == {"haryo@kominfo.example", "agus@kominfo.example"}
    assert "https://testserver/akun/sandi/atur-ulang/" in Message.objects.all()[0].body

    client.post("/akun/sandi/atur-ulang/", {"email": "haryo@kominfo.example"})

    assert "/akun/sandi/atur-ulang/" in Message.objects.filter(to="haryo@kominfo.example").latest("created_at").text
    assert Message.objects.filter(to="haryo@kominfo.example").count() == 2


def test_first_officials_are_audited_as_the_console(tmp_path: Path) -> None:
    run(tmp_path, GOOD)

    assert sorted(AuditEntry.objects.filter(actor=None).values_list("action", flat=True)) == [
        "agency_added", "appointment_added", "appointment_added", "appointment_added", "user_added", "user_added"
    ]  # fmt: skip


def test_first_officials_join_the_agency_that_is_there(tmp_path: Path) -> None:
    agency = Agency.objects.create(name="Dinas Komunikasi dan Informatika", short_name="Kominfo")

    run(tmp_path, GOOD)

    assert set(User.objects.values_list("agency", flat=True)) == {agency.pk}


def test_first_officials_once_there_is_an_appointment_is_refused(tmp_path: Path, cast: Cast) -> None:
    people = User.objects.count()

    with pytest.raises(CommandError, match="There are appointments already"):
        run(tmp_path, GOOD)

    assert User.objects.count() == people


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[agency", "Expected"),
        (AGENCY, "at least one"),
        (HEAD + SECTION_HEAD, r"\[agency\]"),
        (GOOD + "\n[letterhead]\n", "unknown letterhead"),
        (GOOD.replace("job_title", "jobtitle"), "official 1: unknown jobtitle"),
        (GOOD.replace("short_name", "password"), "agency: unknown password"),
        (GOOD.replace("0812 0000 0001", ""), "official 2: phone"),
        (GOOD.replace("198202102008011005", "198202102008131005"), "official 2: nip"),
        (GOOD.replace("agus@", "HARYO@"), "official 2: email"),
        (GOOD.replace("agus@kominfo.example", "agus"), "official 2: email"),
        (GOOD.replace('mandate_number = "800/12/2026"', ""), "official 2, appointment 2: mandate_number"),
        (GOOD.replace('"section_head"', '"mayor"'), "official 2, appointment 1: office"),
        (GOOD.replace('"section_head"', '"liaison"'), "official 2, appointment 1: agency"),
        (GOOD.replace("until = 2026-06-30", "until = 2025-01-01"), "official 2, appointment 2: until"),
        (GOOD.replace("until = 2026-06-30", "until = 3"), "official 2, appointment 2: "),
        (GOOD.split("[[official.appointment]]")[0], "official 1: .*needed"),
        (AGENCY + HEAD, "section_head today"),
        (
            GOOD.replace('office = "section_head"\nsince = 2026', 'office = "section_head"\nsince = 2096'),
            "section_head t",
        ),
    ],
)
def test_first_officials_with_a_mistake_creates_nothing_and_says_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(tmp_path, text)

    assert not User.objects.exists()
    assert not Agency.objects.exists()
    assert not Message.objects.exists()


def test_first_officials_without_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.toml"):
        call_command("first_officials", tmp_path / "nowhere.toml")
