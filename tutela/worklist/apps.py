from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "tutela.worklist"
    label = "worklist"
