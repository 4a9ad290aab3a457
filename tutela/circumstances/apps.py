from django.apps import AppConfig


class CircumstancesConfig(AppConfig):
    name = "tutela.circumstances"
    label = "circumstances"
