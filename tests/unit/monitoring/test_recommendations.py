"""Follow-up: status apart from effect, dates that stay, search."""

import datetime as dt

import pytest

from tests.factories import monitoring as make
from tests.factories.accounts import make_actor
from tutela.audit.models import Event
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState
from tutela.monitoring import api, models
from tutela.monitoring.enums import MonitoringReason
from tutela.monitoring.queries import recommendations as queries
from tutela.registers import api as kept

pytestmark = pytest.mark.django_db
D = dt.date


def say(one, by, status, effect="not_assessed", **more):
    with acting_as(by):
        return api.set_status(recommendation=one, status=status, effect=effect, by=by, **more)


def date(one, by, due_on, reason=""):
    with acting_as(by):
        return api.set_target(recommendation=one, due_on=due_on, why=reason, by=by)


@pytest.mark.requirement("R120")
@pytest.mark.rule("P42")
def test_a_passed_date_stays_visible_as_missed_however_often_it_moves(planner):
    one = make.make_recommendation(source="rio_declaration_2008")
    date(one, planner, D(2013, 12, 31))
    with pytest.raises(InvalidInput) as wrong:
        date(one, planner, D(2027, 12, 31))
    assert list(wrong.value.fields) == ["why"]
    date(one, planner, D(2027, 12, 31), "carried over")
    one.refresh_from_db()
    assert (one.original_due_on, one.due_on) == (D(2013, 12, 31), D(2027, 12, 31))
    assert queries.timing(one, D(2026, 1, 1)) == ("missed", (D(2026, 1, 1) - D(2013, 12, 31)).days)
    assert one in queries.search(api.Asked(timing="missed"), today())
    say(one, planner, "implemented", evidence="report", on=D(2020, 1, 1))
    one.refresh_from_db()
    assert queries.timing(one, today())[0] == "late"
    assert one in queries.search(api.Asked(timing="missed"), today()), "done late is not done in time"
    assert [target.due_on.year for target in one.targets.all()] == [2013, 2027]


@pytest.mark.rule("P42")
def test_neither_history_nor_the_first_date_can_be_rewritten(planner, as_role):
    from django.db import ProgrammingError

    one = make.make_recommendation()
    target = date(one, planner, D(2013, 12, 31))
    with pytest.raises(InvalidInput):
        date(one, planner, D(2013, 12, 31), "again")
    as_role("tutela_staff")
    with pytest.raises(ProgrammingError, match="permission denied"):
        models.TargetDate.objects.filter(pk=target.pk).update(due_on=D(2030, 1, 1))


def test_met_in_time_ahead_and_without_a_date(planner):
    one = make.make_recommendation()
    assert queries.timing(one, today()) == ("none", 0)
    date(one, planner, D(2099, 1, 1))
    one.refresh_from_db()
    assert queries.timing(one, D(2098, 12, 31)) == ("ahead", 1)
    say(one, planner, "implemented", evidence="x")
    one.refresh_from_db()
    assert queries.timing(one, today()) == ("met", 0)


@pytest.mark.requirement("R119")
def test_status_and_effect_are_two_things(planner):
    one = make.make_recommendation()
    say(one, planner, "in_progress")
    say(one, planner, "implemented", evidence="gazette")
    with pytest.raises(InvalidInput) as wrong:
        say(one, planner, "implemented", "none")
    assert list(wrong.value.fields) == ["evidence"]
    say(one, planner, "implemented", "none", evidence="evaluation")
    one.refresh_from_db()
    assert (one.status, one.effect) == ("implemented", "none")
    assert one.history.count() == 3
    with pytest.raises(WrongState):
        say(one, planner, "not_started")
    with pytest.raises(InvalidInput) as wrong:
        say(one, planner, "in_progress", on=today() + dt.timedelta(days=1))
    assert list(wrong.value.fields) == ["on"]
    other = make.make_recommendation()
    for status, field in (("impossible", "reason"), ("implemented", "evidence")):
        with pytest.raises(InvalidInput) as wrong:
            say(other, planner, status)
        assert list(wrong.value.fields) == [field]


def test_who_may_follow_up_and_what_is_audited(planner, signer, outsider):
    one = make.make_recommendation()
    for actor in (signer, outsider):
        with pytest.raises(Refused):
            say(one, actor, "in_progress")
        with pytest.raises(Refused):
            date(one, actor, D(2030, 1, 1))
    say(one, planner, "in_progress")
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="recommendation_status_set", subject=f"recommendation:{one.pk}").exists()
    with pytest.raises(NotHere):
        queries.recommendation(planner.id)


@pytest.mark.requirement("R119")
def test_search_by_text_theme_country_source_and_what_has_no_action(planner):
    other = make.make_state("XTS", own=False)
    law = make.make_recommendation(text="Adopt a law on the sale of children", themes=["sale", "law"])
    abroad = make.make_recommendation(other, text="Adopt a law", themes=["law"], source="UPR", body="Orvane")
    arabic = make.make_recommendation(text="Train", text_national="اعتماد قانون", language_national="ar")

    def find(**asked):
        return set(queries.search(api.Asked(**asked), today()))

    assert find(words="law sale") == {law}
    assert find(words="LAW -sale") == {abroad}
    assert find(words="قانون") == {arabic}
    assert find(words="orvane") == {abroad}
    assert find(theme="law", state="XTS") == {abroad}
    assert find(source="UPR") == {abroad}
    assert find(status="implemented") == set()
    assert find(words="'") == find() == {law, abroad, arabic}
    assert find(timing="no_action") == set()
    models.Recommendation.objects.update(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    make.make_activity(recommendations=[law])
    assert find(timing="no_action") == {abroad, arabic}
    assert queries.count_some(queries.search(api.Asked(), today())) == (3, False)
    assert queries.progress("themes")["law"]["not_started"] == 2
    assert queries.progress("source", "XTS") == {
        "UPR": {"not_started": 1, "in_progress": 0, "implemented": 0, "impossible": 0}
    }


def test_a_circle_of_replacements_is_refused(planner):
    first, second = make.make_recommendation(), make.make_recommendation()
    second.superseded_by = first
    with acting_as(planner):
        kept.keep_row(row=second, by=planner)
    first.superseded_by = second
    with pytest.raises(InvalidInput) as wrong, acting_as(planner):
        kept.keep_row(row=first, by=planner)
    assert wrong.value.fields == {"superseded_by": [str(MonitoringReason.SUPERSEDES_ITSELF.label)]}
    second.superseded_by = second
    with pytest.raises(InvalidInput), acting_as(planner):
        kept.keep_row(row=second, by=planner)


def test_a_cluster_and_a_national_text(planner):
    first, second = make.make_recommendation(cluster="A"), make.make_recommendation(cluster="A")
    assert list(queries.in_cluster(first)) == [second]
    assert not queries.in_cluster(make.make_recommendation())
    first.text_national = "texte"
    with pytest.raises(InvalidInput) as wrong, acting_as(planner):
        kept.keep_row(row=first, by=planner)
    assert list(wrong.value.fields) == ["language_national"]
