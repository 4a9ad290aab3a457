"""The rules of returns at their edges: who, in which state, which visit a day counts for, what keeps a file open."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding
from tests.factories.care import approved_plan
from tests.factories.cases import make_concern, open_case
from tests.factories.facilities import make_world
from tutela.accounts.api import Permission
from tutela.care.models import Assessment, PlanAction
from tutela.cases.api import CaseFile, ChildView, FileReason, PersonAround
from tutela.decisions.enums import DecisionReason
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.placements.models import Placement
from tutela.reintegration import policies
from tutela.reintegration.enums import Domain
from tutela.reintegration.enums import ReturnReason as Reason
from tutela.reintegration.models import Return, ReturnVisit
from tutela.reintegration.states import State

pytestmark = pytest.mark.requirement("R56")
P = Permission
DAY = dt.timedelta(days=1)
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
viewer = holding(P.FILE_VIEW, offices=[OFFICE])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def homecoming(state="under_way", visits=(), **fields):
    rows = [ReturnVisit(state=one) for one in visits]
    base = {
        "file": paper(),
        "visits": SimpleNamespace(all=lambda: rows),
        "waiver_asked_by_id": None,
        "created_by_id": WORKER,
    }
    return SimpleNamespace(**base | {"state": state, "person": None} | fields)


@pytest.mark.parametrize("state", State)
def test_each_step_fits_its_states(state):
    for rule, fitting in (
        (policies.prepare, {"prepared"}),
        (policies.visit, {"under_way"}),
        (policies.break_off, {"prepared", "under_way"}),
    ):
        assert rule.why_not(worker, homecoming(state)) == (None if state in fitting else Reason.NOT_NOW), rule
        assert rule.why_not(viewer, homecoming(state)) == FileReason.NOT_ASSIGNED
        assert rule.why_not(worker, homecoming(state, file=paper(state="closed"))) == FileReason.FILE_CLOSED


@pytest.mark.rule("P11")
def test_no_child_goes_to_somebody_unsafe():
    assert policies.go_to.why_not(PersonAround(unsafe=True)) == Reason.UNSAFE
    assert policies.go_to.why_not(PersonAround(unsafe=False)) is None
    assert policies.is_unsafe(homecoming(person=PersonAround(unsafe=True)))
    assert not policies.is_unsafe(homecoming(person=PersonAround(unsafe=False)))
    assert not policies.is_unsafe(homecoming())


def test_a_waiver_is_asked_once_while_visits_are_open():
    ask = policies.ask_waiver.why_not
    assert ask(worker, homecoming(visits=["due"])) is None
    assert ask(worker, homecoming(visits=["recorded", "due"])) is None
    for visits in ([], ["recorded", "waived"]):
        assert ask(worker, homecoming(visits=visits)) == Reason.NOTHING_TO_WAIVE
    assert ask(worker, homecoming(visits=["due"], waiver_asked_by_id=WORKER)) == Reason.ASKED_ALREADY
    assert ask(viewer, homecoming(visits=["due"])) == FileReason.NOT_ASSIGNED


@pytest.mark.rule("P14")
def test_a_waiver_is_answered_by_a_supervisor_with_no_part_in_it():
    me, answer = uuid.uuid4(), policies.answer_waiver.why_not
    head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE], user_id=me)
    asked = {"visits": ["due"], "waiver_asked_by_id": WORKER}
    assert answer(head, homecoming(**asked)) is None
    assert answer(viewer, homecoming(**asked)) == FileReason.NO_PERMISSION
    assert answer(holding(P.FILE_APPROVE, offices=[uuid.uuid4()]), homecoming(**asked)) == FileReason.NOT_VISIBLE
    for state in ("closed", "not_accepted"):
        assert answer(head, homecoming(**asked, file=paper(state=state))) == FileReason.FILE_CLOSED
    assert answer(head, homecoming(visits=["due"])) == Reason.NOT_ASKED
    assert answer(head, homecoming(visits=["recorded"], waiver_asked_by_id=WORKER)) == Reason.NOTHING_TO_WAIVE
    for part in (
        {"waiver_asked_by_id": me},
        {"waiver_asked_by_id": WORKER, "created_by_id": me},
        {"waiver_asked_by_id": WORKER, "file": paper(worker_id=me)},
    ):
        assert answer(head, homecoming(visits=["due"], **part)) == Reason.OWN_WAIVER, part


def test_a_day_counts_for_the_last_visit_that_has_come_or_the_next_within_a_week():
    def visit(days, state="due"):
        return ReturnVisit(due_on=None if days is None else today() + days * DAY, state=state)

    def counted(*visits, day=0):
        found = policies.counts_for(visits, today() + day * DAY)
        return None if found is None else (found.due_on - today()).days

    assert counted(visit(-30), visit(-1), visit(6)) == -1
    assert counted(visit(6), visit(-1), visit(-30)) == -1, "in whatever order they come"
    assert counted(visit(0)) == 0
    assert counted(visit(7)) == 7
    assert counted(visit(8)) is None
    assert counted(visit(3), visit(7)) == 3
    assert counted(visit(-30), visit(-1, "recorded"), visit(6)) == 6, "the one that was missed is not made good"
    assert counted(visit(-30), visit(-1, "waived")) is None
    assert counted(visit(3, "recorded"), visit(6)) is None
    assert counted(visit(0, "recorded"), visit(6)) == 6
    assert counted(visit(None)) is None
    assert counted(visit(None), visit(-2)) == -2
    assert counted() is None


def test_a_file_ends_with_a_death_or_an_error_whatever_waits():
    for reason in ("DIED", "ERROR"):
        assert policies.end_file.why_not(SimpleNamespace(), reason) is None


@pytest.mark.parametrize(
    ("concern", "longer"),
    [
        *(({"concerns": [code]}, True) for code in sorted(policies.EXPLOITATION)),
        ({"concerns": ["PC07"]}, False),
        ({"concerns": ["PC20"], "offences": ["TRAF"]}, True),
    ],
)
def test_the_longer_schedule_holds_after_exploitation_of_this_child(team, file, concern, longer):
    made = make_concern(team, file, **concern)
    elsewhere = open_case(team)
    after, plain = "reunification_after_exploitation", "reunification"
    with acting_as(team.worker):
        assert policies.schedule_of(file) == (after if longer else plain)
        assert policies.schedule_of(elsewhere) == plain
        type(made).objects.filter(pk=made.pk).update(verification="not_substantiated")
        assert policies.schedule_of(file) == plain


def test_the_concerns_after_which_the_longer_schedule_holds():
    assert " ".join(sorted(policies.EXPLOITATION)) == "PC01 PC02 PC03 PC04 PC05 PC06 PC09 PC10 PC11 PC12 PC13 PC31"


# --- what stands against the child's going, and what a return waits for

said = ChildView(views="Home, to my mother.")
mother = PersonAround(name="The mother")


def people(team):
    return {"created_by": team.worker.user, "updated_by": team.worker.user}


def going(team, file, **changes):
    """A return that nothing stands against, but for what a test takes away; not kept."""
    words = dict.fromkeys(Domain.values, "Talked through.")
    fields = {"target": "family", "person": mother, "planned_on": today(), "prepared": words, "view": said}
    return Return(**{"file": file, "key_id": file.child_id} | people(team) | fields | changes)


def kept(team, file, state="under_way", went_on=None, **changes):
    """A return with its row, to which visits belong."""
    days = {} if state == "prepared" else {"went_on": went_on or today()}
    days |= {"ended_on": today()} if state in ("completed", "broken_off") else {}
    one = going(team, file, state=state, person=None, view=None, **days | changes)
    one.save()
    return one


def visit_after(team, one, state="due", **changes):
    fields = {"due_on": today()} | ({"visited_on": today(), "harm": "none"} if state == "recorded" else {})
    row = ReturnVisit(homecoming=one, file=one.file, key_id=one.key_id, state=state, **people(team) | fields | changes)
    row.save()
    return row


def agreed(team, file, **changes):
    """An assessment that was agreed to a moment from now."""
    row = Assessment(
        **{"file": file, "key_id": file.child_id, "state": "approved", "decided_by": team.supervisor.user}
        | {"decided_at": now() + DAY}
        | people(team)
        | changes
    )
    row.save()
    return row


@pytest.mark.rule("P11")
def test_a_child_goes_once_the_return_is_prepared_and_the_child_was_heard(team, file):
    def why(by=team.worker, **changes):
        with acting_as(by):
            return policies.start.why_not(by, going(team, file, **changes))

    assert why() is None
    assert why(state="under_way") == Reason.NOT_NOW
    assert why(by=team.supervisor) == FileReason.NOT_ASSIGNED
    for target in ("family", "alternative_family"):
        assert why(target=target, person=None) == Reason.NO_PERSON
    for target in ("independent_living", "other"):
        assert why(target=target, person=None) is None
    assert why(person=PersonAround(name="The uncle", unsafe=True)) == Reason.UNSAFE
    whole = dict.fromkeys(Domain.values, "Talked through.")
    for name in Domain.values:
        assert why(prepared=whole | {name: " "}) == Reason.NOT_PREPARED
        assert why(prepared={key: words for key, words in whole.items() if key != name}) == Reason.NOT_PREPARED
    assert why(view=None) == why(view=ChildView(views=" ", not_obtained_because=" ")) == Reason.NO_VIEW
    assert why(view=ChildView(not_obtained_because="A newborn.")) is None
    assert why(person=None, prepared={}, view=None) == Reason.NO_PERSON, "in the order of the page"
    assert why(prepared={}, view=None) == Reason.NOT_PREPARED


@pytest.mark.rule("P17")
def test_a_return_to_a_family_at_high_risk_waits_for_a_determination(team, file):
    file.risk_level = "high"
    with acting_as(team.worker):
        for target, reason in (
            ("family", DecisionReason.NOT_DETERMINED),
            ("alternative_family", None),
            ("independent_living", None),
            ("other", None),
        ):
            assert policies.missing(going(team, file, target=target)) == reason, target
        assert policies.missing(going(team, file, prepared={})) == Reason.NOT_PREPARED, "what the page asks comes first"


@pytest.mark.rule("P11")
def test_a_return_is_completed_once_nothing_of_it_is_open(team, file):
    with acting_as(team.worker):
        one = kept(team, file)
        row = visit_after(team, one)
        complete = policies.complete.why_not
        assert complete(team.worker, one) == Reason.VISITS_WAIT
        ReturnVisit.objects.filter(pk=row.pk).update(state="waived")
        assert complete(team.worker, one) is None
        assert complete(team.supervisor, one) == FileReason.NOT_ASSIGNED
        one.person = PersonAround(unsafe=True)
        assert complete(team.worker, one) == Reason.UNSAFE
        visit_after(team, one, "recorded", harm="signs")
        assert complete(team.worker, one) == Reason.HARM_WAITS
        visit_after(team, one)
        assert complete(team.worker, one) == Reason.VISITS_WAIT
        one.state = "prepared"
        assert complete(team.worker, one) == Reason.NOT_NOW


@pytest.mark.parametrize("harm", ["none", "signs", "harm", "not_checked"])
def test_harm_that_was_seen_waits_for_an_assessment_that_is_agreed_to_later(team, file, harm):
    other = open_case(team, given_names="Bela")
    waits = harm in ("signs", "harm")
    with acting_as(team.worker):
        assert not policies.harm_waits(file.pk)
        one = kept(team, file)
        visit_after(team, one, "recorded", harm=harm)
        assert policies.harm_waits(file.pk) is waits
        assert not policies.harm_waits(other.pk)
        agreed(team, other)
        before = agreed(team, file, decided_at=now() - DAY)
        assert policies.harm_waits(file.pk) is waits, "of another child, or agreed to before the visit"
        for state in ("draft", "submitted", "returned", "approved", "superseded"):
            Assessment.objects.filter(pk=before.pk).update(decided_at=now() + DAY, state=state)
            assert policies.harm_waits(file.pk) is (waits and state not in ("approved", "superseded")), state
        later = visit_after(team, one, "recorded", harm=harm)
        ReturnVisit.objects.filter(pk=later.pk).update(updated_at=now() + 2 * DAY)
        assert policies.harm_waits(file.pk) is waits, "a later visit asks again"


# --- what keeps a file from closing


def test_a_file_stays_open_while_a_return_a_visit_or_harm_is_open(team, file):
    other = open_case(team, given_names="Bela")
    with acting_as(team.worker):
        ends = policies.end_file.why_not
        assert ends(file, "GOALS") is None
        one = kept(team, file, "prepared")
        for state in State:
            days = {"went_on": None if state == "prepared" else today()}
            days |= {"ended_on": today() if state in ("completed", "broken_off") else None}
            Return.objects.filter(pk=one.pk).update(state=state, **days)
            assert ends(file, "GOALS") == (Reason.STILL_OPEN if state in ("prepared", "under_way") else None), state
            assert ends(other, "GOALS") is None
        visit_after(team, one, "recorded", harm="harm")
        assert (ends(file, "GOALS"), ends(other, "GOALS")) == (Reason.HARM_WAITS, None)
        row = visit_after(team, one)
        for state in ("waived", "due"):
            ReturnVisit.objects.filter(pk=row.pk).update(state=state)
            assert ends(file, "GOALS") == (Reason.VISITS_WAIT if state == "due" else Reason.HARM_WAITS)
        assert ends(other, "GOALS") is None
        for reason in ("DIED", "ERROR"):
            assert ends(file, reason) is None


def stayed(team, file, world, started=0, exit_kind="family_return"):
    fields = {"facility": world.facility, "started_on": today() - started * DAY, "ended_on": today(), "exit_kind": exit_kind}
    Placement.objects.create(file=file, key_id=file.child_id, found_there=True, **people(team) | fields)


def test_a_stay_that_ended_with_the_family_is_a_return_that_is_written_down(team, file):
    world, other = make_world(), open_case(team, given_names="Bela")
    with acting_as(team.worker):
        stayed(team, file, world, started=9)
        for place, home in (
            ("foster_family", False),
            ("other_facility", False),
            ("missing", False),
            ("family_return", True),
            ("relatives", True),
        ):
            Placement.objects.filter(file=file).update(exit_kind=place)
            assert policies.unrecorded(file.pk) is home, place
            assert policies.end_file.why_not(file, "GOALS") == (Reason.NOT_RECORDED if home else None)
            assert not policies.unrecorded(other.pk)
        kept(team, other, "completed")
        assert policies.unrecorded(file.pk), "the return of another child"
        kept(team, file, "completed", went_on=today() - 5 * DAY)
        assert not policies.unrecorded(file.pk), "the child went after that stay began"


def test_a_second_stay_after_a_return_is_a_second_return(team, file):
    world = make_world()
    with acting_as(team.worker):
        stayed(team, file, world, started=9)
        kept(team, file, "completed", went_on=today() - 12 * DAY)
        kept(team, file, "broken_off", went_on=today() - 20 * DAY)
        assert policies.unrecorded(file.pk), "both went before this stay began"
        kept(team, file, "completed", went_on=today() - 9 * DAY)
        assert not policies.unrecorded(file.pk), "on the day it began"
        kept(team, file, "prepared")
        assert not policies.unrecorded(file.pk), "one that is only prepared takes nothing back"


def test_a_reunification_that_was_carried_out_is_written_down(team, file):
    other = open_case(team, given_names="Bela")
    plan = approved_plan(team, file)
    with acting_as(team.worker):
        action = PlanAction.objects.create(
            file=file, key_id=file.child_id, plan=plan, track="REI", goal="Home.", due_on=today(),
            service="family_reunification", state="planned",
        )  # fmt: skip
        for service, state, waits in (
            ("family_reunification", "planned", False),
            ("family_reunification", "dropped", False),
            ("return_to_school", "done", False),
            ("family_reunification", "done", True),
        ):
            PlanAction.objects.filter(pk=action.pk).update(service=service, state=state)
            assert policies.unrecorded(file.pk) is waits, (service, state)
        assert not policies.unrecorded(other.pk)
        assert policies.end_file.why_not(file, "GOALS") == Reason.NOT_RECORDED
        kept(team, file, "completed")
        assert not policies.unrecorded(file.pk)
