from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "tutela.statistics"
    label = "statistics"
