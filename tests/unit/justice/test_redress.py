"""Compensation to its payment, costs, measures, interviews counted, breaches, threats, requests abroad."""

from decimal import Decimal

import pytest

from tests.factories.accounts import make_actor
from tests.unit.justice.conftest import DAY, made
from tests.unit.justice.test_proceedings import open_deadlines
from tests.unit.justice.test_wrongs import mails, tasks  # noqa: F401 - a fixture
from tutela.justice.actions import redress as acts
from tutela.justice.models import AcrossBorders, Breach, Claim, Cost, Threat
from tutela.justice.queries import lists
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.vocabulary import api as vocabulary


def refused_at(field, act, **arguments):
    with pytest.raises(InvalidInput) as error:
        act(**arguments)
    assert set(error.value.fields) == {field}


@pytest.mark.requirement("R84")
def test_awarded_is_not_paid_until_it_is_paid(team, file):
    claim = made(team, file, "claim")
    with acting_as(team.worker):
        by = {"by": team.worker}
        with pytest.raises(Refused):
            acts.pay(record=claim, **by, base_version=1, values={"paid_on": today(), "amount": 5})
        refused_at("awarded", acts.award, record=claim, **by, base_version=1, values={"decided_on": today(), "awarded": 0})
        early = {"decided_on": today() - 30 * DAY, "awarded": 9}
        refused_at("decided_on", acts.award, record=claim, **by, base_version=1, values=early)
        no = acts.reject(record=claim, **by, base_version=1, values={"decided_on": today(), "words": "Too late."})
        again = acts.claim_again(record=no, **by, base_version=2, values={"claimed_on": today()})
        yes = {"decided_on": today(), "awarded": Decimal(300)}
        awarded = acts.award(record=again, **by, base_version=3, values=yes)
        refused_at("amount", acts.pay, record=awarded, **by, base_version=4, values={"paid_on": today(), "amount": 301})
        refused_at("amount", acts.pay, record=awarded, **by, base_version=4, values={"paid_on": today(), "amount": 0})
        part = acts.pay(record=awarded, **by, base_version=4, values={"paid_on": today(), "amount": Decimal(100)})
        assert (part.state, part.version) == ("awarded", 5)
        money = lists.money_for(team.worker)
        assert (money["claimed"], money["awarded"], money["paid"]) == (500, 300, 100)
        paid = acts.pay(record=part, **by, base_version=5, values={"paid_on": today(), "amount": Decimal(200)})
        assert paid.state == "paid"
        with pytest.raises(Refused):
            acts.pay(record=paid, **by, base_version=6, values={"paid_on": today(), "amount": 1})
        refused_at(
            "claimed", acts.make_claim, file=file, **by, values={"against": "x", "claimed_on": today(), "claimed": -1}
        )
        assert Claim.objects.count() == 1


@pytest.mark.requirement("R84")
def test_any_cost_above_nothing_opens_a_step(team, file):
    none = made(team, file, "cost", amount=0)
    with acting_as(team.worker):
        assert tasks(file) == []
    cost = made(team, file, "cost")
    with acting_as(team.worker):
        assert tasks(file) == ["costs"]
        assert lists.money_for(team.worker)["costs"] == 20
        values = {"kind": "lawyer", "payer": "child", "charged_on": today(), "amount": -1}
        refused_at("amount", acts.record_cost, file=file, by=team.worker, values=values)
        acts.end_cost(record=cost, by=team.worker, base_version=1, values={"ended_on": today(), "words": "Paid back."})
        assert tasks(file) == []
        assert Cost.objects.get(pk=none.pk).state == "open"


@pytest.mark.requirement("R85")
def test_interviews_are_counted_and_too_many_are_told(mails, team, file):  # noqa: F811
    limit = vocabulary.jurisdiction().limits.interviews_of_a_child
    with mails.capture(execute=True):
        for _number in range(limit):
            made(team, file, "interview")
    assert mails() == []
    with mails.capture(execute=True):
        made(team, file, "interview", recorded="no")
    assert mails() == ["supervisor"]
    with acting_as(team.worker):
        assert tasks(file) == ["interviews"]
        values = {"held_on": today() + DAY, "authority": "police"}
        refused_at("held_on", acts.record_interview, file=file, by=team.worker, values=values)
        bad = {"measure": "closed_hearing", "answer": "maybe", "applied_on": today()}
        refused_at("answer", acts.record_measure, file=file, by=team.worker, values=bad)
    assert made(team, file, "measure").answer == "refused"


@pytest.mark.requirement("R85")
def test_a_breach_is_an_incident_for_data_protection(mails, team, file):  # noqa: F811
    officer = make_actor("data_protection_officer", email="dpo@example.org")
    with mails.capture(execute=True):
        breach = made(team, file, "breach")
    assert mails() == ["dpo"]
    with acting_as(officer):
        (seen,) = lists.breaches()
        assert (seen.file_number, seen.state) == (file.number, "open")
        assert not Breach.objects.exists()
    with acting_as(team.supervisor):
        assert lists.breaches() == []
    with acting_as(team.worker):
        (due,) = open_deadlines(file, "confidentiality")
        assert due.due_at > now()
        early = {"ended_on": today() - DAY, "result": "x"}
        refused_at("ended_on", acts.end_breach, record=breach, by=team.worker, base_version=1, values=early)
        acts.end_breach(record=breach, by=team.worker, base_version=1, values={"ended_on": today(), "result": "Told."})
        assert not open_deadlines(file, "confidentiality")
    with acting_as(officer):
        assert [one.state for one in lists.breaches()] == ["done"]


@pytest.mark.requirement("R86")
@pytest.mark.parametrize("against", ["child", "family", "reporter", "witness"])
def test_a_threat_raises_a_risk_review_within_hours(mails, team, file, against):  # noqa: F811
    with mails.capture(execute=True):
        threat = made(team, file, "threat", against=against)
    assert mails() == ["supervisor"]
    with acting_as(team.worker):
        (review,) = open_deadlines(file, "reassessment")
        hours = vocabulary.jurisdiction().limits.threat_review_hours
        assert review.due_at <= now() + hours * DAY / 24
        safe = acts.protect(record=threat, by=team.worker, base_version=1, values={"measures": "Another school."})
        refused_at("measures", acts.protect, record=safe, by=team.worker, base_version=2, values={"measures": " "})
        over = acts.end_threat(record=safe, by=team.worker, base_version=2, values={"ended_on": today(), "result": "Moved."})
        assert over.state == "done"
        with pytest.raises(Refused):
            acts.end_threat(record=over, by=team.worker, base_version=3, values={"ended_on": today(), "result": "x"})
        assert Threat.objects.count() == 1


@pytest.mark.requirement("R88")
def test_a_request_abroad_has_country_basis_days_result_and_what_went_to_victims(team, file):
    request = made(team, file, "across", kind="confiscation")
    assert request.country == "FR"
    with acting_as(team.worker):
        for wrong, field in (({"country": "FRA"}, "country"), ({"legal_basis": ""}, "legal_basis"), ({"kind": "x"}, "kind")):
            values = {"kind": "extradition", "country": "de", "legal_basis": "T", "sent_on": today()} | wrong
            refused_at(field, acts.ask_across, file=file, by=team.worker, values=values)
        answer = {"result": "granted", "answered_on": today(), "confiscated": Decimal(900), "for_victims": Decimal(400)}
        for wrong, field in (
            ({"for_victims": Decimal(901)}, "for_victims"), ({"confiscated": Decimal(0)}, "confiscated"),
            ({"answered_on": today() - DAY}, "answered_on"),
        ):  # fmt: skip
            values = answer | wrong | ({"for_victims": None} if field == "confiscated" else {})
            refused_at(field, acts.answer_across, record=request, by=team.worker, base_version=1, values=values)
        done = acts.answer_across(record=request, by=team.worker, base_version=1, values=answer)
        assert (done.state, done.confiscated, done.for_victims) == ("done", 900, 400)
        assert AcrossBorders.objects.count() == 1
