"""The steps that one record offers: named, each with its form, its rule and its action, on the page and through the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
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
