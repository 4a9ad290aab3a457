from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "tutela.webhooks"
    label = "webhooks"
