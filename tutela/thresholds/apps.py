from django.apps import AppConfig


class ThresholdsConfig(AppConfig):
    name = "tutela.thresholds"
    label = "thresholds"
