"""The printed forms of a frozen version: HTML, PDF, DOCX, CSV. The same version gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from django.template.loader import render_to_string
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tutela.registers.api import to_csv

from ..models import ReportVersion
from .reports import document, note

_OF_TABLE = ("number", "title", "indicator", "unit", "dimension")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def as_html(version: ReportVersion) -> str:
    """One file that needs nothing else: landmarks, headings, table heads with scope."""
    return render_to_string("monitoring/print/report.html", document(version))


def as_pdf(version: ReportVersion) -> bytes:
    """Tagged PDF (PDF/UA-1), from the same HTML; its identifier is the digest of the content."""
    import weasyprint

    page = weasyprint.HTML(string=as_html(version), url_fetcher=_nothing)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(version.sha256)[:16])
    return made


def _nothing(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError("a report loads nothing from anywhere")


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
    out = docx.Document()
    _properties(out, found)
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
    if found["rtl"]:
        _right_to_left(out)
    return _packed(out)


def _properties(out: Any, found: dict[str, Any]) -> None:
    known, moment = out.core_properties, found["frozen_at"].replace(microsecond=0, tzinfo=None)
    known.title, known.author, known.language = found["report"]["title"], found["report"]["state"], found["language"]
    known.created = known.modified = known.last_printed = moment
    known.last_modified_by, known.revision, known.comments = "", found["version"], found["seal"]


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
    lines = [table["heads"], *table["lines"]]
    made = out.add_table(rows=len(lines), cols=len(table["heads"]), style="Table Grid")
    for target, text in zip(made._cells, (text for line in lines for text in line), strict=True):
        target.text = str(text)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)


def _right_to_left(out: Any) -> None:
    for paragraph in out.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _packed(out: Any) -> bytes:
    """The package with one fixed date on every part, in a fixed order."""
    first, last = io.BytesIO(), io.BytesIO()
    out.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(made.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            packed.writestr(entry, made.read(name))
    return last.getvalue()
