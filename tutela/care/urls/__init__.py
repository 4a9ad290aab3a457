"""Addresses of care on the staff site, by area."""

from . import file, placement, planning, referral

urlpatterns = [*file.urlpatterns, *planning.urlpatterns, *placement.urlpatterns, *referral.urlpatterns]
