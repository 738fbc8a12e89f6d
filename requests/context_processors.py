"""What every page knows of the person's notices."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def notices(request: HttpRequest) -> dict[str, object]:
    """How many they haven't read; counted once a page, and on none that doesn't say it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread_notices": SimpleLazyObject(lambda: user.notices.filter(read_at=None).count())}
