"""Deciding about overlaps and handing activities over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput

from ..enums import OverlapVerdict
from ..models import Activity, HandOver, PlanOverlap
from ..policies import keep_plans
from ..queries.plans import same_work


def settle_overlap(*, first: Activity, second: Activity, verdict: str, reason: str, by: Actor) -> PlanOverlap:
    """Merge or keep two activities that seem to do the same; a later decision replaces the earlier one.

    Raises:
        Refused: not a planner.
        InvalidInput: no reason, no such verdict, or the two do not overlap.
    """
    keep_plans.require(by)
    pair = sorted((first, second), key=lambda one: one.code)
    problems = {}
    if not reason.strip():
        problems["reason"] = _("Say why.")
    if verdict not in OverlapVerdict.values:
        problems["verdict"] = _("Choose an answer.")
    if first.objective.theme != second.objective.theme or first.group != second.group or not same_work(*pair):
        problems["second"] = _("These two do not overlap: theme, group, territory or time differ, or it is one plan.")
    if problems:
        raise InvalidInput(problems)
    values = {"verdict": verdict, "reason": reason, "by_id": by.id, "at": now()}
    found, _made = PlanOverlap.objects.update_or_create(first=pair[0], second=pair[1], defaults=values)
    audit.record(by=by, action="overlap_decided", subject=f"overlap:{found.pk}", details={"verdict": verdict})
    return found


def hand_over(*, activity: Activity, office: Office, person: str, reason: str, by: Actor) -> HandOver:
    """Give an activity to another office or post; who had it before stays on record.

    Raises:
        Refused: not a planner.
        InvalidInput: nothing changes, or something is missing.
    """
    keep_plans.require(by)
    held = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    problems = {name: _("This is needed.") for name, value in (("person", person), ("reason", reason)) if not value.strip()}
    if (held.owner_office_id, held.owner_person) == (office.pk, person.strip()):
        problems["person"] = _("This post has the activity already.")
    if problems:
        raise InvalidInput(problems)
    past = HandOver(
        activity=held,
        from_office_id=held.owner_office_id,
        from_person=held.owner_person,
        on=today(),
        reason=reason,
        by_id=by.id,
    )
    past.save(force_insert=True)
    held.owner_office, held.owner_person = office, person.strip()
    held.version += 1
    held.changed_at, held.changed_by_id = now(), by.id
    held.save(update_fields=["owner_office", "owner_person", "version", "changed_at", "changed_by"])
    audit.record(by=by, action="activity_handed_over", subject=f"activities:{held.pk}", details={"office": office.code})
    return past
