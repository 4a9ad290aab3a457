"""A file that was early support until more was needed (R51)."""

from __future__ import annotations

import datetime as dt

from tutela.cases.models import CaseFile
from tutela.kernel.clock import now
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache
from tutela.thresholds.models import KindChange

from .country import Country
from .people import People


def build_thresholds(country: Country, people: People) -> None:
    """In the oldest of the caseworker's open files of a child at risk: how its kind changed."""
    worker = people.workers[country.districts[0].code][0]
    found = CaseFile.objects.filter(worker=worker, file_type="child_at_risk").exclude(state__in=("triaged", "closed"))
    with cache.scope():
        for file in found.order_by("opened_at")[:1]:
            day = now() - dt.timedelta(days=9)
            KindChange.objects.create(
                id=uuid7(),
                file=file,
                key_id=file.child_id,
                was="early_support",
                now="child_at_risk",
                grounds=["risk"],
                words="The rent is paid again, but the evenings at home are not safe. The child asked for a visit.",
                created_at=day,
                updated_at=day,
                created_by=worker,
                updated_by=worker,
            )
