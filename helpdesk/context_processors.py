"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Whether this is the demo, and whether it does without the second factor, which every page says."""
    return {"DEMO": settings.DEMO, "SECOND_FACTOR_REQUIRED": settings.SECOND_FACTOR_REQUIRED}
