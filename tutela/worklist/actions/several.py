"""The same step in several files: each by its own action and its own rules, each whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, get_file, make_responsible
from tutela.kernel.actor import Actor
from tutela.kernel.answers import stop
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState

from ..enums import AT_ONCE
from ..queries.values import wrong_day, wrong_flag
from .flags import raise_flag, set_supervision


@dataclass(frozen=True)
class Outcome:
    """What became of one file: ``why`` is empty where it was done, ``code`` the reason's code where a rule said no.
    ``number`` is empty where the actor sees no such file."""

    file_id: uuid.UUID
    number: str
    done: bool
    why: str = ""
    code: str = ""


def assign_several(*, files: Iterable[uuid.UUID], by: Actor, values: Mapping[str, Any]) -> list[Outcome]:
    """Make ``worker`` responsible for each; ``reason`` above the caseload limit (P24), which counts file by file.

    Raises:
        InvalidInput: no file, or too many.
    """
    return _each(
        files, by, lambda file: make_responsible(file=file, worker=values["worker"], by=by, reason=values["reason"])
    )


def flag_several(*, files: Iterable[uuid.UUID], by: Actor, values: Mapping[str, Any]) -> list[Outcome]:
    """Raise the same flag on each.

    Raises:
        InvalidInput: no file, or too many; no reason, or a day that cannot be.
    """
    stop(wrong_flag(values))
    return _each(files, by, lambda file: raise_flag(file=file, by=by, values=values))


def supervise_several(*, files: Iterable[uuid.UUID], by: Actor, values: Mapping[str, Any]) -> list[Outcome]:
    """Set the same day of supervision for each.

    Raises:
        InvalidInput: no file, or too many; a day that cannot be.
    """
    stop(wrong_day(values, "day"))
    return _each(files, by, lambda file: set_supervision(file=file, by=by, values=values))


def transfer_several(*, files: Iterable[uuid.UUID], by: Actor, values: Mapping[str, Any]) -> list[Outcome]:
    """Ask one office to take over each, with one ``reason``: each by the rule and the action of a single one, and accepted one by one.

    Raises:
        InvalidInput: no file, or too many; no office, no known reason, no real words.
    """
    stop(import_string(settings.TUTELA_TRANSFER_TOGETHER["wrong"])(values))
    ask = import_string(settings.TUTELA_TRANSFER_TOGETHER["ask"])
    return _each(files, by, lambda file: ask(file=file, by=by, values=values))


@transaction.atomic
def _each(files: Iterable[uuid.UUID], by: Actor, act: Any) -> list[Outcome]:
    chosen = sorted(set(files))  # everybody in the same order: two who act at once do not wait for each other in a circle
    if not 0 < len(chosen) <= AT_ONCE:
        raise InvalidInput({"files": _("Choose between one and %(most)s files.") % {"most": AT_ONCE}})
    return [_one(file_id, by, act) for file_id in chosen]


def _one(file_id: uuid.UUID, by: Actor, act: Any) -> Outcome:
    try:
        file: CaseFile = get_file(by, file_id)
    except NotHere as error:
        return Outcome(file_id, "", done=False, why=str(error))
    try:
        with transaction.atomic():
            act(file)
    except (InvalidInput, Refused, WrongState) as error:
        why = (
            " ".join(word for words in error.fields.values() for word in words)
            if isinstance(error, InvalidInput)
            else str(error)
        )
        subject, child, refused = f"cases.file:{file.pk}", str(file.child_id), audit.Outcome.REFUSED
        audit.record(by=by, action="several_refused", subject=subject, about=child, outcome=refused)
        code = error.reason.value if isinstance(error, Refused) else ""
        return Outcome(file_id, file.number, done=False, why=why, code=code)
    return Outcome(file_id, file.number, done=True)
