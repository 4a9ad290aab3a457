"""Addresses of this context on the public site. None carries an id."""

from __future__ import annotations

from django.urls import path

from .views import public

urlpatterns = [path("find", public.find_help, name="public_finder")]
