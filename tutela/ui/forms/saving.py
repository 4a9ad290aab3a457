"""Forms that save: show, and on POST act and go back; a refusal or a newer version comes back with everything typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState

from .mixins import answer_status
from .problems import add_problems

T = TypeVar("T")


def saving_form(
    request: HttpRequest,
    *,
    form: BaseForm,
    act: Callable[[Mapping[str, Any]], object],
    template: str,
    saved: str,
    title: str,
    back: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show ``form``; when it is posted and valid, call ``act(cleaned_data)`` and go ``back``.

    A refusal, a wrong answer or a newer version comes back on the same form with everything typed; the newer version's
    values stand beside it (``newer``), and sending again saves over it knowingly.
    """
    newer: StaleVersion | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(form.cleaned_data)
        except (InvalidInput, Refused, WrongState) as error:
            add_problems(form, error)
        except StaleVersion as error:
            newer = error
            form.add_error(None, str(error))
            typed = request.POST.copy()
            typed["base_version"] = str(error.version)
            form.data = typed
        else:
            messages.success(request, saved)
            return HttpResponseRedirect(back)
    status = newer.status if newer else answer_status(form)
    shown = {"form": form, "title": title, "back": back, "newer": _rows(form, newer) if newer else [], **(context or {})}
    return render(request, template, shown, status=status)


def making_form(
    request: HttpRequest,
    *,
    form: BaseForm,
    make: Callable[[Mapping[str, Any]], T],
    go: Callable[[T], str],
    **shown: Any,
) -> HttpResponse:
    """A form that makes something new and goes on to it; the rest as in :func:`saving_form`."""
    made: list[T] = []

    def act(data: Mapping[str, Any]) -> object:
        made.append(make(data))
        return made[0]

    answer = saving_form(request, form=form, act=act, **shown)
    return HttpResponseRedirect(go(made[0])) if made and answer.status_code == 302 else answer


def act_and_return(request: HttpRequest, *, act: Callable[[], object], saved: str, back: str) -> HttpResponse:
    """For buttons without a form: act, say so or say why not, and go back."""
    try:
        with transaction.atomic():
            act()
    except (InvalidInput, Refused, WrongState, StaleVersion) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, saved)
    return HttpResponseRedirect(back)


def _rows(form: BaseForm, newer: StaleVersion) -> list[dict[str, Any]]:
    """The fields that differ, as saved meanwhile and as typed here."""
    rows = []
    for name, submitted in newer.submitted.items():
        saved = newer.current.get(name)
        if saved != submitted:
            label = form.fields[name].label if name in form.fields else name
            rows.append({"label": label, "saved": saved, "typed": submitted})
    return rows
