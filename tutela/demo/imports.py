"""Existing records in the invented country: one list brought in, and one that is checked and waits, with rows to mend."""

from __future__ import annotations

from collections import Counter

from tutela.accounts import api as accounts
from tutela.exchange import api as exchange
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

from .country import Country
from .people import People

BROUGHT_IN = Counter({"children": 3, "open": 3, "sex:girl": 2, "sex:boy": 1, "risk:UNK": 3, "district:0": 3})
"""What the country shows beside its stories."""
_HEAD = ["Number", "First name", "Surname", "Sex", "Age", "Age as of year", "Birth registration", "Recorded by"]


def build_imports(country: Country, people: People) -> None:
    """In the first district, by its supervisor."""
    boss = accounts.actor_for(people.supervisors[country.districts[0].code])
    year = str(today().year - 1)
    whole = [
        ["S-101", "Nadia", "Ferrol", "Girl", "9", year, "registered", "Sister Ana"],
        ["S-102", "Karim", "Ferrol", "Boy", "6-7", year, "not_registered", "Sister Ana"],
        ["S-103", "Ilse", "", "Girl", "13", year, "unknown", "A volunteer"],
    ]
    waiting = [
        ["12", "Amadou", "Sellim", "boy", "11", year, "in_progress", ""],
        ["13", "Rana", "Dovrel", "girl", "10", "", "registered", ""],
        ["13", "Tomas", "Quille", "M", "12", year, "registered", ""],
        ["14", "Joana", "Quille", "girl", "8-9", year, "unknown", ""],
    ]
    one = _begin(boss, country, "List of the sisters' house, kept on paper", whole)
    with acting_as(boss):
        exchange.start_run(one=one, by=boss, base_version=one.version, later=lambda: None)
        while exchange.go_on(import_id=one.pk, by=boss):
            pass
    _begin(boss, country, "Workbook of the former help desk", waiting)


def _begin(boss: Actor, country: Country, source: str, rows: list[list[str]]) -> exchange.RecordImport:
    first = country.districts[0]
    with acting_as(boss):
        return exchange.begin_import(
            by=boss,
            office=country.offices[first.code],
            territory=first,
            source=source,
            name="list.csv",
            table=enumerate([_HEAD, *rows], start=1),
        )
