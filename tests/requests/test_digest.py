"""The digest: one mail at 07.30 of a working day, for whoever has something to know."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Notice, User
from helpdesk.models import Message
from requests import sop
from requests.digest import write_due_digests
from requests.models import AccessRequest, Digest, Holiday
from requests.states import State
from tests.cast import Cast, appoint, fresh, number, person

MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)  # 07.30 in Kudus
THURSDAY_BEFORE = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # more than a working day earlier, less than three
WEEK_BEFORE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def told(cast: Cast) -> AccessRequest:
    """Approved: the applicant has been told so on the site; no mail has gone out for it, and all others are away."""
    access_request = cast.request_in(State.APPROVED)
    since(access_request, MONDAY)
    Message.objects.all().delete()
    return access_request


def since(access_request: AccessRequest, moment: datetime) -> AccessRequest:
    AccessRequest.objects.filter(pk=access_request.pk).update(waiting_since=moment)
    return fresh(access_request)


def digest_to(user: User) -> str:
    return Message.objects.get(to=user.email).body


def test_what_has_happened_is_told_once(cast: Cast, told: AccessRequest) -> None:
    assert write_due_digests(MONDAY) == 1
    mail = Message.objects.get()
    assert (mail.to, mail.subject) == (cast.applicant.email, "Rangkuman Saudara, 30 November 2026")
    assert mail.body == (
        "Yth. Sdr. Ratna Puspita, S.Kom.,\n\n"
        "Yang telah terjadi:\n"
        f"- Permohonan {number(1)} telah disetujui\n"
        f"  https://testserver/permohonan/{told.pk}/\n\n"
        "Semua pemberitahuan:\n"
        "https://testserver/pemberitahuan/\n\n"
        "Demikian disampaikan, atas perhatian Saudara diucapkan terima kasih.\n\n"
        "Helpdesk Akses Server\n"
        "Dinas Komunikasi dan Informatika Kabupaten Kudus\n\n"
        "Surat ini dikirim otomatis. Kata sandi tidak pernah dikirim melalui surat elektronik.\n"
    )
    assert write_due_digests(MONDAY + timedelta(days=1)) == 0
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (MONDAY - timedelta(minutes=1), 0),
        (MONDAY, 1),
        (MONDAY + timedelta(hours=16), 1),  # housekeeping was down until then
        (MONDAY - timedelta(days=1), 0),  # a Sunday
    ],
)
def test_it_comes_from_half_past_seven_on_working_days(told: AccessRequest, moment: datetime, written: int) -> None:
    assert write_due_digests(moment) == written
    assert Message.objects.count() == written


def test_none_comes_on_a_holiday(told: AccessRequest) -> None:
    Holiday.objects.create(day=MONDAY.date(), name="Libur", kind="local")
    assert write_due_digests(MONDAY) == 0
    assert not Digest.objects.exists()
    assert write_due_digests(MONDAY + timedelta(days=1)) == 1


def test_whoever_asks_again_the_same_day_writes_none(cast: Cast, told: AccessRequest) -> None:
    write_due_digests(MONDAY)
    cast.do(told, sop.ASSIGN)
    since(cast.do(told, sop.ACTIVATE), MONDAY)
    Message.objects.all().delete()
    assert write_due_digests(MONDAY + timedelta(hours=2)) == 0
    assert write_due_digests(MONDAY + timedelta(days=1)) == 1
    assert f"{number(1)}: akun telah aktif" in digest_to(cast.applicant)


def test_housekeeping_writes_it(told: AccessRequest) -> None:
    call_command("housekeeping")
    here = timezone.localtime()
    due = here.weekday() < 5 and (here.hour, here.minute) >= (7, 30)
    assert Digest.objects.exists() == due


def test_what_is_late_stands_in_the_digest_of_whom_it_waits_for(cast: Cast) -> None:
    late, fresh_one = cast.request_in(State.SUBMITTED), cast.request_in(State.SUBMITTED)
    since(late, THURSDAY_BEFORE)
    since(fresh_one, MONDAY)
    Message.objects.all().delete()
    assert write_due_digests(MONDAY) == 1
    assert (
        "Terlambat, menunggu Saudara:\n"
        f"- {number(1)}, Dinas Kesehatan: Kepala Dinas, sejak 26 November 2026, 08.00 WIB\n"
        f"  https://testserver/permohonan/{late.pk}/\n"
    ) in digest_to(cast.head)
    assert number(2) not in digest_to(cast.head)


LEFT_BEHIND = ((State.ASSIGNED, WEEK_BEFORE), (State.ACTIVATED, MONDAY))
BELOW = {State.DISPOSED: "head", State.APPROVED: "division_head", State.ASSIGNED: "section_head"}


@pytest.mark.parametrize("state", BELOW)
def test_the_superior_is_told_what_has_waited_three_working_days(cast: Cast, state: State) -> None:
    since(cast.request_in(state), WEEK_BEFORE)
    since(cast.request_in(state), THURSDAY_BEFORE)
    Message.objects.all().delete()
    Notice.objects.update(waits_for_digest=False)
    assert write_due_digests(MONDAY) == 2  # whom it waits for, and their superior
    text = digest_to(getattr(cast, BELOW[state]))
    assert "Menunggu tiga hari kerja atau lebih pada bawahan Saudara:\n- " + number(1) in text
    assert number(2) not in text
    assert "sejak 23 November 2026, 08.00 WIB" in text


def test_the_section_head_is_told_at_once_of_what_an_admin_has_left_behind(cast: Cast) -> None:
    """In a part of its own, and there alone, however long it has waited."""
    left = [since(cast.request_in(state), moment) for state, moment in LEFT_BEHIND]
    cast.staff.appointments.update(until=timezone.localdate() - timedelta(days=1))
    Message.objects.all().delete()
    write_due_digests(MONDAY)
    text = digest_to(cast.section_head)
    assert text.partition("\n\n")[2].startswith(
        "Tanpa Admin:\n"
        f"- {number(1)}, Dinas Kesehatan: Admin (Staff), sejak 23 November 2026, 08.00 WIB\n"
        f"  https://testserver/permohonan/{left[0].pk}/\n"
        f"- {number(2)}, Dinas Kesehatan: Admin (Staff), sejak 30 November 2026, 07.30 WIB\n"
        f"  https://testserver/permohonan/{left[1].pk}/\n\n"
        "Semua pemberitahuan:\n"
    )
    assert not Message.objects.filter(body__contains="Tanpa Admin").exclude(to=cast.section_head.email).exists()


def test_what_a_former_admin_handed_over_is_told_until_its_receipt_is_confirmed(cast: Cast) -> None:
    handed_over = cast.request_in(State.DELIVERED)
    cast.staff.appointments.update(until=timezone.localdate() - timedelta(days=1))
    Message.objects.all().delete()
    write_due_digests(MONDAY)
    assert f"Tanpa Admin:\n- {number(1)}, Dinas Kesehatan: Pemohon" in digest_to(cast.section_head)
    cast.do(handed_over, sop.CONFIRM_RECEIPT)
    Message.objects.all().delete()
    write_due_digests(MONDAY + timedelta(days=1))
    assert not Message.objects.filter(body__contains="Tanpa Admin").exists()


def test_what_waits_for_a_vacant_office_is_told_to_the_section_head(cast: Cast) -> None:
    since(cast.request_in(State.SUBMITTED), WEEK_BEFORE)
    cast.head.appointments.update(until=timezone.localdate() - timedelta(days=1))
    Message.objects.all().delete()
    write_due_digests(MONDAY)
    told = f"Menunggu jabatan yang tidak ada pemegangnya:\n- {number(1)}, Dinas Kesehatan: Kepala Dinas"
    assert told in digest_to(cast.section_head)
    others = Message.objects.exclude(to=cast.section_head.email)
    assert not others.filter(body__contains="tidak ada pemegangnya").exists()


def test_what_was_read_on_the_site_is_not_mailed_again(cast: Cast, told: AccessRequest) -> None:
    cast.applicant.notices.update(read_at=MONDAY)
    assert write_due_digests(MONDAY) == 0
    assert not Notice.objects.filter(waits_for_digest=True).exists()


def test_nobody_is_told_of_their_own_request_as_a_superior(cast: Cast) -> None:
    """A head who asks for access themselves reads where it is on its page, like anybody."""
    own = cast.request_in(State.SUBMITTED)
    cast.do(own, sop.DISPOSE)
    since(own, WEEK_BEFORE)
    AccessRequest.objects.filter(pk=own.pk).update(applicant=cast.head)
    Message.objects.all().delete()
    write_due_digests(MONDAY)
    assert [mail.to for mail in Message.objects.all()] == [cast.division_head.email]


def test_whoever_holds_both_offices_is_told_once(cast: Cast) -> None:
    """As what waits for them, not as what waits below them."""
    appoint(cast.division_head, "head", "plh", since=timezone.localdate(), until=timezone.localdate())
    since(cast.request_in(State.DISPOSED), WEEK_BEFORE)
    Message.objects.all().delete()
    Notice.objects.update(waits_for_digest=False)
    write_due_digests(MONDAY)
    assert digest_to(cast.division_head).count(number(1)) == 1
    assert "Terlambat, menunggu Saudara:" in digest_to(cast.division_head)


def test_a_substitute_gets_it_with_the_office(cast: Cast) -> None:
    bayu = person("Bayu Laksana, S.T.", "bayu@kominfo.example", cast.kominfo, "199001012020121001", "Analis")
    substitute = appoint(bayu, "head", "plh", since=timezone.localdate(), until=timezone.localdate()).user
    since(cast.request_in(State.SUBMITTED), WEEK_BEFORE)
    Message.objects.all().delete()
    assert write_due_digests(MONDAY) == 2
    assert digest_to(substitute).partition("\n\n")[2] == digest_to(cast.head).partition("\n\n")[2]


def test_whoever_may_not_sign_in_any_more_is_told_nothing(cast: Cast, told: AccessRequest) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    assert write_due_digests(MONDAY) == 0
    assert not Notice.objects.filter(waits_for_digest=True).exists()


def test_a_long_list_is_cut_and_says_so(cast: Cast) -> None:
    for count in range(53):
        Notice.objects.create(person=cast.stranger, title=f"Hal {count}", path="/permohonan/", waits_for_digest=True)
    write_due_digests(MONDAY)
    text = digest_to(cast.stranger)
    assert text.count("\n- Hal ") == 50
    assert "dan 3 lagi\n" in text
    assert not Notice.objects.filter(waits_for_digest=True).exists()


def test_it_comes_in_the_language_of_its_reader(cast: Cast) -> None:
    User.objects.filter(pk__in=[cast.applicant.pk, cast.section_head.pk]).update(language="en")
    access_request = since(cast.request_in(State.APPROVED), WEEK_BEFORE)
    Message.objects.all().delete()
    write_due_digests(MONDAY)
    mail = Message.objects.get(to=cast.applicant.email)
    assert (mail.subject, mail.language) == ("Your summary of 30 November 2026", "en")
    its_page = f"  https://testserver/permohonan/{access_request.pk}/\n"
    assert mail.body.startswith(
        "Dear Ratna Puspita, S.Kom.,\n\n"
        f"What has happened:\n- Request {number(1)} has been approved\n{its_page}\n"
        "All notices:\nhttps://testserver/pemberitahuan/\n\n"
    )
    assert (
        f"Late, waiting for you:\n- {number(1)}, Dinas Kesehatan: Head of the IT and Cryptography Section,"
        f" since 23 November 2026, 08.00 WIB\n{its_page}"
    ) in digest_to(cast.section_head)
