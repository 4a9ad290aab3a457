"""The registered classifications of a hypercube, for today's code lists and territories."""

from __future__ import annotations

from collections.abc import Sequence

from tutela.directory.api import Territory
from tutela.methods.disclosure.lattice import MAX_LABELS, Classification, Lattice, Structural
from tutela.methods.disclosure.tables import CellState
from tutela.vocabulary import api as vocabulary

from ..models import Snapshot
from ..models.dictionary import BREAKDOWNS, NONE, NOT_APPLICABLE, SEX, UNKNOWN, Breakdown
from ..models.hypercubes import BETWEEN, PERIOD, PLACE, Hypercube
from .counting import top_of

_UNKNOWN = ("UNK", "NAS", "REF")
_BELOW_REGION = ("district", "commune", "community")
_LEFT_OVER = frozenset({"OTH", "other", "other_or_not_stated"})
_ALSO = {
    "closure_reason": (NOT_APPLICABLE,),
    "attrition_reason": (NOT_APPLICABLE,),
    "settlement": (NONE,),
    "disability": ("unknown",),
}
"""Answers beyond the list: no reason while the file is open; not asked yet, as registration leaves it."""


def lattice_of(cube: Hypercube, periods: Sequence[str], snapshot: Snapshot) -> Lattice:
    """The lattice of a hypercube: periods in order, places that did not report in the last one marked so."""
    places = _places(cube)
    subject = _subject(cube)
    people = [
        Classification(name, labels(BREAKDOWNS[name]), _unknown(labels(BREAKDOWNS[name]))) for name in ("age_group", SEX)
    ]
    silent = _silent(places, periods, snapshot)
    return Lattice((*places, *subject, *people), places[-1].name, PERIOD, tuple(periods), silent)


def columns(cube: Hypercube) -> dict[str, str | tuple[str, ...]]:
    """The columns of the observations behind the names of the lattice."""
    found: dict[str, str | tuple[str, ...]] = {PLACE: ("region", "district")}
    if cube.subject:
        found[cube.subject] = BREAKDOWNS[cube.subject].column
    return found


def labels(one: Breakdown) -> tuple[str, ...]:
    """Every answer of a breakdown that is not a territory, whether anybody gave it or not."""
    listed = vocabulary.code_list(one.list_id) if one.list_id else ()
    known = [code.code for code in listed if not one.families or top_of(code.code) == code.code] or list(one.words)
    more = [NONE] if one.several else _ALSO.get(one.code, ())
    return tuple(dict.fromkeys([*known, *_UNKNOWN, *more]))


def _unknown(found: Sequence[str]) -> frozenset[str]:
    """What is not known, and what is left over: seldom used in good records, so not counted when a table is judged sparse."""
    return frozenset(found) & (UNKNOWN | _LEFT_OVER)


def _subject(cube: Hypercube) -> list[Classification]:
    if not cube.subject:
        return []
    one = BREAKDOWNS[cube.subject]
    own = labels(one)
    found = []
    for name in cube.levels:
        tops = tuple(dict.fromkeys([*labels(BREAKDOWNS[name]), *map(top_of, own)]))
        groups = tuple(tops.index(top_of(code)) for code in own)
        found.append(
            Classification(name, tops, _unknown(tops), cube.guarded, of=cube.subject, groups=groups, many=one.several)
        )
    empty = NONE if one.several else ""
    return [*found, Classification(cube.subject, own, _unknown(own), cube.guarded, many=one.several, empty=empty)]


def _places(cube: Hypercube) -> list[Classification]:
    """Regions, with districts below them unless the subject is not shown so finely or there are too many."""
    regions = [*Territory.objects.filter(level=2).order_by("path").values_list("code", flat=True), "UNK"]
    paths = Territory.objects.filter(level=3).order_by("path").values_list("path", flat=True)
    districts = [BETWEEN.join(path.split(".")[1:3]) for path in paths]
    fine = [place for region in regions for place in (*_in(region, districts), f"{region}{BETWEEN}UNK")]
    lowest = vocabulary.jurisdiction().suppression.sensitive_lowest_level
    too_fine = bool(cube.subject) and BREAKDOWNS[cube.subject].sensitive and lowest not in _BELOW_REGION
    if too_fine or not districts or len(fine) > MAX_LABELS:
        return [Classification("region", tuple(regions), frozenset({"UNK"}))]
    groups = tuple(regions.index(place.split(BETWEEN)[0]) for place in fine)
    unknown = frozenset(place for place in fine if place.endswith(f"{BETWEEN}UNK"))
    return [
        Classification("region", tuple(regions), frozenset({"UNK"}), of=PLACE, groups=groups),
        Classification(PLACE, tuple(fine), unknown),
    ]


def _in(region: str, districts: Sequence[str]) -> list[str]:
    return [place for place in districts if place.startswith(f"{region}{BETWEEN}")]


def _silent(places: Sequence[Classification], periods: Sequence[str], snapshot: Snapshot) -> tuple[Structural, ...]:
    """Places with offices from none of which anything came in the last year, in the year of the cut-off."""
    year = str(snapshot.cut_off.year)
    if year not in periods:
        return ()
    return tuple(
        Structural(((PERIOD, year), (one.name, label)), CellState.UNKNOWN)
        for one in places
        for label in one.labels
        if snapshot.coverage[one.name].get(label.split(BETWEEN)[-1], [1])[0] == 0
    )
