"""Assessing the law: a finding by one person, looked at by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.planning.api import Activity
from tutela.registers.api import standards

from ..enums import Level
from ..models import Finding, Provision, Recommendation, WatchedState
from ..policies import assess_law
from ..policies import review_finding as may_review
from ..queries import law


def assess_question(
    *,
    state: WatchedState,
    question: str,
    level: str,
    provisions: Sequence[Provision],
    values: Mapping[str, Any],
    by: Actor,
    assessed_on: dt.date | None = None,
) -> Finding:
    """Write a finding; older ones stay. ``values``: evidence, severity, amendment, reform_on, activities, recommendations.

    Raises:
        Refused: not a legal analyst.
        InvalidInput: by field.
    """
    assess_law.require(by)
    day = assessed_on or today()
    finding = Finding(
        state=state,
        question=question,
        edition=standards.edition("checklists").version,
        level=level,
        assessed_on=day,
        assessed_by_id=by.id,
        **values,
    )
    if problems := _problems(finding, provisions, day):
        raise InvalidInput(problems)
    try:
        finding.full_clean()
    except ValidationError as error:
        raise InvalidInput(error.message_dict) from error
    finding.save(force_insert=True)
    finding.provisions.set(provisions)
    audit.record(
        by=by,
        action="law_assessed",
        subject=f"finding:{finding.pk}",
        details={"state": state.code, "question": question, "level": level},
    )
    return finding


def review_finding(*, finding: Finding, by: Actor) -> Finding:
    """The second pair of eyes.

    Raises:
        Refused: not an analyst, the assessor, reviewed already, or no longer the newest.
    """
    held = Finding.objects.select_for_update().get(pk=finding.pk)
    may_review.require(by, held, law.is_newest(held))
    held.reviewed_by_id, held.reviewed_at = by.id, now()
    held.save(update_fields=["reviewed_by", "reviewed_at"])
    audit.record(by=by, action="finding_reviewed", subject=f"finding:{held.pk}", details={"question": held.question})
    return held


def _problems(finding: Finding, provisions: Sequence[Provision], day: dt.date) -> dict[str, str]:
    found: dict[str, str] = {}
    if finding.question not in standards.assessed_questions():
        found["question"] = _("There is no such question in the checklists.")
    if day > today():
        found["assessed_on"] = _("This day has not come yet.")
    if finding.level in (Level.MET, Level.PARTLY) and not provisions:
        found["provisions"] = _("Name at least one provision that meets the question, wholly or in part.")
    if any(provision.state_id != finding.state.pk for provision in provisions):
        found["provisions"] = _("A provision of another State is no evidence here.")
    if any(not _in_force(provision, day) for provision in provisions) and finding.level == Level.MET:
        found["provisions"] = _("A provision that was not in force on the day of the finding does not meet the question.")
    if finding.level in (Level.PARTLY, Level.NOT_MET) and not finding.severity:
        found["severity"] = _("Say how serious the gap is.")
    found |= _unknown(finding)
    return found


def _in_force(provision: Provision, day: dt.date) -> bool:
    return provision.from_on <= day and (provision.to_on is None or provision.to_on >= day)


def _unknown(finding: Finding) -> dict[str, str]:
    found = {}
    for name, model in (("activities", Activity), ("recommendations", Recommendation)):
        codes = getattr(finding, name)
        known = set(model._default_manager.filter(code__in=codes).values_list("code", flat=True))
        if missing := [code for code in codes if code not in known]:
            found[name] = _("There is no row with the code %(code)s.") % {"code": ", ".join(missing[:5])}
    return found
