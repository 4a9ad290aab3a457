"""What is done for a child, for tests; made by the real actions. Every maker fills in what is not said.

referral = send_case_referral(team, file)       # the clinic sees it
closure = complete_closure(team, file)
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.factories.cases import OfficeTeam, make_consent, make_view
from tutela.care.actions import close_file, refer
from tutela.care.models import Closure, Plan, Referral
from tutela.cases.models import CaseFile
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

PRINCIPLES = {
    "non_discrimination": "The same help as any child.",
    "best_interests": "Staying with the aunt.",
    "survival_and_development": "School goes on.",
    "views_of_the_child": "Heard alone.",
}
CRITERIA = ("child_safe", "goals_met", "care_supported", "no_further_concern")


def approved_plan(team: OfficeTeam, file: CaseFile) -> Plan:
    """A plan in force, put there directly."""
    with acting_as(team.worker):
        plan = Plan.objects.create(
            file=file,
            key_id=file.child_id,
            state="approved",
            decided_at=now(),
            decided_by_id=team.supervisor.id,
            created_by_id=team.worker.id,
            updated_by_id=team.worker.id,
        )
        CaseFile.objects.filter(pk=file.pk).update(state="planned")
    return plan


def prepare_case_referral(team: OfficeTeam, file: CaseFile, **values: Any) -> Referral:
    """A draft on a consent in force."""
    consent = values.pop("consent", None) or make_consent(team, file)
    asked = {"track": "MED", "service": "first_medical_care", "service_point": team.point}
    with acting_as(team.worker):
        return refer.prepare_referral(file=file, by=team.worker, consent=consent, **asked | values)


def send_case_referral(team: OfficeTeam, file: CaseFile, **values: Any) -> Referral:
    """A referral the clinic sees."""
    referral = prepare_case_referral(team, file, **values)
    with acting_as(team.worker):
        return refer.send_referral(referral=referral, by=team.worker)


def complete_closure(team: OfficeTeam, file: CaseFile, **values: Any) -> Closure:
    """A request to close with everything it needs."""
    given = {
        "reason": "GOALS",
        "criteria": dict.fromkeys(CRITERIA, True),
        "continuing_support": "School counsellor.",
        "post_closure_on": today() + dt.timedelta(days=60),
        "principles": PRINCIPLES,
    }
    if "view" not in values:
        given["view"] = make_view(team, file)
    with acting_as(team.worker):
        return close_file.start_closure(file=file, by=team.worker, values=given | values)
