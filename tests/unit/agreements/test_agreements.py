"""Figures for other sectors: only under an agreement in force, only what it names, never a row about a child (R116)."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office
from tests.unit.agreements.conftest import values_for
from tutela.agreements.actions import agreements as acts
from tutela.agreements.enums import AgreementReason as Why
from tutela.agreements.models import Agreement
from tutela.agreements.policies import take
from tutela.agreements.states import AGREEMENT, AgreementState
from tutela.audit.models import Event
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused, StaleVersion, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R116")]


def taken(actor, agreement, *by):
    with acting_as(actor):
        return acts.take_table(agreement=agreement, by=actor, breakdowns=by)


def test_in_force_the_partner_takes_what_is_named_and_nothing_else(agree, partner, make_children, build):
    make_children(30)
    build()
    agreement = agree()
    answer = taken(partner, agreement, "schooling", "region")
    assert set(answer.question.by) == {"schooling", "region", "sex"}
    assert answer.audience == "public"
    assert answer.note
    for by in (("schooling", "district"), ("disability",), ("sex", "form")):
        with pytest.raises(Refused) as caught:
            taken(partner, agreement, *by)
        assert caught.value.reason is Why.OUTSIDE_FIELDS
    with acting_as(make_actor("data_protection_officer")):
        used = [one for one in Event.objects.all() if one.action == "agreement_used"]
        assert [json.loads(one.details)["breakdowns"] for one in used] == ["schooling,sex,region"]


def test_without_observations_it_says_so(agree, partner):
    with pytest.raises(OperatorError):
        taken(partner, agree(), "region")


@pytest.mark.parametrize(
    ("state", "shift", "why"),
    [
        ("proposed", 0, Why.NOT_IN_FORCE),
        ("declined", 0, Why.NOT_IN_FORCE),
        ("ended", 0, Why.NOT_IN_FORCE),
        ("active", 10, Why.OUTSIDE_TERM),
        ("active", -200, Why.OUTSIDE_TERM),
        ("active", 0, None),
    ],
)
def test_outside_its_state_and_term_nothing_leaves(agree, partner, state, shift, why):
    agreement = agree()
    agreement.state = state
    agreement.starts_on += dt.timedelta(days=shift)
    agreement.ends_on += dt.timedelta(days=shift)
    assert take.why_not(partner, agreement, ["region"]) == why


def test_another_agency_sees_and_takes_nothing(agree, officer):
    agreement = agree()
    stranger = make_actor("reporting_partner", office=make_office())
    with acting_as(stranger):
        assert not Agreement.objects.exists(), "row security"
    for actor in (stranger, officer, make_actor("statistician")):
        with pytest.raises(Refused) as caught:
            taken(actor, agreement, "region")
        assert caught.value.reason is Why.NOT_PARTNER


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("purpose", {"purpose": "  "}),
        ("breakdowns", {"breakdowns": []}),
        ("breakdowns", {"breakdowns": ["names"]}),
        ("basis", {"basis": "because"}),
        ("ends_on", {"ends_on": dt.date(2020, 1, 1)}),
        ("ends_on", {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2020, 6, 1)}),
        ("ends_on", {"ends_on": dt.date(2099, 1, 1)}),
    ],
)
def test_a_wrong_proposal_names_the_field_and_writes_nothing(propose, planner, field, wrong):
    with pytest.raises(InvalidInput) as caught:
        propose(**wrong)
    assert set(caught.value.fields) == {field}
    with acting_as(planner):
        assert not Agreement.objects.exists()


def test_two_people_decide_and_one_ends(propose, planner, officer, partner):
    for actor in (officer, partner, make_actor("statistician")):
        with acting_as(actor), pytest.raises(Refused):
            acts.propose_agreement(by=actor, values=values_for(make_office()))
    made = propose()
    with acting_as(planner), pytest.raises(Refused):
        acts.decide_agreement(agreement=made, by=planner, base_version=1, agreed=True)
    with acting_as(planner), pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=made.pk).update(decided_by=planner.user)
    with acting_as(officer), pytest.raises(InvalidInput):
        acts.decide_agreement(agreement=made, by=officer, base_version=1, agreed=False)
    with acting_as(officer):
        acts.decide_agreement(agreement=made, by=officer, base_version=1, agreed=True)
        with pytest.raises(StaleVersion):
            acts.decide_agreement(agreement=made, by=officer, base_version=1, agreed=True)
        with pytest.raises(WrongState):
            acts.decide_agreement(agreement=made, by=officer, base_version=2, agreed=True)
    with acting_as(partner), pytest.raises(Refused):
        acts.end_agreement(agreement=made, by=partner, base_version=2, note="Enough.")
    with acting_as(planner):
        with pytest.raises(InvalidInput):
            acts.end_agreement(agreement=made, by=planner, base_version=2, note=" ")
        ended = acts.end_agreement(agreement=made, by=planner, base_version=2, note="The law changed.")
        assert (ended.state, ended.version) == ("ended", 3)
        with pytest.raises(WrongState):
            acts.end_agreement(agreement=made, by=planner, base_version=3, note="Again.")


def test_declined_with_a_sentence(propose, officer):
    made = propose()
    with acting_as(officer):
        acts.decide_agreement(agreement=made, by=officer, base_version=1, agreed=False, note="Too many breakdowns.")
        assert Agreement.objects.get().note == "Too many breakdowns."


def test_no_way_leads_back_into_force():
    reached = {state for state in AgreementState for after in AGREEMENT.transitions[state] if after == "active"}
    assert reached == {"proposed"}
    assert not AGREEMENT.transitions[AgreementState.ENDED]


def test_the_database_lets_the_partner_read_only(agree, partner):
    agreement = agree()
    with acting_as(partner):
        assert Agreement.objects.filter(pk=agreement.pk).update(ends_on=dt.date(2090, 1, 1)) == 0
        with connection.cursor() as cursor:
            cursor.execute("UPDATE agreements_agreement SET breakdowns = '[\"disability\"]'")
            assert cursor.rowcount == 0


def test_the_screens_from_proposal_to_the_file(planner, officer, partner, schools, enter, make_children, build):
    make_children(30)
    build()
    browser = enter(planner)
    sent = {
        "partner": schools.code, "purpose": "Places in schools.", "breakdowns": ["schooling"], "basis": "order",
        "starts_on": str(today()), "ends_on": str(today() + dt.timedelta(days=30)),
    }  # fmt: skip
    wrong = browser.post(reverse("agreement_new"), sent | {"ends_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Places in schools." in wrong.content.decode()
    made = browser.post(reverse("agreement_new"), sent)
    assert made.status_code == 302
    here = made.url
    assert browser.get(f"{here}/decide").status_code == 403
    assert browser.get(f"{here}/table.csv", {"by": "schooling"}).status_code == 403
    browser = enter(officer)
    assert "Places in schools." in browser.get(reverse("agreements")).content.decode()
    assert browser.post(f"{here}/decide", {"base_version": 1, "agreed": "no"}).status_code == 422
    assert browser.post(f"{here}/decide", {"base_version": 1, "agreed": "yes"}).url == here
    browser = enter(partner)
    page = browser.get(here).content.decode()
    assert "Take figures" in page
    assert f"{here}/decide" not in page
    csv = browser.get(f"{here}/table.csv", {"by": "schooling"})
    assert csv["Content-Type"].startswith("text/csv")
    assert "known to the system" in csv.content.decode()
    assert browser.get(f"{here}/table.csv", {"by": "disability"}).status_code == 403
    assert browser.get(f"{here}/table.csv").status_code == 200, "the first that it names"
    assert browser.get(f"{here}/table.csv", {"by": ["schooling", "schooling", "region", "names"]}).status_code == 403
    browser = enter(planner)
    assert browser.post(f"{here}/end", {"base_version": 2, "note": "Done."}).url == here
    browser = enter(partner)
    assert "Nothing can be taken now" in browser.get(here).content.decode()
    assert browser.get(f"{here}/table.csv", {"by": "schooling"}).status_code == 403


def test_a_program_takes_a_table_within_its_scope(agree, partner, program, make_children, build):
    make_children(30)
    build()
    agreement = agree()
    call = program(partner, ("agreement_use",))
    assert [one["id"] for one in call("get", "/agreements").json()] == [str(agreement.pk)]
    answer = call("get", f"/agreements/{agreement.pk}/table?by=schooling&by=region")
    assert answer.status_code == 200, answer.content
    told = answer.json()["table"]
    assert told["note"]
    assert told["coverage"]
    assert "record_key" not in json.dumps(told)
    assert call("get", f"/agreements/{agreement.pk}/table?by=disability").status_code == 403
    assert call("get", f"/agreements/{agreement.pk}/table").json()["table"]["by"][0] == "schooling"
    assert program(partner, ("report_enter",))("get", f"/agreements/{agreement.pk}/table?by=region").status_code == 403
    other = make_actor("reporting_partner", office=make_office())
    assert program(other, ("agreement_use",))("get", f"/agreements/{agreement.pk}/table?by=region").status_code == 404
