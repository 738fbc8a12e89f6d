"""Every address of the site, opened by everyone: the table is the specification, and no GET changes a row.

What a GET may write is the record of it: of an opening, a paper taken, a refusal (`tests.tables.OF_RECORDS`).
"""

from collections.abc import Iterator

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import DataRequest, Proposal, User
from requests import tasks
from requests.models import Document
from requests.states import State
from tests.accounts.test_second_person import proposed
from tests.by_http import signed_in
from tests.cast import PASSWORD, Cast, person
from tests.tables import OF_RECORDS, rows_of_all_tables

ROLES = (
    *("anonymous", "unconfirmed", "deactivated", "stranger", "applicant", "liaison"),
    *("head", "division_head", "section_head", "staff", "other_staff"),
)
# Who has not confirmed their e-mail address can't sign in; the deactivated are out from their next request on.
TABLE = {
    #                                       no  unc dea  str app lia  hea div sec sta oth
    "access_request":                       "302 302 302  404 200 200  200 200 200 200 404",
    "account_change_password":              "302 302 302  200 200 200  200 200 200 200 200",
    "account_confirm_email":                "200 200 200  200 200 200  200 200 200 200 200",
    "account_email":                        "302 302 302  200 200 302  302 302 302 302 302",
    "account_email_verification_sent":      "200 200 200  200 200 200  200 200 200 200 200",
    "account_inactive":                     "200 200 200  200 200 200  200 200 200 200 200",
    "account_login":                        "200 200 200  302 302 302  302 302 302 302 302",
    "account_logout":                       "302 302 302  200 200 200  200 200 200 200 200",
    "account_reauthenticate":               "302 302 302  200 200 200  200 200 200 200 200",
    "account_reset_password":               "200 200 200  200 200 200  200 200 200 200 200",
    "account_reset_password_done":          "200 200 200  200 200 200  200 200 200 200 200",
    "account_reset_password_from_key":      "302 302 302  302 302 302  302 302 302 302 302",
    "account_reset_password_from_key_done": "200 200 200  200 200 200  200 200 200 200 200",
    "account_set_password":                 "302 302 302  302 302 302  302 302 302 302 302",
    "account_signup":                       "200 200 200  302 302 302  302 302 302 302 302",
    "agenda_archive":                       "302 302 302  403 403 403  404 404 404 403 403",
    "agenda_book":                          "302 302 302  403 403 403  200 200 200 403 403",
    "activate":                             "302 302 302  404 403 403  403 403 403 200 404",
    "applicants_of_agency":                 "302 302 302  403 403 200  403 403 403 403 403",
    "ask_about_data":                       "302 302 302  200 200 200  200 200 200 200 200",
    "approve":                              "302 302 302  404 403 403  403 409 403 403 404",
    "assign":                               "302 302 302  404 403 403  403 403 409 403 404",
    "audit":                                "302 302 302  403 403 403  403 403 200 403 403",
    "audit_export":                         "302 302 302  403 403 403  403 403 302 403 403",
    "audit_verifier":                       "302 302 302  403 403 403  403 403 200 403 403",
    "bundle":                               "302 302 302  404 302 302  302 302 302 302 404",
    "check_answers":                        "302 302 302  404 200 403  403 403 403 404 404",
    "confirm_agency":                       "302 302 302  302 302 302  302 302 302 302 302",
    "confirm_receipt":                      "302 302 302  404 409 403  403 403 403 403 404",
    "credential":                           "302 302 302  404 200 403  403 403 403 403 404",
    "data_request":                         "302 302 302  403 403 403  200 403 200 403 403",
    "data_requests":                        "302 302 302  403 403 403  200 403 200 403 403",
    "delete_draft":                         "302 302 302  404 302 302  302 302 302 404 404",
    "deliver":                              "302 302 302  404 403 403  403 403 403 409 404",
    "desk":                                 "302 302 302  403 403 403  200 200 200 200 200",
    "dispose":                              "302 302 302  404 403 403  409 403 403 403 404",
    "draft_form":                           "302 302 302  404 302 403  403 403 403 404 404",
    "edit_part":                            "302 302 302  404 200 403  403 403 403 404 404",
    "healthz":                              "200 200 200  200 200 200  200 200 200 200 200",
    "home":                                 "200 200 200  200 200 200  200 200 200 200 200",
    "mandate":                             "302 302 302  404 404 404  200 200 200 404 404",
    "mfa_activate_totp":                    "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_add_webauthn":                     "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_authenticate":                     "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_deactivate_totp":                  "302 302 302  404 404 302  302 302 302 302 302",
    "mfa_generate_recovery_codes":          "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_index":                            "302 302 302  200 200 200  200 200 200 200 200",
    "mfa_login_webauthn":                   "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_reauthenticate":                   "302 302 302  302 302 200  200 200 200 200 200",
    "mfa_reauthenticate_webauthn":          "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_remove_webauthn":                  "302 302 302  302 302 302  302 302 302 302 302",
    "mfa_view_recovery_codes":              "302 302 302  404 404 404  404 404 404 404 404",
    "my_requests":                          "302 302 302  200 200 200  200 200 200 200 200",
    "new_request":                          "302 302 302  200 200 200  200 200 200 200 200",
    "own_data":                             "302 302 302  200 200 200  200 200 200 200 200",
    "own_data_file":                        "302 302 302  302 302 302  302 302 302 302 302",
    "paper":                                "302 302 302  404 200 200  200 200 200 200 404",
    "paper_size":                           "302 302 302  302 302 302  302 302 302 302 302",
    "paper_page":                           "302 302 302  404 200 200  200 200 200 200 404",
    "privacy":                              "200 200 200  200 200 200  200 200 200 200 200",
    "profile":                              "302 302 302  200 200 200  200 200 200 200 200",
    "proposal":                            "302 302 302  404 404 404  200 200 200 404 404",
    "proposals":                           "302 302 302  200 200 200  200 200 200 200 200",
    "propose_appointment":                 "302 302 302  403 403 403  403 403 302 403 403",
    "propose_for_account":                 "302 302 302  403 403 403  403 403 302 403 403",
    "propose_own_email":                    "302 302 302  302 302 302  302 302 302 302 302",
    "propose_substitute":                  "302 302 302  403 403 403  302 302 302 403 403",
    "readyz":                               "200 200 200  200 200 200  200 200 200 200 200",
    "reassign":                             "302 302 302  404 403 403  403 403 200 403 404",
    "reference_add":                        "302 302 302  403 403 403  403 403 200 403 403",
    "reference_change":                     "302 302 302  403 403 403  403 403 200 403 403",
    "reference_data":                       "302 302 302  403 403 403  403 403 200 403 403",
    "reference_rows":                       "302 302 302  403 403 403  403 403 200 403 403",
    "register":                             "302 302 302  403 403 403  200 200 200 200 200",
    "reissue":                              "302 302 302  404 403 403  403 403 403 409 404",
    "resubmit":                             "302 302 302  404 200 403  403 403 403 404 404",
    "return_to_applicant":                  "302 302 302  404 403 403  403 200 403 403 404",
    "revocation_preview":                   "302 302 302  404 302 302  302 302 302 302 404",
    "security_txt":                         "200 200 200  200 200 200  200 200 200 200 200",
    "sessions":                             "302 302 302  200 200 200  200 200 200 200 200",
    "set_language":                         "302 302 302  302 302 302  302 302 302 302 302",
    "sop":                                  "200 200 200  200 200 200  200 200 200 200 200",
    "submit":                               "302 302 302  404 409 403  403 403 403 403 404",
    "terms":                                "200 200 200  200 200 200  200 200 200 200 200",
    "upload":                               "302 302 302  404 302 403  403 403 403 404 404",
    "verify":                               "200 200 200  200 200 200  200 200 200 200 200",
    "withdraw":                             "302 302 302  404 409 403  403 403 403 403 404",
}  # fmt: skip


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


ALL_NAMES = sorted(set(names(get_resolver().url_patterns)), key=str)


def samples(cast: Cast) -> dict[str, dict[str, object]]:
    """What goes into the addresses that need something."""
    assigned, returned, delivered = (
        cast.request_in(state) for state in (State.ASSIGNED, State.RETURNED, State.DELIVERED)
    )
    newcomer = person("Sari Utami", "sari@dinkes.example", cast.health, "199503052020032004", "Operator")
    tasks.draw_page.call(str(assigned.letter.page_images.get(number=1).pk))
    unconfirmed = EmailAddress.objects.create(user=newcomer, email="sari.utami@dinkes.example")
    proposal = proposed(cast, person=newcomer)
    Proposal.objects.update(mandate=assigned.letter.file.name)
    by_name = {
        "mandate": {"pk": proposal.pk},
        "proposal": {"pk": proposal.pk},
        "propose_for_account": {"pk": newcomer.pk, "act": "email"},
        "account_confirm_email": {"key": EmailConfirmationHMAC(unconfirmed).key},
        "account_reset_password_from_key": {
            "uidb36": user_pk_to_url_str(newcomer),
            "key": default_token_generator.make_token(newcomer),
        },
        "confirm_agency": {"pk": newcomer.pk},
        "ask_about_data": {"kind": "perbaikan"},
        "data_request": {"pk": DataRequest.objects.create(person=newcomer, kind="erasure").pk},
        "mfa_remove_webauthn": {"pk": 1},
        "verify": {"code": Document.objects.filter(access_request=assigned)[0].code},
        "paper": {"pk": assigned.letter.pk},
        "paper_page": {"pk": assigned.letter.pk, "number": 1},
        "credential": {"pk": delivered.pk},
        "edit_part": {"pk": returned.pk, "part": "surat"},
        "upload": {"pk": returned.pk, "kind": "letter"},
        "reference_rows": {"kind": "opd"},
        "reference_add": {"kind": "opd"},
        "reference_change": {"kind": "opd", "pk": cast.health.pk},
    }
    of_a_returned = {name: {"pk": returned.pk} for name in ("check_answers", "draft_form", "delete_draft", "resubmit")}
    without = {name: {} for name in ALL_NAMES if not needs_more(str(name))}
    return {str(name): {"pk": assigned.pk} for name in ALL_NAMES} | without | of_a_returned | by_name


def needs_more(name: str) -> bool:
    return any(parameters for _, parameters in get_resolver().reverse_dict.getlist(name)[0][0])


def client_of(cast: Cast, role: str) -> Client:
    if role == "anonymous":
        return Client()
    if role == "unconfirmed":
        client = Client()
        EmailAddress.objects.filter(user=cast.head).update(verified=False)
        answer = client.post("/akun/masuk/", {"login": "haryo@kominfo.example", "password": PASSWORD})
        assert answer["Location"] == "/akun/konfirmasi-email/"
        return client
    if role == "deactivated":
        client = signed_in(cast.head)
        User.objects.filter(pk=cast.head.pk).update(is_active=False)
        return client
    return signed_in(getattr(cast, role))


def test_table_names_every_address() -> None:
    assert None not in ALL_NAMES
    assert sorted(TABLE) == ALL_NAMES


@pytest.mark.parametrize("role", ROLES)
def test_every_address_as(cast: Cast, role: str) -> None:
    kwargs = samples(cast)
    client = client_of(cast, role)
    expected = {name: int(row.split()[ROLES.index(role)]) for name, row in TABLE.items()}
    before = rows_of_all_tables(OF_RECORDS)
    came = {}
    # Last, as allauth ends the session of whoever opens someone else's confirmation.
    for name in sorted(TABLE, key="account_confirm_email".__eq__):
        answer = client.get(reverse(name, kwargs=kwargs[name]))
        came[name] = answer.status_code
        b"".join(answer)  # a file is closed by being read to its end
    assert came == expected
    assert rows_of_all_tables(OF_RECORDS) == before


def test_no_other_method_changes_a_row(cast: Cast) -> None:
    kwargs, section_head = samples(cast), signed_in(cast.section_head)
    before = rows_of_all_tables(leave_out=(*OF_RECORDS, "cache"))
    for name in TABLE:
        for method in ("put", "patch", "delete", "trace"):
            answer = getattr(section_head, method)(reverse(name, kwargs=kwargs[name]))
            assert answer.status_code < 500, (name, method)
    assert rows_of_all_tables(leave_out=(*OF_RECORDS, "cache")) == before
