from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "tutela.participation"
    label = "participation"
