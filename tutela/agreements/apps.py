from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "tutela.agreements"
    label = "agreements"
