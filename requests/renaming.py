"""When an agency, a server or a person gets another name, the requests that name them are found by it too."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accounts.models import Agency, User
from requests import search, tasks
from requests.models import Server

NAMES: dict[type[Model], tuple[str, ...]] = {
    Agency: ("name", "short_name"),
    Server: ("name", "address"),
    User: ("name",),
}


@receiver(pre_save, sender=Agency)
@receiver(pre_save, sender=Server)
@receiver(pre_save, sender=User)
def note_new_name(sender: type[Model], instance: Model, update_fields: Collection[str] | None, **kwargs: Any) -> None:
    """Whoever saves the row does so in a transaction, with which the note becomes true."""
    names = [name for name in NAMES[sender] if update_fields is None or name in update_fields]
    if instance._state.adding or not names:
        return
    other = Q(*((name, getattr(instance, name)) for name in names))
    if sender._default_manager.filter(~other, pk=instance.pk).exists():
        search.note_renaming(instance)
        tasks.renew_search_texts.enqueue()
