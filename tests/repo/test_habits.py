"""What is never written here, found in the syntax tree. Each exception is named, with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.repo.source import files, functions, name_of, tree

ALLOWED = {
    "def save(": {
        "tutela/kernel/vault/sealed.py": "seals the instance's texts under its key; changes no other column",
    },
    "a reading written down by hand": {
        "tutela/care/views/parts.py": "the parts of care are called otherwise in the trail than their models are (care.safety_plan)",
        "tutela/cases/views/participation.py": "a view of the child is called cases.view in the trail",
        "tutela/circumstances/api_http/parts.py": "says which questions, a detail that no row holds",
        "tutela/circumstances/views/parts.py": "says which questions, a detail that no row holds",
    },
    "mark_safe": {"tutela/ui/templatetags/ui.py": "one constant attribute; every value goes through format_html"},
}


def _named(path, predicate: Callable[[ast.AST], bool]) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if predicate(node):
            yield f"{name_of(path)}:{node.lineno}"


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _imports(node: ast.AST, module: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith(module)
    return isinstance(node, ast.Import) and any(alias.name.startswith(module) for alias in node.names)


def _reads_message_text(node: ast.AST) -> bool:
    """``"…" in str(error)``: a decision made from words."""
    if not isinstance(node, ast.Compare) or not any(isinstance(operator, (ast.In, ast.NotIn)) for operator in node.ops):
        return False
    return any(_words_of_an_error(side) for side in node.comparators)


def _words_of_an_error(node: ast.AST) -> bool:
    words = node.args[0] if isinstance(node, ast.Call) and _called(node) == "str" and node.args else None
    return isinstance(words, ast.Name) and words.id in ("e", "err", "error", "exc", "exception")


def _asks_can(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and re.search(r"(^|_)can_", node.name) is not None


def _writes_a_reading(node: ast.AST) -> bool:
    """``audit.record(by=me(request), …, about=str(file.child_id))``: a screen that does not use ``cases.api.read_file``."""
    if _called(node) != "record" or not isinstance(node, ast.Call):
        return False
    given = {word.arg: ast.unparse(word.value) for word in node.keywords}
    return given.get("by", "") in ("me(request)", "actor", "actor(request)") and given.get("about", "").endswith(
        ".child_id)"
    )


def _defines(name: str) -> Callable[[ast.AST], bool]:
    return lambda node: isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name


HABITS: dict[str, Callable[[ast.AST], bool]] = {
    "def can_": _asks_can,
    "in str(error)": _reads_message_text,
    "signals": lambda node: _imports(node, "django.db.models.signals") or _imports(node, "django.dispatch"),
    "@receiver": lambda node: isinstance(node, ast.Name) and node.id == "receiver",
    ".connect(": lambda node: (
        _called(node) == "connect" and any(isinstance(word, ast.keyword) and word.arg == "sender" for word in node.keywords)
    ),
    "def save(": _defines("save"),
    "assert": lambda node: isinstance(node, ast.Assert),
    "get_model(": lambda node: _called(node) == "get_model",
    "GenericForeignKey": lambda node: _imports(node, "django.contrib.contenttypes.fields"),
    "django.contrib.admin": lambda node: _imports(node, "django.contrib.admin"),
    "datetime.now()": lambda node: _called(node) in ("utcnow", "now_utc") or _is_django_now(node),
    "a reading written down by hand": _writes_a_reading,
    "mark_safe": lambda node: _called(node) == "mark_safe",
    "pickle": lambda node: _imports(node, "pickle"),
}


def _is_django_now(node: ast.AST) -> bool:
    """The one clock is ``kernel.clock``."""
    return isinstance(node, ast.Attribute) and node.attr == "now" and getattr(node.value, "id", "") == "timezone"


@pytest.mark.parametrize("habit", HABITS)
def test_never_written(habit):
    found = [
        place for path in files() if name_of(path) not in ALLOWED.get(habit, {}) for place in _named(path, HABITS[habit])
    ]
    assert not found, f"{habit!r} is not written here (DEVELOPERS.md): {found}"


def test_no_attic():
    """No module without a subject."""
    attics = {"utils", "util", "helpers", "common", "misc", "tools"}
    assert [name_of(path) for path in files() if path.stem in attics or attics & set(path.parts)] == []


def test_every_package_says_what_it_is():
    silent = [
        name_of(path)
        for path in files()
        if path.name == "__init__.py" and len(path.relative_to(path.parents[1]).parts) == 2
        if path.parent.parent.name == "tutela" and not ast.get_docstring(tree(path))
    ]
    assert not silent, f"a context says what it owns and what it must never know: {silent}"


def test_public_functions_are_documented():
    """Public functions and classes of api, actions, policies, queries and the kernel carry a docstring."""
    rooms = ("/api.py", "/actions/", "/policies", "/queries", "tutela/kernel/")
    silent = [
        function.label
        for path in files()
        if any(room in name_of(path) for room in rooms)
        for function in functions(path)
        if not any(part.startswith("_") for part in function.qualified.split("."))
        and "." not in function.qualified
        and not ast.get_docstring(function.node)
    ]
    assert not silent, f"say what it does: {silent}"


def test_named_exceptions_still_exist():
    for habit, places in ALLOWED.items():
        for place, reason in places.items():
            assert reason, f"{habit} in {place} has no reason"
