from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tutela.ui"
    label = "ui"
