from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "tutela.coordination"
    label = "coordination"
