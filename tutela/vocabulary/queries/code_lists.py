"""Code lists as this installation uses them: with the country's additions and the universal answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from ..errors import UnknownCode
from ..models.codes import CodeList, Option
from .profiles import profile_at, profile_path
from .standard import overlaps, standard_list


def code_list(list_id: str) -> CodeList:
    """A list with the additions of the active country.

    Raises:
        UnknownList: there is no such list.
        BadVocabulary: its file cannot be used.
    """
    return _code_list(list_id, str(profile_path()))


@cache
def _code_list(list_id: str, profile: str) -> CodeList:
    base = standard_list(list_id)
    extra = profile_at(profile).extra_codes.get(list_id, ())
    own = {code.code: code for code in (*base.codes.values(), *extra)}
    if list_id != "universal":
        answers = standard_list("universal").codes
        own |= {code: answers[code] for code in base.accepts}
    return replace(base, codes=MappingProxyType(own))


def label(list_id: str, code: str, language: str | None = None) -> str:
    """The display term of a code in ``language``, by default the active one.

    Raises:
        UnknownList, UnknownCode: no such list or code.
    """
    found = code_list(list_id).codes.get(code)
    if found is None:
        raise UnknownCode(list_id, code)
    return found.label(language)


def options(list_id: str, parent: str | None = None, with_unknown: bool = True, on: dt.date | None = None) -> list[Option]:
    """The answers for a form field, in the active language.

    ``parent`` narrows to the codes below it (``""``: those at the top). ``with_unknown=False`` leaves out the universal
    answers. ``on`` leaves out what was not in force that day. Unknown, not asked and refused exclude other answers.
    """
    chosen = code_list(list_id)
    wanted = chosen.own() if parent is None else chosen.under(parent)
    answers = [Option(code.code, code.label()) for code in wanted if on is None or code.valid_on(on)]
    if with_unknown:
        answers += [Option(code, chosen.codes[code].label(), exclusive=code != "OTH") for code in chosen.accepts]
    return answers


def codes(list_id: str, *, unknown: bool = True) -> Callable[[], list[Option]]:
    """The answers of a list for a field that is declared once: asked at each use, so that they come in the reader's language."""
    return lambda: options(list_id, with_unknown=unknown)


def choices(list_id: str, parent: str | None = None, with_unknown: bool = True) -> list[tuple[str, str]]:
    """The same answers as pairs for Django's ``choices``."""
    return [(option.code, option.label) for option in options(list_id, parent, with_unknown)]


def check_code(list_id: str, code: str, *, on: dt.date | None = None, field: str = "code") -> str:
    """Give ``code`` back when it is an answer of the list (in force on ``on``).

    Raises:
        UnknownCode: it is not; ``field`` names the form field in the error.
    """
    if not is_code(list_id, code, on):
        raise UnknownCode(list_id, code, field=field)
    return code


def is_code(list_id: str, code: object, on: dt.date | None = None) -> bool:
    """Whether ``code`` is an answer of the list (in force on ``on``)."""
    found = code_list(list_id).codes.get(code) if isinstance(code, str) else None
    return found is not None and (on is None or found.valid_on(on))


def overlaps_for(code: str) -> tuple[str, ...]:
    """The codes often found together with a situation, or with the wider one it belongs to: suggestions to check (R11).

    :func:`overlaps` has the pairs with their paragraphs.

    Raises:
        UnknownCode: not a code of the list ``offences``.
    """
    check_code("offences", code)
    family = (code, *code_list("offences").ancestors(code))
    found = [pair.b if pair.a in family else pair.a for pair in overlaps() if (pair.a in family) != (pair.b in family)]
    return tuple(dict.fromkeys(found))
