"""Django's own system checks of this project: what no setting may change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tutela.kernel.errors import OperatorError

MAJORITY = 18
_SENTENCE = "CHILD_AGE_LIMIT is {limit}: everybody under 18 is a child, and no setting can lower that. Set 18 or more."


@register("tutela")
def child_age_limit(**_options: Any) -> list[CheckMessage]:
    """R1: no setting can lower 18."""
    sentence = _fault()
    return [Error(sentence, id="tutela.E001")] if sentence else []


def require_child_age_limit() -> None:
    """Refuse to run at all below 18.

    Raises:
        OperatorError: the limit is below 18.
    """
    sentence = _fault()
    if sentence:
        raise OperatorError(sentence)


def _fault() -> str:
    limit = settings.CHILD_AGE_LIMIT
    return _SENTENCE.format(limit=limit) if limit < MAJORITY else ""
