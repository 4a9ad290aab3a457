"""Addresses of this context on the public site. None carries an id."""

from __future__ import annotations

from django.urls import path

from .views import mailbox, public, tell

urlpatterns = [
    path("", public.start, name="public_start"),
    path("tell", tell.tell, name="public_report"),
    path("code", mailbox.code, name="public_receipt"),
    path("leave", public.leave, name="public_leave"),
]
