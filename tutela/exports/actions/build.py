"""Building an export: batch by batch into the cipher, so that neither memory nor disk ever holds the whole in the clear.

The content begins with a line that says what it is and to whom it was given (the watermark), and ends with one that counts the rows
and hashes them: a file that was cut does not end so. Encryption: age v1 to one X25519 recipient (C2SP age specification), by pyrage.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
from django.db import DatabaseError

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.csv_files import to_csv
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import TutelaError

from .. import policies
from ..enums import Form
from ..models import Export
from ..queries import content
from ..queries.exports import find, place_of
from ..states import ExportState
from .exports import KEPT, move

log = logging.getLogger(__name__)


class Content(io.RawIOBase):
    """What the cipher reads: lines from an iterator, as bytes; counts rows and what was kept back."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._left = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = next(self._lines, b"")
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def build_export(*, export_id: Any, by: Actor, keeper: Actor) -> Export:
    """Build it as the person who asked (``by``): what they do not see is not in it, and a right that has ended ends the work.

    ``keeper`` is the process that writes how it ended. Every file that leaves gets its line in the trail; each batch is a
    transaction of its own. A second call for an export that is not being built changes nothing. What fails is written as failed
    and can be tried again; nothing half-written stays.

    Raises:
        NotHere: there is none.
    """
    with acting_as(keeper):
        export = find(export_id)
    if export.state != ExportState.APPROVED:
        return export
    place = place_of(export)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    told = {"files": 0, "left_out": 0}
    try:
        policies.own.require(by, export)
        policies.leave.require(export.recipient, export.level, export.purpose)
        _write(part, export, _lines(export, by, told))
        values = told | {"digest": _digest(part), "size": part.stat().st_size}
        part.replace(place)
    except (TutelaError, DatabaseError, OSError, pyrage.EncryptError) as error:
        part.unlink(missing_ok=True)
        log.warning("export %s could not be built: %s", export.pk, type(error).__name__)
        return _end(export, keeper, ExportState.FAILED, note=str(error)[:500] if isinstance(error, TutelaError) else "")
    return _end(export, keeper, ExportState.READY, **values, ready_at=now(), erase_after=now() + KEPT)


def _end(export: Export, keeper: Actor, state: ExportState, **values: Any) -> Export:
    with acting_as(keeper):
        return move(export=export, target=state, by=keeper, action=f"export_{state.value}", values=values)


def _write(part: Path, export: Export, lines: Iterator[bytes]) -> None:
    recipient = pyrage.x25519.Recipient.from_str(export.recipient.public_key)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        pyrage.encrypt_io(Content(lines), out, [recipient])


def _lines(export: Export, by: Actor, told: dict[str, int]) -> Iterator[bytes]:
    mark = _watermark(export)
    seen = hashlib.sha256()
    yield _line(export, {"watermark": mark})
    if export.form == Form.TABLE:
        yield to_csv(["export", *content.columns(export)], []).encode()
    for rows in _batches(export, by, told):
        text = b"".join(rows)
        seen.update(text)
        yield text
    yield _line(export, {"end": {"export": mark["export"], **told, "sha256": seen.hexdigest()}})


def _batches(export: Export, by: Actor, told: dict[str, int]) -> Iterator[list[bytes]]:
    after = None
    while True:
        with acting_as(by):
            files = content.batches(export, by, after)
            leaving = [file for file in files if content.may_leave(export, file)]
            lines = [_row(export, row) for row in content.rows(export, leaving, told["files"] + 1)]
            for file in leaving:
                audit.record(
                    by=by,
                    action="file_exported",
                    subject=f"cases.file:{file.pk}",
                    about=str(file.child_id),
                    details={"export": str(export.pk), "level": export.level},
                )
        told["files"] += len(leaving)
        told["left_out"] += len(files) - len(leaving)
        if not files:
            return
        after = files[-1].pk
        yield lines


def _watermark(export: Export) -> dict[str, str]:
    return {
        "export": str(export.pk),
        "asked_by": export.asked_by.full_name,
        "agreed_by": export.decided_by.full_name if export.decided_by else "",
        "for": str(export.recipient),
        "purpose": export.purpose,
        "level": export.level,
        "built_at": now().isoformat(timespec="seconds"),
    }


def _row(export: Export, row: dict[str, Any]) -> bytes:
    if export.form == Form.LINES:
        return _json({"export": str(export.pk), **row})
    values = [";".join(value) if isinstance(value, list) else value for value in row.values()]
    return to_csv([], [[str(export.pk), *values]]).encode().removeprefix(b"\r\n")


def _line(export: Export, what: dict[str, Any]) -> bytes:
    return _json(what) if export.form == Form.LINES else b"# " + _json(what)


def _json(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False).encode() + b"\n"


def _digest(place: Path) -> str:
    with place.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
