"""What the planning screens share: the person of the request, a part of a file, a form that makes something new."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere

from ..models import CaseFile
from .sections import section_form

M = TypeVar("M", bound=models.Model)


def me(request: HttpRequest) -> Actor:
    """The person who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def part_of(file: CaseFile, model: type[M], pk: uuid.UUID, *related: str) -> M:
    """A part of this file, with the file itself (its child and office) at hand.

    Raises:
        NotHere: missing, or a part of another file.
    """
    found = model._default_manager.select_related(*related).filter(pk=pk, file_id=file.pk).first()
    if found is None:
        raise NotHere()
    found.file = file  # type: ignore[attr-defined]
    return found


def was_read(request: HttpRequest, file: CaseFile, kind: str, pk: uuid.UUID) -> None:
    """Write down that a sensitive part was read."""
    audit.record(by=me(request), action=f"{kind}_read", subject=f"cases.{kind}:{pk}", about=str(file.child_id))


def making_form(
    request: HttpRequest,
    *,
    file: CaseFile,
    form: BaseForm,
    make: Callable[[Mapping[str, Any]], M],
    go: Callable[[M], str],
    **shown: Any,
) -> HttpResponse:
    """A form that makes something new and goes on to it."""
    made: list[M] = []

    def act(data: Mapping[str, Any]) -> object:
        made.append(make(data))
        return made[0]

    answer = section_form(request, file=file, form=form, act=act, **shown)
    return HttpResponseRedirect(go(made[0])) if made and answer.status_code == 302 else answer
