"""Step 6: one claimant, one bounded window, and the password nowhere else."""

import logging
import secrets
import time
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, User
from helpdesk.models import Message
from helpdesk.vault import SealBroken
from requests import sop
from requests.models import AccessRequest, Credential
from requests.models.credential import ALPHABET, generate_password
from requests.states import State
from tests.by_http import code, error_at, form, signed_in, words
from tests.cast import PASSWORD, Cast, add_second_factor, fresh, number
from tests.tables import OF_RECORDS, rows_of_all_tables

ANEW = "Tampilkan lagi"
REFUSED = "Kata sandi tidak dapat ditampilkan"


def delivered(cast: Cast) -> tuple[AccessRequest, str, str]:
    """A request handed over, the address of its credential, and the password."""
    access_request = cast.request_in(State.DELIVERED)
    return access_request, f"/permohonan/{access_request.pk}/kredensial/", Credential.objects.get().open()


def take(client: Client, address: str) -> object:
    return client.post(address, {"password": PASSWORD})


def later(**passed: float) -> None:
    """Lets time pass for the credential."""
    credential = Credential.objects.exclude(open_until=None).get()
    Credential.objects.filter(pk=credential.pk).update(open_until=credential.open_until - timedelta(**passed))


def test_password_is_long_and_without_look_alikes() -> None:
    passwords = {generate_password() for _ in range(500)}
    assert len(passwords) == 500
    assert {len(password) for password in passwords} == {24}
    assert set("".join(passwords)) == set(ALPHABET)
    assert not set("0O1lI") & set(ALPHABET)


def test_recipient_takes_it_with_their_own_password(cast: Cast) -> None:
    _, address, password = delivered(cast)
    answer = take(signed_in(cast.applicant), address)
    assert answer.status_code == 200
    assert password in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    credential = Credential.objects.get()
    assert credential.state == "claimed"
    assert credential.open_until == credential.claimed_at + timedelta(minutes=10)
    shown = AuditEntry.objects.get(action="credential_shown")
    assert (shown.actor, shown.data) == (cast.applicant, {"credential": str(credential.pk)})


@pytest.mark.parametrize("person", ["liaison", "head", "division_head", "section_head", "staff", "stranger"])
def test_nobody_else_takes_it(cast: Cast, person: str) -> None:
    """The Super Admin, and the Admin who set the password, as little as anyone."""
    _, address, password = delivered(cast)
    client = signed_in(getattr(cast, person))
    before = rows_of_all_tables(OF_RECORDS)
    for answer in (client.get(address), take(client, address)):
        assert answer.status_code == (404 if person == "stranger" else 403)
        assert password not in answer.content.decode()
    assert rows_of_all_tables(OF_RECORDS) == before


@pytest.mark.parametrize("typed", ["", "bukan kata sandi saya", "x" * 5000])
def test_wrong_own_password_takes_nothing(cast: Cast, typed: str) -> None:
    _, address, password = delivered(cast)
    applicant = signed_in(cast.applicant)
    answer = applicant.post(address, {"password": typed})
    assert answer.status_code == 200
    assert password not in answer.content.decode()
    message = "Kata sandi Saudara tidak tepat." if typed else "Isian ini wajib diisi."
    assert error_at(answer, "id_password") == message
    assert Credential.objects.get().state == "released"
    assert password in take(applicant, address).content.decode()


def test_with_an_app_its_code_is_needed_too(cast: Cast) -> None:
    _, address, password = delivered(cast)
    add_second_factor(cast.applicant)
    applicant = signed_in(cast.applicant)
    wrong = f"{(int(code()) + 1) % 10**6:06}"
    for typed in ({"password": PASSWORD}, {"password": PASSWORD, "code": wrong}, {"password": "salah", "code": code()}):
        assert password not in applicant.post(address, typed).content.decode()
    assert Credential.objects.get().state == "released"
    used = {"password": PASSWORD, "code": code()}
    assert password in applicant.post(address, used).content.decode()
    assert password not in applicant.post(address, used).content.decode(), "the same code again shows nothing again"


def test_with_passkeys_alone_one_is_used_first(cast: Cast) -> None:
    """A passkey is no text to type beside the password; a recovery code will do in its place."""
    _, address, password = delivered(cast)
    Authenticator.objects.bulk_create([Authenticator(user=cast.applicant, type="webauthn", data={"name": "Telepon"})])
    client = signed_in(cast.applicant)
    assert "Tunjukkan dahulu dengan kunci sandi" in words(client.get(address))
    answer = take(client, address)
    assert "Gunakan kunci sandi Saudara terlebih dahulu." in words(answer)
    assert password not in answer.content.decode()
    used(client, cast.applicant, seconds_ago=301)
    assert password not in take(client, address).content.decode()
    used(client, cast.applicant, seconds_ago=290)
    assert 'name="password"' in client.get(address).content.decode()
    assert password in take(client, address).content.decode()


def used(client: Client, user: User, *, seconds_ago: float) -> None:
    """As if the person had used a passkey then."""
    session = client.session
    proof = {"method": "mfa", "type": "webauthn", "at": time.time() - seconds_ago}
    session.update({"account_authentication_methods": [proof], "account_authentication_methods_user": str(user.pk)})
    session.save()


def test_guessing_the_own_password_is_slowed_down(cast: Cast) -> None:
    _, address, password = delivered(cast)
    applicant = signed_in(cast.applicant)
    for _ in range(10):
        applicant.post(address, {"password": "tebakan"})
    answer = take(applicant, address)
    assert password not in answer.content.decode()
    assert Credential.objects.get().state == "released"


def test_looking_takes_nothing(cast: Cast) -> None:
    """Previews of links and virus scanners only ever GET."""
    _, address, password = delivered(cast)
    applicant = signed_in(cast.applicant)
    before = rows_of_all_tables()
    for send in (applicant.get, applicant.head, applicant.options):
        assert password not in send(address).content.decode()
    assert rows_of_all_tables() == before


def test_the_first_session_alone_may_take_it(cast: Cast) -> None:
    _, address, password = delivered(cast)
    first, second = signed_in(cast.applicant), signed_in(cast.applicant)
    assert password in take(first, address).content.decode()
    Message.objects.all().delete()

    answer = take(second, address)

    assert answer.status_code == 403
    assert REFUSED in words(answer)
    assert password not in answer.content.decode()
    assert "Konfirmasi penerimaan" not in words(answer), "who was robbed must not lock themselves out"
    assert "telah dihapus" not in words(answer), "it is still there for the session that took it"
    assert ANEW not in words(second.get(address)), "what would be refused is not offered"
    assert ANEW in words(first.get(address))
    told = Message.objects.get()
    assert (told.to, told.subject) == (
        "dewi@kominfo.example",
        f"Permohonan {number(1)}: pengambilan kredensial ditolak",
    )
    assert take(second, address).status_code == 403
    assert AuditEntry.objects.filter(action="credential_refused").count() == 2
    assert Message.objects.count() == 1, "of one credential it is told once"
    assert password in take(first, address).content.decode()


def test_the_same_session_shows_it_again_three_times(cast: Cast) -> None:
    _, address, password = delivered(cast)
    applicant = signed_in(cast.applicant)
    for left in (
        "paling banyak 3 kali",
        "paling banyak 2 kali",
        "paling banyak 1 kali",
        "Ini adalah tampilan terakhir.",
    ):
        page = take(applicant, address)
        assert password in page.content.decode()
        assert left in words(page)
    assert ANEW not in words(applicant.get(address))
    assert [password in take(applicant, address).content.decode() for _ in range(2)] == [False, False]
    assert Credential.objects.get().shown_again == 3


def test_after_ten_minutes_it_is_refused_and_wiped(cast: Cast) -> None:
    _, address, password = delivered(cast)
    applicant = signed_in(cast.applicant)
    take(applicant, address)
    later(minutes=9, seconds=50)
    assert password in take(applicant, address).content.decode()
    call_command("housekeeping")
    assert Credential.objects.get().open() == password
    later(seconds=10)
    assert take(applicant, address).status_code == 403
    call_command("housekeeping")
    assert Credential.objects.values_list("state", "sealed_password").get() == ("closed", None)
    assert take(applicant, address).status_code == 403


def test_after_72_hours_it_is_refused_and_wiped(cast: Cast) -> None:
    _, address, _ = delivered(cast)
    applicant = signed_in(cast.applicant)
    left = Credential.objects.get().open_until - timezone.now()
    assert timedelta(hours=71, minutes=59) < left <= timedelta(hours=72)
    later(hours=71, minutes=59)
    call_command("housekeeping")
    assert Credential.objects.get().state == "released"
    later(minutes=1)
    assert take(applicant, address).status_code == 403
    call_command("housekeeping")
    assert Credential.objects.values_list("state", "sealed_password").get() == ("closed", None)
    assert "Dinas menerima pemberitahuan tentang hal ini" in words(applicant.get(address))


def test_request_and_desk_say_where_the_credential_stands(cast: Cast) -> None:
    access_request, address, _password = delivered(cast)
    applicant, staff, page = signed_in(cast.applicant), signed_in(cast.staff), f"/permohonan/{access_request.pk}/"
    assert "Akun dan kata sandi siap diambil" in words(applicant.get(page))
    assert "waktu habis" not in words(staff.get("/meja/"))
    Credential.objects.update(open_until=timezone.now())  # housekeeping hasn't come by yet
    for _ in range(2):
        assert "Waktu pengambilan kata sandi telah habis" in words(applicant.get(page))
        assert "Waktu pengambilan kata sandi telah habis" in words(applicant.get(address))
        assert "waktu habis" in words(staff.get("/meja/"))
        call_command("housekeeping")
    cast.do(access_request, sop.REISSUE)
    take(applicant, address)
    assert "Konfirmasi penerimaan akun dan kata sandi" in words(applicant.get(page))


def test_before_the_handing_over_there_is_nothing_to_take(cast: Cast) -> None:
    access_request = cast.request_in(State.ACTIVATED)
    password = Credential.objects.get().open()
    answer = take(signed_in(cast.applicant), f"/permohonan/{access_request.pk}/kredensial/")
    assert password not in answer.content.decode()
    assert Credential.objects.get().state == "sealed"


@pytest.mark.parametrize("taken", [True, False])
def test_reissue_wipes_the_old_password(cast: Cast, taken: bool) -> None:
    access_request, address, old = delivered(cast)
    first = signed_in(cast.applicant)
    if taken:
        take(first, address)
    staff, action = signed_in(cast.staff), f"/permohonan/{access_request.pk}/terbitkan-ulang/"

    shown = staff.post(action, form(staff.get(f"/permohonan/{access_request.pk}/"), action))

    new, wiped = Credential.objects.all()
    assert (wiped.state, wiped.sealed_password, new.state) == ("closed", None, "released")
    assert new.open() != old
    assert new.open() in shown.content.decode()
    assert new.open() in take(signed_in(cast.applicant), address).content.decode()
    assert take(first, address).status_code == 403


def test_confirmation_wipes_it(cast: Cast) -> None:
    access_request, address, _ = delivered(cast)
    applicant, action = signed_in(cast.applicant), f"/permohonan/{access_request.pk}/konfirmasi/"
    page = take(applicant, address)
    assert applicant.post(action, form(page, action)).status_code == 302
    assert fresh(access_request).is_complete
    assert Credential.objects.values_list("state", "sealed_password").get() == ("closed", None)
    assert take(applicant, address).status_code == 403


@pytest.mark.parametrize("reissued", [False, True])
def test_nothing_is_confirmed_that_was_not_taken(cast: Cast, reissued: bool) -> None:
    access_request, address, _ = delivered(cast)
    applicant = signed_in(cast.applicant)
    if reissued:
        take(applicant, address)
        access_request = cast.do(access_request, sop.REISSUE)
    data = {"version": fresh(access_request).version, "letter": access_request.letter_sha256}
    answer = applicant.post(
        f"/permohonan/{access_request.pk}/konfirmasi/", data | {"key": "6a1f0a53-7a5c-4d0e-9f35-1f1d2a9a1b11"}
    )
    assert answer.status_code == 200
    assert "Ambil kredensial terlebih dahulu, lalu konfirmasi penerimaannya." in words(answer)
    assert not fresh(access_request).is_complete
    assert Credential.objects.exclude(sealed_password=None).count() == 1


@pytest.mark.parametrize("moved_to", ["row", "recipient", "account", "request"])
def test_ciphertext_opens_only_where_it_belongs(cast: Cast, moved_to: str) -> None:
    delivered(cast)
    cast.request_in(State.DELIVERED)
    one, other = Credential.objects.all()
    if moved_to == "row":
        other.sealed_password = one.sealed_password
    elif moved_to == "recipient":
        other.recipient = cast.stranger
    elif moved_to == "account":
        other.account = one.account
    else:
        other.account.access_request_id = one.account.access_request_id
    with pytest.raises(SealBroken):
        other.open()
    assert len(one.open()) == 24


def test_altered_ciphertext_and_another_key_open_nothing(cast: Cast, settings, tmp_path: Path) -> None:
    delivered(cast)
    credential = Credential.objects.get()
    whole = bytes(credential.sealed_password)
    for place in (0, 12, len(whole) - 1):
        credential.sealed_password = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(SealBroken):
            credential.open()
    credential.sealed_password = whole
    key = tmp_path / "other.key"
    key.write_text(secrets.token_hex(32))
    key.chmod(0o400)
    settings.KEY_FILE = key
    with pytest.raises(SealBroken):
        credential.open()


def test_password_is_nowhere_but_on_the_two_pages(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """From activation to confirmation: no row of any table, no session, no message, no file, no log, no SQL."""
    caplog.set_level(logging.DEBUG)
    access_request = cast.request_in(State.ASSIGNED)
    staff, applicant = signed_in(cast.staff), signed_in(cast.applicant)
    root, passwords = f"/permohonan/{access_request.pk}/", []
    with CaptureQueriesContext(connection) as queries:
        data = {name: getattr(value, "pk", value) for name, value in cast.data_for(sop.ACTIVATE).items()}
        staff.post(f"{root}aktifkan/", form(staff.get(root), f"{root}aktifkan/") | data)
        passwords.append(Credential.objects.get().open())
        staff.post(f"{root}serahkan/", form(staff.get(root), f"{root}serahkan/"))
        staff.post(f"{root}terbitkan-ulang/", form(staff.get(root), f"{root}terbitkan-ulang/"))
        passwords.append(Credential.objects.first().open())
        tables = rows_of_all_tables(leave_out=())
        page = take(applicant, f"{root}kredensial/")
        take(signed_in(cast.applicant), f"{root}kredensial/")
        after_taking = rows_of_all_tables(leave_out=())
        assert applicant.post(f"{root}konfirmasi/", form(page, f"{root}konfirmasi/")).status_code == 302
    assert passwords[1] in page.content.decode()
    assert tables["accounts_session"]
    written = [*_lines(tables), *_lines(after_taking), *_lines(rows_of_all_tables(leave_out=()))]
    written += [query["sql"] for query in queries]
    written += [record.getMessage() + str(record.__dict__) for record in caplog.records]
    written += [path.read_bytes().decode("latin-1") for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(written) > 500
    for password in (*passwords, PASSWORD):
        assert not any(password in line for line in written)


def _lines(tables: dict[str, list[str]]) -> list[str]:
    return [row for rows in tables.values() for row in rows]
