"""The rules of statistics at their edges: who reads, builds and publishes, and when a build or a release must not begin."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.kernel.clock import now
from tutela.statistics import policies
from tutela.statistics.enums import StatisticsReason as Reason
from tutela.statistics.models import Release, Snapshot
from tutela.statistics.models.hypercubes import HYPERCUBES
from tutela.statistics.states import IN_WORK, READABLE, ReleaseState

P = Permission
DAY = dt.timedelta(days=1)
ME = uuid.uuid4()
statistician = holding(P.STATISTICS_BUILD, P.STATISTICS_VIEW, user_id=ME)


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (policies.view_statistics, {P.STATISTICS_VIEW, P.STATISTICS_BUILD}, Reason.NO_VIEW),
        (policies.take_figures, {P.AGREEMENT_USE}, Reason.NO_VIEW),
        (policies.build_observations, {P.STATISTICS_BUILD}, Reason.NO_BUILD),
        (policies.see_quality, {P.FILE_APPROVE}, Reason.NO_QUALITY),
        (policies.prepare_release, set(), Reason.NO_RELEASE),
    ],
    ids=["views", "takes", "builds", "quality", "releases"],
)
def test_these_tasks_are_enough_and_no_other_is(rule, who, otherwise):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else otherwise), task
    assert policies.prepare_release.why_not(statistician) is None, "who builds and sees"


def test_one_build_at_a_time_and_none_before_the_last():
    moment = now()

    def why(free=True, built=-DAY, cut=-DAY):
        latest = Snapshot(built_at=moment + built, cut_off=(moment + cut).date())
        return policies.begin_build.why_not(latest, moment, free)

    none = dt.timedelta()
    assert policies.begin_build.why_not(None, moment, True) is None
    assert policies.begin_build.why_not(None, moment, False) == why(free=False) == Reason.BUILDING
    assert why() is why(built=none, cut=none) is None
    assert why(built=dt.timedelta(microseconds=1)) == why(cut=DAY) == Reason.CLOCK_BACK
    assert why(free=False, cut=DAY) == Reason.BUILDING


def snapshot(days=0):
    return Snapshot(pk=uuid.uuid4(), built_at=now() + days * DAY)


def test_a_release_has_newer_observations_or_corrects_and_says_what():
    new, old = snapshot(), snapshot(-9)
    published, draft = Release(published_at=now()), Release()

    def why(one=new, before=None, in_work=False, corrects=None, note=""):
        return policies.begin_release.why_not(one, before, in_work, corrects, note)

    assert why() is None
    assert why(in_work=True, corrects=draft) == Reason.IN_WORK
    assert why(corrects=draft, note="The code of a district.") == Reason.NOT_PUBLISHED
    assert why(corrects=published) == why(corrects=published, note=" ") == Reason.NO_NOTE
    assert why(corrects=published, note="The code of a district.") is None
    assert why(old, before=Release(snapshot=new)) == Reason.BEHIND
    assert why(new, before=Release(snapshot=old, state="published")) is None
    for state in ReleaseState:
        same = Release(snapshot=new, state=state)
        assert why(new, before=same) == (Reason.NOTHING_NEW if state == "published" else None), state
        assert why(new, before=same, corrects=published, note="The code of a district.") is None


def release(state="checked", left=0, **fields):
    cubes = {name: {"audit": {"nested_pairs_left": 0}} for name in HYPERCUBES}
    cubes[next(iter(HYPERCUBES))]["audit"]["nested_pairs_left"] = left
    return Release(**{"state": state, "cubes": cubes, "public_key": "key", "prepared_by_id": uuid.uuid4()} | fields)


@pytest.mark.parametrize("state", ReleaseState)
def test_a_second_person_publishes_what_was_checked_and_nothing_was_published_since(state):
    publish, expected = policies.publish_release.why_not, None if state == "checked" else Reason.NOT_CHECKED
    before = Release(pk=uuid.uuid4())
    assert publish(statistician, release(state), None) == expected
    assert publish(statistician, release(state, follows_id=before.pk), before) == expected
    assert publish(statistician, release(state, prepared_by_id=ME), None) == (expected or Reason.SAME_PERSON)
    for one, last in (
        (release(state), before),
        (release(state, follows_id=before.pk), None),
        (release(state, follows_id=uuid.uuid4()), before),
    ):
        assert publish(statistician, one, last) == (expected or Reason.OVERTAKEN)
    reader = holding(P.OBSERVATION_READ)
    assert policies.build_cubes.why_not(reader, release(state)) == (None if state == "draft" else Reason.NOT_THE_PROCESS)
    assert policies.build_cubes.why_not(statistician, release(state)) == Reason.NOT_THE_PROCESS
    assert (state in IN_WORK) is (state in ("draft", "checked"))
    assert (state in READABLE) is (state in ("published", "superseded"))


@pytest.mark.rule("P29")
def test_what_is_not_whole_or_lets_a_number_be_worked_out_is_not_released():
    for rule, more in ((policies.check_release, ()), (policies.publish_release, (None,))):
        assert rule.why_not(statistician, release(), *more) is None
        for lacking in ({"public_key": ""}, {"cubes": {}}, {"cubes": {"another": {"audit": {"nested_pairs_left": 0}}}}):
            assert rule.why_not(statistician, release(**lacking), *more) == Reason.NOT_BUILT, lacking
        assert rule.why_not(statistician, release(left=1), *more) == Reason.AUDIT_FAILED
        assert rule.why_not(holding(P.STATISTICS_BUILD), release(), *more) == Reason.NO_RELEASE


def test_what_was_published_is_withdrawn_with_a_reason_for_its_readers():
    withdraw = policies.withdraw_release.why_not
    assert withdraw(statistician, Release(published_at=now()), "A wrong code.") is None
    assert withdraw(statistician, Release(published_at=now()), " ") == Reason.NO_REASON
    assert withdraw(statistician, Release(), "A wrong code.") == Reason.NOT_PUBLISHED
    assert withdraw(holding(P.STATISTICS_VIEW), Release(published_at=now()), "A wrong code.") == Reason.NO_RELEASE
