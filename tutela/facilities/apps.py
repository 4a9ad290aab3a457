from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "tutela.facilities"
    label = "facilities"
