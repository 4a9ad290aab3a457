from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tutela.config"
    label = "config"

    def ready(self) -> None:
        from . import system_checks  # noqa: F401
