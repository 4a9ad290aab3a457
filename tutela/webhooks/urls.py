"""Addresses of webhooks on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("webhooks", views.webhooks, name="webhooks"),
    path("webhooks/new", views.webhook_new, name="webhook_new"),
    path("webhooks/<uuid:webhook_id>", views.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/secret", views.webhook_secret, name="webhook_secret"),
    path("webhooks/<uuid:webhook_id>/<str:webhook_move>", views.webhook_move, name="webhook_move"),
]
