"""Settings of the unit tests: the site's own, with throw-away values, on SQLite in memory or DATABASE_URL."""

import atexit
import os
import tempfile
from pathlib import Path

from helpdesk.vault import write_new_key

_folder = tempfile.TemporaryDirectory(prefix="helpdesk-")
atexit.register(_folder.cleanup)
os.environ |= {
    "DEMO": "0",
    "DEBUG": "0",
    "VAR_DIR": _folder.name,
    "MEDIA_ROOT": f"{_folder.name}/files",
    "KEY_FILE": f"{_folder.name}/tests.key",
    "SECRET_KEY": "tests only",
    "ALLOWED_HOSTS": "testserver",
    "SITE_URL": "https://testserver",
    "EMAIL_URL": "memorymail://",
    "FROM_EMAIL": "helpdesk@helpdesk.example",
    "SECURITY_CONTACT": "mailto:keamanan@helpdesk.example",
    "SECURITY_CONTACT_SEEN_ON": "2026-11-24",
}
write_new_key(Path(os.environ["KEY_FILE"]))

from helpdesk.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir()  # noqa: F405  (whitenoise warns when it is missing)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECURE_SSL_REDIRECT = False
EVEN_TIME_SECONDS = 0.001
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# At its import it says "bridge initialized", which would follow pytest's closing line.
LOGGING["loggers"] = {"pikepdf": {"level": "WARNING"}}  # noqa: F405
