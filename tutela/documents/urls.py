"""Addresses of papers."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/documents"
_ONE = f"{_FILE}/<uuid:document_id>"

urlpatterns = [
    path(_FILE, views.documents, name="documents"),
    path(f"{_FILE}/attach", views.document_attach, name="document_attach"),
    path(f"{_FILE}/seen", views.document_seen, name="document_seen"),
    path(_ONE, views.document, name="document"),
    path(f"{_ONE}/content", views.document_content, name="document_content"),
    path(f"{_ONE}/<slug:document_move>", views.document_move, name="document_move"),
]
