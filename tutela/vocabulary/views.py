"""The public pages of the vocabulary: lists, glossary, country rules, and the data dictionary as JSON and CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.kernel.http import open_to_everyone

from . import api, presenters
from .models.codes import in_language


@open_to_everyone
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every list; ``?q=`` narrows."""
    words = request.GET.get("q", "")
    return render(request, "vocabulary/index.html", {"rows": presenters.list_rows(words), "words": words})


@open_to_everyone
@require_safe
def show_list(request: HttpRequest, list_id: str) -> HttpResponse:
    """One list with its codes."""
    chosen = api.code_list(list_id)
    context = {
        "list": chosen,
        "title": in_language(chosen.title),
        "facts": presenters.list_facts(chosen),
        "codes": [(code, code.label()) for code in chosen.own()],
        "has_legal_terms": any(code.legal_term or code.article for code in chosen.own()),
        "has_parents": any(code.parent for code in chosen.own()),
    }
    return render(request, "vocabulary/list.html", context)


@open_to_everyone
@require_safe
def list_json(request: HttpRequest, list_id: str) -> HttpResponse:
    """One list as JSON."""
    return _json(presenters.list_json(api.code_list(list_id)))


@open_to_everyone
@require_safe
def list_csv(request: HttpRequest, list_id: str) -> HttpResponse:
    """One list as CSV."""
    return _csv(presenters.lists_csv([api.code_list(list_id)]), list_id)


@open_to_everyone
@require_safe
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """The whole data dictionary as JSON."""
    lists = [presenters.list_json(api.code_list(list_id)) for list_id in api.list_ids()]
    return _json({"country": api.jurisdiction().code, "lists": lists})


@open_to_everyone
@require_safe
def dictionary_csv(request: HttpRequest) -> HttpResponse:
    """The whole data dictionary as CSV."""
    return _csv(presenters.lists_csv(api.code_list(list_id) for list_id in api.list_ids()), "dictionary")


@open_to_everyone
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term; ``?q=`` narrows."""
    words = request.GET.get("q", "")
    context = {"cards": presenters.term_cards(words), "words": words, "version": api.glossary().version}
    return render(request, "vocabulary/glossary.html", context)


@open_to_everyone
@require_safe
def glossary_json(request: HttpRequest) -> HttpResponse:
    """The glossary as JSON."""
    found = api.glossary()
    return _json(
        {
            "version": found.version,
            "edition": found.edition.isoformat(),
            "source": found.source,
            "licence": found.licence,
            "terms": [presenters.term_json(term) for term in found],
        }
    )


@open_to_everyone
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """The country's ages, the gaps they leave against 18, and its deadlines."""
    rules = api.jurisdiction()
    context = {
        "country": rules,
        "name": rules.label(),
        "ages": presenters.age_facts(rules),
        "gaps": api.gaps(),
        "deadlines": presenters.deadline_rows(rules),
        "child_age_limit": api.CHILD_AGE_LIMIT,
    }
    return render(request, "vocabulary/country.html", context)


def _json(content: dict[str, object]) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _csv(content: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=disposition)
