"""A rule is written once: who may not, and why. Buttons, lists, forms and the API all ask the same object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

from django.db import models

from .errors import Refused

P = ParamSpec("P")


class Reason(models.TextChoices):
    """Base for a context's reasons. The value is the stable code; the label is one sentence that names the rule,
    why it holds here, and the way on. Decisions compare members, never text."""


class Rule(Generic[P]):
    """A question with a reasoned no.

    Wraps ``why_not(actor, thing, ...) -> Reason | None``; ``None`` means nothing stands against it.
    """

    def __init__(self, why_not: Callable[P, Reason | None]) -> None:
        self.why_not = why_not
        self.name = why_not.__name__
        self.__doc__ = why_not.__doc__

    def allows(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether nothing stands against it."""
        return self.why_not(*args, **kwargs) is None

    def require(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Go on, or raise.

        Raises:
            Refused: with the reason.
        """
        reason = self.why_not(*args, **kwargs)
        if reason is not None:
            raise Refused(reason)

    def __repr__(self) -> str:
        return f"<Rule {self.name}>"
