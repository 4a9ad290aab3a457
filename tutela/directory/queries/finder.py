"""Finding services by need, place, distance, opening, accessibility, age and words."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import ACos, Cos, Greatest, Least, Radians, Sin

from ..models import Office, ServicePoint, Territory
from .opening import slot_at

EARTH_KM = 6371.0088
KM_A_DEGREE = math.pi * EARTH_KM / 180
CONFIRM_AFTER = dt.timedelta(days=180)
"""How long a confirmation holds; twice as long and the entry is stale."""
CIRCLES_KM = (40.0, 160.0)
"""Where the nearest are looked for first."""
BESIDE, INDEXED = ("office__territory",), ("open_slots", "words")
MANY_OFFICES = 1000
"""As many offices of a name are looked through; whoever finds more adds a word."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; what is empty does not narrow. ``near`` is latitude and longitude, ``open_at`` day and time."""

    need: str = ""
    territory_path: str = ""
    near: tuple[float, float] | None = None
    within_km: float | None = None
    open_at: tuple[str, dt.time] | None = None
    access: tuple[str, ...] = ()
    age: int | None = None
    language: str = ""
    words: str = ""
    free_only: bool = False


def find_services(wanted: Wanted) -> QuerySet[ServicePoint]:
    """Services that are open to newcomers, nearest first when a place is given (``km`` on each), otherwise by name."""
    return _nearest(_open(wanted), wanted.near, wanted.within_km) if wanted.near else _open(wanted).order_by("name", "id")


def first_services(wanted: Wanted, upto: int) -> list[ServicePoint]:
    """The first of :func:`find_services`. The nearest are looked for in the smallest circle that holds as many, so that the
    distance to every service of the country need not be known. For words and hours only the ids are looked for, which an index
    holds in the order of names, and then the few rows."""
    if wanted.near is None and not wanted.need and (wanted.words or wanted.open_at):
        first = list(_open(wanted).order_by("name", "id").values_list("pk", flat=True)[:upto])
        few = ServicePoint.objects.filter(pk__in=first).select_related(*BESIDE)
        return list(few.defer(*INDEXED).order_by("name", "id"))
    if wanted.near is not None:
        for circle in CIRCLES_KM:
            if wanted.within_km is not None and circle >= wanted.within_km:
                break
            found = list(_nearest(_open(wanted), wanted.near, circle)[:upto])
            if len(found) == upto:
                return found
    return list(find_services(wanted)[:upto])


def _open(wanted: Wanted) -> QuerySet[ServicePoint]:
    found = ServicePoint.objects.filter(suspended_on=None, ended_on=None).select_related(*BESIDE)
    return found.filter(*_conditions(wanted)).defer(*INDEXED)


def _nearest(found: QuerySet[ServicePoint], near: tuple[float, float], within_km: float | None) -> Any:
    if within_km is not None:
        found = found.filter(**_box(*near, within_km))
    found = found.exclude(latitude=None).annotate(km=_km(*near))
    return (found if within_km is None else found.filter(km__lte=within_km)).order_by("km", "id")


def _conditions(wanted: Wanted) -> Iterable[Q]:
    if wanted.need:
        yield Q(services__contains=[wanted.need])
    if wanted.territory_path:
        yield Q(office__territory__path__startswith=wanted.territory_path)
    if wanted.access:
        yield Q(access__contains=list(wanted.access))
    if wanted.language:
        yield Q(languages__contains=[wanted.language])
    if wanted.age is not None:
        yield Q(minimum_age=None) | Q(minimum_age__lte=wanted.age)
        yield Q(maximum_age=None) | Q(maximum_age__gte=wanted.age)
    if wanted.free_only:
        yield Q(free_of_charge=True)
    if wanted.open_at is not None:
        slot = slot_at(*wanted.open_at)
        if not (
            wanted.need or wanted.words or wanted.within_km
        ):  # where another index narrows, this one costs more than it saves
            yield Q(OpenInHour(F("open_slots"), slot // 4))
        yield Q(IsOpen(F("open_slots"), Value(slot)))
    yield from _called(re.findall(r"\w+", wanted.words))


def _called(words: Sequence[str]) -> Iterable[Q]:
    """A word is in the service's name or in its office's. Those that no office has are looked for in one go."""
    alone = []
    for word in words:
        named = list(Office.objects.filter(name__icontains=word).values_list("pk", flat=True)[:MANY_OFFICES])
        if named:
            yield Q(Named(F("words"), word)) | Q(office_id__in=named)
        else:
            alone.append(word)
    if alone:
        yield Q(Named(F("words"), *alone))


class IsOpen(Func):
    """Whether a bit of the week is set; hours that nobody knows are not open."""

    template = "(open_slots IS NOT NULL AND get_bit(%(expressions)s) = 1)"
    arg_joiner = ", "
    conditional = True

    def __init__(self, slots: Any, slot: Any) -> None:
        super().__init__(slots, slot, output_field=BooleanField())


class OpenInHour(Func):
    """Whether any quarter of an hour is open in this hour of the week (0 to 167): what the index knows."""

    template = "(directory_open_hours(%(expressions)s]::smallint[])"
    arg_joiner = ") @> ARRAY["
    conditional = True

    def __init__(self, slots: Any, hour: int) -> None:
        super().__init__(slots, Value(hour), output_field=BooleanField())


class Named(Func):
    """Whether for each of these one of the words of a name begins like it, in Arabic with the article or without."""

    template = "(%(expressions)s))"
    arg_joiner = " @@ to_tsquery('simple', "
    conditional = True

    def __init__(self, words: Any, *wanted: str) -> None:
        query = " & ".join(f"({word}:* | ال{word}:*)" for word in wanted)
        super().__init__(words, Value(query), output_field=BooleanField())


def _box(latitude: float, longitude: float, km: float) -> dict[str, float]:
    """The square around a circle, so that the index is used; near a pole or the date line every longitude is taken."""
    height = km / KM_A_DEGREE
    found = {"latitude__gte": latitude - height, "latitude__lte": latitude + height}
    narrow = math.cos(math.radians(min(abs(latitude) + height, 90)))
    width = km / (KM_A_DEGREE * narrow) if narrow > 1e-6 else 360
    if abs(longitude) + width <= 180:
        found |= {"longitude__gte": longitude - width, "longitude__lte": longitude + width}
    return found


def _km(latitude: float, longitude: float) -> Any:
    """Great-circle distance by the law of cosines; rounding is held inside its domain."""
    phi = math.radians(latitude)
    here = Radians(F("latitude"))
    cosine = Value(math.sin(phi)) * Sin(here) + Value(math.cos(phi)) * Cos(here) * Cos(
        Radians(F("longitude")) - Value(math.radians(longitude))
    )
    held = Least(Greatest(cosine, Value(-1.0)), Value(1.0), output_field=FloatField())
    return ACos(held) * Value(EARTH_KM)


def centre_of(territory: Territory) -> tuple[float, float] | None:
    """The middle of a territory's outline as latitude and longitude; ``None`` without an outline."""
    points = [point for ring in rings(territory.outline) for point in ring]
    if not points:
        return None
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2


def rings(outline: Any) -> list[list[list[float]]]:
    """The outer rings of a GeoJSON polygon or of several."""
    if not outline:
        return []
    shapes = outline["coordinates"] if outline.get("type") == "MultiPolygon" else [outline["coordinates"]]
    return [shape[0] for shape in shapes]


def lies_in(outline: Any, latitude: float, longitude: float) -> bool:
    """Whether a point lies inside an outline or on its edge (even-odd rule)."""
    return any(_in_ring(ring, longitude, latitude) for ring in rings(outline))


def _in_ring(ring: list[list[float]], x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (
            min(x1, x2) <= x <= max(x1, x2)
            and min(y1, y2) <= y <= max(y1, y2)
            and (x2 - x1) * (y - y1) == (y2 - y1) * (x - x1)
        ):
            return True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
