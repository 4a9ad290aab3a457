"""What other systems take: the chosen table and the dictionary as SDMX."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_safe

from tutela.kernel import clock
from tutela.kernel.http import csv_answer, needs, open_to_everyone
from tutela.methods.sdmx import writer
from tutela.ui.forms import require_valid

from ..actions.read_statistics import read_table
from ..forms import TableForm
from ..models.items import VERSION
from ..queries import whole_dictionary
from ..queries.exchange_tables import sdmx_csv, sdmx_xml
from .tables import asked_of


@needs("statistics_view", "statistics_build")
@require_GET
def table(request: HttpRequest, *, kind: str) -> HttpResponse:
    """The chosen table, protected and annotated as on the page; ``kind``: ``csv`` or ``xml``."""
    form = TableForm(asked_of(request))
    require_valid(form)
    by, page = form.question()
    answer = read_table(by=request.actor, breakdowns=by, page=page, purpose="download")  # type: ignore[attr-defined]
    name = "-".join(("tutela", str(answer.cut_off), *answer.question.by, *filter(None, [page])))
    written, media = (sdmx_csv(answer), writer.CSV_TYPE) if kind == "csv" else (sdmx_xml(answer), writer.XML_TYPE)
    return file_answer(written, media, f"{name}.sdmx.{kind}")


@open_to_everyone
@require_safe
def structure(request: HttpRequest, *, kind: str) -> HttpResponse:
    """The dictionary as SDMX structures: concepts, code lists, data structure, dataflow; ``kind``: ``xml`` or ``json``."""
    content, day = whole_dictionary.structures(), clock.today().isoformat()
    if kind == "xml":
        written, media = writer.structure_xml(content, day), writer.STRUCTURE_XML_TYPE
    else:
        written, media = writer.structure_json(content, day).encode(), writer.STRUCTURE_JSON_TYPE
    return file_answer(written, media, f"tutela-dictionary-{VERSION}.sdmx.{kind}")


@open_to_everyone
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """Every code of every list and enumeration, in every language."""
    return csv_answer(whole_dictionary.codes_csv(), f"tutela-codes-{VERSION}")


def file_answer(written: str | bytes, media: str, name: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(written, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
