"""Children and files for tests, made by the real actions. Every maker fills in what is not said.

team = make_team_of_office()                    # office, intake officer, worker, supervisor, clinic with a provider
file = open_case(team, given_names="Amina")     # opened and assigned to team.worker
consent = make_consent(team, file)
with acting_as(team.worker):
    ...
"""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from tests.factories.accounts import make_actor, make_office
from tutela.accounts.actor import StaffActor
from tutela.cases.actions import (
    assign_file,
    break_glass,
    circle,
    concerns,
    consents,
    open_file,
    register_child,
    views_of_child,
)
from tutela.cases.models import (
    CareArrangement,
    CaseFile,
    ChildView,
    Concern,
    Consent,
    FileAccess,
    PersonAround,
    PossibleDuplicate,
)
from tutela.directory.models import Office, ServicePoint
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.merging.actions import pairs
from tutela.merging.enums.pairs import Verdict

_count = itertools.count(1)


@dataclass(frozen=True)
class OfficeTeam:
    """One office with its people, and a clinic that takes referrals."""

    office: Office
    intake: StaffActor
    worker: StaffActor
    supervisor: StaffActor
    clinic: Office
    provider: StaffActor
    point: ServicePoint


def make_team_of_office(**people: Any) -> OfficeTeam:
    """An office, its intake officer, caseworker and supervisor, and a clinic; ``people`` are passed to every user."""
    office, clinic = make_office(), make_office(holds_files=False)
    return OfficeTeam(
        office=office,
        intake=make_actor("intake_officer", office=office, **people),
        worker=make_actor("caseworker", office=office, **people),
        supervisor=make_actor("supervisor", office=office, **people),
        clinic=clinic,
        provider=make_actor("service_provider", office=clinic, **people),
        point=ServicePoint.objects.create(
            code=f"SP{next(_count)}", name="Health centre", office=clinic, services=["first_medical_care"]
        ),
    )


def open_case(team: OfficeTeam, *, assigned: bool = True, **opening: Any) -> CaseFile:
    """A file opened by the intake officer and, unless told, assigned to the worker."""
    defaults = {"given_names": "Amina", "family_names": "Testova", "sex": "girl", "age_low": 12, "age_high": 15}
    with acting_as(team.intake):
        file = open_file.open_file(
            by=team.intake,
            office=team.office,
            territory=team.office.territory,
            opening=open_file.Opening(**defaults | opening),
        )
    if not assigned:
        return file
    with acting_as(team.supervisor):
        assign_file.assign_file(file=CaseFile.objects.get(pk=file.pk), worker=team.worker.user, by=team.supervisor)
    return fresh(team.worker, file)


def fresh(actor: StaffActor, file: CaseFile) -> CaseFile:
    """The file as it is now, with child, office and worker."""
    with acting_as(actor):
        return CaseFile.objects.select_related("child", "office", "worker").get(pk=file.pk)


def register(team: OfficeTeam, file: CaseFile, **values: Any) -> CaseFile:
    """The child registered."""
    with acting_as(team.worker):
        current = CaseFile.objects.select_related("child").get(pk=file.pk)
        register_child.register_child(
            file=current, by=team.worker, base_version=current.child.version, values=values or {"sex": "girl"}
        )
    return fresh(team.worker, file)


def make_person(team: OfficeTeam, file: CaseFile, *, unsafe: bool = False, **values: Any) -> PersonAround:
    """A person around the child."""
    with acting_as(team.worker):
        person = circle.add_person(file=file, by=team.worker, values={"name": "Aunt", "relation": "relative"} | values)
        return circle.mark_unsafe(person=person, by=team.worker, reason="Heard from the child.") if unsafe else person


def make_care(team: OfficeTeam, file: CaseFile, **values: Any) -> CareArrangement:
    """With whom the child lives since today."""
    with acting_as(team.worker):
        return circle.add_care(file=file, by=team.worker, values={"kind": "kin", "started_on": today()} | values)


def make_consent(team: OfficeTeam, file: CaseFile, **values: Any) -> Consent:
    """A consent for a referral, given by the child."""
    given = {"purpose": "referral", "decision": "given", "explained": True}
    with acting_as(team.worker):
        return consents.record_consent(file=file, by=team.worker, values=given | values)


def make_concern(team: OfficeTeam, file: CaseFile, **values: Any) -> Concern:
    """A concern with one label."""
    with acting_as(team.worker):
        return concerns.add_concern(file=file, by=team.worker, values={"concerns": ["PC08"]} | values)


def make_view(team: OfficeTeam, file: CaseFile, **values: Any) -> ChildView:
    """What the child said, weighed and answered."""
    said = {"about": "risk", "heard_on": today(), "views": "I want to stay at school."}
    with acting_as(team.worker):
        view = views_of_child.record_view(file=file, by=team.worker, values=said | values)
        views_of_child.weigh_view(view=view, by=team.worker, base_version=1, weight="Decisive.", feedback="Told.")
        view.refresh_from_db()
    return view


def put_in_state(file: CaseFile, state: str, actor: StaffActor, **values: Any) -> CaseFile:
    """The file in a state, without the way that leads there (no rule asked, no audit)."""
    with acting_as(actor):
        if state == "closed":
            values = {"closed_at": now(), "closure_reason": "GOALS"} | values
        CaseFile.objects.filter(pk=file.pk).update(state=state, **values)
    return fresh(actor, file)


def break_into(file: CaseFile, actor: StaffActor, **values: Any) -> FileAccess:
    """Emergency access to the file."""
    asked = {"reason": "The child is at the door of our office now.", "hours": 4} | values
    with acting_as(actor):
        return break_glass.break_glass(number=file.number, by=actor, **asked)


def unknown_id() -> uuid.UUID:
    """An id nobody has."""
    return uuid.uuid4()


def make_pair(team: OfficeTeam, one: CaseFile, other: CaseFile, *, verdicts: tuple[str, ...] = ()) -> PossibleDuplicate:
    """Two files named as perhaps of one child by the supervisor; ``verdicts`` are said by worker and supervisor in turn."""
    with acting_as(team.supervisor):
        pair = pairs.name_pair(by=team.supervisor, first=one.number, second=other.number)
    for number, verdict in enumerate(verdicts):
        by = (team.worker, team.supervisor)[number % 2]
        with acting_as(by):
            pair = pairs.say_of_pair(pair=pair, by=by, verdict=Verdict(verdict), reason="The aunt knows both files.")
    return pair
