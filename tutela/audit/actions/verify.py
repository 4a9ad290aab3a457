"""Proving the chain whole: every hash is computed again, and compared with what was anchored outside the database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutela.kernel.clock import now
from tutela.kernel.errors import OperatorError

Fields = tuple[int, dt.datetime, str, str, str, str, str, str, str, bytes, bytes]
"""position, at, actor, action, subject, about, purpose, outcome, details, previous_hash, hash."""

START = b"\x00" * 32


@dataclass(frozen=True)
class Verdict:
    """``whole`` when no row was edited, dropped or added out of order; otherwise ``fault`` says where, in words."""

    rows: int
    last_position: int
    last_hash: str
    fault: str = ""

    @property
    def whole(self) -> bool:
        return not self.fault


def row_hash(previous: bytes, fields: Fields) -> bytes:
    """SHA-256 over the previous hash and the row's fields, each behind its length in bytes, as the database computes it."""
    position, at, *texts = fields[:9]
    moment = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    framed = (b"%d:%b" % (len(field), field) for field in (text.encode() for text in (str(position), moment, *texts)))
    return hashlib.sha256(previous + b"".join(framed)).digest()


def verify(rows: Iterable[Fields], anchors: dict[int, str]) -> Verdict:
    """Walk the chain in order of position; ``anchors`` maps positions to hashes noted earlier outside the database."""
    position, previous = 0, START
    pending = dict(anchors)
    for fields in rows:
        fault = _fault(fields, position + 1, previous, pending)
        if fault:
            return Verdict(position, position, previous.hex(), fault)
        position, previous = fields[0], bytes(fields[10])
    if pending:
        missing = min(pending)
        return Verdict(position, position, previous.hex(), f"event {missing} was anchored and is no longer there")
    return Verdict(position, position, previous.hex())


def _fault(fields: Fields, expected: int, previous: bytes, pending: dict[int, str]) -> str:
    position, stored_previous, stored = fields[0], bytes(fields[9]), bytes(fields[10])
    if position != expected:
        return f"event {expected} is missing (found {position})"
    if stored_previous != previous:
        return f"event {position} does not follow the one before it"
    if row_hash(previous, fields) != stored:
        return f"event {position} was changed after it was written"
    anchored = pending.pop(position, None)
    if anchored is not None and anchored != stored.hex():
        return f"event {position} differs from its anchor outside the database"
    return ""


def read_anchors(path: Path) -> dict[int, str]:
    """The anchor lines: ``time position hash``.

    Raises:
        OperatorError: no file, or a line that is none of ours.
    """
    if not path.exists():
        return {}
    if not path.is_file():
        raise OperatorError(f"{path} is no file: name a file for the anchor lines.")
    return dict(_anchor(line, path) for line in path.read_text().splitlines() if line.strip())


def write_anchor(path: Path, verdict: Verdict) -> None:
    """Append one line outside the database; keep the file on another machine or medium."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        handle.write(f"{now().isoformat(timespec='seconds')} {verdict.last_position} {verdict.last_hash}\n")


def _anchor(line: str, path: Path) -> tuple[int, str]:
    try:
        _moment, position, digest = line.split()
        return int(position), digest
    except ValueError:
        raise OperatorError(f"{path} holds a line that is not an anchor: {line[:60]!r}.") from None
