"""What the pages of one request cost in queries: the same with 1, 3 and 50 rows of everything that stands on them."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from requests import services, sop
from requests.models import AccessRequest, Credential
from requests.states import State
from tests.by_http import signed_in
from tests.cast import Cast
from tests.requests import many_letters, many_rows
from tests.requests.test_query_counts import SIZES, queries

pytestmark = pytest.mark.any_database

# How the request comes to each state.
WAY = {
    "submitted": (),
    "disposed": (sop.DISPOSE,),
    "returned": (sop.RETURN,),
    "approved": (sop.RESUBMIT, sop.DISPOSE, sop.APPROVE),
    "assigned": (sop.ASSIGN,),
    "activated": (sop.ACTIVATE,),
    "delivered": (sop.DELIVER,),
}
# There, of each page (an address' name, and what else is in it) for who has opened the request before: the queries.
PAGES: dict[str, dict[tuple[str, str], int]] = {
    "submitted": {
        ("applicant", "withdraw"): 10,
        ("liaison", "access_request"): 11,
        ("head", "dispose"): 22,
        ("section_head", "access_request"): 19,
    },
    "disposed": {
        ("division_head", "approve"): 22,
        ("division_head", "return_to_applicant"): 22,
        ("head", "correct"): 21,
    },
    "returned": {
        ("applicant", "access_request"): 11,
        ("applicant", "check_answers"): 8,
        ("applicant", "edit_part berkas"): 6,
        ("applicant", "resubmit"): 8,
        ("division_head", "access_request"): 21,
    },
    "approved": {
        ("section_head", "assign"): 22,
    },
    "assigned": {
        ("staff", "activate"): 22,
        ("section_head", "reassign"): 23,
    },
    "activated": {
        ("staff", "deliver"): 24,
    },
    "delivered": {
        ("staff", "reissue"): 24,
        ("section_head", "access_request"): 25,
        ("applicant", "access_request"): 13,
        ("applicant", "credential"): 9,
    },
}
OF_A_DRAFT = {
    ("applicant", "access_request"): 10,
    ("applicant", "edit_part surat"): 6,
    ("applicant", "edit_part berkas"): 6,
    ("applicant", "edit_part akses"): 6,
    ("applicant", "edit_part masa"): 6,
    ("applicant", "check_answers"): 8,
    ("applicant", "submit"): 8,
}


def much(cast: Cast, rows: int) -> AccessRequest:
    """Submitted; with so many acts, notes, scans, pages of its letter, earlier requests with their accounts …"""
    many_letters.submitted(cast, rows)
    earlier = list(AccessRequest.objects.all())
    AccessRequest.objects.update(state="delivered", assignee=cast.staff)
    many_letters.accounts(cast, earlier)
    many_rows.admins(cast, rows)
    many_rows.servers(cast, rows)
    access_request = cast.request_in(State.SUBMITTED)
    many_letters.scans(cast, access_request, rows)
    many_letters.page_images(access_request, rows)
    many_letters.notes(cast, access_request, rows)
    return many_letters.rounds(cast, access_request, min(rows, 12))  # of four acts each


def counted(
    cast: Cast, access_request: AccessRequest, pages: dict[tuple[str, str], int]
) -> Iterator[tuple[tuple[str, str], int]]:
    for person, page in pages:
        name, *part = page.split()
        user = getattr(cast, person)
        services.note_opening(access_request, by=user)  # the first time costs more: below
        yield (person, page), queries(signed_in(user), reverse(name, args=[access_request.pk, *part]))


@pytest.mark.parametrize("rows", SIZES)
def test_each_page_at_each_step(cast: Cast, rows: int) -> None:
    access_request, found = much(cast, rows), {}
    for state, acts in WAY.items():
        for act in acts:
            access_request = cast.do(access_request, act)
        found[state] = dict(counted(cast, access_request, PAGES[state]))
    assert found == PAGES


@pytest.mark.parametrize("rows", SIZES)
def test_each_page_of_a_draft(cast: Cast, rows: int) -> None:
    many_letters.submitted(cast, rows)
    draft = cast.draft()
    many_letters.scans(cast, draft, rows)
    many_letters.page_images(draft, rows)
    assert dict(counted(cast, draft, OF_A_DRAFT)) == OF_A_DRAFT


@pytest.mark.parametrize("rows", SIZES)
def test_confirmation_of_receipt(cast: Cast, rows: int) -> None:
    """Whoever has taken the credential is asked for it."""
    access_request = cast.request_in(State.DELIVERED)
    many_letters.rounds(cast, access_request, rows)
    client = signed_in(cast.applicant)
    assert Credential.objects.get(state="released").take(client.session.session_key)
    assert queries(client, reverse("confirm_receipt", args=[access_request.pk])) == 9


@pytest.mark.parametrize("rows", SIZES)
def test_opened_for_the_first_time(cast: Cast, rows: int) -> None:
    """Which is recorded."""
    access_request = cast.request_in(State.DISPOSED)
    many_letters.page_images(access_request, rows)
    assert queries(signed_in(cast.division_head), reverse("access_request", args=[access_request.pk])) == 28


@pytest.mark.parametrize("rows", SIZES)
def test_check_of_a_paper_with_many_versions(cast: Cast, rows: int) -> None:
    access_request = many_letters.rounds(cast, cast.request_in(State.SUBMITTED), rows)
    code = access_request.documents.filter(sheet="disposition")[0].code
    assert queries(Client(), reverse("verify", args=[code])) == 2
