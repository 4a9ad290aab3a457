"""Where a series breaks: a definition in the glossary changed, so figures before and after do not compare (R14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.vocabulary import api as vocabulary

from .counting import top_of


def breaks_of(periods: Sequence[str]) -> list[dict[str, Any]]:
    """Every change of a definition within the periods: period, breakdown, code, day."""
    found = []
    for code in vocabulary.code_list("offences").own():
        for on in vocabulary.breaks_in_series(code.code):
            if str(on.year) in periods:
                of = ("form", "form_detail") if top_of(code.code) == code.code else ("form_detail",)
                found += [{"period": str(on.year), "breakdown": name, "code": code.code, "on": str(on)} for name in of]
    return found


def break_words(breaks: Iterable[dict[str, Any]]) -> list[str]:
    """A sentence for each."""
    return [
        _("The definition of “%(term)s” changed on %(day)s: figures before and after that day are not one series.")
        % {
            "term": vocabulary.label("offences", one["code"])
            if vocabulary.is_code("offences", one["code"])
            else one["code"],
            "day": date_format(dt.date.fromisoformat(one["on"])),
        }
        for one in breaks
    ]
