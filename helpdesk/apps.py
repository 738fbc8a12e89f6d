from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self) -> None:
        from helpdesk import checks  # noqa: F401  (registers the system checks)
        from helpdesk.append_only import guard

        post_migrate.connect(guard)
