"""The caseload report as a page and as a file: every number leads to the list it was counted from."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.cases.api import NOBODY, DeadlineKind, Risk, words
from tutela.kernel.csv_files import to_csv
from tutela.kernel.http import csv_answer
from tutela.vocabulary import api as vocabulary

from ..queries.caseload import LEVELS, Carried, OfficeLoad
from ..queries.usage import RoleUse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _link(worker: str, **more: str) -> str:
    return f"{reverse('files')}?{urlencode({'state': '', 'worker': worker} | more)}"


def _behind(what: str, worker: str) -> str:
    return f"{reverse('caseload_behind', args=[what])}?{urlencode({'worker': worker})}"


def carried_row(one: Carried) -> dict[str, Any]:
    """A worker's line; a number of nothing leads nowhere."""
    who = str(one.worker.pk) if one.worker else NOBODY
    rule = vocabulary.jurisdiction().caseload
    cells = [(one.files, _link(who))] + [(one.levels.get(level, 0), _link(who, risk=level)) for level in LEVELS]
    cells.append((one.late, _link(who, late="contact")))
    numbers = [{"number": number_format(number), "url": url if number else ""} for number, url in cells]
    limit = _("%(files)s of %(limit)s files, %(points)s of %(most)s points") % {
        "files": one.files,
        "limit": rule.files,
        "points": one.points,
        "most": rule.points,
    }
    days = number_format(one.task_days, 1) if one.task_days is not None else "–"
    return {
        "name": one.worker.full_name if one.worker else _("Nobody yet"),
        "numbers": numbers,
        "limit": limit if one.worker else "",
        "at_limit": one.at_limit,
        "contacts": one.contacts,
        "contacts_url": _behind("contacts", who) if one.worker and one.contacts else "",
        "days": days,
        "days_url": _behind("tasks", who) if one.worker and one.tasks else "",
    }


def heads() -> list[str]:
    """The columns of the numbers that lead to the list of files."""
    return [_("Open files"), *(str(Risk(level).label) for level in LEVELS), _("Contact late")]


def carried_table(rows: list[Carried]) -> tuple[list[str], list[list[Any]]]:
    """The same as a file: plain numbers."""
    rule = vocabulary.jurisdiction().caseload
    more = [
        _("Points"),
        _("Limit of files"),
        _("Limit of points"),
        _("Contacts this month"),
        _("Open tasks"),
        _("Mean days open"),
    ]
    lines = [
        [one.worker.full_name if one.worker else _("Nobody yet"), one.files]
        + [one.levels.get(level, 0) for level in LEVELS]
        + [one.late, one.points, rule.files, rule.points, one.contacts, one.tasks]
        + [round(one.task_days, 1) if one.task_days is not None else ""]
        for one in rows
    ]
    return [_("Worker"), *heads(), *more], lines


def contact_row(contact: Any) -> dict[str, Any]:
    """A contact: the day, how, in which file; no name is opened for that."""
    kind = words.label("contact_kinds", contact.kind)
    return {
        "url": reverse("file", args=[contact.file_id]),
        "number": contact.file.number,
        "what": kind,
        "on": contact.happened_on,
    }


def task_row(deadline: Any) -> dict[str, Any]:
    """Something that is open: since when, due when, in which file."""
    return {
        "url": reverse("file", args=[deadline.file_id]),
        "number": deadline.file.number,
        "what": str(DeadlineKind(deadline.kind).label),
        "on": deadline.created_at,
        "due": deadline.due_at,
    }


def office_row(one: OfficeLoad) -> dict[str, Any]:
    """An office's line, or the country's."""
    limit = vocabulary.jurisdiction().caseload.files
    return {
        "name": one.office.name if one.office else _("The country"),
        "numbers": [_few(number) for number in (one.open_files, one.opened, one.closed)],
        "workers": number_format(one.workers),
        "each": number_format(one.each, 1) if one.each is not None else "–",
        "above": one.each is not None and one.each > limit,
    }


def office_table(rows: list[OfficeLoad]) -> tuple[list[str], list[list[Any]]]:
    """The same as a file; fewer than ten stand as “<10”."""
    head = [
        _("Office"),
        _("Open files"),
        _("Opened last month"),
        _("Closed last month"),
        _("Caseworkers"),
        _("Files for each"),
    ]
    lines = []
    for one in rows:
        counts = [_few(number) if number is None else number for number in (one.open_files, one.opened, one.closed)]
        each = round(one.each, 1) if one.each is not None else ""
        lines.append([one.office.name if one.office else _("The country"), *counts, one.workers, each])
    return head, lines


def _few(number: int | None) -> str:
    return "<10" if number is None else number_format(number)


def use_row(one: RoleUse) -> dict[str, Any]:
    """A role's line."""
    return {
        "name": one.name,
        "accounts": number_format(one.accounts),
        "lately": number_format(one.lately),
        "never": number_format(one.never),
        "last": one.last,
    }


def as_file(kind: str, name: str, head: list[str], lines: list[list[Any]]) -> HttpResponse:
    """The table as CSV, or as a workbook."""
    if kind == "csv":
        return csv_answer(to_csv(head, lines), name)
    import openpyxl  # loaded by whoever takes a workbook, not by every process of the staff site

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(name[:30])
    sheet.append(head)
    for line in lines:
        cells = [openpyxl.cell.WriteOnlyCell(sheet, value=value) for value in line]
        for cell in cells:  # a name that looks like a formula stays a name
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(stream.getvalue(), content_type=XLSX, headers=headers)
