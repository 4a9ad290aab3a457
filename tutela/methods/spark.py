"""A Spark session for the methods that also run beyond one machine. PySpark and Java are installed by whoever wants that."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import warnings
from typing import Any


class EngineMissing(RuntimeError):
    """The engine asked for cannot run here; the message says what is absent."""


def require() -> Any:
    """PySpark's module of sessions.

    Raises EngineMissing when PySpark or Java is absent.
    """
    try:
        found = importlib.import_module("pyspark.sql")
    except ImportError:
        raise EngineMissing(
            "PySpark is not installed here; install pyspark and Java 17, or use the engine duckdb."
        ) from None
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise EngineMissing("There is no Java here for Spark; install Java 17, or use the engine duckdb.")
    return found


def session(name: str, *, master: str = "", threads: int | None = None, **options: str) -> Any:
    """A Spark session called ``name`` at ``master`` (``spark://…``), without it on the cluster that ``PYSPARK_SUBMIT_ARGS``
    names (``--master … pyspark-shell``) or on ``threads`` cores of this machine.

    Raises EngineMissing when PySpark or Java is absent, or Spark does not start.
    """
    sql = require()
    told = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"} | options
    if master:
        told |= {"spark.master": master}
    elif "--master" not in os.environ.get("PYSPARK_SUBMIT_ARGS", ""):
        told |= _here(threads or os.cpu_count() or 1)
    builder = sql.SparkSession.builder.appName(name)
    for option, value in told.items():
        builder = builder.config(option, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = builder.getOrCreate()
        except Exception as error:  # the JVM's own failures have no common class
            raise EngineMissing(f"Spark cannot start here ({type(error).__name__}); is Java 17 installed?") from error
    # What cannot be compiled as a whole Spark runs in parts, and says so at length; what fails comes as an exception.
    found.sparkContext.setLogLevel("FATAL")
    return found


def parts(session: Any) -> int:
    """In how many parts a session deals out its work."""
    return int(session.sparkContext.defaultParallelism)


def _here(cores: int) -> dict[str, str]:
    """Nothing of it listens beyond this machine."""
    return {
        "spark.master": f"local[{cores}]",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(cores),
        "spark.default.parallelism": str(cores),
        "spark.pyspark.python": sys.executable,
    }
