"""Thematic lists: a table whose first column is the recommendation with its paragraph and the State that made it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from zipfile import BadZipFile

import docx as word
from django.utils.translation import gettext as _
from lxml.etree import XMLSyntaxError

from tutela.kernel.errors import InvalidInput
from tutela.registers.api import text_of

from .rows import POSITIONS, Given, RawRow, made_key, plain, words_of

HEADS = {
    "recommendation": "text",
    "position": "position",
    "full list of themes": "themes",
    "themes": "themes",
    "affected persons": "groups",
    "sdgs": "goals",
    "assessment/comments on level of implementation": "reply",
    "comments": "reply",
}
_PARAGRAPH = re.compile(r"^\s*(\d+(?:\.\d+)*)\.?\s+")
_STATE = re.compile(r"\(([^()]+)\)\s*[;.]?\s*$")
_SOURCE = re.compile(r"\s*Source of [Pp]osition:.*$", re.DOTALL)
_RULE = re.compile(r"^[\s|:-]+$")

Lines = Iterable[tuple[int, list[str]]]


def markdown(stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """Pipe tables of a Markdown file; other lines are passed over."""
    lines = enumerate(text_of(stream).splitlines(), start=1)
    tables = ((number, _pipes(line)) for number, line in lines if line.lstrip().startswith("|") and not _RULE.match(line))
    return _rows(tables, given)


def docx(stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """The tables of a word-processor file; a row counts on through all of them."""
    try:
        document = word.Document(stream)
    except (KeyError, ValueError, BadZipFile, XMLSyntaxError) as error:
        raise InvalidInput({"file": _damaged()}) from error
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return _rows(enumerate(cells, start=1), given)


def xlsx(stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """The first sheet of a workbook, read a row at a time; formulas are read as their last value."""
    import openpyxl  # loaded by whoever reads a workbook, not by every process of the staff site

    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (KeyError, ValueError, BadZipFile, OSError) as error:
        raise InvalidInput({"file": _damaged()}) from error
    lines = (["" if one is None else str(one) for one in row] for row in book.worksheets[0].iter_rows(values_only=True))
    return _rows(enumerate(lines, start=1), given)


def _damaged() -> str:
    return _("The file is damaged and cannot be opened. Save it again where it was made.")


def _pipes(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _rows(lines: Lines, given: Given) -> Iterator[RawRow]:
    heads: dict[int, str] = {}
    for number, cells in lines:
        named = {place: HEADS[word] for place, cell in enumerate(cells) if (word := plain(cell).lower()) in HEADS}
        if "text" in named.values():
            heads = named
        elif heads and len({cell.strip() for cell in cells if cell.strip()}) > 1:
            yield _row(number, {name: cells[place] for place, name in heads.items() if place < len(cells)}, given)
    if not heads:
        raise InvalidInput(
            {
                "file": _("No table with a column “Recommendation” was found. Known columns: %(names)s.")
                % {"names": ", ".join(HEADS)}
            }
        )


def _row(number: int, line: dict[str, str], given: Given) -> RawRow:
    text = plain(_SOURCE.sub("", line.get("text", "")))
    paragraph = _PARAGRAPH.match(text)
    text = _PARAGRAPH.sub("", text)
    state = _STATE.search(text)
    said = plain(line.get("position", "")).lower()
    problems = {} if said in POSITIONS else {"position": _("“%(word)s” is no known response.") % {"word": said}}
    place = paragraph.group(1) if paragraph else ""
    if not paragraph and text:
        problems["paragraph"] = _("The recommendation does not begin with its paragraph, such as 147.12.")
    return RawRow(
        number,
        {
            "code": f"{given.symbol}#{place}" if given.symbol and place else made_key("LIST", given.symbol, text),
            "source": given.source or "UPR",
            "body": state.group(1) if state else "",
            "symbol": given.symbol,
            "cycle": given.cycle,
            "paragraph": place,
            "text": text,
            "position": POSITIONS.get(said, "none"),
            **({"reply": plain(line["reply"])} if "reply" in line else {}),
            **({"goals": re.findall(r"\d+(?:\.[\da-z]+)?", line["goals"])} if "goals" in line else {}),
        },
        themes=words_of(line["themes"]) if "themes" in line else None,
        groups=words_of(line["groups"]) if "groups" in line else None,
        problems=problems,
    )
