"""The help under `/bantuan/` and in `docs/help/`, as data: one page a role, rendered from here alone.

What the SOP's table, the digest and the credential say is taken from there, and the names of buttons and pages are
the very messages that those use. The pictures are made by the walk in `tests/browser/test_help.py`.
"""

from requests.help.agencies import APPLICANT, LIAISON
from requests.help.heads import DIVISION_HEAD, HEAD, SECTION_HEAD
from requests.help.staff import STAFF

GUIDES = (APPLICANT, LIAISON, HEAD, DIVISION_HEAD, SECTION_HEAD, STAFF)
BY_SLUG = {guide.slug: guide for guide in GUIDES}

__all__ = ["BY_SLUG", "GUIDES"]
