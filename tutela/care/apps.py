from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "tutela.care"
    label = "care"
