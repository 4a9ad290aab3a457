"""Addresses of this context on the public site. None carries an id."""

from __future__ import annotations

from django.urls import path

from .queries.information import PAGES
from .views import mailbox, public, tell

urlpatterns = [
    path("", public.start, name="public_start"),
    path("tell", tell.tell, name="public_report"),
    path("code", mailbox.code, name="public_receipt"),
    path("signs", public.sign_lists, name="public_signs"),
    path("services", public.services, name="public_services"),
    *(path(name, public.page(name), name=f"public_{name}") for name in PAGES),
    path("leave", public.leave, name="public_leave"),
]
