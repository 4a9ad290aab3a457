"""Codes on paper for children in a place: sheets, what was handed out and used, and the sheet to print, once (R94)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.directory.api import help_numbers
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.kernel.http import needs
from tutela.kernel.vault import receipt
from tutela.ui.forms import add_problems, answer_status

from ..actions import cards as acts
from ..api import card_figures, get_sheet, sheets_of
from ..forms.cards import HandOutForm, SheetForm
from ..models import OVERSIGHT

SHOWN = 100


@needs(OVERSIGHT)
@require_http_methods(["GET", "HEAD"])
def cards(request: HttpRequest) -> HttpResponse:
    """The sheets of the mechanism, with how many cards were handed out and used."""
    actor = request.actor  # type: ignore[attr-defined]
    return render(request, "intake/cards.html", {"sheets": sheets_of(actor)[:SHOWN], "figures": card_figures(actor)})


@needs(OVERSIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def print_cards(request: HttpRequest) -> HttpResponse:
    """Choose the place; the answer is the sheet itself, in the language of its readers, shown once."""
    form = SheetForm(request.POST or None, actor=request.actor)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        address, language = said.pop("address"), said.pop("in_language")
        try:
            sheet = acts.print_cards(language=language, by=request.actor, **said)  # type: ignore[attr-defined]
        except (InvalidInput, OperatorError) as error:
            add_problems(form, error)
        else:
            return _sheet(request, sheet, address)
    return render(request, "intake/cards_new.html", {"form": form}, status=answer_status(form))


@needs(OVERSIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Note that cards of a sheet reached children."""
    sheet = get_sheet(request.actor, sheet_id)  # type: ignore[attr-defined]
    form = HandOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.hand_out_cards(batch=sheet, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        else:
            messages.success(request, _("Noted. Nobody’s name is kept."))
            return redirect("cards")
    return render(request, "intake/cards_hand_out.html", {"form": form, "sheet": sheet}, status=answer_status(form))


@needs(OVERSIGHT)
@require_POST
def withdraw(request: HttpRequest, sheet_id: uuid.UUID) -> HttpResponse:
    """Take a sheet back: its cards open nothing from now on."""
    acts.withdraw_cards(batch=get_sheet(request.actor, sheet_id), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Taken back: none of its cards opens anything any more."))
    return redirect("cards")


def _sheet(request: HttpRequest, sheet: acts.Sheet, address: str) -> HttpResponse:
    with translation.override(sheet.batch.language):
        numbers = help_numbers()
        context: dict[str, Any] = {
            "batch": sheet.batch,
            "codes": [receipt.display(code).split("\n") for code in sheet.codes],
            "address": address,
            "number": numbers[min(1, len(numbers) - 1)].number,
        }
        return render(request, "intake/cards_sheet.html", context)
