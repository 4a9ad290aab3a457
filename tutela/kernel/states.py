"""States as data: an enum, a dict of transitions, a dict of owners. Diagrams are drawn from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import WrongState

S = TypeVar("S", bound=models.TextChoices)


@dataclass(frozen=True)
class Machine(Generic[S]):
    """What may follow what, and whose move it is.

    ``transitions`` maps every state to the set of states that may follow; ``owners`` maps every state to a word for who
    acts next. Both must name every state.
    """

    name: str
    states: type[S]
    start: S
    transitions: Mapping[S, frozenset[S]]
    owners: Mapping[S, str]

    def __post_init__(self) -> None:
        every = set(self.states)
        if set(self.transitions) != every or set(self.owners) != every:
            raise ValueError(f"{self.name}: every state needs its transitions and its owner")

    def allows(self, current: S | str, target: S | str) -> bool:
        """Whether ``target`` may follow ``current``."""
        return self.states(target) in self.transitions[self.states(current)]

    def move(self, current: S | str, target: S | str) -> S:
        """Return ``target`` when it may follow ``current``.

        Raises:
            WrongState: it may not; the sentence says what may.
        """
        if self.allows(current, target):
            return self.states(target)
        possible = ", ".join(str(state.label) for state in self.states if self.allows(current, state))
        raise WrongState(
            _("This is “%(current)s” now and cannot become “%(target)s”. Possible next: %(possible)s.")
            % {
                "current": self.states(current).label,
                "target": self.states(target).label,
                "possible": possible or _("nothing; it is finished"),
            }
        )

    def mermaid(self) -> str:
        """The diagram, in Mermaid's state notation; generated into ``docs/reference``."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.value}"]
        for state in self.states:
            lines += [f"    {state.value} --> {target.value}" for target in self.states if self.allows(state, target)]
            if not self.transitions[state]:
                lines.append(f"    {state.value} --> [*]")
        return "\n".join(lines)
