"""What every form of this context has in common: show, act when it is right, go on; lose nothing typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState
from tutela.ui.forms import add_problems, answer_status


def acting_form(
    request: HttpRequest,
    *,
    form: BaseForm,
    act: Callable[[], object],
    go: Callable[[object], str],
    title: str,
    back: str,
    saved: str,
    template: str = "facilities/form.html",
    **context: Any,
) -> HttpResponse:
    """Show ``form``; posted and valid, ``act()`` and go on to ``go(result)``. A refusal or a newer version comes back on the
    form with everything typed; sending again then saves over the newer version knowingly."""
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                result = act()
        except (InvalidInput, Refused, WrongState) as error:
            add_problems(form, error)
        except StaleVersion as error:
            form.add_error(None, str(error))
            typed = request.POST.copy()
            typed["base_version"] = str(error.version)
            form.data = typed
            status = error.status
            context["newer"] = [
                {"label": form.fields[name].label, "saved": error.current[name]}
                for name in error.current
                if name in form.fields and error.current[name] != error.submitted.get(name)
            ]
        else:
            messages.success(request, saved)
            return HttpResponseRedirect(go(result))
    shown = {"form": form, "title": title, "back": back, **context}
    return render(request, template, shown, status=status or answer_status(form))


def press(request: HttpRequest, *, act: Callable[[], object], saved: str, back: str) -> HttpResponse:
    """For buttons without a form: act, say so or say why not, and go back."""
    try:
        with transaction.atomic():
            act()
    except (InvalidInput, Refused, WrongState, StaleVersion) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, saved)
    return HttpResponseRedirect(back)
