"""Triage: in hand, safety questions, urgency, deadlines of the matrix, two persons, codes that nothing depends on."""

import datetime as dt

import pytest

from tutela.audit.models import Event
from tutela.intake import policies
from tutela.intake.actions import settle, triage
from tutela.intake.actions.open_report import open_report
from tutela.intake.actions.take_report import take_report
from tutela.intake.enums import IntakeReason, SafetyQuestion
from tutela.intake.models import Report, ReportStep
from tutela.intake.states import OUTCOMES, REPORTER_WORDS, SETTLED, ReportState
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState
from tutela.vocabulary import api as vocabulary

LATER = dt.timedelta(hours=2)


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


@pytest.mark.requirement("R21")
def test_taking_in_hand_is_seen_by_all(world, report):
    with acting_as(world.officer):
        triage.take_in_hand(report=report, by=world.officer)
        triage.take_in_hand(report=report, by=world.officer)
    with acting_as(world.colleague):
        triage.take_in_hand(report=report, by=world.colleague)
        kinds = list(ReportStep.objects.values_list("kind", flat=True))
    assert kinds == ["state", "assigned", "assigned"]
    assert report.assignee_id == world.colleague.id


@pytest.mark.parametrize("who", ["supervisor", "caseworker", "elsewhere", "duty", "keeper"])
def test_only_intake_officers_of_the_office_triage(world, in_hand, who):
    actor = getattr(world, who)
    with acting_as(actor):
        reason = refused(lambda: triage.decide_urgency(report=in_hand, urgency="planned", reason="x", by=actor))
    assert reason in (IntakeReason.NO_PERMISSION, IntakeReason.NOT_VISIBLE)


def test_nothing_is_decided_before_somebody_is_on_it(world, report):
    with acting_as(world.officer):
        assert refused(lambda: triage.write_note(report=report, text="x", by=world.officer)) == IntakeReason.NOT_STARTED


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(
    ("answers", "urgency"),
    [
        ({"hurt_now": "yes"}, "immediate_danger"),
        ({"threatened": "yes"}, "immediate_danger"),
        ({"wants_to_die": "yes", "safe_tonight": "no"}, "immediate_danger"),
        ({"gone": "yes"}, "immediate_danger"),
        ({"safe_tonight": "no"}, "within_24_hours"),
        ({"safe_adult": "no"}, "within_24_hours"),
        ({"hurt_now": "no", "safe_tonight": "yes"}, "within_48_hours"),
        ({"hurt_now": "unknown"}, "within_48_hours"),
    ],
)
def test_safety_answers_raise_the_urgency_at_once(world, in_hand, answers, urgency):
    with acting_as(world.officer):
        triage.answer_safety(report=in_hand, answers=answers, by=world.officer)
        found = Report.objects.get()
        opened = open_report(report=found, keys=world.keys, by=world.officer)
    assert found.urgency == urgency
    assert found.ever_immediate == (urgency == "immediate_danger")
    assert opened.notes[0].content == answers


def test_safety_answers_never_lower(world, send):
    with acting_as(world.officer):
        report = Report.objects.get(pk=send(danger="yes").report_id)
        triage.take_in_hand(report=report, by=world.officer)
        assert triage.answer_safety(report=report, answers={"hurt_now": "no"}, by=world.officer) is None
        assert Report.objects.get().urgency == "immediate_danger"


@pytest.mark.parametrize("answers", [{"favourite_colour": "yes"}, {"hurt_now": "perhaps"}])
def test_unknown_questions_and_answers_are_named(world, in_hand, answers):
    with acting_as(world.officer), pytest.raises(InvalidInput) as caught:
        triage.answer_safety(report=in_hand, answers=answers, by=world.officer)
    assert set(caught.value.fields) == set(answers)
    assert len(SafetyQuestion) <= 8


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("urgency", ["immediate_danger", "within_24_hours", "within_48_hours", "planned"])
def test_the_matrix_of_the_day_it_was_told_sets_the_response(world, in_hand, urgency):
    with moved_to(now() + LATER), acting_as(world.officer):
        triage.decide_urgency(report=in_hand, urgency=urgency, reason="Spoke with the school.", by=world.officer)
        found, moment = Report.objects.get(), now()
    raised = urgency in ("immediate_danger", "within_24_hours")
    start = moment if raised else found.clock_from
    assert found.due_kind == "report_response"
    assert found.due_at == start + vocabulary.deadline("report_response", urgency, on=found.taken_on)


def test_what_is_still_late_keeps_its_step(world, in_hand):
    with moved_to(now() + dt.timedelta(days=30)), acting_as(world.officer):
        in_hand.escalation_step = 2
        triage.decide_urgency(report=in_hand, urgency="planned", reason="x", by=world.officer)
    assert in_hand.escalation_step == 2


@pytest.mark.parametrize(("urgency", "reason", "field"), [("soon", "x", "urgency"), ("planned", " ", "reason")])
def test_urgency_needs_a_code_and_a_reason(world, in_hand, urgency, reason, field):
    with acting_as(world.officer), pytest.raises(InvalidInput) as caught:
        triage.decide_urgency(report=in_hand, urgency=urgency, reason=reason, by=world.officer)
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize(
    ("codes", "field"),
    [({"category": "PC99"}, "category"), ({"verification": "proven"}, "verification"), ({"age_band": "7"}, "age_band")],
)
def test_codes_of_the_envelope_are_checked(world, in_hand, codes, field):
    known = {"category": "UNK", "age_band": "UNK", "verification": "suspected"}
    with acting_as(world.officer), pytest.raises(InvalidInput) as caught:
        triage.describe_report(report=in_hand, by=world.officer, **known | codes)
    assert list(caught.value.fields) == [field]


@pytest.mark.requirement("R22")
@pytest.mark.rule("P5")
@pytest.mark.parametrize("status", ["suspected", "alleged", "substantiated", "not_substantiated", "could_not_be_assessed"])
def test_a_file_opens_whatever_the_verification(world, in_hand, status):
    with acting_as(world.officer):
        triage.describe_report(report=in_hand, category="PC18", age_band="10_13", verification=status, by=world.officer)
        facts = take_report(report_id=in_hand.pk, by=world.officer)
    assert facts.verification == status
    assert (facts.age_low, facts.age_high, facts.category) == (10, 13, "PC18")
    assert not {"name", "phone", "reporter", "reporter_type", "worry"} & set(vars(facts))


def test_a_report_is_taken_once_and_by_its_own_office(world, in_hand):
    with acting_as(world.elsewhere), pytest.raises(NotHere):
        take_report(report_id=in_hand.pk, by=world.elsewhere)
    with acting_as(world.officer):
        take_report(report_id=in_hand.pk, by=world.officer)
        assert refused(lambda: take_report(report_id=in_hand.pk, by=world.officer)) == IntakeReason.SETTLED
        with pytest.raises(WrongState):
            triage.take_in_hand(report=Report.objects.get(), by=world.officer)


def test_notes_are_sealed_and_need_words(world, in_hand):
    with acting_as(world.officer):
        triage.write_note(report=in_hand, text="The school knows the family.", by=world.officer)
        opened = open_report(report=in_hand, keys=world.keys, by=world.officer)
        with pytest.raises(InvalidInput):
            triage.write_note(report=in_hand, text=" ", by=world.officer)
    assert opened.notes[0].content["text"] == "The school knows the family."
    assert b"school" not in bytes(opened.notes[0].note.words)


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_an_outcome_with_a_reason_and_the_end(world, in_hand, outcome):
    with acting_as(world.officer):
        settle.settle_report(report=in_hand, target=outcome, reason="Advice was enough.", by=world.officer)
        settle.settle_report(report=in_hand, target="closed", reason="Done.", by=world.officer)
    days = vocabulary.jurisdiction().retention.report_not_taken_up_days
    assert in_hand.expires_on == today() + dt.timedelta(days=days)
    with acting_as(world.officer):
        triage.take_in_hand(report=in_hand, by=world.officer)
    assert (in_hand.state, in_hand.expires_on) == ("in_triage", None)


def test_a_report_with_a_file_is_kept_with_the_file(world, in_hand):
    with acting_as(world.officer):
        take_report(report_id=in_hand.pk, by=world.officer)
        report = Report.objects.get()
        settle.settle_report(report=report, target="closed", reason="The file goes on.", by=world.officer)
    assert report.expires_on is None


@pytest.mark.parametrize(("target", "reason"), [("gone", "x"), ("duplicate", " ")])
def test_settling_needs_a_state_and_a_reason(world, in_hand, target, reason):
    with acting_as(world.officer):
        for action in (settle.settle_report, settle.propose_settling):
            with pytest.raises(InvalidInput):
                action(report=in_hand, target=target, reason=reason, by=world.officer)


def test_accepted_only_with_a_file_and_no_jumps(world, in_hand):
    with acting_as(world.officer):
        for action in (settle.settle_report, settle.propose_settling):
            assert (
                refused(lambda action=action: action(report=in_hand, target="accepted", reason="x", by=world.officer))
                == IntakeReason.ACCEPT_BY_FILE
            )
            with pytest.raises(WrongState):
                action(report=in_hand, target="closed", reason="x", by=world.officer)
        assert ReportState.ACCEPTED not in policies.possible_ends(in_hand)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("elsewhere", IntakeReason.NOT_VISIBLE),
        ("caseworker", IntakeReason.NOT_VISIBLE),
        ("keeper", IntakeReason.NO_PERMISSION),
    ],
)
def test_who_does_not_triage_proposes_nothing(world, in_hand, who, reason):
    actor = getattr(world, who)
    with acting_as(actor):
        assert refused(lambda: settle.propose_settling(report=in_hand, target="duplicate", reason="x", by=actor)) == reason


@pytest.fixture
def immediate(world, send):
    with acting_as(world.officer):
        report = Report.objects.get(pk=send(danger="yes").report_id)
        return triage.take_in_hand(report=report, by=world.officer)


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("target", sorted(SETTLED - {ReportState.CLOSED}))
def test_one_person_alone_does_not_end_immediate_danger(world, immediate, target):
    with acting_as(world.officer):
        assert (
            refused(lambda: settle.settle_report(report=immediate, target=target, reason="x", by=world.officer))
            == IntakeReason.SECOND_PERSON
        )
        settle.propose_settling(report=immediate, target=target, reason="x", by=world.officer)
        assert refused(lambda: settle.agree_to_settling(report=immediate, by=world.officer)) == IntakeReason.SAME_PERSON
    with acting_as(world.supervisor):
        settle.agree_to_settling(report=immediate, by=world.supervisor)
    assert immediate.state == target
    with acting_as(world.officer):
        settle.settle_report(report=immediate, target="closed", reason="Agreed by two.", by=world.officer)
    assert immediate.state == "closed"


@pytest.mark.requirement("R21")
def test_lowering_the_urgency_first_is_no_way_round(world, immediate):
    with acting_as(world.officer):
        triage.decide_urgency(report=immediate, urgency="planned", reason="x", by=world.officer)
        report = Report.objects.get()
        assert report.ever_immediate
        assert (
            refused(lambda: settle.settle_report(report=report, target="non_data", reason="x", by=world.officer))
            == IntakeReason.SECOND_PERSON
        )
        settle.settle_report(report=report, target="needs_information", reason="Ask more.", by=world.officer)
        take_report(report_id=report.pk, by=world.officer)
        report.refresh_from_db()
        assert (
            refused(lambda: settle.settle_report(report=report, target="closed", reason="x", by=world.officer))
            == IntakeReason.SECOND_PERSON
        )


def test_nobody_agrees_to_nothing_nor_from_outside(world, in_hand):
    with acting_as(world.colleague):
        assert refused(lambda: settle.agree_to_settling(report=in_hand, by=world.colleague)) == IntakeReason.NOTHING_PROPOSED
    for who in ("elsewhere", "caseworker", "keeper"):
        actor = getattr(world, who)
        with acting_as(actor):
            refused(lambda actor=actor: settle.agree_to_settling(report=in_hand, by=actor))


def test_taking_in_hand_again_withdraws_the_proposal(world, immediate):
    with acting_as(world.officer):
        settle.propose_settling(report=immediate, target="non_data", reason="x", by=world.officer)
        triage.take_in_hand(report=immediate, by=world.officer)
        assert refused(lambda: settle.agree_to_settling(report=immediate, by=world.officer)) == IntakeReason.NOTHING_PROPOSED


@pytest.mark.requirement("R19")
def test_every_state_has_words_for_the_reporter_that_tell_nothing_of_it(world):
    assert set(REPORTER_WORDS) == set(ReportState)
    assert len({str(REPORTER_WORDS[state]) for state in OUTCOMES}) <= 3
    for state, words in REPORTER_WORDS.items():
        if state != ReportState.NEW:
            assert str(state.label).lower() not in str(words).lower()


def test_all_of_it_stands_in_the_audit_chain_without_a_word(world, in_hand):
    with acting_as(world.officer):
        triage.write_note(report=in_hand, text="canary-note", by=world.officer)
    from tests.factories.accounts import make_actor

    officer = make_actor("data_protection_officer")
    with acting_as(officer):
        events = list(Event.objects.filter(subject=f"intake.report:{in_hand.pk}"))
    assert {"report_received", "report_state", "report_assigned", "report_note_written"} <= {
        event.action for event in events
    }
    assert not any("canary" in event.details for event in events)
