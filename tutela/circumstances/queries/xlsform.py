"""An XLSForm workbook as a part: every fault with its sheet and row, or the declaration. Nothing is stored here.

Understood: the sheets ``survey``, ``choices``, ``settings``; the types of :data:`TYPES`, groups and repeats; labels, hints and
messages in several languages (``label::Français (fr)``); ``required``, ``relevant``, ``constraint``. Beyond XLSForm, on ``survey``
a column ``statistics`` (yes: its codes may be counted) and ``unit``; on ``settings`` ``step``, ``sensitivity`` (S2, S3, S4) and
``concerns``. What is not understood is refused by its name: silently leaving something out would change what the form asks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tutela.kernel.packages import contents
from tutela.vocabulary import api as vocabulary

from ..enums import FormProblem, Step
from ..models.declaration import MOST_ROWS
from ..models.expressions import BadExpression, parse
from ..models.reading import part_from
from .parts import shipped

LARGEST = 2_000_000
"""Most bytes of a workbook."""
UNPACKED = 40_000_000
"""Most bytes of what a workbook unpacks to: a small file can hold a large one."""
MOST = 600
"""Most questions, and most choices of a form times ten."""
TYPES = {"text": "text", "integer": "whole", "decimal": "decimal", "date": "date", "note": "note"}
FILES = {"image", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "barcode", "background-audio"}
_COLUMNS = {
    "survey": {"type", "name", "required", "relevant", "constraint", "appearance", "statistics", "unit", "comment"},
    "choices": {"list_name", "name", "comment"},
    "settings": {"form_title", "form_id", "version", "default_language", "step", "sensitivity", "concerns", "explanation"},
}
_WORDED = {
    "survey": {"label", "hint", "constraint_message", "required_message"},
    "choices": {"label"},
    "settings": set[str](),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}$")
_LANGUAGE = re.compile(r"\(([a-z]{2,3})\)\s*$|^([a-z]{2,3})$")
_YES = {"yes", "true", "true()", "1"}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, which kind, and the piece it is about. ``row`` 0: the sheet or the workbook."""

    sheet: str
    row: int
    problem: FormProblem
    what: str = ""

    def __str__(self) -> str:
        place = _("%(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.row} if self.row else self.sheet
        text = str(self.problem.label)
        return f"{place}: {text % {'what': self.what} if '%(what)s' in text else text}"


@dataclass
class Compiled:
    """What came of a workbook: its faults, or the part as data."""

    faults: list[Fault] = field(default_factory=list)
    declared: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Line:
    """A row of a sheet: its number, its cells by column, its texts by column and language."""

    number: int
    cells: dict[str, str]
    words: dict[str, dict[str, str]]

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class _Frame:
    """A group or repeat that is open while reading."""

    line: _Line
    repeat: bool
    relevant: str


def check_form(content: bytes) -> Compiled:
    """What is wrong with a workbook, or the part it declares; nothing is written."""
    if len(content) > LARGEST:
        return Compiled([Fault("", 0, FormProblem.TOO_LARGE, f"{len(content) // 1000} kB")])
    return _own(compile_form(content))


def check_sheets(sheets: Mapping[str, list[tuple[Any, ...]]], *, concerns: Collection[str] = ()) -> Compiled:
    """The same of a workbook's three sheets, each with its first row naming the columns. ``concerns``: codes that are known besides
    those of the list ``concerns``."""
    found = _Reader(sheets, concerns).read()
    if not found.faults:
        found.faults += _as_pyxform({name: _rows(rows) for name, rows in sheets.items()})
    return _own(found)


def _own(found: Compiled) -> Compiled:
    """A form of the country's own takes no code of a part of Tutela."""
    code = found.declared.get("code", "")
    if not found.faults and (code in shipped() or code == "revisions"):
        found.faults.append(Fault("settings", 2, FormProblem.TAKEN, code))
    if not found.faults:
        part_from(found.declared)
    return found


def compile_form(content: bytes) -> Compiled:
    """Read a workbook."""
    try:
        _names, unpacked = contents(io.BytesIO(content))
        if unpacked > UNPACKED:
            return Compiled([Fault("", 0, FormProblem.TOO_LARGE, f"{unpacked // 1_000_000} MB")])
        sheets = _sheets(content)
    except Exception:  # the reader of workbooks raises whatever the file drives it to
        return Compiled([Fault("", 0, FormProblem.NOT_A_WORKBOOK)])
    missing = [Fault("", 0, FormProblem.NO_SHEET, name) for name in _COLUMNS if name not in sheets]
    if missing:
        return Compiled(missing)
    found = _Reader(sheets).read()
    if not found.faults:
        found.faults += _as_pyxform(io.BytesIO(content))
    return found


def _sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    from openpyxl import load_workbook  # only when a workbook is read

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found = {}
    for sheet in book.worksheets:
        if sheet.title in _COLUMNS:
            rows = sheet.iter_rows(max_row=MOST * 10, max_col=60, values_only=True)
            found[sheet.title] = [tuple("" if cell is None else cell for cell in row) for row in rows]
    book.close()
    return found


def _rows(table: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    heads = table[0] if table else ()
    return [{name: cell for name, cell in zip(heads, row, strict=True) if cell != ""} for row in table[1:]]


def _as_pyxform(form: Any) -> list[Fault]:
    """What the reference reader of XLSForms says, once ours finds nothing."""
    from pyxform.errors import PyXFormError  # only when a workbook is read
    from pyxform.xls2xform import convert

    try:
        convert(xlsform=form, file_type=".xlsx" if isinstance(form, io.BytesIO) else None, validate=False)
    except PyXFormError as error:
        return [Fault("", 0, FormProblem.PYXFORM, str(error)[:300])]
    return []


class _Reader:
    """Reads the sheets, noting every fault and going on."""

    def __init__(self, sheets: Mapping[str, list[tuple[Any, ...]]], concerns: Collection[str] = ()) -> None:
        self.concerns = concerns
        self.faults: list[Fault] = []
        self.lines = {name: list(self.lines_of(name, rows)) for name, rows in sheets.items()}
        self.language, self.names, self.repeat_of = "en", dict[str, _Line](), dict[str, str]()
        self.groups: list[dict[str, Any]] = []
        self.rules: list[tuple[_Line, str, str, str]] = []
        self.medical = False

    def fault(self, sheet: str, line: _Line | None, problem: FormProblem, what: str = "") -> None:
        self.faults.append(Fault(sheet, line.number if line else 0, problem, what))

    def read(self) -> Compiled:
        settings = self.settings()
        choices = self.choices()
        self.survey(choices)
        self.check_rules()
        self.check_words()
        if len(self.names) > MOST:
            self.fault("survey", None, FormProblem.TOO_LARGE, str(len(self.names)))
        languages = sorted(
            {code for lines in self.lines.values() for line in lines for by in line.words.values() for code in by}
        )
        return Compiled(self.faults, {**settings, "languages": languages, "groups": self.groups, "source": "country"})

    def lines_of(self, sheet: str, rows: list[tuple[Any, ...]]) -> Iterator[_Line]:
        heads = [str(cell).strip() for cell in rows[0]] if rows else []
        known: list[tuple[str, str]] = []
        for head in heads:
            base, _sign, language = head.partition("::")
            base, match = base.strip(), _LANGUAGE.search(language.strip())
            plain = not language and base in _COLUMNS[sheet] | _WORDED[sheet]
            worded = match is not None and base in _WORDED[sheet]
            if head and not plain and not worded:
                self.faults.append(Fault(sheet, 1, FormProblem.UNKNOWN_COLUMN, head))
            known.append((base if plain or worded else "", (match[1] or match[2]) if match else ""))
        needed = {"survey": ("type", "name"), "choices": ("list_name", "name"), "settings": ("form_id", "version")}[sheet]
        for name in needed:
            if name not in [base for base, _language in known]:
                self.faults.append(Fault(sheet, 1, FormProblem.NO_COLUMN, name))
        for number, row in enumerate(rows[1:], start=2):
            cells: dict[str, str] = {}
            words: dict[str, dict[str, str]] = {}
            for (base, language), cell in zip(known, row, strict=False):
                text = _plain(cell)
                if base in _WORDED[sheet] and text:
                    words.setdefault(base, {})[language] = text
                elif base and text:
                    cells[base] = text
            if cells or words:
                yield _Line(number, cells, words)

    def settings(self) -> dict[str, Any]:
        line = self.lines["settings"][0] if self.lines["settings"] else _Line(2, {}, {})
        language = _LANGUAGE.search(line.cell("default_language").strip() or "en")
        self.language = (language[1] or language[2]) if language else "en"
        step, sensitivity = line.cell("step") or "assessment", line.cell("sensitivity") or "S3"
        concerns = line.cell("concerns").split()
        wrong = {
            "form_id": not _NAME.match(line.cell("form_id")),
            "version": not line.cell("version").isdecimal() or not 0 < int(line.cell("version")[:9] or 0) < 2**31,
            "form_title": not line.cell("form_title"),
            "default_language": language is None,
            "step": step not in Step.values,
            "sensitivity": sensitivity not in ("S2", "S3", "S4"),
            "concerns": not all(vocabulary.is_code("concerns", code) or code in self.concerns for code in concerns),
        }
        for name, is_wrong in wrong.items():
            if is_wrong:
                self.fault("settings", line, FormProblem.BAD_SETTING, name)
        self.medical = sensitivity == "S4"
        self.forbidden("settings", line, {self.language: f"{line.cell('form_title')} {line.cell('explanation')}"})
        return {
            "code": line.cell("form_id"),
            "version": 0 if wrong["version"] else int(line.cell("version")),
            "title": {self.language: line.cell("form_title")},
            "explanation": {self.language: line.cell("explanation")} if line.cell("explanation") else {},
            "step": step,
            "concerns": concerns,
            "sensitivity": sensitivity,
            "access": "medical" if self.medical else "file",
        }

    def choices(self) -> dict[str, list[dict[str, Any]]]:
        lists: dict[str, list[dict[str, Any]]] = {}
        for line in self.lines["choices"]:
            name, code = line.cell("list_name"), line.cell("name")
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", code):
                self.fault("choices", line, FormProblem.BAD_NAME, code)
                continue
            rows = lists.setdefault(name, [])
            if code in [row["code"] for row in rows]:
                self.fault("choices", line, FormProblem.NAME_TWICE, code)
            rows.append({"code": code, "words": self.words("choices", line, "label", code)})
        for rows in lists.values():
            own = {row["code"] for row in rows}
            for code in ("UNK", "NAS", "REF"):
                if code not in own:
                    every = {language: vocabulary.label("universal", code, language) for language in vocabulary.LANGUAGES}
                    rows.append({"code": code, "words": every, "exclusive": True})
        return lists

    def survey(self, choices: Mapping[str, list[dict[str, Any]]]) -> None:
        stack: list[_Frame] = []
        for line in self.lines["survey"]:
            kind, _space, argument = line.cell("type").strip().partition(" ")
            opened = re.fullmatch(r"(begin|end)[ _](group|repeat)", line.cell("type").strip())
            if opened and opened[1] == "begin":
                self.open(line, opened[2] == "repeat", stack)
            elif opened:
                self.close(line, opened[2] == "repeat", stack)
            elif kind in FILES:
                self.fault("survey", line, FormProblem.NO_FILES, kind)
            elif kind in TYPES or kind in ("select_one", "select_multiple"):
                self.ask(line, kind, argument.strip(), choices, stack)
            else:
                self.fault("survey", line, FormProblem.UNKNOWN_TYPE, line.cell("type"))
        for frame in stack:
            self.fault("survey", frame.line, FormProblem.NOT_CLOSED, frame.line.cell("name"))

    def open(self, line: _Line, repeat: bool, stack: list[_Frame]) -> None:
        name = self.name(line)
        if any(frame.repeat for frame in stack):
            self.fault("survey", line, FormProblem.NESTED_REPEAT, name)
        above = stack[-1].relevant if stack else ""
        own = line.cell("relevant")
        inside = next((frame.line.cell("name") for frame in stack if frame.repeat), "")
        self.rule(line, own, inside, name)
        stack.append(_Frame(line, repeat, f"({above}) and ({own})" if above and own else above or own))
        self.begin(stack)

    def close(self, line: _Line, repeat: bool, stack: list[_Frame]) -> None:
        if not stack or stack[-1].repeat != repeat:
            self.fault("survey", line, FormProblem.NOT_CLOSED, line.cell("type"))
            return
        frame = stack.pop()
        if self.groups and not self.groups[-1]["questions"]:
            self.fault("survey", frame.line, FormProblem.EMPTY_GROUP, frame.line.cell("name"))
            self.groups.pop()

    def begin(self, stack: list[_Frame]) -> None:
        """A section of the part for the innermost group, or for questions outside of any."""
        if not stack:
            start = f"section_{len(self.groups) + 1}"
            self.groups.append({"code": start, "words": {self.language: _("Questions")}, "questions": []})
            return
        frame = stack[-1]
        if self.groups and not self.groups[-1]["questions"]:
            self.groups.pop()  # a group that begins with another one: the inner one is the section
        code = frame.line.cell("name")
        if any(group["code"] == code for group in self.groups):
            code = f"{code}_{len(self.groups) + 1}"
        group: dict[str, Any] = {"code": code, "words": self.words("survey", frame.line, "label", code), "questions": []}
        if frame.relevant:
            group["relevant"] = frame.relevant
        if frame.repeat:
            group["most"] = MOST_ROWS
        self.groups.append(group)

    def ask(
        self, line: _Line, kind: str, list_name: str, choices: Mapping[str, list[dict[str, Any]]], stack: list[_Frame]
    ) -> None:
        name = self.name(line)
        inside = next((frame.line.cell("name") for frame in stack if frame.repeat), "")
        if inside:
            self.repeat_of[name] = inside
        home = stack[-1].line.cell("name") if stack else ""
        if not self.groups or self.groups[-1].get("home", home) != home or (home and not stack):
            self.begin(stack)
        group = self.groups[-1]
        group["home"] = home
        question: dict[str, Any] = {
            "code": name,
            "kind": {"select_one": "one", "select_multiple": "many"}.get(kind) or TYPES[kind],
            "words": self.words("survey", line, "label", name),
            "hint": self.languages(line.words.get("hint", {})),
            "required": line.cell("required").lower() in _YES,
            "unit": line.cell("unit"),
        }
        if kind.startswith("select"):
            if list_name not in choices:
                self.fault("survey", line, FormProblem.NO_LIST, list_name)
            question["choices"] = choices.get(list_name, [])
        if kind == "text" and "multiline" not in line.cell("appearance"):
            question["kind"] = "line"
        self.rules_of(line, inside, question)
        if line.cell("statistics").lower() in _YES:
            question["statistics"] = True
            if not kind.startswith("select") or inside or self.medical:
                self.fault("survey", line, FormProblem.COUNTED, name)
        group["questions"].append(question)

    def rules_of(self, line: _Line, inside: str, question: dict[str, Any]) -> None:
        for rule in ("relevant", "constraint"):
            if line.cell(rule):
                question[rule] = line.cell(rule)
                self.rule(line, line.cell(rule), inside, question["code"] if rule == "relevant" else "")
        if line.words.get("constraint_message"):
            question["constraint_words"] = self.languages(line.words["constraint_message"])

    def name(self, line: _Line) -> str:
        name = line.cell("name")
        if not _NAME.match(name) or "__" in name:
            self.fault("survey", line, FormProblem.BAD_NAME, name)
        elif name in self.names:
            self.fault("survey", line, FormProblem.NAME_TWICE, name)
        self.names.setdefault(name, line)
        return name

    def words(self, sheet: str, line: _Line, column: str, name: str) -> dict[str, str]:
        found = self.languages(line.words.get(column, {}))
        if not found.get(self.language):
            self.fault(sheet, line, FormProblem.NO_LABEL, name)
        return found

    def languages(self, words: Mapping[str, str]) -> dict[str, str]:
        """By language; a column without one is in the form's main language."""
        return {language or self.language: text for language, text in words.items()}

    def rule(self, line: _Line, text: str, inside: str, about: str) -> None:
        if text:
            self.rules.append((line, text, inside, about))

    def check_rules(self) -> None:
        """Every expression is understood, reads what is there and may be read from there, and does not go in a circle."""
        reads: dict[str, set[str]] = {}
        questions = {one["code"]: group for group in self.groups for one in group["questions"] if one["kind"] != "note"}
        for line, text, inside, about in self.rules:
            names = self.understood(line, text)
            for name in sorted(names):
                if name not in questions:
                    self.fault("survey", line, FormProblem.UNKNOWN_NAME, name)
                elif self.repeat_of.get(name, inside) != inside:
                    self.fault("survey", line, FormProblem.OUTSIDE_REPEAT, name)
            if about:
                reads.setdefault(about, set()).update(names)
        for group in self.groups:
            group.pop("home", None)
            over = set(parse_names(group.get("relevant", "")))
            for one in group["questions"]:
                reads.setdefault(one["code"], set()).update(over)
        for name in sorted(reads):
            if _reaches(reads, name, name):
                self.fault("survey", self.names.get(name), FormProblem.CIRCLE, name)

    def understood(self, line: _Line, text: str) -> frozenset[str]:
        """The names an expression reads; none where it is not understood, which is noted."""
        try:
            return parse(text).names
        except BadExpression as error:
            self.fault("survey", line, FormProblem.BAD_EXPRESSION, error.what or "…")
            return frozenset()

    def check_words(self) -> None:
        for sheet in ("survey", "choices"):
            for line in self.lines[sheet]:
                for words in line.words.values():
                    self.forbidden(sheet, line, self.languages(words))

    def forbidden(self, sheet: str, line: _Line, words: Mapping[str, str]) -> None:
        for language, text in words.items():
            if language in vocabulary.LANGUAGES:
                for hit in vocabulary.find_forbidden(text, language, sheet):
                    self.fault(sheet, line, FormProblem.FORBIDDEN, hit.phrase)


def parse_names(text: str) -> frozenset[str]:
    """The names an expression reads; none where it is not understood, which is a fault of its own."""
    try:
        return parse(text).names if text else frozenset()
    except BadExpression:
        return frozenset()


def _reaches(reads: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = list(reads.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += reads.get(name, ())
    return False


def _plain(cell: Any) -> str:
    """A cell as text: a whole number without its point, a truth as XLSForm writes it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
