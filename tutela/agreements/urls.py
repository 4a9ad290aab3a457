"""Addresses of agreements on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

_ONE = "agreements/<uuid:agreement_id>"

urlpatterns = [
    path("agreements", views.agreements, name="agreements"),
    path("agreements/new", views.agreement_new, name="agreement_new"),
    path(_ONE, views.agreement, name="agreement"),
    path(f"{_ONE}/decide", views.agreement_decide, name="agreement_decide"),
    path(f"{_ONE}/end", views.agreement_end, name="agreement_end"),
    path(f"{_ONE}/table.csv", views.agreement_table, name="agreement_table"),
]
