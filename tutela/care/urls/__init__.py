"""Addresses of care on the staff site, by area."""

from . import file, planning, referral

urlpatterns = [*file.urlpatterns, *planning.urlpatterns, *referral.urlpatterns]
