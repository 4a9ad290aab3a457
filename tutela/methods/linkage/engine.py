"""Where the model runs: DuckDB in this process, or Spark for registers beyond one machine. Same model, same result.

DuckDB is closed up: in memory, no files, no network, no spilling to disk, so plaintext is never written anywhere.
"""

from __future__ import annotations

import importlib
import logging
from typing import Any

import duckdb
import pyarrow as pa

from tutela.methods.spark import EngineMissing, parts, require, session

__all__ = ["ENGINES", "MEMORY", "EngineMissing", "close", "fetch", "open_engine", "out_of_memory", "register"]
MEMORY = "1200MB"
"""DuckDB's limit: with a million records beside it the process stays under 2 GB. Larger registers need --memory."""
ENGINES = ("duckdb", "spark")
logging.getLogger("splink").setLevel(logging.ERROR)


def open_engine(name: str = "duckdb", *, memory: str = MEMORY, threads: int | None = None) -> Any:
    """A Splink database interface for ``name`` (one of ``ENGINES``).

    ``memory`` is DuckDB's limit. Raises EngineMissing when Spark is asked for and PySpark or Java is absent, ValueError
    for any other name.
    """
    if name == "duckdb":
        return _duckdb(memory, threads)
    if name == "spark":
        return _spark(threads)
    raise ValueError(f"There is no engine “{name}”. The engines are: {', '.join(ENGINES)}.")


def _duckdb(memory: str, threads: int | None) -> Any:
    from splink.internals.duckdb.database_api import DuckDBAPI

    connection = duckdb.connect(":memory:")
    for option, value in (
        ("memory_limit", f"'{memory}'"),
        ("preserve_insertion_order", "true"),
        ("max_temp_directory_size", "'0KB'"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("enable_progress_bar", "false"),
        ("enable_external_access", "false"),
    ):
        connection.execute(f"SET {option} = {value}")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    return DuckDBAPI(connection=connection)


def _spark(threads: int | None) -> Any:
    """Spark on the cores here, or on the cluster that ``PYSPARK_SUBMIT_ARGS`` names."""
    require()
    from splink.internals.spark.jar_location import similarity_jar_location

    found = session("tutela-link", threads=threads, **{"spark.jars": similarity_jar_location()})
    api = importlib.import_module("splink").SparkAPI
    # One path of breaking lineage needs no catalogue on disk.
    return api(spark_session=found, break_lineage_method="persist", num_partitions_on_repartition=parts(found))


def register(engine: Any, table: pa.Table, name: str) -> Any:
    """``table`` known to the engine under ``name``."""
    if hasattr(engine, "spark"):
        schema = importlib.import_module("pyspark.sql.pandas.types").from_arrow_schema(table.schema)
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        return engine.register(engine.spark.createDataFrame(rows, schema), dataset_display_name=name)
    return engine.register(table, dataset_display_name=name)


def fetch(frame: Any) -> pa.Table:
    """A result as an Arrow table."""
    if hasattr(frame.db_api, "spark"):
        return pa.Table.from_pandas(frame.as_pandas_dataframe(), preserve_index=False)
    return frame.as_pyarrow_table() if hasattr(frame, "as_pyarrow_table") else frame.as_duckdbpyrelation().to_arrow_table()


def out_of_memory(error: BaseException | None) -> bool:
    """Whether DuckDB's limit is behind an error, Splink's own included."""
    while error is not None:
        if isinstance(error, duckdb.OutOfMemoryException):
            return True
        error = error.__cause__ or error.__context__
    return False


def close(engine: Any) -> None:
    """Forget everything the engine holds."""
    connection = getattr(engine, "_con", None)
    if connection is not None:
        connection.close()
    elif hasattr(engine, "spark"):
        engine.spark.catalog.clearCache()
