"""Codes on paper: print a sheet for a place, note who was trusted to hand it out, take it back (R94)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.vault import master, receipt

from .. import policies
from ..enums import SafePerson
from ..models import OVERSIGHT, Card, CardBatch
from ..queries.routing import oversight_team

ON_A_SHEET = 8
LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Sheet:
    """A sheet with its codes in plain digits, to be printed once; nobody can find them again."""

    batch: CardBatch
    codes: list[str] = field(repr=False)


@transaction.atomic
def print_cards(*, place: Office, language: str, expires_on: dt.date, by: Actor) -> Sheet:
    """Make a sheet of cards for the children of a place, kept by the independent mechanism.

    Raises:
        Refused: not the mechanism's, or somebody who works at the place.
        InvalidInput: a day that has passed or lies more than a year ahead.
        OperatorError: the mechanism has no team with a key yet, so that nobody could read what comes.
    """
    policies.keep_cards.require(by, place.pk)
    if not today() < expires_on <= today() + LONGEST:
        raise InvalidInput({"expires_on": _("Choose a day after today, at most a year ahead.")})
    team = oversight_team(by.offices(OVERSIGHT))
    if team is None:
        raise OperatorError(_("The independent mechanism has no team with a key yet. Ask your administrator to start one."))
    batch = CardBatch.objects.create(
        office=team.office, place=place, made_by_id=by.id, language=language, expires_on=expires_on
    )
    version = master.source().current()
    codes = [receipt.create() for _number in range(ON_A_SHEET)]
    Card.objects.bulk_create(Card(batch=batch, lookup=receipt.derive_here(code, version).lookup) for code in codes)
    audit.record(by=by, action="cards_printed", subject=f"intake.cardbatch:{batch.pk}", details={"cards": len(codes)})
    return Sheet(batch, codes)


@transaction.atomic
def hand_out_cards(*, batch: CardBatch, number: int, through: str, by: Actor) -> CardBatch:
    """Note how many cards of a sheet reached children, and through whom.

    Raises:
        Refused: not the mechanism's, or somebody who works at the place; the sheet is over.
        InvalidInput: more than the sheet has left, or none; an unknown word for the person.
    """
    batch = _held(batch)
    policies.hand_out_cards.require(by, batch)
    problems: dict[str, object] = {}
    if not 1 <= number <= batch.cards.count() - batch.handed_out:
        problems["number"] = _("A sheet has eight cards. Count those that are left.")
    if through not in SafePerson.values:
        problems["through"] = _("Choose one of the answers offered.")
    if problems:
        raise InvalidInput(problems)  # type: ignore[arg-type]
    batch.handed_out, batch.through = batch.handed_out + number, through
    batch.save(update_fields=["handed_out", "through"])
    details = {"cards": number, "through": through}
    audit.record(by=by, action="cards_handed_out", subject=f"intake.cardbatch:{batch.pk}", details=details)
    return batch


@transaction.atomic
def withdraw_cards(*, batch: CardBatch, by: Actor) -> CardBatch:
    """Take a whole sheet back, when somebody saw it who should not: none of its cards opens anything from now on.

    Raises:
        Refused: not the mechanism's, or somebody who works at the place; the sheet is over.
    """
    batch = _held(batch)
    policies.hand_out_cards.require(by, batch)
    batch.withdrawn_on = today()
    batch.save(update_fields=["withdrawn_on"])
    audit.record(by=by, action="cards_withdrawn", subject=f"intake.cardbatch:{batch.pk}")
    return batch


def _held(batch: CardBatch) -> CardBatch:
    """The sheet as it is now, held until the end: taken back by one, nobody hands it out. Out of sight, the rule refuses it."""
    return CardBatch.objects.select_for_update().filter(pk=batch.pk).first() or batch
