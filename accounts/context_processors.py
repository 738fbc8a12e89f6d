"""What every page's header knows of the person: which doors they may see, and how many notices they haven't read."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.permissions import agencies_spoken_for, current_appointments, is_official, is_super_admin


def offices(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "holds_office": bool(current_appointments(user)),
        "is_official": is_official(user),
        "is_super_admin": is_super_admin(user),
        "is_liaison": bool(agencies_spoken_for(user)),
    }


def notices(request: HttpRequest) -> dict[str, object]:
    """Counted once a page, and on none that doesn't say it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread_notices": SimpleLazyObject(lambda: user.notices.filter(read_at=None).count())}
