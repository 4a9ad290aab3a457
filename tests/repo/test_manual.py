"""The manual is whole: its pictures exist and come from the walk, its pages are found, its links lead somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MANUAL = ROOT / "docs" / "manual"
PAGES = sorted(MANUAL.glob("*.md"))
WALK = (ROOT / "tests" / "functional" / "test_walk.py").read_text(encoding="utf-8")
PLACES = "".join(
    (ROOT / "tests" / "functional" / f"test_{name}.py").read_text(encoding="utf-8")
    for name in ("places", "monitoring", "justice", "days")
)


def _pictures(page: Path) -> set[str]:
    return set(re.findall(r"!\[[^\]]+\]\(images/([\w-]+\.png)\)", page.read_text(encoding="utf-8")))


DAYS = {
    "caseworker.md": {"day-work-320", "day-file-320", "day-offline-320", "day-refusal-320", "day-18-sheet-1280"},
    "supervisor.md": {"day-supervisor-320", "day-supervisor-refusal-320", "day-18-closing-1280"},
    "service-provider.md": {"day-provider-320", "day-provider-referral-320"},
    "legal-officer.md": {"day-legal-1280", "day-legal-ar-320"},
}
"""The pictures of each role's day."""
LARGEST = 75_000

USED = {name for page in PAGES for name in _pictures(page)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_and_every_link_of_a_page_exists(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (MANUAL / target).exists(), target


@pytest.mark.parametrize("page", DAYS)
def test_a_role_sees_its_day(page):
    assert {f"{name}.png" for name in DAYS[page]} <= _pictures(MANUAL / page)


def test_no_picture_weighs_much():
    heavy = {path.name: path.stat().st_size for path in (MANUAL / "images").iterdir() if path.stat().st_size > LARGEST}
    assert heavy == {}, "TUTELA_WRITE_MANUAL=1 makes them small"


def test_no_picture_lies_about_unused():
    assert {path.name for path in (MANUAL / "images").iterdir()} == USED


def test_every_picture_comes_from_the_walk_and_every_look_of_the_walk_is_in_the_manual():
    looked = set(re.findall(r'\blook\(\w+(?:\.page)?, f?"([^"{]+)', WALK + PLACES))
    shown = {name.rsplit("-", 1)[0] for name in USED}
    assert {name for name in looked if not any(one.startswith(name) for one in shown)} == set(), "a step without its picture"
    assert {name for name in shown if not any(name.startswith(one) for one in looked)} == set(), "a picture of no step"


def test_every_step_of_the_walk_takes_a_picture():
    functions = {node.name: ast.unparse(node) for node in ast.parse(WALK).body if isinstance(node, ast.FunctionDef)}
    steps = re.search(r"STEPS = \[(.*?)\]", WALK, re.DOTALL).group(1).replace(",", " ").split()
    assert steps
    assert [step for step in steps if "look(" not in functions[step]] == []


def test_the_first_page_names_every_other():
    first = (MANUAL / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} - {"README.md"} <= set(re.findall(r"\]\(([\w-]+\.md)\)", first))
