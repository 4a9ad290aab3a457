"""The source of Tutela as the repository tests read it: files, trees, functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "tutela"
CONTEXTS = (
    *(
        "monitoring",
        "oversight",
        "agreements",
        "planning",
        "estimates",
        "statistics",
        "exchange",
        "configuration",
        "community",
        "coordination",
        "documents",
        "exports",
        "retention",
        "webhooks",
        "merging",
        "participation",
        "reintegration",
        "thresholds",
        "signatures",
        "transfers",
        "treatment",
        "decisions",
        "worklist",
        "justice",
        "placements",
        "circumstances",
        "care",
        "cases",
    ),
    *("facilities", "intake", "prevention", "registers"),
    *("accounts", "directory", "vocabulary", "audit"),
)


@cache
def files() -> tuple[Path, ...]:
    """Every Python file of the product, migrations left out."""
    return tuple(sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(), str(path))


def name_of(path: Path) -> str:
    """``tutela/cases/api.py``: as the exception lists write it."""
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The room of a context: ``actions`` for ``tutela/cases/actions/close.py``."""
    parts = path.relative_to(PACKAGE).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


@dataclass(frozen=True)
class Function:
    """A function with where it stands."""

    path: Path
    qualified: str
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def label(self) -> str:
        return f"{name_of(self.path)}:{self.qualified}"

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones included."""
    yield from _functions(path, tree(path), "")


def _functions(path: Path, node: ast.AST, prefix: str) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Function(path, f"{prefix}{child.name}", child)
            yield from _functions(path, child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(path, child, f"{prefix}{child.name}.")
        else:
            yield from _functions(path, child, prefix)
