"""`/kelola/`: what the Super Admin keeps, and what not even the Super Admin may do."""

import uuid
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Agency, Appointment, AuditEntry, User
from accounts.offices import Office
from helpdesk.models import Message
from requests.models import Letterhead, Server, Terms
from tests.cast import Cast, appoint, person

KINDS = ["orang", "opd", "penugasan-jabatan", "server", "ketentuan", "kop"]
VERSIONS = ["ketentuan", "kop"]
SINCE = date(2026, 11, 2)

PERSON = {
    "email": "Sri.Wahyuni@dishub.example",
    "name": "Sri Wahyuni, S.Kom.",
    "employment_kind": "pns",
    "nip": "19850101 201001 2 001",
    "rank": "Penata, III/c",
    "job_title": "Pranata Komputer",
    "phone": "0812 0000 0000",
}
AGENCY = {"name": "Kecamatan Bae", "short_name": "Kec. Bae", "address": "", "active": "on"}
LETTERHEAD = {"government": "PEMERINTAH KABUPATEN KUDUS", "office": "DISKOMINFO", "address": "Jl. Contoh 1"}


@pytest.fixture
def manage(cast: Cast, client: Client) -> Client:
    """The Super Admin's browser."""
    client.force_login(cast.section_head)
    return client


def add(client: Client, kind: str, key: Any = None, **data: Any) -> Any:
    return client.post(f"/kelola/{kind}/baru/", {"key": str(key or uuid.uuid4()), **data})


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {
        field: [error.code for error in found.as_data()] for field, found in response.context["form"].errors.items()
    }


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 400), mode: str = "RGB") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new(mode, size).save(data, kind)
    return SimpleUploadedFile("lambang.exe", data.getvalue(), content_type="text/html")


# Who comes in


@pytest.mark.parametrize("path", ["", *(f"{kind}/{rest}" for kind in KINDS for rest in ("", "baru/"))])
def test_reference_data_of_someone_else_is_refused(cast: Cast, client: Client, path: str) -> None:
    assert client.get(f"/kelola/{path}").headers["Location"] == f"/akun/masuk/?next=/kelola/{path}"
    for user in (cast.applicant, cast.liaison, cast.head, cast.division_head, cast.staff):
        client.force_login(user)
        for response in (client.get(f"/kelola/{path}"), client.post(f"/kelola/{path}", AGENCY)):
            assert response.status_code == 403
    assert Agency.objects.count() == 3


def test_reference_data_after_the_office_ended_is_refused(cast: Cast, manage: Client) -> None:
    Appointment.objects.filter(user=cast.section_head).update(until=timezone.localdate() - timedelta(days=1))

    assert manage.get("/kelola/").status_code == 403


@pytest.mark.parametrize("path", ["permohonan", "user", "sesi", "auditentry"])
def test_an_unknown_kind_does_not_exist(manage: Client, path: str) -> None:
    assert manage.get(f"/kelola/{path}/").status_code == 404
    assert manage.get(f"/kelola/{path}/baru/").status_code == 404
    assert manage.post(f"/kelola/{path}/baru/", AGENCY).status_code == 404
    assert manage.post(f"/kelola/{path}/{uuid.uuid4()}/").status_code == 404


def test_a_row_of_another_kind_does_not_exist(cast: Cast, manage: Client) -> None:
    assert manage.get(f"/kelola/opd/{cast.applicant.pk}/").status_code == 404
    assert manage.get(f"/kelola/orang/{cast.health.pk}/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_ever_deleted(cast: Cast, manage: Client, kind: str) -> None:
    for path in (f"/kelola/{kind}/", f"/kelola/{kind}/baru/", f"/kelola/{kind}/{cast.server.pk}/"):
        assert manage.delete(path).status_code == 405


# Lists


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_and_form_opens(manage: Client, kind: str) -> None:
    assert manage.get(f"/kelola/{kind}/").status_code == 200
    assert manage.get(f"/kelola/{kind}/baru/").status_code == 200


def test_people_cost_the_same_queries_for_one_row_and_three(
    cast: Cast, manage: Client, django_assert_num_queries: Any
) -> None:
    for found, sought in ((1, "ratna@"), (3, "Diskominfo Agus")):
        if found == 3:
            Agency.objects.filter(pk=cast.kominfo.pk).update(short_name="Diskominfo Agus")
            User.objects.filter(pk__in=[cast.head.pk, cast.staff.pk]).update(agency=cast.transport)
        with django_assert_num_queries(4):  # session, user, appointments, people
            response = manage.get("/kelola/orang/", {"q": sought})
        assert len(response.context["lines"]) == found


def test_appointments_cost_the_same_queries_for_one_row_and_three(
    cast: Cast, manage: Client, django_assert_num_queries: Any
) -> None:
    Appointment.objects.exclude(user=cast.section_head).delete()
    for found in (1, 3):
        if found == 3:
            appoint(cast.liaison, Office.LIAISON, agency=cast.health)
            appoint(cast.staff, Office.ADMIN)
        with django_assert_num_queries(4):  # session, user, appointments, the rows
            response = manage.get("/kelola/penugasan-jabatan/")
        assert len(response.context["lines"]) == found


def test_people_are_paged_by_key_and_keep_their_order(cast: Cast, manage: Client) -> None:
    User.objects.bulk_create(
        User(email=f"{number}@dishub.example", name=f"Warga {number:03}", agency=cast.transport) for number in range(60)
    )

    first = manage.get("/kelola/orang/", {"q": "dishub.example"})
    names = [line["row"].name for line in first.context["lines"]]
    second = manage.get("/kelola/orang/", {"q": "dishub.example", "sesudah": first.context["page"].next_key})

    assert names == ["Joko Susilo, A.Md.", *(f"Warga {number:03}" for number in range(49))]
    assert [line["row"].name for line in second.context["lines"]] == [f"Warga {number:03}" for number in range(49, 60)]


@pytest.mark.parametrize(
    ("sought", "found"),
    [("PUSPITA", 1), ("199003052015032004", 1), ("Dinkes", 2), ("%", 0), ("\0", 8), ("' OR 1=1", 0)],
)
def test_people_are_found_by_name_nip_or_agency(manage: Client, sought: str, found: int) -> None:
    assert len(manage.get("/kelola/orang/", {"q": sought}).context["lines"]) == found


# Adding and changing


def test_an_agency_is_added_once_though_sent_twice(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()

    first, second = add(manage, "opd", key, **AGENCY), add(manage, "opd", key, **AGENCY)

    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"] == "/kelola/opd/"
    assert Agency.objects.get(name="Kecamatan Bae").pk == key
    entry = AuditEntry.objects.get(action="agency_added")
    assert (entry.actor, entry.target_id) == (cast.section_head, str(key))
    assert entry.data == {"fields": ["name", "short_name"]}
    assert entry.capacity


@pytest.mark.parametrize("key", ["", "x", "\0", None])
def test_an_agency_without_a_proper_key_is_not_added(manage: Client, key: str | None) -> None:
    response = manage.post("/kelola/opd/baru/", AGENCY | ({} if key is None else {"key": key}))

    assert "key" in errors(response)
    assert Agency.objects.count() == 3


def test_an_agency_under_the_key_of_another_row_changes_nothing(cast: Cast, manage: Client) -> None:
    assert add(manage, "opd", cast.health.pk, **AGENCY).status_code == 302

    cast.health.refresh_from_db()
    assert cast.health.name == "Dinas Kesehatan"
    assert Agency.objects.count() == 3


def test_an_agency_of_a_name_that_is_taken_keeps_what_was_typed(manage: Client) -> None:
    response = add(manage, "opd", **AGENCY | {"name": "Dinas Kesehatan"})

    assert errors(response) == {"name": ["unique"]}
    assert 'value="Kec. Bae"' in response.content.decode()


def test_a_server_is_deactivated_and_the_audit_names_the_field(cast: Cast, manage: Client) -> None:
    address = f"/kelola/server/{cast.server.pk}/"
    data = {"name": cast.server.name, "address": cast.server.address, "description": ""}

    assert manage.post(address, data).status_code == manage.post(address, data).status_code == 302

    assert not Server.objects.get().active
    entry = AuditEntry.objects.get(action="server_changed")  # the second time nothing changed
    assert entry.data == {"fields": ["active"]}


# People


def test_an_added_person_gets_no_password_but_a_mail(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()
    hostile = {"password": "pbkdf2", "is_superuser": "on", "agency_confirmed_at": "2026-01-01", "id": cast.head.pk}

    assert add(manage, "orang", key, agency=cast.transport.pk, **PERSON, **hostile).status_code == 302

    added = User.objects.get(email="sri.wahyuni@dishub.example")
    assert added.pk == key
    assert (added.nip, added.agency, added.agency_confirmed) == ("198501012010012001", cast.transport, False)
    assert not added.has_usable_password()
    assert EmailAddress.objects.get(user=added).verified
    assert "https://testserver/akun/sandi/atur-ulang/" in Message.objects.get(to=added.email).body


def test_an_added_person_twice_sent_is_told_once(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()

    for _time in range(2):
        assert add(manage, "orang", key, agency=cast.transport.pk, **PERSON).status_code == 302

    assert Message.objects.count() == 1


def test_an_added_person_can_set_a_password_by_reset(cast: Cast, manage: Client) -> None:
    add(manage, "orang", agency=cast.transport.pk, **PERSON)
    visitor = Client()

    visitor.post("/akun/sandi/atur-ulang/", {"email": "sri.wahyuni@dishub.example"})
    mail = Message.objects.filter(to="sri.wahyuni@dishub.example").latest("created_at").body
    link = next(word for word in mail.split() if "/akun/sandi/atur-ulang/" in word)
    form = visitor.get(link.removeprefix("https://testserver"), follow=True)
    password = "perahu-di-waduk-logung"
    visitor.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})

    assert User.objects.get(email="sri.wahyuni@dishub.example").check_password(password)
    visitor.post("/akun/masuk/", {"login": "sri.wahyuni@dishub.example", "password": password})
    assert visitor.get("/permohonan/").status_code == 200


@pytest.mark.parametrize("email", ["ratna@dinkes.example", "RATNA@dinkes.example", "kedua@dinkes.example"])
def test_a_person_with_the_address_of_another_is_not_added(cast: Cast, manage: Client, email: str) -> None:
    EmailAddress.objects.create(user=cast.applicant, email="kedua@dinkes.example", verified=True)

    response = add(manage, "orang", agency=cast.transport.pk, **PERSON | {"email": email})

    assert "email" in errors(response)
    assert User.objects.count() == 8


@pytest.mark.parametrize(
    ("field", "value"),
    [("nip", "198513012010012001"), ("email", "sri"), ("employment_kind", "king"), ("agency", "x"), ("name", "\0")],
)
def test_a_person_with_bad_data_is_not_added(cast: Cast, manage: Client, field: str, value: str) -> None:
    response = add(manage, "orang", **{"agency": cast.transport.pk, **PERSON, field: value})

    assert list(errors(response)) == [field]
    assert User.objects.count() == 8


def change(client: Client, user: User, **data: Any) -> Any:
    fields = ["name", "employment_kind", "nip", "rank", "job_title", "phone"]
    form = {field: getattr(user, field) for field in fields} | {"agency": user.agency_id, "is_active": "on"}
    return client.post(f"/kelola/orang/{user.pk}/", form | data)


def test_changing_a_person_never_touches_password_or_address(cast: Cast, manage: Client) -> None:
    hostile = {"password": "x", "email": "mine@kominfo.example", "is_superuser": "on", "is_staff": "on"}

    assert change(manage, cast.head, rank="Pembina, IV/a", **hostile).status_code == 302

    changed = User.objects.get(pk=cast.head.pk)
    assert (changed.rank, changed.email, changed.password) == ("Pembina, IV/a", cast.head.email, cast.head.password)
    assert AuditEntry.objects.get(action="user_changed").data == {"fields": ["rank"]}


def test_changing_the_agency_of_a_person_drops_its_confirmation(cast: Cast, manage: Client) -> None:
    change(manage, cast.applicant, phone="0812 1111 1111")
    assert User.objects.get(pk=cast.applicant.pk).agency_confirmed

    change(manage, cast.applicant, agency=cast.transport.pk)

    moved = User.objects.get(pk=cast.applicant.pk)
    assert (moved.agency, moved.agency_confirmed) == (cast.transport, False)


def test_a_person_of_an_inactive_agency_can_still_be_changed(cast: Cast, manage: Client) -> None:
    Agency.objects.filter(pk=cast.health.pk).update(active=False)

    assert change(manage, cast.applicant, phone="0812 1111 1111").status_code == 302
    assert errors(change(manage, cast.stranger, agency=cast.health.pk)) == {"agency": ["invalid_choice"]}


def test_a_deactivated_person_is_out_at_once(cast: Cast, manage: Client) -> None:
    theirs = Client()
    theirs.force_login(cast.staff)
    assert theirs.get("/meja/").status_code == 200

    assert change(manage, cast.staff, is_active="").status_code == 302

    assert theirs.get("/meja/").status_code == 302


def test_nobody_deactivates_themselves(cast: Cast, manage: Client) -> None:
    assert errors(change(manage, cast.section_head, is_active="")) == {"is_active": ["own_account"]}


# Appointments


def appointing(email: str, **data: Any) -> dict[str, Any]:
    return {"email": email, "office": "admin", "acting_kind": "definitive", "since": SINCE.isoformat(), **data}


def test_a_person_is_appointed_and_may_act_at_once(cast: Cast, manage: Client) -> None:
    theirs = Client()
    theirs.force_login(cast.stranger)
    assert theirs.get("/kelola/").status_code == 403

    response = add(manage, "penugasan-jabatan", **appointing("JOKO@dishub.example", office="section_head"))

    assert response.status_code == 302
    assert theirs.get("/kelola/").status_code == 200
    assert AuditEntry.objects.get(action="appointment_added").actor == cast.section_head


def test_nobody_appoints_themselves(cast: Cast, manage: Client) -> None:
    for data in (appointing("agus@kominfo.example"), appointing("agus@kominfo.example", user=cast.staff.pk)):
        assert errors(add(manage, "penugasan-jabatan", **data)) == {"email": ["own_appointment"]}

    held = Appointment.objects.get(user=cast.staff)
    data = {"since": "2026-01-02", "user": cast.section_head.pk, "email": cast.section_head.email, "office": "head"}
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302

    held.refresh_from_db()
    assert (held.user, held.office) == (cast.staff, "admin")
    assert Appointment.objects.filter(user=cast.section_head).count() == 1


def test_nobody_changes_their_own_appointment(cast: Cast, manage: Client) -> None:
    own = Appointment.objects.get(user=cast.section_head)
    address = f"/kelola/penugasan-jabatan/{own.pk}/"

    assert manage.get(address).status_code == 403
    assert manage.post(address, {"since": "2020-01-01", "until": ""}).status_code == 403

    own.refresh_from_db()
    assert own.since == date(2026, 1, 2)
    assert address not in manage.get("/kelola/penugasan-jabatan/").content.decode()


def test_an_appointment_is_ended_and_the_rights_with_it(cast: Cast, manage: Client) -> None:
    held = Appointment.objects.get(user=cast.head)
    theirs = Client()
    theirs.force_login(cast.head)
    yesterday = timezone.localdate() - timedelta(days=1)

    data = {"since": "2026-01-02", "until": yesterday.isoformat()}
    assert manage.post(f"/kelola/penugasan-jabatan/{held.pk}/", data).status_code == 302

    assert not Appointment.objects.current().filter(user=cast.head).exists()
    assert AuditEntry.objects.get(action="appointment_changed").data == {"fields": ["until"]}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"email": "siapa@dishub.example"}, "email"),
        ({"office": "mayor"}, "office"),
        ({"office": "liaison"}, "agency"),
        ({"agency": "health"}, "agency"),
        ({"acting_kind": "plt"}, "mandate_number"),
        ({"acting_kind": "plh", "mandate_number": "800/1"}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"since": "besok"}, "since"),
        ({"since": ""}, "since"),
    ],
)
def test_an_appointment_with_bad_data_is_not_made(cast: Cast, manage: Client, data: dict[str, str], field: str) -> None:
    if data.get("agency"):
        data = {"agency": str(cast.health.pk)}

    assert list(errors(add(manage, "penugasan-jabatan", **appointing("joko@dishub.example") | data))) == [field]
    assert not Appointment.objects.filter(user=cast.stranger).exists()


def test_someone_inactive_or_unconfirmed_is_not_appointed(cast: Cast, manage: Client) -> None:
    newcomer = person("Bayu", "bayu@dishub.example", cast.transport, "", "Pengelola")
    EmailAddress.objects.filter(user=newcomer).update(verified=False)
    assert errors(add(manage, "penugasan-jabatan", **appointing(newcomer.email))) == {"email": ["unconfirmed"]}

    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert errors(add(manage, "penugasan-jabatan", **appointing(newcomer.email))) == {"email": ["no_person"]}


def test_the_form_of_an_appointment_begins_with_the_person_chosen(manage: Client) -> None:
    response = manage.get("/kelola/penugasan-jabatan/baru/", {"email": "joko@dishub.example", "office": "head"})

    assert 'value="joko@dishub.example"' in response.content.decode()
    assert response.context["form"]["office"].value() is None


# Terms and letterhead


def test_terms_are_published_as_the_next_version_and_the_old_one_stays(cast: Cast, manage: Client) -> None:
    key = uuid.uuid4()

    for _time in range(2):
        add(
            manage,
            "ketentuan",
            key,
            text="Hanya untuk kedinasan.\r\n\r\n  Dilarang dipinjamkan. ",
            text_en="",
            number="9",
        )

    assert list(Terms.objects.values_list("number", "text")) == [
        (2, "Hanya untuk kedinasan.\nDilarang dipinjamkan."),
        (1, "Hanya untuk kedinasan.\nTidak dipindahtangankan."),
    ]


def test_terms_that_differ_in_nothing_are_not_published(cast: Cast, manage: Client) -> None:
    response = add(manage, "ketentuan", text="Hanya untuk kedinasan.\r\nTidak dipindahtangankan.", text_en="")

    assert errors(response) == {"__all__": ["same"]}
    assert errors(add(manage, "ketentuan", text=" \r\n ")) == {"text": ["required"]}
    assert Terms.objects.count() == 1


@pytest.mark.parametrize("kind", VERSIONS)
def test_a_version_is_never_changed(cast: Cast, manage: Client, kind: str) -> None:
    row = cast.terms if kind == "ketentuan" else cast.letterhead

    assert manage.get(f"/kelola/{kind}/{row.pk}/").status_code == 404
    assert manage.post(f"/kelola/{kind}/{row.pk}/", {"text": "Bebas.", **LETTERHEAD}).status_code == 404
    assert f"{row.pk}" not in manage.get(f"/kelola/{kind}/").content.decode()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK")])
def test_a_crest_is_redrawn_and_stays_until_it_is_taken_out(cast: Cast, manage: Client, kind: str, mode: str) -> None:
    upload = (
        picture(kind, (600, 1200)) if mode == "RGBA" else picture(kind, (600, 1200), mode if mode != "P" else "RGB")
    )

    assert add(manage, "kop", crest=upload, **LETTERHEAD).status_code == 302
    add(manage, "kop", **LETTERHEAD | {"address": "Jl. Contoh 2"})
    add(manage, "kop", **LETTERHEAD | {"address": "Jl. Contoh 2"}, without_crest="on")

    latest, kept, first, _own = Letterhead.objects.order_by("-number")
    assert (latest.number, latest.crest.name) == (4, "")
    assert kept.crest.name == first.crest.name != ""
    assert first.crest.name.endswith(".png") and "lambang" not in first.crest.name
    with first.crest.open() as file, Image.open(file) as stored:
        assert (stored.format, stored.size) == ("PNG", (500, 1000))


@pytest.mark.parametrize(
    ("crest", "code"),
    [
        (SimpleUploadedFile("lambang.png", b"<svg onload=alert(1)>", "image/png"), "not_a_picture"),
        (SimpleUploadedFile("lambang.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "image/png"), "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture(size=(20000, 1000)), "too_many_pixels"),
        (picture(size=(20000, 20000), mode="1"), "not_a_picture"),
        (SimpleUploadedFile("lambang.png", b"x" * (1024 * 1024 + 1), "image/png"), "too_large"),
        (SimpleUploadedFile("lambang.png", b"", "image/png"), "empty"),
    ],
)
def test_a_crest_that_is_no_small_picture_is_refused(
    cast: Cast, manage: Client, crest: SimpleUploadedFile, code: str
) -> None:
    crest.seek(0)

    assert errors(add(manage, "kop", crest=crest, **LETTERHEAD)) == {"crest": [code]}
    assert Letterhead.objects.count() == 1


def test_a_letterhead_with_an_error_asks_for_the_crest_again(cast: Cast, manage: Client) -> None:
    response = add(manage, "kop", crest=picture(), **LETTERHEAD | {"office": ""})

    assert errors(response) == {"office": ["required"], "crest": [None]}
