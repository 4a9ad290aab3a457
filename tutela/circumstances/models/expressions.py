"""The expressions of relevance and constraint: a small, closed part of XPath as XLSForm uses it. Nothing is ever evaluated as code.

Understood: ``${name}``, ``.``, numbers, texts in quotes, ``or and = != < <= > >= + - * div mod``, brackets, and the functions of
:data:`FUNCTIONS`. Everything else is refused by its name. Text and missing answers compare as in XPath: what is no number is
less than, greater than and equal to no number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tutela.kernel.clock import today

LONGEST = 1000
DEEPEST = 30
OPERATORS = (("or",), ("and",), ("=", "!="), ("<=", ">=", "<", ">"), ("+", "-"), ("*", "div", "mod"))
"""From the weakest to the strongest."""
FUNCTIONS = {
    "selected": 2,
    "count-selected": 1,
    "not": 1,
    "true": 0,
    "false": 0,
    "today": 0,
    "string-length": 1,
    "number": 1,
    "coalesce": 2,
    "if": 3,
}
"""The functions, and how many arguments each takes."""
_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[A-Za-z_][\w-]*\s*\})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z][A-Za-z-]*)|(?P<sign><=|>=|!=|[=<>+\-*(),.]))"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadExpression(ValueError):
    """What is not understood: ``what`` is the piece of the expression, empty at its end."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, its tree (nested tuples) and the names it reads."""

    text: str
    tree: tuple[Any, ...]
    names: frozenset[str]

    def holds(self, value_of: Callable[[str], Any], own: Any = "") -> bool:
        """Whether it is true; ``value_of`` gives the answer to a name (``""`` without one), ``own`` is the answer itself (``.``)."""
        return truth(_value(self.tree, value_of, own))


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        BadExpression: something is not understood, or it is too long or too deep.
    """
    if len(text) > LONGEST:
        raise BadExpression(text[:20] + "…")
    reader = _Reader(_tokens(text))
    tree = reader.level(0)
    if reader.rest:
        raise BadExpression(reader.rest[0][1])
    return Expression(text, tree, frozenset(reader.names))


def truth(value: Any) -> bool:
    """As XPath: a number but 0, a text or a choice that is not empty."""
    return value == value and bool(value)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadExpression(text[at:].strip()[:20])
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


class _Reader:
    """Reads tokens by the strength of the operators."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest, self.names, self.depth = tokens, set[str](), 0

    def level(self, number: int) -> tuple[Any, ...]:
        if number == len(OPERATORS):
            return self.one()
        left = self.level(number + 1)
        while self.rest and self.rest[0][0] in ("sign", "word") and self.rest[0][1] in OPERATORS[number]:
            operator = self.rest.pop(0)[1]
            left = (operator, left, self.level(number + 1))
        return left

    def one(self) -> tuple[Any, ...]:
        kind, text = self.rest.pop(0) if self.rest else ("end", "")
        if kind == "name":
            name = text[2:-1].strip()
            self.names.add(name)
            return ("name", name)
        if kind == "number":
            return ("is", float(text))
        if kind == "text":
            return ("is", text[1:-1])
        if text == ".":
            return ("own",)
        if text == "-":
            return ("-", ("is", 0.0), self.one())
        if text == "(":
            return self.deeper(lambda: self.closed(self.level(0)))
        if kind == "word" and text in FUNCTIONS:
            return self.deeper(lambda: self.call(text))
        raise BadExpression(text)

    def deeper(self, read: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression("(")
        found = read()
        self.depth -= 1
        return found

    def closed(self, inside: tuple[Any, ...]) -> tuple[Any, ...]:
        self.take(")")
        return inside

    def call(self, function: str) -> tuple[Any, ...]:
        self.take("(")
        arguments = []
        for number in range(FUNCTIONS[function]):
            if number:
                self.take(",")
            arguments.append(self.level(0))
        self.take(")")
        return ("call", function, *arguments)

    def take(self, sign: str) -> None:
        found = self.rest.pop(0)[1] if self.rest else ""
        if found != sign:
            raise BadExpression(found)


def _value(tree: Sequence[Any], value_of: Callable[[str], Any], own: Any) -> Any:
    head, *rest = tree
    if head == "is":
        return rest[0]
    if head == "own":
        return own
    if head == "name":
        return value_of(rest[0])
    if head == "or":
        return any(truth(_value(one, value_of, own)) for one in rest)
    if head == "and":
        return all(truth(_value(one, value_of, own)) for one in rest)
    if head == "call":
        return _CALLS[rest[0]](*(_value(one, value_of, own) for one in rest[1:]))
    left, right = (_value(one, value_of, own) for one in rest)
    return _equal(left, right) is (head == "=") if head in ("=", "!=") else _BINARY[head](*_pair(left, right))


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, (int, float)) or isinstance(right, (int, float)):
        return _number(left) == _number(right)
    return _text(left) == _text(right)


def _pair(left: Any, right: Any) -> tuple[Any, Any]:
    """Two days compare as days, everything else as numbers."""
    if isinstance(left, str) and isinstance(right, str) and _DAY.match(left) and _DAY.match(right):
        return dt.date.fromisoformat(left[:10]).toordinal(), dt.date.fromisoformat(right[:10]).toordinal()
    return _number(left), _number(right)


def _number(value: Any) -> float:
    try:
        return float(value) if not isinstance(value, list) else float("nan")
    except ValueError:
        return float("nan")


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def _over(left: float, right: float) -> float:
    return left / right if right else float("nan")


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": _over,
    "mod": lambda a, b: a % b if b else float("nan"),
}
_CALLS: dict[str, Callable[..., Any]] = {
    "selected": lambda value, code: _text(code) in (value if isinstance(value, list) else _text(value).split()),
    "count-selected": lambda value: len(value) if isinstance(value, list) else len(_text(value).split()),
    "not": lambda value: not truth(value),
    "true": lambda: True,
    "false": lambda: False,
    "today": lambda: today().isoformat(),
    "string-length": lambda value: len(_text(value)),
    "number": _number,
    "coalesce": lambda first, second: first if _text(first) else second,
    "if": lambda test, yes, no: yes if truth(test) else no,
}
