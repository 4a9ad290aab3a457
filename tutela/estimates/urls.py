"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import estimates, lists, published

urlpatterns = [
    path("statistics/unseen", published.unseen, name="unseen"),
    path("statistics/unseen/external/new", published.add_external, name="external_new"),
    path("statistics/unseen/external.csv", published.external_csv, name="external_csv"),
    path("statistics/unseen/external/first", published.add_first, name="external_first"),
    path("statistics/unseen/lists/new", lists.link, name="lists_link"),
    path("statistics/unseen/lists/counts", lists.counts, name="lists_counts"),
    path("statistics/unseen/lists/<uuid:pk>", lists.lists, name="lists"),
    path("statistics/unseen/estimates/<uuid:pk>", estimates.estimate, name="estimate"),
    path("statistics/unseen/estimates/<uuid:pk>/again", estimates.again, name="estimate_again"),
    path("statistics/unseen/estimates/<uuid:pk>/send", estimates.send, name="estimate_send"),
    path("statistics/unseen/estimates/<uuid:pk>/decide", estimates.decide, name="estimate_decide"),
    path("statistics/unseen/estimates/<uuid:pk>/publish", estimates.publish, name="estimate_publish"),
    path("statistics/unseen/estimates/<uuid:pk>/withdraw", estimates.withdraw, name="estimate_withdraw"),
    path("statistics/unseen/estimates/<uuid:pk>/notebook", estimates.notebook_file, name="estimate_notebook"),
]
