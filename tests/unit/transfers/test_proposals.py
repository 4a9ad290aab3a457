"""A worker proposes a transfer: the supervisor asks the other office or says why not, and the other office learns nothing of it."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import break_into, fresh, make_consent, make_person, make_team_of_office, open_case, put_in_state
from tests.unit.transfers.conftest import (
    ASKED,
    WORDS,
    There,
    accepted,
    asked,
    current,
    declined,
    hear,
    of_proposal,
    proposed,
    step,
    to_transfer,
    told,
)
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, Deadline
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState
from tutela.kernel.ids import uuid7
from tutela.transfers import actions, policies, queries
from tutela.transfers.enums import TransferReason
from tutela.transfers.models import Proposal, Transfer
from tutela.transfers.states import PROPOSAL, ProposalState

pytestmark = [pytest.mark.requirement("R55"), pytest.mark.django_db]
ANSWER = "The aunt moves here next month; the school stays."
SCOPES = ("file_work", "file_view", "file_assign")


def refused(call, *args, **values):
    with pytest.raises(Refused) as caught:
        call(*args, **values)
    return caught.value.reason


# --- the law


def test_a_proposal_has_one_answer_and_releases_nothing():
    assert {state.value: {to.value for to in PROPOSAL.transitions[state]} for state in ProposalState} == {
        "proposed": {"asked", "declined", "withdrawn"}, "asked": set(), "declined": set(), "withdrawn": set(),
    }  # fmt: skip
    with pytest.raises(WrongState):
        PROPOSAL.move("declined", "asked")


STEPS = ("propose", "ask", "not_ask", "take_back", "accept", "decline", "withdraw", "accept_here", "hear")


@pytest.mark.slow
@pytest.mark.rule("P22")
@pytest.mark.rule("P12")
@settings(max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=7).map(lambda some: ["propose", *some]))
def test_no_path_from_a_proposal_releases_a_file_but_the_acceptance_of_the_other_office(db, steps):
    team = make_team_of_office()
    there = There(team)
    file = to_transfer(team)
    for name in steps:
        if _walked(name, team, there, file):
            assert fresh(there.worker, file).office_id == there.office.pk
            return
        assert fresh(team.worker, file).office_id == team.office.pk
        with acting_as(there.supervisor):
            assert not CaseFile.objects.filter(pk=file.pk).exists()
            assert not Proposal.objects.exists(), "the other office learns nothing of a proposal"
            waits = Transfer.objects.filter(file=file).values_list("state", flat=True)
            assert list(waits) in ([], ["asked"])


def _walked(name, team, there, file):
    """Whether this step was the acceptance by the other office; what is not possible now changes nothing."""
    with acting_as(team.supervisor):
        proposal = Proposal.objects.filter(file=file, state="proposed").first()
        transfer = Transfer.objects.filter(file=file, state="asked").first()
    accepts = {"accept": there.supervisor, "accept_here": team.supervisor}
    try:
        if name == "propose":
            proposed(team, there, file)
        elif name == "ask":
            asked(team, there, file)
        elif name == "hear":
            hear(team, file)
        elif name == "not_ask" and proposal:
            of_proposal(team.supervisor, proposal, actions.decline_proposal)
        elif name == "take_back" and proposal:
            of_proposal(team.worker, proposal, actions.withdraw_proposal)
        elif name in accepts and transfer:
            step(accepts[name], transfer, actions.accept_transfer, worker=there.worker.user)
            return True
        elif name == "decline" and transfer:
            declined(there, transfer)
        elif name == "withdraw" and transfer:
            step(team.supervisor, transfer, actions.withdraw_transfer, answer=WORDS)
    except Refused as error:
        assert name in ("propose", "ask", "accept_here"), (name, error)
    return False


# --- the way


def test_the_supervisor_asks_and_that_answers_the_proposal(team, there, file):
    one = proposed(team, there, file)
    assert fresh(team.worker, file).state == "active", "nothing changes by a proposal"
    with acting_as(team.supervisor):
        assert [found.pk for found in queries.to_see_to(team.supervisor)] == [one.pk]
        line = queries.first(team.supervisor)[0]
        assert (line["about"], line["what"]) == (file.number, "See to a proposed transfer")
    with acting_as(there.supervisor):
        assert queries.first(there.supervisor) == []
        assert not queries.to_see_to(there.supervisor).exists()
    transfer = asked(team, there, file)
    with acting_as(team.worker):
        done = Proposal.objects.get(pk=one.pk)
        assert (done.state, done.transfer_id, done.decided_by_id) == ("asked", transfer.pk, team.supervisor.id)
    with acting_as(team.supervisor):
        assert policies.see_to.why_not(team.supervisor, done) == TransferReason.PROPOSAL_ANSWERED
        assert not queries.to_see_to(team.supervisor).exists()
    accepted(there, transfer)
    with acting_as(there.worker):
        assert Proposal.objects.get(pk=one.pk).reason == WORDS, "what was proposed goes along with the file"
    with acting_as(team.supervisor):
        assert not Proposal.objects.filter(pk=one.pk).exists()
    assert told("transfer_proposed") == [("transfer_proposed", str(file.child_id))]


def test_the_supervisor_says_no_and_the_worker_reads_why(team, there, file):
    one = proposed(team, there, file)
    for words in ("", "no"):
        with pytest.raises(InvalidInput):
            of_proposal(team.supervisor, one, actions.decline_proposal, words)
    saved = of_proposal(team.supervisor, one, actions.decline_proposal)
    assert (saved.state, saved.transfer_id) == ("declined", None)
    with acting_as(team.worker):
        assert Proposal.objects.get(pk=one.pk).answer == ANSWER
    assert refused(of_proposal, team.supervisor, one, actions.decline_proposal) == TransferReason.PROPOSAL_ANSWERED
    assert refused(of_proposal, team.worker, one, actions.withdraw_proposal) == TransferReason.PROPOSAL_ANSWERED
    assert told("transfer_proposal_declined") == [("transfer_proposal_declined", str(file.child_id))]
    again = proposed(team, there, file)
    assert of_proposal(team.worker, again, actions.withdraw_proposal).state == "withdrawn"
    assert told("transfer_proposal_withdrawn") == [("transfer_proposal_withdrawn", str(file.child_id))]


def test_the_answer_stands_on_the_workers_page_for_a_fortnight_or_until_the_next_proposal(team, there, file):
    def lately(by=team.worker):
        with acting_as(by):
            return [one.pk for one in queries.declined_lately(by)]

    one = proposed(team, there, file)
    assert lately() == []
    of_proposal(team.supervisor, one, actions.decline_proposal)
    assert lately() == [one.pk]
    assert lately(team.supervisor) == [], "it is the worker's to read"
    with acting_as(team.worker):
        Proposal.objects.filter(pk=one.pk).update(decided_at=now() - queries.READ_WITHIN - dt.timedelta(hours=1))
    assert lately() == []
    with acting_as(team.worker):
        Proposal.objects.filter(pk=one.pk).update(decided_at=now())
    again = proposed(team, there, file)
    assert lately() == []
    of_proposal(team.worker, again, actions.withdraw_proposal)
    assert lately() == [], "what one took back oneself is no news"


def test_nobody_overwrites_an_answer(team, there, file):
    one = proposed(team, there, file)
    with acting_as(team.supervisor):
        seen = Proposal.objects.select_related("file__child").get(pk=one.pk)
    of_proposal(team.worker, one, actions.withdraw_proposal)
    with acting_as(team.supervisor), pytest.raises(StaleVersion):
        actions.decline_proposal(one=seen, by=team.supervisor, base_version=1, values={"answer": ANSWER})


# --- who proposes, and of what


def test_only_the_worker_who_holds_the_file_proposes(team, there, file):
    other = make_actor("caseworker", office=team.office)
    guest = make_actor("caseworker", office=make_office())
    break_into(file, guest)
    for by, reason in (
        (team.supervisor, FileReason.NOT_ASSIGNED),
        (other, FileReason.NOT_VISIBLE),
        (guest, FileReason.NOT_ASSIGNED),
        (team.worker, None),
    ):
        with acting_as(by):
            assert policies.propose.why_not(by, file) == reason
    one = proposed(team, there, file)
    assert refused(asked, team, there, file) == TransferReason.EMERGENCY, "nothing goes while it runs"
    assert refused(of_proposal, team.worker, one, actions.decline_proposal) == FileReason.NO_PERMISSION
    assert refused(of_proposal, team.supervisor, one, actions.withdraw_proposal) == FileReason.NOT_ASSIGNED
    with acting_as(other):
        assert policies.take_back.why_not(other, one) == FileReason.NOT_VISIBLE
    with acting_as(guest):
        assert policies.take_back.why_not(guest, one) == FileReason.NOT_ASSIGNED


def test_of_a_file_that_could_be_asked_for_once(team, there, file):
    proposed(team, there, file)
    assert refused(proposed, team, there, file) == TransferReason.PROPOSED
    asked(team, there, file)
    assert refused(proposed, team, there, file) == TransferReason.ALREADY
    closed = put_in_state(to_transfer(team), "closed", team.worker)
    with acting_as(team.worker):
        assert policies.propose.why_not(team.worker, closed) == FileReason.FILE_CLOSED
        unheard = put_in_state(open_case(team), "active", team.worker)
    assert refused(proposed, team, there, unheard) == TransferReason.NOT_HEARD
    shut = to_transfer(team)
    one = proposed(team, there, shut)
    put_in_state(shut, "closed", team.worker)
    with acting_as(team.supervisor):
        held = Proposal.objects.select_related("file__child", "file__office").get(pk=one.pk)
        assert policies.ask_proposed.why_not(team.supervisor, held) == FileReason.FILE_CLOSED
        assert policies.see_to.why_not(team.supervisor, held) == FileReason.FILE_CLOSED
        assert held not in queries.to_see_to(team.supervisor), "a closed file takes nothing, and waits for nobody"


@pytest.mark.rule("P11")
@pytest.mark.rule("P10")
def test_an_office_that_may_have_it_is_proposed(team, there, file):
    assert refused(proposed, team, there, file, office=team.office) == TransferReason.SAME_OFFICE
    assert refused(proposed, team, there, file, office=team.clinic) == TransferReason.HOLDS_NONE
    make_person(team, file, unsafe=True, office=there.office)
    assert refused(proposed, team, there, file).value == "unsafe_office"
    elsewhere, other = There(team, organisation=None), to_transfer(team)
    assert proposed(team, elsewhere, other).state == "proposed", "the basis for another body is asked of whoever asks"
    assert refused(asked, team, elsewhere, other).value == "no_consent"
    with acting_as(team.worker):
        assert Proposal.objects.get(file=other).state == "proposed", "what is refused answers nothing"
    assert asked(team, elsewhere, other, consent=make_consent(team, other)).state == "asked"


def test_answers_that_cannot_be_taken_are_said_by_field(team, there, file):
    for wrong, names in (
        ({"office": None, "why": "x"}, {"office", "why"}),
        ({"reason": "short"}, {"reason"}),
        ({"urgent": " ", "promised": ""}, {"urgent", "promised"}),
    ):
        with pytest.raises(InvalidInput) as caught:
            proposed(team, there, file, **wrong)
        assert set(caught.value.fields) == names


@pytest.mark.rule("P12")
def test_plain_sql_reads_no_proposal_elsewhere_and_releases_nothing_by_one(team, there, file):
    one = proposed(team, there, file)
    for by in (there.supervisor, there.worker, make_actor("supervisor", office=make_office())):
        with acting_as(by), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM transfers_proposal")
            assert cursor.fetchone() == (0,)
    for change in ("state = 'asked', decided_by_id = created_by_id, decided_at = now()", "state = 'declined'"):
        with pytest.raises(IntegrityError), acting_as(team.supervisor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE transfers_proposal SET {change} WHERE id = %s", [one.pk])
    assert fresh(team.worker, file).office_id == team.office.pk
    with acting_as(team.supervisor):
        assert not Deadline.objects.filter(file=file, kind="transfer_answer").exists()


# --- on the screen, and through the API


def page_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_from_the_worker_to_the_supervisor_to_the_other_office(team, there, file, enter):
    worker = enter(team.worker.user)
    assert reverse("file_transfers", args=[file.pk]) in page_of(worker, "file", file.pk)
    address = reverse("transfer_propose", args=[file.pk])
    here = page_of(worker, "file_transfers", file.pk)
    assert address in here
    assert reverse("transfer_new", args=[file.pk]) not in here
    assert "I want to know who comes then." in page_of(worker, "transfer_propose", file.pk)
    sent = ASKED | {"office": str(there.office.pk)}
    bad = worker.post(address, sent | {"reason": "short"})
    assert bad.status_code in (400, 422)
    assert "aria-invalid" in bad.content.decode()
    made = worker.post(address, sent)
    assert made.status_code == 302
    seen = worker.get(made.url).content.decode()
    assert WORDS in seen
    assert "/withdraw" in seen
    assert "/decline" not in seen
    assert "is proposed already" in page_of(worker, "file_transfers", file.pk)
    assert made.url in page_of(worker, "file", file.pk), "in the story of the file"
    assert worker.post(f"{made.url}/decline", {"base_version": 1, "answer": ANSWER}).status_code == 403
    worker.logout()
    boss = enter(team.supervisor.user)
    assert "See to a proposed transfer" in page_of(boss, "work")
    assert made.url in page_of(boss, "transfers")
    seen = boss.get(made.url).content.decode()
    assert reverse("transfer_new", args=[file.pk]) in seen
    assert "/decline" in seen
    form = page_of(boss, "transfer_new", file.pk)
    assert WORDS in form, "what the worker wrote stands in the form"
    assert f'value="{there.office.pk}" selected' in form
    assert "Proposed by the worker" in form
    boss.logout()
    chief = enter(there.supervisor.user)
    assert chief.get(made.url).status_code == 404
    assert file.number not in page_of(chief, "transfers")
    assert file.number not in page_of(chief, "work")
    chief.logout()
    boss = enter(team.supervisor.user)
    assert boss.post(reverse("transfer_new", args=[file.pk]), sent).status_code == 302
    with acting_as(team.supervisor):
        one = Transfer.objects.get(file=file)
    assert reverse("file_transfer", args=[file.pk, one.pk]) in boss.get(made.url).content.decode()
    assert current(team.supervisor, one).state == "asked"


def test_the_worker_reads_on_the_page_why_not(team, there, file, enter):
    one = proposed(team, there, file)
    boss = enter(team.supervisor.user)
    address = reverse("transfer_proposal_move", args=[file.pk, one.pk, "decline"])
    assert "the other office learns nothing" in boss.get(address).content.decode()
    assert boss.post(address, {"base_version": 1, "answer": "no"}).status_code in (400, 422)
    assert boss.post(address, {"base_version": 7, "answer": ANSWER}).status_code == 412
    assert boss.post(address, {"base_version": 1, "answer": ANSWER}).status_code == 302
    boss.logout()
    worker = enter(team.worker.user)
    assert "The proposed transfer is not asked for" in page_of(worker, "file", file.pk)
    assert ANSWER in page_of(worker, "transfer_proposal", file.pk, one.pk)
    work = page_of(worker, "work")
    assert reverse("transfer_proposal", args=[file.pk, one.pk]) in work[work.index('id="answered"') :]
    assert worker.get(reverse("transfer_proposal_move", args=[file.pk, one.pk, "nothing"])).status_code == 404
    other = open_case(team)
    assert worker.get(reverse("transfer_proposal", args=[other.pk, one.pk])).status_code == 404


def test_what_must_be_there_first_is_said_to_the_worker(team, there, enter):
    file = put_in_state(open_case(team), "active", team.worker)
    worker = enter(team.worker.user)
    for name in ("file_transfers", "transfer_propose"):
        page = page_of(worker, name, file.pk)
        assert "The child is heard before" in page
        assert reverse("view_new", args=[file.pk]) in page
    answer = worker.post(reverse("transfer_propose", args=[file.pk]), ASKED | {"office": str(there.office.pk)})
    assert answer.status_code in (400, 403, 422)
    worker.logout()
    boss = enter(team.supervisor.user)
    assert boss.get(reverse("transfer_propose", args=[file.pk])).status_code == 403
    boss.logout()
    assert enter(there.supervisor.user).get(reverse("transfer_propose", args=[file.pk])).status_code in (403, 404)


def test_the_same_through_the_api(team, there, file, program):
    worker, boss = program(team.worker.user, ("file_work",)), program(team.supervisor.user, SCOPES)
    path, body = f"/files/{file.pk}/transfer-proposals", ASKED | {"office": str(there.office.pk)}
    for wrong in ({"reason": "short"}, {"office": str(uuid7())}, {"why": "x"}):
        assert worker("post", path, body | wrong).status_code == 422
    assert boss("post", path, body).status_code == 403
    assert program(there.worker.user)("post", path, body).status_code == 404
    made = worker("post", path, body)
    assert (made.status_code, made.json()["state"]) == (201, "proposed"), made.content
    one = f"{path}/{made.json()['id']}"
    assert [row["id"] for row in boss("get", "/transfer-proposals").json()] == [made.json()["id"]]
    assert "reason" not in boss("get", "/transfer-proposals").json()[0]
    assert program(there.supervisor.user, SCOPES)("get", "/transfer-proposals").json() == []
    assert worker("get", "/transfer-proposals").status_code == 403
    assert program(there.supervisor.user, SCOPES)("get", path).status_code == 404
    answer = {"answer": ANSWER}
    assert boss("post", f"{one}/decline", answer).status_code == 428
    assert boss("post", f"{one}/decline", answer, seen=7).status_code == 412
    assert boss("post", f"{one}/decline", {"answer": "no"}, seen=1).status_code == 422
    assert boss("post", f"{one}/withdraw", answer, seen=1).status_code == 403
    assert boss("post", f"{one}/decline", answer, seen=1).json()["state"] == "declined"
    assert worker("get", path).json()[0]["answer"] == ANSWER
    again = worker("post", path, body).json()
    assert worker("post", f"{path}/{again['id']}/withdraw", answer, seen=1).json()["state"] == "withdrawn"
    last = worker("post", path, body).json()
    transfer = boss("post", f"/files/{file.pk}/transfers", body).json()
    found = {row["id"]: row for row in worker("get", path).json()}
    assert (found[last["id"]]["state"], found[last["id"]]["transfer_id"]) == ("asked", transfer["id"])
