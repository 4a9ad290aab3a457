"""A part from plain data (a shipped file, an installed form) and back: one shape for both.

Texts are a mapping by language, or in shipped files ``en | fr | es | ar``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutela.vocabulary import api as vocabulary

from .declaration import FILE, KINDS, MEDICAL, Choice, Group, Part, Prompt, Question, Words
from .expressions import Expression, parse


def part_from(data: Mapping[str, Any]) -> Part:
    """The part that this data declares.

    Raises:
        ValueError: a key is missing, a kind, list or access unknown, a name used twice; an expression not understood.
    """
    try:
        part = Part(
            code=data["code"],
            version=data["version"],
            title=words(data["title"]),
            explanation=words(data.get("explanation", {})),
            groups=tuple(_group(one) for one in data["groups"]),
            step=data.get("step", "assessment"),
            concerns=tuple(data.get("concerns", ())),
            sensitivity=data.get("sensitivity", "S3"),
            access=data.get("access", FILE),
            prompts=tuple(_prompt(one) for one in data.get("prompts", ())),
            needs=data.get("needs"),
            source=data.get("source", "tutela"),
            languages=tuple(data.get("languages", ())),
        )
    except KeyError as error:
        raise ValueError(f"{data.get('code', '?')}: {error} is missing") from error
    _check(part)
    return part


def words(given: Mapping[str, str] | str) -> Words:
    """A text by language."""
    if isinstance(given, str):
        return dict(zip(vocabulary.LANGUAGES, (text.strip() for text in given.split("|")), strict=False))
    return dict(given)


def expression(text: str | None) -> Expression | None:
    """A parsed expression, or none."""
    return parse(text) if text else None


def _group(data: Mapping[str, Any]) -> Group:
    return Group(
        code=data["code"],
        words=words(data["words"]),
        questions=tuple(_question(one) for one in data["questions"]),
        relevant=expression(data.get("relevant")),
        most=data.get("most", 1),
    )


def _question(data: Mapping[str, Any]) -> Question:
    return Question(
        code=data["code"],
        kind=data["kind"],
        words=words(data["words"]),
        hint=words(data.get("hint", {})),
        list_id=data.get("list", ""),
        own_choices=tuple(
            Choice(one["code"], words(one["words"]), one.get("exclusive", False)) for one in data.get("choices", ())
        ),
        required=data.get("required", False),
        relevant=expression(data.get("relevant")),
        constraint=expression(data.get("constraint")),
        constraint_words=words(data["constraint_words"]) if data.get("constraint_words") else None,
        unit=data.get("unit", ""),
        low=data.get("low"),
        high=data.get("high"),
        statistics=data.get("statistics", False),
    )


def _prompt(data: Mapping[str, Any]) -> Prompt:
    return Prompt(
        code=data["code"],
        words=words(data["words"]),
        when=parse(data["when"]),
        task=data.get("task", ""),
        hours=data.get("hours", 0),
        offer=data.get("offer", ""),
        while_child=data.get("while_child", False),
        below_work_age=data.get("below_work_age", ""),
    )


def _check(part: Part) -> None:
    codes = [one.code for group in part.groups for one in group.questions] + [group.code for group in part.groups]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ValueError(f"{part.code}: used twice: {', '.join(sorted(twice))}")
    if part.access not in (FILE, MEDICAL) or part.medical != (part.sensitivity == "S4"):
        raise ValueError(f"{part.code}: S4 is for the medical track, and the medical track for S4")
    for group, one in part.questions():
        if one.kind not in KINDS or (one.kind in ("one", "many")) != bool(one.list_id or one.own_choices):
            raise ValueError(f"{part.code}: {one.code}: a choice has a list, and nothing else has")
        if one.list_id:
            vocabulary.code_list(one.list_id)
        if one.statistics and (one.kind not in ("one", "many") or group.repeats or part.medical):
            raise ValueError(f"{part.code}: {one.code}: only single choices of the file are counted")
