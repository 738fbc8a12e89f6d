"""Signing up, confirming the address, signing in, and getting back in: through the pages, as people do it."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from helpdesk import settings as production
from helpdesk.models import Message
from tests.by_http import code
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.any_database

NEW_PASSWORD = "gunung-muria-di-pagi-hari"


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What a new applicant of the health service types."""
    return {
        "name": "Wahyu Setiawan, S.T.",
        "employment_kind": "pns",
        "nip": "19910812 201903 1 004",
        "rank": "Penata Muda, III/a",
        "job_title": "Pranata Komputer",
        "phone": "081211112222",
        "agency": str(cast.health.pk),
        "email": "wahyu@dinkes.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | changes


def sign_up(client: Client, cast: Cast, **changes: Any) -> Any:
    return client.post(reverse("account_signup"), form(cast, **changes))


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def link_in(message: Message) -> str:
    """The path of the one link that a mail asks to open; it begins with the site's own address."""
    found = re.search(r"https://testserver(/akun/\S+/\S+/)", message.text)
    assert found
    return found.group(1)


def test_a_new_applicant_signs_up_confirms_and_signs_in(client: Client, cast: Cast) -> None:
    response = sign_up(client, cast)
    assert (response.status_code, response.url) == (302, "/akun/konfirmasi-email/")
    assert "Konfirmasi alamat email" in client.get(response.url).text
    person = User.objects.get(email="wahyu@dinkes.example")
    assert person.nip == "199108122019031004"
    assert (person.name, person.job_title, person.phone) == (
        "Wahyu Setiawan, S.T.",
        "Pranata Komputer",
        "081211112222",
    )
    assert person.agency == cast.health
    assert not person.agency_confirmed

    message = Message.objects.get(to="wahyu@dinkes.example")
    assert message.subject == "Mohon konfirmasi alamat email Saudara"
    assert message.text.startswith("Yth. Sdr. Wahyu Setiawan, S.T.,")
    assert "atas perhatian Saudara diucapkan terima kasih." in message.text

    stranger = Client()
    page = stranger.get(link_in(message))
    assert page.status_code == 200
    assert not EmailAddress.objects.get(email="wahyu@dinkes.example").verified, "opening the link changes nothing"
    assert stranger.post(link_in(message)).status_code == 302
    assert EmailAddress.objects.get(email="wahyu@dinkes.example").verified
    confirmed = AuditEntry.objects.get(action="email_confirmed")
    assert confirmed.target_id == str(User.objects.get(email="wahyu@dinkes.example").pk)
    asked = Message.objects.get(to="endang@dinkes.example").subject
    assert asked == "Mohon konfirmasi seorang pegawai Dinas Kesehatan"

    signed_in = sign_in(stranger, "wahyu@dinkes.example")
    assert (signed_in.status_code, signed_in.url) == (302, "/permohonan/")


def test_without_confirmation_nobody_gets_in(client: Client, cast: Cast) -> None:
    sign_up(client, cast)
    other = Client()
    assert sign_in(other, "wahyu@dinkes.example").url == "/akun/konfirmasi-email/"
    assert other.get(reverse("profile")).status_code == 302


def test_the_page_leaves_room_for_the_spaces_in_a_nip(client: Client, cast: Cast) -> None:
    nip = re.search(r'<input[^>]*name="nip"[^>]*>', client.get(reverse("account_signup")).text)
    assert nip
    assert 'maxlength="24"' in nip.group(0)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"agency": "inactive"}, "agency", "Masukkan pilihan yang valid"),
        ({"agency": ""}, "agency", "Isian ini wajib diisi."),
        ({"employment_kind": "pns", "nip": ""}, "nip", "NIP terdiri atas 18 angka."),
        ({"employment_kind": "pppk", "nip": "199108122019031"}, "nip", "NIP terdiri atas 18 angka."),
        ({"employment_kind": "pns", "nip": "199108122023211004"}, "nip", "tahun dan bulan pengangkatan"),
        ({"employment_kind": "non_asn"}, "nip", "Pegawai non-ASN tidak memiliki NIP."),
        ({"employment_kind": ""}, "employment_kind", "Isian ini wajib diisi."),
        ({"employment_kind": "official"}, "employment_kind", "Masukkan pilihan yang valid"),
        ({"email": "wahyu"}, "email", "Masukkan alamat email yang valid."),
        ({"password1": "sawah-luas", "password2": "sawah-luas"}, "password1", "terlalu pendek"),
        ({"password1": "password1234", "password2": "password1234"}, "password1", "terlalu umum"),
        ({"password1": "WahyuSetiawan", "password2": "WahyuSetiawan"}, "password1", "terlalu mirip dengan nama"),
        ({"password1": "wahyu@dinkes.example", "password2": "wahyu@dinkes.example"}, "password1", "terlalu mirip"),
        ({"password2": NEW_PASSWORD}, "password2", "Kedua kata sandi harus sama."),
    ],
)
def test_refused_input_keeps_what_was_typed(
    client: Client, cast: Cast, changes: dict[str, str], field: str, words: str
) -> None:
    cast.transport.is_active = False
    cast.transport.save()
    if changes.get("agency") == "inactive":
        changes = {"agency": str(cast.transport.pk)}
    response = sign_up(client, cast, **changes)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    page = response.text
    assert "<title>Galat: Daftar" in page
    assert page.count(words) == 2, "in the summary and beside the field"
    assert 'value="Wahyu Setiawan, S.T."' in page
    assert PASSWORD not in page
    assert not User.objects.filter(name="Wahyu Setiawan, S.T.").exists()
    assert not Message.objects.exists()


def test_fields_that_nobody_offered_change_nothing(client: Client, cast: Cast) -> None:
    sign_up(client, cast, is_active="", agency_confirmed_at="2026-01-01", agency_confirmed_by=str(cast.head.pk))
    person = User.objects.get(email="wahyu@dinkes.example")
    assert person.is_active
    assert not person.agency_confirmed


def test_an_address_that_has_an_account_reveals_nothing(client: Client, cast: Cast) -> None:
    new = sign_up(client, cast)
    taken = sign_up(Client(), cast, email="ratna@dinkes.example")
    assert (taken.status_code, taken.url) == (new.status_code, new.url)
    assert User.objects.filter(name="Wahyu Setiawan, S.T.").count() == 1
    message = Message.objects.get(to="ratna@dinkes.example")
    assert message.subject == "Alamat ini sudah memiliki akun"
    assert "https://testserver/akun/masuk/" in message.text
    assert "Wahyu" not in message.text


def test_capital_letters_do_not_make_another_address(client: Client, cast: Cast) -> None:
    sign_up(client, cast, email="RATNA@dinkes.example")
    assert User.objects.filter(email__iexact="ratna@dinkes.example").count() == 1


@pytest.mark.parametrize("email", ["ratna@dinkes.example", "nobody@dinkes.example"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Client, cast: Cast, email: str) -> None:
    response = sign_in(client, email, "sandi-yang-salah")
    assert response.status_code == 200
    assert "Alamat email atau kata sandi tidak sesuai." in response.text


def test_officials_land_on_their_desk(client: Client, cast: Cast) -> None:
    assert sign_in(client, "haryo@kominfo.example").url == "/akun/langkah-kedua/masuk/"
    assert client.post("/akun/langkah-kedua/masuk/", {"code": code()}).url == "/meja/"


@pytest.mark.parametrize("page", ["account_login", "account_signup"])
def test_who_is_signed_in_is_led_on(client: Client, cast: Cast, page: str) -> None:
    client.force_login(cast.applicant)
    assert client.get(reverse(page)).url == "/permohonan/"
    client.force_login(cast.staff)
    assert client.get(reverse(page)).url == "/meja/"


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/akun/data-diri/", "/akun/data-diri/"),
        ("https://evil.example/", "/permohonan/"),
        ("//evil.example", "/permohonan/"),
    ],
)
def test_signing_in_leads_back_but_never_away(client: Client, cast: Cast, wanted: str, led_to: str) -> None:
    form = {"login": "ratna@dinkes.example", "password": PASSWORD, "next": wanted}
    assert client.post(reverse("account_login"), form).url == led_to


def test_passwords_are_kept_as_argon2(client: Client, cast: Cast, settings: Any) -> None:
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    sign_up(client, cast)
    assert User.objects.get(email="wahyu@dinkes.example").password.startswith("argon2$argon2id$")


def test_a_person_switched_off_does_not_get_in(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    assert sign_in(client, "ratna@dinkes.example").url == "/akun/nonaktif/"
    assert "Akun tidak aktif" in client.get("/akun/nonaktif/").text
    assert client.get(reverse("profile")).status_code == 302


def test_too_many_wrong_passwords_are_stopped(client: Client, cast: Cast) -> None:
    for _ in range(10):
        sign_in(client, "ratna@dinkes.example", "sandi-yang-salah")
    assert "Terlalu banyak percobaan yang gagal." in sign_in(client, "ratna@dinkes.example").text


def test_a_forgotten_password_is_set_anew_and_ends_other_sessions(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    forgetful = Client()
    asked = forgetful.post(reverse("account_reset_password"), {"email": "ratna@dinkes.example"})
    assert (asked.status_code, asked.url) == (302, "/akun/sandi/atur-ulang/terkirim/")
    message = Message.objects.get(to="ratna@dinkes.example")
    assert message.text.startswith("Yth. Sdr. Ratna Puspita, S.Kom.,")
    link = link_in(message)
    page = forgetful.get(link, follow=True)
    assert "Tetapkan kata sandi baru" in page.text
    weak = forgetful.post(page.redirect_chain[-1][0], {"password1": "pendek", "password2": "pendek"})
    assert "terlalu pendek" in weak.text
    assert "<title>Galat:" in weak.text
    done = forgetful.post(
        page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True
    )
    assert "Kata sandi baru telah ditetapkan" in done.text
    assert client.get(reverse("profile")).status_code == 302, "the old session is over"
    assert sign_in(Client(), "ratna@dinkes.example").status_code == 200
    assert sign_in(Client(), "ratna@dinkes.example", NEW_PASSWORD).url == "/permohonan/"
    assert "Tautan ini sudah digunakan" in Client().get(link, follow=True).text


def test_an_unknown_address_gets_the_same_answer_when_a_password_is_forgotten(client: Client, cast: Cast) -> None:
    asked = client.post(reverse("account_reset_password"), {"email": "nobody@dinkes.example"})
    assert (asked.status_code, asked.url) == (302, "/akun/sandi/atur-ulang/terkirim/")
    message = Message.objects.get(to="nobody@dinkes.example")
    assert "https://testserver/akun/daftar/" in message.text


def test_a_changed_password_keeps_the_session(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    wrong = client.post(
        reverse("account_change_password"),
        {"oldpassword": "sandi-yang-salah", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert "Kata sandi saat ini tidak sesuai." in wrong.text
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert "Kata sandi telah diubah." in client.get(reverse("profile")).text
    assert sign_in(Client(), "ratna@dinkes.example", NEW_PASSWORD).url == "/permohonan/"


def test_a_new_address_counts_once_it_is_confirmed(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    new = {"action_add": "", "email": "ratna.baru@dinkes.example"}
    refused = client.post(reverse("account_email"), new)
    assert refused.url.startswith(reverse("account_reauthenticate")), "a session left open is not enough"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), new)
    page = client.get(reverse("account_email")).text
    assert "Belum dikonfirmasi" in page
    assert "ratna.baru@dinkes.example" in page
    assert User.objects.get(pk=cast.applicant.pk).email == "ratna@dinkes.example"
    client.post(link_in(Message.objects.get(to="ratna.baru@dinkes.example")))
    assert User.objects.get(pk=cast.applicant.pk).email == "ratna.baru@dinkes.example"
    assert list(EmailAddress.objects.filter(user=cast.applicant).values_list("email", flat=True)) == [
        "ratna.baru@dinkes.example"
    ]
    told = Message.objects.get(to="ratna@dinkes.example")
    assert told.subject == "Alamat email akun Saudara telah diganti"
    assert "ratna.baru@dinkes.example" in told.text


def test_giving_the_password_again(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    page = client.get(reverse("account_reauthenticate"))
    assert "Buktikan kembali bahwa ini Saudara" in page.text
    wrong = client.post(reverse("account_reauthenticate"), {"password": "sandi-yang-salah"})
    assert "Kata sandi tidak sesuai." in wrong.text
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def test_signing_out_is_a_post(client: Client, cast: Cast) -> None:
    client.force_login(cast.applicant)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("profile")).status_code == 200
    assert client.post(reverse("account_logout")).url == "/"
    assert client.get(reverse("profile")).status_code == 302
    assert client.post(reverse("account_logout")).status_code == 302, "twice does no harm"


PUBLIC = [
    "account_signup",
    "account_login",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]
SIGNED_IN = ["account_reauthenticate", "account_email", "account_change_password", "profile", "account_logout"]


@pytest.mark.parametrize("name", PUBLIC)
def test_pages_on_the_way_in_need_no_account_and_hold_no_placeholder(client: Client, cast: Cast, name: str) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert " placeholder=" not in page.text


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_the_account(client: Client, cast: Cast, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(cast.applicant)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert " placeholder=" not in page.text


@pytest.mark.parametrize("key", ["x", "MQ:1abcde:abcdefghijk"])
def test_a_confirmation_link_that_is_none(client: Client, cast: Cast, key: str) -> None:
    assert "Tautan ini sudah digunakan" in client.get(reverse("account_confirm_email", args=[key])).text
    assert client.post(reverse("account_confirm_email", args=[key])).status_code == 404
