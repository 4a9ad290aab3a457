"""The rules, the states, the worker's work and what of it is published."""

import datetime as dt
import json

import numpy as np
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tutela.accounts.api import create_system_users, system_actor
from tutela.accounts.models import Grant
from tutela.audit.models import Event
from tutela.estimates import api, tasks
from tutela.estimates.actions import add_lists
from tutela.estimates.actions import run_estimate as running
from tutela.estimates.actions.add_lists import Told, add_counts, link_lists
from tutela.estimates.actions.ask_estimate import ask_again, ask_estimate
from tutela.estimates.actions.publish_estimate import publish_estimate, withdraw_release
from tutela.estimates.actions.register_external import register_external
from tutela.estimates.actions.review_estimate import decide_review, send_for_review
from tutela.estimates.actions.run_estimate import run_estimate
from tutela.estimates.enums import EstimatesReason as R
from tutela.estimates.models import Estimate, ExternalEstimate, ListOverlap, Release
from tutela.estimates.policies import SILENT, review_estimate, view_estimates, work_with_lists
from tutela.estimates.policies import publish_estimate as may_publish
from tutela.estimates.queries import rounding
from tutela.estimates.queries.lists import (
    counts_of,
    external,
    get_estimate,
    get_lists,
    hold,
    linkage_of,
    patterns,
    releases,
    strata_of,
    visible_lists,
    visible_to,
)
from tutela.estimates.queries.notebook import notebook
from tutela.estimates.states import EstimateState as S
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState

from .conftest import LISTS, NOBODY

pytestmark = pytest.mark.django_db
READING = "The methods differ; each assumes something else."
OUTSIDE = {
    "kind": "estimate", "topic": "Children in street situations", "low": 100, "high": 300, "unit": "children",
    "population": "Under 18", "period": "2020", "place": "The capital", "source": "A university study",
    "method": "Count on one night", "quality": "weak",
}  # fmt: skip


def actions(actor):
    with acting_as(actor):
        return set(Event.objects.values_list("action", flat=True))


def test_only_statisticians_work_with_lists_and_planners_read(statistician, planner, lists, ask):
    worker = make_actor("caseworker")
    estimate = ask()
    assert [view_estimates.why_not(a) for a in (statistician, planner, worker)] == [None, None, R.NO_VIEW]
    assert [work_with_lists.why_not(a) for a in (statistician, planner, worker)] == [None, R.NO_WORK, R.NO_WORK]
    for actor, sees in ((statistician, True), (planner, False), (worker, False)):
        with acting_as(actor):
            assert (lists in visible_lists(actor), estimate in visible_to(actor)) == (sees, sees)
            # row security alone says the same
            assert (ListOverlap.objects.exists(), Estimate.objects.exists()) == (sees, sees)
            for get, pk in ((get_lists, lists.pk), (get_estimate, estimate.pk), (hold, estimate.pk)):
                if not sees:
                    with pytest.raises(NotHere):
                        get(actor, pk)
    with acting_as(statistician), pytest.raises(NotHere):
        get_estimate(statistician, NOBODY)


def test_lists_are_never_changed(statistician, lists):
    with acting_as(statistician), pytest.raises(ProgrammingError), transaction.atomic():
        ListOverlap.objects.filter(pk=lists.pk).update(title="Other")


def test_more_records_than_a_page_can_link_are_refused_before_any_is_linked(statistician, monkeypatch):
    monkeypatch.setattr(add_lists, "MOST_RECORDS", 3)
    files = [(name, b"given,born\nAwa,2012\nOmar,2010\n") for name in ("police", "health")]
    with acting_as(statistician), pytest.raises(InvalidInput) as refused:
        link_lists(by=statistician, told=Told("x", 2024, 2024), files=files, mapping={"given": ("given",)})
    assert "more records than a page can link" in str(refused.value.fields["uploads"])
    with acting_as(statistician):
        assert not ListOverlap.objects.exists()


def test_patterns_of_some_lists_and_of_strata(lists):
    every = patterns(lists, LISTS)[""]
    three = patterns(lists, LISTS[:3])[""]
    assert sum(three) == sum(every) - every[8]  # those on the fourth list alone were seen by no other
    by_sex = patterns(lists, LISTS, "sex")
    assert set(by_sex) == {"f", "m"}
    assert np.array_equal(np.sum(list(by_sex.values()), axis=0), every)
    assert [one.value for one in strata_of(lists)] == ["", "sex", "age", "place"]
    assert counts_of(lists, LISTS[:3]).names == tuple(LISTS[:3])


def test_match_probabilities_follow_the_chosen_lists(lists):
    every = linkage_of(lists, LISTS)
    assert (every.by_pattern, every.recall_known) == ({3: 0.97, 5: 0.9}, False)
    assert linkage_of(lists, ["police", "health", "shelters"]).by_pattern == {3: 0.97}
    assert linkage_of(lists, ["health", "school", "shelters"]) is None
    lists.recall = 0.8
    assert linkage_of(lists, ["health", "school", "shelters"]).recall == 0.8


@pytest.mark.parametrize(
    ("chosen", "stratum", "error"),
    [
        (["police", "health"], "", Refused),
        (["police", "health", "nobody"], "", InvalidInput),
        (["police", "police", "health"], "", InvalidInput),
        (LISTS, "shoe", Refused),
    ],
)
def test_a_wrong_wish_is_refused(statistician, lists, chosen, stratum, error):
    with acting_as(statistician), pytest.raises(error):
        ask_estimate(by=statistician, overlap=lists, lists=chosen, stratum=stratum, later=list)


def test_the_work_shows_its_progress_and_ends_ready(ask, statistician, monkeypatch):
    seen = []

    def work(counts, strata, linkage, options, progress):
        progress("method bic", 3, 6)
        with acting_as(statistician):
            seen.append(Estimate.objects.get(pk=estimate.pk))
        return {"methods": []}

    estimate = ask()
    monkeypatch.setattr(running, "work", work)
    assert run_estimate(by=statistician, pk=estimate.pk) == S.READY
    assert (seen[0].state, seen[0].progress) == (S.RUNNING, {"what": "method bic", "done": 3, "total": 6})
    with acting_as(statistician):
        assert Estimate.objects.get(pk=estimate.pk).results == {"methods": []}
    with pytest.raises(WrongState):
        run_estimate(by=statistician, pk=estimate.pk)


def test_work_that_breaks_off_is_said_and_can_be_asked_again(ask, statistician, monkeypatch):
    estimate = ask()

    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(running, "work", broken)
    with pytest.raises(ZeroDivisionError):
        run_estimate(by=statistician, pk=estimate.pk)
    with acting_as(statistician):
        found = hold(statistician, estimate.pk)
        assert (found.state, found.failure, found.results) == (S.FAILED, "broken", None)
        queued = []
        assert ask_again(by=statistician, estimate=found, later=queued.append).state == S.WAITING
        assert queued == [str(estimate.pk)]


def test_a_silent_worker_is_taken_for_gone_and_a_busy_one_is_not(ask, statistician):
    estimate = ask()
    with acting_as(statistician):
        estimate.state = S.RUNNING
        estimate.save(update_fields=["state"])
        with pytest.raises(Refused) as refused:
            ask_again(by=statistician, estimate=estimate, later=list)
        assert refused.value.reason is R.STILL_RUNNING
        with clock.moved_to(clock.now() + SILENT + dt.timedelta(seconds=1)):
            assert ask_again(by=statistician, estimate=estimate, later=list).state == S.WAITING
        planner = make_actor("ministry_planner")
        with pytest.raises(Refused) as refused:
            ask_again(by=planner, estimate=estimate, later=list)
        assert refused.value.reason is R.NO_WORK


def test_lists_nobody_is_on_end_the_work_in_words(statistician, ask):
    with acting_as(statistician):
        empty = ListOverlap.objects.create(
            title="x", names=["a", "b", "c"], rows=[[1, "UNK", "UNK", "UNK", 5]], year_from=2024, year_to=2024,
            linked=False, made_by_id=statistician.id,
        )  # fmt: skip
        estimate = ask_estimate(by=statistician, overlap=empty, lists=["a", "b", "c"], stratum="", later=list)
    assert run_estimate(by=statistician, pk=estimate.pk) == S.FAILED
    with acting_as(statistician):
        assert Estimate.objects.get(pk=estimate.pk).failure == "lists"


def test_the_task_works_for_who_asked_and_ends_when_the_right_has(ask, statistician, monkeypatch):
    create_system_users()
    monkeypatch.setattr(running, "work", lambda *_: {"methods": []})
    first, second = ask(), ask()
    tasks.work_on_estimate(str(first.pk), str(statistician.id))
    Grant.objects.filter(user_id=statistician.id).update(ended_at=clock.now())
    tasks.work_on_estimate(str(second.pk), str(statistician.id))
    builder = system_actor("observation_builder")
    with acting_as(builder):
        states = dict(Estimate.objects.values_list("pk", "state"))
        assert states == {first.pk: S.READY, second.pk: S.FAILED}
        assert Estimate.objects.get(pk=second.pk).failure == "no_right"


@pytest.mark.slow
def test_two_people_then_a_rounded_release_without_patterns(done, statistician, second, planner):
    estimate = done(stratum="sex")
    with acting_as(statistician):
        with pytest.raises(InvalidInput):
            send_for_review(by=statistician, estimate=estimate, reading=" ")
        send_for_review(by=statistician, estimate=estimate, reading=READING)
        with pytest.raises(Refused) as refused:
            decide_review(by=statistician, estimate=estimate, approve=True, remark="")
        assert refused.value.reason is R.SELF_REVIEW
        with pytest.raises(WrongState):
            publish_estimate(by=statistician, estimate=estimate)
        estimate.refresh_from_db()
    with acting_as(second):
        with pytest.raises(InvalidInput):
            decide_review(by=second, estimate=estimate, approve=False, remark="")
        decide_review(by=second, estimate=estimate, approve=False, remark="Say more of the links")
    with acting_as(statistician):
        send_for_review(by=statistician, estimate=estimate, reading=READING)
    with acting_as(second):
        decide_review(by=second, estimate=estimate, approve=True, remark="")
    with acting_as(statistician):
        release = publish_estimate(by=statistician, estimate=estimate)
    exact = estimate.results
    said = json.dumps(release.figures)
    assert "overlap" not in release.figures
    assert all(total is None or total % 10 == 0 for _name, total in release.figures["lists"])
    assert str(exact["observed"]) not in said or exact["observed"] % 10 == 0
    for method, published in zip(exact["methods"], release.figures["methods"], strict=True):
        if method["estimate"] is not None:
            assert published["estimate"] % 10 == 0
            low, high = published["intervals"][-1][1:]
            assert low <= method["intervals"][-1][1]
            assert method["intervals"][-1][2] is None or high >= method["intervals"][-1][2]
    with acting_as(planner):
        assert list(releases(planner)) == [release]
        assert not visible_to(planner).exists()
    with acting_as(statistician):
        with pytest.raises(InvalidInput):
            withdraw_release(by=statistician, estimate=estimate, because="")
        withdraw_release(by=statistician, estimate=estimate, because="A list was counted twice")
        assert not releases(statistician).exists()
        assert Release.objects.get().withdrawn_because == "A list was counted twice"
    assert {
        "estimate_asked", "estimate_begun", "estimate_ended", "estimate_sent_for_review", "estimate_returned",
        "estimate_approved", "estimate_published", "estimate_withdrawn",
    } <= actions(make_actor("data_protection_officer"))  # fmt: skip


def test_nobody_reviews_what_they_asked_not_even_past_the_rules(ask, statistician, planner):
    estimate = ask()
    assert review_estimate.why_not(planner, estimate) is R.NO_WORK
    with acting_as(statistician), pytest.raises(IntegrityError), transaction.atomic():
        Estimate.objects.filter(pk=estimate.pk).update(reviewed_by=statistician.id, reviewed_at=clock.now())


def test_a_panel_without_an_answer_is_not_published(ask, statistician, planner):
    estimate = ask()
    assert may_publish.why_not(planner, estimate) is R.NO_WORK
    estimate.results = {"methods": [{"method": "bic", "estimate": None}]}
    for act in (publish_estimate, lambda **said: send_for_review(reading=READING, **said)):
        with acting_as(statistician), pytest.raises(Refused) as refused:
            act(by=statistician, estimate=estimate)
        assert refused.value.reason is R.NOTHING_TO_SAY


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_notebook_reproduces_the_panel(done, statistician):
    estimate = done(stratum="sex")
    with acting_as(statistician):
        text = notebook(estimate)
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    space = {"display": lambda shown: None}
    # the page's quick work leaves the samplers out, so the notebook is run without them too
    quick = cells[1].replace("options=options)", 'options=options, methods=("stepwise", "graphs"))')
    for cell in [cells[0], quick, *cells[2:5], cells[-1]]:
        exec(compile(cell, "cell", "exec"), space)  # noqa: S102
    mine = {method["method"]: method for method in estimate.results["methods"]}
    for result in space["panel"].results:
        assert result.estimate == pytest.approx(mine[result.method]["estimate"])
        assert [result.intervals[-1].low, result.intervals[-1].high] == pytest.approx(
            mine[result.method]["intervals"][-1][1:]
        )


@pytest.mark.requirement("R31")
@pytest.mark.rule("P31")
def test_an_external_estimate_needs_source_and_method_and_no_mean_is_made(statistician, planner):
    with acting_as(statistician):
        for name in ("source", "method"):
            with pytest.raises(InvalidInput) as refused:
                register_external(by=statistician, told=OUTSIDE | {name: " "})
            assert set(refused.value.fields) == {name}
            with pytest.raises(IntegrityError), transaction.atomic():  # nor past the action
                ExternalEstimate.objects.create(**OUTSIDE | {name: "", "added_by_id": statistician.id})
        one = register_external(by=statistician, told=OUTSIDE)
        other = register_external(by=statistician, told=OUTSIDE | {"low": 900, "high": None, "source": "The police"})
    assert (other.low, other.high) == (900, 900)
    with acting_as(planner):
        assert list(external(planner)) == [one, other]
        with pytest.raises(Refused):
            register_external(by=planner, told=OUTSIDE)
    assert not [name for name in api.__all__ if "mean" in name or "average" in name or "pool" in name]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"low": None}, "low"),
        ({"low": None, "high": None}, "low"),
        ({"low": 300, "high": 100}, "high"),
    ],
)
def test_a_range_that_is_none_is_refused(statistician, told, field):
    with acting_as(statistician), pytest.raises(InvalidInput) as refused:
        register_external(by=statistician, told=OUTSIDE | told)
    assert set(refused.value.fields) == {field}


def test_words_stand_where_there_is_no_figure(statistician):
    with acting_as(statistician):
        made = register_external(
            by=statistician, told=OUTSIDE | {"low": None, "high": None, "wording": "impossible to quantify"}
        )
    assert (made.low, made.high) == (None, None)


def test_a_table_of_patterns_is_kept_and_a_wrong_one_named(statistician, planner):
    told = Told("Made elsewhere", 2022, 2023, 0.9)
    with acting_as(statistician):
        made = add_counts(by=statistician, told=told, name="t", raw=b"a,b,c,count\n1,0,0,7\n1,1,0,3\n0,0,1,4\n")
        assert (made.names, made.linked) == (["a", "b", "c"], False)
        assert [row[0] for row in made.rows] == [1, 3, 4]
        for raw, sentence in (
            (b"a,b,count\n2,0,1\n", "Row 2"),
            (b"\xff\xfe\x00", "UTF-8"),
            (b"a,b,c\n1,0,0\n", "no column 'count'\\."),
        ):
            with pytest.raises(InvalidInput, match=sentence):
                add_counts(by=statistician, told=told, name="t", raw=raw)
    with acting_as(planner), pytest.raises(Refused):
        add_counts(by=planner, told=told, name="t", raw=b"")


@given(st.floats(1, 1e9), st.floats(0, 1e9))
def test_rounding_goes_outwards_and_stays_close(low, wider):
    down, up = rounding.outwards(low, low + wider)
    assert down <= low
    assert up >= low + wider
    assert down % 10 == up % 10 == rounding.rounded(low) % 10 == 0
    assert abs(rounding.rounded(low) - low) <= rounding.step(low) / 2 + 1e-6
    assert rounding.step(low) <= max(10, low / 100)


@given(st.integers(0, 10**6))
def test_totals_below_ten_are_not_said(people):
    said = rounding.total(people)
    assert (said is None) == (people < 10)
    assert said is None or (said % 10 == 0 and abs(said - people) <= 5)


def test_the_payload_of_the_queue_holds_ids_only(statistician, lists):
    from tutela.estimates.views.lists import queue

    with acting_as(statistician):
        made = ask_estimate(by=statistician, overlap=lists, lists=LISTS, stratum="", later=queue(statistician))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name LIKE '%%work_on_estimate'")
        held = [json.loads(row[0]) for row in cursor.fetchall()]
    assert held == [{"estimate_id": str(made.pk), "asker_id": str(statistician.id)}]
