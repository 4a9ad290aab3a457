"""Four agencies' invented lists, linked in memory as a statistician would; panels on them at two stages; others' estimates."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.estimates import api as estimates
from tutela.estimates.actions.add_lists import Told, link_lists
from tutela.estimates.actions.ask_estimate import ask_estimate
from tutela.estimates.actions.publish_estimate import publish_estimate
from tutela.estimates.actions.review_estimate import decide_review, send_for_review
from tutela.estimates.models import Estimate, ListOverlap
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
_MAP = {name: (name,) for name in ("given", "family", "sex", "born", "place")}


@dataclass(frozen=True)
class _Child:
    given: str
    family: str
    sex: str
    born: str
    place: str


def build_unseen(seed: int) -> None:
    """Link the lists once and work on two panels: one published, one that waits for its second reader."""
    me, second = (accounts.actor_for(User.objects.get(username=name)) for name in ("statistician", "second_statistician"))
    told = Told(title="Children on the move", year_from=today().year - 2, year_to=today().year - 1, recall=0.95)
    with acting_as(me):
        lists = link_lists(by=me, told=told, files=made_up_lists(seed), mapping=_MAP)
        estimates.register_first(by=me)
    published, read = _panel(lists, me, list(LISTS)), _panel(lists, second, list(LISTS)[:3])
    with acting_as(me):
        send_for_review(by=me, estimate=published, reading=_READING)
    with acting_as(second):
        decide_review(by=second, estimate=published, approve=True, remark="Read with the lists beside it.")
        send_for_review(
            by=second, estimate=read, reading="Without the shelters the methods agree less. To be read beside the other."
        )
    with acting_as(me):
        publish_estimate(by=me, estimate=published)


def _panel(lists: ListOverlap, by: Actor, chosen: list[str]) -> Estimate:
    with acting_as(by):
        asked = ask_estimate(by=by, overlap=lists, lists=chosen, stratum="", later=lambda _pk: None, seed=7)
        asked.options |= {"bootstrap": BOOTSTRAP}
        asked.save(update_fields=["options"])
    estimates.run_estimate(by=by, pk=asked.pk)
    with acting_as(by):
        return Estimate.objects.select_related("overlap").get(pk=asked.pk)


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
