"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import cards, desk, detail

urlpatterns = [
    path("reports", desk.desk, name="triage_desk"),
    path("reports/new", desk.enter, name="report_enter"),
    path("reports/<uuid:report_id>", desk.report, name="report"),
    path("reports/<uuid:report_id>/start", desk.start, name="report_start"),
    path("reports/<uuid:report_id>/safety", desk.safety, name="report_safety"),
    path("reports/<uuid:report_id>/urgency", desk.urgency, name="report_urgency"),
    path("reports/<uuid:report_id>/describe", desk.describe, name="report_describe"),
    path("reports/<uuid:report_id>/note", desk.note, name="report_note"),
    path("reports/<uuid:report_id>/settle", desk.settle_it, name="report_settle"),
    path("reports/<uuid:report_id>/agree", desk.agree, name="report_agree"),
    path("reports/<uuid:report_id>/forward", desk.forward, name="report_forward"),
    path("reports/<uuid:report_id>/reveal", desk.reveal, name="report_reveal"),
    path("reports/<uuid:report_id>/answer", detail.answer, name="report_answer"),
    path("reports/<uuid:report_id>/read", detail.read, name="report_read"),
    path("reports/<uuid:report_id>/contact", detail.contact, name="report_contact"),
    path("reports/<uuid:report_id>/barriers", detail.barriers, name="report_barriers"),
    path("reports/<uuid:report_id>/duty", detail.duty, name="report_duty"),
    path("reports/<uuid:report_id>/duty/settled", detail.duty_settled, name="report_duty_settled"),
    path("reports/<uuid:report_id>/online", detail.online, name="report_online"),
    path("reports/<uuid:report_id>/passed-on", detail.passed_on, name="report_passed_on"),
    path("reports/cards", cards.cards, name="cards"),
    path("reports/cards/new", cards.print_cards, name="cards_new"),
    path("reports/cards/<uuid:sheet_id>/handed-out", cards.hand_out, name="cards_hand_out"),
    path("reports/cards/<uuid:sheet_id>/withdraw", cards.withdraw, name="cards_withdraw"),
    path("reports/other-contact", detail.other_contact, name="other_contact"),
    path("reports/figures", detail.figures, name="report_figures"),
    path("reports/seal-anew/<uuid:team_id>", detail.seal_anew, name="report_seal_anew"),
]
