from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "tutela.signatures"
    label = "signatures"
