"""Addresses of signatures."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/signatures"
_ASKED = f"{_FILE}/under/<slug:signature_subject>/<uuid:about_id>/<slug:signer>"
_ONE = f"{_FILE}/<uuid:signature_id>"

urlpatterns = [
    path(_FILE, views.signatures, name="signatures"),
    path(_ASKED, views.signature_new, name="signature_new"),
    path(f"{_ASKED}/sheet", views.signature_sheet, name="signature_sheet"),
    path(_ONE, views.signature, name="signature"),
    path(f"{_ONE}/<slug:signature_step>", views.signature_move, name="signature_move"),
]
