"""A table of a release as other systems take it: free to publish, its years as periods."""

from __future__ import annotations

from django.utils import translation

from tutela.methods.sdmx import writer
from tutela.methods.sdmx.tables import Table

from ..models.hypercubes import PERIOD
from .exchange_tables import children
from .released import ReleasedTable


def of_release(found: ReleasedTable) -> Table:
    """The cells of a released table with its note, coverage, method, citation and digest.

    Raises:
        InvalidInput: a code that is in no list any more.
    """
    with translation.override("en"):
        notes = {
            "NOTE": " ".join([found.note, *found.warnings]),
            "COVERAGE": found.coverage_words,
            "DATA_SOURCE": found.citation,
            "METHOD": found.method,
            "SNAPSHOT": found.release.digest,
            "UNDER_IDENTIFICATION": " ".join(found.under_identification),
        }
    rows = (row | {PERIOD: row["period"]} for row in found.rows())
    return children((PERIOD, *found.by), rows, day=found.cut_off, notes=notes, free=True)


def released_csv(found: ReleasedTable) -> str:
    """SDMX-CSV 2.0."""
    return writer.data_csv(of_release(found))


def released_xml(found: ReleasedTable) -> bytes:
    """SDMX-ML 2.1, structure-specific."""
    return writer.data_xml(of_release(found))
