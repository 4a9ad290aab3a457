"""A file that was early support until more was needed (R51); a triaged one that another body acts in already."""

from __future__ import annotations

import datetime as dt

from tutela.accounts import api as accounts
from tutela.cases.models import CaseFile
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache
from tutela.thresholds import actions, policies
from tutela.thresholds.models import KindChange

from .country import Country
from .people import People

_ELSEWHERE = {
    "why": "elsewhere",
    "words": "The school counsellor of the next town has worked with the family since spring; both agree.",
    "pointed_to": "The counsellor, by telephone; the family knows our number.",
}


def build_thresholds(country: Country, people: People) -> None:
    """In the oldest of the caseworker's open files of a child at risk: how its kind changed. A triaged file that is not accepted."""
    _not_accepted(country, people)
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


def _not_accepted(country: Country, people: People) -> None:
    """The first triaged file that names no danger."""
    for district in country.districts:
        by = accounts.actor_for(people.supervisors[district.code])
        with cache.scope(), acting_as(by):
            found = CaseFile.objects.filter(office__territory=district, state="triaged").select_related("child", "office")
            file = next((one for one in found.order_by("opened_at") if policies.decline.allows(by, one)), None)
            if file is not None:
                actions.decline_file(file=file, by=by, values=_ELSEWHERE)
                return
