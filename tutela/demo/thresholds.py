"""A file that was early support until more was needed (R51); a triaged one that another body acts in already."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from tutela.accounts import api as accounts
from tutela.cases import api as cases
from tutela.cases.models import CaseFile
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache
from tutela.thresholds import actions
from tutela.thresholds.models import KindChange

from .country import Country
from .people import People

_ELSEWHERE = {
    "why": "elsewhere",
    "words": "The school counsellor of the next town has worked with the family since spring; both agree.",
    "pointed_to": "The counsellor, by telephone; the family knows our number.",
}


OPENED = Counter({"children": 2, "open": 2, "sex:UNK": 2, "risk:UNK": 2, "district:0": 2})
"""What the country shows beside its stories."""


def build_thresholds(country: Country, people: People) -> None:
    """In the oldest of the caseworker's open files of a child at risk: how its kind changed. Of two triaged files, one is not accepted."""
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
    """Two files that the intake officer opened in the first office: one is another body's, one waits to be looked at."""
    first = country.districts[0]
    officer, boss = accounts.actor_for(people.intake), accounts.actor_for(people.supervisors[first.code])
    with cache.scope():
        for name, kind in (("Noor", "child_at_risk"), ("Levi", "early_support")):
            opening = cases.Opening(given_names=name, sex="UNK", age_low=9, age_high=11, file_type=kind)
            with acting_as(officer):
                file = cases.open_file(by=officer, office=country.offices[first.code], territory=first, opening=opening)
            if kind == "child_at_risk":
                with acting_as(boss):
                    actions.decline_file(file=file, by=boss, values=_ELSEWHERE)
