"""Addresses of referral and what it stands on, of contact, review, closing and reopening."""

from __future__ import annotations

from django.urls import path

from ..views import basis, closing
from ..views import referral as views

_FILE = "files/<uuid:file_id>"

urlpatterns = [
    path("referrals", views.inbox, name="referrals_inbox"),
    path("referrals/<uuid:referral_id>", views.answer, name="referral_answer"),
    path(f"{_FILE}/referrals/new", views.referral_new, name="referral_new"),
    path(f"{_FILE}/referrals/<uuid:referral_id>", views.referral, name="referral"),
    path(f"{_FILE}/referrals/<uuid:referral_id>/send", views.referral_send, name="referral_send"),
    path(f"{_FILE}/referrals/<uuid:referral_id>/recall", views.referral_recall, name="referral_recall"),
    path(f"{_FILE}/consents/<uuid:consent_id>/withdraw", basis.consent_withdraw, name="consent_withdraw"),
    path(f"{_FILE}/persons/<uuid:person_id>/safety", basis.person_unsafe, name="person_unsafe"),
    path(f"{_FILE}/contacts/new", closing.follow_up_new, name="follow_up_new"),
    path(f"{_FILE}/contacts/after-closing", closing.contact_after_closing, name="contact_after_closing"),
    path(f"{_FILE}/reviews/new", closing.review_new, name="review_new"),
    path(f"{_FILE}/closing", closing.closure, name="closure"),
    path(f"{_FILE}/closing/change", closing.closure_new, name="closure_new"),
    path(f"{_FILE}/closing/<uuid:closure_id>/submit", closing.closure_submit, name="closure_submit"),
    path(f"{_FILE}/reopen", closing.reopen, name="file_reopen"),
]
