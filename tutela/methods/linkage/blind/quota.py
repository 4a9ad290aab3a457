"""How much a partner may ask. Private set intersection hides what is asked, so the amount is what can be limited.

A cheating partner can put any token into a query; the quota therefore counts elements, padding included, as well as cases
and questions about one case. At the defaults a dictionary of 10,000 names meets the limit at 2,560 elements a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

ELEMENTS_PER_CASE = 128
"""Each case takes up exactly so many elements of a query: up to four spellings of one child, the rest padding."""


class Refusal(PermissionError):
    """A query that is not answered; ``code`` says why, the message is one sentence for the asking party."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """Cases per query, per day and per thirty days; questions about one case in thirty days."""

    cases_per_query: int = 10
    cases_per_day: int = 20
    cases_per_month: int = 200
    questions_per_case: int = 3


class Quota:
    """The running account of every partner. ``authorised`` may ask a register of agreed case references."""

    def __init__(self, limits: Limits | None = None, authorised: Callable[[str, str], bool] | None = None) -> None:
        self.limits = limits or Limits()
        self._authorised = authorised
        self._asked: dict[str, list[tuple[datetime, str]]] = defaultdict(list)

    def spend(self, party: str, cases: tuple[str, ...], at: datetime) -> None:
        """Book a query about ``cases`` or raise Refusal and book nothing."""
        self._check_form(party, cases)
        month = [(when, case) for when, case in self._asked[party] if when > at - timedelta(days=30)]
        today = sum(when > at - timedelta(days=1) for when, _ in month)
        if today + len(cases) > self.limits.cases_per_day:
            raise Refusal("quota-day", f"The daily quota of {self.limits.cases_per_day} cases is used up.")
        if len(month) + len(cases) > self.limits.cases_per_month:
            raise Refusal("quota-month", f"The quota of {self.limits.cases_per_month} cases in thirty days is used up.")
        for case in cases:
            if sum(asked == case for _, asked in month) >= self.limits.questions_per_case:
                raise Refusal("quota-case", "This case was already asked about as often as is allowed.")
        self._asked[party] = month + [(at, case) for case in cases]

    def _check_form(self, party: str, cases: tuple[str, ...]) -> None:
        if not cases or not all(case.strip() for case in cases):
            raise Refusal("no-case", "Every query needs the reference of the case it serves.")
        if len(set(cases)) != len(cases):
            raise Refusal("case-twice", "A case may stand only once in a query.")
        if len(cases) > self.limits.cases_per_query:
            raise Refusal("too-many", f"A query may serve at most {self.limits.cases_per_query} cases.")
        if self._authorised and not all(self._authorised(party, case) for case in cases):
            raise Refusal("not-authorised", "A case in this query is not authorised for this partner.")
