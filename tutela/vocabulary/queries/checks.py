"""The whole vocabulary against its own rules: one problem, one line naming file, code and field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ..enums import LANGUAGES, UNIVERSAL
from ..errors import BadVocabulary
from . import files, forbidden, glossary
from .files import Problem
from .profiles import read_profile
from .standard import FIXED_KEYS, list_ids

LIST_KEYS = frozenset(
    {"id", "part", "version", "edition", "title", "source", "paras", "licence", "accepts", "parents", "attributes", "codes"}
)
_HEADER = ("id", "part", "version", "edition", "title", "source", "licence")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_PARAS = re.compile(r"\d+(-\d+)?(, \d+(-\d+)?)*\Z")
TERM_KEYS = frozenset(
    {
        "id",
        "version",
        "since",
        "legal_term",
        "instrument",
        "article",
        "para",
        "legal_text",
        "display",
        "definition",
        "explanation",
        "earlier",
    }
)


def check(data: Path = files.DATA) -> list[Problem]:
    """Everything wrong with the vocabulary under ``data``; an empty list when it can be loaded."""
    lists, problems = _read_all(sorted((data / "lists").glob("*.yaml")))
    term_ids, found = _glossary_ids(data / "glossary.yaml")
    problems += found
    ids = set(lists) | set(list_ids())
    for raw in lists.values():
        problems += _list_faults(raw, lists, ids, term_ids)
    problems += _overlap_faults(data / "overlaps.yaml", {entry["code"] for entry in _entries(lists.get("offences", {}))})
    for path in sorted((data / "jurisdictions").glob("*.yaml")):
        problems += _guarded(path, lambda raw, file: _country_faults(raw, file, lists))
    for language in LANGUAGES:
        problems += _guarded(data / "forbidden" / f"{language}.yaml", _phrase_faults)
    if data == files.DATA and not problems:
        problems += [
            Problem(hit.where, "", "", f"forbidden phrase “{hit.phrase}” in “{hit.text}”") for hit in forbidden.scan_data()
        ]
    return sorted(problems)


def country_faults(raw: dict[str, Any], file: str) -> list[Problem]:
    """Everything wrong with a country profile, told the lists as they are here."""
    return sorted(_country_faults(raw, file, _lists_here()))


@cache
def _lists_here() -> dict[str, dict[str, Any]]:
    lists, _problems = _read_all(sorted(files.LISTS.glob("*.yaml")))
    return lists


def _read_all(paths: Iterable[Path]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    lists: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            raw = files.read(path)
        except BadVocabulary as error:
            problems.append(_unreadable(path, error))
            continue
        if raw.get("id") != path.stem:
            problems.append(Problem(path.name, "header", "id", f"must be {path.stem!r}, the name of the file"))
        lists[path.stem] = raw
    return lists, problems


def _guarded(path: Path, faults: Callable[[dict[str, Any], str], Iterable[Problem]]) -> list[Problem]:
    """The faults of one file, or the one sentence that says why it cannot be read."""
    try:
        return list(faults(files.read(path), path.name))
    except BadVocabulary as error:
        return [_unreadable(path, error)]


def _unreadable(path: Path, error: BadVocabulary) -> Problem:
    return Problem(path.name, "", "", error.lines[0].removeprefix(f"{path.name}: "))


def _list_faults(
    raw: dict[str, Any], lists: dict[str, dict[str, Any]], ids: set[str], term_ids: set[str] | None
) -> Iterator[Problem]:
    file = f"{raw.get('id')}.yaml"
    yield from _header_faults(raw, file)
    for key in sorted(raw.keys() - LIST_KEYS, key=str):
        yield Problem(file, "header", str(key), "is not a known field")
    for answer in raw.get("accepts", []):
        if answer not in UNIVERSAL:
            yield Problem(file, "header", "accepts", f"{answer!r} is none of {', '.join(UNIVERSAL)}")
    parents = raw.get("parents", "")
    if parents and parents not in lists:
        yield Problem(file, "header", "parents", f"there is no list {parents!r}")
    known = {entry["code"] for entry in _entries(lists.get(parents, {}) if parents else raw)}
    seen: set[str] = set()
    for entry in raw.get("codes") or []:
        yield from _code_faults(entry, file, raw, known, seen)
        if isinstance(entry, dict):
            yield from _reference_faults(entry, file, ids, term_ids)
    if not parents:
        yield from _circle_faults(raw, file)


def _header_faults(raw: dict[str, Any], file: str) -> Iterator[Problem]:
    for key in _HEADER:
        if not raw.get(key):
            yield Problem(file, "header", key, "is missing")
    if "version" in raw and (not isinstance(raw["version"], int) or raw["version"] < 1):
        yield Problem(file, "header", "version", "a whole number from 1 is needed")
    if "edition" in raw and not isinstance(raw["edition"], dt.date):
        yield Problem(file, "header", "edition", "a date such as 2026-11-01 is needed")
    if "title" in raw:
        for language in files.missing_languages(raw["title"]):
            yield Problem(file, "title", language, "translation is missing")


def _code_faults(entry: object, file: str, raw: dict[str, Any], known: set[str], seen: set[str]) -> Iterator[Problem]:
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str) or not _CODE.match(entry["code"]):
        given = entry.get("code") if isinstance(entry, dict) else entry
        yield Problem(file, str(given), "code", "a code is a text of letters, digits, - and _ (quote yes, no and numbers)")
        return
    code = entry["code"]
    if code in seen:
        yield Problem(file, code, "code", "stands twice")
    seen.add(code)
    if code in UNIVERSAL and raw.get("id") != "universal":
        yield Problem(file, code, "code", "is a universal answer: use accepts")
    for language in files.missing_languages(entry):
        yield Problem(file, code, language, "translation is missing")
    if (raw.get("parents") or "parent" in entry) and entry.get("parent") not in known:
        yield Problem(file, code, "parent", f"{entry.get('parent')!r} is unknown")
    for key in sorted(entry.keys() - FIXED_KEYS - set(raw.get("attributes", []))):
        yield Problem(file, code, key, "is not a known field: declare it under attributes")
    yield from _detail_faults(entry, code, file)


def _detail_faults(entry: dict[str, Any], code: str, file: str) -> Iterator[Problem]:
    if "para" in entry and not (isinstance(entry["para"], str) and _PARAS.match(entry["para"])):
        yield Problem(file, code, "para", f"write paragraphs as '12, 19-26', not {entry['para']!r}")
    for key in ("valid_from", "valid_to"):
        if entry.get(key) is not None and not isinstance(entry[key], dt.date):
            yield Problem(file, code, key, "a date such as 2026-11-01 is needed")
            return
    start, end = entry.get("valid_from"), entry.get("valid_to")
    if start and end and end < start:
        yield Problem(file, code, "valid_to", f"dates reversed: {end} is before {start}")


def _reference_faults(entry: dict[str, Any], file: str, ids: set[str], term_ids: set[str] | None) -> Iterator[Problem]:
    values, term = entry.get("values"), entry.get("term")
    if values is not None and values not in ids and not str(values).startswith("standard:"):
        yield Problem(file, str(entry.get("code")), "values", f"there is no list {values!r}")
    if file == "offences.yaml" and term_ids is not None and term not in term_ids:
        yield Problem(file, str(entry.get("code")), "term", f"{term!r} is not in the glossary")


def _circle_faults(raw: dict[str, Any], file: str) -> Iterator[Problem]:
    above = {entry["code"]: entry.get("parent") for entry in _entries(raw)}
    for code in above:
        step, passed = above[code], {code}
        while step in above and step not in passed:
            passed.add(step)
            step = above[step]
        if step == code:
            yield Problem(file, code, "parent", "is below itself")


def _glossary_ids(path: Path) -> tuple[set[str] | None, list[Problem]]:
    """The ids of the terms; ``None`` when the file cannot be read, so that nothing follows from its absence."""
    problems = _guarded(path, _term_faults)
    try:
        return {str(entry.get("id")) for entry in files.read(path).get("terms") or []}, problems
    except BadVocabulary:
        return None, problems


def _term_faults(raw: dict[str, Any], file: str) -> Iterator[Problem]:
    yield from _header_faults(raw, file)
    seen: set[object] = set()
    for entry in raw.get("terms") or []:
        name = str(entry.get("id"))
        if entry.get("id") in seen:
            yield Problem(file, name, "id", "stands twice")
        seen.add(entry.get("id"))
        for key in sorted(entry.keys() - TERM_KEYS):
            yield Problem(file, name, key, "is not a known field")
        for key in ("id", "instrument", "article", "para"):
            if not isinstance(entry.get(key), str):
                yield Problem(file, name, key, "a text is needed")
        for key in glossary.WORDS:
            for language in files.missing_languages(entry.get(key)):
                yield Problem(file, name, f"{key}.{language}", "translation is missing")
        yield from _history_faults(entry, name, file, raw.get("since"))


def _history_faults(entry: dict[str, Any], name: str, file: str, since: object) -> Iterator[Problem]:
    """Earlier definitions count up to the present version and follow each other in time."""
    earlier = entry.get("earlier", [])
    versions = [old.get("version") for old in earlier] + [entry.get("version", 1)]
    if versions != list(range(1, len(versions) + 1)):
        yield Problem(file, name, "version", f"the versions must count from 1 without a gap, not {versions}")
    for old in earlier:
        for language in files.missing_languages(old.get("definition")):
            yield Problem(file, name, f"earlier.definition.{language}", "translation is missing")
    starts = [*(old.get("since") for old in earlier), entry.get("since", since)]
    if not all(isinstance(start, dt.date) for start in starts):
        yield Problem(file, name, "since", "a date such as 2026-11-01 is needed")
        return
    ends = [old.get("until") for old in earlier]
    for start, end, following in zip(starts, ends, starts[1:], strict=False):
        if not isinstance(end, dt.date) or not start <= end < following:
            yield Problem(file, name, "earlier", f"dates reversed: {start} to {end}, then {following}")


def _overlap_faults(path: Path, codes: set[str]) -> list[Problem]:
    def faults(raw: dict[str, Any], file: str) -> Iterator[Problem]:
        yield from _header_faults(raw, file)
        seen: set[frozenset[str]] = set()
        for pair in raw.get("pairs") or []:
            name = f"{pair.get('a')} / {pair.get('b')}"
            for side in ("a", "b"):
                if pair.get(side) not in codes:
                    yield Problem(file, name, side, "is not a code of the list offences")
            if pair.get("a") == pair.get("b") or frozenset({pair.get("a"), pair.get("b")}) in seen:
                yield Problem(file, name, "", "stands twice or joins a code with itself")
            seen.add(frozenset({pair.get("a"), pair.get("b")}))

    return _guarded(path, faults)


def _country_faults(raw: dict[str, Any], file: str, lists: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    profile, problems = read_profile(raw, file)
    yield from problems
    for period in profile.periods if profile else ():
        known = {
            name: {entry["code"] for entry in _entries(lists.get(name, {}))}
            for name in (
                *("deadline_items", "professions", "actors", "offences", "legal_exposure_grounds", "duties"),
                "treatment_steps",
            )
        }
        where = f"periods {period.valid_from}"
        for missing in sorted(known["deadline_items"] - {"mandatory_report"} - set(period.deadlines)):
            yield Problem(file, where, f"deadlines {missing}", "is missing")
        used = {
            "deadline_items": set(period.deadlines),
            "professions": set(period.mandatory_reporting),
            "actors": {duty.recipient for duty in period.mandatory_reporting.values()}
            | {actor for rule in period.legal_exposure for actor in rule.withhold_from},
            "offences": {code for rule in period.legal_exposure for code in rule.codes},
            "duties": set(period.obligations),
            "treatment_steps": set(period.time_critical),
            "legal_exposure_grounds": {rule.ground for rule in period.legal_exposure},
        }
        for name, codes in used.items():
            for unknown in sorted(codes - known[name]):
                yield Problem(file, where, unknown, f"is not a code of the list {name}")


def _phrase_faults(raw: dict[str, Any], file: str) -> Iterator[Problem]:
    if raw.get("language") != file.removesuffix(".yaml"):
        yield Problem(file, "header", "language", "must be the name of the file")
    if not raw.get("source"):
        yield Problem(file, "header", "source", "is missing")
    for row in raw.get("phrases") or [{}]:
        if not isinstance(row, dict) or not isinstance(row.get("avoid"), list) or not all(row["avoid"]):
            yield Problem(file, "phrases", "avoid", "each row needs a list of phrases")


def _entries(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in raw.get("codes") or [] if isinstance(entry, dict) and isinstance(entry.get("code"), str)]
