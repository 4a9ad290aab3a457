from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    name = "tutela.treatment"
    label = "treatment"
