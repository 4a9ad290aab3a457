"""Findings: two persons, history, comparison."""

import datetime as dt

import pytest

from tests.factories import monitoring as make
from tests.factories.accounts import make_actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.monitoring import api, models
from tutela.monitoring.enums import MonitoringReason as R
from tutela.monitoring.queries import law
from tutela.registers.api import RegisterReason
from tutela.vocabulary import api as vocabulary

pytestmark = pytest.mark.django_db
D = dt.date


def assess(state, by, question="H01", level="met", provisions=None, on=None, **values):
    found = provisions if provisions is not None else [make.make_provision(state)]
    with acting_as(by):
        return api.assess_question(
            state=state,
            question=question,
            level=level,
            provisions=found,
            values={"evidence": "read"} | values,
            by=by,
            assessed_on=on,
        )


@pytest.mark.requirement("R107")
def test_an_older_finding_stays_and_two_days_can_be_compared(state, analyst):
    old = assess(state, analyst, "H07", "not_met", [], D(2017, 1, 1), severity="high")
    new = assess(state, analyst, "H07", "partly", None, D(2023, 1, 1), severity="low")
    assert list(law.history(state, "H07")) == [new, old]
    assert law.holding(state, D(2020, 1, 1)) == {"H07": old}
    assert law.holding(state, today()) == {"H07": new}
    rows = law.compare((state, D(2020, 1, 1)), (state, today()))
    assert [row.question.code for row in rows if row.differs] == ["H07"]
    other = make.make_state("XTS", own=False)
    assert sum(row.differs for row in law.compare((state, today()), (other, today()))) == 1


def test_on_the_same_day_the_later_finding_holds(state, analyst):
    assess(state, analyst, on=D(2020, 1, 1))
    later = assess(state, analyst, level="not_met", provisions=[], on=D(2020, 1, 1), severity="low")
    assert law.holding(state, D(2020, 1, 1))["H01"] == later


def test_a_second_person_reviews_once_and_only_what_holds(state, analyst):
    second = make_actor("legal_analyst")
    old = assess(state, analyst, on=D(2020, 1, 1))
    new = assess(state, analyst)

    def refused(finding, by):
        with pytest.raises(Refused) as found, acting_as(by):
            api.review_finding(finding=finding, by=by)
        return found.value.reason

    assert refused(new, analyst) == R.OWN_FINDING
    assert refused(old, second) == R.NOT_LATEST
    assert refused(new, make_actor("ministry_planner")) == RegisterReason.NOT_KEEPER
    assert list(law.waiting_for_review()) == [new]
    with acting_as(second):
        reviewed = api.review_finding(finding=new, by=second)
    assert reviewed.reviewed_by_id == second.id
    assert refused(new, make_actor("legal_analyst")) == R.REVIEWED
    assert not law.waiting_for_review()


def test_the_database_itself_refuses_a_review_of_ones_own(state, analyst):
    from django.db import IntegrityError

    finding = assess(state, analyst)
    with pytest.raises(IntegrityError):
        models.Finding.objects.filter(pk=finding.pk).update(reviewed_by=finding.assessed_by, reviewed_at=finding.assessed_at)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("question", {"question": "H99"}),
        ("provisions", {"provisions": []}),
        ("provisions", {"provisions": "elsewhere"}),
        ("provisions", {"provisions": "lapsed"}),
        ("severity", {"level": "partly"}),
        ("assessed_on", {"on": "tomorrow"}),
        ("activities", {"activities": ["NONE-1"]}),
        ("recommendations", {"recommendations": ["NONE-2"]}),
        ("evidence", {"evidence": ""}),
        ("level", {"level": "nearly", "severity": "low"}),
    ],
)
def test_a_wrong_finding_names_its_field_and_keeps_nothing(state, analyst, field, values):
    if values.get("provisions") == "elsewhere":
        values = {"provisions": [make.make_provision(make.make_state("XTS", own=False))]}
    if values.get("provisions") == "lapsed":
        values = {"provisions": [make.make_provision(state, to_on=D(2010, 1, 1))]}
    if values.get("on") == "tomorrow":
        values = {"on": today() + dt.timedelta(days=1)}
    with pytest.raises(InvalidInput) as wrong:
        assess(state, analyst, **values)
    assert field in wrong.value.fields
    assert not models.Finding.objects.exists()


def test_only_analysts_assess(state, planner):
    with pytest.raises(Refused):
        assess(state, planner)
    with pytest.raises(NotHere):
        law.finding(state.pk)


@pytest.mark.requirement("R2")
def test_each_national_age_shows_the_gap_it_opens_below_eighteen(client, state, settings):
    from django.urls import reverse

    from tests.factories.accounts import make_user, sign_in

    settings.TUTELA_COUNTRY_PROFILE = "tessara"
    sign_in(client, make_user("legal_analyst"))
    page = client.get(reverse("monitoring_law")).content.decode()
    gaps = vocabulary.gaps()
    assert gaps
    assert all(gap.sentence in page for gap in gaps)
