"""Finding recommendations, and what stands out: missed, without action, how far by source and theme."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import CharField, Count, F, Func, Q, QuerySet

from tutela.kernel.errors import NotHere
from tutela.planning.api import Status

from ..models import Recommendation

PERIOD_WITHOUT_ACTION = dt.timedelta(days=180)
COUNTED_UP_TO = 1000
FEW = 500


@dataclass(frozen=True)
class Asked:
    """What a search asks for; empty parts ask for nothing."""

    words: str = ""
    state: str = ""
    source: str = ""
    theme: str = ""
    status: str = ""
    timing: str = ""


def search(asked: Asked, on: dt.date) -> QuerySet[Recommendation]:
    """Recommendations that fit every part: words of the text in any order, country, source, theme, status, timing."""
    found = Recommendation.objects.select_related("state").defer("search")
    if any(letter.isalnum() for letter in asked.words):
        found = _with_words(found, SearchQuery(asked.words, config="simple", search_type="websearch"))
    if asked.state:
        found = found.filter(state__code=asked.state)
    if asked.source:
        found = found.filter(source=asked.source)
    if asked.theme:
        found = found.filter(themes__contains=[asked.theme])
    if asked.status:
        found = found.filter(status=asked.status)
    if asked.timing == "missed":
        found = found.filter(missed(on))
    if asked.timing == "no_action":
        found = found.filter(no_action(on))
    return found


def _with_words(found: QuerySet[Recommendation], words: SearchQuery) -> QuerySet[Recommendation]:
    """Few texts are named one by one: the database does not know how rare a word is and would read all in the list's order."""
    some = list(Recommendation.objects.filter(search=words).order_by().values_list("pk", flat=True)[: FEW + 1])
    return found.filter(search=words) if len(some) > FEW else found.filter(pk__in=some)


def count_some(found: QuerySet[Recommendation]) -> tuple[int, bool]:
    """How many, counted up to a limit; whether there are more."""
    number = found.order_by()[: COUNTED_UP_TO + 1].count()
    return min(number, COUNTED_UP_TO), number > COUNTED_UP_TO


def recommendation(rec_id: uuid.UUID) -> Recommendation:
    """One recommendation.

    Raises:
        NotHere: there is none.
    """
    found = Recommendation.objects.select_related("state", "superseded_by").filter(pk=rec_id).first()
    if found is None:
        raise NotHere
    return found


def missed(on: dt.date) -> Q:
    """The first date has passed and it was not implemented by then. A later date does not heal that (P42)."""
    return Q(original_due_on__lt=on) & (~Q(status=Status.IMPLEMENTED) | Q(status_on__gt=F("original_due_on")))


def no_action(on: dt.date) -> Q:
    """Not begun, and nobody's activity answers it, half a year after it came in."""
    came = on - PERIOD_WITHOUT_ACTION
    return Q(created_at__date__lte=came, status=Status.NOT_STARTED, activities=None, superseded_by=None)


def timing(one: Recommendation, on: dt.date) -> tuple[str, int]:
    """``none``, ``met``, ``late``, ``missed`` or ``ahead`` against the first date, and the days between that and now."""
    if one.original_due_on is None:
        return "none", 0
    if one.status == Status.IMPLEMENTED and one.status_on is not None:
        delay = (one.status_on - one.original_due_on).days
        return ("late", delay) if delay > 0 else ("met", 0)
    delay = (on - one.original_due_on).days
    return ("missed", delay) if delay > 0 else ("ahead", -delay)


def progress(by: str, state: str = "") -> dict[str, dict[str, int]]:
    """How many at each status, by ``source`` or ``themes``."""
    found = Recommendation.objects.filter(superseded_by=None).order_by()
    if state:
        found = found.filter(state__code=state)
    column = (
        F("source") if by == "source" else Func(F("themes"), function="jsonb_array_elements_text", output_field=CharField())
    )
    counted: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Status.values, 0))
    for value, status, number in found.annotate(column=column).values_list("column", "status").annotate(Count("pk")):
        counted[value][status] = number
    return dict(sorted(counted.items(), key=lambda entry: -sum(entry[1].values())))


def in_cluster(one: Recommendation) -> QuerySet[Recommendation]:
    """Others that ask the same."""
    return (
        Recommendation.objects.filter(cluster=one.cluster).exclude(pk=one.pk)
        if one.cluster
        else Recommendation.objects.none()
    )
