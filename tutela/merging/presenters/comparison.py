"""Two records of what may be one child side by side: what each says, and whether they agree. Worked out in memory for whoever may see
both; nothing is copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tutela.cases.api import BirthRange, CaseFile, Child, PersonAround, names_of, words
from tutela.kernel.clock import today
from tutela.methods.linkage.names import SAME_NAME, identifier_digits, similarity
from tutela.ui.enums import Tone

_UNKNOWN = ("UNK", "NAS", "REF", "unknown", "")
_Side = tuple[str, Any]
"""What a record says, as it is shown, and as it is compared: empty where nothing is known."""
_Compare = Callable[[Any, Any], str]


def side_by_side(
    heads: tuple[str, str], children: tuple[Child, Child], files: tuple[Sequence[CaseFile], Sequence[CaseFile]]
) -> dict[str, Any]:
    """A row for each thing that is compared, under two ``heads``; the persons are those of the ``files`` of each child."""
    one, other = ([*_of_child(child), _persons(side)] for child, side in zip(children, files))
    ways: tuple[_Compare, ...] = (_names, _codes, _born, _codes, _shared, _shared, _codes, _alike)
    rows = zip(_labels(), one, other, ways)
    return {"heads": heads, "rows": [_row(label, first, second, way) for label, first, second, way in rows]}


def _labels() -> list[str]:
    return [
        _("Names"),
        _("Sex"),
        _("Age"),
        _("Birth registration"),
        _("Document numbers"),
        _("Languages"),
        _("Home"),
        _("Persons around the child"),
    ]


def _of_child(child: Child) -> list[_Side]:
    names = [name for name in names_of(child) if name]
    born = BirthRange.from_iso(child.born_earliest, child.born_latest)
    numbers = [f"{entry.get('kind', '')} {entry['number']}".strip() for entry in child.identifiers]
    home = str(child.home_territory) if child.home_territory else ""
    return [
        (_lines(names), names),
        _code("sexes", child.sex),
        (_lines([words.age(child, today()), _days(born)]), (born.earliest, born.latest) if born.earliest else None),
        _code("birth_registration", child.birth_registration),
        (_lines(numbers), {identifier_digits(entry["number"]) for entry in child.identifiers}),
        (", ".join(child.languages), {language.casefold() for language in child.languages}),
        (home, home),
    ]


def _persons(files: Sequence[CaseFile]) -> _Side:
    names = [person.name for person in PersonAround.objects.filter(file__in=files).order_by("created_at")]
    return _lines(names), names


def _row(label: str, one: _Side, other: _Side, compare: _Compare) -> dict[str, str]:
    known = (bool(one[1]), bool(other[1]))
    says = compare(one[1], other[1]) if all(known) else "once" if any(known) else "silent"
    said, tone = {
        "same": (_("The same"), Tone.SUCCESS),
        "alike": (_("Another spelling"), Tone.INFO),
        "partly": (_("Agrees as far as known"), Tone.INFO),
        "shared": (_("Something in common"), Tone.INFO),
        "once": (_("Known in one of the two"), Tone.INFO),
        "differs": (_("Differs"), Tone.WARNING),
        "silent": (_("Not known"), Tone.NEUTRAL),
    }[says]
    return {"label": label, "one": one[0] or "–", "other": other[0] or "–", "says": said, "tone": tone.value}


def _code(list_id: str, code: str) -> _Side:
    return words.label(list_id, code), "" if code in _UNKNOWN else code


def _days(born: BirthRange) -> str:
    if born.earliest is None or born.latest is None:
        return ""
    if born.earliest == born.latest:
        return words.day(born.earliest)
    return f"{words.day(born.earliest)} – {words.day(born.latest)}"


def _lines(found: Iterable[str]) -> str:
    return "\n".join(one for one in found if one)


def _names(one: list[str], other: list[str]) -> str:
    pairs = [(a, b) for a in one for b in other]
    if any(a.casefold() == b.casefold() for a, b in pairs):
        return "same"
    return "alike" if max(similarity(a, b) for a, b in pairs) >= SAME_NAME else "differs"


def _codes(one: str, other: str) -> str:
    return "same" if one == other else "differs"


def _born(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> str:
    if one == other:
        return "same" if one[0] == one[1] else "partly"
    return "partly" if max(one[0], other[0]) <= min(one[1], other[1]) else "differs"


def _shared(one: set[str], other: set[str]) -> str:
    if one == other:
        return "same"
    return "shared" if one & other else "differs"


def _alike(one: list[str], other: list[str]) -> str:
    return "shared" if any(similarity(a, b) >= SAME_NAME for a in one for b in other) else "differs"
