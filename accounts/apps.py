from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and offices")

    def ready(self) -> None:
        # What these listen to must be heard by commands too.
        from accounts import audit_signals, sessions  # noqa: F401
