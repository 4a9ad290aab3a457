"""The file of a snapshot: its columns, how it is written so that a half-written one is never seen, how it is checked.

Every text in it is a code (:data:`CODE`). A column in which anything else turns up stops the build.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tutela.kernel.errors import OperatorError

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+\-]{0,39}")
LABELS = (
    *("offences", "concerns", "contexts", "acts", "purposes", "considerations", "media", "relations", "tracks"),
    *("unmet_need", "unmet_service", "refusal_stated", "refusal_suspected", "factor_groups", "barriers"),
    *("change_better", "change_worse", "rights_violated", "rights_open", "rights_child_restored", "gender_barriers"),
)
CODES = (
    "region",
    "district",
    "sex",
    "age_group",
    "age_basis",
    "birth_registration",
    "schooling",
    "nationality",
    "disability",
    "residence",
    "economic_situation",
    "care_status",
    "report_channel",
    "year",
    "quarter",
    "file_type",
    "verification",
    "risk_level",
    "state",
    "closure_reason",
    "first_contact",
    "plan_approved",
    "heard",
    "response_outcome",
    "minority",
    "migration_stage",
    "displacement",
    "extreme_poverty",
    "victim_detained",
    "reporter",
    "barrier_holder",
    "report_delay",
    "justice_stage",
    "attrition_reason",
    "settlement",
    "emergency",
    "separation",
    "emergency_event",
)
SCHEMA = pa.schema(
    [("record_key", pa.uint64()), ("files", pa.int32()), ("days_to_contact", pa.int32())]
    + [(name, pa.string()) for name in CODES]
    + [(name, pa.list_(pa.string())) for name in LABELS]
)


def write(path: Path, batches: Iterable[pa.RecordBatch]) -> tuple[int, str]:
    """Write batches of :data:`SCHEMA` beside ``path``, then put the file in place; count of rows and SHA-256.

    Raises:
        OperatorError: a text that is no code.
    """
    partial = path.with_name(f".{path.name}.partial")
    count = 0
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            with pq.ParquetWriter(handle, SCHEMA, compression="zstd") as writer:
                for batch in batches:
                    _only_codes(batch)
                    writer.write_batch(batch)
                    count += batch.num_rows
            handle.flush()
            os.fsync(handle.fileno())
        digest = sha256(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count, digest


def columns_of(path: Path) -> list[str]:
    """The columns of a file that may be older than :data:`SCHEMA`."""
    return list(pq.read_schema(path).names)


def sha256(path: Path) -> str:
    """The file's digest."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _only_codes(batch: pa.RecordBatch) -> None:
    for name in (*CODES, *LABELS):
        column = batch.column(name)
        values = column.flatten() if name in LABELS else column
        if not all(value and CODE.fullmatch(value) for value in values.unique().to_pylist()):
            raise OperatorError(
                f"The column {name} holds something that is no code; nothing was built. Check the files' codes."
            )
