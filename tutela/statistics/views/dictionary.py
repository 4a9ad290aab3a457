"""The data dictionary, open to everyone: a page, JSON in every language, CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.kernel.http import csv_answer, open_to_everyone

from ..models.items import VERSION
from ..queries.dictionary import as_csv as items_as_csv
from ..queries.dictionary import entries
from ..queries.whole_dictionary import as_dict, lists_and_enumerations


@open_to_everyone
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What every item counts, and from which fields. Holds no figure."""
    return render(
        request, "statistics/dictionary.html", {"entries": entries(), "version": VERSION} | lists_and_enumerations()
    )


@open_to_everyone
@require_safe
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """The whole dictionary in every language: items, code lists, enumerations, and our codes beside those of others."""
    return JsonResponse(as_dict(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@open_to_everyone
@require_safe
def dictionary_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    return csv_answer(items_as_csv(), f"tutela-dictionary-{VERSION}")
