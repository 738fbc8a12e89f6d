"""What the site holds about a person: to read, to take along, to correct and to erase (UU 27/2022)."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, DataRequest, Notice, User
from accounts.offices import Office
from helpdesk import mail
from helpdesk.models import Message
from helpdesk.tasks import send_message
from requests.models import AccessRequest, Attachment
from requests.states import State
from tests.by_http import error_at, form, signed_in, words
from tests.cast import PASSWORD, Cast, appoint, person
from tests.tables import rows_of_all_tables


def asked_by(who: User, kind: str = "perbaikan", text: str = "Nama OPD saya keliru.") -> DataRequest:
    client = signed_in(who)
    address = f"/akun/data-saya/{kind}/"
    filled = form(client.get(address), "") | {"text": text}
    assert client.post(address, filled)["Location"] == "/akun/data-saya/"
    return DataRequest.objects.get(pk=filled["key"][0])


def answered(by: User, asked: DataRequest, granted: str = "1", answer: str = "Sudah diperbaiki."):
    return signed_in(by).post(f"/kelola/permintaan-data/{asked.pk}/", {"granted": granted, "answer": answer})


def taken_along(client: Client) -> HttpResponse:
    asked_again = client.post("/akun/data-saya/unduh/")
    return client.post(asked_again["Location"], {"password": PASSWORD})


def newcomer(cast: Cast) -> User:
    return person("Sari Utami, S.Kom.", "sari@dinkes.example", cast.health, "199503052020032004", "Operator")


def test_page_shows_all_that_is_held_and_nobody_elses(cast: Cast) -> None:
    mine = cast.request_in(State.DELIVERED)
    cast.request_in(State.SUBMITTED, applicant=cast.stranger)
    page = words(signed_in(cast.applicant).get("/akun/data-saya/"))
    for held in ("19900305 201503 2 004", "199003052015032004"):
        assert held.replace(" ", "") in page.replace(" ", "")
    for held in (
        "ratna@dinkes.example",
        "081200000000",
        mine.agenda_number,
        "045/112/DINKES/X/2026",
        "surat.pdf",
        "dinkes-ratna",
    ):
        assert held in page
    assert "joko@" not in page
    assert "Endang" not in page


def test_file_holds_the_same_whole(cast: Cast) -> None:
    cast.request_in(State.DELIVERED)
    for number in range(25):
        mail.post(to="ratna@dinkes.example", subject=f"Surat {number}", body="Isi")
    answer = taken_along(signed_in(cast.applicant))
    assert answer["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert "no-store" in answer["Cache-Control"]
    held = json.loads(answer.content)
    assert set(held) == {
        *(
            "profile",
            "offices",
            "proposals",
            "requests",
            "answers",
            "scans",
            "acts",
            "notes",
            "accounts",
            "messages",
            "notices",
            "data_requests",
        ),
        *("second_factors", "sessions", "audit_entries"),
    }
    assert {"what": "email", "value": "ratna@dinkes.example"} in held["profile"]
    assert len(held["messages"]) == Message.objects.filter(to="ratna@dinkes.example").count() > 25
    assert held["scans"][0]["sha256"] == Attachment.objects.get().sha256
    assert held["accounts"][0]["username"] == "dinkes-ratna"
    assert AuditEntry.objects.filter(action="own_data_exported", actor=cast.applicant).count() == 1
    own = held["audit_entries"][0]
    assert (own["action"], own["address"]) == ("Data sendiri diunduh", "127.0.0.1")


def test_no_secret_and_no_text_of_a_mail_leaves_with_it(cast: Cast) -> None:
    cast.request_in(State.DELIVERED)
    mail.post(to="ratna@dinkes.example", subject="Atur ulang", body="tautan-rahasia-123", sealed=True)
    client = signed_in(cast.applicant)
    content = taken_along(client).content.decode()
    assert "Atur ulang" in content
    applicant = User.objects.get(pk=cast.applicant.pk)
    for secret in ("tautan-rahasia-123", applicant.password, client.session.session_key):
        assert secret not in content


def test_file_asks_for_the_password_again(cast: Cast) -> None:
    answer = signed_in(cast.applicant).post("/akun/data-saya/unduh/")
    assert answer["Location"].startswith("/akun/masuk-ulang/")
    assert not AuditEntry.objects.filter(action="own_data_exported").exists()


def test_correction_runs_against_a_clock_and_is_answered_by_mail(cast: Cast) -> None:
    asked = asked_by(cast.applicant)
    assert asked.due_at - asked.created_at == timedelta(hours=72)
    assert sorted(Message.objects.values_list("to", "subject")) == [
        ("agus@kominfo.example", "Permintaan mengenai data pribadi menunggu jawaban"),
        ("ratna@dinkes.example", "Permintaan Saudara mengenai data pribadi telah diterima"),
    ]
    page = words(signed_in(cast.section_head).get(f"/kelola/permintaan-data/{asked.pk}/"))
    assert "Nama OPD saya keliru." in page
    assert "19900305 201503 2 004" in page
    assert answered(cast.section_head, asked).status_code == 302
    asked.refresh_from_db()
    assert (asked.granted, asked.answered_by, asked.answer) == (True, cast.section_head, "Sudah diperbaiki.")
    told = Message.objects.get(subject="Permintaan Saudara mengenai data pribadi telah dijawab")
    assert told.to == "ratna@dinkes.example"
    assert "telah dipenuhi:\n\nSudah diperbaiki." in told.body
    assert "Sudah diperbaiki." in words(signed_in(cast.applicant).get("/akun/data-saya/"))
    entries = AuditEntry.objects.filter(action__startswith="data_request").order_by("number")
    assert list(entries.values_list("action", "actor__email", "capacity")) == [
        ("data_request_made", "ratna@dinkes.example", ""),
        ("data_request_answered", "agus@kominfo.example", "Kepala Seksi TI dan Persandian"),
    ]


@pytest.mark.parametrize(("hours", "late"), [(71, False), (73, True)])
def test_an_open_request_is_late_after_three_days(cast: Cast, hours: int, late: bool) -> None:
    asked = asked_by(cast.applicant)
    DataRequest.objects.update(created_at=timezone.now() - timedelta(hours=hours))
    page = signed_in(cast.section_head).get("/kelola/permintaan-data/").text
    assert ("tag-late" in page) is late
    answered(cast.section_head, asked)
    assert DataRequest.objects.get().is_late is late
    assert "tag-late" not in signed_in(cast.section_head).get("/kelola/permintaan-data/").text


def test_both_forms_sent_twice_act_once(cast: Cast) -> None:
    client = signed_in(cast.applicant)
    filled = form(client.get("/akun/data-saya/perbaikan/"), "") | {"text": "Jabatan saya keliru."}
    for _ in range(2):
        assert client.post("/akun/data-saya/perbaikan/", filled)["Location"] == "/akun/data-saya/"
    asked = DataRequest.objects.get()
    assert Message.objects.count() == 2
    for answer in ("Sudah.", "Tidak jadi."):
        assert answered(cast.section_head, asked, answer=answer).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, Message.objects.count()) == ("Sudah.", 3)


def test_the_key_of_anothers_request_tells_and_changes_nothing(cast: Cast) -> None:
    asked = asked_by(cast.applicant)
    answer = signed_in(cast.stranger).post("/akun/data-saya/perbaikan/", {"key": asked.pk, "text": "x"})
    assert answer["Location"] == "/akun/data-saya/perbaikan/"
    assert DataRequest.objects.get().person == cast.applicant


def test_a_correction_says_what_is_wrong(cast: Cast) -> None:
    page = signed_in(cast.applicant).post("/akun/data-saya/perbaikan/", {"key": uuid.uuid4(), "text": " "})
    assert error_at(page, "id_text") == "Isian ini wajib diisi."


def test_nobody_answers_their_own_request(cast: Cast) -> None:
    asked = asked_by(cast.section_head)
    assert cast.head.notices.get().title == "Permintaan mengenai data pribadi menunggu jawaban"
    assert answered(cast.section_head, asked).status_code == 403
    assert "Tidak seorang pun menjawab permintaannya sendiri." in words(
        signed_in(cast.section_head).get(f"/kelola/permintaan-data/{asked.pk}/")
    )
    assert answered(cast.head, asked).status_code == 302
    assert DataRequest.objects.get().answered_by == cast.head


@pytest.mark.parametrize("who", ["applicant", "stranger", "liaison", "division_head", "staff"])
def test_others_answer_nothing(cast: Cast, who: str) -> None:
    asked = asked_by(cast.applicant)
    assert answered(getattr(cast, who), asked).status_code == 403
    assert DataRequest.objects.get().answered_at is None


def test_erasure_leaves_an_empty_row_that_nobody_signs_in_with(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    sari = newcomer(cast)
    client, letter = signed_in(sari), cast.draft(sari).letter.file.path
    mail.post(to="sari@dinkes.example", subject="Selamat datang", body="Yth. Sdr. Sari Utami")
    send_message.call(str(Message.objects.get(subject="Selamat datang").pk))
    mail.post(to="sari@dinkes.example", subject="Tidak terkirim", body="Yth. Sdr. Sari Utami")
    Message.objects.filter(subject="Tidak terkirim").update(state="failed")
    Notice.objects.create(person=sari, title="Untuk Sdr. Sari", path="/permohonan/")
    asked = asked_by(sari, "penghapusan", "Saya pindah tugas.")
    with django_capture_on_commit_callbacks(execute=True):
        assert answered(cast.section_head, asked, answer="Akun dihapus.").status_code == 302
    gone = User.objects.get(pk=sari.pk)
    assert (gone.name, gone.email) == ("(dihapus)", f"{sari.pk}@erased.invalid")
    assert [gone.nip, gone.rank, gone.job_title, gone.phone, gone.is_active] == ["", "", "–", "–", False]
    assert not AccessRequest.objects.filter(applicant=sari).exists()
    assert not (EmailAddress.objects.filter(user=sari).exists() or Notice.objects.filter(person=sari).exists())
    assert not Path(letter).exists()
    assert client.get("/akun/data-saya/")["Location"].startswith("/akun/masuk/")
    assert not Message.objects.filter(subject__in=["Selamat datang", "Tidak terkirim"]).exists()
    assert "Akun Saudara telah dihapus" in Message.objects.get(subject__endswith="telah dijawab").body
    everything = str({table: rows for table, rows in rows_of_all_tables().items() if "message" not in table})
    for trace in ("Sari", "sari@", "199503052020032004", "Saya pindah tugas"):
        assert trace not in everything
    acts = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(acts)[-2:] == ["data_request_answered", "person_erased"]


@pytest.mark.parametrize(
    ("make", "why_not"),
    [
        (lambda cast, sari: cast.request_in(State.SUBMITTED, applicant=sari), "Permohonan telah diajukan"),
        (lambda cast, sari: cast.request_in(State.WITHDRAWN, applicant=sari), "Permohonan telah diajukan"),
        (lambda cast, sari: appoint(sari, Office.ADMIN), "pernah diusulkan memegang jabatan"),
    ],
)
def test_records_of_the_government_are_not_erased(cast: Cast, make, why_not: str) -> None:
    sari = newcomer(cast)
    asked = asked_by(sari, "penghapusan", "")
    make(cast, sari)
    assert why_not in words(signed_in(cast.section_head).get(f"/kelola/permintaan-data/{asked.pk}/"))
    page = answered(cast.section_head, asked)
    assert page.status_code == 200
    assert why_not in error_at(page, "id_granted") or why_not in words(page)
    assert User.objects.get(pk=sari.pk).name == "Sari Utami, S.Kom."
    assert DataRequest.objects.get().answered_at is None
    assert answered(cast.section_head, asked, granted="0", answer="Arsip.").status_code == 302
    assert User.objects.get(pk=sari.pk).is_active


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("head", "19900305 201503 2 004"),
        ("division_head", "19900305 201503 2 004"),
        ("section_head", "19900305 201503 2 004"),
        ("liaison", "19900305 201503 2 004"),
        ("staff", "******** ****** * 004"),
    ],
)
def test_nip_is_masked_but_for_those_who_decide_by_it(cast: Cast, who: str, seen: str) -> None:
    access_request = cast.request_in(State.ASSIGNED)
    page = words(signed_in(getattr(cast, who)).get(f"/permohonan/{access_request.pk}/"))
    assert f"NIP {seen}" in page
    assert ("19900305" in page) is seen.startswith("1990")


def test_a_liaison_who_no_longer_is_one_reads_no_nip(cast: Cast) -> None:
    """Their own stays theirs."""
    from accounts.templatetags.people import nip_for

    assert nip_for(cast.applicant, cast.liaison) == "19900305 201503 2 004"
    cast.liaison.appointments.all().update(until=timezone.localdate() - timedelta(days=1))
    former = User.objects.get(pk=cast.liaison.pk)
    assert nip_for(cast.applicant, former) == "******** ****** * 004"
    assert nip_for(former, former) == "19850120 200903 2 001"


def test_privacy_notice_is_public_and_linked_where_people_sign_up(client: Client, cast: Cast) -> None:
    page = words(client.get("/privasi/"))
    for said in (
        "Versi 2, berlaku sejak 27 November 2026",
        "Data yang disimpan",
        "Tujuan dan dasar",
        "bahasa yang Saudara pilih",
        "10 tahun",
        "Pemberitahuan di situs: 1 tahun sejak dibaca",
        "3 x 24 jam",
        "kominfo@kuduskab.go.id",
    ):
        assert said in page
    assert client.get("/akun/daftar/").text.count('href="/privasi/"') == 2  # beside the form, and in the footer
