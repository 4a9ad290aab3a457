"""Settlements, marriages called reparation, detention, punishment: attacked through the action; the same through form and HTTP API in
``test_pages``."""

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import make_care, open_case
from tests.unit.justice.conftest import DAY, held, made, settled
from tests.unit.justice.test_proceedings import open_deadlines
from tutela.audit.models import Event
from tutela.cases.api import Concern
from tutela.cases.states import FileState
from tutela.justice.actions import wrongs as acts
from tutela.justice.models import Charge, LegalTask, Liberty, Settlement
from tutela.justice.queries.lists import held_now
from tutela.justice.states import SettlementState
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.vocabulary import api as vocabulary

HOUR = DAY / 24


def tasks(file):
    return sorted(LegalTask.objects.filter(file=file, state="open").values_list("kind", flat=True))


@pytest.fixture
def mails(team, lawyer, mechanism, mailoutbox, django_capture_on_commit_callbacks):
    """What was written to whom when the block ends."""
    team.supervisor.user.email = "supervisor@example.org"
    team.supervisor.user.save()

    def sent():
        return sorted(mail.to[0].partition("@")[0] for mail in mailoutbox)

    sent.box, sent.capture = mailoutbox, django_capture_on_commit_callbacks
    return sent


@pytest.mark.requirement("R80")
@pytest.mark.parametrize("state", SettlementState.values)
def test_every_settlement_is_a_concern_and_closes_nothing(mails, team, file, state):
    with mails.capture(execute=True):
        settlement = made(team, file, "settlement", state=state)
    with acting_as(team.worker):
        stands = state not in ("refused", "annulled")
        assert tasks(file) == (["settlement"] if stands else [])
        assert len(open_deadlines(file, "legal_task")) == stands
        file.refresh_from_db()
        assert file.state not in (FileState.CLOSED, FileState.NOT_ACCEPTED)
    assert mails() == (["supervisor"] if stands else [])
    assert all("Money" not in mail.body for mail in mails.box)
    assert settlement.state == state


@pytest.mark.requirement("R80")
@pytest.mark.rule("P6")
def test_no_list_of_ours_lets_a_settlement_close():
    closing = {code.code for code in vocabulary.code_list("closure_reasons").own()}
    forbidden = {code.code for code in vocabulary.code_list("forbidden_closure_reasons").own()}
    assert not closing & {*forbidden, *(code.code for code in vocabulary.code_list("settlement_forms").own())}


@pytest.mark.requirement("R80")
def test_a_settlement_is_followed_and_only_its_step_stays(team, file):
    settlement = made(team, file, "settlement")
    followed = {name: value for name, value in settled().items() if name != "known_on"}
    with acting_as(team.worker):
        agreed = acts.follow_settlement(
            record=settlement, by=team.worker, base_version=1, values=followed | {"state": "agreed", "child_heard": "yes"}
        )
        assert (agreed.state, agreed.child_heard) == ("agreed", "yes")
        same = acts.follow_settlement(record=agreed, by=team.worker, base_version=2, values=followed | {"state": "agreed"})
        assert (same.state, same.version) == ("agreed", 3)
        assert tasks(file) == ["settlement"]
        for wrong, field in (({"state": "closed"}, "state"), ({"forms": []}, "forms"), ({"parties": ["me"]}, "parties")):
            with pytest.raises(InvalidInput) as error:
                acts.follow_settlement(
                    record=same, by=team.worker, base_version=3, values=followed | {"state": "executed"} | wrong
                )
            assert set(error.value.fields) == {field}
        over = acts.follow_settlement(record=same, by=team.worker, base_version=3, values=followed | {"state": "annulled"})
        with pytest.raises(Refused):
            acts.follow_settlement(record=over, by=team.worker, base_version=4, values=followed | {"state": "agreed"})
        for wrong, field in (({"state": "x"}, "state"), ({"words": ""}, "words"), ({"known_on": today() + DAY}, "known_on")):
            with pytest.raises(InvalidInput) as error:
                acts.record_settlement(file=file, by=team.worker, values=settled(**wrong))
            assert set(error.value.fields) == {field}
        assert Settlement.objects.count() == 1


@pytest.mark.requirement("R81")
@pytest.mark.parametrize("first", ["at once", "later"])
def test_a_marriage_as_reparation_opens_the_three_things_and_high_risk(team, file, first):
    settlement = made(team, file, "settlement", forms=["marriage"] if first == "at once" else ["cash"])
    with acting_as(team.worker):
        if first == "later":
            values = {name: value for name, value in settled(forms=["cash", "marriage"]).items() if name != "known_on"}
            acts.follow_settlement(record=settlement, by=team.worker, base_version=1, values=values)
        concern = Concern.objects.get(file=file)
        assert (concern.concerns, concern.offences) == (["PC08"], ["FMAR"])
        assert tasks(file) == ["forced_marriage", "settlement"]
        assert LegalTask.objects.get(kind="forced_marriage").urgent
        (safety,) = open_deadlines(file, "safety_plan")
        (review,) = open_deadlines(file, "reassessment")
        assert safety.due_at <= now() + DAY
        assert review.due_at <= now() + DAY
        file.refresh_from_db()
        assert (file.risk_level, file.review_due_on) == ("high", review.due_at.date())
        again = Settlement.objects.get()
        again.file = file
        values = {name: value for name, value in settled(forms=["marriage"], state="agreed").items() if name != "known_on"}
        acts.follow_settlement(record=again, by=team.worker, base_version=again.version, values=values)
        assert Concern.objects.filter(file=file).count() == 1


@pytest.mark.requirement("R81")
def test_what_is_due_sooner_stays_so(team, file):
    made(team, file, "threat")
    with acting_as(team.worker):
        (before,) = open_deadlines(file, "reassessment")
    with moved_to(now() + 3 * HOUR):
        made(team, file, "settlement", forms=["marriage"])
    with acting_as(team.worker):
        (after,) = open_deadlines(file, "reassessment")
        assert after.due_at == before.due_at


@pytest.mark.requirement("R82")
@pytest.mark.rule("P20")
def test_a_child_who_is_held_is_a_violation_with_a_clock(mails, team, file, mechanism, lawyer):
    with mails.capture(execute=True):
        liberty = made(team, file, "liberty")
    assert liberty.told == {"ombudsperson": 1, "legal_aid": 1, "supervisor": 1}
    assert mails() == ["lawyer", "omb", "supervisor"]
    assert all("custody" not in (mail.body + mail.subject).lower() for mail in mails.box)
    from tutela.accounts.api import actor_for

    omb = actor_for(mechanism)
    with acting_as(omb):
        (seen,) = held_now()
        assert (seen.file_number, seen.place_kind, seen.state) == (file.number, "police_custody", "open")
        assert now() - seen.held_since >= 5 * HOUR
        assert not Liberty.objects.exists()  # the list is all of it
    for other in (team.worker, team.supervisor, lawyer):
        with acting_as(other):
            assert held_now() == []
    with acting_as(team.worker):
        assert tasks(file) == ["release"]
        (due,) = open_deadlines(file, "liberty")
        assert due.due_at == liberty.held_since + DAY
        step = {"record": liberty, "by": team.worker}
        contested = acts.contest(**step, base_version=1, values={"contested_words": "She is a witness."})
        for closed in ("detention", "institution_unregistered"):
            with pytest.raises(Refused):
                values = {"alternative_kind": closed, "alternative": "x", "alternative_by": today()}
                acts.plan_alternative(record=contested, by=team.worker, base_version=2, values=values)
            with pytest.raises(Refused):
                values = {"released_kind": closed, "released_at": now(), "released_to": "x"}
                acts.release(record=contested, by=team.worker, base_version=2, values=values)
        with pytest.raises(Refused):
            acts.remedy(record=contested, by=team.worker, base_version=2, values={"remedy": "Sorry."})
        plan = {"alternative_kind": "kin", "alternative": "The aunt.", "alternative_by": today()}
        planned = acts.plan_alternative(record=contested, by=team.worker, base_version=2, values=plan)
    with acting_as(omb):
        assert [one.state for one in held_now()] == ["alternative_planned"]
    with acting_as(team.worker):
        out = {"released_kind": "kin", "released_at": now(), "released_to": "The aunt."}
        for wrong, field in (
            ({"released_at": liberty.held_since - HOUR}, "released_at"), ({"released_at": now() + HOUR}, "released_at"),
            ({"released_to": ""}, "released_to"), ({"released_kind": ""}, "released_kind"),
        ):  # fmt: skip
            with pytest.raises(InvalidInput) as error:
                acts.release(record=planned, by=team.worker, base_version=3, values=out | wrong)
            assert set(error.value.fields) == {field}
        free = acts.release(record=planned, by=team.worker, base_version=3, values=out)
        assert tasks(file) == []
        assert not open_deadlines(file, "liberty")
        assert acts.remedy(record=free, by=team.worker, base_version=4, values={"remedy": "Erased."}).state == "remedied"
    with acting_as(omb):
        assert held_now() == []


@pytest.mark.requirement("R82")
def test_a_place_of_stay_that_is_detention_opens_it_by_itself(team, file, mechanism):
    make_care(team, file, kind="kin", started_on=today() - 9 * DAY, ended_on=today() - DAY)
    with acting_as(team.worker):
        assert not Liberty.objects.exists()
    make_care(team, file, kind="detention", started_on=today())
    with acting_as(team.worker):
        (liberty,) = Liberty.objects.filter(file=file)
        assert (liberty.state, liberty.told["ombudsperson"]) == ("open", 1)
    other = open_case(team)
    made(team, other, "liberty")
    make_care(team, other, kind="detention", started_on=today())
    ended = open_case(team)
    make_care(team, ended, kind="detention", started_on=today() - 9 * DAY, ended_on=today() - DAY)
    with acting_as(team.worker):
        assert Liberty.objects.filter(file=other).count() == 1
        assert not Liberty.objects.filter(file=ended).exists()


@pytest.mark.requirement("R82")
def test_nobody_to_tell_is_said_and_the_clock_runs(team, file):
    liberty = made(team, file, "liberty")
    assert (liberty.told["ombudsperson"], liberty.told["legal_aid"]) == (0, 0)
    with acting_as(team.worker):
        assert open_deadlines(file, "liberty")
        for wrong, field in (
            ({"held_since": now() + HOUR}, "held_since"), ({"territory": None}, "territory"), ({"place_kind": "hotel"}, "place_kind"),
        ):  # fmt: skip
            with pytest.raises(InvalidInput) as error:
                acts.record_liberty(file=file, by=team.worker, values=held(file, **wrong))
            assert set(error.value.fields) == {field}


@pytest.mark.requirement("R83")
def test_a_charge_opens_a_non_punishment_action_and_its_outcome_is_coded(mails, team, file, lawyer):
    with mails.capture(execute=True):
        charge = made(team, file, "charge")
    assert mails() == ["lawyer"]
    with acting_as(lawyer):
        assert tasks(file) == ["non_punishment"]
        with pytest.raises(Refused):
            acts.seek_non_punishment(record=_in(charge, "granted"), by=lawyer, base_version=1, values={"sought_on": today()})
        with pytest.raises(InvalidInput):
            values = {"sought_on": charge.charged_on - DAY}
            acts.seek_non_punishment(record=_in(charge, "open"), by=lawyer, base_version=1, values=values)
        sought = acts.seek_non_punishment(record=charge, by=lawyer, base_version=1, values={"sought_on": today()})
        with pytest.raises(InvalidInput) as error:
            acts.decide_non_punishment(
                record=sought, by=lawyer, base_version=2, values={"outcome": "guilty", "decided_on": today()}
            )
        assert set(error.value.fields) == {"outcome"}
        no = {"outcome": "refused", "decided_on": today()}
        refused = acts.decide_non_punishment(record=sought, by=lawyer, base_version=2, values=no)
        assert (refused.state, tasks(file)) == ("refused", ["non_punishment"])
        again = acts.seek_non_punishment(record=refused, by=lawyer, base_version=3, values={"sought_on": today()})
        assert (again.outcome, again.decided_on) == ("", None)
        yes = {"outcome": "dropped", "decided_on": today()}
        granted = acts.decide_non_punishment(record=again, by=lawyer, base_version=4, values=yes)
        assert (granted.state, granted.outcome, tasks(file)) == ("granted", "dropped", [])


def _in(charge, state):
    charge.state = state
    return charge


@pytest.mark.requirement("R83")
def test_a_charge_is_never_a_state_of_the_child(team, file):
    before = {"state": file.state, "file_type": file.file_type, "verification": file.verification}
    made(team, file, "charge", sanction=True, law="Act 4")
    with acting_as(team.worker):
        file.refresh_from_db()
        assert {name: getattr(file, name) for name in before} == before
        assert Charge.objects.get().sanction
        assert not Concern.objects.exists()


def test_the_trail_holds_codes_and_no_text(team, file):
    made(team, file, "settlement", forms=["marriage"])
    made(team, file, "liberty", because="She said so.")
    with acting_as(make_actor("data_protection_officer")):
        events = [str(event.details) for event in Event.objects.all()]
    assert len(events) > 5
    assert not [text for text in events if "Money was offered" in text or "She said so" in text]
