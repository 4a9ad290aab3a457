"""The screen of a file's kind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.cases.api import get_file, read_file, words
from tutela.kernel.http import me, needs
from tutela.ui.forms import saving_form

from . import actions, policies, presenters, queries
from .forms import DeclineForm, KindForm


@needs(P.FILE_WORK, P.FILE_VIEW)
def file_kind(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What kind of file this is, what passes the threshold of early support, how it changed; and changing it."""
    file = get_file(me(request), file_id)
    read_file(file=file, by=me(request), what="file_kind_read")

    against = policies.decline.why_not(me(request), file)

    def act(data: Mapping[str, Any]) -> object:
        return actions.change_kind(file=file, by=me(request), values=data)

    return saving_form(
        request,
        form=KindForm(request.POST or None, initial={"kind": file.file_type}),
        act=act,
        saved=_("Saved. The file is of another kind now."),
        title=_("Kind of file"),
        template="thresholds/kind.html",
        back=reverse("file", args=[file.pk]),
        context={
            "file": file,
            "kind": words.label("file_types", file.file_type),
            "grounds": [ground.label for ground in policies.passed(file)],
            "rows": [presenters.row(change) for change in queries.changes(file)],
            "may_change": policies.change_kind.allows(me(request), file),
            "may_decline": against is None,
            "against": presenters.held_back(against),
            "declined": [presenters.declined_row(one) for one in queries.declined(file)],
        },
    )


@needs(P.FILE_APPROVE)
def file_decline(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Do not accept a file that was triaged."""
    file = get_file(me(request), file_id)
    policies.decline.require(me(request), file)
    if request.method != "POST":
        read_file(file=file, by=me(request))
    return saving_form(
        request,
        form=DeclineForm(request.POST or None),
        act=lambda data: actions.decline_file(file=file, by=me(request), values=data),
        saved=_("Saved. The file is not accepted; it can be opened again."),
        title=_("Do not accept this file"),
        template="cases/section_form.html",
        back=reverse("file_kind", args=[file.pk]),
        context={
            "file": file,
            "follows": _(
                "What is due in it is no longer due. The file stays, can be opened again, and is sealed in its time like a closed one."
            ),
        },
    )
