from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "requests"
    verbose_name = _("Access requests")

    def ready(self) -> None:
        from requests import renaming  # noqa: F401  (listens)
