"""The steps that one record offers: named, each with its form, its rule and its action, on the page and through the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.errors import NotHere
from tutela.kernel.http import me
from tutela.kernel.rules import Rule

from .saving import saving_form


@dataclass(frozen=True)
class Move:
    """One step: its action takes ``one``, ``by``, ``base_version`` and ``values``; ``known`` is what its form starts with;
    ``follows`` says beforehand what the step brings about where its form does not."""

    name: str
    title: Any
    form: Any
    act: Callable[..., Any]
    rule: Rule[Any]
    icon: str
    known: Callable[[Any], dict[str, Any]] = lambda _one: {}
    follows: Any = ""


def move_named(moves: Sequence[Move], name: str) -> Move:
    """The step of this name.

    Raises:
        NotHere: there is no such step.
    """
    found = next((one for one in moves if one.name == name), None)
    if found is None:
        raise NotHere
    return found


def offered(request: HttpRequest, moves: Sequence[Move], one: Any) -> list[Move]:
    """The steps that whoever asks may take on the record as it stands."""
    return [move for move in moves if move.rule.allows(me(request), one)]


def offered_pages(request: HttpRequest, moves: Sequence[Move], one: Any, page: str, *above: UUID) -> list[dict[str, Any]]:
    """The same with the address of each step's page: ``page`` with the ids of ``above`` and the step's name."""
    return [
        {"url": reverse(page, args=[*above, move.name]), "title": move.title, "icon": move.icon}
        for move in offered(request, moves, one)
    ]


def moving_form(
    request: HttpRequest,
    *,
    move: Move,
    one: Any,
    form: BaseForm,
    template: str,
    back: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Show the step's ``form``; when it is posted and valid, take the step on ``one`` at the version that was seen, and go ``back``."""

    def act(data: Mapping[str, Any]) -> object:
        values = {name: value for name, value in data.items() if name != "base_version"}
        return move.act(one=one, by=me(request), base_version=data["base_version"], values=values)

    return saving_form(
        request,
        form=form,
        act=act,
        template=template,
        saved=_("Saved."),
        title=str(move.title),
        back=back,
        context={**context, "follows": move.follows},
    )
