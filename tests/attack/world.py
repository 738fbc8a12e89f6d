"""A site with one request in one state, everybody signed in, and for each address what is asked of it there."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import DataRequest, Notice, Proposal, User
from accounts.offices import Office
from helpdesk.models import Message
from requests import exports, sop, tasks
from requests.models import Credential, Document, RegisterExport
from requests.sheets import PaperSize, Sheet
from requests.states import State
from tests.accounts.test_second_person import proposed
from tests.attack.forms import FORMS, substitute
from tests.by_http import just_proven
from tests.cast import PASSWORD, Cast, appoint, decisions_on, fresh, person

PROOF = ("/akun/masuk-ulang/", "/akun/langkah-kedua/masuk-ulang/")


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[tuple[str | None, Any]]:
    """Name and view of every address of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern.name, pattern.callback


class World:
    """`address` and `body` say how to ask for each name; `ask` asks, and undoes what came of it."""

    def __init__(self, state: str, cast: Cast | None = None) -> None:
        self.state, self.cast = state, cast or Cast()
        self.access_request = self.cast.request_in(State("delivered" if state == "completed" else state))
        self.newcomer = person("Sari Utami", "sari@dinkes.example", self.cast.health, "199503052020032004", "Operator")
        self.proposal = proposed(self.cast, person=self.newcomer)
        Proposal.objects.update(mandate=self.access_request.letter.file.name)
        self.passkey = Authenticator.objects.create(pk=700_001, user=self.newcomer, type="webauthn", data={})
        self.asked = DataRequest.objects.create(person=self.newcomer, kind="correction")
        self.unconfirmed = EmailAddress.objects.create(user=self.newcomer, email="sari.utami@dinkes.example")
        self.notice = Notice.objects.create(person=self.cast.head, title="Surat menunggu", path="/meja/")
        self.book = tasks.order_agenda_book(timezone.localdate().replace(day=1), PaperSize.A4_LANDSCAPE)
        self.export = self._export()
        self.message = Message.objects.create(to=self.newcomer.email, subject="x", body="x", state="failed")
        tasks.draw_page.call(str(self.access_request.letter.page_images.get(number=1).pk))
        self.clients = {role: just_proven(getattr(self.cast, role)) for role in INSIDE} | {
            "owner": just_proven(self.cast.applicant),
            "anonymous": Client(),
            "unverified": self._unverified(),
            "disabled": self._disabled(),
        }
        self._take_credential()
        if state == "completed":
            self.access_request = self.cast.do(self.access_request, sop.CONFIRM_RECEIPT)
        self.keys = self._keys()
        for client in self.clients.values():
            client.raise_request_exception = False

    def _export(self) -> RegisterExport:
        """One that the section head has ordered, long enough for the worker."""
        with override_settings(EXPORT_AT_ONCE_ROWS=-1):
            export = exports.order(by=self.cast.section_head, key=uuid.uuid4(), kind="csv", sought={})
        exports.make_export.call(str(export.pk))
        return export

    def _unverified(self) -> Client:
        """Came as far as anyone does who has a password, and an office, but has not confirmed their address."""
        user = person("Tono", "tono@kominfo.example", self.cast.kominfo, "199001012020121001", "Operator")
        appoint(user, Office.ADMIN)
        EmailAddress.objects.filter(user=user).update(verified=False)
        client = Client()
        answer = client.post("/akun/masuk/", {"login": user.email, "password": PASSWORD})
        assert answer["Location"] == "/akun/konfirmasi-email/"
        return client

    def _disabled(self) -> Client:
        """Was signed in when their account was switched off."""
        user = person("Umi", "umi@kominfo.example", self.cast.kominfo, "199001012020122001", "Operator")
        appoint(user, Office.ADMIN)
        client = just_proven(user)
        User.objects.filter(pk=user.pk).update(is_active=False)
        return client

    def _take_credential(self) -> None:
        """In the owner's session, so that they may go on to confirm its receipt."""
        for credential in Credential.objects.filter(state="released"):
            assert credential.take(self.clients["owner"].session.session_key)

    def _keys(self) -> dict[str, dict[str, Any]]:
        """What the addresses are made of that are not about the request as such."""
        letter, sheet = self.access_request.letter, Document.objects.filter(sheet=Sheet.DISPOSITION).first()
        return {
            "mandate": {"pk": self.proposal.pk},
            "proposal": {"pk": self.proposal.pk},
            "propose_for_account": {"pk": self.cast.staff.pk, "act": "email"},
            "account_confirm_email": {"key": EmailConfirmationHMAC(self.unconfirmed).key},
            "account_reset_password_from_key": {
                "uidb36": user_pk_to_url_str(self.newcomer),
                "key": default_token_generator.make_token(self.newcomer),
            },
            "ask_about_data": {"kind": "perbaikan"},
            "confirm_agency": {"pk": self.newcomer.pk},
            "data_request": {"pk": self.asked.pk},
            "open_notice": {"pk": self.notice.pk},
            "message_resend": {"pk": self.message.pk},
            "guide": {"slug": "admin"},
            "desk_list": {"slug": "diputuskan"},
            "register_export": {"pk": self.export.pk},
            "register_export_file": {"pk": self.export.pk},
            "mfa_remove_webauthn": {"pk": self.passkey.pk},
            "verify": {"code": sheet.code if sheet else "belum-ada"},
            "paper": {"pk": letter.pk},
            "paper_page": {"pk": letter.pk, "number": 1},
            "paper_size": {"pk": sheet.pk if sheet else uuid.uuid4()},
            "edit_part": {"pk": self.access_request.pk, "part": "surat"},
            "upload": {"pk": self.access_request.pk, "kind": "letter"},
            "reference_rows": {"kind": "opd"},
            "reference_add": {"kind": "opd"},
            "reference_change": {"kind": "opd", "pk": self.cast.health.pk},
        }

    def address(self, name: str, **other: Any) -> str:
        """Of the request, unless something else goes in there; `other` takes its place."""
        asked = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
        known = self.keys.get(name, {"pk": self.access_request.pk}) | other
        query = f"?buku={self.book.pk}" if name == "agenda_archive" else ""
        return reverse(name, kwargs={key: known[key] for key in asked}) + query

    def has_key(self, name: str) -> bool:
        return "pk" in get_resolver().reverse_dict.getlist(name)[0][0][0][1]

    @contextmanager
    def undone(self, client: Client) -> Iterator[None]:
        """Whatever happens in here has not happened: neither rows nor cookies."""
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        client.cookies = cookies

    def ask(self, identity: str, name: str, method: str, **other: Any) -> str:
        """The answer in the words of the table."""
        client = self.clients[identity]
        with self.undone(client):
            return in_words(self.send(identity, name, method, **other))

    def send(self, identity: str, name: str, method: str, **other: Any) -> HttpResponseBase:
        """POST brings the form as the right person would send it."""
        send = getattr(self.clients[identity], method.lower())
        data = self.body(name, identity) if method == "POST" else {}
        answer = send(self.address(name, **other), data, secure=True)
        answer.whole = b"".join(answer)  # a file is closed by being read to its end
        return answer

    def body(self, name: str, identity: str) -> dict[str, Any]:
        if act := sop.BY_NAME.get(name):
            return self._act(act, identity)
        if name == "propose_substitute":  # for an own post
            return substitute(identity if identity in ("division_head", "section_head") else "head")
        made = FORMS.get(name, {})
        return made(self) if callable(made) else dict(made)

    def _act(self, act: sop.Transition, identity: str) -> dict[str, Any]:
        access_request = fresh(self.access_request)
        filled = self.cast.sent_for(act)
        actor = self.cast.actor_of(act, access_request)
        held = self.cast.capacity_of(actor, act)
        seen = {"version": access_request.version, "letter": access_request.letter_sha256, "key": uuid.uuid4()}
        decisions = decisions_on(access_request)
        own = decisions.filter(actor=getattr(self.cast, identity, None))
        if act is sop.CORRECT and (decision := own.last() or decisions.last()):
            filled["decision"], held = decision.pk, None  # the decision tells the capacity
        return {**seen, **filled, "consent": "on", **({"capacity": held.pk} if held else {})}


INSIDE = ("stranger", "liaison", "head", "division_head", "section_head", "staff", "other_staff")


def in_words(answer: HttpResponseBase) -> str:
    where = answer.headers.get("Location", "")
    if answer.status_code != 302:
        return str(answer.status_code)
    if where.startswith("/akun/masuk/?next="):
        return "login"
    return "proof" if where.startswith(PROOF) else "302"
