"""Addresses of this context on the public site. None carries an id."""

from __future__ import annotations

from django.urls import path

from .queries.information import PAGES
from .views import public

urlpatterns = [
    path("find", public.find_help, name="public_finder"),
    path("signs", public.sign_lists, name="public_signs"),
    path("services", public.services, name="public_services"),
    *(path(name, public.page(name), name=f"public_{name}") for name in PAGES),
]
