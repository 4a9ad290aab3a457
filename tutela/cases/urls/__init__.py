"""Addresses of the child and the file on the staff site, by area."""

from . import files, participation, registration, take_report

urlpatterns = [
    *files.urlpatterns,
    *registration.urlpatterns,
    *participation.urlpatterns,
    *take_report.urlpatterns,
]
