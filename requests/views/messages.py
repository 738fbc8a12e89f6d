"""`/kelola/surat/`: the Super Admin sees what became of every mail of the site, and sends one again."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import capacity_as_super_admin
from helpdesk import mail, mail_selectors, mail_words
from helpdesk.mail_selectors import MailState
from helpdesk.models import Message
from helpdesk.paging import page_by_key
from requests.forms.messages import MessageFilterForm
from requests.views.reference_data import SuperAdminView

FAILING_SHOWN = 20


class MessagesView(SuperAdminView):
    """The newest first; what is sought stands in the address. No text of a mail is on it, as it may carry a token."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = MessageFilterForm(request.GET)
        page = page_by_key(form.messages(), request.GET.get("sesudah", ""), ("-created_at", "id"))
        failing = list(mail_selectors.failing_addresses()[: FAILING_SHOWN + 1])
        context = {
            "form": form,
            "page": page,
            "lines": [_line(message) for message in page.rows],
            "failing": _with_people(failing[:FAILING_SHOWN]),
            "shown": FAILING_SHOWN,
            "more_fail": len(failing) > FAILING_SHOWN,
        }
        return render(request, "requests/messages.html", context)


def _line(message: Any) -> dict[str, Any]:
    state, why = MailState(message.mail_state), mail_words.in_words(message.error)
    return {"message": message, "state": state, "reason": why}


def _with_people(failing: list[dict[str, Any]]) -> list[dict[str, Any]]:
    people = User.objects.filter(email__in=[row["to"] for row in failing])
    by_address = {person.email: person for person in people}
    return [row | {"person": by_address.get(row["to"])} for row in failing]


class ResendView(SuperAdminView):
    """Leads back to the list as it was filtered."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return redirect("messages")

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        message = get_object_or_404(mail_selectors.messages(), pk=pk)
        if self.send_again(message):
            messages.success(request, _("The mail to %(address)s is being sent again.") % {"address": message.to})
        else:
            messages.warning(request, _why_not(get_object_or_404(mail_selectors.messages(), pk=pk)))
        return redirect(f"{reverse('messages')}?{request.GET.urlencode()}")

    @transaction.atomic
    def send_again(self, message: Message) -> bool:
        """Mail, wake-up and audit entry are one transaction."""
        if not mail.send_again(message):
            return False
        capacity = capacity_as_super_admin(self.request.user)
        audit.record("message_resent", actor=self.request.user, appointment=capacity, target=message)
        return True


def _why_not(message: Any) -> str:
    """As the mail stands now; whatever hindered it may just have passed."""
    if not message.has_text:
        return _("The text of this mail has been wiped, as it held a token. The addressee may ask for a new mail.")
    if message.is_in_hand:
        return _("This mail is being sent at this moment. Please look again in a few minutes.")
    return _("This mail waits to be sent already.")
