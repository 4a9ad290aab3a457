from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "tutela.community"
    label = "community"
