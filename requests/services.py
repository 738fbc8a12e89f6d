"""Writes that are not an act of the SOP: the draft, its scans, previews, the taking of a credential."""

import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts import audit
from accounts.models import Appointment, AuditEntry, User
from helpdesk.vault import SealBroken
from requests import answers, documents, notifications, selectors, sop, tasks
from requests.exceptions import StaleRequest
from requests.models import AccessRequest, Attachment, AttachmentPage, Credential, Disposition, Note, Opening, Preview
from requests.models.attachment import AttachmentKind
from requests.models.credential import CredentialState
from requests.permissions import capacities, is_theirs
from requests.sheets import Sheet, sizes_of
from requests.states import EDITABLE, State
from requests.uploads import Scan, clean_name

logger = logging.getLogger(__name__)

PREVIEWED_FOR = timedelta(days=1)
DOUBLED_WITHIN = timedelta(minutes=1)


def start_draft(*, pk: uuid.UUID, applicant: User) -> AccessRequest | None:
    """A new draft of the applicant's agency under the key the form brought; the same key gives the same draft.

    None when that key belongs to someone else's request.
    """
    draft, _ = AccessRequest.objects.get_or_create(pk=pk, defaults={"applicant": applicant, "agency": applicant.agency})
    return draft if draft.applicant_id == applicant.pk else None


def save_answers(access_request: AccessRequest, **answers: Any) -> None:
    """Stores answers of a draft or a returned request. Raises StaleRequest once it can't be edited any more."""
    editable = AccessRequest.objects.filter(pk=access_request.pk, state__in=EDITABLE)
    if not editable.update(version=F("version") + 1, **answers):
        raise StaleRequest(get_object_or_404(AccessRequest, pk=access_request.pk))


@transaction.atomic
def attach(access_request: AccessRequest, *, kind: AttachmentKind, file: UploadedFile, scan: Scan, by: User) -> None:
    """Keeps an inspected scan as the request's letter or signed form; the same file sent twice is kept once.

    What it takes the place of is deleted if it was never submitted: a wrong file is nobody else's to see.
    """
    current = getattr(access_request, kind.value)
    original_name = clean_name(file.name or "", scan.extension)
    same = access_request.attachments.filter(kind=kind, sha256=scan.sha256, original_name=original_name).first()
    if same:  # the current one, or one that was submitted before and is brought back
        if same != current:
            save_answers(access_request, **{kind.value: same})
            _remove_unsubmitted(current)
        return
    attachment = Attachment(
        access_request=access_request,
        kind=kind,
        original_name=original_name,
        content_type=scan.content_type,
        extension=scan.extension,
        size=scan.size,
        pages=scan.pages,
        sha256=scan.sha256,
        uploaded_by=by,
    )
    save_answers(access_request, **{kind.value: attachment})  # first, as a refusal must leave no file behind
    attachment.file.save(file.name or "scan", file, save=False)
    attachment.save(force_insert=True)
    tasks.order_page_images(attachment)
    _remove_unsubmitted(current)


def _remove_unsubmitted(scan: Attachment | None) -> None:
    if scan and not _was_submitted(scan):
        _delete_files([scan, *AttachmentPage.objects.filter(attachment=scan)])
        scan.delete()


def _delete_files(rows: Iterable[Attachment | AttachmentPage | Preview]) -> None:
    """Once the transaction that removes the rows is committed."""
    for file in [row.file for row in rows if row.file]:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))


def _was_submitted(scan: Attachment) -> bool:
    submissions = selectors.submissions(selectors.history(scan.access_request))
    return any(act.details["answers"][scan.kind] == answers.plain(scan) for act in submissions)


@transaction.atomic
def delete_draft(access_request: AccessRequest) -> None:
    """Removes a draft with its scans and sheets. Raises StaleRequest once it has been submitted."""
    draft = AccessRequest.objects.filter(pk=access_request.pk, state=State.DRAFT)
    # The lock, as in `workflow.perform`: a submission in another tab either came first or finds nothing.
    if not draft.update(version=F("version") + 1):
        raise StaleRequest(get_object_or_404(AccessRequest, pk=access_request.pk))
    page_images = AttachmentPage.objects.filter(attachment__access_request=access_request)
    _delete_files([*access_request.attachments.all(), *page_images, *access_request.previews.all()])
    draft.get().delete()


def credential_to_set(disposition: Disposition) -> Credential | None:
    """What an activation or reissue has just issued, for its staff to set on the server; None after a minute.

    A minute, not once: of a doubled click the browser shows the second answer alone. Each showing is recorded.
    """
    credential = selectors.newest_credential(disposition.access_request)
    assert credential is not None
    expected = CredentialState.SEALED if disposition.act is sop.ACTIVATE else CredentialState.RELEASED
    is_of_this_act = credential.state == expected and credential.created_at <= disposition.at
    if not is_of_this_act or timezone.now() - disposition.at >= DOUBLED_WITHIN:
        return None
    audit.record(
        "credential_shown_to_staff",
        actor=disposition.actor,
        appointment=disposition.appointment,
        target=disposition.access_request,
        credential=str(credential.pk),
    )
    return credential


@sensitive_variables("password")
def take_credential(credential: Credential, *, session_key: str) -> str | None:
    """Gives the password to the session that may see it, None to any other; staff are told of the first refusal.

    The claim and its audit entry are committed before the password leaves (at most one claimant). One that doesn't
    open, because somebody moved its ciphertext or the key file is another one now, is refused too.
    """
    access_request, password = credential.account.access_request, None
    with transaction.atomic():
        if credential.take(session_key):
            with suppress(SealBroken):
                password = credential.open()
        audit.record(
            "credential_shown" if password else "credential_refused",
            actor=credential.recipient,
            target=access_request,
            credential=str(credential.pk),
        )
        if not password and _refusals(credential) == 1:
            notifications.warn_staff(access_request)
    return password


def _refusals(credential: Credential) -> int:
    """How often it was refused; exact once one's own entry stands, for the audit trail is written by one at a time."""
    target = str(credential.account.access_request_id)
    refused = AuditEntry.objects.filter(action="credential_refused", target_id=target)
    return refused.filter(data__credential=str(credential.pk)).count()


def note_opening(access_request: AccessRequest, *, by: User) -> None:
    """Records, once a version, that the person whose turn it is has the request before them; of others, nothing.

    A draft waits for nobody but its own applicant, who changes it all the time.
    """
    awaited = access_request.awaited
    if awaited is None or access_request.state == State.DRAFT or not is_theirs(access_request, awaited, by):
        return
    opened = {"access_request": access_request, "version": access_request.version, "person": by}
    if Opening.objects.filter(**opened).exists():
        return
    try:
        _write_opening(opened, next(iter(capacities(access_request, awaited, by)), None))
    except IntegrityError:  # in two tabs at once: the other one has written it
        if not Opening.objects.filter(**opened).exists():
            raise


@transaction.atomic
def _write_opening(opened: dict[str, Any], appointment: Appointment | None) -> None:
    access_request = opened["access_request"]
    seen = {"version": access_request.version, "letter_sha256": access_request.letter_sha256}
    entry = audit.record("opened", actor=opened["person"], appointment=appointment, target=access_request, **seen)
    Opening.objects.create(audit_entry=entry, **opened)


@transaction.atomic
def write_note(access_request: AccessRequest, *, appointment: Appointment, key: uuid.UUID, text: str) -> Note:
    """Keeps a note between officials; the same key is the same note, sent twice.

    It is no act: nothing moves, nobody is told. Raises StaleRequest when the key was used for another note.
    """
    writer = appointment.user
    written = {"access_request": access_request, "version": access_request.version, "at": timezone.now(), "text": text}
    record = partial(
        audit.record,
        "note_written",
        actor=writer,
        appointment=appointment,
        target=access_request,
        version=access_request.version,
    )
    note, _is_new = Note.objects.get_or_create(
        actor=writer, form_key=key, defaults=written | Note.by(writer, appointment) | {"audit_entry": record}
    )
    if (note.access_request_id, note.text) != (access_request.pk, text):
        raise StaleRequest(access_request)
    return note


def preview_sheet(act: Callable[[], Disposition], sheet: Sheet, *, by: User) -> Preview:
    """The sheet as `act` would make it, by the very same way; then the act is undone.

    Raises whatever the act raises.
    """
    with transaction.atomic():
        disposition = act()
        document = disposition.documents.get(sheet=sheet, paper_size=sizes_of(sheet)[0])
        html = documents.page_of(document, mark=tasks.PREVIEWED)
        transaction.set_rollback(True)
    return tasks.order_preview(disposition.access_request, sheet, html=html, mark=tasks.PREVIEWED, by=by)


@transaction.atomic
def remove_old_previews() -> int:
    """Deletes the previews of yesterday with their files; returns how many. Idempotent."""
    old = Preview.objects.filter(created_at__lt=timezone.now() - PREVIEWED_FOR)
    rows = list(old)
    old.delete()
    _delete_files(rows)
    return len(rows)


def wipe_overdue_credentials() -> int:
    """Wipes every credential whose ten minutes or 72 hours are over; returns how many. Idempotent.

    Of one that nobody took, it tells both sides.
    """
    overdue = Credential.objects.filter(open_until__lte=timezone.now())
    lapsed = overdue.filter(state=CredentialState.RELEASED).select_related("account__access_request__applicant")
    wiped = 0
    for credential in lapsed:
        try:
            wiped += _lapse(credential)
        except Exception:  # whatever keeps one from being told of holds up neither the others nor the wiping
            logger.exception("Nobody could be told of lapsed credential %s", credential.pk)
    return wiped + Credential.wipe(overdue)


@transaction.atomic
def _lapse(credential: Credential) -> int:
    wiped = Credential.wipe(Credential.objects.filter(pk=credential.pk, state=CredentialState.RELEASED))
    if wiped:  # else it was taken at the last moment, wiped by another machine, or a new one has been issued
        notifications.tell_of_lapse(credential.account.access_request)
    return wiped
