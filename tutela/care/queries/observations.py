"""What statistics may know of files: codes, column by column, never a name, a text or a number of a file."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from pyarrow import csv

from tutela.kernel.database import roles
from tutela.kernel.errors import OperatorError

AT_A_TIME = 20_000
"""Children in one batch."""
_WHOLE = ("cursor_tuple_fraction = 1.0", "enable_nestloop = off", "jit = off", "work_mem = '128MB'")
"""Every row is wanted: a plan for the first few (what a cursor gets by itself) was measured a hundred times slower."""

_CODES_BEFORE = (
    "region district sex age_group age_basis birth_registration schooling nationality disability residence economic_situation "
    "care_status report_channel year quarter file_type verification risk_level state closure_reason"
).split()
_LABELS = "offences concerns contexts acts purposes considerations media relations".split()
_CODES_AFTER = (
    "first_contact plan_approved heard response_outcome minority migration_stage displacement extreme_poverty victim_detained "
    "reporter barrier_holder report_delay"
).split()
_MORE_LABELS = "tracks unmet_need unmet_service refusal_stated refusal_suspected factor_groups barriers change_better change_worse".split()
_TEXT, _LIST = pa.string(), pa.list_(pa.string())

OBSERVATION = pa.schema(
    [("child_id", _TEXT), ("office", _TEXT), ("files", pa.int32())]
    + [(name, _TEXT) for name in _CODES_BEFORE]
    + [(name, _LIST) for name in _LABELS]
    + [("days_to_contact", pa.int32())]
    + [(name, _TEXT) for name in _CODES_AFTER]
    + [(name, _LIST) for name in _MORE_LABELS]
    + [("reported_on", pa.date32())]
)
"""One child as of now: the latest file, the labels of every file. Codes of the vocabulary; not known is a code too.

``child_id`` (32 hexadecimal digits) is only there to make a keyed record key from; whoever reads this must not keep it.
``office`` is a code of the directory, for coverage. ``days_to_contact`` counts days from report to first contact, null when
there was none. ``reported_on`` is for coverage only, like ``office``.
"""

_APART = "\x1f"
_JOINED = (
    "CASE WHEN cardinality({0}) = 0 THEN NULL WHEN strpos(array_to_string({0}, '', ' '), chr(31)) > 0 THEN ' ' "
    "ELSE array_to_string({0}, chr(31), ' ') END"
)
"""A list as one text, NULL when it is empty. What holds the separator, or is NULL, becomes a blank: no code, and it is found."""
_AS_TEXT = {"child_id": "replace(child_id::text, '-', '')", "reported_on": "to_char(reported_on, 'YYYY-MM-DD')"}
_LISTS = frozenset([*_LABELS, *_MORE_LABELS])
_COPY = "COPY (SELECT {} FROM care_observation) TO STDOUT (FORMAT csv)".format(
    ", ".join(_JOINED.format(name) if name in _LISTS else _AS_TEXT.get(name, name) for name in OBSERVATION.names)
)


def observations() -> Generator[pa.RecordBatch, None, None]:
    """Every child's observation in batches of :data:`OBSERVATION`, streamed from one consistent moment; inside
    ``acting_as`` the observation builder. Until the last batch is taken, or this is closed, the connection does nothing else.

    Raises:
        OperatorError: the connection is not that of ``tutela_statistics``. The database refuses as well.
    """
    with connection.cursor() as plain:
        plain.execute("SELECT current_user")
        if plain.fetchone()[0] != roles.STATISTICS:
            raise OperatorError("Observations are read only by the database role tutela_statistics: `tutela observations`.")
        for setting in _WHOLE:
            plain.execute(f"SET LOCAL {setting}")
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy, ThreadPoolExecutor(max_workers=1) as reader:
        lines = iter(copy)
        ahead = reader.submit(_block, lines)
        while block := ahead.result():
            ahead = reader.submit(_block, lines)  # the database goes on while this batch is worked on
            yield _batch(block)


def _block(lines: Iterator[bytes]) -> bytes:
    return b"".join(islice(lines, AT_A_TIME))


def _batch(block: bytes) -> pa.RecordBatch:
    """The lines of a block, as columns; a list column comes as one text."""
    types = {field.name: _TEXT if field.name in _LISTS else field.type for field in OBSERVATION}
    table = csv.read_csv(
        pa.BufferReader(block),
        read_options=csv.ReadOptions(column_names=OBSERVATION.names, block_size=len(block) + 1, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    ).combine_chunks()
    columns = [(name, table.column(name).combine_chunks()) for name in table.column_names]
    columns = [_split(column) if name in _LISTS else column for name, column in columns]
    return pa.record_batch(columns, schema=OBSERVATION)


def _split(texts: pa.Array) -> pa.Array:
    """The lists of joined texts; NULL is the empty list."""
    lists = pc.split_pattern(texts, _APART)
    return pa.ListArray.from_arrays(lists.offsets, lists.values)
