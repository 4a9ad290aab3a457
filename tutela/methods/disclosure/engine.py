"""Where microdata are counted: DuckDB in this process, or Spark beyond one machine. Same expressions, same cells.

The secret reaches neither the text of a question nor a plan that is written down: DuckDB keeps it as a variable of its
connection, Spark sends it with the function that hashes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ibis

from tutela.methods.spark import session

from .errors import DisclosureRefused
from .keys import Secret

SPARK = "spark"
DUCKDB = "duckdb"
CLOSED: dict[str, Any] = {"autoinstall_known_extensions": False, "max_temp_directory_size": "0KB"}
"""DuckDB fetches nothing and writes nothing: what does not fit into the memory is refused, not laid down on the disk."""


@dataclass(frozen=True)
class Engine:
    """A backend of Ibis, and the little that engines say differently.

    broken: what it raises for files it cannot read. full: what it raises when the memory does not suffice. mark: 64 bits of
    any text. upper_half: of 64 bits the upper 32. record_key: the first 32 bits of the keyed hash of a text, as
    `Secret.record_key`; null for nobody. keep: the same rows, computed once, until the next are kept. close: forget what it
    holds. csv: how it is told that every column is text.
    """

    backend: Any
    broken: tuple[type[Exception], ...]
    full: tuple[type[Exception], ...]
    mark: Callable[[Any], Any]
    upper_half: Callable[[Any], Any]
    record_key: Callable[[Any, Secret], Any]
    keep: Callable[[ibis.Table], ibis.Table]
    close: Callable[[], None]
    csv: dict[str, Any]

    def read(self, source: Path) -> ibis.Table:
        """The table of a file; every column of a CSV is text."""
        if source.suffix == ".parquet":
            return self.backend.read_parquet(source)
        return self.backend.read_csv(source, **self.csv)


def open_engine(address: str = "", *, memory: str = "3GB") -> Engine:
    """The engine at an address: ``duckdb``, ``spark`` (this machine, or as ``PYSPARK_SUBMIT_ARGS`` says) or
    ``spark://host:port``; without one as the environment's ``TUTELA_ANALYTICS`` says, else DuckDB.

    Raises DisclosureRefused for any other address, EngineMissing when PySpark or Java is absent or Spark does not start.
    """
    address = address or os.environ.get("TUTELA_ANALYTICS", "") or DUCKDB
    if address == DUCKDB:
        return _duckdb(memory)
    if address == SPARK or address.startswith(f"{SPARK}://"):
        return _spark("" if address == SPARK else address)
    raise DisclosureRefused("no_such_engine", f"There is no engine {address!r}; write duckdb, spark or spark://host:port.")


def _duckdb(memory: str) -> Engine:
    backend = ibis.duckdb.connect(memory_limit=memory, preserve_insertion_order=False, **CLOSED)
    backend.raw_sql(
        "CREATE MACRO record_key(who) AS ('0x' || substr(sha256(getvariable('outer_pad') || "
        "unhex(sha256(getvariable('inner_pad') || encode(who)))), 1, 8))::UINTEGER"
    )

    def keyed(who: Any, secret: Secret) -> Any:
        for name, pad in zip(("inner_pad", "outer_pad"), secret.pads(), strict=True):
            backend.con.execute(f"SET VARIABLE {name} = ?::BLOB", [pad])
        return _duckdb_record_key(who)

    def kept(rows: ibis.Table) -> ibis.Table:
        backend.con.execute("DROP TABLE IF EXISTS kept")
        backend.con.execute(f"CREATE TEMP TABLE kept AS {ibis.to_sql(rows, dialect=DUCKDB)}")
        return backend.table("kept", database=("temp", "main"))

    return Engine(
        backend,
        (duckdb.Error,),
        (duckdb.OutOfMemoryException,),
        mark=_duckdb_hash,
        upper_half=lambda wide: (wide >> 32).cast("int64"),
        record_key=keyed,
        keep=kept,
        close=backend.disconnect,
        csv={"all_varchar": True},
    )


@ibis.udf.scalar.builtin(name="record_key", signature=(("string",), "int64"))
def _duckdb_record_key(who: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="hash", signature=(("string",), "uint64"))
def _duckdb_hash(text: Any) -> Any: ...


def _spark(master: str) -> Engine:
    found = session("tutela-disclose", master=master)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    def keyed(who: Any, secret: Secret) -> Any:
        found.udf.register("record_key", _hashing(*secret.pads()), "bigint")
        return _spark_record_key(who)

    return Engine(
        ibis.pyspark.connect(found),
        (PySparkException, Py4JError),
        (),
        mark=_spark_hash,
        upper_half=lambda wide: (wide.cast("decimal(20, 0)") / 2**32).floor().cast("int64"),
        record_key=keyed,
        keep=lambda rows: rows.cache(),
        close=found.catalog.clearCache,
        csv={"header": True, "inferSchema": False},
    )


def _hashing(inner: bytes, outer: bytes) -> Callable[[str | None], int | None]:
    """What Spark's workers run; it needs nothing of ours there."""

    def hashed(who: str | None) -> int | None:
        if who is None:
            return None
        digest = hashlib.sha256(outer + hashlib.sha256(inner + who.encode()).digest()).digest()
        return int.from_bytes(digest[:4], "big")

    return hashed


@ibis.udf.scalar.builtin(name="record_key", signature=(("string",), "int64"))
def _spark_record_key(who: Any) -> Any: ...


@ibis.udf.scalar.builtin(name="xxhash64", signature=(("string",), "int64"))
def _spark_hash(text: Any) -> Any: ...
