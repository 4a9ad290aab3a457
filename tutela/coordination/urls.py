"""Addresses of working together."""

from __future__ import annotations

from django.urls import path

from .views import chain, obligations
from .views import conferences as views

_FILE = "files/<uuid:file_id>/conferences"
_ONE = f"{_FILE}/<uuid:conference_id>"

_OBLIGATION = "files/<uuid:file_id>/obligations/<uuid:obligation_id>"

urlpatterns = [
    path(_FILE, views.conferences, name="conferences"),
    path(f"{_FILE}/new", views.conference_new, name="conference_new"),
    path(_ONE, views.conference, name="conference"),
    path(f"{_ONE}/<slug:conference_move>", views.conference_move, name="conference_move"),
    path("files/<uuid:file_id>/chain", chain.chain, name="chain"),
    path("files/<uuid:file_id>/obligations", obligations.obligations, name="obligations"),
    path("files/<uuid:file_id>/obligations/new", obligations.obligation_new, name="obligation_new"),
    path(_OBLIGATION, obligations.obligation, name="obligation"),
    path(f"{_OBLIGATION}/<slug:obligation_move>", obligations.obligation_move, name="obligation_move"),
    path("obligations/owed", obligations.owed, name="owed"),
    path("obligations/owed/<uuid:owed_id>", obligations.owed_answer, name="owed_answer"),
    path("obligations/overdue", obligations.overdue, name="overdue"),
    path("obligations/counts", obligations.owed_counts, name="owed_counts"),
    path("conferences", views.invitations, name="invitations"),
    path("conferences/tasks/<uuid:task_id>", views.conference_task, name="conference_task"),
    path("conferences/<uuid:participant_id>", views.invitation, name="invitation"),
    path("conferences/<uuid:participant_id>/undertaking", views.invitation_accept, name="invitation_accept"),
]
