from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "tutela.kernel"
    label = "kernel"
