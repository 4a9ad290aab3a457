"""A country's forms as configuration: the sheets of an XLSForm, written from the declaration that is installed.

A bundle's form passes the reader of workbooks, so that no form comes in by a way that asks less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tutela.kernel.carrying import Row, Rows, Trouble, Wrong
from tutela.vocabulary import api as vocabulary

from ..enums import FormProblem
from ..models import Form
from .xlsform import Compiled, Fault, check_sheets

SHEETS = ("settings", "survey", "choices")
_NEEDED = {"settings": ("form_id", "version"), "survey": ("type", "name"), "choices": ("list_name", "name")}
_KINDS = {"whole": "integer", "decimal": "decimal", "date": "date", "note": "note", "line": "text", "text": "text"}
_SELECT = {"one": "select_one", "many": "select_multiple"}


def forms_here() -> dict[str, dict[str, Any]]:
    """The newest version of each form that is offered, as sheets, by its code."""
    found = {}
    for form in Form.objects.filter(withdrawn_at=None).order_by("code", "version"):
        found[form.code] = sheets_of(form.declared)
    return found


def form_faults(rows: Rows, here: Rows, bundle: Mapping[str, Rows]) -> Iterator[Wrong]:
    """What the reader of workbooks says of each; and a version that is here keeps its questions."""
    versions: dict[str, int] = {}
    for form in Form.objects.only("code", "version"):
        versions[form.code] = max(form.version, versions.get(form.code, 0))
    for key, sheets in rows.items():
        misshapen = _misshapen(key, sheets)
        if misshapen is not None:
            yield misshapen
            continue
        found = compiled(sheets, bundle)
        for fault in found.faults:
            yield Wrong(key, f"{fault.sheet} {fault.row}".strip(), Trouble.NOT_SOUND, _said(fault))
        if found.faults:
            continue
        version = found.declared["version"]
        if found.declared["code"] != key:
            yield Wrong(key, "settings 2", Trouble.WRONG_KIND, found.declared["code"])
        elif sheets != here.get(key) and version <= versions.get(key, 0):
            trouble = Trouble.SAME_VERSION if version == versions[key] else Trouble.OLDER
            yield Wrong(key, "settings 2", trouble, str(versions[key]))


def compiled(sheets: Row, bundle: Mapping[str, Rows] | None = None) -> Compiled:
    """The declaration of sheets; concerns that the bundle's country adds count as known."""
    brought = vocabulary.codes_brought("concerns", bundle or {})
    tables = {name: _table(_NEEDED[name], sheets[name]) for name in SHEETS}
    try:
        return check_sheets(tables, concerns=brought)
    except ValueError as error:
        return Compiled([Fault("survey", 0, FormProblem.PYXFORM, str(error)[:300])])


def tidy(_key: str, sheets: Row, bundle: Mapping[str, Rows]) -> Row:
    """Sound sheets as they would be written from what they declare, whoever wrote them; others as they are."""
    if _misshapen("", sheets) is not None:
        return sheets
    found = compiled(sheets, bundle)
    return sheets if found.faults else sheets_of(found.declared)


def sheets_of(declared: Mapping[str, Any]) -> dict[str, Any]:
    """An installed declaration as the rows of its sheets; reading them gives the same declaration."""
    language = next(iter(declared["title"]))
    settings = {
        "form_id": declared["code"],
        "version": str(declared["version"]),
        "form_title": declared["title"][language],
        "default_language": language,
        "step": declared["step"],
        "sensitivity": declared["sensitivity"],
        "concerns": " ".join(declared["concerns"]),
        "explanation": declared["explanation"].get(language, ""),
    }
    lists: dict[str, list[dict[str, Any]]] = {}
    survey = [row for group in declared["groups"] for row in _group(group, lists)]
    choices = [
        {"list_name": name, "name": one["code"]} | _worded("label", one["words"])
        for name, rows in lists.items()
        for one in rows
        if not one.get("exclusive")  # unknown, not asked, refused: the reader puts them there
    ]
    return {"settings": [_filled(settings)], "survey": survey, "choices": choices}


def _group(group: Mapping[str, Any], lists: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, str]]:
    kind = "repeat" if group.get("most", 1) > 1 else "group"
    head = {"type": f"begin {kind}", "name": group["code"], "relevant": group.get("relevant", "")}
    yield _filled(head | _worded("label", group["words"]))
    for one in group["questions"]:
        yield _question(one, lists)
    yield {"type": f"end {kind}"}


def _question(one: Mapping[str, Any], lists: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    kind = _KINDS.get(one["kind"], "")
    if one["kind"] in _SELECT:
        lists.setdefault(one["code"], one["choices"])
        kind = f"{_SELECT[one['kind']]} {one['code']}"
    row = {
        "type": kind,
        "name": one["code"],
        "required": "yes" if one.get("required") else "",
        "relevant": one.get("relevant", ""),
        "constraint": one.get("constraint", ""),
        "appearance": "multiline" if one["kind"] == "text" else "",
        "statistics": "yes" if one.get("statistics") else "",
        "unit": one.get("unit", ""),
    }
    return _filled(
        row
        | _worded("label", one["words"])
        | _worded("hint", one.get("hint", {}))
        | _worded("constraint_message", one.get("constraint_words") or {})
    )


def _worded(column: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{column}::{language}": text for language, text in words.items()}


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}


def _misshapen(key: str, sheets: Row) -> Wrong | None:
    for name in sorted(sheets.keys() - set(SHEETS)):
        return Wrong(key, name, Trouble.NOT_CARRIED, name)
    for name in SHEETS:
        rows = sheets.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return Wrong(key, name, Trouble.MISSING if rows is None else Trouble.WRONG_KIND, name)
        for position, row in enumerate(rows, start=2):
            for column, cell in row.items():
                if not isinstance(cell, str):
                    return Wrong(key, f"{name} {position} › {column}", Trouble.WRONG_KIND, str(cell)[:80])
    return None


def _table(needed: tuple[str, ...], rows: list[dict[str, str]]) -> list[tuple[Any, ...]]:
    """Rows as a sheet: the names of the columns first, those that the reader needs even where every cell is empty."""
    names = list(dict.fromkeys([*needed, *(name for row in rows for name in row)]))
    return [tuple(names), *(tuple(row.get(name, "") for name in names) for row in rows)]


def _said(fault: Fault) -> str:
    text = str(fault.problem.label)
    return text % {"what": fault.what} if "%(what)s" in text else text
