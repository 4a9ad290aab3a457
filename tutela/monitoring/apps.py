from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "tutela.monitoring"
    label = "monitoring"
