"""Imports somebody may see, and how far each is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere
from tutela.kernel.vault import tokens

from ..enums import RowState
from ..models import ImportedRow, RecordImport, RecordSource

KIND = "import"
"""The kind of keyed hash a record is known again by."""
TAKEN = (RowState.MADE, RowState.KEPT)
"""The record stands in a file."""


def visible_to(actor: Actor) -> QuerySet[RecordImport]:
    """Those of the offices the actor brings records into, newest first."""
    found = RecordImport.objects.filter(office_id__in=actor.offices(Permission.RECORD_IMPORT))
    return found.select_related("source", "office", "territory", "created_by")


def find(actor: Actor, import_id: uuid.UUID) -> RecordImport:
    """One of them.

    Raises:
        NotHere: missing, or of another office.
    """
    found = visible_to(actor).filter(pk=import_id).first()
    if found is None:
        raise NotHere
    return found


def counts(one: RecordImport) -> dict[str, int]:
    """How many rows are in each state; every state is there."""
    found = dict(ImportedRow.objects.filter(record_import=one).values_list("state").annotate(Count("pk")).order_by("state"))
    return {state.value: found.get(state.value, 0) for state in RowState}


def with_faults(one: RecordImport, most: int | None = None) -> list[ImportedRow]:
    """The rows that cannot be brought in, in the order of the table."""
    return list(ImportedRow.objects.filter(record_import=one, state=RowState.FAULTY).order_by("number")[:most])


def first_rows(one: RecordImport, most: int) -> list[ImportedRow]:
    """The first rows that can be brought in."""
    return list(ImportedRow.objects.filter(record_import=one, state=RowState.READY).order_by("number")[:most])


def word_of(source: RecordSource, external_id: str) -> str:
    """What is hashed of a record: its source and its number there."""
    return f"{source.pk}:{external_id}"


def taken_before(source: RecordSource, external_ids: Iterable[str]) -> set[str]:
    """Of these numbers of a source, those that stand in a file already; under every version of the key."""
    words = {bytes(mark): number for number in external_ids for mark in tokens.tokens_to_find(KIND, word_of(source, number))}
    known = ImportedRow.objects.filter(mark__in=list(words), state__in=TAKEN).values_list("mark", flat=True)
    return {words[bytes(mark)] for mark in known if mark is not None}
