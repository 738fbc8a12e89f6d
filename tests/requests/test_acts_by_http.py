"""The acts of the SOP as the browser sends them: each page, its form, what comes back."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from requests import sop
from requests.models import AccessRequest, Credential, Disposition, Document, RegisterEntry
from requests.states import State
from tests.by_http import signed_in
from tests.cast import PASSWORD, Cast, fresh, number

pytestmark = pytest.mark.any_database


def seen(access_request: AccessRequest, **answers: Any) -> dict[str, Any]:
    """The hidden fields as they stood on the page, and what the person filled in."""
    return {
        "version": access_request.version,
        "letter": access_request.letter_sha256,
        "key": str(uuid.uuid4()),
        **answers,
    }


def as_holder(user: User, access_request: AccessRequest, **answers: Any) -> dict[str, Any]:
    appointment = user.appointments.get()
    return seen(access_request, capacity=str(appointment.pk), **answers)


def post(client: Client, access_request: AccessRequest, act: sop.Transition, data: dict[str, Any]) -> Any:
    return client.post(f"/permohonan/{access_request.pk}/{act.slug}/", data)


def test_request_goes_through_all_steps(cast: Cast) -> None:
    access_request = cast.draft()
    applicant, head = signed_in(cast.applicant), signed_in(cast.head)

    answer = post(applicant, access_request, sop.SUBMIT, seen(access_request, terms=cast.terms.pk, consent="on"))
    assert answer.status_code == 302
    access_request = fresh(access_request)
    assert access_request.agenda_number == number(1)

    page = head.get(f"/permohonan/{access_request.pk}/")
    assert page.status_code == 200
    dispose = as_holder(cast.head, access_request, instructions=["process"], urgency="urgent", note="Tindak lanjuti")
    assert post(head, access_request, sop.DISPOSE, dispose).status_code == 302
    access_request = fresh(access_request)

    approve = as_holder(cast.division_head, access_request, instructions=["process"])
    assert post(signed_in(cast.division_head), access_request, sop.APPROVE, approve).status_code == 302
    access_request = fresh(access_request)

    assign = as_holder(cast.section_head, access_request, assignee=cast.staff.pk)
    assert post(signed_in(cast.section_head), access_request, sop.ASSIGN, assign).status_code == 302
    access_request = fresh(access_request)

    staff = signed_in(cast.staff)
    account = {key: getattr(value, "pk", value) for key, value in cast.data_for(sop.ACTIVATE).items()}
    activate = as_holder(cast.staff, access_request, **account)
    shown = post(staff, access_request, sop.ACTIVATE, activate)
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "no-store"
    password = Credential.objects.get().open()
    assert password in shown.content.decode()
    assert len(password) == 24
    access_request = fresh(access_request)

    assert post(staff, access_request, sop.DELIVER, as_holder(cast.staff, access_request)).status_code == 302
    access_request = fresh(access_request)

    address = f"/permohonan/{access_request.pk}/kredensial/"
    assert password not in applicant.get(address).content.decode()
    wrong = applicant.post(address, {"password": "bukan ini"})
    assert "Kata sandi Saudara tidak tepat." in wrong.content.decode()
    assert password not in wrong.content.decode()
    taken = applicant.post(address, {"password": PASSWORD})
    assert taken.status_code == 200
    assert password in taken.content.decode()

    confirmed = post(applicant, access_request, sop.CONFIRM_RECEIPT, seen(access_request))
    assert confirmed.status_code == 302
    assert fresh(access_request).is_complete
    assert Credential.objects.get().sealed_password is None
    assert [act.transition for act in Disposition.objects.order_by("version")] == [
        "submit",
        "dispose",
        "approve",
        "assign",
        "activate",
        "deliver",
        "confirm_receipt",
    ]


@pytest.mark.parametrize(
    ("person", "address", "status"),
    [
        ("head", "/meja/", 200),
        ("applicant", "/meja/", 403),
        ("section_head", "/agenda/", 200),
        ("applicant", "/permohonan/", 200),
        ("applicant", "/permohonan/baru/", 200),
    ],
)
def test_pages_open(cast: Cast, person: str, address: str, status: int) -> None:
    cast.request_in(State.SUBMITTED)
    assert signed_in(getattr(cast, person)).get(address).status_code == status


@pytest.mark.parametrize("part", ["surat", "berkas", "akses", "masa", "periksa"])
@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_form_pages_open(cast: Cast, part: str, state: State) -> None:
    access_request = cast.request_in(state)
    answer = signed_in(cast.applicant).get(f"/permohonan/{access_request.pk}/ubah/{part}/")
    assert answer.status_code == 200


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("person", ["applicant", "head", "division_head", "section_head", "staff"])
def test_request_page_opens_in_every_state(cast: Cast, state: str, person: str) -> None:
    access_request = cast.request_in(State(state))
    visible = person == "applicant" or (
        state != "draft" and (person != "staff" or state in ("assigned", "activated", "delivered"))
    )
    answer = signed_in(getattr(cast, person)).get(f"/permohonan/{access_request.pk}/")
    assert answer.status_code == (200 if visible else 404)
    assert RegisterEntry.objects.count() == (state != "draft")
    assert Document.objects.exists() == (state != "draft")
