"""Building the invented country. Runs as the embedded server's superuser, which row security does not bind; never on a
database that holds anything else."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable

from django.db import connection, transaction

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.cases.models import CaseFile
from tutela.exports.tasks import work_on_export
from tutela.kernel.clock import today
from tutela.kernel.vault import cache

from .agreements import build_agreements
from .circumstances import build_circumstances
from .community import build_community
from .configuration import build_configuration
from .coordination import build_coordination
from .country import build_country
from .decisions import build_decisions
from .desks import build_desks
from .exports import build_exports
from .facilities import build_facilities
from .files import FileRows, batches
from .history import YEARS, Story, stories, totals
from .imports import BROUGHT_IN, build_imports
from .justice import build_justice
from .monitoring import build_monitoring
from .papers import build_papers
from .participation import COMPLAINTS, build_participation
from .people import build_people
from .placements import build_placements
from .reintegration import build_reintegration
from .reports import REPORTS, build_reports
from .retention import build_retention
from .signatures import build_signatures
from .tasks import work_on_panel, work_on_releases
from .thresholds import OPENED, build_thresholds
from .transfers import build_transfers
from .treatment import build_treatment
from .twice import build_merges, build_twice
from .unseen import build_unseen
from .webhooks import build_webhooks
from .worklist import build_worklist

SEED = 65221
_BATCH = 250
_CHAPTERS = (
    build_facilities,
    build_placements,
    build_justice,
    build_treatment,
    build_community,
    build_circumstances,
    build_decisions,
    build_coordination,
    build_reintegration,
    build_papers,
    build_thresholds,
    build_worklist,
    build_participation,
    build_signatures,
)
"""What stands on desks and in files, in the order in which one builds on the other."""


def is_built() -> bool:
    """Whether the demo country is there."""
    return User.objects.filter(username="caseworker").exists()


def is_empty() -> bool:
    """Whether nobody works with this database yet."""
    return not User.objects.filter(is_system=False).exists() and not CaseFile.objects.exists()


def build(
    children: int,
    *,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda done: None,
    keep_code: Callable[[str], object] = lambda code: None,
) -> dict[str, int]:
    """Build everything in one transaction, but for what the worker works on; returns the totals the country must show.

    ``progress`` is told how many children are done, ``keep_code`` the receipt of a report whose mailbox one can try.
    """
    day = today()
    with transaction.atomic():
        country = build_country()
        people = build_people(country, YEARS)
        accounts.create_system_users()
        done = 0
        for batch in batches(stories(children, seed=seed, districts=len(country.districts), today=day), _BATCH):
            with cache.scope():
                rows = FileRows(day)
                for story in batch:
                    district = country.districts[story.district]
                    rows.add(
                        story,
                        territory=district,
                        office=country.offices[district.code],
                        worker=_worker(people.workers[district.code], story),
                        supervisor=people.supervisors[district.code],
                        points=country.points[district.code],
                    )
                rows.insert()
                _append(rows.events)
            done += len(batch)
            progress(done)
        keep_code(build_reports(country, people))
        build_desks(country, people)
        build_twice(country, people)
        build_unseen(seed, later=work_on_panel.defer)
        for chapter in _CHAPTERS:
            chapter(country, people)
        build_agreements(country)
        build_exports(country, later=work_on_export.defer)
        build_imports(country, people)
        build_retention()
        build_webhooks()
        build_configuration()
        build_merges(country, people)
        build_transfers(country, people)
        build_monitoring()
        work_on_releases.defer()
    return expected(children, seed=seed, districts=len(country.districts), day=day)


def expected(children: int, *, districts: int, day: dt.date, seed: int = SEED) -> dict[str, int]:
    """The totals of a country of this size and seed, counted from the stories alone."""
    told = BROUGHT_IN + OPENED + Counter(totals(stories(children, seed=seed, districts=districts, today=day)))
    return dict(told) | {"reports": len(REPORTS) + COMPLAINTS}


def _worker(workers: list[User], story: Story) -> User:
    """Everybody in turn; of the open files every second is the first worker's, so that the demo's own sign-in has work."""
    mine = story.closed_on is None and story.number % 2 == 0
    return workers[0] if mine else workers[story.number % len(workers)]


def _append(events: list[dict[str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_append(%s::jsonb)", [json.dumps(events)])
    events.clear()
