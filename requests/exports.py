"""The register as a file: a short one at once, a long one by the worker, who tells when it is ready."""

import io
import logging
import tempfile
import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import chain

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from accounts import audit
from accounts.models import Notice, User
from helpdesk.models import JobState
from helpdesk.tasks import wake_due
from requests import notifications
from requests.documents import spreadsheet
from requests.models import RegisterExport
from requests.permissions import can_print_agenda
from requests.register_selectors import Sought, register_sought

KEPT_FOR = timedelta(days=1)
logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken the export over."""


@transaction.atomic
def order(*, by: User, key: uuid.UUID, kind: str, sought: Sought) -> RegisterExport:
    """An export of what is sought in this `ExportFormat`; the same form (`key`) gives the same one. Recorded once."""
    rows = register_sought(by, sought).count()
    is_short = rows <= settings.EXPORT_AT_ONCE_ROWS
    state = JobState.DONE if is_short else JobState.PENDING
    export, is_new = RegisterExport.objects.get_or_create(
        pk=uuid.uuid5(by.pk, f"{key} {kind}"),
        defaults={"ordered_by": by, "format": kind, "sought": sought, "rows": rows, "state": state},
    )
    if is_new:
        audit.record("register_exported", actor=by, target=export, format=kind, rows=rows, sought=sought)
        if not is_short:
            make_export.enqueue(str(export.pk))
    return export


def content_of_short(export: RegisterExport) -> bytes:
    """One handed out at once, as the register stands now."""
    file = io.BytesIO()
    parts = spreadsheet.parts(register_sought(export.ordered_by, export.sought))
    spreadsheet.write(export.format, chain.from_iterable(parts), file)
    return file.getvalue()


@task(priority=-10)  # a long one must not hold up mails and sheets
def make_export(pk: str) -> None:
    """Makes the file once, and tells whoever ordered it; a failure is tried again by housekeeping."""
    export = RegisterExport.claim(pk)
    if export is None:
        return
    try:
        _delete_files(export)  # of a worker that was killed
        if can_print_agenda(export.ordered_by):
            _hand_over(export, _make_file(export))
        else:
            export.give_up("Whoever ordered it no longer reads every letter.")
    except Exception as error:  # as with a sheet
        logger.exception("Export %s could not be made", pk)
        export.fail(repr(error))


def _hand_over(export: RegisterExport, name: str) -> None:
    """Marks the export done and tells whoever ordered it, or leaves no file."""
    is_handed_over = False
    try:
        with transaction.atomic():
            if export.finish(file=name, rows=export.rows_done, rows_done=export.rows_done):
                notifications.tell_of_export(export)
                is_handed_over = True
    finally:
        if not is_handed_over:  # another worker was faster, or it could not be told
            default_storage.delete(name)


def _make_file(export: RegisterExport) -> str:
    with tempfile.TemporaryFile() as file:
        spreadsheet.write(export.format, _counted(export), file)
        file.seek(0)
        return default_storage.save(export.path_of_attempt(export.attempts), File(file))


def _counted(export: RegisterExport) -> Iterator[list[spreadsheet.Cell]]:
    """The rows; after each part of them the row says how far it is, and the worker keeps it for another while."""
    export.rows_done = 0  # not those of a worker that was killed
    for part in spreadsheet.parts(register_sought(export.ordered_by, export.sought)):
        yield from part
        export.rows_done += len(part)
        if not export.keep(rows_done=export.rows_done):
            raise LeaseLost


def _delete_files(export: RegisterExport) -> None:
    for attempt in range(1, export.MAX_ATTEMPTS + 1):
        default_storage.delete(export.path_of_attempt(attempt))


@transaction.atomic
def remove_old_exports() -> int:
    """Deletes the exports of yesterday with their files; returns how many. Idempotent."""
    old = RegisterExport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    rows = list(old)
    for export in rows:  # nor does a notice lead to what is gone
        Notice.objects.filter(person=export.ordered_by_id, path=reverse("register_export", args=[export.pk])).delete()
    old.delete()
    for export in rows:
        transaction.on_commit(partial(_delete_files, export))
    return len(rows)


def wake_due_exports() -> int:
    return wake_due(RegisterExport, make_export)
