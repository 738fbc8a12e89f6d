"""Invented people and the regency's agencies for the demo (`make run`); every person here is made up."""

from datetime import date
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Agency, Appointment, User
from accounts.nip import EmploymentKind
from accounts.offices import Office
from accounts.services import confirm_agency
from requests.clock import importable_years
from requests.holiday_import import import_holidays
from requests.models import Letterhead, Server, Terms

PASSWORD = "menara-di-kudus-1549"  # nosec B105

# Short name, name: editable under /kelola/, as some are named from general knowledge alone.
AGENCIES = (
    ("Diskominfo", "Dinas Komunikasi dan Informatika"),
    ("Dishub", "Dinas Perhubungan"),
    ("Dispertan", "Dinas Pertanian dan Pangan"),
    ("Dinas PKPLH", "Dinas Perumahan, Kawasan Permukiman dan Lingkungan Hidup"),
    ("Disnakerperinkop UKM", "Dinas Tenaga Kerja, Perindustrian, Koperasi dan Usaha Kecil Menengah"),
    ("Dinkes", "Dinas Kesehatan"),
    ("Disbudpar", "Dinas Kebudayaan dan Pariwisata"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("Bappeda", "Badan Perencanaan Pembangunan Daerah"),
    ("Kec. Kota", "Kecamatan Kota Kudus"),
    ("Kec. Jati", "Kecamatan Jati"),
    ("Kec. Undaan", "Kecamatan Undaan"),
    ("Kec. Mejobo", "Kecamatan Mejobo"),
    ("Kec. Jekulo", "Kecamatan Jekulo"),
    ("Kec. Kaliwungu", "Kecamatan Kaliwungu"),
    ("Kec. Dawe", "Kecamatan Dawe"),
    ("Kec. Gebog", "Kecamatan Gebog"),
    ("Kec. Bae", "Kecamatan Bae"),
    ("Setda", "Sekretariat Daerah"),
    ("Setwan", "Sekretariat Dewan Perwakilan Rakyat Daerah"),
    ("Inspektorat", "Inspektorat Daerah"),
    ("Disdikpora", "Dinas Pendidikan, Kepemudaan dan Olahraga"),
    ("Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    (
        "Dinsos P3AP2KB",
        "Dinas Sosial, Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana",
    ),
    ("Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("Dinas PMD", "Dinas Pemberdayaan Masyarakat dan Desa"),
    ("Disdag", "Dinas Perdagangan"),
    ("Disarpus", "Dinas Kearsipan dan Perpustakaan"),
    ("Satpol PP", "Satuan Polisi Pamong Praja"),
    ("BPPKAD", "Badan Pengelolaan Pendapatan, Keuangan dan Aset Daerah"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    ("BPBD", "Badan Penanggulangan Bencana Daerah"),
    ("Kesbangpol", "Badan Kesatuan Bangsa dan Politik"),
    ("RSUD Loekmono Hadi", "Rumah Sakit Umum Daerah dr. Loekmono Hadi"),
)

LETTERHEAD = {
    "government": "PEMERINTAH KABUPATEN KUDUS",
    "office": "DINAS KOMUNIKASI DAN INFORMATIKA",
    "address": "Jl. Sunan Muria No.9 Kudus Kode Pos 59313",
    "telephone": "(0291) 438713",
    "email": "kominfo@kuduskab.go.id",
    "website": "kominfo.kuduskab.go.id",
}

# Each clause in Indonesian and in English.
CLAUSES = (
    (
        "Akses server hanya digunakan untuk kepentingan dinas sesuai dengan tujuan yang dicantumkan dalam permohonan.",
        "Server access is used for official business only, for the purpose stated in the request.",
    ),
    (
        "Akun bersifat pribadi dan tidak boleh dipinjamkan atau digunakan bersama orang lain.",
        "The account is personal and must not be lent to or shared with anyone.",
    ),
    (
        "Kata sandi dan seluruh data yang diperoleh melalui akses ini wajib dirahasiakan.",
        "The password and all data obtained through this access must be kept secret.",
    ),
    (
        "Kata sandi wajib diganti pada saat pertama kali masuk ke server.",
        "The password must be changed at the first sign-in to the server.",
    ),
    (
        "Dilarang menyimpan atau menyebarkan perangkat lunak bajakan dan konten yang melanggar peraturan "
        "perundang-undangan.",
        "Pirated software and unlawful content must not be stored or distributed.",
    ),
    (
        "Dilarang mengubah konfigurasi di luar keperluan yang disetujui, memindai jaringan, atau mencoba menembus "
        "sistem lain.",
        "Configuration must not be altered beyond what was approved, nor networks scanned, nor other systems attacked.",
    ),
    (
        "Setiap insiden keamanan, mutasi, atau purnatugas pemegang akun wajib segera dilaporkan kepada Dinas "
        "Komunikasi dan Informatika.",
        "Every security incident, and the transfer or retirement of the account holder, must be reported at once to "
        "the Communication and Informatics Service.",
    ),
    (
        "Seluruh akses dicatat dan dapat diperiksa sewaktu-waktu.",
        "All access is logged and may be examined at any time.",
    ),
    (
        "Dinas Komunikasi dan Informatika berwenang membekukan atau mencabut akses apabila ketentuan ini dilanggar "
        "atau keamanan server terancam.",
        "The Communication and Informatics Service may freeze or revoke access if these terms are broken or a server "
        "is endangered.",
    ),
    (
        "Akun yang tidak digunakan atau telah habis masa berlakunya dinonaktifkan.",
        "Accounts that are idle or have expired are disabled.",
    ),
    (
        "Pemegang akun bertanggung jawab secara hukum atas segala penggunaan akunnya.",
        "The account holder is legally responsible for every use of the account.",
    ),
)

SERVERS = (
    ("web-01", "web-01.kudus.example", "Server aplikasi web perangkat daerah"),
    ("basisdata-01", "basisdata-01.kudus.example", "Server basis data PostgreSQL dan MariaDB"),
    ("berkas-01", "berkas-01.kudus.example", "Penyimpanan berkas dan cadangan data"),
)


class Person(NamedTuple):
    role: str
    name: str
    email: str
    nip: str
    rank: str
    job_title: str
    agency: str
    office: Office | None = None


# No real NIP ends in a serial this high.
PEOPLE = (
    Person("Pemohon (terkonfirmasi)", "Ratna Puspitasari, S.Kom.", "ratna@kudus.example", "198804172011012901",
           "Penata, III/c", "Pranata Komputer Ahli Muda", "Dinkes"),
    Person("Pemohon (belum dikonfirmasi)", "Bagus Prakoso, A.Md.", "bagus@kudus.example", "199306212019031902",
           "Pengatur Tk. I, II/d", "Pengelola Data dan Informasi", "Disdukcapil"),
    Person("Narahubung OPD", "Wulan Setyaningrum, S.K.M.", "wulan@kudus.example", "198509082009042903",
           "Penata Tk. I, III/d", "Kepala Subbagian Perencanaan", "Dinkes", Office.LIAISON),
    Person("Kepala Dinas", "Drs. Haryo Wicaksono, M.Si.", "haryo@kudus.example", "196903141995031904",
           "Pembina Utama Muda, IV/c", "Kepala Dinas Komunikasi dan Informatika", "Diskominfo", Office.HEAD),
    Person("Kepala Bidang", "Endang Kusumawati, S.T., M.Kom.", "endang@kudus.example", "197611232002122905",
           "Pembina, IV/a", "Kepala Bidang Informatika", "Diskominfo", Office.DIVISION_HEAD),
    Person("Kepala Seksi", "Teguh Prasetyawan, S.Kom., M.T.", "teguh@kudus.example", "198202052006041906",
           "Penata Tk. I, III/d", "Kepala Seksi TI dan Persandian", "Diskominfo", Office.SECTION_HEAD),
    Person("Admin", "Dimas Anggoro, S.Kom.", "dimas@kudus.example", "199010302015021907",
           "Penata Muda Tk. I, III/b", "Pranata Komputer Ahli Pertama", "Diskominfo", Office.ADMIN),
    Person("Admin", "Lestari Widyaningsih, S.T.", "lestari@kudus.example", "199407112020122908",
           "Penata Muda, III/a", "Pranata Komputer Ahli Pertama", "Diskominfo", Office.ADMIN),
)  # fmt: skip


class Command(BaseCommand):
    help = "Fills an empty database of the demo (DEMO=1) and prints its sign-ins. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data belong into a demo only: set DEMO=1.")
        with transaction.atomic():
            if not User.objects.exists():
                fill()
        self.print_sign_ins()

    def print_sign_ins(self) -> None:
        present = set(User.objects.values_list("email", flat=True))
        rows = [("", "Nama", "Email", "Kata sandi")]
        rows += [(person.role, person.name, person.email, PASSWORD) for person in PEOPLE if person.email in present]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def fill() -> None:
    Agency.objects.bulk_create(
        Agency(short_name=short_name, name=name, address=LETTERHEAD["address"] if short_name == "Diskominfo" else "")
        for short_name, name in AGENCIES
    )
    Letterhead.objects.create(number=1, **LETTERHEAD)
    indonesian, english = zip(*CLAUSES, strict=True)
    Terms.objects.create(number=1, text="\n".join(indonesian), text_en="\n".join(english))
    Server.objects.bulk_create(Server(name=name, address=address, description=text) for name, address, text in SERVERS)
    for year in importable_years():
        import_holidays(year)
    people = {person.email: add(person) for person in PEOPLE}
    applicant, liaison = people["ratna@kudus.example"], people["wulan@kudus.example"]
    confirm_agency(applicant=applicant, agency=applicant.agency, appointment=liaison.appointments.get())


def add(person: Person) -> User:
    """The person, able to sign in at once, and the office they hold."""
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        name=person.name,
        employment_kind=EmploymentKind.PNS,
        nip=person.nip,
        rank=person.rank,
        job_title=person.job_title,
        phone="0812-0000-0000",
        agency=Agency.objects.get(short_name=person.agency),
    )
    user.full_clean()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person.office:
        agency = user.agency if person.office == Office.LIAISON else None
        Appointment.objects.create(user=user, office=person.office, agency=agency, since=date(2024, 1, 2))
    return user
