from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "tutela.transfers"
    label = "transfers"
