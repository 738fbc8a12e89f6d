"""Which doors of the site the person may see in the header."""

from django.http import HttpRequest

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
