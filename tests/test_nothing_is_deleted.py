"""What papers refer to can't be deleted, not even by hand."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import PROTECT, Model, ProtectedError

from requests.states import State
from tests.cast import Cast, appoint

# A draft goes with what hangs on it, a person's sessions with nothing of theirs; the rest is kept.
NOT_PROTECTED = {
    *("AccessRequest.letter", "AccessRequest.signed_form", "Session.user"),
    *("Attachment.access_request", "AttachmentPage.attachment", "Document.access_request"),
    *("Preview.access_request", "Preview.ordered_by"),
}


def references() -> Iterator[tuple[str, object]]:
    for app in ("accounts", "requests"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if field.remote_field:
                    yield f"{model.__name__}.{field.name}", field.remote_field.on_delete  # type: ignore[attr-defined]


def test_every_reference_protects_what_it_refers_to() -> None:
    assert {name for name, on_delete in references() if on_delete is not PROTECT} == NOT_PROTECTED


def test_nothing_that_papers_refer_to_can_be_deleted(cast: Cast) -> None:
    appoint(cast.liaison, "head", "plh", until="2026-12-31")
    access_request = cast.request_in(State.DELIVERED)
    rows: list[Model] = [access_request, access_request.server_account]
    rows += [cast.server, cast.health, cast.terms, cast.letterhead]
    for person in (cast.applicant, cast.head, cast.division_head, cast.section_head, cast.staff):
        rows += [person, *person.appointments.all()]
    for row in rows:
        with pytest.raises(ProtectedError):
            row.delete()
