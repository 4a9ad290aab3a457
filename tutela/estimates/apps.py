from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    name = "tutela.estimates"
    label = "estimates"
