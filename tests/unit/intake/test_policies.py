"""The rules of reports at their edges: which office, which line, which state, who else, and what the mechanism alone sees."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.intake import policies
from tutela.intake.enums import About, ContactChoice
from tutela.intake.enums import IntakeReason as Reason
from tutela.intake.models import CardBatch, Report
from tutela.intake.states import OUTCOMES, SETTLED, WAITING, ReportState
from tutela.kernel.clock import today

P = Permission
S = ReportState
OFFICE, ELSEWHERE = uuid.uuid4(), uuid.uuid4()


def report(**fields):
    return Report(**{"office_id": OFFICE, "state": "in_triage", "oversight": False, "ever_immediate": False} | fields)


def at(*tasks, office=OFFICE, **who):
    return holding(*tasks, offices=[office], **who)


OFFICER, LEAD, MECHANISM = at(P.REPORT_TRIAGE), at(P.REPORT_OVERSEE), at(P.OVERSIGHT_DOCKET)


# --- who sees


@pytest.mark.requirement("R87")
def test_the_envelope_is_seen_by_triage_oversight_and_the_clock_of_its_office():
    seeing = {P.REPORT_TRIAGE, P.REPORT_OVERSEE, P.DEADLINE_KEEP}
    for task in Permission:
        assert policies.see_report.allows(at(task), report()) is (task in seeing), task
        assert not policies.see_report.allows(at(task, office=ELSEWHERE), report()), task
        theirs = report(oversight=True)
        assert policies.see_report.allows(at(task), theirs) is (task in {P.OVERSIGHT_DOCKET, P.DEADLINE_KEEP}), task
    assert policies.see_report.why_not(at(P.FILE_VIEW), report()) == Reason.NOT_VISIBLE


def test_the_words_are_for_triage_and_oversight_until_they_are_erased():
    words = policies.read_words.why_not
    assert words(OFFICER, report()) is None
    assert words(LEAD, report()) is None
    assert words(at(P.DEADLINE_KEEP), report()) == Reason.NO_PERMISSION
    assert words(at(P.FILE_VIEW), report()) == Reason.NOT_VISIBLE
    assert words(OFFICER, report(erased_on=today())) == Reason.ERASED
    assert words(MECHANISM, report(oversight=True)) is None
    assert words(OFFICER, report(oversight=True)) == Reason.NOT_VISIBLE


def test_reports_are_entered_for_the_own_office_or_handed_to_the_mechanism():
    enter = policies.enter_report.why_not
    for task in Permission:
        may = task in {P.REPORT_TRIAGE, P.REPORT_ENTER, P.OVERSIGHT_DOCKET}
        assert enter(at(task), OFFICE) == (None if may else Reason.NO_PERMISSION), task
        assert enter(at(task), ELSEWHERE) == Reason.NO_PERMISSION
        handed = task == P.REPORT_TRIAGE
        assert enter(at(task), ELSEWHERE, True) == (None if handed else Reason.NO_PERMISSION), task
        assert enter(at(task), ELSEWHERE, True, About.CHILD_PROTECTION) is None
        assert enter(at(task), ELSEWHERE, False, About.CHILD_PROTECTION) == Reason.NO_PERMISSION


@pytest.mark.requirement("R77")
@pytest.mark.requirement("R87")
def test_a_committee_enters_wherever_the_places_team_is_and_a_partner_for_its_offices():
    enter = policies.enter_report.why_not
    committee = at(P.REPORT_ENTER, P.SUPPORT_DO)
    assert enter(committee, ELSEWHERE) is None
    assert enter(at(P.REPORT_ENTER), ELSEWHERE) == enter(at(P.SUPPORT_DO), ELSEWHERE) == Reason.NO_PERMISSION
    assert enter(at(P.REPORT_TRIAGE, P.SUPPORT_DO), ELSEWHERE) == Reason.NO_PERMISSION
    for about in About:
        handed = about == About.CHILD_PROTECTION
        assert enter(at(P.REPORT_ENTER), ELSEWHERE, True, about) == (None if handed else Reason.NO_PERMISSION), about
        assert enter(OFFICER, ELSEWHERE, True, about) is None
        assert enter(OFFICER, ELSEWHERE, False, about) == Reason.NO_PERMISSION


# --- triage


@pytest.mark.parametrize("state", ReportState)
def test_triage_while_a_report_waits(state):
    expected = None if state in WAITING - {S.NEW} else Reason.NOT_STARTED if state == S.NEW else Reason.SETTLED
    assert policies.triage_report.why_not(OFFICER, report(state=state)) == expected
    assert policies.take_in_hand.why_not(OFFICER, report(state=state)) is None
    taken = policies.take_report.why_not
    assert taken(OFFICER, report(state=state)) == expected
    assert taken(LEAD, report(state=state)) == (None if state in WAITING else Reason.NO_PERMISSION)
    assert taken(at(P.REPORT_OVERSEE, office=ELSEWHERE), report(state=state)) == Reason.NOT_VISIBLE
    assert taken(MECHANISM, report(state=state, oversight=True)) == Reason.NO_PERMISSION
    for rule in (policies.triage_report, policies.take_in_hand, policies.record_details):
        assert rule.why_not(LEAD, report(state=state)) == Reason.NO_PERMISSION
        assert rule.why_not(at(P.FILE_VIEW), report(state=state)) == Reason.NOT_VISIBLE
        assert rule.why_not(at(P.REPORT_TRIAGE, office=ELSEWHERE), report(state=state)) == Reason.NOT_VISIBLE


def test_a_report_is_forwarded_to_another_team():
    one = report(team_id=OFFICE)
    assert policies.forward_report.why_not(OFFICER, one, OFFICE) == Reason.SAME_TEAM
    assert policies.forward_report.why_not(OFFICER, one, ELSEWHERE) is None
    assert policies.forward_report.why_not(OFFICER, report(state="new", team_id=OFFICE), ELSEWHERE) == Reason.NOT_STARTED


def test_details_are_recorded_until_the_words_are_erased():
    assert policies.record_details.why_not(OFFICER, report(state="closed")) is None
    assert policies.record_details.why_not(OFFICER, report(erased_on=today())) == Reason.ERASED


# --- immediate danger needs two


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("state", ReportState)
@pytest.mark.parametrize("target", ReportState)
def test_where_danger_was_ever_seen_one_alone_ends_nothing(state, target):
    seen, unseen = report(state=state, ever_immediate=True), report(state=state)
    agreed = state in SETTLED and target == S.CLOSED
    two = target in SETTLED and not agreed
    assert policies.needs_second_person(seen, target) is two
    assert not policies.needs_second_person(unseen, target)
    by_file = Reason.ACCEPT_BY_FILE if target == S.ACCEPTED else None
    assert policies.propose_settling.why_not(OFFICER, seen, target) == by_file
    assert policies.settle_report.why_not(OFFICER, seen, target) == (by_file or (Reason.SECOND_PERSON if two else None))
    assert policies.settle_report.why_not(OFFICER, unseen, target) == by_file
    assert policies.settle_report.why_not(LEAD, unseen, target) == Reason.NO_PERMISSION


@pytest.mark.rule("P14")
def test_somebody_else_agrees_to_what_was_proposed():
    me = uuid.uuid4()
    mine = at(P.REPORT_TRIAGE, user_id=me)
    agree = policies.agree_to_settling.why_not
    assert agree(mine, report()) == Reason.NOTHING_PROPOSED
    assert agree(mine, report(proposed_state="closed", proposed_by_id=me)) == Reason.SAME_PERSON
    assert agree(OFFICER, report(proposed_state="closed", proposed_by_id=me)) is None
    assert agree(LEAD, report(proposed_state="closed", proposed_by_id=me)) is None
    assert agree(at(P.DEADLINE_KEEP), report(proposed_state="closed", proposed_by_id=me)) == Reason.NO_PERMISSION


@pytest.mark.parametrize("state", ReportState)
def test_what_may_come_next_is_a_step_that_is_not_taken_elsewhere(state):
    expected = {
        S.NEW: [S.IN_TRIAGE],
        S.IN_TRIAGE: [S.NEEDS_INFORMATION, *OUTCOMES],
        S.NEEDS_INFORMATION: [S.IN_TRIAGE, *OUTCOMES],
        S.ACCEPTED: [S.CLOSED],
        S.CLOSED: [S.IN_TRIAGE],
    }.get(state, [S.IN_TRIAGE, S.CLOSED])
    assert policies.possible_ends(report(state=state)) == [one for one in ReportState if one in expected]


def test_states_that_wait_and_states_that_settle():
    assert {"new", "in_triage", "needs_information"} == WAITING
    assert {"referred_out", "information_only", "duplicate", "non_data", "cannot_act"} == OUTCOMES
    assert OUTCOMES | {"closed"} == SETTLED


# --- the reporter


@pytest.mark.requirement("R17")
@pytest.mark.rule("P8")
def test_who_reported_is_for_the_lead_of_the_office_that_received_it():
    reveal = policies.reveal_reporter.why_not
    for task in Permission:
        reason = None if task == P.REPORT_OVERSEE else Reason.NO_REPORTER
        if task == P.REPORTER_REVEAL:
            reason = Reason.NOT_VISIBLE  # it does not see the report itself
        assert reveal(at(task), report(), OFFICE) == reason, task
        ever = any(reveal(at(task), report(oversight=one), OFFICE) != Reason.NO_REPORTER for one in (True, False))
        assert (task in policies.REVEALING) is ever, "the page offers it to whom the rule may answer yes"
    assert reveal(at(P.REPORTER_REVEAL, P.REPORT_TRIAGE), report(), OFFICE) is None
    assert reveal(LEAD, report(), ELSEWHERE) == Reason.WITH_OTHER_OFFICE
    assert reveal(LEAD, report(oversight=True), OFFICE) == Reason.NO_REPORTER
    assert reveal(MECHANISM, report(oversight=True), OFFICE) is None


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("contact", ContactChoice)
def test_the_reporter_is_reached_only_the_way_they_chose(contact):
    never = Reason.NEVER_CONTACT if contact == ContactChoice.NEVER else None
    assert policies.answer_reporter.why_not(OFFICER, report(), contact) == never
    assert policies.answer_reporter.why_not(OFFICER, report(erased_on=today()), contact) == Reason.ERASED
    assert policies.answer_reporter.why_not(LEAD, report(), contact) == Reason.NO_PERMISSION
    for way in ContactChoice:
        may = way == contact and way in (ContactChoice.PHONE, ContactChoice.MESSAGE)
        assert policies.contact_reporter.why_not(OFFICER, report(), contact, way) == (
            None if may else Reason.CONTACT_REFUSED
        )
    assert policies.contact_reporter.why_not(OFFICER, report(erased_on=today()), contact, contact) == Reason.ERASED


# --- the mechanism, and who works at a place


@pytest.mark.requirement("R94")
def test_nobody_who_works_at_a_place_handles_what_its_children_say():
    place = ELSEWHERE
    batch = CardBatch(office_id=OFFICE, place_id=place)
    assert policies.keep_cards.why_not(MECHANISM, place) is None
    assert policies.see_cards.why_not(MECHANISM, batch) is None
    assert policies.read_card_report.why_not(MECHANISM, place) is None
    assert policies.keep_cards.why_not(at(P.REPORT_OVERSEE), place) == Reason.NO_PERMISSION
    assert policies.see_cards.why_not(at(P.OVERSIGHT_DOCKET, office=place), batch) == Reason.NOT_VISIBLE
    assert policies.see_cards.why_not(LEAD, batch) == Reason.NOT_VISIBLE
    for word in policies.WORKS_THERE:
        both = holding(P.OVERSIGHT_DOCKET, word, offices=[OFFICE, place])
        assert policies.works_at(both, place)
        assert not policies.works_at(both, uuid.uuid4())
        assert policies.keep_cards.why_not(both, place) == Reason.WORKS_THERE
        assert policies.see_cards.why_not(both, batch) == Reason.WORKS_THERE
        assert policies.hand_out_cards.why_not(both, batch) == Reason.WORKS_THERE
        assert policies.read_card_report.why_not(both, place) == Reason.WORKS_THERE


@pytest.mark.requirement("R94")
def test_a_sheet_of_cards_is_handed_out_by_who_keeps_it_while_it_is_open():
    hand_out = policies.hand_out_cards.why_not
    sheet = {"office_id": OFFICE, "place_id": ELSEWHERE, "expires_on": today()}
    assert hand_out(MECHANISM, CardBatch(**sheet)) is None
    assert hand_out(LEAD, CardBatch(**sheet)) == Reason.NOT_VISIBLE
    for over in ({"expires_on": today() - dt.timedelta(days=1)}, {"withdrawn_on": today()}):
        assert hand_out(MECHANISM, CardBatch(**sheet | over)) == Reason.CARDS_OVER


@pytest.mark.requirement("R68")
def test_what_names_an_office_is_not_read_in_its_line():
    line = {*policies.WORKS_THERE, *(one.value for one in (
        P.FILE_VIEW, P.FILE_APPROVE, P.FILE_ASSIGN, P.FILE_ESCALATIONS, P.REPORT_OVERSEE, P.JUSTICE_KEEP,
    ))}  # fmt: skip
    for task in Permission:
        reason = Reason.EXCLUDED if task.value in line else None
        assert policies.read_past_office.why_not(at(task), OFFICE) == reason, task
        assert policies.read_past_office.why_not(at(task), ELSEWHERE) is None


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (lambda actor: policies.count_contact.why_not(actor, OFFICE), P.REPORT_TRIAGE, Reason.NO_PERMISSION),
        (lambda actor: policies.escalate_reports.why_not(actor), P.DEADLINE_KEEP, Reason.NOT_A_PROCESS),
    ],
    ids=["contacts", "escalating"],
)
def test_one_task_and_no_other(rule, who, otherwise):
    for task in Permission:
        assert rule(at(task)) == (None if task == who else otherwise), task
    assert policies.count_contact.why_not(OFFICER, ELSEWHERE) == Reason.NO_PERMISSION
