from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "tutela.registers"
    label = "registers"
