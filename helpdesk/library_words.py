"""Messages of Django and allauth whose Indonesian there is informal or misleading.

Nothing imports this: naming a message here brings it into our catalogue, which goes before theirs.
"""

from django.utils.translation import gettext_noop

gettext_noop("You must type the same password each time.")
gettext_noop("This field is required.")
gettext_noop("%(model_name)s with this %(field_label)s already exists.")
gettext_noop("TOTP Authenticator")
gettext_noop("WebAuthn")
