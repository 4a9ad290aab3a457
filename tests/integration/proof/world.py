"""Two offices with the same story each: every kind of person, and at least one row of every protected model.

Whatever holds "outside one's area" is shown between the two. Built once, by the real actions, with real commits.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyarrow as pa
import pyrage
from django.db import connection
from django.test import Client

from tests.factories import accounts as people
from tests.integration.proof.registry import action, factories, model, protected_models
from tests.repo.source import ROOT
from tests.unit.community import conftest as supporting
from tests.unit.coordination import conftest as meeting
from tests.unit.decisions import conftest as deciding
from tests.unit.documents import conftest as papers
from tests.unit.estimates.conftest import LISTS, made_up_rows, small_work
from tests.unit.exchange import conftest as bringing
from tests.unit.intake.conftest import the_public
from tests.unit.merging import conftest as merging
from tests.unit.participation import conftest as telling
from tests.unit.reintegration import conftest as returning
from tests.unit.signatures import conftest as signing
from tests.unit.statistics import releasing
from tests.unit.thresholds import conftest as changing
from tests.unit.transfers import conftest as transferring
from tests.unit.treatment import conftest as treating
from tutela.accounts.api import PUBLIC_ACTOR, ROLES, StaffActor, actor_for
from tutela.accounts.models import ApiClient
from tutela.accounts.queries.sign_in import token_hash
from tutela.circumstances.queries.parts import part
from tutela.configuration.api import look_at_bundle, pack
from tutela.coordination.actions import obligations as owing
from tutela.intake.actions.receive_report import Submission
from tutela.intake.api import mailbox_of_receipt
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.statistics.models import Release as ReleaseOfStatistics
from tutela.statistics.models import parquet

files = factories()
LONG_ENOUGH = 86_400
"""Seconds a session lasts here: what the tests do is rolled back, its renewal too."""
EXAMPLES = ROOT / "tutela" / "circumstances" / "data" / "examples"
SOON = today() + dt.timedelta(days=30)
AT_THE_CLINIC = ("service_provider", "health_professional", "health_focal_point")
COLLEAGUE = "caseworker, of others' files"
NOBODY = "signed out"
PEOPLE = (*(code for code, role in ROLES.items() if not role.system), COLLEAGUE)
"""Every role of a person, and one relation: a caseworker of the office who is not responsible for the file."""

MARRIAGE = {"concerns": ["PC08"], "considerations": ["food"], "consideration_recipient": "child"}
WHOLE = {
    "factors": {"A06": {"state": "present", "level": "c"}, "B09": {"state": "present", "level": "f"}},
    "strengths": "Likes school.",
    "risk_level": "medium",
    "risk_reasons": "A marriage was announced.",
    "reassess_on": SOON,
    "principles": files.PRINCIPLES,
}
CARER = {
    "name": "Maren Proof", "post": "carer_day", "qualification": "none", "started_on": today() - dt.timedelta(days=9),
    "vetted_on": today() - dt.timedelta(days=20),
}  # fmt: skip


@dataclass
class Place:
    """One office: its people by role, and what was written there, by the names of the addresses' parameters."""

    team: Any
    users: dict[str, Any]
    of: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def actor(self, who: str) -> StaffActor:
        return actor_for(self.users[who])

    def holds(self, who: str, words: tuple[str, ...]) -> bool:
        """Whether somebody's roles include one of these permissions, as the code of the roles says."""
        code = "caseworker" if who == COLLEAGUE else who
        return who != NOBODY and any(word in ROLES[code].permissions for word in words)

    def browser(self, who: str) -> Client:
        """A browser that is signed in (nobody's is not), the team key unlocked where the person has one."""
        return self.clients[who]


def build_place() -> Place:
    """Everything of one office."""
    team = files.make_team_of_office(second_factor=True)
    users: dict[str, Any] = {
        "intake_officer": team.intake.user,
        "caseworker": team.worker.user,
        "supervisor": team.supervisor.user,
        "service_provider": team.provider.user,
    }
    house = files.make_world(second_factor=True, groups={"from_age": 0, "to_age": 17})
    users |= {"inspector": house.users["inspector"], "facility_manager": house.users["manager"]}
    mechanism = people.make_organisation(kind="ombudsperson", sector="independent")
    independent = people.make_office(team.office.territory, organisation=mechanism)
    committee = people.make_office(team.office.territory, holds_files=False)
    elsewhere = {"ombudsperson": independent, "community_member": committee}
    for role in PEOPLE:
        office = team.clinic if role in AT_THE_CLINIC else elsewhere.get(role, team.office)
        if role not in users:
            code = "caseworker" if role == COLLEAGUE else role
            users[role] = people.make_user(code, office=office, second_factor=True)
    for code in (code for code, role in ROLES.items() if role.system):
        users[code] = people.make_user(code, office=team.office, is_system=True)
    people.make_grant(users["deadline_keeper"], "deadline_keeper", office=house.ministry)
    place = Place(team, users, {"independent": independent, "committee": committee})
    for who in (*PEOPLE, NOBODY):
        place.clients[who] = Client(raise_request_exception=False)
        if who != NOBODY:
            people.sign_in(place.clients[who], users[who])
            session = place.clients[who].session
            session.set_expiry(LONG_ENOUGH)
            session.save()
    _accounts(place)
    _reports(place)
    _file(place)
    _assessed_file(place)
    _closed_file(place)
    place.of["pair"] = files.make_pair(team, place.of["file"], place.of["running_file"], verdicts=("propose", "send_back"))
    _estimates(place)
    _release(place)
    _facility(place, house)
    _placements(place)
    _supports(place)
    _justice(place)
    _decisions(place)
    _coordination(place)
    _returns(place)
    _merges(place)
    _transfers(place)
    _papers(place)
    _kinds(place)
    _signatures(place)
    _worklist(place)
    _configuration(place)
    _participation(place)
    _parts(place)
    _treatment(place)
    _community(place)
    _agreements(place)
    _exports(place)
    _holds(place)
    _webhooks(place)
    _imports(place)
    _mechanism(place)
    return place


def _accounts(place: Place) -> None:
    office = place.team.office
    officer, boss = place.users["intake_officer"], place.users["supervisor"]
    team = people.make_team(office, officer, boss, receives_public_reports=True)
    for user in (officer, boss):
        people.make_vault_key(user)
    recovery = people.make_team_key(team)
    people.unlock(place.browser("intake_officer"), officer)
    people.unlock(place.browser("supervisor"), boss)
    waiting = people.make_user("intake_officer", office=office)
    people.make_vault_key(waiting)
    model("TeamMember").objects.create(team=team, user=waiting)
    keyless = people.make_team(office, officer)
    person = people.make_user(office=office)
    place.of |= {
        "team": team,
        "organisation": office.organisation,
        "keyless": keyless,
        "recovery": recovery,
        "waiting": waiting,
        "member": team.members.get(user=waiting),
        "person": person,
        "closed": people.make_user(is_active=False),
        "grant": people.make_grant(person, "statistician", office=office),
    }
    for who in PEOPLE:
        token = f"tut_{secrets.token_urlsafe(16)}"
        place.of["client"] = ApiClient.objects.create(
            name="Program",
            user=place.users[who],
            scopes=sorted(word.value for word in ROLES["caseworker" if who == COLLEAGUE else who].permissions),
            token_hash=token_hash(token),
            created_by=boss,
            expires_at=now() + dt.timedelta(days=1),
        )
        place.tokens[who] = token


def _reports(place: Place) -> None:
    officer = place.actor("intake_officer")
    told = Submission(worry="A child cries every night.", contact="phone", name="Neighbour", phone="555 0100")
    for name in ("report", "in_triage", "proposed", "linked"):
        with acting_as(officer):
            received = action("receive_report")(submission=told, team=place.of["team"], by=officer, channel="helpline")
            report = model("Report").objects.get(pk=received.report_id)
            place.of[f"{name}_receipt"] = received.receipt
            if name != "report":
                report = action("take_in_hand")(report=report, by=officer)
                action("write_note")(report=report, text="Called back.", by=officer)
            if name == "proposed":
                action("answer_safety")(report=report, answers={"hurt_now": "yes"}, by=officer)
                action("propose_settling")(report=report, target="duplicate", reason="Told twice.", by=officer)
            place.of[name] = report
    with acting_as(officer):
        action("record_online_harm")(
            report=place.of["in_triage"],
            means=[],
            solicited="unknown",
            anonymous="unknown",
            material=[],
            reference="",
            by=officer,
        )
        action("record_barriers")(
            report=place.of["in_triage"], codes=["UNK"], holder="UNK", happened_on="", first_told_on="", by=officer
        )
        action("set_duty")(report=place.of["in_triage"], profession="teacher", by=officer)
    with the_public():
        mailbox = mailbox_of_receipt(place.of["in_triage_receipt"])
        action("write_to_team")(mailbox=mailbox, text="It was louder today.", by=PUBLIC_ACTOR)
    _oversight(place)
    boss = place.users["administrator"]
    with acting_as(actor_for(boss)):
        place.of["channel"] = action("keep_channel")(
            territory=place.team.office.territory, channel="helpline", by=actor_for(boss), contact="116 000"
        )
    with the_public():
        action("begin_visit")(kind="draft", content={"answers": {"worry": "Not sent yet."}}, by=PUBLIC_ACTOR)


def _oversight(place: Place) -> None:
    """A report about officials, which only the independent mechanism's team reads."""
    reader = place.users["ombudsperson"]
    team = people.make_team(place.of["independent"], reader)
    people.make_vault_key(reader)
    people.make_team_key(team)
    people.unlock(place.browser("ombudsperson"), reader)
    told = Submission(worry="A door is locked all day.", about="facility")
    with the_public():
        received = action("receive_report")(submission=told, team=team, by=PUBLIC_ACTOR)
    with acting_as(actor_for(reader)):
        place.of["oversight_report"] = model("Report").objects.get(pk=received.report_id)
        place.of["sheet"] = action("print_cards")(
            place=people.make_office(place.of["independent"].territory, holds_files=False, name="A quiet house"),
            language="en",
            expires_on=SOON,
            by=actor_for(reader),
        ).batch


@cache
def _panel() -> dict[str, Any]:
    """A panel of the quick methods, worked out once for both places."""
    from tutela.estimates.queries.lists import counts_of, linkage_of

    lists = model("ListOverlap")(names=LISTS, rows=made_up_rows())
    options = {"bootstrap": 20, "seed": 3, "threshold": 10}
    return small_work(counts_of(lists, LISTS), {}, linkage_of(lists, LISTS), options, lambda *_told: None)  # type: ignore[no-any-return]


def _estimates(place: Place) -> None:
    """Linked lists, and an estimate at every stage: asked for by a colleague where the statistician is to decide."""
    me, other = place.users["statistician"], people.make_user("statistician", office=place.team.office)
    with acting_as(actor_for(me)):
        lists = model("ListOverlap").objects.create(
            title="Lists of the north", names=LISTS, rows=made_up_rows(), year_from=2023, year_to=2024,
            sources=[], linked=True, made_by=me,
        )  # fmt: skip
        place.of["lists"] = lists
        for state in ("failed", "ready", "in_review", "approved", "published"):
            estimate = model("Estimate").objects.create(
                overlap=lists,
                lists=LISTS,
                options={"bootstrap": 20, "seed": 3, "threshold": 10},
                state="approved" if state == "published" else state,
                failure="broken" if state == "failed" else "",
                results=None if state == "failed" else _panel(),
                asked_by=other if state == "in_review" else me,
                reading="The methods agree.",
                **({"reviewed_by": other, "reviewed_at": now()} if state in ("approved", "published") else {}),
            )
            if state == "published":
                action("publish_estimate")(by=actor_for(me), estimate=estimate)
            place.of[f"estimate_{state}"] = estimate


def _file(place: Place) -> None:
    team, of = place.team, place.of
    file = files.open_case(team)
    of["file"] = file
    of["person_around"] = files.make_person(team, file)
    files.make_person(team, file, unsafe=True, name="Uncle")
    of["consent"] = files.make_consent(team, file)
    of["override"] = files.make_consent(team, file, basis="legal_duty", reasons="The law obliges us.", explained=False)
    of["concern"] = files.make_concern(team, file, **MARRIAGE)
    of["view"] = files.make_view(team, file)
    me = team.worker
    with acting_as(me):
        on = {"file": model("CaseFile").objects.select_related("child", "office", "worker").get(pk=file.pk), "by": me}
        action("state_age")(**on, basis="estimate", youngest=13, oldest=15)
        action("decide_overlap")(concern=_second_concern(on), by=me, because_of="PC08", suggested="SALE-MA", confirmed=False)
        of["unweighed"] = action("record_view")(**on, values={"about": "plan", "heard_on": today(), "views": "I agree."})
        of["safety_plan"] = action("make_safety_plan")(
            **on, values={"safe_persons": "Aunt", "signals": "A lamp.", "contact_rules": "By day only."}
        )
        of["assessment"] = action("start_assessment")(**on, values=WHOLE | {"view": of["view"]})
        of["submitted"] = action("start_assessment")(**on, values=WHOLE | {"view": of["view"]})
        action("submit_for_approval")(assessment=of["submitted"], by=me)
        of["plan"] = _plan(on, of["unweighed"])
        of["plan_action"] = action("add_action")(
            plan=of["plan"], by=me, track="MED", service="first_medical_care", goal="Seen by a nurse.", due_on=SOON
        )
        action("record_follow_up")(
            **on, values={"kind": "visit", "happened_on": today(), "narrative": "At school.", "next_contact_on": SOON}
        )
        action("hold_review")(**on, values={"held_on": today(), "notes": "All of us.", "next_review_on": SOON})
    of["care"] = files.make_care(team, file)
    with acting_as(team.supervisor):
        action("link_from_report")(report_id=of["linked"].pk, file=file, by=team.supervisor)
    of["draft"] = files.prepare_case_referral(team, file, consent=of["consent"])
    of["referral"] = files.send_case_referral(team, file, consent=of["consent"])
    of["closure"] = files.complete_closure(team, file, view=of["view"])


def _plan(on: dict[str, Any], view: Any) -> Any:
    plan = action("start_plan")(
        **on, values={"principles": files.PRINCIPLES, "review_on": SOON, "summary": "Aims", "view": view}
    )
    for track in ("PSY", "SOC", "LEG", "REI"):
        action("decide_track")(plan=plan, by=on["by"], track=track, decision="not_needed", reason="Agreed.")
    return plan


def _second_concern(on: dict[str, Any]) -> Any:
    return action("add_concern")(**on, values=MARRIAGE)


def _assessed_file(place: Place) -> None:
    """A file whose assessment is approved and whose plan can go to the supervisor."""
    team, of = place.team, place.of
    of["assessed_file"] = files.open_case(team, given_names="Ilse")
    view = files.make_view(team, of["assessed_file"])
    with acting_as(team.worker):
        on = {"file": files.fresh(team.worker, of["assessed_file"]), "by": team.worker}
        assessment = action("start_assessment")(**on, values=WHOLE | {"view": view})
        action("submit_for_approval")(assessment=assessment, by=team.worker)
    with acting_as(team.supervisor):
        action("approve_work")(work=model("Assessment").objects.get(pk=assessment.pk), by=team.supervisor)
    with acting_as(team.worker):
        of["ready_plan"] = _plan({**on, "file": files.fresh(team.worker, of["assessed_file"])}, view)
        action("decide_track")(plan=of["ready_plan"], by=team.worker, track="MED", decision="not_needed", reason="Well.")


def _closed_file(place: Place) -> None:
    team = place.team
    file = files.open_case(team, given_names="Sami")
    place.of["closed_file"] = files.put_in_state(file, "closed", team.worker)
    running = files.open_case(team, given_names="Lior")
    with acting_as(team.worker):
        plan = files.approved_plan(team, running)
        place.of["running"] = model("PlanAction").objects.create(
            file=running, plan=plan, track="MED", service="first_medical_care", due_on=SOON, key_id=running.child_id
        )
    place.of |= {
        "running_file": running,
        "fee_care": files.make_care(team, running, handover_fee=True),
        "ready_closure": files.complete_closure(team, running),
    }
    waiting = files.open_case(team, assigned=False, given_names="Rima")
    place.of["access"] = files.break_into(waiting, place.actor(COLLEAGUE))
    unassigned = files.open_case(team, assigned=False, given_names="Noor")
    place.of["unassigned"] = unassigned


def _facility(place: Place, house: Any) -> None:
    """What stands at a facility: visits planned, under way and reported by a colleague, staff, a notice, a measure."""
    of, facility, colleague = place.of, house.facility, house.colleague
    of |= {"facility": facility, "point": facility.service_point}
    with acting_as(colleague):
        reported = action("plan_inspection")(
            facility=facility, by=colleague, planned_on=today(), inspector=house.users["colleague"]
        )
        action("start_inspection")(inspection=reported, by=colleague, no_interest=True)
        found = {item.code: {"answer": "met", "base": 0} for item in _items(facility.kind)}
        found["FAM1"] = {"answer": "partly", "evidence": "One visit a month.", "base": 0}
        action("save_answers")(inspection=reported, by=colleague, answers=found)
        of["reported"] = action("report_inspection")(inspection=reported, by=colleague)
    with acting_as(house.inspector):
        of["correction"] = model("Correction").objects.get(inspection=reported)
        of["sanction"] = action("impose_sanction")(
            facility=facility, by=house.inspector, kind="advice", reason="More visits."
        )
        of["planned"] = action("plan_inspection")(
            facility=facility, by=house.inspector, planned_on=today(), inspector=house.users["inspector"]
        )
    of["inspection"] = files.make_inspection(house)
    with acting_as(house.manager):
        of["staff"] = action("add_staff")(facility=facility, by=house.manager, values=CARER)
        of["notice"] = action("send_notice")(
            facility=facility,
            by=house.manager,
            values={"kind": "serious_injury", "happened_on": today(), "noticed_at": now(), "words": "Seen by a doctor."},
        )
    with acting_as(house.keeper):
        action("close_quarter")(by=house.keeper)
        action("close_justice_quarter")(by=house.keeper)


def _items(kind: str) -> Any:
    from tutela.facilities.policies.checklist import items_of

    return items_of(kind)


def _placements(place: Place) -> None:
    """A draft, one that waits for the decision, one that runs with its review."""
    team, of = place.team, place.of
    written = {
        "facility": of["facility"], "started_on": today(), "reasons": ["harm_at_home"], "legal_basis": "court_decision",
        "legal_reference": "Court 12/2026", "assessment": "Home is not safe now.", "next_review_on": SOON, "principles": files.PRINCIPLES,
    }  # fmt: skip
    with acting_as(team.worker):
        for name, file in (("placement", "file"), ("sent_placement", "assessed_file"), ("stay", "running_file")):
            said = written | {"view": files.make_view(team, of[file], about="placement")}
            of[name] = action("propose_placement")(file=files.fresh(team.worker, of[file]), by=team.worker, values=said)
            if name != "placement":
                action("submit_placement")(placement=of[name], by=team.worker)
    with acting_as(team.supervisor):
        action("approve_placement")(placement=of["stay"], by=team.supervisor)
    with acting_as(team.worker):
        stay = model("Placement").objects.select_related("file__child", "facility").get(pk=of["stay"].pk)
        seen = {
            "held_on": today(), "contact": "weekly", "school": "local_school", "still_needed": True,
            "words": "Sleeps well.", "next_review_on": SOON,
        }  # fmt: skip
        action("hold_placement_review")(placement=stay, by=team.worker, values=seen)


def _supports(place: Place) -> None:
    """Support of a family: looked at, asked for, given."""
    by, of = place.team.worker, place.of
    written = {"kind": "housing", "provider": "Fund", "eligibility": "eligible", "eligibility_words": "The rent is late."}
    asked = {"applied_on": today()}
    with acting_as(by):
        for name, file in (("support", "file"), ("asked_support", "assessed_file"), ("given_support", "running_file")):
            of[name] = action("consider_support")(file=files.fresh(by, of[file]), by=by, values=written)
            if name != "support":
                of[name] = action("apply_for_support")(support=of[name], by=by, base_version=1, **asked)
        paid = {"decided_on": today(), "amount": 5, "every": "month", "next_payment_on": today()}
        given = action("grant_support")(support=of["given_support"], by=by, base_version=2, **paid)
        action("record_payment")(support=given, by=by, base_version=3, paid_on=today(), amount=5)
        of["given_support"] = model("FamilySupport").objects.get(pk=given.pk)


UPR_ROWS = "To,From,Text,Response,Issue,Session\nState XMV,Elsewhere,Do it,Noted,Odd word,1\n"


def _agreements(place: Place) -> None:
    """An agreement with the office in force, and one that waits for a decision."""
    planner, officer = place.actor("ministry_planner"), place.actor("data_protection_officer")
    values = {
        "partner": place.team.office, "purpose": "Places in schools.", "breakdowns": ["schooling"], "basis": "order",
        "starts_on": today(), "ends_on": today() + dt.timedelta(days=90),
    }  # fmt: skip
    with acting_as(planner):
        made, place.of["proposed_agreement"] = (action("propose_agreement")(by=planner, values=values) for _ in range(2))
    with acting_as(officer):
        place.of["agreement"] = action("decide_agreement")(agreement=made, by=officer, base_version=1, agreed=True)


def _exports(place: Place) -> None:
    """A key that was compared and one that was not; an export that waits, one that is ready, one that failed."""
    boss, officer, of = place.actor("supervisor"), place.actor("data_protection_officer"), place.of
    keeper = place.actor("deadline_keeper")
    for name in ("recipient", "new_recipient"):
        key = str(pyrage.x25519.Identity.generate().to_public())
        with acting_as(boss):
            values = {"agency": place.team.office, "holder": "Clerk Proof", "public_key": key}
            of[name] = action("enter_recipient")(by=boss, values=values)
    with acting_as(officer):
        of["recipient"] = action("confirm_recipient")(recipient=of["recipient"], by=officer, base_version=1)
    values = {
        "office": place.team.office, "recipient": of["recipient"], "purpose": "research", "reason": "An agreed study.",
        "level": "codes", "form": "csv", "states": [], "reported_from": None, "reported_until": None,
    }  # fmt: skip
    with acting_as(boss):
        for name in ("export", "ready_export", "failed_export"):
            of[name] = action("ask_export")(by=boss, values=values)
    for name, state in (("ready_export", "ready"), ("failed_export", "failed")):
        said = {"by": officer, "base_version": 1, "agreed": True, "note": "", "later": lambda _pk: None}
        with acting_as(officer):
            made = model("Export").objects.select_related("recipient__agency__organisation").get(pk=of[name].pk)
            action("decide_export")(export=made, **said)
        if state == "ready":
            of[name] = action("build_export")(export_id=of[name].pk, by=boss, keeper=keeper)
        else:
            with acting_as(keeper):
                model("Export").objects.filter(pk=of[name].pk).update(state=state)


def _webhooks(place: Place) -> None:
    """A program of the service that is sent to."""
    boss, officer = place.actor("administrator"), place.actor("data_protection_officer")
    values = {
        "program": ApiClient.objects.select_related("user").get(user=place.users["service_provider"]),
        "address": "https://hooks.proof.example/in", "events": ["referral.sent"], "reason": "Its own list shows it at once.",
    }  # fmt: skip
    with acting_as(boss):
        made, _secret = action("enter_webhook")(by=boss, values=values)
    with acting_as(officer):
        place.of["webhook"] = action("confirm_webhook")(one=made, by=officer, base_version=1, values={})
    with acting_as(boss):
        action("send_test")(one=place.of["webhook"], by=boss, base_version=2, values={})


def _holds(place: Place) -> None:
    """A hold on a closed file."""
    officer, file = place.actor("data_protection_officer"), place.of["closed_file"]
    values = {"number": file.number, "ground": "court_order", "basis": "Order 12 of the court.", "review_on": SOON}
    with acting_as(officer):
        place.of["hold"] = action("set_hold")(by=officer, values=values)


def _imports(place: Place) -> None:
    """A table that was read, with a row to mend; one that was brought in, and where its first file comes from."""
    of, boss, office = place.of, place.team.supervisor, place.team.office
    of["record_import"] = bringing.begun(boss, office, *bringing.ROWS, ["A4", "", "", "boyish", ""])
    of["done_import"] = bringing.ran(boss, bringing.begun(boss, office, source="Another register"))
    of["running_import"] = bringing.started(boss, bringing.begun(boss, office, source="A third register"))
    of["imported_file"] = bringing.rows_of_import(boss, of["done_import"])[0].file
    with acting_as(boss):
        of["provenance"] = of["imported_file"].provenances.get()


def _parts(place: Place) -> None:
    """Parts of a file with a task that is due and a need nobody planned; one of the medical track; a form of the country."""
    team, of = place.team, place.of
    written = {
        "labour": {"sector": "domestic_work", "lives_in": "yes", "age_at_start": 9},
        "functioning": {"domains": ["hearing"], "adjustments": ["sign_language"], "self_identified": "River people"},
    }
    of["need_file"] = files.open_case(team, given_names="Noor")
    with acting_as(team.worker):
        file = files.fresh(team.worker, of["running_file"])
        for code, values in written.items():
            row = action("save_part")(file=file, part=part(code), by=team.worker, base=0, values=values)
            of["part_revision"] = row
        action("start_plan")(file=of["need_file"], by=team.worker)
        file = files.fresh(team.worker, of["need_file"])
        action("save_part")(file=file, part=part("services"), by=team.worker, base=0, values={"school_access": "no_access"})
        of["need"] = model("Need").objects.select_related("plan_action__plan", "plan_action__file").get(file=file)
        action("drop_action")(action=of["need"].plan_action, by=team.worker)
        of["right"] = action("name_right")(file=file, by=team.worker, values={"right": "RT14"})
    of["treated"] = files.send_case_referral(team, of["need_file"])
    nurse = place.actor("health_professional")
    with acting_as(nurse):
        taken = action("answer_referral")(
            referral=model("Referral").objects.select_related("service_point").get(pk=of["treated"].pk),
            by=nurse,
            target="accepted",
        )
        action("save_medical")(referral=taken, part=part("health"), by=nurse, base=0, values={"around": ["stigma"]})
    administrator = place.actor("administrator")
    with acting_as(administrator):
        of["form"] = model("Form").objects.first() or action("install_form")(
            by=administrator, name="flood.xlsx", content=(EXAMPLES / "flood.xlsx").read_bytes()
        )


def _treatment(place: Place) -> None:
    """A step of a treatment, an overdue one of which the health focal point knows, one of the file's worker; a note."""
    of, team = place.of, place.team
    nurse = place.actor("health_professional")
    of["treatment_step"] = treating.planned(nurse, of["treated"])
    late = now() - dt.timedelta(days=9)
    people.make_grant(place.users["deadline_keeper"], "deadline_keeper", office=team.clinic)
    treating.planned(nurse, of["treated"], code="first_examination", next_on=None, needed_at=late)
    of["measure"] = treating.measured(team.worker, of["need_file"])
    of["note"] = treating.noted(nurse, of["treated"])
    with acting_as(place.actor("deadline_keeper")):
        treating.alert_overdue(by=place.actor("deadline_keeper"))


def _community(place: Place) -> None:
    """Support asked of the committee: one asked, one taken on, one done."""
    of, worker, member = place.of, place.team.worker, place.actor("community_member")
    for name in ("asked", "taken_on", "done_support"):
        of[name] = supporting.asked(worker, of["file"], of["committee"])
    for name in ("taken_on", "done_support"):
        supporting.answered(member, of[name], supporting.support.accept)
    supporting.answered(member, of["done_support"], supporting.support.done, answer="Walked along.")


def _mechanism(place: Place) -> None:
    """Treaties, law, recommendations, plans and State reports: of the whole country, no person in them."""
    of, state, number = place.of, files.make_state("XMV"), model("Act").objects.count()
    of["act"] = files.make_act(state, acted_on=today() - dt.timedelta(days=300 + number))
    of["recommendation"], of["indicator"] = files.make_recommendation(state), files.make_indicator(denominator="none")
    for name in ("activity", "other_activity"):
        of[name] = files.make_activity(theme="justice", territory=place.team.office.territory)
    of["state_report"], of["frozen_report"] = (files.make_state_report(state) for _number in range(2))
    analyst, colleague = place.actor("legal_analyst"), people.make_actor("legal_analyst")
    with acting_as(colleague):
        of["finding"] = action("assess_question")(
            state=state, question="H16" if number else "H07", level="not_met", provisions=[], by=colleague,
            values={"evidence": "No article.", "severity": "high"},
        )  # fmt: skip
    with acting_as(analyst):
        rows = io.BytesIO(UPR_ROWS.encode())
        of["batch"] = action("preview_import")(kind="upr", name="list.csv", stream=rows, by=analyst)
    with acting_as(place.actor("ministry_planner")):
        of["version"] = action("freeze_report")(report=of["frozen_report"], by=place.actor("ministry_planner"))
    signer = place.actor("report_signatory")
    for page, _label in model("PublishedPage")._meta.get_field("kind").choices if not number else ():
        with acting_as(signer):
            action("publish_page")(kind=page, by=signer)


def _release(place: Place) -> None:
    """A release in work, of a few children's codes: of the whole country."""
    held = model("Snapshot")
    if not held.objects.exists():
        where = releasing.folder()
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        nowhere = {
            "region": "UNK",
            "district": "UNK",
        }  # its regions are not in this directory, and no code leaves that is not
        rows = [row | nowhere for row in releasing.observations(60)]
        batch = pa.RecordBatch.from_pylist(rows, schema=parquet.SCHEMA)
        found = held(
            cut_off=today(), path=f"{uuid.uuid4().hex}.parquet", coverage={"all": [1, 2], "region": {}, "district": {}}
        )
        found.rows, found.sha256 = parquet.write(where / found.path, [batch])
        with as_superuser():
            found.save(force_insert=True)
        me = place.actor("statistician")
        with acting_as(me):
            action("prepare_release")(by=me, later=lambda _release: None)
    with acting_as(place.actor("statistician")):
        place.of["release"] = ReleaseOfStatistics.objects.get()


def _justice(place: Place) -> None:
    """One of everything in the chapter of justice, and what a claim and a charge need for their next step."""
    by, of = place.team.worker, place.of
    file = files.fresh(by, of["file"])
    written: dict[str, tuple[str, dict[str, Any]]] = {
        "proceeding": ("open_proceeding", {"authority": "police", "subject": "A complaint.", "opened_on": today()}),
        "settlement": ("record_settlement", SETTLED),
        "liberty": ("record_liberty", HELD | {"territory": place.team.office.territory, "held_since": now()}),
        "charge": ("record_charge", {"act": "status", "charged_on": today()}),
        "counsel": ("record_counsel", COUNSEL | {"given_on": today()}),
        "claim": ("make_claim", {"against": "Employer", "claimed_on": today(), "claimed": 5}),
        "cost": ("record_cost", {"kind": "travel", "payer": "child", "charged_on": today(), "amount": 5}),
        "measure": ("record_measure", {"measure": "interpreter", "answer": "available", "applied_on": today()}),
        "interview": ("record_interview", {"held_on": today(), "authority": "police"}),
        "breach": ("record_breach", {"happened_on": today(), "authority": "court", "words": "Read aloud."}),
        "threat": ("record_threat", {"kind": "threat", "against": "child", "happened_on": today(), "words": "A call."}),
        "across": ("ask_across", {"kind": "extradition", "country": "FR", "legal_basis": "Treaty", "sent_on": today()}),
    }  # fmt: skip
    with acting_as(by):
        for name, (make, values) in written.items():
            of[name] = action(make)(file=file, by=by, values=values)
        of["legal_task"] = model("LegalTask").objects.filter(file=file).first()
        paid = action("make_claim")(file=file, by=by, values=written["claim"][1])
        paid = action("award")(record=paid, by=by, base_version=1, values={"decided_on": today(), "awarded": 9})
        of["awarded_claim"] = action("pay")(record=paid, by=by, base_version=2, values={"paid_on": today(), "amount": 2})
        refused = action("make_claim")(file=file, by=by, values=written["claim"][1])
        lost = {"decided_on": today(), "words": "Late."}
        of["lost_claim"] = action("reject")(record=refused, by=by, base_version=1, values=lost)
        free = action("record_liberty")(file=file, by=by, values=written["liberty"][1])
        out = {"released_at": now(), "released_kind": "kin", "released_to": "The aunt."}
        of["freed"] = action("release")(record=free, by=by, base_version=1, values=out)
        sought = action("record_charge")(file=file, by=by, values=written["charge"][1])
        of["sought_charge"] = action("seek_non_punishment")(
            record=sought, by=by, base_version=1, values={"sought_on": today()}
        )


def _decisions(place: Place) -> None:
    """A determination at each state: a draft, ready for the panel, before it, with every position, decided."""
    of, team, lawyer = place.of, place.team, place.actor("legal_officer")
    file = files.fresh(team.worker, of["file"])
    made = {"kind": "placement"}
    of["determination"] = deciding.proposed(team, file, **made)
    of["ready_determination"] = deciding.drafted(team, file, lawyer, **made)
    of["panel_determination"] = deciding.before_panel(team, file, lawyer, **made)
    of["stood_determination"] = deciding.stood(team, file, lawyer, **made)
    of["decided_determination"] = deciding.decided(team, file, lawyer, **made)
    with acting_as(team.worker):
        of["panel_member"] = next(row for row in of["panel_determination"].members.all() if row.user_id is None)
        of["stood_option"] = of["stood_determination"].options.first()
        of["returned_view"] = of["panel_determination"].view


def _coordination(place: Place) -> None:
    """A conference at each state, with the service as guest; what the service's body owes: asked, and said to be met."""
    of, team, by = place.of, place.team, place.team.worker
    guest, file = place.actor("service_provider"), files.fresh(place.team.worker, of["file"])
    of["conference"] = one = meeting.prepared(team, file)
    named = {"name": "A teacher", "body": team.clinic.organisation, "sector": "AC-EDU"}
    of["conference"] = meeting.step(by, one, meeting.actions.invite, **named)
    with acting_as(by):
        of["named_seat"] = one.participants.get()
    of["ready_conference"] = meeting.ready(team, file, guest)
    of["ready_seat"] = meeting.seat(guest, of["ready_conference"], by=by)
    of["called_conference"] = meeting.called(team, file, guest)
    of["participant"] = meeting.seat(guest, of["called_conference"], by=by)
    of["accepted_conference"] = meeting.called(team, file, guest)
    of["accepted_seat"] = meeting.accepted(guest, of["accepted_conference"])
    of["held_conference"] = meeting.held(team, file, guest)
    of["task_conference"] = meeting.decided(team, file, guest)
    with acting_as(by):
        of["task"] = of["task_conference"].decisions.get()
        asked = {"duty": "school_place", "office": team.clinic, "asked": "A place in class 5."}
        of["obligation"] = owing.ask(file=file, by=by, values=asked)
        of["met_obligation"] = met = owing.ask(file=file, by=by, values=asked)
        done = {"met_on": today(), "closing_words": "Seen."}
        of["met_obligation"] = owing.say_met(one=met, by=by, base_version=1, values=done)


def _kinds(place: Place) -> None:
    """A file that changed its kind, one that was triaged, and one that was not accepted."""
    of, team = place.of, place.team
    changing.changed(team.worker, files.fresh(team.worker, of["file"]), "victim_of_offence")
    of["triaged_file"], of["declined_file"] = files.open_case(team), files.open_case(team)
    changing.declined(team.supervisor, of["declined_file"])


def _signatures(place: Place) -> None:
    """A name that stands, one that was taken back, and a consent to put one under, in the file that everybody asks for."""
    of, team = place.of, place.team
    plan = signing.make_safety_plan(team, of["file"])
    of["taken_signature"] = signing.answered(team, plan)
    signing.ended(team, of["taken_signature"])
    of["signature"] = signing.answered(team, plan)
    of["consent_to_sign"] = files.make_consent(team, files.fresh(team.worker, of["file"]))


def _papers(place: Place) -> None:
    """A paper that is kept, in the file that everybody asks for."""
    place.of["document"] = papers.attached(place.team, place.of["file"])
    place.of["seen_document"] = papers.seen(place.team, place.of["file"])


def _returns(place: Place) -> None:
    """A return at each state: planned, ready, under way with a visit, with a waiver asked for, with its visits waived."""
    of, team = place.of, place.team
    file = files.fresh(team.worker, of["file"])
    alone = {"target": "independent_living", "person": None}
    of["planned_return"] = returning.planned(team, file, **alone)
    of["ready_return"] = returning.prepared(team, file, **alone)
    of["return"] = returning.visited(team, returning.gone(team, file, days=3, **alone))
    of["asked_return"] = returning.asked(team, returning.gone(team, file, **alone))
    of["waived_return"] = returning.waived(team, returning.gone(team, file, **alone))


def _merges(place: Place) -> None:
    """Two linked pairs: of one, a merge that waits for its second person; the files of the other are merged. A third is only linked."""
    of, team = place.of, place.team
    head = place.actor("district_head")
    waiting, done, alone = (merging.linked_files(team) for _each in range(3))
    of["merge"], of["merge_file"] = merging.proposed(team.worker, waiting), waiting[0]
    of["done_merge"], of["merged_file"] = merging.merged(team, head, done)[2], done[1]
    of["linked_pair"], of["led_file"], of["other_file"] = alone[2], alone[0], alone[1]


def _transfers(place: Place) -> None:
    """A file that another office was asked to take over, one that this office is asked for, one it took over, and one to ask for."""
    of, team = place.of, place.team
    there, away = transferring.There(team), files.make_team_of_office()
    of["transfer_file"] = transferring.to_transfer(team)
    of["transfer"] = transferring.asked(team, there, of["transfer_file"])
    of["heard_file"] = transferring.to_transfer(team)
    of["proposed_file"] = transferring.to_transfer(team)
    of["proposal"] = transferring.proposed(team, there, of["proposed_file"])
    model("Office").objects.filter(pk=away.office.pk).update(organisation=team.office.organisation)
    of["incoming_transfer"] = transferring.asked(away, team, transferring.to_transfer(away))
    taken = transferring.to_transfer(away)
    of["taken_transfer"], of["taken_file"] = transferring.asked(away, team, taken), taken
    transferring.accepted(team, of["taken_transfer"])


def _worklist(place: Place) -> None:
    """A kept list, a flag, a day of supervision."""
    of, boss = place.of, place.actor("supervisor")
    with acting_as(boss):
        file, soon = model("CaseFile").objects.select_related("child", "office").get(pk=of["file"].pk), {"day": SOON}
        shared = {"name": "High risk", "query": {"risk": "high"}, "office": place.team.office}
        of["kept_list"] = action("keep_list")(by=boss, values=shared)
        of["flag"] = action("raise_flag")(file=file, by=boss, values={"reason": "Ask the school.", "until": SOON})
        action("set_supervision")(file=file, by=boss, values=soon)


def _configuration(place: Place) -> None:
    """A bundle that waits."""
    keeper = place.actor("administrator")
    carried = pack({"organisations": {f"WAITS-{place.team.office.code}": CARRIED}}, country="XM", at=now())
    with acting_as(keeper):
        place.of["bundle"] = look_at_bundle(content=carried, by=keeper)


def _participation(place: Place) -> None:
    """A child who was told; a request at each state."""
    of, team = place.of, place.team
    file = files.fresh(team.worker, of["file"])
    of["told"] = telling.told(team, file)
    of["request"] = telling.asked(team, file)
    of["granted_request"] = telling.step(team.supervisor, telling.asked(team, file), telling.actions.grant_access)


SETTLED = {
    "state": "proposed", "known_on": today(), "forms": ["cash"], "parties": ["employer"], "child_heard": "no",
    "words": "Money was offered.",
}  # fmt: skip
HELD = {"place_kind": "police_custody"}
CARRIED = {"name": "Brought by a bundle", "sector": "social", "kind": "shelter"}
COUNSEL = {"basis": "advice", "recipient": "AC-POL", "may_share": "no", "given_by": "Lawyer", "words": "Not yet."}

MEANT = {
    "record_id": "proceeding",
    "determination_id": "determination",
    "conference_id": "conference",
    "participant_id": "participant",
    "task_id": "task",
    "obligation_id": "obligation",
    "owed_id": "obligation",
    "kept_id": "kept_list",
    "flag_id": "flag",
    "request_id": "request",
    "step_id": "treatment_step",
    "asked_id": "asked",
    "note_id": "note",
    "return_id": "return",
    "merge_id": "merge",
    "transfer_id": "transfer",
    "signature_id": "signature",
    "proposal_id": "proposal",
    "document_id": "document",
    "release_id": "release",
    "file_id": "file",
    "assessment_id": "assessment",
    "plan_id": "plan",
    "action_id": "plan_action",
    "view_id": "unweighed",
    "safety_plan_id": "safety_plan",
    "referral_id": "referral",
    "closure_id": "closure",
    "access_id": "access",
    "person_id": "person_around",
    "care_id": "care",
    "consent_id": "consent",
    "concern_id": "concern",
    "report_id": "in_triage",
    "user_id": "person",
    "client_id": "client",
    "team_id": "team",
    "organisation_id": "organisation",
    "member_id": "member",
    "grant_id": "grant",
    "sheet_id": "sheet",
    "channel_id": "channel",
    "pair_id": "pair",
    "facility_id": "facility",
    "inspection_id": "inspection",
    "correction_id": "correction",
    "sanction_id": "sanction",
    "notice_id": "notice",
    "staff_id": "staff",
    "placement_id": "placement",
    "support_id": "support",
    "agreement_id": "agreement",
    "export_id": "export",
    "hold_id": "hold",
    "webhook_id": "webhook",
    "recipient_id": "recipient",
    "import_id": "record_import",
    "bundle_id": "bundle",
    "provenance_id": "provenance",
    "need_id": "need",
    "right_id": "right",
    "about_id": "consent_to_sign",
    "revision_id": "part_revision",
    "form_id": "form",
    "point_id": "point",
    "finding_id": "finding",
    "rec_id": "recommendation",
    "batch_id": "batch",
    "state_report_id": "state_report",
    "version_id": "version",
    "indicator_id": "indicator",
    "activity_id": "activity",
    "first_id": "activity",
    "second_id": "other_activity",
    "row_id": "act",
}
"""Parameter of an address to the thing of a :class:`Place` that it names."""

MEANT_AT = {
    "lists": {"pk": "lists"},
    "estimate": {"pk": "estimate_ready"},
    "estimate_again": {"pk": "estimate_failed"},
    "estimate_decide": {"pk": "estimate_in_review"},
    "estimate_notebook": {"pk": "estimate_ready"},
    "estimate_publish": {"pk": "estimate_approved"},
    "estimate_send": {"pk": "estimate_ready"},
    "estimate_withdraw": {"pk": "estimate_published"},
    "care_examine": {"file_id": "running_file", "care_id": "fee_care"},
    "closure_submit": {"file_id": "running_file", "closure_id": "ready_closure"},
    "plan_submit": {"file_id": "assessed_file", "plan_id": "ready_plan"},
    "access_export": {"request_id": "granted_request"},
    "agreement_decide": {"agreement_id": "proposed_agreement"},
    "export_again": {"export_id": "failed_export"},
    "export_file": {"export_id": "ready_export"},
    "export_recipient_confirm": {"recipient_id": "new_recipient"},
    "file_provenance": {"file_id": "imported_file"},
    "import_go_on": {"import_id": "running_import"},
    "import_undo": {"import_id": "done_import"},
    "account_open": {"user_id": "closed"},
    "contact_after_closing": {"file_id": "closed_file"},
    "decide": {"pk": "submitted"},
    "care_new": {"file_id": "assessed_file"},
    "file_reopen": {"file_id": "closed_file"},
    "override_decide": {"pk": "override"},
    "plan_action_done": {"file_id": "running_file", "action_id": "running"},
    "referral_send": {"referral_id": "draft"},
    "inspection_assign": {"inspection_id": "planned"},
    "inspection_cancel": {"inspection_id": "planned"},
    "inspection_publish": {"inspection_id": "reported"},
    "inspection_start": {"inspection_id": "planned"},
    "medical_part": {"referral_id": "treated"},
    "health_status_step": {"file_id": "need_file", "step_id": "measure"},
    "health_status_move": {"file_id": "need_file", "step_id": "measure"},
    "session_note_new": {"referral_id": "treated"},
    "treatment": {"referral_id": "treated"},
    "treatment_move": {"referral_id": "treated"},
    "treatment_step": {"referral_id": "treated"},
    "treatment_step_new": {"referral_id": "treated"},
    "medical_section": {"referral_id": "treated"},
    "merge_new": {"pair_id": "linked_pair"},
    "merges": {"file_id": "merge_file"},
    "merge": {"file_id": "merge_file"},
    "merge_move": {"file_id": "merge_file"},
    "file_decline": {"file_id": "triaged_file"},
    "file_transfer": {"file_id": "transfer_file"},
    "file_transfers": {"file_id": "transfer_file"},
    "transfer_new": {"file_id": "heard_file"},
    "transfer_propose": {"file_id": "heard_file"},
    "transfer_proposal": {"file_id": "proposed_file"},
    "transfer_proposal_move": {"file_id": "proposed_file"},
    "need_explain": {"file_id": "need_file"},
    "need_plan": {"file_id": "need_file"},
    "right_follow": {"file_id": "need_file"},
    "part_revision": {"file_id": "running_file"},
    "part_task": {"file_id": "running_file"},
    "placement_decide": {"file_id": "assessed_file", "placement_id": "sent_placement"},
    "placement_end": {"file_id": "running_file", "placement_id": "stay"},
    "placement_gate": {"file_id": "assessed_file", "placement_id": "sent_placement"},
    "placement_review": {"file_id": "running_file", "placement_id": "stay"},
    "placement_way_on": {"file_id": "running_file", "placement_id": "stay"},
    "support_effect": {"file_id": "running_file", "support_id": "given_support"},
    "support_grant": {"file_id": "assessed_file", "support_id": "asked_support"},
    "support_pay": {"file_id": "running_file", "support_id": "given_support"},
    "support_refuse": {"file_id": "assessed_file", "support_id": "asked_support"},
    "report_agree": {"report_id": "proposed"},
    "report_start": {"report_id": "report"},
    "team_key_start": {"team_id": "keyless"},
    "vault_share": {"user_id": "waiting"},
}
"""Where an address needs a thing in another state."""

API_MEANT_AT = {
    "GET /api/exports/{export_id}/file": {"export_id": "ready_export"},
    "POST /api/files/{file_id}/plans/{plan_id}/submit": {"file_id": "assessed_file", "plan_id": "ready_plan"},
    "PUT /api/files/{file_id}/plans/{plan_id}/tracks/{track}": {"file_id": "assessed_file", "plan_id": "ready_plan"},
    "POST /api/files/{file_id}/referrals/{referral_id}/send": {"referral_id": "draft"},
    "GET /api/medical/{referral_id}/parts/{medical_code}": {"referral_id": "treated"},
    "PUT /api/medical/{referral_id}/parts/{medical_code}": {"referral_id": "treated"},
} | {
    f"POST /api/files/{{file_id}}/placements/{{placement_id}}/{what}": {"file_id": "running_file", "placement_id": "stay"}
    for what in ("reviews", "way-on", "end")
}
_SUPPORT = "POST /api/files/{file_id}/support/{support_id}"
API_MEANT_AT |= {
    f"{_SUPPORT}/grant": {"file_id": "assessed_file", "support_id": "asked_support"},
    f"{_SUPPORT}/refusal": {"file_id": "assessed_file", "support_id": "asked_support"},
    f"{_SUPPORT}/payments": {"file_id": "running_file", "support_id": "given_support"},
    f"{_SUPPORT}/effect": {"file_id": "running_file", "support_id": "given_support"},
}

_JUSTICE = "POST /api/files/{file_id}/justice"
API_MEANT_AT |= {
    f"{_JUSTICE}/{part}/{{record_id}}/{step}": {"record_id": thing}
    for part, step, thing in (
        ("task", "done", "legal_task"), ("settlement", "follow", "settlement"), ("liberty", "release", "liberty"),
        ("liberty", "alternative", "liberty"), ("liberty", "contest", "liberty"), ("liberty", "remedy", "freed"),
        ("counsel", "confirm", "counsel"), ("charge", "seek", "charge"), ("charge", "decide", "sought_charge"),
        ("claim", "award", "claim"), ("claim", "reject", "claim"), ("claim", "pay", "awarded_claim"),
        ("claim", "appeal", "lost_claim"), ("cost", "end", "cost"), ("breach", "end", "breach"),
        ("threat", "protect", "threat"), ("threat", "end", "threat"), ("across", "answer", "across"),
    )
}  # fmt: skip

_ASKED = "/api/files/{file_id}/access-requests/{request_id}"
API_MEANT_AT |= {verb: {"request_id": "granted_request"} for verb in (f"POST {_ASKED}/give", f"GET {_ASKED}/held")}
API_MEANT_AT["PATCH /api/files/{file_id}/rights/{right_id}"] = {"file_id": "need_file"}
_DECIDED = "POST /api/files/{file_id}/best-interests/{determination_id}"
API_MEANT_AT |= {
    f"{_DECIDED}/{move}": {"determination_id": f"{state}_determination"}
    for move, state in (("panel", "ready"), ("position", "panel"), ("decide", "stood"), ("review", "decided"))
}

_MET = "POST /api/files/{file_id}/conferences/{conference_id}"
API_MEANT_AT |= {
    f"{_MET}/{move}": {"conference_id": f"{state}_conference"}
    for move, state in (
        *(("uninvite", "ready"), ("call", "ready"), ("hold", "called")),
        *(("decide", "held"), ("recall", "called"), ("close", "held")),
    )
} | {
    "GET /api/conferences/{participant_id}/papers": {"participant_id": "accepted_seat"},
    "POST /api/files/{file_id}/obligations/{obligation_id}/contest": {"obligation_id": "met_obligation"},
}

_TREATED = "/api/treatments/{referral_id}"
_HEALTH = "POST /api/files/{file_id}/health-steps/{step_id}"
API_MEANT_AT |= {
    f"{verb} {_TREATED}/{what}": {"referral_id": "treated"} for verb in ("GET", "POST") for what in ("steps", "notes")
}
for _move in ("done", "attended", "missed", "day", "cancel"):
    API_MEANT_AT[f"POST {_TREATED}/steps/{{step_id}}/{_move}"] = {"referral_id": "treated"}
    API_MEANT_AT[f"{_HEALTH}/{_move}"] = {"file_id": "need_file", "step_id": "measure"}
_RETURNED = "POST /api/files/{file_id}/returns/{return_id}"
API_MEANT_AT |= {
    f"{_RETURNED}/{step}": {"return_id": f"{state}_return"}
    for step, state in (("prepare", "planned"), ("start", "ready"), ("complete", "waived"), ("waiver", "asked"))
}

API_MEANT_AT |= {f"POST /api/committee/{{asked_id}}/{move}": {"asked_id": "taken_on"} for move in ("done", "give-back")}
API_MEANT_AT["POST /api/files/{file_id}/committee-support/{asked_id}/note"] = {"asked_id": "done_support"}
_MERGED = "POST /api/files/{file_id}/merges/{merge_id}"
API_MEANT_AT |= {f"{_MERGED}/{step}": {"file_id": "merge_file"} for step in ("confirm", "decline")} | {
    f"{_MERGED}/undo": {"file_id": "merged_file", "merge_id": "done_merge"},
    "POST /api/duplicates/{pair_id}/merges": {"pair_id": "linked_pair"},
    "GET /api/files/{file_id}/merges": {"file_id": "merge_file"},
}
API_MEANT_AT["POST /api/files/{file_id}/decline"] = {"file_id": "triaged_file"}
_TRANSFERRED = "POST /api/transfers/{transfer_id}"
API_MEANT_AT |= {f"{_TRANSFERRED}/{step}": {"transfer_id": "incoming_transfer"} for step in ("accept", "decline")} | {
    f"{_TRANSFERRED}/told": {"transfer_id": "taken_transfer"},
    "POST /api/files/{file_id}/transfers": {"file_id": "heard_file"},
    "GET /api/files/{file_id}/transfers": {"file_id": "transfer_file"},
    "POST /api/files/{file_id}/transfer-proposals": {"file_id": "heard_file"},
    "GET /api/files/{file_id}/transfer-proposals": {"file_id": "proposed_file"},
}
_PROPOSED = "POST /api/files/{file_id}/transfer-proposals/{proposal_id}"
API_MEANT_AT |= {f"{_PROPOSED}/{step}": {"file_id": "proposed_file"} for step in ("decline", "withdraw")}
API_MEANT_AT["POST /api/files/{file_id}/documents/{document_id}/correct"] = {"document_id": "seen_document"}
API_MEANT_AT["POST /api/imports/{import_id}/undo"] = {"import_id": "done_import"}

WORDS = {
    "conference_move": "invite",
    "obligation_move": "withdraw",
    "treatment_move": "day",
    "webhook_move": "pause",
    "committee_move": "accept",
    "support_move": "recall",
    "indicator": "CJ01",
    "part": "proceeding",
    "step": "change",
    "move": "option",
    "together": "flag",
    "behind": "contacts",
    "access_step": "grant",
    "return_step": "visit",
    "merge_step": "confirm",
    "signature_subject": "consent",
    "signer": "child",
    "signature_step": "withdraw",
    "transfer_step": "withdraw",
    "proposal_step": "decline",
    "document_move": "purge",
    "held_as": "json",
    "track": "MED",
    "kind": "assessment",
    "list_id": "concerns",
    "code": "FC13",
    "slug": "acts",
    "state": "XMV",
    "question": "H07",
    "by": "source",
    "form": "docx",
    "page": "treaties",
    "version": "1",
    "part_code": "labour",
    "section": "work",
    "task": "disclosure_barrier",
    "medical_code": "health",
    "medical_section": "household_group",
}
"""Parameters that are words, not ids."""

WORDS_AT = {"plan_track": {"track": "PSY"}}


def arguments(place: Place, address: Any) -> dict[str, Any]:
    """What the parameters of an address are in this place.

    Raises:
        KeyError: a parameter that nothing stands for yet; add its thing to the place and to ``MEANT``.
    """
    meant = MEANT | MEANT_AT.get(address.name, {})
    words = WORDS | WORDS_AT.get(address.name, {})
    return {name: words[name] if name in words else place.of[meant[name]].pk for name in address.parameters}


@dataclass
class World:
    """Two places. ``rows`` says of every protected table which rows belong to the one and to the other."""

    here: Place
    there: Place
    rows: dict[str, tuple[frozenset[Any], frozenset[Any]]]


def build_world() -> World:
    """Both places, each with an emergency access of its own caseworker, taken when the file had no worker."""
    here = build_place()
    first = _rows()
    there = build_place()
    second = _rows()
    return World(here, there, {table: (first[table], second[table] - first[table]) for table in first})


def _rows() -> dict[str, frozenset[Any]]:
    with as_superuser() as cursor:
        found = {}
        for one in protected_models():
            cursor.execute(f"SELECT {one._meta.pk.column} FROM {one._meta.db_table}")  # type: ignore[union-attr]
            found[one._meta.db_table] = frozenset(row[0] for row in cursor.fetchall())
        return found


@contextlib.contextmanager
def as_superuser() -> Iterator[Any]:
    """A cursor that looks past every fence; the connection acts as the staff role again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE postgres")
        try:
            yield cursor
        finally:
            cursor.execute("SET ROLE tutela_staff")
