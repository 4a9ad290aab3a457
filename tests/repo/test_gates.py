"""The gates themselves: each must be able to fail."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tests.repo.doors import breaks_in
from tests.repo.source import ROOT


def _script(name):
    spec = importlib.util.spec_from_file_location(f"script_{name}", ROOT / "script" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _measured(lines=(), branches=()):
    return {"missing_lines": list(lines), "missing_branches": list(branches)}


def _report(percent=99.0, **files):
    templates = {"tutela/ui/templates/page.html": _measured()}
    return {"totals": {"percent_covered": percent}, "files": templates | files}


@pytest.mark.parametrize(
    ("name", "strict"),
    [
        ("tutela/cases/policies.py", True),
        ("tutela/cases/policies/plan.py", True),
        ("tutela/cases/states.py", True),
        ("tutela/cases/actions/close.py", True),
        ("tutela/kernel/vault/aead.py", True),
        ("tutela/cases/views/file.py", False),
        ("tutela/cases/templates/cases/actions/x.html", False),
    ],
)
def test_coverage_is_strict_where_decisions_are_made(name, strict):
    faults = _script("coverage_gate").judge(_report(**{name: _measured([3], [(4, -1)])}))
    assert bool(faults) is strict
    if strict:
        assert "3, 4→exit" in faults[0]


def test_coverage_overall():
    assert "94.9" in _script("coverage_gate").judge(_report(94.9))[0]


def test_coverage_wants_templates():
    assert "no template" in _script("coverage_gate").judge({"totals": {"percent_covered": 99.0}, "files": {}})[0]


@pytest.mark.parametrize(
    ("importer", "imported", "broken"),
    [
        ("tutela.cases.actions.close", "tutela.accounts.queries", True),
        ("tutela.cases.actions.close", "tutela.accounts.models", True),
        ("tutela.cases.models.file", "tutela.accounts.models", False),
        ("tutela.cases.actions.close", "tutela.accounts.api", False),
        ("tutela.care.actions.close_file", "tutela.cases.actions.sections", True),
        ("tutela.care.actions.close_file", "tutela.cases.api.steps", False),
        ("tutela.care.presenters.file_page", "tutela.cases.presenters.registration", True),
        ("tutela.cases.actions.close", "tutela.cases.policies", False),
        ("tutela.cases.views.file", "tutela.ui.presenters", False),
        ("tutela.config.staff_urls", "tutela.cases.urls", False),
        ("tutela.demo.build", "tutela.cases.urls", True),
        ("tutela.config.staff_urls", "tutela.cases.actions.close", True),
        ("django.urls", "tutela.cases.actions", False),
    ],
)
def test_doors(importer, imported, broken):
    assert breaks_in(importer, imported, {"config"}) is broken


def test_hosts_gate_knows_the_places():
    """The patterns match what they must, and are not themselves written out in the script."""
    import re

    gates = _script("gates")
    pattern = re.compile("|".join(gates._forbidden_places()))
    assert pattern.search("https://pypi." + "org/simple")
    assert pattern.search("see /work/" + "main/x")
    assert not pattern.search("framework/main, /workshop")


def test_unknown_gate_is_an_error(monkeypatch, capsys):
    gates = _script("gates")
    monkeypatch.setattr(sys, "argv", ["gates.py", "nonsense"])
    assert gates.main() == 2
    assert "usage" in capsys.readouterr().out
