"""Addresses of the case file on the staff site, by area."""

from . import file, planning, referral, registration

urlpatterns = [*file.urlpatterns, *registration.urlpatterns, *planning.urlpatterns, *referral.urlpatterns]
