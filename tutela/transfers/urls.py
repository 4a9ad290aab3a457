"""Addresses of transfers."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/transfers"

urlpatterns = [
    path("transfers", views.transfers, name="transfers"),
    path("transfers/<uuid:transfer_id>", views.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/<slug:transfer_step>", views.transfer_move, name="transfer_move"),
    path(_FILE, views.file_transfers, name="file_transfers"),
    path(f"{_FILE}/new", views.transfer_new, name="transfer_new"),
    path(f"{_FILE}/propose", views.transfer_propose, name="transfer_propose"),
    path(f"{_FILE}/proposals/<uuid:proposal_id>", views.transfer_proposal, name="transfer_proposal"),
    path(
        f"{_FILE}/proposals/<uuid:proposal_id>/<slug:proposal_step>",
        views.transfer_proposal_move,
        name="transfer_proposal_move",
    ),
    path(f"{_FILE}/<uuid:transfer_id>", views.file_transfer, name="file_transfer"),
]
