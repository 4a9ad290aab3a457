from django.urls import path

from . import views

app_name = "ui"

urlpatterns = [
    path("style", views.style_page, name="style"),
    path("theme", views.set_theme, name="theme"),
]
