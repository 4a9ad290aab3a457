"""Importing recommendations: a preview, answers, then all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.registers.api import standards
from tutela.vocabulary import api as vocabulary

from ..enums import ImportKind, Position, TermKind
from ..models import ImportBatch, ImportRow, Recommendation, TargetDate, TermAnswer, WatchedState
from ..policies import answer_import, follow_up
from ..policies import apply_import as may_apply
from ..queries.imports import OPEN_TERMS, Words, open_counts
from ..queries.reading import Given, RawRow, read
from ..queries.treaties import own_state
from ..states import IMPORT, BatchState

CHUNK = 1000
_LENGTHS = {
    name: cast(int, Recommendation._meta.get_field(name).max_length)  # type: ignore[union-attr]
    for name in "code source body symbol cycle paragraph language language_national responsible cluster".split()
}
_TAKEN = (
    *("source", "body", "symbol", "document_on", "cycle", "paragraph", "text", "language", "text_national"),
    *("language_national", "position", "reply", "themes", "groups", "goals", "responsible", "cluster"),
)


def preview_import(
    *,
    kind: ImportKind,
    name: str,
    stream: BinaryIO,
    by: Actor,
    target: WatchedState | None = None,
    given: Given | None = None,
) -> ImportBatch:
    """Read a file into a preview, a thousand rows at a time; no recommendation changes yet.

    Raises:
        Refused: not whoever keeps recommendations.
        InvalidInput: the file cannot be read as its kind; nothing is kept.
    """
    follow_up.require(by)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    batch = ImportBatch(kind=kind, name=name[:200], digest=digest, target=target, by_id=by.id)
    batch.save(force_insert=True)
    judge = _Judge(target)
    rows = (judge.row(batch, raw) for raw in read(kind, stream, given or Given()))
    for chunk in _chunks(row for row in rows if row is not None):
        ImportRow.objects.bulk_create(chunk)
        batch.rows_read += len(chunk)
    if not batch.rows_read:
        raise InvalidInput({"file": _("No recommendation for this State was found in the file.")})
    batch.save(update_fields=["rows_read"])
    audit.record(
        by=by,
        action="recommendations_previewed",
        subject=f"import:{batch.pk}",
        details={"kind": kind, "rows": batch.rows_read, "sha256": digest},
    )
    return batch


def answer_term(*, batch: ImportBatch, kind: str, word: str, code: str, by: Actor) -> int:
    """Say what an unknown word means, or that it is left out (``code`` empty); how many rows that settles.

    Raises:
        Refused: not theirs, or the import is finished.
        InvalidInput: no such code.
    """
    answer_import.require(by, batch)
    if code:
        standards.require_codes(TermKind(kind).value, "code", [code])
    TermAnswer.objects.update_or_create(kind=kind, word=word, defaults={"code": code, "by_id": by.id, "at": now()})
    rows = list(batch.rows.filter(terms__contains={kind: [word]}))
    for row in rows:
        left = [other for other in row.terms[kind] if other != word]
        row.terms = {name: words for name, words in (row.terms | {kind: left}).items() if words}
        if code and code not in row.values[kind]:
            row.values[kind] = [*row.values[kind], code]
    ImportRow.objects.bulk_update(rows, ["terms", "values"], batch_size=CHUNK)
    audit.record(
        by=by, action="import_term_answered", subject=f"import:{batch.pk}", details={"code": code, "rows": len(rows)}
    )
    return len(rows)


def leave_out_terms(*, batch: ImportBatch, by: Actor) -> int:
    """Import this file without the words that are still unknown; nothing is remembered for the next file.

    Raises:
        Refused: not theirs, or the import is finished.
    """
    answer_import.require(by, batch)
    done = batch.rows.filter(OPEN_TERMS).update(terms={})
    audit.record(by=by, action="import_terms_left_out", subject=f"import:{batch.pk}", details={"rows": done})
    return done


def leave_out_row(*, row: ImportRow, by: Actor) -> None:
    """Leave one row out of the import.

    Raises:
        Refused: not theirs, or the import is finished.
    """
    answer_import.require(by, row.batch)
    row.left_out = True
    row.save(update_fields=["left_out"])
    audit.record(by=by, action="import_row_left_out", subject=f"import:{row.batch_id}", details={"row": row.number})


def drop_import(*, batch: ImportBatch, by: Actor) -> None:
    """End a preview without importing.

    Raises:
        Refused: not theirs, or finished.
    """
    answer_import.require(by, batch)
    batch.state = IMPORT.move(batch.state, BatchState.DROPPED)
    batch.save(update_fields=["state"])
    batch.rows.all().delete()
    audit.record(by=by, action="import_dropped", subject=f"import:{batch.pk}")


def apply_import(*, batch: ImportBatch, by: Actor) -> ImportBatch:
    """Import the preview: new keys are made, known keys changed where something differs, the rest left as it is.

    Raises:
        Refused: something waits for an answer, or it is finished.
    """
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    may_apply.require(by, held, *open_counts(held))
    writer = _Writer(by)
    for chunk in _chunks(held.rows.filter(left_out=False).iterator(chunk_size=CHUNK)):
        writer.take(chunk)
    held.made, held.changed, held.same = writer.made, writer.changed, writer.same
    held.state = IMPORT.move(held.state, BatchState.APPLIED)
    held.save(update_fields=["made", "changed", "same", "state"])
    held.rows.all().delete()
    audit.record(
        by=by,
        action="recommendations_imported",
        subject=f"import:{held.pk}",
        details={"made": held.made, "changed": held.changed, "same": held.same},
    )
    return held


class _Judge:
    """Turns raw rows into rows of the preview: known words become codes, everything else is said."""

    def __init__(self, target: WatchedState | None) -> None:
        states = WatchedState.objects.all()
        self.states = {standards.fold(word): state for state in states for word in (state.name, state.code)}
        self.target = target
        self.fallback = target or own_state()
        self.words = Words()
        self.sources = {option.code for option in vocabulary.options("recommendation_sources")}
        self.seen: dict[str, int] = {}

    def row(self, batch: ImportBatch, raw: RawRow) -> ImportRow | None:
        """The row, or ``None`` when it is about another State than the import."""
        state = self._state(raw)
        if self.target is not None and raw.states and state is None:
            return None
        values, problems = dict(raw.values), dict(raw.problems)
        problems |= self._problems(raw, state)
        values["state"] = state.code if state else ""
        terms: dict[str, list[str]] = {}
        for kind, words in (("themes", raw.themes), ("groups", raw.groups)):
            if words is not None:
                values[kind], unknown = self.words.sort(kind, words)
                terms |= {kind: unknown} if unknown else {}
        code = values.pop("code", "")[:80]
        return ImportRow(batch=batch, number=raw.number, code=code, values=values, terms=terms, problems=problems)

    def _state(self, raw: RawRow) -> WatchedState | None:
        if not raw.states:
            return self.fallback
        named = [self.states.get(standards.fold(name)) for name in raw.states]
        if self.target is not None:
            return self.target if self.target in named else None
        return next((state for state in named if state is not None), None)

    def _problems(self, raw: RawRow, state: WatchedState | None) -> dict[str, str]:
        values, found = raw.values, {}
        if state is None:
            found["state"] = _("This State is not watched here: %(names)s.") % {"names": ", ".join(raw.states) or "–"}
        for name in ("text", "body", "code"):
            if not values.get(name):
                found[name] = _("This is needed.")
        if values.get("source") not in self.sources:
            found["source"] = _("The body or source “%(word)s” is not in the list.") % {
                "word": values.get("source") or values.get("body")
            }
        found |= _wrong_cells(values)
        code = values.get("code")
        if code in self.seen:
            found["code"] = _("The same key stands in row %(row)s already.") % {"row": self.seen[code]}
        elif code:
            self.seen[code] = raw.number
        return found


class _Writer:
    """Writes chunks of the preview into recommendations."""

    def __init__(self, by: Actor) -> None:
        self.by, self.at = by, now()
        self.states = {state.code: state for state in WatchedState.objects.all()}
        self.made = self.changed = self.same = 0

    def take(self, chunk: list[ImportRow]) -> None:
        known = {one.code: one for one in Recommendation.objects.filter(code__in=[row.code for row in chunk])}
        fresh, changed, targets = [], [], []
        for row in chunk:
            values = _fields(row.values)
            one = known.get(row.code)
            if one is None:
                one = self._new(row, values)
                fresh.append(one)
                if one.due_on:
                    targets.append(TargetDate(recommendation=one, due_on=one.due_on, by_id=self.by.id))
            elif any(getattr(one, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(one, name, value)
                one.version, one.changed_at, one.changed_by_id = one.version + 1, self.at, self.by.id
                changed.append(one)
        Recommendation.objects.bulk_create(fresh)
        TargetDate.objects.bulk_create(targets)
        if changed:
            Recommendation.objects.bulk_update(changed, [*_TAKEN, "version", "changed_at", "changed_by"])
        self.made, self.changed = self.made + len(fresh), self.changed + len(changed)
        self.same += len(chunk) - len(fresh) - len(changed)

    def _new(self, row: ImportRow, values: dict[str, Any]) -> Recommendation:
        due = _day(row.values.get("due_on", ""))
        return Recommendation(
            code=row.code,
            state=self.states[row.values["state"]],
            created_by_id=self.by.id,
            changed_by_id=self.by.id,
            created_at=self.at,
            changed_at=self.at,
            original_due_on=due,
            due_on=due,
            **values,
        )


def _wrong_cells(values: dict[str, Any]) -> dict[str, str]:
    """Cells that cannot be what their column says."""
    found = {}
    if values.get("position", "none") not in Position.values:
        found["position"] = _("“%(word)s” is no known response.") % {"word": values["position"]}
    for name in ("document_on", "due_on"):
        if values.get(name) and _day(values[name]) is None:
            found[name] = _("Write the day as 2024-05-17.")
    for name, length in _LENGTHS.items():
        if len(values.get(name, "")) > length:
            found[name] = _("Longer than %(length)s characters.") % {"length": length}
    return found


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """What the file says of a recommendation; what it does not mention stays as it is."""
    found = {name: values[name] for name in _TAKEN if name in values}
    if "document_on" in found:
        found["document_on"] = _day(found["document_on"])
    return found


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _chunks(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
