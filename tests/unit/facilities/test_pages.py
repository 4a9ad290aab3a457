"""The screens: who comes in, forms that lose nothing, attacks by form, what shows to whom."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.factories.accounts import make_totp, sign_in
from tests.factories.facilities import make_inspection, report
from tutela.facilities.models import Facility, HeadCount, Inspection, Interest, Notice, StaffMember
from tutela.facilities.policies.checklist import items_of
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as


@pytest.fixture
def enter(client, world):
    """Sign somebody of the world in."""

    def entering(name):
        user = world.users[name]
        if not Authenticator.objects.filter(user=user).exists():
            make_totp(user)
        sign_in(client, user)
        return client

    return entering


def page(client, name, /, *args, status=200, **data):
    address = reverse(name, args=args)
    answer = client.post(address, data) if data else client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    html = answer.content.decode()
    assert "{%" not in html
    return html


@pytest.mark.requirement("R89")
def test_the_register_shows_counts_with_coverage(enter, world):
    client = enter("caseworker")
    html = page(client, "facilities")
    assert "Meadow House" in html
    assert "Likely too low" in html
    assert "9 Hidden Lane" not in html
    assert "Meadow House" not in client.get(reverse("facilities"), {"words": "forest"}).content.decode()
    assert client.get(reverse("facilities"), {"kind": "castle"}).status_code == 422
    assert "Show the address" not in page(client, "facility", world.facility.pk)
    page(client, "facility_address", world.facility.pk, status=403, x=1)
    page(client, "facility_new", status=403)
    page(client, "inspections", status=403)


def test_nobody_else_comes_in(enter, world):
    client = enter("stranger")
    for name in ("facility_count", "facility_staff", "facility_staff_new", "notice_new"):
        page(client, name, world.facility.pk, status=403)
    client = enter("elsewhere")
    for name in ("facility_change", "facility_status", "inspection_new", "sanction_new"):
        page(client, name, world.facility.pk, status=403)
    page(client, "inspection", make_inspection(world).pk, status=404)


@pytest.mark.requirement("R90")
def test_an_inspector_enters_what_was_discovered(enter, world, settings):
    settings.TUTELA_OCCUPANCY = ""
    client = enter("inspector")
    known = {
        "name": "House by the mill", "owner": "not known", "kind": "religious_boarding", "ownership": "UNK", "from_age": "0",
        "to_age": "17", "inspection_office": str(world.ministry.pk), "territory": world.district.code,
        "discovered_on": today().isoformat(), "children": "9",
    }  # fmt: skip
    page(client, "facility_new")
    html = page(client, "facility_new", status=422, **(known | {"from_age": "12", "to_age": "3"}))
    assert "House by the mill" in html
    page(client, "facility_new", status=302, **known)
    with acting_as(world.inspector):
        found = Facility.objects.get(name="House by the mill")
        assert HeadCount.objects.get(facility=found).children == 9
    html = page(client, "facility_status", found.pk, status=422, target="closed", reason="Over")
    assert "cannot be told how many children" in html
    page(client, "facility_status", found.pk)
    page(client, "facility_status", found.pk, status=302, target="registration_pending", reason="It applies.")


def test_an_inspector_keeps_the_register(enter, world):
    client, facility = enter("inspector"), world.facility
    assert "Show the address" in page(client, "facility", facility.pk)
    assert "9 Hidden Lane" in page(client, "facility_address", facility.pk, x=1)
    page(client, "facility_change", facility.pk)
    known = {
        "name": facility.name, "kind": facility.kind, "ownership": "association", "legal_basis": "Licence 8", "from_age": "3",
        "to_age": "17", "capacity": "10", "base_version": "1",
    }  # fmt: skip
    page(client, "facility_change", facility.pk, status=302, **known)
    html = page(client, "facility_change", facility.pk, status=412, **(known | {"capacity": "11"}))
    assert "Saved meanwhile" in html
    page(client, "sanction_new", facility.pk)
    page(client, "sanction_new", facility.pk, status=302, kind="admissions_suspended", reason="No water.")
    html = page(client, "facility", facility.pk)
    assert "Nobody is received for now" in html
    with acting_as(world.inspector):
        sanction = facility.sanctions.get()
    page(client, "sanction_lift", sanction.pk, status=302, x=1)
    page(client, "interest_new")
    page(client, "interest_new", status=302, facility=str(facility.pk), kind="family")
    assert Interest.objects.count() == 1


@pytest.mark.requirement("R91")
def test_an_inspection_through_the_pages(enter, world):
    client, facility = enter("inspector"), world.facility
    with acting_as(world.inspector):
        Facility.objects.filter(pk=facility.pk).update(next_inspection_due=today())
    assert "Due and not planned" in page(client, "inspections")
    page(client, "inspection_new", facility.pk)
    page(client, "inspection_new", facility.pk, status=422, planned_on="2020-01-01")
    page(client, "inspection_new", facility.pk, status=302, planned_on=today().isoformat())
    with acting_as(world.inspector):
        inspection = Inspection.objects.get()
    assert "Who makes it" in page(client, "inspection", inspection.pk)
    page(client, "inspection_assign", inspection.pk, status=302, inspector=str(world.users["inspector"].pk))
    page(client, "inspection_start", inspection.pk, status=302, x=1)
    with acting_as(world.inspector):
        assert Inspection.objects.get().state == "planned"
    page(client, "inspection_start", inspection.pk, status=302, no_interest="yes")
    assert "Save and report" in page(client, "inspection", inspection.pk)
    answers = {f"answer-{item.code}": "met" for item in items_of(facility.kind)} | {"evidence-REG1": "Licence on the wall"}
    page(client, "inspection_answers", inspection.pk, status=422, **(answers | {"answer-REG1": "good"}))
    page(client, "inspection_answers", inspection.pk, status=302, **(answers | {"answer-PRE1": "not_met"}))
    changed = {"answer-REG1": "partly", "evidence-REG1": "Expired", "base-REG1": "0"}
    html = page(client, "inspection_answers", inspection.pk, status=412, **changed)
    assert "Licence on the wall" in html
    assert "Expired" in html
    bases = {f"base-{item.code}": "1" for item in items_of(facility.kind)}
    page(
        client,
        "inspection_answers",
        inspection.pk,
        status=302,
        report="yes",
        **(answers | bases | {"answer-PRE1": "not_met"}),
    )
    html = page(client, "inspection", inspection.pk)
    assert "Result by section" in html
    assert "Licence on the wall" in html
    client = enter("colleague")
    assert "Published are numbers" in page(client, "inspection", inspection.pk)
    page(client, "inspection_publish", inspection.pk, status=302, x=1)
    with acting_as(world.inspector):
        (urgent,) = inspection.corrections.filter(critical=True)
    client = enter("manager")
    assert "Say what was done" in page(client, "inspections")
    page(client, "correction", urgent.pk)
    page(client, "correction", urgent.pk, status=302, words="A second exit is open.")
    client = enter("inspector")
    assert "A second exit is open." in page(client, "inspections")
    page(client, "correction_verify", urgent.pk, status=302, put_right="no")
    page(client, "correction_verify", urgent.pk, status=302, put_right="yes")


def test_an_incomplete_inspection_is_not_reported_and_keeps_what_was_typed(enter, world):
    inspection = make_inspection(world)
    client = enter("inspector")
    page(client, "inspection_answers", inspection.pk, status=302, report="yes", **{"answer-REG1": "met"})
    assert "Some items of the checklist have no answer" in page(client, "inspection", inspection.pk)
    with acting_as(world.inspector):
        assert (Inspection.objects.get().state, inspection.answers.count()) == ("under_way", 1)
    planned = make_inspection(world, start=False)
    page(client, "inspection_cancel", planned.pk, status=302, x=1)


def test_the_manager_keeps_staff_counts_and_notices(enter, world):
    client, facility = enter("manager"), world.facility
    page(client, "facility_count", facility.pk)
    page(client, "facility_count", facility.pk, status=302, children="8")
    assert "8 (" in page(client, "facility", facility.pk)
    page(client, "facility_staff", facility.pk)
    person = {"name": "Person A", "post": "carer_day", "qualification": "degree", "started_on": today().isoformat()}
    page(client, "facility_staff_new", facility.pk, status=422, **(person | {"ended_on": "2020-01-01"}))
    page(client, "facility_staff_new", facility.pk, status=302, **person)
    assert "No clear vetting" in page(client, "facility_staff", facility.pk)
    assert "has no clear vetting" in page(client, "facility", facility.pk)
    with acting_as(world.manager):
        member = StaffMember.objects.get()
    page(client, "facility_staff_member", facility.pk, member.pk)
    vetted = person | {"vetted_on": today().isoformat(), "base_version": "1"}
    page(client, "facility_staff_member", facility.pk, member.pk, status=302, **vetted)
    page(client, "notice_new", facility.pk)
    moment = now() - dt.timedelta(hours=1)
    told = {
        "kind": "violence", "happened_on": moment.date().isoformat(), "noticed_at": f"{moment:%Y-%m-%dT%H:%M}", "children": "1",
        "words": "Two children were hurt.",
    }  # fmt: skip
    page(client, "notice_new", facility.pk, status=422, **(told | {"happened_on": "2999-01-01"}))
    page(client, "notice_new", facility.pk, status=302, **told)
    with acting_as(world.manager):
        sent = Notice.objects.get()
    assert "We have it" not in page(client, "notice", sent.pk)
    client = enter("oversight")
    assert "Violence" in page(client, "notices")
    assert "Two children were hurt." in page(client, "notice", sent.pk)
    page(client, "notice_receive", sent.pk, status=302, x=1)
    assert "We have it" not in page(client, "notice", sent.pk)


def test_a_place_of_detention_says_so(enter, world):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(kind="detention_police", confidential=True)
        inspection = make_inspection(world, start=False)
    html = page(enter("inspector"), "facility", world.facility.pk)
    assert "Not a place of protection" in html
    assert "Unannounced" in page(enter("inspector"), "inspection", inspection.pk)
    assert "not copy it" in page(enter("inspector"), "facility_address", world.facility.pk, x=1)


def test_reports_show_to_the_facility(enter, world):
    inspection = report(world, EDU1="partly")
    answer = page(enter("manager"), "inspection", inspection.pk)
    assert "Result by section" in answer
