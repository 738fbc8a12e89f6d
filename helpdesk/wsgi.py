"""The WSGI application that the web server runs."""

import os

from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
application = get_wsgi_application()
if errors := [str(message) for message in run_checks() if message.is_serious() and not message.is_silenced()]:
    # A web server starts without Django's checks; this one doesn't.
    raise SystemExit("\n".join(errors))
