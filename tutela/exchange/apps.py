from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tutela.exchange"
    label = "exchange"
