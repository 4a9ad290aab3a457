"""The one structure of every table of children: a dimension for each breakdown, the attributes, their code lists.

A table leaves the dimensions it does not use at their total, so the same cell has the same key in every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Territory
from tutela.methods.disclosure.tables import TOTAL, CellState
from tutela.methods.sdmx.tables import PERIOD, Coded, Codes, Names, Part, Structure
from tutela.vocabulary import api as vocabulary

from ..models.dictionary import BREAKDOWNS, LEVELS, NONE, NOT_APPLICABLE, WORDS, Breakdown
from ..models.items import ITEMS, VERSION
from .counting import top_of
from .shared_codes import AGENCY, code_of, dimension_id, elsewhere, id_of, shared
from .tables import label

if TYPE_CHECKING:
    from ..models.dictionary import Text

FREQUENCY, AREA, INDICATOR, VALUE = "FREQ", "REF_AREA", "INDICATOR", "OBS_VALUE"
PERIODS = ("year", "quarter")
"""Breakdowns that are the period itself, and levels that are the place: no dimensions of their own."""
KNOWN = str(shared()["indicators"]["known"]["code"])
_LISTS = "1.0.0"
_FREQUENCIES = {"A": _("Annual"), "Q": _("Quarterly"), "_Z": _("As of one day")}
_INDICATORS = {KNOWN: _("Children known to the system")}
_UNITS = {"PS": _("Persons"), "PCNT": _("Per cent"), "RATE_100000": _("For each 100,000"), "NUMBER": _("Number")}
_STATUS = {
    "A": _("Normal value"),
    "L": _("Missing value; not collected"),
    "M": _("Missing value; cannot exist"),
    "Q": _("Missing value; suppressed"),
}
_CONFIDENTIALITY = {
    "F": _("Free for publication"),
    "N": _("Not for publication, for use inside only"),
    "C": _("Confidential statistical information"),
}
STATES: dict[str, tuple[str, bool, Text]] = {
    CellState.VALUE: ("A", True, _("Number")),
    CellState.ZERO: ("A", True, _("Zero")),
    CellState.SUPPRESSED: ("Q", False, _("Small number, or one that would give a small number away: protected")),
    CellState.WITHHELD: ("Q", False, _("The whole table of this place is withheld")),
    CellState.NOT_APPLICABLE: ("M", True, _("Cannot exist")),
    CellState.UNKNOWN: ("L", True, _("Nothing was reported")),
}
"""Each state of a cell: the shared status, whether it tells no secret, its words."""
_YES = {"Y": _("Yes"), "N": _("No")}
NOTES = {
    "NOTE": _("What the figures are and are not"),
    "COVERAGE": _("How many offices reported"),
    "DATA_SOURCE": _("Source of the data"),
    "METHOD": _("How they were counted and protected"),
    "SNAPSHOT": _("Digest of the observations"),
    "UNDER_IDENTIFICATION": _("Signs that boys are not seen"),
}
"""Attributes of a whole table; the first three stand on every one."""
MANDATORY = ("NOTE", "COVERAGE", "DATA_SOURCE")
SDMX_VERSION = f"{VERSION}.0"
"""Of structure, flow and concepts: the dictionary's, with the third number that SDMX asks for."""


def said(words: Callable[[], object] | Text) -> Names:
    """A text in each language."""
    found = []
    for language in vocabulary.LANGUAGES:
        with translation.override(language):
            found.append(str(words() if callable(words) else words))
    return tuple(found)


def structure(lists: tuple[Codes, ...] = ()) -> Structure:
    """Of every table: frequency, place, indicator, every breakdown, period. ``lists``: further code lists beside its own."""
    place = Part(AREA, said(_("Reference area")), _areas())
    return Structure(
        agency=AGENCY,
        name="CHILDREN",
        version=SDMX_VERSION,
        title="Children known to the system",
        languages=vocabulary.LANGUAGES,
        dims=(_fixed()[0], place, *_fixed()[1:], *_breakdowns(), Part(PERIOD, said(_("Time period")))),
        measure=Part(VALUE, said(_("Observation value"))),
        told=_told(),
        notes=tuple(Part(name, said(words)) for name, words in NOTES.items()),
        lists=lists,
    )


@cache
def _told() -> tuple[Part, ...]:
    """What stands with each cell."""
    states = {state: words for state, (_status, _free, words) in STATES.items()}
    coded = (
        ("UNIT_MEASURE", _("Unit of measure"), _list("CL_UNIT_MEASURE", _("Units"), _UNITS)),
        ("OBS_STATUS", _("Observation status"), _list("CL_OBS_STATUS", _("Observation status"), _STATUS)),
        ("OBS_CONF", _("Confidentiality status"), _list("CL_CONF_STATUS", _("Confidentiality status"), _CONFIDENTIALITY)),
        ("CELL_STATE", _("What a cell is"), _list("CL_CELL_STATE", _("What a cell is"), states)),
        ("UNKNOWN_CATEGORY", _("Counts what is not known"), _list("CL_YES_NO", _("Yes or no"), _YES)),
    )
    return tuple(Part(name, said(words), codes) for name, words, codes in coded)


@cache
def _fixed() -> tuple[Part, Part]:
    indicators = _list("CL_INDICATOR", _("Indicators"), _INDICATORS)
    return (
        Part(FREQUENCY, said(_("Frequency")), _list("CL_FREQ", _("Frequency"), _FREQUENCIES)),
        Part(INDICATOR, said(_("Indicator")), indicators),
    )


@cache
def _breakdowns() -> tuple[Part, ...]:
    chosen = [one for one in BREAKDOWNS.values() if one.code not in (*LEVELS, *PERIODS)]
    return tuple(
        Part(dimension_id(one.code), said(one.label), _codes(one), said(ITEMS[one.code].definition)) for one in chosen
    )


def _codes(one: Breakdown) -> Codes:
    """Every answer of a breakdown, every way of not knowing, and the total, each under the code that is written."""
    title = dimension_id(one.code)
    version = vocabulary.code_list(one.list_id).version if one.list_id else 0
    codes: dict[str, Coded] = {}
    for ours in dict.fromkeys([*_answers(one), *vocabulary.code_list("universal").codes, *WORDS, TOTAL]):
        written = code_of(one.code, ours)
        if written in codes:
            raise ValueError(f"{title}: two codes are written {written}")
        codes[written] = Coded(said(lambda ours=ours: label(one, ours)), _parent(one, ours), elsewhere(one.code, ours))  # type: ignore[misc]
    return Codes(f"CL_{title}", f"{VERSION}.{version}", said(one.label), codes)


def _answers(one: Breakdown) -> Iterable[str]:
    if not one.list_id:
        return [str(code) for code in one.words]
    codes = [code.code for code in vocabulary.code_list(one.list_id)]
    return [code for code in codes if top_of(code) == code] if one.families else codes


def _parent(one: Breakdown, ours: str) -> str:
    """The code above in the same list; a list of families has none."""
    if not one.list_id or one.families or ours in (TOTAL, NONE, NOT_APPLICABLE):
        return ""
    known = vocabulary.code_list(one.list_id)
    above = known.codes[ours].parent if ours in known else ""
    return code_of(one.code, above) if above in known else ""


def area_of(ours: str) -> str:
    """The code of a place; of a district that is not known in a known region (``N.UNK``), that of the region with ``_U``."""
    region, _dot, unknown = ours.partition(".")
    return f"{id_of(region)}_U" if unknown and region != "UNK" else code_of(AREA, region)


def _areas() -> Codes:
    """The country, its regions, their districts; a district not known of each region, and a region not known."""
    rows = Territory.objects.filter(level__lte=3).order_by("path").values_list("code", "names", "parent__code")
    codes = {
        code_of(AREA, code): Coded(
            tuple(names.get(language) or names.get("en") or code for language in vocabulary.LANGUAGES),
            code_of(AREA, parent) if parent else "",
        )
        for code, names, parent in rows
    }
    unknown = said(lambda: vocabulary.label("universal", "UNK"))
    for code, names, _parent in rows.filter(level=2):
        named = tuple(names.get(language) or names.get("en") or code for language in vocabulary.LANGUAGES)
        told = tuple(f"{place}: {word}" for place, word in zip(named, unknown, strict=True))
        codes[area_of(f"{code}.UNK")] = Coded(told, area_of(code))
    codes["_U"] = Coded(unknown)
    return Codes("CL_AREA", _LISTS, said(_("Places")), codes)


def _list(name: str, title: Text, words: Mapping[str, Text]) -> Codes:
    return Codes(name, _LISTS, said(title), {str(code): Coded(said(text)) for code, text in words.items()})
