"""The second factor: compulsory in an office, kept encrypted, accepted once, and never skipped."""

import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.views import View

from accounts.models import AuditEntry, Session, User
from accounts.reauthentication import ReauthenticationMixin
from helpdesk.models import Message
from helpdesk.urls import urlpatterns as helpdesk_urls
from tests.accounts.test_signup import NEW_PASSWORD, link_in, sign_in
from tests.by_http import code, signed_in
from tests.cast import PASSWORD, TOTP_SECRET, Cast
from tests.tables import rows_of_all_tables

pytestmark = pytest.mark.any_database

INDEX, APP, GIVE = "/akun/langkah-kedua/", "/akun/langkah-kedua/aplikasi/pasang/", "/akun/langkah-kedua/masuk/"
CODES = "/akun/langkah-kedua/kode-pemulihan/"


def proved(user: User) -> Client:
    """Signed in, with the password given again just now."""
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def add_app(user: User) -> tuple[Client, str]:
    """The person's browser after they have set up an app, and its secret."""
    client = proved(user)
    found = re.search(r'id="key">([A-Z2-7]+)<', client.get(APP).text)
    assert found
    client.post(APP, {"code": code(found[1])})
    return client, found[1]


def given_password(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert sign_in(client, email, password).url == GIVE
    return client


def test_an_official_without_one_is_led_to_add_it_and_nowhere_else(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.staff).delete()
    staff = signed_in(cast.staff)
    for address in ("/", "/meja/", "/agenda/", "/permohonan/", "/akun/data-diri/", "/akun/sesi/", "/sop/"):
        assert (staff.get(address).status_code, staff.get(address).url) == (302, INDEX), address
    assert staff.post("/permohonan/baru/").url == INDEX
    page = staff.get(INDEX)
    assert page.status_code == 200
    assert "Setiap pemegang jabatan wajib memiliki langkah kedua." in page.text
    assert staff.get("/akun/keluar/").status_code == 200
    assert staff.post("/bahasa/", {"language": "en"}).url == "/"
    assert add_app(cast.staff)[0].get("/meja/").status_code == 200


def test_whoever_is_appointed_meanwhile_is_led_there_too_a_liaison_as_well(cast: Cast) -> None:
    stranger = signed_in(cast.stranger)
    assert stranger.get("/permohonan/").status_code == 200
    cast.stranger.appointments.create(office="liaison", agency=cast.transport, since="2026-01-02")
    assert stranger.get("/permohonan/").url == INDEX


def test_an_applicant_may_do_without(cast: Cast) -> None:
    page = signed_in(cast.applicant).get(INDEX)
    assert "Pasang aplikasi" in page.text
    assert "wajib memiliki" not in page.text


def test_the_demo_may_do_without(cast: Cast, settings: Any) -> None:
    Authenticator.objects.all().delete()
    settings.SECOND_FACTOR_REQUIRED = False
    assert signed_in(cast.head).get("/meja/").status_code == 200


def test_a_session_begun_by_the_password_alone_ends_when_a_factor_is_added(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.staff).delete()
    elsewhere = Client()
    assert sign_in(elsewhere, "dewi@kominfo.example", PASSWORD).url == "/meja/"
    here, _ = add_app(cast.staff)
    assert here.get("/meja/").status_code == 200
    assert elsewhere.get("/meja/").url == "/akun/masuk/?next=/meja/"


def test_adding_an_app_needs_the_password_again(cast: Cast) -> None:
    assert signed_in(cast.applicant).get(APP).url.startswith("/akun/masuk-ulang/")
    client, _ = add_app(cast.applicant)
    assert client.get(INDEX).text.count("Telah dipasang.") == 1


def test_a_new_factor_and_new_codes_are_in_the_audit_trail_with_the_act(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    client, _ = add_app(cast.applicant)
    client.post("/akun/langkah-kedua/kode-pemulihan/baru/")
    entries = AuditEntry.objects.filter(number__gt=before).order_by("number")
    told = [(entry.action, entry.actor, entry.address) for entry in entries if entry.action != "signed_in"]
    renewed = ("second_factor_renewed", cast.applicant, "127.0.0.1")
    assert told == [("second_factor_added", cast.applicant, "127.0.0.1"), renewed, renewed]


def test_no_secret_lies_in_clear_in_the_database(cast: Cast) -> None:
    client, secret = add_app(cast.applicant)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).text)
    assert len(codes) == 10
    stored = str(rows_of_all_tables())
    assert secret not in stored
    assert TOTP_SECRET not in stored
    assert [code for code in codes if code in stored] == []
    assert list(Authenticator.objects.get(user=cast.applicant, type="totp").data) == ["secret"]


def test_the_secret_of_an_app_that_is_being_set_up_is_not_in_clear_either(cast: Cast) -> None:
    client = proved(cast.applicant)
    client.get(APP)
    secret = client.session["mfa.totp.secret"]
    row = Session.objects.get(user=cast.applicant)
    assert row.get_decoded()["mfa.totp.secret"] == secret
    with pytest.raises(signing.BadSignature):
        signing.loads(row.session_data, salt="django.contrib.sessions.SessionStore")
    Session.objects.update(session_data=row.session_data[:-8] + "AAAAAAA=")
    assert client.get("/permohonan/").status_code == 302, "an altered session is nobody's"


def test_whoever_reads_the_database_can_take_no_session_over(cast: Cast) -> None:
    client, stranger = signed_in(cast.head), signed_in(cast.stranger)
    rows = {row.user: row for row in Session.objects.all()}
    assert client.session.session_key not in str(rows_of_all_tables())
    thief = Client()
    thief.cookies["__Host-sessionid"] = rows[cast.head].session_key
    assert thief.get("/meja/").status_code == 302
    Session.objects.filter(user=cast.stranger).update(session_data=rows[cast.head].session_data)
    assert stranger.get("/meja/").status_code == 302, "one row's session opens in no other"
    assert client.get("/meja/").status_code == 200


def test_the_app_of_another_person_opens_nothing_here(cast: Cast) -> None:
    """A sealed secret that somebody moved into another person's row."""
    _, secret = add_app(cast.applicant)
    stolen = Authenticator.objects.get(user=cast.applicant, type="totp").data
    Authenticator.objects.filter(user=cast.head).update(data=stolen)
    refused = given_password("haryo@kominfo.example").post(GIVE, {"code": code(secret)})
    assert refused.status_code == 200
    assert "Tidak sesuai. Setiap kode hanya diterima satu kali" in refused.text


def test_a_code_is_accepted_once(cast: Cast) -> None:
    now = code()
    assert given_password("haryo@kominfo.example").post(GIVE, {"code": now}).status_code == 302
    again = given_password("haryo@kominfo.example")
    assert "hanya diterima satu kali" in again.post(GIVE, {"code": now}).text
    assert again.get("/meja/").status_code == 302


def test_the_code_that_set_up_the_app_signs_nobody_in(cast: Cast) -> None:
    client = proved(cast.applicant)
    secret = re.search(r'id="key">([A-Z2-7]+)<', client.get(APP).text)[1]  # type: ignore[index]
    first = code(secret)
    client.post(APP, {"code": first})
    assert given_password("ratna@dinkes.example").post(GIVE, {"code": first}).status_code == 200


def test_wrong_codes_are_stopped_and_the_right_one_with_them(cast: Cast) -> None:
    client = given_password("haryo@kominfo.example")
    wrong = f"{(int(code()) + 1) % 10**6:06}"
    for _ in range(5):
        assert "hanya diterima satu kali" in client.post(GIVE, {"code": wrong}).text
    assert "Terlalu banyak percobaan yang gagal." in client.post(GIVE, {"code": code()}).text


def test_a_recovery_code_is_good_for_one_sign_in(cast: Cast) -> None:
    client, _ = add_app(cast.applicant)
    one = re.findall(r"<code>(\d{8})</code>", client.get(CODES).text)[3]
    assert given_password("ratna@dinkes.example").post(GIVE, {"code": one}).url == "/permohonan/"
    assert given_password("ratna@dinkes.example").post(GIVE, {"code": one}).status_code == 200
    assert one not in client.get(CODES).text


def test_new_recovery_codes_end_the_old_ones(cast: Cast) -> None:
    client, _ = add_app(cast.applicant)
    old = re.findall(r"<code>(\d{8})</code>", client.get(CODES).text)
    client.post(f"{CODES}baru/")
    assert not set(old) & set(re.findall(r"<code>(\d{8})</code>", client.get(CODES).text))
    assert given_password("ratna@dinkes.example").post(GIVE, {"code": old[0]}).status_code == 200


def test_showing_recovery_codes_changes_no_row(cast: Cast) -> None:
    client, _ = add_app(cast.applicant)
    before = rows_of_all_tables()
    assert client.get(CODES).status_code == 200
    assert rows_of_all_tables() == before


def test_a_password_reset_never_skips_it(cast: Cast) -> None:
    forgetful = Client()
    forgetful.post(reverse("account_reset_password"), {"email": "haryo@kominfo.example"})
    page = forgetful.get(link_in(Message.objects.get(to="haryo@kominfo.example")), follow=True)
    forgetful.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert forgetful.get("/meja/").status_code == 302
    assert sign_in(forgetful, "haryo@kominfo.example", NEW_PASSWORD).url == GIVE
    assert forgetful.get("/meja/").status_code == 302
    assert forgetful.post(GIVE, {"code": code()}).url == "/meja/"


def test_an_address_can_be_changed_all_the_same(cast: Cast) -> None:
    client, _ = add_app(cast.applicant)
    client.post("/akun/email/", {"action_add": "", "email": "ratna.baru@dinkes.example"})
    client.post(link_in(Message.objects.get(to="ratna.baru@dinkes.example")))
    assert User.objects.get(pk=cast.applicant.pk).email == "ratna.baru@dinkes.example"
    assert given_password("ratna.baru@dinkes.example").get(GIVE).status_code == 200


def test_removing_the_app_removes_its_recovery_codes_and_leads_an_official_back(cast: Cast) -> None:
    official = proved(cast.staff)
    official.post(f"{CODES}baru/")
    official.post("/akun/langkah-kedua/aplikasi/lepas/")
    assert not Authenticator.objects.filter(user=cast.staff).exists()
    assert official.get("/meja/").url == INDEX


@pytest.mark.parametrize("way", ["account_reauthenticate", "mfa_reauthenticate"])
def test_password_or_code_is_proof_for_five_minutes(cast: Cast, way: str) -> None:
    remove = "/akun/langkah-kedua/aplikasi/lepas/"
    official = signed_in(cast.staff)
    assert official.get(remove).url.startswith("/akun/masuk-ulang/")
    official.post(reverse(way), {"password": PASSWORD, "code": code()})
    assert official.get(remove).status_code == 200
    session = official.session
    session["account_authentication_methods"][-1]["at"] -= 300
    session.save()
    assert official.get(remove).status_code == 302
    assert official.post(remove).status_code == 302
    assert Authenticator.objects.filter(user=cast.staff).exists()


def test_the_last_resort_on_the_console(cast: Cast) -> None:
    call_command("reset_second_factor", "Dewi@kominfo.example", stdout=StringIO())
    assert not Authenticator.objects.filter(user=cast.staff).exists()
    entry = AuditEntry.objects.get(action="second_factor_reset")
    assert (entry.actor, entry.target_id) == (None, str(cast.staff.pk))
    told = Message.objects.get(to="dewi@kominfo.example")
    assert told.subject == "Langkah kedua akun Saudara telah diatur ulang"
    assert "https://testserver/akun/langkah-kedua/" in told.body
    client = Client()
    assert sign_in(client, "dewi@kominfo.example").url == "/meja/"
    assert client.get("/meja/").url == INDEX


@pytest.mark.parametrize("email", ["nobody@kominfo.example", "ratna@dinkes.example"])
def test_the_last_resort_refuses_whom_it_does_not_concern(cast: Cast, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("reset_second_factor", email)
    assert not AuditEntry.objects.exists()


class OfOurOwn(ReauthenticationMixin, View):
    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.POST["office"])


urlpatterns = [path("jabatan/", OfOurOwn.as_view()), *helpdesk_urls]


@pytest.mark.urls(__name__)
def test_our_own_views_ask_for_proof_and_then_do_what_was_sent(cast: Cast) -> None:
    client = signed_in(cast.head)
    asked = client.post("/jabatan/", {"office": "admin"})
    assert asked.url == "/akun/masuk-ulang/?next=%2Fjabatan%2F"
    assert client.post(asked.url, {"password": "sandi-yang-salah", "next": "/jabatan/"}).status_code == 200
    assert client.post(asked.url, {"password": PASSWORD, "next": "/jabatan/"}).content == b"admin"
    assert client.post("/jabatan/", {"office": "head"}).content == b"head"
