"""The demo country shows the totals its stories promise."""

import json

import pytest
from django.db import connection
from django.db.models import Count, Q

from tutela.cases.models import CaseFile, Child
from tutela.demo import build, crowd
from tutela.demo.history import stories
from tutela.demo.tasks import work_on_panel, work_on_releases
from tutela.estimates import policies
from tutela.estimates.models import Estimate
from tutela.intake.models import Report
from tutela.kernel.clock import now, today
from tutela.kernel.database import embedded
from tutela.statistics.models import Release

CHILDREN = 25
DISTRICTS = 12


@pytest.fixture
def superuser(own_database, settings):
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD", "OPTIONS")}
    connection.close()
    password = settings.LOCATION.passwords[embedded.SUPERUSER]
    connection.settings_dict.update({"USER": embedded.SUPERUSER, "PASSWORD": password, "OPTIONS": {}})
    yield
    connection.close()
    connection.settings_dict.update(before)


@pytest.mark.slow
def test_the_database_shows_the_totals_of_the_stories(superuser, django_db_blocker):
    with django_db_blocker.unblock():
        assert build.is_empty()
        said = build.build(CHILDREN)
        assert said == build.expected(CHILDREN, districts=DISTRICTS, day=today())
        assert build.is_built()
        found = {"children": Child.objects.count(), "reports": Report.objects.count()}
        found |= CaseFile.objects.aggregate(
            open=Count("id", filter=~Q(state="closed")), closed=Count("id", filter=Q(state="closed"))
        )
        found |= {f"sex:{sex}": Child.objects.filter(sex=sex).count() for sex in ("girl", "boy", "UNK")}
        known, told = list(Child.objects.values_list("pk", flat=True)), []
        crowd.build_crowd(1003, seed=3, progress=told.append)
        added = CaseFile.objects.count() - found["open"] - found["closed"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [work_on_panel.name])
            asked = [json.loads(args) for (args,) in cursor.fetchall()]
        panels = [_panels()]
        Estimate.objects.filter(pk=asked[1]["pk"]).update(state="running", heard_at=now() - policies.SILENT)
        for job in (*asked, *asked):
            work_on_panel(**job)
            panels.append(_panels())
        for _again in range(2):
            work_on_releases()
        released = list(Release.objects.order_by("prepared_at").values_list("state", "version"))
        bare = Child.objects.exclude(pk__in=known).filter(Q(files=None) | Q(search_tokens=None)).count()
    for name, number in found.items():
        assert said.get(name, 0) == number, name
    assert (told, added) == ([1000, 1003], 1003)
    done = ["in_review", "published"]
    assert panels == [["waiting", "waiting"], ["published", "running"], done, done, done], "the worker finishes them"
    assert released == [("published", 1), ("checked", None)]
    assert bare == 0, "every child of the crowd has a file and can be found"


def _panels():
    return sorted(Estimate.objects.values_list("state", flat=True))


def test_the_same_seed_tells_the_same_stories_and_another_does_not():
    told = [list(stories(60, seed=seed, districts=DISTRICTS, today=today())) for seed in (5, 5, 6)]
    assert told[0] == told[1]
    assert told[0] != told[2]
