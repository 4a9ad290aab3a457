from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "tutela.placements"
    label = "placements"
