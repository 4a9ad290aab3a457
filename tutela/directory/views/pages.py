"""A page of a long list: one row more than shown tells whether there is another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 20
LAST = 50
"""Further than a thousand entries nobody pages; the list asks to be narrowed."""


def page_of(request: HttpRequest, first: Callable[[int], list[M]]) -> tuple[list[M], str, str]:
    """The rows of the page in the address, and the addresses of the one before and the one after (empty: none).

    ``first`` answers so many of the first rows.
    """
    text = request.GET.get("page", "1")
    number = min(int(text), LAST) if text.isascii() and text.isdigit() and int(text[:6]) > 0 else 1
    upto = number * SIZE + 1
    rows = first(upto)[(number - 1) * SIZE :]
    more = len(rows) > SIZE and number < LAST
    return rows[:SIZE], _address(request, number - 1), _address(request, number + 1) if more else ""


def _address(request: HttpRequest, number: int) -> str:
    if number < 1:
        return ""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
