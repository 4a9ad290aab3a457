from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "tutela.directory"
    label = "directory"
