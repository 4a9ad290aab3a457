"""Sheets of cards: whose they are, how many were handed out and used, and what a code on paper leads to (R94)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.db import connection
from django.db.models import Count, Q, QuerySet

from tutela.directory.api import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere

from ..models import OVERSIGHT, WORKS_THERE, CardBatch
from .routing import OVERSIGHT_KIND

_FIND = "SELECT lookup FROM intake_card_open(%s)"
_SPEND = "SELECT place_id, place_name, territory_id, fresh FROM intake_card_spend(%s)"
_SIGNER = signing.Signer(salt="intake.card")


@dataclass(frozen=True)
class Spent:
    """Where a card was handed out. ``fresh``: this report is the first with it, and the sheet was neither over nor taken back."""

    place_id: uuid.UUID
    place: str
    territory: Territory
    fresh: bool


def sheets_of(actor: Actor) -> QuerySet[CardBatch]:
    """The sheets the actor keeps, newest first, with their cards counted; equals filtering by the rule ``see_cards``."""
    found = CardBatch.objects.filter(office_id__in=actor.offices(OVERSIGHT)).exclude(place_id__in=_own(actor))
    counted = {"printed": Count("cards"), "used": Count("cards", filter=Q(cards__used=True))}
    return found.select_related("place__territory", "made_by").annotate(**counted).order_by("-made_on", "-id")


def get_sheet(actor: Actor, sheet_id: uuid.UUID) -> CardBatch:
    """One of them.

    Raises:
        NotHere: missing, or not for this actor; the two look the same.
    """
    found = sheets_of(actor).filter(pk=sheet_id).first()
    if found is None:
        raise NotHere()
    return found


def card_figures(actor: Actor) -> dict[str, int]:
    """Sheets the actor keeps, and how many of their cards were printed, handed out and used."""
    rows = list(sheets_of(actor))
    return {"sheets": len(rows)} | {
        name: sum(getattr(row, name) for row in rows) for name in ("printed", "handed_out", "used")
    }


def places_for_cards(actor: Actor) -> QuerySet[Office]:
    """Offices that children may live in: none that holds files, nor the mechanism's own, nor one the actor works for."""
    found = Office.objects.filter(holds_files=False, closed_on=None).exclude(organisation__kind=OVERSIGHT_KIND)
    return found.exclude(pk__in=_own(actor)).select_related("territory").order_by("name")


def _own(actor: Actor) -> frozenset[uuid.UUID]:
    return frozenset().union(*(actor.offices(word) for word in WORKS_THERE))


def card_behind(lookups: Iterable[bytes]) -> str:
    """The signed word for an unused card of an open sheet, for the form that follows; empty when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(lookups)])
        found = cursor.fetchone()
    return _SIGNER.sign(bytes(found[0]).hex()) if found else ""


def card_of_word(word: str) -> bytes:
    """The card that :func:`card_behind` named; empty when this site did not sign the word."""
    try:
        return bytes.fromhex(_SIGNER.unsign(word))
    except (signing.BadSignature, ValueError):
        return b""


def spend_card(lookup: bytes) -> Spent | None:
    """Mark a card as used and say where it was handed out; ``None`` when there is no such card."""
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [lookup])
        found = cursor.fetchone()
    if found is None:
        return None
    return Spent(found[0], found[1], Territory.objects.get(pk=found[2]), found[3])
