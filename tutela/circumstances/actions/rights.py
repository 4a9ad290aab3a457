"""Naming a right that was violated, and following it until it is restored (R57)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, work_on_file
from tutela.cases.api.steps import add_section, revise
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import Restitution
from ..models.restitution import BEYOND, NOT_ASKED, RESTORED, VIOLATED
from ..policies.rights import follow_right

FOLLOWED = frozenset({"state", "plan_action", "action", "child_sees", "child_words", "in_error"})
"""What changes; the right itself stays the one that was named."""
_STARTS = {"state": VIOLATED, "plan_action": None, "action": "", "child_sees": NOT_ASKED, "child_words": ""}


@transaction.atomic
def name_right(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Restitution:
    """Write that a right of the child was violated, and what restores it. ``values``: fields of :class:`Restitution`.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no right of the list, one that is named already, a state without what it needs.
    """
    work_on_file.require(by, file)
    whole = _STARTS | dict(values)
    problems = _problems(file, whole, FOLLOWED - {"in_error"} | {"right"})
    right = whole.get("right")
    if right in vocabulary.UNIVERSAL or not vocabulary.is_code("rights", right):
        problems["right"] = _("Choose a right from the list.")
    elif Restitution.objects.filter(file=file, right=right, in_error=False).exists():
        problems["right"] = _("This right is named already. Open it and say how far it is.")
    if problems:
        raise InvalidInput(problems)
    made = add_section(model=Restitution, file=file, by=by, values=whole)
    _record(made, file, by, "right_named")
    return made


@transaction.atomic
def follow(*, row: Restitution, by: Actor, base_version: int, values: Mapping[str, Any]) -> Restitution:
    """Say how far the right is restored, what restores it, and what the child says.

    Raises:
        Refused: not the worker, or it was entered in error.
        InvalidInput: a state without what it needs, or an action of another file.
        StaleVersion: somebody saved meanwhile.
    """
    follow_right.require(by, row)
    whole = {name: getattr(row, name) for name in FOLLOWED} | dict(values)
    if problems := _problems(row.file, whole, FOLLOWED):
        raise InvalidInput(problems)
    changed = revise(section=row, by=by, base_version=base_version, values=values)
    _record(changed, row.file, by, "right_followed")
    return changed


def _problems(file: CaseFile, values: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """What does not fit, by field: a right is restored when the child was asked, and by something that was done."""
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values.keys() - known}
    state, planned = values["state"], values["plan_action"]
    if state in vocabulary.UNIVERSAL or not vocabulary.is_code("restitution_states", state):
        return problems | {"state": _("Choose how far it is restored.")}
    if not vocabulary.is_code("restitution_views", values["child_sees"]):
        problems["child_sees"] = _("Choose what the child says, or why it is not known.")
    elif state == RESTORED and values["child_sees"] == NOT_ASKED:
        problems["child_sees"] = _(
            "A right is restored when the child says so. Ask first, or write why the child cannot say."
        )
    if planned is not None and planned.file_id != file.pk:
        problems["plan_action"] = _("This action belongs to another file.")
    if state == BEYOND and not values["action"].strip():
        problems["action"] = _("Write why it cannot be restored, and what is done instead.")
    elif state != VIOLATED and planned is None and not values["action"].strip():
        problems["action"] = _("Choose the action of the plan that restores it, or write what does.")
    return problems


def _record(row: Restitution, file: CaseFile, by: Actor, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"circumstances.restitution:{row.pk}",
        about=str(file.child_id),
        details={"right": row.right, "state": row.state},
    )
