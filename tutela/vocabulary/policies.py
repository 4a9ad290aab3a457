"""What no country may change, and what follows from the ages it has set. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import CHILD_AGE_LIMIT, SMALLEST_THRESHOLD, GapKind, ProstitutionLaw, VocabularyReason
from .models.country import Ages, Gap, Suppression

FIXED_PROTECTIONS = frozenset(
    {"abuse_material", "forbidden_closure_reasons", "independent_mechanism", "allowed_phrases", "child_definition"}
)
"""Sections that a profile may not have at all, whatever it says in them."""


@Rule
def adopt_country(actor: Actor) -> VocabularyReason | None:
    """Administrators bring the country's rules from another server."""
    return None if actor.has("directory_edit") else VocabularyReason.NOT_KEEPER


_MARRIAGE_GAPS = {"girl": GapKind.MARRIED_GIRLS, "boy": GapKind.MARRIED_BOYS}


def why_not_child_age_limit(limit: object) -> str:
    """Why this age limit is refused, or ``""``. Only 18 passes: neither younger nor undefined (R1)."""
    if limit == CHILD_AGE_LIMIT and not isinstance(limit, bool):
        return ""
    return f"the child age limit is {CHILD_AGE_LIMIT} and cannot be changed; {limit!r} was given (CRC article 1)"


def why_not_suppression(suppression: Suppression) -> str:
    """Why these thresholds are refused, or ``""``: public tables are never weaker than internal ones (P29)."""
    if suppression.internal < SMALLEST_THRESHOLD:
        return f"the internal threshold must be {SMALLEST_THRESHOLD} or more"
    if suppression.public < suppression.internal:
        return "the public threshold must not be below the internal one"
    return ""


def protection_gaps(ages: Ages, prostitution: ProstitutionLaw) -> tuple[Gap, ...]:
    """The gap that each national age below 18 leaves (R2; A/65/221, paras 22, 29, 52, 88, 107).

    Where no age of responsibility or marriage is set the gap starts at birth; no other missing age says anything.
    """
    return tuple(gap for gap in _gaps(ages, prostitution) if gap.from_age < CHILD_AGE_LIMIT)


def _gaps(ages: Ages, prostitution: ProstitutionLaw) -> Iterator[Gap]:
    if ages.majority is not None:
        yield Gap(GapKind.NOT_CHILDREN, ages.majority, "29, 44")
    if ages.sexual_consent is not None:
        if prostitution is ProstitutionLaw.LEGAL:
            yield Gap(GapKind.NOT_VICTIMS, ages.sexual_consent, "29")
        else:
            yield Gap(GapKind.PROOF_NEEDED, ages.sexual_consent, "29, 107")
    responsible = ages.criminal_responsibility or 0
    illegal = prostitution is ProstitutionLaw.ILLEGAL
    yield Gap(GapKind.AS_OFFENDERS if illegal else GapKind.PROSECUTED, responsible, "29, 101")
    yield from _marriage_gaps(ages.marriage)
    if ages.work is not None:
        yield Gap(GapKind.WORKING, ages.work, "88")


def _marriage_gaps(marriage: Mapping[str, int | None]) -> Iterator[Gap]:
    for sex, kind in _MARRIAGE_GAPS.items():
        yield Gap(kind, marriage.get(sex) or 0, "22, 52, 107")
