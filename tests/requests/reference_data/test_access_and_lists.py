"""Who comes in, what the lists show and what they cost."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Appointment, User
from tests.cast import Cast
from tests.requests.reference_data.sending import AGENCY, KINDS

pytestmark = pytest.mark.any_database


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


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_and_form_opens(manage: Client, kind: str) -> None:
    assert manage.get(f"/kelola/{kind}/").status_code == 200
    assert manage.get(f"/kelola/{kind}/baru/").status_code == 200


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
