"""Addresses of referral, contact, review and closing."""

from __future__ import annotations

from django.urls import path

from ..views import referral as views

_FILE = "files/<uuid:file_id>"

urlpatterns = [
    path("referrals", views.inbox, name="referrals_inbox"),
    path("referrals/<uuid:referral_id>", views.answer, name="referral_answer"),
    path(f"{_FILE}/referrals/new", views.referral_new, name="referral_new"),
    path(f"{_FILE}/referrals/<uuid:referral_id>", views.referral, name="referral"),
    path(f"{_FILE}/referrals/<uuid:referral_id>/send", views.referral_send, name="referral_send"),
    path(f"{_FILE}/referrals/<uuid:referral_id>/recall", views.referral_recall, name="referral_recall"),
    path(f"{_FILE}/contacts/new", views.follow_up_new, name="follow_up_new"),
    path(f"{_FILE}/contacts/after-closing", views.contact_after_closing, name="contact_after_closing"),
    path(f"{_FILE}/reviews/new", views.review_new, name="review_new"),
    path(f"{_FILE}/closing", views.closure, name="closure"),
    path(f"{_FILE}/closing/change", views.closure_new, name="closure_new"),
    path(f"{_FILE}/closing/<uuid:closure_id>/submit", views.closure_submit, name="closure_submit"),
]
