"""Who takes which step of a determination; what waits for one that is in force (P17)."""

from __future__ import annotations

from collections.abc import Iterable

from tutela.accounts.api import Permission
from tutela.care.api import Assessment
from tutela.cases.api import CaseFile, FileReason, see_file, shut, work_on_file
from tutela.circumstances.api import codes_of
from tutela.directory.api import Organisation
from tutela.justice.api import share_with as exposed
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Reason, Rule

from .enums import PANEL_SECTORS, Conflict, DecisionReason, Weight
from .models import Determination, PanelMember
from .states import State

ABROAD = ("consulate", "foreign_social_service")
"""Kinds of bodies (list ``actor_types``) of another country."""
IN_EXILE = frozenset({"asylum_seeking", "refugee"})
FACTOR_OF_EXILE = "D02"
_WAITING = {
    "return_to_country": (Weight.RETURN, DecisionReason.NOT_DETERMINED),
    "family_reunification": (Weight.REUNIFICATION, DecisionReason.NOT_DETERMINED),
    "family_return": (Weight.REUNIFICATION, DecisionReason.NOT_DETERMINED),
    "placement_against_view": (Weight.PLACEMENT, DecisionReason.UNWANTED_PLACE),
    "separation": (Weight.SEPARATION, DecisionReason.SEPARATION),
    "closure_against_view": (Weight.CLOSURE, DecisionReason.UNWANTED_CLOSURE),
}
"""Services, ends of a stay and turns of a file to the determination they wait for, and what is said meanwhile."""

Why = FileReason | DecisionReason | None


@Rule
def write_draft(actor: Actor, one: Determination) -> Why:
    """Whoever works on the file, as long as the panel has not met."""
    if (reason := work_on_file.why_not(actor, one.file)) is not None:
        return FileReason(reason.value)
    return None if one.state == State.DRAFT else DecisionReason.NOT_NOW


@Rule
def call_panel(actor: Actor, one: Determination) -> Why:
    """A whole draft goes to a panel that is large and mixed enough."""
    return write_draft.why_not(actor, one) or missing(one)  # type: ignore[return-value]


@Rule
def take_position(actor: Actor, one: Determination) -> Why:
    """Before the panel: members who sign in write for themselves; the worker writes what people from outside said."""
    if (reason := see_file.why_not(actor, one.file)) is not None:
        return FileReason(reason.value)
    if one.state != State.PANEL:
        return DecisionReason.NOT_NOW
    if one.members.filter(user=actor.id).exists() or work_on_file.allows(actor, one.file):
        return None
    return DecisionReason.OWN_POSITION


@Rule
def sit(one: Determination, user_id: object) -> Why:
    """Nobody who wrote the proposal sits on its panel (P14)."""
    return DecisionReason.OWN_PROPOSAL if user_id == one.created_by_id else None


@Rule
def stand_for(actor: Actor, member: PanelMember) -> Why:
    """One member's position."""
    mine = member.user_id == actor.id or (member.user_id is None and work_on_file.allows(actor, member.determination.file))
    return None if mine else DecisionReason.OWN_POSITION


@Rule
def decide(actor: Actor, one: Determination) -> Why:
    """Another person with approval for the office, once every member has said where they stand (P14)."""
    if (reason := _may_approve(actor, one)) is not None:
        return reason
    if one.state != State.PANEL:
        return DecisionReason.NOT_NOW
    return missing(one) or (None if all(row.stand for row in sitting(one)) else DecisionReason.NO_POSITIONS)


@Rule
def review(actor: Actor, one: Determination) -> Why:
    """A decided one is looked at again by somebody who may approve and did not propose it."""
    return _may_approve(actor, one) or (None if one.state == State.DECIDED else DecisionReason.NOT_NOW)


@Rule
def weigh(file: CaseFile, steps: Iterable[str]) -> DecisionReason | None:
    """P17, R136: a return abroad or to a risk, a separation, a place or a closing against what the child wants wait for a
    determination that agrees."""
    for kind, reason in (_WAITING[step] for step in steps if step in _WAITING):
        asked = kind != Weight.REUNIFICATION or is_risky(file)
        if asked and not in_force(file, kind):
            return reason
    return None


@Rule
def share_with(file: CaseFile, body: Organisation) -> Reason | None:
    """Whether something of a file may go to a body: nothing of a child in exile goes abroad (R130); then the rule P13."""
    if body.kind in ABROAD and (reason := ask_abroad.why_not(file)) is not None:
        return reason
    return exposed.why_not(file, body)


@Rule
def ask_abroad(file: CaseFile) -> DecisionReason | None:
    """No request to another country about a child who seeks asylum or is a refugee."""
    return DecisionReason.ASYLUM if in_exile(file) else None


def in_exile(file: CaseFile) -> bool:
    """Whether the part on emergencies or the newest assessment, be it a draft, says so: one of them is enough."""
    if IN_EXILE & set(codes_of(file, "emergency", "displaced")):
        return True
    found = Assessment.objects.filter(file=file).order_by("-created_at").first()
    return found is not None and found.factors.get(FACTOR_OF_EXILE, {}).get("state") == "present"


def is_risky(file: CaseFile) -> bool:
    """A high risk now, or somebody opened a determination on it, whatever became of it."""
    return file.risk_level == "high" or Determination.objects.filter(file=file, kind=Weight.REUNIFICATION).exists()


def in_force(file: CaseFile, kind: Weight) -> bool:
    """Whether the last one of this kind was decided so that it may be done, and is not past its day of review."""
    last = Determination.objects.filter(file=file, kind=kind).order_by("-created_at", "-id").first()
    return (
        last is not None
        and last.state == State.DECIDED
        and last.carries_out
        and last.review_on is not None
        and last.review_on >= today()
    )


def missing(one: Determination) -> DecisionReason | None:
    """What still stands against the panel, in the order of the page."""
    view = one.view
    heard = view is not None and (
        (view.views.strip() and view.weight.strip() and view.feedback.strip()) or view.not_obtained_because.strip()
    )
    back = one.kind in (Weight.RETURN, Weight.REUNIFICATION)
    found = {
        DecisionReason.NO_OPTIONS: one.options.count() < 2,
        DecisionReason.NO_VIEW: not heard,
        DecisionReason.NO_GUARDIAN: not one.guardian_view.strip(),
        DecisionReason.NO_RISK: back and not one.risk_on_return.strip(),
        DecisionReason.PANEL_SMALL: len({row.sector for row in sitting(one)}) < PANEL_SECTORS,
    }
    return next((reason for reason, holds in found.items() if holds), None)


def sitting(one: Determination) -> list[PanelMember]:
    """The members who take part."""
    return [row for row in one.members.all() if row.conflict == Conflict.NONE]


def _may_approve(actor: Actor, one: Determination) -> Why:
    file = one.file
    if not actor.reaches(Permission.FILE_APPROVE, file.office_id):
        return FileReason.NO_PERMISSION if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
    if actor.id in (one.created_by_id, *one.options.values_list("created_by", flat=True)):
        return DecisionReason.OWN_PROPOSAL
    return shut(file)
