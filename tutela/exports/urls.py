"""Addresses of exports on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

_ONE, _KEY = "exports/<uuid:export_id>", "exports/recipients/<uuid:recipient_id>"

urlpatterns = [
    path("exports", views.exports, name="exports"),
    path("exports/new", views.export_new, name="export_new"),
    path("exports/recipients", views.export_recipients, name="export_recipients"),
    path("exports/recipients/new", views.export_recipient_new, name="export_recipient_new"),
    path(f"{_KEY}/confirm", views.export_recipient_confirm, name="export_recipient_confirm"),
    path(f"{_KEY}/end", views.export_recipient_end, name="export_recipient_end"),
    path(_ONE, views.export, name="export"),
    path(f"{_ONE}/decide", views.export_decide, name="export_decide"),
    path(f"{_ONE}/withdraw", views.export_withdraw, name="export_withdraw"),
    path(f"{_ONE}/again", views.export_again, name="export_again"),
    path(f"{_ONE}/file", views.export_file, name="export_file"),
]
