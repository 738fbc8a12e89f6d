"""People in templates."""

from django import template

from accounts.models import User
from accounts.nip import mask_nip
from accounts.permissions import can_see_nip

register = template.Library()


@register.filter
def nip_for(person: User, reader: User) -> str:
    """The person's NIP as far as the reader may know it; empty for someone without one."""
    return person.printed_nip if can_see_nip(reader, person) else mask_nip(person.nip)
