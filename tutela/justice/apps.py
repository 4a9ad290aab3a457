from django.apps import AppConfig


class JusticeConfig(AppConfig):
    name = "tutela.justice"
    label = "justice"
