"""The caseload of one's own team, of the country, and how the system is used."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.errors import NotHere
from tutela.kernel.http import me, needs

from ..presenters import caseload as show
from ..queries import caseload as figures
from ..queries.usage import usage

FILES = ("csv", "xlsx")
SHOWN = 200


@needs(P.FILE_ASSIGN)
@require_http_methods(["GET", "HEAD"])
def caseload(request: HttpRequest) -> HttpResponse:
    """What each worker of one's offices carries; every number leads to its list."""
    rows = figures.carried(me(request))
    kind = request.GET.get("format", "")
    audit.record(
        by=me(request), action="caseload_read", details={"rows": len(rows), "as": kind if kind in FILES else "page"}
    )
    if kind in FILES:
        return show.as_file(kind, "caseload", *show.carried_table(rows))
    context = {
        "rows": [show.carried_row(one) for one in rows],
        "heads": show.heads(),
        "uses": [show.use_row(one) for one in usage(me(request).offices(P.FILE_ASSIGN))],
    }
    return render(request, "worklist/caseload.html", context)


@needs(P.FILE_ASSIGN)
@require_http_methods(["GET", "HEAD"])
def caseload_behind(request: HttpRequest, behind: str) -> HttpResponse:
    """The contacts of this month, or the open tasks, behind the number of the worker in the address, or of all."""
    people = figures.workers_in_sight(me(request), request.GET.get("worker", ""))
    if behind == "contacts":
        found = figures.contacts(me(request), [person.pk for person in people])
        title, rows = _("Contacts this month"), [show.contact_row(one) for one in found[:SHOWN]]
    elif behind == "tasks":
        open_ones = figures.tasks(me(request)).filter(file__worker__in=people)
        title, rows = _("Open tasks"), [show.task_row(one) for one in open_ones[:SHOWN]]
    else:
        raise NotHere()
    audit.record(by=me(request), action="caseload_read", details={"rows": len(rows), "as": behind})
    name = people[0].full_name if len(people) == 1 else ""
    return render(request, "worklist/caseload_behind.html", {"rows": rows, "title": title, "name": name})


@needs(P.STATISTICS_VIEW)
@require_http_methods(["GET", "HEAD"])
def caseload_country(request: HttpRequest) -> HttpResponse:
    """The caseload of every office as of the first of the month, protected; no file stands behind it (R76)."""
    rows = figures.country()
    kind = request.GET.get("format", "")
    audit.record(
        by=me(request), action="caseload_read", details={"rows": len(rows), "as": kind if kind in FILES else "country"}
    )
    if kind in FILES:
        return show.as_file(kind, "caseload-country", *show.office_table(rows))
    context = {"rows": [show.office_row(one) for one in rows], "uses": [show.use_row(one) for one in usage()]}
    return render(request, "worklist/caseload_country.html", context)
