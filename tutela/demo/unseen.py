"""Four agencies' invented lists, linked in memory as a statistician would; panels on them at two stages; others' estimates."""

from __future__ import annotations

import csv
import io
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.estimates import api as estimates
from tutela.estimates.actions.add_lists import Told, link_lists
from tutela.estimates.actions.ask_estimate import ask_again, ask_estimate
from tutela.estimates.actions.publish_estimate import publish_estimate
from tutela.estimates.actions.review_estimate import decide_review, send_for_review
from tutela.estimates.models import Estimate, ListOverlap
from tutela.estimates.states import EstimateState
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

from .crowd import name

PEOPLE = 1200
"""Children who are there; nobody in the invented country knows this number, and no page says it."""
BOOTSTRAP = 100
LISTS = {"Police": 0.14, "Health services": 0.17, "Schools": 0.12, "Shelters": 0.06}
_PLACES = ("Arrenval", "Castel Mar", "Doroba")
_READING = (
    "Most methods answer two to three times the number of children on the lists, with wide intervals. Schools and shelters meet more "
    "often than chance would have it; methods that cannot allow for that answer lower. The panel does not say where the children are."
)
_READING_OF_THREE = "Without the shelters the methods agree less. To be read beside the other."
_REMARK = "Read with the lists beside it."
_MAP = {name: (name,) for name in ("given", "family", "sex", "born", "place")}


@dataclass(frozen=True)
class _Child:
    given: str
    family: str
    sex: str
    born: str
    place: str


def build_unseen(seed: int, later: Callable[..., object]) -> None:
    """Link the lists and ask for two panels; ``later`` is given each one's id, for they take longer than anybody wants to wait."""
    me, second = _statisticians()
    told = Told(title="Children on the move", year_from=today().year - 2, year_to=today().year - 1, recall=0.95)
    with acting_as(me):
        lists = link_lists(by=me, told=told, files=made_up_lists(seed), mapping=_MAP)
        estimates.register_first(by=me)
    later(pk=_ask(lists, me, list(LISTS)), publish=True)
    later(pk=_ask(lists, second, list(LISTS)[:3]), publish=False)


def _statisticians() -> tuple[Actor, Actor]:
    first, second = (accounts.actor_for(User.objects.get(username=name)) for name in ("statistician", "second_statistician"))
    return first, second


def _ask(lists: ListOverlap, by: Actor, chosen: list[str]) -> str:
    with acting_as(by):
        asked = ask_estimate(by=by, overlap=lists, lists=chosen, stratum="", later=lambda _pk: None, seed=7)
        asked.options |= {"bootstrap": BOOTSTRAP}
        asked.save(update_fields=["options"])
    return str(asked.pk)


def work_on_panel(*, pk: str, publish: bool) -> None:
    """A panel to its publication, or to the table of its second reader; begun again, it goes on where it was left.

    Raises:
        Refused: a worker was stopped in the middle of it not ten minutes ago.
    """
    me, second = _statisticians()
    asked_by, other = (me, second) if publish else (second, me)
    _work(pk, asked_by)
    _step(pk, asked_by, EstimateState.READY, partial(send_for_review, reading=_READING if publish else _READING_OF_THREE))
    if publish:
        _step(pk, other, EstimateState.IN_REVIEW, partial(decide_review, approve=True, remark=_REMARK))
        _step(pk, asked_by, EstimateState.APPROVED, publish_estimate)


def _work(pk: str, by: Actor) -> None:
    _step(pk, by, EstimateState.RUNNING, partial(ask_again, later=lambda _pk: None))
    if _read(pk, by).state == EstimateState.WAITING:
        estimates.run_estimate(by=by, pk=uuid.UUID(pk))


def _step(pk: str, by: Actor, state: EstimateState, action: Callable[..., object]) -> None:
    """The action, where the panel stands before it."""
    estimate = _read(pk, by)
    if estimate.state == state:
        with acting_as(by):
            action(by=by, estimate=estimate)


def _read(pk: str, by: Actor) -> Estimate:
    with acting_as(by):
        return Estimate.objects.select_related("overlap").get(pk=pk)


def made_up_lists(seed: int) -> list[tuple[str, bytes]]:
    """Each list with the children it sees, as its clerk spells them; whom schools see, shelters see three times as often."""
    draw = random.Random(seed)
    people = [_child(draw) for _ in range(PEOPLE)]
    seen: dict[str, list[_Child]] = {called: [] for called in LISTS}
    for child in people:
        at_school = False
        for called, share in LISTS.items():
            if draw.random() < (share * 3 if called == "Shelters" and at_school else share):
                seen[called].append(child)
                at_school = at_school or called == "Schools"
    return [(called, _csv(draw, children)) for called, children in seen.items()]


def _child(draw: random.Random) -> _Child:
    year, month, day = today().year - draw.randrange(5, 17), draw.randrange(1, 13), draw.randrange(1, 29)
    return _Child(name(draw), name(draw), draw.choice("fm"), f"{year}-{month:02}-{day:02}", draw.choice(_PLACES))


def _csv(draw: random.Random, children: list[_Child]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_MAP)
    for child in children:
        born = child.born if draw.random() < 0.8 else child.born[:4] if draw.random() < 0.9 else "not asked"
        place = child.place if draw.random() < 0.9 else draw.choice(_PLACES)
        rows.writerow([_spelt(draw, child.given), _spelt(draw, child.family), child.sex, born, place])
    return out.getvalue().encode()


def _spelt(draw: random.Random, word: str) -> str:
    """One in ten is spelt otherwise: a letter twice, or one left out."""
    if draw.random() > 0.1 or len(word) < 5:
        return word
    at = draw.randrange(2, len(word) - 1)
    return word[:at] + (word[at] * 2 if draw.random() < 0.5 else "") + word[at + 1 :]
