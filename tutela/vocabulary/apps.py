from django.apps import AppConfig
from django.core import checks


class VocabularyConfig(AppConfig):
    name = "tutela.vocabulary"
    label = "vocabulary"

    def ready(self) -> None:
        """Refuse to start with a country profile that touches a fixed protection."""
        from .queries.start import fixed_protections

        checks.register(fixed_protections)
