"""Addresses of this context on the public site. None carries an id."""

from __future__ import annotations

from django.urls import path

from .views import public

urlpatterns = [
    path("", public.start, name="public_start"),
    path("tell", public.tell, name="public_report"),
    path("code", public.code, name="public_receipt"),
    path("leave", public.leave, name="public_leave"),
]
