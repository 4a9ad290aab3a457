"""Statisticians, lists that are linked, and an estimate at any stage."""

import uuid

import numpy as np
import pytest

from tests.factories.accounts import make_actor, make_territory
from tutela.estimates.actions.ask_estimate import ask_estimate
from tutela.estimates.actions.run_estimate import run_estimate
from tutela.estimates.models import Estimate, ListOverlap
from tutela.kernel.database.acting import acting_as

LISTS = ["police", "health", "school", "shelters"]


def made_up_rows(people: int = 900, seed: int = 5) -> list[list]:
    """People of whom each list sees some; two age groups, three places."""
    rng = np.random.default_rng(seed)
    seen = rng.random((people, 4)) < np.array([0.3, 0.25, 0.35, 0.2])
    counts: dict[tuple, int] = {}
    for row in seen:
        mask = int(sum(1 << at for at in range(4) if row[at]))
        if mask:
            key = (
                mask,
                str(rng.choice(["f", "m"])),
                str(rng.choice(["5-9", "10-14"])),
                str(rng.choice(["Aru", "Belo", "UNK"])),
            )
            counts[key] = counts.get(key, 0) + 1
    return [[*key, people] for key, people in sorted(counts.items())]


@pytest.fixture
def statistician(db):
    make_territory()
    return make_actor("statistician")


@pytest.fixture
def second(db):
    make_territory()
    return make_actor("statistician")


@pytest.fixture
def planner(db):
    make_territory()
    return make_actor("ministry_planner")


@pytest.fixture
def lists(statistician):
    """Four linked lists."""
    with acting_as(statistician):
        return ListOverlap.objects.create(
            title="Lists of the north",
            names=LISTS,
            rows=made_up_rows(),
            match=[[3, 0.97], [5, 0.9]],
            recall=None,
            year_from=2023,
            year_to=2024,
            sources=[{"name": name, "records": 300, "people": 290, "problems": {"date": 3}} for name in LISTS],
            linked=True,
            made_by_id=statistician.id,
        )


@pytest.fixture
def ask(statistician, lists):
    """``ask(stratum="sex")``: a waiting estimate, and nothing queued."""

    def make(chosen=LISTS, stratum="", bootstrap=40) -> Estimate:
        with acting_as(statistician):
            estimate = ask_estimate(by=statistician, overlap=lists, lists=chosen, stratum=stratum, later=list, seed=3)
            estimate.options = estimate.options | {"bootstrap": bootstrap}
            estimate.save(update_fields=["options"])
        return estimate

    return make


def small_work(counts, strata, linkage, options, progress):
    """The real work without the slow samplers: the tests of the methods run those."""
    from tutela.estimates.queries import results
    from tutela.methods import prevalence

    panel = prevalence.estimate(
        counts,
        methods=("stepwise", "bic", "graphs", "closed"),
        options=prevalence.Options(bootstrap=options["bootstrap"], seed=options["seed"], linkage=linkage, max_order=2),
        progress=progress,
    )
    found = results._panel(panel) | {"removed": results._removed(counts), "missed": results._missed(counts)}
    return found | results._strata(counts, strata, options["threshold"])


@pytest.fixture
def done(ask, statistician, monkeypatch):
    """``done(stratum="sex")``: an estimate with its panel."""
    from tutela.estimates.actions import run_estimate as running

    monkeypatch.setattr(running, "work", small_work)

    def make(**options) -> Estimate:
        estimate = ask(**options)
        run_estimate(by=statistician, pk=estimate.pk)
        with acting_as(statistician):
            return Estimate.objects.select_related("overlap").get(pk=estimate.pk)

    return make


NOBODY = uuid.UUID(int=7)
