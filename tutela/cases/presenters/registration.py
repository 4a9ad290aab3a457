"""What the registration screens show beside their forms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary

from ..actions.concerns import suggestions
from ..age import BirthRange
from ..api.words import label
from ..models import CaseFile, Concern, Consent

_PAIRS = ("SALE", "TRAF", "ABUSE", "PROS")


def consent_facts(file: CaseFile) -> list[dict[str, str]]:
    """Who is asked at this age by the country's table; the ages are defaults, capacity is looked at for each child."""
    born = BirthRange.from_iso(file.child.born_earliest, file.child.born_latest)
    ages = born.ages_on(today())
    if ages is None:
        return [
            {"label": _("By the age table"), "value": _("The age is not known: ask the child in a way they understand.")}
        ]
    rule = vocabulary.consent_rule(ages[0])
    nobody = _("Nobody, from 18 on") if rule.caregiver == "none" else "–"
    return [
        {"label": _("The child"), "value": label("consent_kinds", rule.child)},
        {
            "label": _("A safe caregiver"),
            "value": label("consent_kinds", rule.caregiver) if rule.caregiver not in ("", "none") else nobody,
        },
    ]


def consent_rows(file: CaseFile) -> list[dict[str, Any]]:
    """The answers so far, in words."""
    return [
        {
            "pk": row.pk,
            "purpose_words": label("consent_purposes", row.purpose),
            "decision_words": label("consent_answers", row.decision),
            "recipient": row.recipient,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in Consent.objects.filter(file=file)
    ]


def concern_page(concern: Concern | None) -> dict[str, Any]:
    """Suggested connected labels, and the definitions of what is often confused (R6, R11)."""
    pairs = suggestions(concern) if concern else []
    return {
        "concern": concern,
        "suggestions": [
            {
                "because_of": a,
                "suggested": b,
                "because": label("concerns" if a.startswith("PC") else "offences", a),
                "check": label("offences", b),
            }
            for a, b in pairs
        ],
        "definitions": [_definition(code) for code in _PAIRS],
    }


def _definition(code: str) -> dict[str, str]:
    term = vocabulary.term_of(code)
    language = (get_language() or "en")[:2]
    return {"label": label("offences", code), "value": term.definition.get(language) or term.definition["en"]}
