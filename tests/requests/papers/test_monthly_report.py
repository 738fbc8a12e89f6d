"""The monthly report on paper: every figure of the known set, as it stood when it was written."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Agency, AuditEntry, User
from requests import sop, tasks
from requests.models import MonthlyReport
from requests.monthly import write_due_monthly_report
from requests.states import State
from tests.by_http import signed_in, words
from tests.cast import fresh
from tests.requests.office_at_work import Office
from tests.requests.papers.reading import pages_of, running_text, text_of, without_space

pytestmark = [pytest.mark.papers, pytest.mark.django_db]

FIGURES = """LAPORAN BULANAN
November 2026
Angka dalam kurung adalah angka Oktober 2026.
Permohonan masuk dan keluar
Keterangan Jumlah
Surat diterima 4 (2)
Akun diserahkan 1 (1)
Permohonan dibatalkan 1 (0)
Pengembalian kepada pemohon 4 (0)
Akun yang berakhir
Waktu Jumlah
Dalam periode ini 1 (0)
Dalam 30 hari sesudahnya 1 (1)
Pengembalian
Keterangan Jumlah
Pengembalian 4 (0)
Permohonan yang dikembalikan sekurang-kurangnya satu kali 3 (0)
Alasan pengembalian
Yang ditunjuk Berapa kali
Nomor surat 1 (0)
Surat 3 (0)
Tidak ada yang ditunjuk 1 (0)
Waktu tunggu per langkah
Langkah Median Persentil ke-90 Terukur Keputusan
2. Disposisi Kepala Dinas 20 menit (0 menit) 1 jam (20 menit) 5 (2) 5 (2)
3. Persetujuan 10 menit (0 menit) 1 jam (10 menit) 5 (2) 5 (2)
4. Penugasan Admin 10 menit (0 menit) 10 menit (1 menit) 1 (2) 1 (2)
5. Aktivasi akun 30 menit (10 menit) 30 menit (10 menit) 1 (1) 1 (1)
6. Penyerahan akun 15 menit (5 menit) 15 menit (5 menit) 1 (1) 1 (1)
Waktu pengerjaan per langkah
Langkah Median Persentil ke-90 Terukur
2. Disposisi Kepala Dinas 10 menit (6 menit) 20 menit (6 menit) 4 (1)
3. Persetujuan 10 menit (3 menit) 20 menit (3 menit) 5 (1)
4. Penugasan Admin – (5 menit) – (5 menit) 0 (1)
5. Aktivasi akun 15 menit (20 menit) 15 menit (20 menit) 1 (1)
6. Penyerahan akun 1 menit (2 menit) 1 menit (2 menit) 1 (1)
Capaian target SOP
Langkah Persentase Dalam target Yang dibandingkan Target saat ini
2. Disposisi Kepala Dinas 50% (100%) 2 (1) 4 (1) 10 menit
3. Persetujuan 60% (100%) 3 (1) 5 (1) 10 menit
4. Penugasan Admin – (100%) 0 (1) 0 (1) 15 menit
5. Aktivasi akun 100% (0%) 1 (0) 1 (1) 15 menit
6. Penyerahan akun – (–) 0 (0) 0 (0) –
Beban kerja per Admin
Nama Akun diaktifkan Akun diserahkan Ditangani hari ini
Dewi Anggraini, A.Md.Kom. 1 (0) 1 (0) 0
Fajar Nugroho, S.Kom. 0 (1) 0 (1) 1
Menurut OPD
OPD Surat diterima Akun diserahkan Pengembalian Dibatalkan
Dinkes 3 (1) 1 (0) 3 (0) 1 (0)
Dishub 1 (1) 0 (1) 1 (0) 0 (0)
Waktu dihitung pada jam kerja."""


def made(known: Office) -> MonthlyReport:
    """That of November, rendered after names and loads have changed."""
    known.at("12-01 07.30")
    write_due_monthly_report()
    paper = MonthlyReport.objects.get()
    User.objects.filter(pk=known.cast.staff.pk).update(name="Orang Lain")
    Agency.objects.filter(pk=known.cast.health.pk).update(short_name="Lain")
    known.cast.do(
        fresh(known.cast.other_staff.assigned_requests.get(state=State.ASSIGNED)),
        sop.ACTIVATE,
        valid_until=date(2026, 12, 30),
    )
    tasks.render_monthly_report.call(str(paper.pk))
    return MonthlyReport.objects.get()


def test_it_holds_every_figure_with_that_of_the_month_before(known: Office) -> None:
    paper = made(known)
    taken = signed_in(known.cast.head).get(f"/dokumen/{paper.pk}/")
    assert taken["Content-Disposition"] == 'inline; filename="laporan-bulanan-2026-11.pdf"'
    pdf = b"".join(taken)
    assert len(pages_of(pdf)) == 1
    assert without_space(FIGURES) in running_text(pdf)
    assert "Keadaan per 1 Desember 2026, 07.30 WIB." in text_of(pdf)
    entry = AuditEntry.objects.get(action="paper_taken")
    assert (entry.actor, entry.target_id, entry.data["kind"]) == (known.cast.head, str(paper.pk), "monthly_report")
    check = words(Client().get(f"/verifikasi/{paper.code}/"))
    assert "Lembar Laporan bulanan Bulan November 2026 Dibuat pada 1 Desember 2026, 07.30 WIB Versi 1 dari 1" in check
    assert paper.sha256 in check
    assert "Dewi" not in check
