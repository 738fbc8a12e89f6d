"""What everyone may read without an account, and the pages of refusal that know nobody."""

import html

import pytest
from django.template.loader import get_template
from django.test import Client

from requests.models import Document, Terms
from requests.states import State
from tests.cast import Cast

pytestmark = pytest.mark.any_database


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.text)


def test_start_page_says_what_to_have_ready_and_how_long_each_step_takes(client: Client, db: None) -> None:
    page = read(client, "/")
    for words in ("Yang dapat mengajukan", "Yang perlu disiapkan", "Yang terjadi selanjutnya", "65 menit"):
        assert words in page
    assert page.count('class="btn btn-primary"') == 1
    assert 'href="/akun/daftar/"' in page


@pytest.mark.parametrize(
    "printed",
    [
        "555 / 967 / 18.03 / 2021",
        "28 September 2021",
        "1 Oktober 2021",
        "Undang - Undang Nomor 11 Tahun 2008 tentang Informasi dan Transaksi Elektronik",
        "Undang - Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
        "Peraturan Presiden Nomor 95 Tahun 2018 tentang Sistem Pemerintahan Berbasis Elektronik",
        "Peraturan Bupati Kudus Nomor 48 Tahun 2019 tentang Penyelenggaraan Sistem Pemerintahan Berbasis "
        "Elektronik di Kabupaten Kudus",
        "Memiliki kemampuan teknis dalam pengelolaan server",
        "Memiliki pengetahuan dalam mengoperasikan aplikasi",
        "Memiliki pengetahuan dalam mengolah data dan informasi",
        "Bertanggung jawab dalam kerahasiaan, pengamanan terhadap data dan informasi yang dikelola",
        "SOP Penempatan Server dan Hosting Aplikasi",
        "PC/Laptop",
        "Jaringan internet",
        "Keterkaitan",
        "Pencatatan dan pendataan",
        "Pengguna yang mengakses server dan aplikasi diharuskan untuk mengotentikasi dirinya dan menjaga "
        "kerahasiaan akses",
        "Harus dikendalikan dan dipantau menggunakan pengendalian akses yang memadai",
        "Mengajukan surat permohonan akses server, serta mengisi formulir di website "
        "https://helpdesktik.kuduskab.go.id/ dan wajib mematuhi ketentuan penggunaan akses server",
        "Kepala dinas mendisposisi surat permohonan kepada Kepala Bidang Informatika",
        "Kepala Bidang Informatika mendisposisi dan memberi persetujuan ke Kepala Seksi Teknologi Informasi dan "
        "Persandian untuk menindaklanjuti surat permohonan akses server - jika disetujui, maka diproses lebih "
        "lanjut oleh Kepala Seksi TI dan Persandian - jika tidak disetujui, maka dikembalikan ke pemohon",
        "Kepala Seksi Sistem TI dan Persandian menugaskan administrator untuk mengaktifkan akun",
        "Mengaktifkan account khusus untuk OPD dan mendokumentasikannya",
        "Memberikan akun dan password untuk hak akses",
        "Surat yang dilampiri lembar register surat masuk dan lembar disposisi",
        "Surat permohonan akses server yang telah didisposisi Kepala Dinas",
        "Surat permohonan akses server yang telah didisposisi Kepala Bidang",
        "Akun telah diaktivasi",
        "Akun yang telah diaktivasi",
        "Pemohon",
        "Kepala Dinas",
        "Kepala Bidang Informatika",
        "Kepala Seksi TI dan Persandian",
        "Admin (Staff)",
    ],
)
def test_the_sop_is_worded_as_it_is_printed(client: Client, db: None, printed: str) -> None:
    assert printed in read(client, "/sop/")


def test_the_newest_terms_are_shown_with_version_and_date(client: Client, cast: Cast) -> None:
    Terms.objects.create(number=2, text="Wajib menjaga kerahasiaan.\n\nAkses dicatat.", text_en="Keep it secret.")
    page = read(client, "/ketentuan/")
    assert "Versi 2, berlaku sejak" in page
    assert page.count("<li>") == 2
    assert "Wajib menjaga kerahasiaan." in page
    assert "Hanya untuk kedinasan." not in page
    client.post("/bahasa/", {"language": "en", "next": "/"})
    assert "Keep it secret." in read(client, "/ketentuan/")


def test_without_terms_the_page_says_so(client: Client, db: None) -> None:
    assert "Ketentuan penggunaan belum diterbitkan." in read(client, "/ketentuan/")


def test_a_code_tells_which_sheet_it_is_and_names_nobody(client: Client, cast: Cast) -> None:
    access_request = cast.request_in(State.DISPOSED)
    older, newest = Document.objects.filter(sheet="disposition").order_by("request_version")
    page = read(client, f"/verifikasi/{newest.code}/")
    assert "Lembar disposisi" in page
    assert access_request.agenda_number in page
    assert "sejenis yang lebih baru" not in page
    for secret in ("Ratna", "Haryo", "Dinas Kesehatan", "ratna@", "045/112", "e-Puskesmas", "Mohon ditindaklanjuti"):
        assert secret not in page
    assert "sejenis yang lebih baru" in read(client, f"/verifikasi/{older.code}/")


@pytest.mark.parametrize("code", ["x", "0" * 22, "%27%20or%201=1"])
def test_an_unknown_code_is_not_found(client: Client, cast: Cast, code: str) -> None:
    cast.request_in(State.SUBMITTED)
    response = client.get(f"/verifikasi/{code}/")
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.text


@pytest.mark.parametrize(
    ("name", "words"),
    [("400.html", "tidak dikenali"), ("500.html", "Terjadi gangguan"), ("429.html", "Terlalu banyak percobaan")],
)
def test_refusals_are_rendered_without_knowing_who_asks(name: str, words: str) -> None:
    """Django renders these without a context; nothing in them may ask the database."""
    assert words in get_template(name).render()


def test_a_form_without_its_token_is_refused_in_our_own_words(cast: Cast) -> None:
    response = Client(enforce_csrf_checks=True).post("/akun/masuk/", {"login": "ratna@dinkes.example"})
    assert response.status_code == 403
    assert "Formulir tidak dapat diterima" in response.text


def test_a_crash_shows_our_page(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("requests.views.public.Terms.newest", crash)
    client.raise_request_exception = False
    response = client.get("/ketentuan/")
    assert response.status_code == 500
    assert "Terjadi gangguan pada sistem kami" in response.text
