from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "tutela.merging"
    label = "merging"
