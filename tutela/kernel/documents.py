"""Documents to take along: tagged PDF from HTML, and word-processor files. The same content gives the same bytes.

The libraries are loaded by whoever prints, not by every process of a site.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def as_pdf(html: str, digest: str) -> bytes:
    """Tagged PDF (PDF/UA-1); its identifier is taken from the ``digest`` (hex) of what it says. Nothing is loaded from anywhere."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    page = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=()))
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(digest)[:16])
    return made


def new_docx(*, title: str, author: str, language: str, moment: dt.datetime, revision: int, seal: str) -> Any:
    """An empty word-processor file that knows what it is."""
    import docx

    out = docx.Document()
    known, when = out.core_properties, moment.replace(microsecond=0, tzinfo=None)
    known.title, known.author, known.language = title, author, language
    known.created = known.modified = known.last_printed = when
    known.last_modified_by, known.revision, known.comments = "", revision, seal
    return out


def add_table(out: Any, lines: Sequence[Sequence[Any]]) -> None:
    """A table whose first line is its head and repeats on every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = out.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
    for target, text in zip(made._cells, (text for line in lines for text in line), strict=True):
        target.text = str(text)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)


def as_docx(out: Any, *, right_to_left: bool) -> bytes:
    """The finished file: one fixed date on every part, in a fixed order."""
    if right_to_left:
        _turn(out)
    first, last = io.BytesIO(), io.BytesIO()
    out.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(made.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            packed.writestr(entry, made.read(name))
    return last.getvalue()


def _turn(out: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    for paragraph in out.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
