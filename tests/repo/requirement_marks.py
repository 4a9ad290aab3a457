"""Which test carries which requirement, read from the sources of the tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.repo.source import ROOT

TESTS = ROOT / "tests"


@cache
def marked(mark: str) -> dict[str, set[str]]:
    """Requirement (or rule) id to the tests that carry it, as ``tests/…/test_x.py::test_y``."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(path.read_text(), str(path))
        whole_file = set(_file_marks(tree, mark))
        for name, node in _tests(tree):
            for identifier in whole_file | set(_marks(node.decorator_list, mark)):
                found.setdefault(identifier, set()).add(f"{path.relative_to(ROOT).as_posix()}::{name}")
    return found


def _tests(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for child in node.body:
                if isinstance(child, ast.FunctionDef) and child.name.startswith("test"):
                    child.decorator_list = [*child.decorator_list, *node.decorator_list]
                    yield f"{node.name}::{child.name}", child


def _file_marks(tree: ast.Module, mark: str) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "pytestmark" for target in node.targets):
            value = node.value
            yield from _marks(value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value], mark)


def _marks(decorators: list[ast.expr], mark: str) -> Iterator[str]:
    for one in decorators:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == mark:
            yield from (argument.value for argument in one.args if isinstance(argument, ast.Constant))
