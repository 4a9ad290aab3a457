"""Rows of the monitoring mechanism for tests; every maker fills in what is not said. None asks a rule."""

from __future__ import annotations

import datetime as dt
import itertools

from tests.factories.accounts import make_office, make_organisation, make_territory, make_user
from tutela.accounts.models import User
from tutela.monitoring import models
from tutela.planning import models as planned

_count = itertools.count(1)
DAY = dt.date(2024, 1, 1)


def keeper() -> User:
    """Whoever entered the rows of a test."""
    return User.objects.filter(username="keeper").first() or make_user("legal_analyst", username="keeper")


def make(model, **fields):
    """A row of any register, entered by :func:`keeper`."""
    return model.objects.create(created_by=keeper(), changed_by=keeper(), **fields)


def make_state(code: str = "XMV", **fields):
    """A watched State; the own one unless told."""
    known = models.WatchedState.objects.filter(code=code).first()
    defaults = {"name": f"State {code}", "own": code == "XMV"}
    return known or make(models.WatchedState, code=code, **defaults | fields)


def make_act(state=None, instrument="OPSC", kind="ratification", acted_on=DAY, **fields):
    """A ratification in force half a year later."""
    defaults = {"in_force_on": acted_on + dt.timedelta(days=180), "source": "test"}
    return make(
        models.Act, state=state or make_state(), instrument=instrument, kind=kind, acted_on=acted_on, **defaults | fields
    )


def make_provision(state=None, **fields):
    """An article in force since 2000."""
    number = next(_count)
    defaults = {
        "code": f"PC-{number}",
        "law": "Penal Code",
        "article": str(number),
        "text": "Whoever transfers a child for any consideration is punished.",
        "from_on": dt.date(2000, 1, 1),
        "source": "test",
    }
    return make(models.Provision, state=state or make_state(), **defaults | fields)


def make_recommendation(state=None, **fields):
    """A recommendation of the Committee."""
    number = next(_count)
    defaults = {"code": f"REC-{number}", "source": "CRC_committee", "body": "CRC", "text": "Adopt a law on sale."}
    return make(models.Recommendation, state=state or make_state(), **defaults | fields)


def make_strategy(**fields):
    """A plan of five years."""
    number = next(_count)
    defaults = {
        "code": f"PLAN-{number}",
        "title": f"Plan {number}",
        "owner": fields.pop("owner", None) or make_organisation(),
        "starts_on": dt.date(2022, 1, 1),
        "ends_on": dt.date(2027, 12, 31),
    }
    return make(planned.Strategy, **defaults | fields)


def make_activity(plan=None, *, theme="sale", territory=None, group="children", recommendations=(), **fields):
    """An activity of a new objective of the plan."""
    number = next(_count)
    objective = make(
        planned.Objective, code=f"OBJ-{number}", plan=plan or make_strategy(), title=f"Objective {number}", theme=theme
    )
    defaults = {
        "code": f"ACT-{number}",
        "title": f"Activity {number}",
        "owner_office": fields.pop("owner_office", None) or make_office(),
        "owner_person": "Head of unit",
        "territory": territory or make_territory(),
        "starts_on": dt.date(2023, 1, 1),
        "ends_on": dt.date(2027, 12, 31),
    }
    activity = make(planned.Activity, objective=objective, group=group, **defaults | fields)
    activity.recommendations.set(recommendations)
    return activity


def make_indicator(**fields):
    """An outcome indicator from 40 in 2020 to 80 in 2030."""
    number = next(_count)
    sheet = dict.fromkeys(("definition", "numerator", "denominator", "inclusion", "limits", "revisions"), "as said")
    defaults = {
        "code": f"IND-{number}",
        "title": f"Indicator {number}",
        "kind": "outcome",
        "unit": "per cent",
        "direction": "up",
        "data_owner": "Statistical office",
        "baseline_year": 2020,
        "baseline": 40,
        "target_year": 2030,
        "target": 80,
    }
    return make(models.Indicator, **sheet | defaults | fields)


def make_value(indicator, year, value=None, **fields):
    """A value collected at the end of its year."""
    defaults = {
        "source": "hand",
        "reference": "evidence",
        "collected_on": dt.date(year, 12, 31),
        "state": "value" if value is not None else "not_available",
    }
    return make(models.Measurement, indicator=indicator, year=year, value=value, **defaults | fields)


def make_state_report(state=None, **fields):
    """A report cut off at the end of 2025."""
    number = next(_count)
    defaults = {
        "code": f"SR-{number}",
        "instrument": "OPSC",
        "kind": "periodic",
        "title": "Report under the Optional Protocol",
        "cut_off": dt.date(2025, 12, 31),
    }
    return make(models.StateReport, state=state or make_state(), **defaults | fields)
