"""What protected rows of a facility share: its data key, its two offices, and the row security that stands on them."""

from __future__ import annotations

from django.db import models

from tutela.directory.models import Office
from tutela.kernel.database.shield import Rows, Shield, any_of, holds, offices
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import Sealed

INSPECTION = offices("inspection_office_id", "facility_inspect")
MANAGER = offices("office_id", "facility_manage")
KEEPER = offices("inspection_office_id", "deadline_keep")
OVERSIGHT = holds("oversight_docket")

BOTH = Shield(staff=Rows.all(any_of(INSPECTION, MANAGER)))
"""The facility's own people and its inspection."""

COMMON = "id key_id facility office inspection_office"
"""The S1 fields of every protected row."""


class AtFacility(Sealed):
    """A row of a facility: ``office`` is the facility's own, ``inspection_office`` its inspection's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey("facilities.Facility", on_delete=models.PROTECT, related_name="%(class)s_rows")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    inspection_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
