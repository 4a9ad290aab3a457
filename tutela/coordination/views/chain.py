"""The page of a file that shows its chain of actors (R71)."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import get_file, read_file
from tutela.kernel.actor import Actor
from tutela.kernel.http import needs

from ..presenters import chain as presenters
from ..queries.chain import chain_of


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def chain(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Every actor with task, day and standing; the missing links first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    file = get_file(actor, file_id)
    read_file(file=file, by=actor, what="chain_read")
    found = chain_of(file)
    context = {
        "file": file,
        "gaps": [presenters.gap_row(gap) for gap in found.gaps],
        "sectors": presenters.sector_rows(found),
        "links": [presenters.link_row(link, file) for link in found.links],
    }
    return render(request, "coordination/chain.html", context)
