"""The monitoring mechanism at size: importing and searching recommendations, and a long State report.

``TUTELA_BENCH_RECOMMENDATIONS`` sizes it (default 100000). Everything is built in var/bench and kept.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import statistics
import sys
import time
import zlib
from pathlib import Path
from typing import Any

from common.browsing import client
from common.figures import p95

NUMBER = int(os.environ.get("TUTELA_BENCH_RECOMMENDATIONS", "100000"))
ROUNDS = 60
PARAGRAPHS, TABLES = 600, 60
os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_LOG_LEVEL", "ERROR")
os.environ.setdefault("TUTELA_VAR", str(Path(__file__).resolve().parent.parent.parent / "var" / "bench-monitoring"))
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
VOCABULARY = [first + second + third for first in _SYLLABLES[:10] for second in _SYLLABLES for third in _SYLLABLES[:10]]
FREQUENCY = [1 / (rank + 10) for rank in range(len(VOCABULARY))]
"""Two thousand words; how often each is used falls as in a language (Zipf-Mandelbrot), so that the commonest stand in most texts."""
WORDS = "adopt amend ensure fund law sale protection birth registration training police court data plan budget child".split()
THEMES = ("Sale of children", "Juvenile justice", "Trafficking in persons", "Birth registration", "Child marriage")


def main() -> int:
    """Print the figures; 1 when one of them misses its mark."""
    from tutela.config.commands import demo, setup
    from tutela.config.operations import database

    var = database.var_directory()
    setup.make_keys(var)
    database.start(var)
    setup.fill_database()
    demo._become_superuser()
    try:
        return _measure()
    finally:
        database.stop(var)


def _measure() -> int:
    from django.db import transaction

    from tutela.accounts import api as accounts
    from tutela.demo.country import build_country
    from tutela.demo.people import build_people
    from tutela.monitoring.models import Recommendation

    if not accounts.User.objects.filter(username="ministry_planner").exists():
        with transaction.atomic():
            build_people(build_country(), 1)
            accounts.create_system_users()
    who = {
        name: accounts.actor_for(accounts.User.objects.get(username=name)) for name in ("ministry_planner", "legal_analyst")
    }
    if Recommendation.objects.count() < NUMBER:
        _import(who)
    missed = _search()
    return 1 if _report(who) or missed else 0


def _import(who: dict[str, Any]) -> None:
    from tutela.kernel.database.acting import acting_as
    from tutela.monitoring import api, models
    from tutela.registers import api as kept

    with acting_as(who["legal_analyst"]):
        for place in range(20):
            row = models.WatchedState(code=f"X{chr(65 + place)}A", name=f"State {place}", own=place == 0)
            kept.keep_row(row=row, by=who["legal_analyst"])
    path = Path(os.environ["TUTELA_VAR"]) / "uhri.json"
    path.write_text("[" + ",".join(json.dumps(entry) for entry in _entries()) + "]")
    planner = who["ministry_planner"]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with acting_as(planner), path.open("rb") as stream:
        batch = api.preview_import(kind=api.ImportKind.UHRI, name=path.name, stream=stream, by=planner)
    read = time.monotonic() - started
    with acting_as(planner):
        done = api.apply_import(batch=batch, by=planner)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = path.stat().st_size / 1e6
    print(
        f"  import: {done.made} recommendations ({size:.0f} MB) previewed in {read:.0f} s, all in {time.monotonic() - started:.0f} s"
    )
    print(f"  memory: the process grew by {grown:.0f} MB while importing")


def _entries() -> Any:
    chosen = random.Random(65221)
    for place in range(NUMBER):
        yield {
            "AnnotationId": str(place),
            "Symbol": f"A/HRC/{place % 50}/1",
            "Body": "UPR",
            "AnnotationType": "Recommendation",
            "PublicationDate": "2019-01-01",
            "Text": " ".join(chosen.choices(VOCABULARY, FREQUENCY, k=40)) + f" number{place}",
            "Countries": [f"State {place % 20}"],
            "Themes": [chosen.choice(THEMES)],
            "UprRecommendingCountry": "Orvane",
        }


def _search() -> bool:
    """Text, theme and country together: the query of the screen with its count, and the whole page as a request."""
    from tutela.kernel.clock import today
    from tutela.monitoring import api
    from tutela.monitoring.queries.recommendations import count_some

    browser, chosen = client("ministry_planner"), random.Random(1)
    queries, pages = [], []
    for number in range(ROUNDS):
        asked = {
            "words": " ".join(chosen.choices(VOCABULARY, FREQUENCY, k=2))
            if number % 3
            else f"number{chosen.randrange(NUMBER)}",
            "theme": chosen.choice(("sale", "justice", "")),
            "state": chosen.choice(("XAA", "XBA", "")),
        }
        started = time.perf_counter()
        found = api.search(api.Asked(**asked), today())
        list(found[:26])
        count_some(found)
        between = time.perf_counter()
        answer = browser.get("/monitoring/recommendations", asked)
        assert answer.status_code == 200, answer.status_code
        queries.append((between - started) * 1000)
        pages.append((time.perf_counter() - between) * 1000)
    for name, times in (("query and count", queries), ("whole page", pages)):
        print(
            f"  search, {name}: p95 {p95(times):.0f} ms, median {statistics.median(times):.0f} ms over {ROUNDS} (mark: 200 ms)"
        )
    return p95(pages) > 200


def _report(who: dict[str, Any]) -> bool:
    from tutela.kernel.database.acting import acting_as
    from tutela.monitoring import models
    from tutela.monitoring.actions.reports import freeze_report
    from tutela.monitoring.presenters import prints

    planner = who["ministry_planner"]
    report = models.StateReport.objects.filter(code="LONG").first() or _long_report(planner)
    started = time.monotonic()
    version = report.versions.first()
    if version is None:
        with acting_as(planner):
            version = freeze_report(report=report, by=planner)
    frozen = time.monotonic() - started
    sizes = {}
    for name, made in (("docx", prints.as_docx), ("html", prints.as_html), ("pdf", prints.as_pdf)):
        before = time.monotonic()
        sizes[name] = made(version)
        print(f"  report as {name}: {time.monotonic() - before:.1f} s, {len(sizes[name]) / 1e6:.1f} MB")
    whole = time.monotonic() - started
    packed = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", sizes["pdf"], re.DOTALL)
    pages = len(re.findall(rb"/Type ?/Page\b(?!s)", b"".join(zlib.decompress(part) for part in packed) + sizes["pdf"]))
    print(
        f"  report: {version.words} words, {TABLES} tables, {pages} pages: frozen in {frozen:.1f} s, all in {whole:.1f} s (mark: 60 s)"
    )
    return whole > 60


def _long_report(planner: Any) -> Any:
    import datetime as dt

    from tutela.kernel.database.acting import acting_as
    from tutela.monitoring import api, models
    from tutela.registers import api as kept

    sheet = dict.fromkeys(
        ("definition", "numerator", "denominator", "inclusion", "limits", "revisions", "data_owner"), "as said"
    )

    def keep(model: Any, **values: Any) -> Any:
        return kept.keep_row(row=model(**values), by=planner)

    with acting_as(planner):
        state = api.state_of("XAA")
        day = dt.date(2025, 1, 1)
        wanted = {"code": "LONG", "state": state, "instrument": "OPSC", "kind": "first", "title": "Long", "cut_off": day}
        report = keep(models.StateReport, word_limit=90_000, **wanted)
        line = {"kind": "process", "unit": "children", "direction": "up", "baseline_year": 2015, "baseline": 0}
        for number in range(1, TABLES + 1):
            name = f"I{number}"
            one = keep(models.Indicator, code=name, title=name, target_year=2030, target=9, **line, **sheet)
            values = {"indicator": one, "state": "value", "source": "hand", "reference": "x", "collected_on": day}
            for year in range(2015, 2025):
                for sex in ("", "S=girl", "S=boy"):
                    keep(models.Measurement, year=year, breakdown=sex, value=year - 2000, **values)
            table = {"number": number, "title": f"Table {number}", "dimension": "S", "first_year": 2015, "last_year": 2024}
            keep(models.AnnexTable, report=report, indicator=one, **table)
        codes = list(models.Recommendation.objects.filter(state=state).values_list("code", flat=True)[:PARAGRAPHS])
        for place in range(PARAGRAPHS):
            section = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")[place % 8]
            bound = {"questions": ["G1"], "recommendations": codes[place : place + 1], "tables": [str(place % TABLES + 1)]}
            keep(models.Paragraph, report=report, section=section, place=place + 1, text=" ".join(WORDS * 6), **bound)
    return report


if __name__ == "__main__":
    sys.exit(main())
