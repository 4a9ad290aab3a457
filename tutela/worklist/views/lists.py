"""Screens of lists that somebody keeps."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return, saving_form

from .. import presenters
from ..actions import lists as actions
from ..forms import ChangeListForm, ListForm
from ..policies import change_list
from ..queries.lists import get_list, lists_of

FORM = "worklist/form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def lists(request: HttpRequest) -> HttpResponse:
    """The lists somebody keeps, and those shared with them."""
    rows = [presenters.list_row(me(request), kept) for kept in lists_of(me(request))]
    return render(request, "worklist/lists.html", {"rows": rows})


@needs(P.FILE_WORK, P.FILE_VIEW)
def list_new(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    query = {name: word for name, word in request.GET.dict().items() if word}
    return saving_form(
        request,
        form=ListForm(request.POST or None, actor=me(request)),
        act=lambda data: actions.keep_list(by=me(request), values={**data, "query": query}),
        saved=_("Kept. It stands above the list of files."),
        title=_("Keep this list"),
        template=FORM,
        back=reverse("kept_lists"),
        context={"words": presenters.in_words(query)},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
def list_change(request: HttpRequest, kept_id: uuid.UUID) -> HttpResponse:
    """Another name, other people, first or not."""
    kept = get_list(me(request), kept_id)
    change_list.require(me(request), kept)
    known = {"name": kept.name, "office": kept.office, "is_default": kept.is_default, "base_version": kept.version}

    def act(data: Any) -> object:
        values = {name: value for name, value in data.items() if name != "base_version"}
        return actions.change_list(kept=kept, by=me(request), base_version=data["base_version"], values=values)

    return saving_form(
        request,
        form=ChangeListForm(request.POST or None, initial=known, actor=me(request)),
        act=act,
        saved=_("Saved."),
        title=_("Change the list"),
        template=FORM,
        back=reverse("kept_lists"),
        context={"words": presenters.in_words(kept.query)},
    )


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["POST"])
def list_go(request: HttpRequest, kept_id: uuid.UUID) -> HttpResponse:
    """Let a list go."""
    kept = get_list(me(request), kept_id)
    change_list.require(me(request), kept)
    return act_and_return(
        request,
        act=lambda: actions.let_list_go(kept=kept, by=me(request), base_version=kept.version),
        saved=_("The list is gone. The files stay where they are."),
        back=reverse("kept_lists"),
    )
