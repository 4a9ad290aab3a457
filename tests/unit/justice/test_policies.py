"""The rules of the justice chapter at their edges: who keeps it, which step fits which state, what is never a place for a child."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.utils.module_loading import import_string

from tests.factories.accounts import holding, make_organisation
from tests.factories.cases import make_concern, open_case
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason
from tutela.justice.actions import exposure as acts
from tutela.justice.enums import JusticeReason as Reason
from tutela.justice.enums import Verdict
from tutela.justice.policies import answers, exposure, figures, keep, redress, wrongs
from tutela.justice.states import HELD, ChargeState, ClaimState, LibertyState, RunState, SettlementState, Stage
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

P = Permission
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
officer = holding(P.FILE_VIEW, P.JUSTICE_KEEP, offices=[OFFICE])
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
stranger = holding(P.FILE_VIEW, P.JUSTICE_KEEP, P.FILE_APPROVE, offices=[uuid.uuid4()])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def record(state, **fields):
    return SimpleNamespace(**{"file": paper(), "state": state} | fields)


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (keep.covers_keeping, {P.FILE_WORK, P.FILE_OPEN, P.FILE_BREAK_GLASS, P.JUSTICE_KEEP}, AccountsReason.OUTSIDE_SCOPE),
        (
            figures.read_justice_figures,
            {P.STATISTICS_VIEW, P.OVERSIGHT_DOCKET, P.JUSTICE_KEEP},
            AccountsReason.OUTSIDE_SCOPE,
        ),
        (figures.state_return, {P.INDICATOR_KEEP}, AccountsReason.NO_SUCH_PERMISSION),
        (figures.make_figures, {P.DEADLINE_KEEP}, AccountsReason.NO_SUCH_PERMISSION),
    ],
    ids=["keeping", "figures", "returns", "making"],
)
def test_one_task_is_enough_and_no_other_is(rule, who, otherwise):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else otherwise), task


def test_the_chapter_is_kept_by_the_worker_and_the_legal_officers_while_the_file_is_open():
    for rule, asked in ((keep.keep_justice, lambda file: file), (keep.change_record, lambda file: record("", file=file))):
        assert rule.why_not(worker, asked(paper())) is None
        assert rule.why_not(officer, asked(paper())) is None
        assert rule.why_not(viewer, asked(paper())) == Reason.NOT_YOURS
        assert rule.why_not(stranger, asked(paper())) == FileReason.NOT_VISIBLE
        for state in ("closed", "not_accepted"):
            assert rule.why_not(worker, asked(paper(state=state))) == FileReason.FILE_CLOSED
            assert rule.why_not(officer, asked(paper(state=state))) == FileReason.FILE_CLOSED


@pytest.mark.parametrize(
    ("rule", "states", "fitting"),
    [
        (keep.enter_stage, Stage, "complaint investigation charged trial judgment discontinued"),
        (keep.discontinue, Stage, "complaint investigation charged trial judgment"),
        (keep.end_run, RunState, "open"),
        (keep.open_again, RunState, "done"),
        (redress.award, ClaimState, "claimed"),
        (redress.reject, ClaimState, "claimed awarded"),
        (redress.claim_again, ClaimState, "rejected"),
        (wrongs.contest, LibertyState, "open alternative_planned"),
        (wrongs.plan_alternative, LibertyState, "open contested"),
        (wrongs.release, LibertyState, "open contested alternative_planned"),
        (wrongs.remedy, LibertyState, "released"),
        (wrongs.seek, ChargeState, "open refused"),
        (wrongs.decide, ChargeState, "open sought"),
    ],
    ids=(
        "enter",
        "discontinue",
        "end",
        "again",
        "award",
        "reject",
        "claim",
        "contest",
        "plan",
        "release",
        "remedy",
        "seek",
        "decide",
    ),
)
def test_each_step_fits_its_states(rule, states, fitting):
    for state in states:
        expected = None if state in fitting.split() else Reason.NOT_NOW
        assert rule.why_not(worker, record(state)) == expected, state
        assert rule.why_not(officer, record(state)) == expected
        assert rule.why_not(viewer, record(state)) == Reason.NOT_YOURS
        assert rule.why_not(stranger, record(state)) == FileReason.NOT_VISIBLE


def test_an_acquittal_leaves_nothing_to_enforce():
    for verdict in ("", *Verdict):
        for target in Stage:
            expected = Reason.NOT_NOW if verdict == Verdict.ACQUITTED and target == Stage.ENFORCED else None
            assert keep.enforce.why_not(SimpleNamespace(verdict=verdict), target) == expected, (verdict, target)


@pytest.mark.parametrize("state", ClaimState)
def test_a_claim_is_paid_once_it_was_awarded(state):
    expected = {"paid": Reason.OVER, "awarded": None}.get(state, Reason.NOT_AWARDED)
    assert redress.pay.why_not(worker, record(state)) == expected
    assert redress.pay.why_not(viewer, record(state)) == Reason.NOT_YOURS


@pytest.mark.rule("P6")
@pytest.mark.parametrize("state", SettlementState)
def test_a_settlement_is_followed_until_it_is_annulled(state):
    assert wrongs.follow_settlement.why_not(worker, record(state)) == (Reason.OVER if state == "annulled" else None)
    assert wrongs.follow_settlement.why_not(viewer, record(state)) == Reason.NOT_YOURS


@pytest.mark.rule("P19")
def test_a_closed_place_is_never_the_alternative():
    for kind in ("detention", "institution_unregistered"):
        assert wrongs.open_place.why_not(kind) == Reason.NO_ALTERNATIVE
    for kind in ("kin", "foster", "institution_registered"):
        assert wrongs.open_place.why_not(kind) is None


@pytest.mark.requirement("R130")
def test_the_rule_that_the_settings_name_is_asked_about_abroad(settings, monkeypatch):
    monkeypatch.setattr(import_string(settings.TUTELA_ABROAD), "why_not", lambda file: file)
    file = paper()
    assert redress.ask_abroad.why_not(file) is file


@pytest.mark.rule("P13")
@pytest.mark.rule("P14")
def test_advice_is_confirmed_once_by_somebody_else_of_the_office():
    me = uuid.uuid4()

    def advice(state="open", **fields):
        return record(state, **{"created_by_id": WORKER, "updated_by_id": WORKER} | fields)

    head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE])
    for actor in (head, officer):
        assert exposure.confirm_counsel.why_not(actor, advice()) is None
        assert exposure.confirm_counsel.why_not(actor, advice("done")) == Reason.OVER
    assert exposure.confirm_counsel.why_not(viewer, advice()) == FileReason.NO_PERMISSION
    assert exposure.confirm_counsel.why_not(stranger, advice()) == FileReason.NOT_VISIBLE
    own = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE], user_id=me)
    assert exposure.confirm_counsel.why_not(own, advice(created_by_id=me)) == Reason.OWN_COUNSEL
    assert exposure.confirm_counsel.why_not(own, advice(updated_by_id=me)) == Reason.OWN_COUNSEL


def test_days_follow_each_other_and_amounts_lie_above_zero():
    assert set(answers.after({"on": today()}, "on", today())) == set()
    assert set(answers.after({"on": today().replace(year=2000)}, "on", today())) == {"on"}
    assert answers.after({"on": None}, "on", today()) == answers.after({"on": today()}, "on", None) == {}
    assert answers.after({}, "on", today()) == {}
    assert set(answers.above({"a": 0, "b": -1, "c": 1, "d": None}, "abcde")) == {"a", "b"}


@pytest.mark.rule("P13")
@pytest.mark.requirement("R50")
def test_authorities_get_nothing_until_advice_about_this_child_says_yes(team, file, lawyer):
    other, police = open_case(team), make_organisation(kind="police", sector="police")
    with acting_as(team.worker):
        assert exposure.exposures(file) == ()
    for of in (file, other):
        make_concern(team, of, offences=["TRAF"])
    advice = {
        "basis": "advice",
        "recipient": "AC-POL",
        "may_share": "yes",
        "given_by": "Lawyer",
        "given_on": today(),
        "words": "Safe.",
    }

    def kept(of):
        with acting_as(team.worker):
            return exposure.withheld_from(of), exposure.share_with.why_not(of, police)

    with acting_as(lawyer):
        acts.record_counsel(file=other, by=lawyer, values=advice)
        acts.record_counsel(file=file, by=lawyer, values=advice | {"may_share": "no"})
    assert kept(file) == ({"AC-POL", "AC-MIG"}, Reason.EXPOSED), "advice about another child says nothing of this one"
    assert kept(other) == ({"AC-MIG"}, None)
    with acting_as(lawyer):
        acts.record_counsel(file=file, by=lawyer, values=advice)
    assert kept(file) == ({"AC-MIG"}, None)
    with acting_as(team.worker):
        for kind in ("legal_aid", "guardian_ad_litem", "victim_support"):
            assert exposure.share_with.why_not(file, make_organisation(kind=kind, sector="migration_and_asylum")) is None
        assert (
            exposure.share_with.why_not(file, make_organisation(kind="border_guard", sector="migration_and_asylum"))
            == Reason.EXPOSED
        )
        assert exposure.share_with.why_not(file, make_organisation(kind="clinic", sector="health")) is None


def test_answers_are_known_codes_behind_us_and_not_empty():
    form = answers.Answers(
        codes={"state": ClaimState, "kind": "actor_types"},
        many={"kinds": "actor_types"},
        past=("on", "at"),
        needed=("words", "kinds"),
        also=("note",),
    )
    whole = {"state": "paid", "kind": "ngo", "kinds": ["ngo"], "on": today(), "at": now(), "words": " Said. ", "note": None}
    kinds = list(vocabulary.code_list("actor_types").codes)[:2]
    whole |= {"kind": kinds[0], "kinds": kinds}
    assert form.names == ("state", "kind", "kinds", "on", "at", "words", "note")
    assert form.problems(whole) == {}
    assert form.require(whole) == whole | {"words": "Said."}
    later = dt.timedelta(days=1)
    for name, value in (
        ("state", "odd"), ("kind", "odd"), ("kinds", [kinds[0], "odd"]), ("kinds", []), ("on", today() + later),
        ("at", now() + later), ("words", " "), ("words", ""), ("words", None), ("odd", "x"),
    ):  # fmt: skip
        found = form.problems(whole | {name: value})
        assert set(found) == {name}, (name, value)
        assert found[name]
        with pytest.raises(InvalidInput) as caught:
            form.require(whole | {name: value})
        assert set(caught.value.fields) == {name}
    for name in ("state", "kind", "on", "at"):
        assert form.problems(whole | {name: None}) == {}
    with pytest.raises(InvalidInput) as caught:
        form.require(whole, {"note": "Odd."})
    assert caught.value.fields == {"note": ["Odd."]}


def test_a_child_is_held_until_released():
    assert set(HELD) == {"open", "contested", "alternative_planned"}
