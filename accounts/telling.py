"""Telling a person something: on the site and by mail, from one template, in their own language."""

from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Notice, User
from helpdesk import mail


class Speed(Enum):
    AT_ONCE = "a notice, and a mail at once"
    DIGEST = "a notice, which the next digest mails"
    # For whoever isn't let in: there is nobody to read a notice.
    MAIL_ALONE = "a mail at once, and no notice"


AT_ONCE, DIGEST, MAIL_ALONE = Speed


def tell(
    person: User,
    template: str,
    path: str,
    context: dict[str, Any],
    *,
    speed: Speed = AT_ONCE,
    thread: UUID | None = None,
) -> None:
    """Writes notice and mail within the caller's transaction; its audit entries come before (`lock_to_change_address`).

    Whoever is shut out is told nothing but what is a mail alone: they can open no page, and are no part of it any more.
    The first line of the template is the mail's subject and the notice's title. Beside `context` it knows `person`,
    the `site`, and the `link` to `path`, a page that the person may see. `thread` is that of `helpdesk.mail.post`.
    """
    if not (person.is_active or speed is MAIL_ALONE):
        return
    with translation.override(person.language):
        words = context | {"person": person, "site": settings.SITE_URL, "link": settings.SITE_URL + path}
        text = render_to_string(template, words).strip()
        if speed is not MAIL_ALONE:
            title = " ".join(text.partition("\n")[0].split())
            Notice.objects.create(person=person, title=title[:250], path=path, waits_for_digest=speed is DIGEST)
        if speed is not DIGEST:
            mail.post_text(text, to=person.email, thread=thread)
