"""Signatures of a file; what may be signed in it; the chapter in a file's story."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.care.api import ApprovalState, Plan, SafetyPlan
from tutela.cases.api import CaseFile, Chapter, Consent, PersonAround, part_of, words
from tutela.kernel.errors import NotHere

from ..enums import Signer, Subject
from ..models import Signature
from ..policies import SUBJECTS, Signable, ask, signs, stands, state_of, subject_of
from ..states import State

RELATED = ("person", "plan", "safety_plan", "consent__given_by", "created_by", "ended__created_by")


def signatures(file: CaseFile) -> list[Signature]:
    """Every signature of a file, newest first, those that ended too."""
    found = list(Signature.objects.filter(file=file).select_related(*RELATED))
    for one in found:
        one.file = file
    return found


def get_signature(file: CaseFile, pk: uuid.UUID) -> Signature:
    """One signature of this file.

    Raises:
        NotHere: missing, or of another file.
    """
    return part_of(file, Signature, pk, *RELATED)


def signable(file: CaseFile) -> list[Signable]:
    """What may be signed now: the plans that stand, the newest safety plan, the consents in force."""
    plans = Plan.objects.filter(file=file, state__in=(ApprovalState.SUBMITTED, ApprovalState.APPROVED))
    safety = SafetyPlan.objects.filter(file=file).order_by("-created_at")[:1]
    consents = Consent.objects.filter(file=file).select_related("given_by").order_by("-created_at")
    found: list[Signable] = [*plans.order_by("-created_at"), *safety, *consents]
    for about in found:
        about.file = file
    return [about for about in found if stands.allows(about)]


def get_about(file: CaseFile, subject: str, pk: uuid.UUID) -> Signable:
    """One text of this file.

    Raises:
        NotHere: no such kind of text, missing, or of another file.
    """
    if subject not in Subject.values:
        raise NotHere
    found: Any = part_of(file, SUBJECTS[Subject(subject)], pk)
    return found  # type: ignore[no-any-return]


def under(about: Signable, found: Iterable[Signature]) -> list[Signature]:
    """Those of ``found`` that stand under this text."""
    subject = subject_of(about)
    return [one for one in found if one.subject == subject and getattr(one, f"{subject.value}_id") == about.pk]


def signers(by: Any, about: Signable, around: Iterable[PersonAround]) -> list[tuple[Signer, PersonAround | None]]:
    """Who may be asked under this text."""
    if not ask.allows(by, about, Signer.WORKER, None):
        return []  # who asks and the text are the same for everybody; they are looked at once
    asked = [(Signer.CHILD, None), *((Signer.PERSON, person) for person in around), (Signer.WORKER, None)]
    return [(signer, person) for signer, person in asked if signs.allows(about, signer, person)]


def held_lines(file: CaseFile, own: bool, person: PersonAround | None) -> tuple[str, list[tuple[str, str]]]:
    """For what somebody is given of the file (R137): what they signed themselves, did not want to, or took back. What was recorded by
    mistake is not theirs."""
    mine = [
        one
        for one in signatures(file)
        if (one.signer == Signer.CHILD if own else one.person_id is not None and one.person_id == (person and person.pk))
    ]
    lines = [
        (words.day(one.signed_on), f"{Subject(one.subject).label}: {state_of(one).label}")
        for one in mine
        if state_of(one) != State.STRUCK
    ]
    return _("What you signed"), lines


def signed_by(one: Signature) -> str:
    """Who signed, as a page says it."""
    if one.signer == Signer.WORKER:
        return one.name
    return one.person.name if one.person else str(Signer.CHILD.label)


_BRANCHES = (
    "SELECT created_at, CASE WHEN answer = 'declined' THEN 'signature_declined' ELSE 'signature_' || subject END, id, "
    "created_by_id, '' FROM signatures_signature WHERE file_id = %(file)s",
    "SELECT created_at, 'signature_' || how, signature_id, created_by_id, '' FROM signatures_signatureend "
    "WHERE file_id = %(file)s",
)
WORDS = {
    "signature_plan": (gettext_lazy("Somebody signed the case plan"), "edit", "success", ""),
    "signature_safety_plan": (gettext_lazy("Somebody signed the safety plan"), "edit", "success", ""),
    "signature_consent": (gettext_lazy("Somebody signed a consent"), "edit", "success", ""),
    "signature_declined": (gettext_lazy("Somebody was asked to sign and did not want to"), "edit", "neutral", ""),
    "signature_withdrawn": (gettext_lazy("A signature was taken back"), "edit", "warning", ""),
    "signature_struck": (gettext_lazy("A signature was recorded by mistake"), "edit", "neutral", ""),
}
STEPS = (("signatures", gettext_lazy("Signatures"), "edit"),)


def beside_plan(file: CaseFile) -> list[dict[str, Any]]:
    """Who signed each plan of a file, or did not want to, newest first; where nobody was asked, the way there."""
    found = [one for one in signatures(file) if one.subject == "plan" and state_of(one) in (State.SIGNED, State.DECLINED)]
    nobody: dict[str, Any] = {
        "heading": _("Signatures"),
        "url": reverse("signatures", args=[file.pk]),
        "kind": _("Nobody was asked yet."),
        "state": _("Nobody has to sign"),
        "tone": "neutral",
    }
    asked = {one.plan_id for one in found}
    standing = (ApprovalState.SUBMITTED, ApprovalState.APPROVED)
    plans = Plan.objects.filter(file=file, state__in=standing).values_list("pk", flat=True)
    return [nobody | {"plan": pk} for pk in plans if pk not in asked] + [
        nobody
        | {
            "plan": one.plan_id,
            "url": reverse("signature", args=[file.pk, one.pk]),
            "kind": signed_by(one),
            "state": str(state_of(one).label),
            "tone": "success" if state_of(one) == State.SIGNED else "neutral",
            "due": one.signed_on,
            "due_what": _("On"),
        }
        for one in found
    ]


CHAPTER = Chapter(_BRANCHES, WORDS, {"signature": "signature"}, STEPS, beside_plan=beside_plan)
