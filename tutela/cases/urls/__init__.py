"""Addresses of the case file on the staff site, by area."""

from . import file, planning, referral, registration, take_report

urlpatterns = [
    *file.urlpatterns,
    *registration.urlpatterns,
    *planning.urlpatterns,
    *referral.urlpatterns,
    *take_report.urlpatterns,
]
