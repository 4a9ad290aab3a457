from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    name = "tutela.reintegration"
    label = "reintegration"
