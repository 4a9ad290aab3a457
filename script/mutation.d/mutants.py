"""The mutants of a module: mutmut's changes, and three of our own for what rules and states are made of.

mutmut's own command is not used: it leaves decorated functions out (every rule is one) and everything outside functions (every
transition is). Its operators are; they are asked for each node of the file, wherever it stands.
"""

from __future__ import annotations

import difflib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_if_exp

TEXTS = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy"}
"""What people read is not a decision; translations have tests of their own."""


@dataclass(frozen=True)
class Mutant:
    """One changed copy of a module. ``function`` is the outermost function changed; empty: the module's own statements."""

    module: str
    path: Path
    line: int
    function: str
    source: str
    difference: str


def _without_entry(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A set, list, tuple or mapping without one of its entries: a transition, an owner, a source state."""
    for index in range(len(node.elements)):  # type: ignore[attr-defined]
        rest = [*node.elements[:index], *node.elements[index + 1 :]]  # type: ignore[attr-defined]
        if rest and isinstance(node, cst.Tuple) and len(rest) == 1:
            rest = [rest[0].with_changes(comma=cst.Comma())]
        if rest or not isinstance(node, cst.Set):
            yield node.with_changes(elements=rest)
        else:
            yield cst.parse_expression("set()")


def _silent(node: cst.Return) -> Iterator[cst.CSTNode]:
    """A function that gives back nothing: for a rule, a refusal that is left out."""
    if isinstance(node.value, cst.Attribute | cst.Call | cst.Name | cst.BooleanOperation | cst.Comparison) and not (
        isinstance(node.value, cst.Name) and node.value.value == "None"
    ):
        yield node.with_changes(value=cst.Name("None"))


OURS: list[tuple[type, Callable]] = [
    (cst.If, operator_if_exp),  # a condition that always holds, one that never does; mutmut asks it of ternaries only
    (cst.CompIf, operator_if_exp),
    (cst.Set, _without_entry),
    (cst.List, _without_entry),
    (cst.Tuple, _without_entry),
    (cst.Dict, _without_entry),
    (cst.Return, _silent),
]
OPERATORS = [*mutation_operators, *OURS]


class _Finder(cst.CSTVisitor):
    """Every change of every node, except in what decides nothing (see :meth:`on_visit`)."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.states = path.name == "states.py"
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, str]] = []
        self.names: list[tuple[str, bool]] = []
        self.heads = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _decides_nothing(node) or (self.states and isinstance(node, cst.SimpleString)):
            return False  # strings beside states name a machine and who moves next, for the reference page: a gate compares that
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.append((node.name.value, isinstance(node, cst.FunctionDef)))
        if isinstance(node, cst.Parameters) and self.names:
            self.heads += 1
        line = self.get_metadata(PositionProvider, node).start.line if self.metadata else 0
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                self.found += [
                    (node, changed, line, self._function())
                    for changed in operator(node)
                    if not (self.states and _only_a_name_is_gone(node, changed))
                ]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if _decides_nothing(original_node):
            return
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self.names.pop()
        if isinstance(original_node, cst.Parameters) and self.names:
            self.heads -= 1

    def _function(self) -> str:
        """``Class.method`` or ``function``; defaults belong to the module, which evaluates them."""
        parts = []
        for name, is_function in self.names:
            parts.append(name)
            if is_function:
                return "" if self.heads else ".".join(parts)
        return ""


def _decides_nothing(node: cst.CSTNode) -> bool:
    """Imports, decorators, annotations, aliases of types, docstrings, texts for people, and enums: their codes are held by the
    migrations and the interface's document, their labels are texts."""
    match node:
        case cst.Import() | cst.ImportFrom() | cst.Decorator() | cst.Annotation():
            return True
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return True
        case cst.Call(func=cst.Name(value=name)):
            return name in TEXTS
        case cst.ClassDef(bases=[*bases]):
            return any(cst.Module([]).code_for_node(base.value).endswith(("Choices", "Reason", "Enum")) for base in bases)
        case cst.If(test=cst.Name(value="TYPE_CHECKING")):
            return True
        case cst.CompFor(target=cst.Tuple()) | cst.For(target=cst.Tuple()):
            return False
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
            return name[:1].isupper() and not name.isupper() and _is_type(value)
    return False


def _only_a_name_is_gone(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """A machine without its name, which is one of the words for the reference page."""
    if not isinstance(node, cst.Call) or not isinstance(changed, cst.Call) or len(node.args) != len(changed.args):
        return False
    return any(isinstance(old.value, cst.SimpleString) and old is not new for old, new in zip(node.args, changed.args))


def _is_type(value: cst.BaseExpression) -> bool:
    """``One | Other | None``, ``Mapping[One, Other]``."""
    match value:
        case cst.BinaryOperation(operator=cst.BitOr(), left=left, right=right):
            return _is_type(left) and _is_type(right)
        case cst.Name() | cst.Subscript():
            return True
    return False


def mutants(root: Path, path: Path, share: float = 1.0, seed: str = "") -> list[Mutant]:
    """Every mutant of a file that is still Python, each once; or a share of them, drawn by ``seed``."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text()))
    finder = _Finder(path)
    wrapper.visit(finder)
    name = str(path.relative_to(root).with_suffix("")).replace("/", ".").removesuffix(".__init__")
    before, seen, found = wrapper.module.code, set(), []
    changes = finder.found
    if share < 1:
        changes = random.Random(f"{seed}{path.relative_to(root)}").sample(changes, round(len(changes) * share))
    for node, changed, line, function in changes:
        source = wrapper.module.deep_replace(node, changed).code
        if source == before or source in seen or not _compiles(source):
            continue
        seen.add(source)
        found.append(Mutant(name, path, line, function, source, _difference(before, source)))
    return found


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _difference(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))
