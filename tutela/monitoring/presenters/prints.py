"""The printed forms of a frozen version: HTML, PDF, DOCX, CSV. The same version gives the same bytes."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from tutela.kernel import documents
from tutela.registers.api import to_csv

from ..models import ReportVersion
from .reports import document, note

_OF_TABLE = ("number", "title", "indicator", "unit", "dimension")


def as_html(version: ReportVersion) -> str:
    """One file that needs nothing else: landmarks, headings, table heads with scope."""
    return render_to_string("monitoring/print/report.html", document(version))


def as_pdf(version: ReportVersion) -> bytes:
    """Tagged PDF (PDF/UA-1), from the same HTML; its identifier is the digest of the content."""
    return documents.as_pdf(as_html(version), version.sha256)


def as_csv(version: ReportVersion) -> str:
    """The annex, a row for each cell: the number, or the state that says why there is none."""
    language = version.content["report"]["language"]
    lines = [
        [*(table[name] for name in _OF_TABLE), row["category"], year, entry["state"], entry["value"], note(table, language)]
        for table in version.content["tables"]
        for row in table["rows"]
        for year, entry in zip(table["years"], row["cells"], strict=True)
    ]
    heads = ["table", "title", "indicator", "unit", "dimension", "category", "year", "state", "value", "note"]
    return to_csv(heads, lines)


def as_docx(version: ReportVersion) -> bytes:
    """A word-processor file with headings, numbered paragraphs and annex tables whose first row repeats on each page."""
    found = document(version)
    out = documents.new_docx(
        title=found["report"]["title"],
        author=found["report"]["state"],
        language=found["language"],
        moment=found["frozen_at"],
        revision=found["version"],
        seal=found["seal"],
    )
    out.add_heading(found["report"]["title"], 0)
    out.add_paragraph(f"{found['report']['state']}. {found['subtitle']}")
    for section in found["sections"]:
        out.add_heading(section["title"], 1)
        for paragraph in section["paragraphs"]:
            _paragraph(out, paragraph, found["words"])
        if not section["paragraphs"]:
            out.add_paragraph(found["words"]["empty"])
    if found["unanswered"]:
        out.add_heading(found["words"]["open"], 1)
        for row in found["unanswered"]:
            out.add_paragraph(row, style="List Bullet")
    out.add_heading(found["words"]["annex"], 1)
    for table in found["tables"]:
        _table(out, table, found["words"])
    out.add_paragraph(found["seal"])
    return documents.as_docx(out, right_to_left=found["rtl"])


def _paragraph(out: Any, paragraph: dict[str, Any], words: dict[str, str]) -> None:
    see = f" ({words['see']} {', '.join(paragraph['tables'])})" if paragraph["tables"] else ""
    out.add_paragraph(f"{paragraph['number']}. {paragraph['text']}{see}")
    for provision in paragraph["provisions"]:
        out.add_paragraph(f"{provision['head']}: “{provision['text']}”", style="Intense Quote")
    for source in paragraph["sources"]:
        out.add_paragraph(source, style="List Bullet")


def _table(out: Any, table: dict[str, Any], words: dict[str, str]) -> None:
    out.add_heading(f"{words['table']} {table['number']}. {table['title']}", 2)
    out.add_paragraph(f"{words['unit']}: {table['unit']}. {table['definition']} {words['limits']}: {table['limits']}")
    if table["note"]:
        out.add_paragraph(table["note"])
    if table["breaks"]:
        out.add_paragraph(f"* {words['break']}")
    documents.add_table(out, [table["heads"], *table["lines"]])
