"""Addresses of working together."""

from __future__ import annotations

from django.urls import path

from .views import chain
from .views import conferences as views

_FILE = "files/<uuid:file_id>/conferences"
_ONE = f"{_FILE}/<uuid:conference_id>"

urlpatterns = [
    path(_FILE, views.conferences, name="conferences"),
    path(f"{_FILE}/new", views.conference_new, name="conference_new"),
    path(_ONE, views.conference, name="conference"),
    path(f"{_ONE}/<slug:conference_move>", views.conference_move, name="conference_move"),
    path("files/<uuid:file_id>/chain", chain.chain, name="chain"),
    path("conferences", views.invitations, name="invitations"),
    path("conferences/tasks/<uuid:task_id>", views.conference_task, name="conference_task"),
    path("conferences/<uuid:participant_id>", views.invitation, name="invitation"),
    path("conferences/<uuid:participant_id>/undertaking", views.invitation_accept, name="invitation_accept"),
]
