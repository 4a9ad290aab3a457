"""Answers against a part: what fits, what is relevant, what is missing, what differs. Pure: nothing is read or written here.

Answers are a mapping: a question's code to its answer, a repeating group's code to a list of such mappings. Only declared
questions are ever in it, only while they are relevant, and a missing answer is no key rather than nothing: unknown, not asked and
refused are codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .declaration import LONGEST_LINE, LONGEST_TEXT, MOST_ROWS, NO_ANSWER, Group, Part, Question, said

Answers = dict[str, Any]
_DATE = re.compile(r"^(\d{4}|XXXX)(-(0[1-9]|1[0-2]|XX)(-(0[1-9]|[12]\d|3[01]))?)?$")
_EMPTY: tuple[Any, ...] = (None, "", [], ())
_MOST = 10**12


def place(group: Group, question: Question, row: int = 0) -> str:
    """The name of an answer in a form and in an error: its code, in a repeating group with the group and the row."""
    return f"{group.code}__{row}__{question.code}" if group.repeats else question.code


def typed(part: Part, raw: Mapping[str, Any]) -> tuple[Answers, dict[str, str]]:
    """What was given, each answer in its kind; and what does not fit, by :func:`place`. A text is trimmed, an empty answer left
    out; what is not declared does not fit."""
    problems: dict[str, str] = {}
    names = {(group.code if group.repeats else one.code) for group, one in part.questions()}
    for name in raw.keys() - names:
        problems[str(name)] = _("This part does not ask that. Take it out.")
    answers: Answers = {}
    for group in part.groups:
        if not group.repeats:
            answers |= _row(group, raw, 0, problems)
        elif (rows := raw.get(group.code)) not in _EMPTY:
            found = _rows(group, rows, problems)
            answers |= {group.code: found} if found else {}
    return answers, problems


def relevant(part: Part, answers: Answers) -> Answers:
    """The answers without those whose question is not relevant: asked of the answers themselves, in any order they depend on."""
    judge = _Judge(part, answers)
    kept: Answers = {}
    for group in part.groups:
        if not group.repeats:
            kept |= {
                one.code: answers[one.code] for one in group.questions if one.code in answers and judge.asks(group, one)
            }
            continue
        rows = [
            {one.code: row[one.code] for one in group.questions if one.code in row and judge.asks(group, one, row)}
            for row in answers.get(group.code, [])
        ]
        if rows := [row for row in rows if row]:
            kept[group.code] = rows
    return kept


def asked(part: Part, answers: Answers) -> Iterator[tuple[Group, Question, int, Mapping[str, Any]]]:
    """Every question that is relevant, with its group, its row and the answers of that row."""
    judge = _Judge(part, answers)
    for group in part.groups:
        rows = answers.get(group.code, []) if group.repeats else [answers]
        for number, row in enumerate(rows):
            for one in group.questions:
                if judge.asks(group, one, row if group.repeats else None):
                    yield group, one, number, row


def shown(part: Part, answers: Answers, group: Group) -> bool:
    """Whether a section has anything to ask."""
    judge = _Judge(part, answers)
    return any(judge.asks(group, one, {} if group.repeats else None) for one in group.questions) or (
        group.repeats and group.code in answers
    )


def asks(part: Part, answers: Answers, group: Group, question: Question, row: Mapping[str, Any] | None = None) -> bool:
    """Whether one question is relevant."""
    return _Judge(part, answers).asks(group, question, row)


def faults(part: Part, answers: Answers, groups: frozenset[str] | None = None) -> dict[str, str]:
    """What is missing or breaks a constraint among relevant questions (of these groups), by :func:`place`."""
    found: dict[str, str] = {}
    for group, one, number, row in asked(part, answers):
        if groups is not None and group.code not in groups:
            continue
        value = row.get(one.code, "")
        if problem := _missing(one) if value in _EMPTY else _breaks(one, value, _lookup(answers, row)):
            found[place(group, one, number)] = problem
    return found


def changed(before: Answers, after: Answers) -> list[str]:
    """The names whose answers differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def merged(base: Answers, current: Answers, mine: Answers) -> tuple[Answers, list[str]]:
    """Both writers' changes on what both had seen, and the names that both changed otherwise; there ``mine`` stands."""
    result, clash = dict(current), []
    for name in changed(base, mine):
        if current.get(name) != base.get(name) and current.get(name) != mine.get(name):
            clash.append(name)
        if name in mine:
            result[name] = mine[name]
        else:
            result.pop(name, None)
    return result, clash


def _missing(question: Question) -> str:
    return (
        "" if not question.required else _("This is needed. Where there is no answer, say so: unknown, not asked, refused.")
    )


def _breaks(question: Question, value: Any, value_of: Callable[[str], Any]) -> str:
    if question.constraint is None or value in NO_ANSWER or question.constraint.holds(value_of, value):
        return ""
    rule = {"rule": question.constraint.text}
    return said(question.constraint_words or {}) or _("This answer does not fit: %(rule)s") % rule


def _rows(group: Group, rows: Any, problems: dict[str, str]) -> list[Answers]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        problems[group.code] = _("Give a list, one entry for each time.")
        return []
    if len(rows) > min(group.most, MOST_ROWS):
        problems[group.code] = _("At most %(most)s entries fit here.") % {"most": min(group.most, MOST_ROWS)}
        return []
    known = {one.code for one in group.questions}
    for number, row in enumerate(rows):
        for name in row.keys() - known:
            problems[f"{group.code}__{number}__{name}"] = _("This part does not ask that. Take it out.")
    return [row for row in (_row(group, row, number, problems) for number, row in enumerate(rows)) if row]


def _row(group: Group, raw: Mapping[str, Any], number: int, problems: dict[str, str]) -> Answers:
    found: Answers = {}
    for one in group.questions:
        value = raw.get(one.code)
        if one.kind == "note" or value in _EMPTY:
            continue
        try:
            found[one.code] = _KINDS[one.kind](one, value)
        except ValueError as error:
            problems[place(group, one, number)] = str(error)
    return {name: value for name, value in found.items() if value not in _EMPTY}


def _one(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in question.codes():
        raise ValueError(_("Choose one of the answers offered."))
    return value


def _many(question: Question, value: Any) -> list[str]:
    known = question.choices()
    codes = [choice.code for choice in known]
    if not isinstance(value, list) or not all(isinstance(code, str) and code in codes for code in value):
        raise ValueError(_("Choose among the answers offered."))
    alone = {choice.code for choice in known if choice.exclusive or choice.code == "none"}
    if len(set(value)) > 1 and alone & set(value):
        raise ValueError(_("Unknown, not asked, refused and none stand alone. Keep that answer alone, or take it away."))
    return [code for code in codes if code in value]


def _number(question: Question, value: Any) -> Any:
    if value in NO_ANSWER:
        return value
    whole = question.kind == "whole"
    try:
        number = None if isinstance(value, bool) else int(str(value)) if whole else float(str(value))
    except ValueError:
        number = None
    if number is None or not -_MOST < number < _MOST:
        raise ValueError(_("Write a whole number.") if whole else _("Write a number."))
    if (question.low is not None and number < question.low) or (question.high is not None and number > question.high):
        low, high = (f"{bound:g}" if bound is not None else "…" for bound in (question.low, question.high))
        raise ValueError(_("Write a number from %(low)s to %(high)s.") % {"low": low, "high": high})
    return number


def _date(question: Question, value: Any) -> str:
    if value in NO_ANSWER:
        return str(value)
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError(_("Write what is known of the day: 2014, 2014-05 or 2014-05-17."))
    return value


def _text(question: Question, value: Any) -> str:
    longest = LONGEST_LINE if question.kind == "line" else LONGEST_TEXT
    if not isinstance(value, str):
        raise ValueError(_("Write a text."))
    if len(value) > longest:
        raise ValueError(_("At most %(longest)s characters fit here.") % {"longest": longest})
    if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in value):
        raise ValueError(_("Take out the control characters."))
    return value.strip()


_KINDS: dict[str, Callable[[Question, Any], Any]] = {
    "one": _one,
    "many": _many,
    "whole": _number,
    "decimal": _number,
    "date": _date,
    "line": _text,
    "text": _text,
}


def _lookup(answers: Mapping[str, Any], row: Mapping[str, Any]) -> Callable[[str], Any]:
    return lambda name: row.get(name, answers.get(name, ""))


class _Judge:
    """Whether a question is relevant, an answer that is itself not relevant counting as none. The compiler refuses circles."""

    def __init__(self, part: Part, answers: Answers) -> None:
        self.answers = answers
        self.of = {one.code: (group, one) for group, one in part.questions()}
        self.known: dict[str, bool] = {}

    def asks(self, group: Group, question: Question, row: Mapping[str, Any] | None = None) -> bool:
        """Whether it is asked, in this row of a repeating group."""
        if row is None and question.code in self.known:
            return self.known[question.code]

        def value_of(name: str) -> Any:
            other_group, other = self.of[name]
            if other_group.repeats:
                value = (row or {}).get(name, "")
                return value if value != "" and self.asks(other_group, other, row or {}) else ""
            value = self.answers.get(name, "")
            return value if value != "" and self.asks(other_group, other) else ""

        holds = all(rule is None or rule.holds(value_of) for rule in (group.relevant, question.relevant))
        if row is None:
            self.known[question.code] = holds
        return holds
