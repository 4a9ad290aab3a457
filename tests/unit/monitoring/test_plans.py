"""Plans, money, overlaps, bodies, training, workforce, consultations."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import monitoring as make
from tests.factories.accounts import make_office, make_organisation, make_territory
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.monitoring import models
from tutela.monitoring.queries.law import missing_duty_reports
from tutela.planning import api as planning
from tutela.planning import models as planned
from tutela.planning.queries import people, plans
from tutela.registers import api as kept

pytestmark = pytest.mark.django_db
D = dt.date
ON = D(2025, 6, 30)


def keep(by, model, **values):
    with acting_as(by):
        return kept.keep_row(row=model(**values), by=by)


@pytest.fixture
def regions(db):
    nation = make_territory()
    return nation, [make_territory(nation, code=code) for code in ("RA", "RB")]


@pytest.mark.requirement("R108")
def test_progress_rolls_up_and_a_plan_past_its_end_is_flagged():
    plan, old = make.make_strategy(), make.make_strategy(ends_on=D(2024, 12, 31))
    make.make_activity(plan, progress=20)
    make.make_activity(plan, progress=60)
    found = {one.plan: one for one in plans.rolled_up(ON)}
    assert (found[plan].progress, found[plan].activities, found[plan].overran) == (40, 2, False)
    assert found[old].overran
    old.completed_on = D(2025, 1, 10)
    old.save()
    assert not {one.plan: one for one in plans.rolled_up(ON)}[old].overran


@pytest.mark.requirement("R109")
def test_two_overlapping_activities_are_found_and_the_decision_is_kept(planner, regions):
    nation, (region, other) = regions
    national = make.make_activity(theme="justice", territory=nation)
    local = make.make_activity(theme="justice", territory=region)
    make.make_activity(theme="justice", territory=other, group="girls")
    make.make_activity(theme="justice", territory=other, starts_on=D(2030, 1, 1), ends_on=D(2031, 1, 1))
    make.make_activity(national.objective.plan, theme="justice", territory=region)
    pairs = {(one.first, one.second) for one in plans.overlaps()}
    assert {national, local} in [set(pair) for pair in pairs]  # which comes first is a matter of ids
    assert all(first.objective.plan_id != second.objective.plan_id for first, second in pairs)
    assert all(first.group == second.group for first, second in pairs)
    with acting_as(planner):
        planning.settle_overlap(first=local, second=national, verdict="merge", reason="one budget", by=planner)
        planning.settle_overlap(first=national, second=local, verdict="keep", reason="two levels", by=planner)
    (decision,) = planned.PlanOverlap.objects.all()
    assert (decision.verdict, decision.reason) == ("keep", "two levels")
    assert {decision.first, decision.second} == {national, local}
    assert plans.overlaps()[-1].decision == decision, "decided ones come last"


def test_a_wrong_decision_names_its_field(planner, signer, regions):
    _nation, (region, other) = regions
    first, second = make.make_activity(territory=region), make.make_activity(territory=other)

    def wrong(by=planner, **values):
        defaults = {"first": first, "second": second, "verdict": "keep", "reason": "x"}
        with pytest.raises((InvalidInput, Refused)) as found, acting_as(by):
            planning.settle_overlap(**defaults | values, by=by)
        return getattr(found.value, "fields", found.value.code)

    assert wrong().keys() == {"second"}
    assert wrong(reason=" ", verdict="?").keys() == {"reason", "verdict", "second"}
    assert wrong(by=signer) == "not_planner"


@pytest.mark.requirement("R109")
def test_gaps_across_sector_plans(regions):
    nation, (region, other) = regions
    office = make_office(nation)
    make.make_activity(make.make_strategy(), theme="sale", territory=nation, owner_office=office)
    make.make_activity(theme="care", territory=region, owner_office=office)
    found = dict(plans.uncovered(ON))
    assert "sale" not in found
    assert found["care"] == [other]
    assert len(found["labour"]) == 2
    assert "sale" in dict(plans.uncovered(D(2030, 1, 1))), "what has ended covers nothing"


@pytest.mark.requirement("R110")
def test_money_at_four_stages_and_dependence_on_partners(planner):
    activity = make.make_activity()
    for funder, external, allocated in (("State", False, 40), ("Partner", True, 60)):
        keep(
            planner, planned.BudgetLine, activity=activity, year=2025, currency="USD", funder=funder, external=external,
            planned=200, allocated=allocated, released=30, spent=10,
        )  # fmt: skip
    keep(planner, planned.BudgetLine, activity=activity, year=2025, currency="EUR", funder="State", planned=5)
    usd, eur = plans.money()
    assert [usd.total(stage) for stage in plans.STAGES] == [400, 100, 60, 20]
    assert usd.external == Decimal("0.6")
    assert usd.dependent
    assert (eur.external, eur.dependent) == (None, False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"currency": ""}, "currency"),
        ({"currency": "usd"}, "currency"),
        ({"planned": -1}, "__all__"),
        ({"planned": None}, "planned"),
    ],
)
def test_money_without_currency_or_below_zero_is_refused(planner, values, field):
    with pytest.raises(InvalidInput) as wrong:
        defaults = {"activity": make.make_activity(), "year": 2025, "currency": "USD", "funder": "x", "planned": 1}
        keep(planner, planned.BudgetLine, **defaults | values)
    assert field in wrong.value.fields
    assert not planned.BudgetLine.objects.exists()


def test_an_end_before_its_start_is_refused_on_both_fences(planner):
    from django.db import IntegrityError

    with pytest.raises(InvalidInput) as wrong:
        keep(
            planner,
            planned.Strategy,
            code="X",
            title="X",
            owner=make_organisation(),
            starts_on=D(2025, 1, 1),
            ends_on=D(2024, 1, 1),
        )
    assert list(wrong.value.fields) == ["ends_on", "__all__"] or "ends_on" in wrong.value.fields
    with pytest.raises(IntegrityError):
        make.make_strategy(starts_on=D(2025, 1, 1), ends_on=D(2024, 1, 1))


def test_an_implemented_activity_is_whole(planner):
    activity = make.make_activity()
    activity.status = "implemented"
    with pytest.raises(InvalidInput) as wrong, acting_as(planner):
        kept.keep_row(row=activity, by=planner)
    assert "progress" in wrong.value.fields


@pytest.mark.requirement("R108")
def test_handing_over_keeps_who_had_it(planner, signer):
    activity, office = make.make_activity(), make_office()
    before = activity.owner_office
    with pytest.raises(Refused), acting_as(signer):
        planning.hand_over(activity=activity, office=office, person="New head", reason="reform", by=signer)
    with acting_as(planner):
        past = planning.hand_over(activity=activity, office=office, person="New head", reason="reform", by=planner)
    activity.refresh_from_db()
    assert (activity.owner_office, activity.owner_person, past.from_office) == (office, "New head", before)
    for values in ({"person": ""}, {"reason": " "}, {}):
        with pytest.raises(InvalidInput), acting_as(planner):
            planning.hand_over(
                **{"activity": activity, "office": office, "person": "New head", "reason": "x"} | values, by=planner
            )


@pytest.mark.requirement("R104")
def test_local_plans(planner, regions):
    _nation, (region, _other) = regions
    district, silent = make_territory(region), make_territory(region)
    for place, words in ((district, "A committee."), (silent, "")):
        keep(
            planner,
            planned.LocalCommitment,
            territory=place,
            year=2025,
            commitment=words,
            budget=100,
            currency="USD",
            children=40,
        )
    assert list(plans.without_commitment(2025)) == [silent]
    assert {one.territory: each for one, each in plans.commitments(2025)}[district] == Decimal("2.5")


@pytest.mark.requirement("R132")
def test_support_that_ends_without_a_successor(planner):
    def support(code, ends_on, **more):
        return keep(
            planner, planned.Support, code=code, partner="P", purpose="x", starts_on=D(2020, 1, 1), ends_on=ends_on, amount=1,
            currency="USD", **more,
        )  # fmt: skip

    ending, _later = support("A", D(2026, 1, 1)), support("B", D(2030, 1, 1))
    support("C", D(2025, 1, 1))
    assert list(plans.ending_supports(ON)) == [ending]
    ending.successor = _later
    ending.save()
    assert not plans.ending_supports(ON)


@pytest.mark.requirement("R69")
@pytest.mark.rule("P34")
def test_a_phase_without_children_shows_as_a_gap(planner):
    plan = make.make_strategy(starts_on=D(2024, 1, 1), ends_on=D(2026, 12, 31))
    assert plans.phases_without_children(ON) == [(plan, ["developing", "implementing"])]
    assert plans.phases_without_children(D(2026, 1, 1))[0][1][-1] == "monitoring"
    assert plans.phases_without_children(D(2023, 1, 1)) == [(plan, ["developing"])]
    held = consult(planner, plan)
    assert plans.phases_without_children(ON) == [(plan, ["implementing"])]
    assert list(plans.untrained()) == [held], "two of three facilitators were trained"
    consult(planner, plan, code="D", trained=3)
    assert list(plans.untrained()) == [held]


def consult(by, plan, **values):
    defaults = {
        "code": "C",
        "plan": plan,
        "phase": "developing",
        "held_on": D(2024, 2, 1),
        "children": 30,
        "groups": ["children", "disability"],
        "method": "talks",
        "safeguards": "a support person",
        "facilitators": 3,
        "trained": 2,
        "views": "more help at school",
        "changed": "a contact person",
        "feedback_on": D(2024, 3, 1),
    }
    return keep(by, planned.Consultation, **defaults | values)


@pytest.mark.requirement("R69")
@pytest.mark.rule("P34")
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("changed", {"changed": ""}),
        ("feedback_on", {"feedback_on": None}),
        ("feedback_on", {"feedback_on": D(2024, 1, 1)}),
        ("children", {"children": 4}),
        ("groups", {"groups": ["nobody known"]}),
        ("groups", {"groups": []}),
        ("__all__", {"trained": 9}),
    ],
)
def test_what_changed_feedback_and_anonymity_are_mandatory(planner, field, values):
    with pytest.raises(InvalidInput) as wrong:
        consult(planner, make.make_strategy(), **values)
    assert field in wrong.value.fields
    assert not planned.Consultation.objects.exists()


@pytest.mark.requirement("R131")
def test_a_practice_needs_its_evidence_and_whom_to_ask(planner):
    values = {"code": "P", "title": "T", "summary": "S", "evidence": "measured", "contact": "Planning unit", "source": "s"}
    for name in ("evidence", "contact"):
        with pytest.raises(InvalidInput) as wrong:
            keep(planner, planned.Practice, **values | {name: ""})
        assert name in wrong.value.fields
    assert keep(planner, planned.Practice, **values).evidence == "measured"


def test_no_field_holds_a_childs_name():
    names = {field.name for field in planned.Consultation._meta.get_fields()}
    assert not names & {"name", "names", "child", "participants"}


@pytest.mark.requirement("R75")
def test_absent_sectors_and_unfollowed_decisions(planner):
    body = make.make(
        planned.Body, code="B", name="B", territory=make_territory(), sectors=["health", "police"], chair=make_organisation()
    )
    make.make(planned.Meeting, body=body, held_on=D(2025, 1, 1), present=["health", "police"])
    make.make(planned.Meeting, body=body, held_on=D(2025, 2, 1), present=["health"])
    assert people.absent_sectors() == []
    make.make(planned.Meeting, body=body, held_on=D(2025, 3, 1), present=["health"])
    assert people.absent_sectors() == [(body, ["police"])]
    decision = make.make(
        planned.Decision,
        code="D",
        body=body,
        decided_on=D(2025, 1, 1),
        text="x",
        owner=make_organisation(),
        due_on=D(2025, 5, 1),
    )
    assert list(people.unfollowed(ON)) == [decision]
    decision.done_on = D(2025, 5, 20)
    decision.save()
    assert not people.unfollowed(ON)


@pytest.mark.requirement("R112")
def test_training_lapses(planner):
    def training(code, held_on, months):
        return make.make(
            planned.Training, code=code, topic="t", profession="x", territory=make_territory(), held_on=held_on,
            valid_months=months, participants=3,
        )  # fmt: skip

    rows = [training("A", D(2023, 1, 31), 25), training("B", D(2024, 8, 1), 12), training("C", D(2025, 1, 1), 24)]
    found = {one: (until, state) for one, until, state in people.trainings(ON)}
    assert found[rows[0]] == (D(2025, 2, 28), "lapsed")
    assert found[rows[1]][1] == "soon"
    assert found[rows[2]] == (D(2027, 1, 1), "good")


@pytest.mark.requirement("R111")
def test_workforce_ratios_and_the_caseload_limit(planner):
    def staff(**values):
        defaults = {
            "territory": make_territory(),
            "year": 2025,
            "profession": "x",
            "posts": 20,
            "filled": 10,
            "qualified": 5,
        }
        return make.make(planned.Workforce, **defaults | values)

    staff(open_files=10_000, supervisors=2, left=1, holds_files=True)
    staff(year=2024, posts=0, filled=0, qualified=0)
    full, empty = people.staffing()
    assert (full.vacancy, full.qualified, full.caseload, full.supervision, full.turnover) == (
        Decimal("0.5"), Decimal("0.5"), 1000, 5, Decimal("0.1"),
    )  # fmt: skip
    assert full.above
    assert (empty.vacancy, empty.qualified, empty.caseload, empty.supervision, empty.turnover) == (0, None, None, None, None)
    assert not empty.above


@pytest.mark.requirement("R126")
def test_missing_reports_on_legal_duties(planner):
    duty = make.make(
        models.LegalDuty,
        code="D",
        sector="Access providers",
        duty="Remove",
        provision=make.make_provision(),
        report_months=12,
    )
    late = make.make(models.DutyReport, duty=duty, company="A", due_on=D(2025, 1, 1))
    make.make(models.DutyReport, duty=duty, company="B", due_on=D(2025, 1, 1), received_on=D(2025, 1, 1))
    make.make(models.DutyReport, duty=duty, company="C", due_on=D(2026, 1, 1))
    assert list(missing_duty_reports(ON)) == [late]
    assert late.duty.provision.state.own
