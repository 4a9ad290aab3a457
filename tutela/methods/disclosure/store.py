"""Two kinds of Parquet files: the cube anyone may read, and the ledger only the statistics worker may.

Cube: one row group per table of the lattice, cells in row-major order of (period, labels …); columns value (null unless
shown) and state. The file's metadata carries the lattice, a SHA-256 per table and an Ed25519 signature over all of it.
Ledger: the true sets behind the last release (counts and keys), sealed with the secret, mode 0600.
Both are written beside their place and moved there, under a lock, so a reader sees the old file or the new one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .base import Cells
from .errors import DisclosureRefused
from .keys import Secret
from .lattice import Lattice
from .rules import Shown
from .tables import CellState

FORMAT = 1
_META = b"tutela.disclosure"
_STATES = [state.value for state in CellState]

Table = tuple[str, ...]


@contextmanager
def only_one(out: Path) -> Iterator[None]:
    """Hold the build lock of a cube. Raises DisclosureRefused when another build holds it."""
    with (out.parent / f".{out.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DisclosureRefused("build_running", "Another build of this cube is running; wait for it.") from error
        yield


def digest(*parts: np.ndarray[Any, Any]) -> str:
    """SHA-256 over the bytes of arrays, hex."""
    total = hashlib.sha256()
    for part in parts:
        total.update(np.ascontiguousarray(part).tobytes())
    return total.hexdigest()


def canonical(head: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: sorted JSON without the signature."""
    return json.dumps({k: v for k, v in head.items() if k != "signature"}, sort_keys=True, ensure_ascii=False).encode()


def write_cube(out: Path, shown: Mapping[Table, Shown], lattice: Lattice, as_of: dt.datetime, secret: Secret) -> str:
    """Write and sign a cube. Returns the public key (hex) a reader may pin."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "as_of": as_of.isoformat(),
        "lattice": lattice.to_json(),
        "tables": [[list(table), digest(part.values.astype(np.int32), part.states)] for table, part in shown.items()],
    }
    head["public_key"] = secret.sign(b"")[0]
    head["signature"] = secret.sign(canonical(head))[1]
    schema = pa.schema(
        [("value", pa.int32()), ("state", pa.dictionary(pa.uint8(), pa.string()))], {_META: json.dumps(head).encode()}
    )
    groups = (
        {
            "value": pa.array(
                part.values.ravel().astype(np.int32), mask=(part.states != 0).ravel() & (part.values == 0).ravel()
            ),
            "state": pa.DictionaryArray.from_arrays(pa.array(part.states.ravel()), pa.array(_STATES)),
        }
        for part in shown.values()
    )
    _write(out, schema, groups, 0o644)
    return str(head["public_key"])


def write_ledger(out: Path, sets: Mapping[Table, Cells], lattice: Lattice, as_of: dt.datetime, secret: Secret) -> None:
    """Write the true sets behind a release, sealed."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "as_of": as_of.isoformat(),
        "lattice": lattice.to_json(),
        "tables": [[list(table), digest(part.counts, part.keys)] for table, part in sets.items()],
    }
    head["signature"] = secret.seal(canonical(head))
    schema = pa.schema([("count", pa.int64()), ("key", pa.uint64())], {_META: json.dumps(head).encode()})
    groups = ({"count": pa.array(part.counts.ravel()), "key": pa.array(part.keys.ravel())} for part in sets.values())
    _write(out, schema, groups, 0o600)


def pending(ledger: Path) -> Path:
    """Where a ledger waits until its cube is in place."""
    return ledger.parent / f"{ledger.name}.pending"


def settle(out: Path, ledger: Path | None) -> None:
    """Make a waiting ledger the ledger if its cube was put in place, else drop it: a build broke off in between."""
    if ledger is None or not pending(ledger).exists():
        return
    try:
        same = out.exists() and open_parquet(out)[1]["as_of"] == open_parquet(pending(ledger))[1]["as_of"]
    except DisclosureRefused:
        same = False
    if same:
        pending(ledger).replace(ledger)
    else:
        pending(ledger).unlink()


def read_ledger(path: Path, secret: Secret) -> tuple[dt.datetime, Lattice, dict[Table, Cells]]:
    """Read a ledger back. Raises DisclosureRefused when it is damaged or not sealed with this secret."""
    file, head = open_parquet(path)
    if secret.seal(canonical(head)) != head.get("signature"):
        raise DisclosureRefused("ledger_forged", "The ledger was not written with this secret.")
    lattice = Lattice.from_json(head["lattice"])
    sets = {}
    for number, (names, wanted) in enumerate(head["tables"]):
        columns = _group(file, number)
        shape = lattice.shape(names)
        part = Cells(columns["count"].to_numpy().reshape(shape), columns["key"].to_numpy().reshape(shape))
        if digest(part.counts, part.keys) != wanted:
            raise DisclosureRefused("ledger_damaged", "The ledger is damaged; restore it from the backup.")
        sets[tuple(names)] = part
    return dt.datetime.fromisoformat(head["as_of"]), lattice, sets


def open_parquet(path: Path) -> tuple[pq.ParquetFile, dict[str, Any]]:
    """Open a file of ours and its header. Raises DisclosureRefused for anything that is not one."""
    try:
        file = pq.ParquetFile(path, memory_map=True)
        head = json.loads((file.schema_arrow.metadata or {})[_META])
        if head["format"] != FORMAT or len(head["tables"]) != file.num_row_groups:
            raise ValueError
    except FileNotFoundError as error:
        raise DisclosureRefused("no_cube", f"There is no file {path}.") from error
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise DisclosureRefused("cube_damaged", f"The file {path} is not a whole cube; build it again.") from error
    return file, head


def read_shown(file: pq.ParquetFile, number: int, shape: tuple[int, ...], wanted: str) -> Shown:
    """One table of a cube, checked against its digest."""
    columns = _group(file, number)
    try:
        values = columns["value"].fill_null(0).to_numpy().astype(np.int32).reshape(shape)
        states = columns["state"].combine_chunks().indices.to_numpy().astype(np.uint8).reshape(shape)
        names = columns["state"].combine_chunks().dictionary.to_pylist()
    except (AttributeError, ValueError, TypeError) as error:
        raise DisclosureRefused("cube_damaged", "The cube is damaged; build it again.") from error
    if names != _STATES[: len(names)] or digest(values, states) != wanted:
        raise DisclosureRefused("cube_forged", "The cube was changed after it was released; it is not used.")
    return Shown(values.astype(np.int64), states)


def _group(file: pq.ParquetFile, number: int) -> pa.Table:
    try:
        return file.read_row_group(number)
    except (OSError, IndexError, pa.ArrowException) as error:
        raise DisclosureRefused("cube_damaged", "The file is damaged; build it again.") from error


def _write(out: Path, schema: pa.Schema, groups: Iterator[dict[str, Any]], mode: int) -> None:
    half = out.parent / f".{out.name}.half"
    try:
        half.unlink(missing_ok=True)
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        with pq.ParquetWriter(half, schema, compression="zstd") as writer:
            for group in groups:
                table = pa.table(group, schema=schema)
                writer.write_table(table, row_group_size=max(table.num_rows, 1))
        with half.open("rb") as done:
            os.fsync(done.fileno())
        half.replace(out)
    except OSError as error:
        raise DisclosureRefused("cannot_write", f"{out} cannot be written.") from error
    finally:
        half.unlink(missing_ok=True)
