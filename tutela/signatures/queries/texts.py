"""What is signed, word for word: what the child may be shown of it, and, to another person, less."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.care.api import Plan, PlanAction, SafetyPlan
from tutela.cases.api import Consent, words
from tutela.participation.api import TRACKS_NAMED, steps_told, unsafe_names, without_names

from ..enums import Signer
from ..models import Signature
from ..policies import Signable

Lines = list[dict[str, str]]


def text_for(about: Signable, signer: Signer, language: str) -> Lines:
    """The lines in one language, as they stand now. Another person than the child reads no word of the child's, no health,
    psychological or legal step, and not what is kept back."""
    own = signer != Signer.PERSON
    with translation.override(language):
        rows = _rows(about, own=own)
        rows.append(
            (
                _("You decide"),
                _("Nobody has to sign, and no help depends on it. You can take your name back at any time."),
            )
        )
        return [{"label": label, "value": value} for label, value in rows if value.strip()]


def digest_of(lines: Lines) -> str:
    """What tells one text from another."""
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def has_changed(one: Signature) -> bool:
    """Whether the text says anything else today than when it was signed, in the language it was read in."""
    return text_for(about_of(one), Signer(one.signer), one.text_language) != one.text


def about_of(one: Signature) -> Signable:
    """What a signature stands under, with the file at hand."""
    about: Any = getattr(one, one.subject)
    about.file = one.file
    return about  # type: ignore[no-any-return]


def _rows(about: Signable, *, own: bool) -> list[tuple[str, str]]:
    if isinstance(about, Plan):
        return _plan(about, own=own)
    return _safety(about) if isinstance(about, SafetyPlan) else _consent(about, own=own)


def _plan(plan: Plan, *, own: bool) -> list[tuple[str, str]]:
    summary = without_names(plan.child_summary, unsafe_names(plan.file))[0] if own else ""
    found = PlanAction.objects.filter(plan=plan).exclude(state="dropped").select_related("owner").order_by("due_on", "id")
    steps = steps_told(one for one in found if own or one.track in TRACKS_NAMED)
    review = date_format(plan.review_on) if plan.review_on else ""
    return [
        (_("What we want to reach"), summary),
        *((step["what"], _step(step)) for step in steps),
        (_("We look at it together again"), review),
    ]


def _step(step: dict[str, Any]) -> str:
    parts = [
        _("We do not have this yet; we keep looking.") if step["missing"] else "",
        _("Who takes care of it: %(name)s") % {"name": step["who"]} if step["who"] else "",
        _("Until: %(day)s") % {"day": step["when"]},
    ]
    return "\n".join(part for part in parts if part)


def _safety(plan: SafetyPlan) -> list[tuple[str, str]]:
    return [
        (_("People I can go to"), plan.safe_persons),
        (_("Places where I am safe"), plan.safe_places),
        (_("My signal for “I need help”"), plan.signals),
        (_("How we talk to each other"), plan.contact_rules),
    ]


def _consent(consent: Consent, *, own: bool) -> list[tuple[str, str]]:
    until = date_format(consent.ask_again_on) if consent.ask_again_on else ""
    return [
        (_("What I agree to"), words.label("consent_purposes", consent.purpose)),
        (_("Who is told"), consent.recipient),
        (_("What is kept back"), consent.withheld if own else ""),
        (_("I am asked again on"), until),
        (
            _("My right"),
            _("I can take this back at any time; then no more is passed on, and what was passed on is called back."),
        ),
    ]
