"""Relations point downward. Import-linter cannot see ``ForeignKey("cases.CaseFile")``: it is a string."""

from __future__ import annotations

import tomllib

import pytest
from django.apps import apps

from tests.repo.source import CONTEXTS, ROOT

SEVERED = {frozenset({"cases", "intake"}), frozenset({"care", "intake"}), frozenset({"placements", "intake"})}
"""Contexts between which no relation stands: the part that faces the internet must not be able to name a child's file."""

THIRD_PARTY_ALLOWED: dict[str, str] = {}
"""``context.Model.field`` that points outside Tutela, with the reason."""


def _ranks() -> dict[str, int]:
    """Context to layer, read from the import contract: one truth for imports and relations."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"].startswith("Contexts point downward"))
    return {
        name.strip(): -number
        for number, layer in enumerate(layers)
        for name in layer.replace("|", ":").replace(":", " ").split()
    }


def _context(model) -> str:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "tutela" else ""


def _relations():
    for model in apps.get_models():
        if not _context(model):
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if field.auto_created or not field.is_relation:
                continue
            yield f"{model._meta.label}.{field.name}", model, field.related_model
            through = getattr(getattr(field, "remote_field", None), "through", None)
            if through is not None:
                yield f"{model._meta.label}.{field.name} (through)", model, through


def _fault(model, related) -> str:
    if related is None:
        return "a generic relation points anywhere"
    source, target, ranks = _context(model), _context(related), _ranks()
    if not target:
        return "points outside Tutela"
    if source == target:
        return ""
    if frozenset({source, target}) in SEVERED:
        return f"{source} and {target} are severed: keep an opaque id"
    return "" if ranks[target] < ranks[source] else f"{target} does not lie below {source}"


def test_relations_point_downward():
    faults = {
        label: fault
        for label, model, related in _relations()
        if label not in THIRD_PARTY_ALLOWED
        if (fault := _fault(model, related))
    }
    assert not faults


def test_there_are_relations_to_look_at():
    assert len(list(_relations())) > 5


def test_ranks_know_every_context():
    assert set(CONTEXTS) <= set(_ranks())


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("intake", "cases", "severed"),
        ("cases", "intake", "severed"),
        ("care", "intake", "severed"),
        ("cases", "care", "below"),
        ("accounts", "cases", "below"),
        ("cases", None, "generic"),
    ],
)
def test_a_planted_relation_is_found(source, target, word):
    def model(context):
        return type("Planted", (), {"__module__": f"tutela.{context}.models"})

    assert word in _fault(model(source), model(target) if target else None)


def test_relations_of_strangers_are_found():
    def model(context):
        return type("Planted", (), {"__module__": f"tutela.{context}.models"})

    assert _fault(model("statistics"), model("exchange"))
    assert not _fault(model("cases"), model("directory"))
    assert not _fault(model("care"), model("cases"))
