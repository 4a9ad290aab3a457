"""What is not reported, and why: against figures counted by hand, protected in every output."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools

import pyarrow as pa
import pytest
from django.urls import reverse

from tests.factories.accounts import actor_of, make_actor, make_team, make_user, sign_in
from tests.unit.statistics.test_observations import rows_of
from tutela.accounts.models import TeamKey
from tutela.audit.models import Event
from tutela.directory.api import Population
from tutela.intake.models import Barriers, Report
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError, Refused
from tutela.statistics.actions.read_statistics import read_under_reporting
from tutela.statistics.enums import StatisticsReason
from tutela.statistics.models import Snapshot, parquet
from tutela.statistics.queries import snapshots
from tutela.statistics.queries.under_reporting import ASKED, under_reporting

pytestmark = pytest.mark.django_db
PLAIN = dict.fromkeys(parquet.CODES, "UNK") | {"region": "N", "closure_reason": "NAP"}
NOBODY = {name: [] for name in parquet.LABELS}
NUMBERS = itertools.count(1)


@pytest.fixture
def frozen(builder, own_folder, as_role):
    """``frozen((12, {"sex": "girl"}), …)``: a snapshot of so many children with these codes, as a build would leave it."""

    def make(*groups, coverage=None):
        snapshots.folder().mkdir(exist_ok=True)
        rows = [
            {"record_key": next(NUMBERS), "files": 1, "days_to_contact": 2} | PLAIN | NOBODY | codes
            for count, codes in groups
            for _number in range(count)
        ]
        path = snapshots.folder() / f"{next(NUMBERS)}.parquet"
        count, digest = parquet.write(path, [pa.RecordBatch.from_pylist(rows, schema=parquet.SCHEMA)])
        known = coverage or {"all": [3, 5], "region": {"N": [3, 5]}, "district": {"N1": [3, 3], "N2": [0, 2]}}
        as_role("tutela_statistics")
        with acting_as(builder):
            made = Snapshot.objects.create(
                cut_off=dt.date(2026, 6, 30), rows=count, sha256=digest, coverage=known, path=path.name
            )
        as_role("tutela_staff")
        return made

    return make


def groups():
    """100 children. By hand: fear 40 (15 boys), norms 30, both of them 10 of these; not asked 20; 12 + 8 told it themselves."""
    here, there = {"district": "N1", "year": "2025"}, {"district": "N1", "year": "2026"}
    yield 25, here | {"sex": "girl", "barriers": ["NR16"], "reporter": "child", "report_delay": "366+", "age_group": "15-17"}
    yield 15, there | {"sex": "boy", "barriers": ["NR17"], "reporter": "peer", "report_delay": "0-7", "age_group": "15-17"}
    yield (
        20,
        there | {"sex": "girl", "barriers": ["NR21"], "reporter": "family", "report_delay": "366+", "age_group": "10-14"},
    )
    yield (
        10,
        here
        | {"sex": "girl", "barriers": ["NR16", "NR21"], "reporter": "family", "report_delay": "8-31", "age_group": "5-9"},
    )
    yield 20, here | {"sex": "boy", "barriers": ["NAS"], "reporter": "NAS", "report_delay": "NAS", "age_group": "UNK"}
    yield (
        10,
        here
        | {
            "sex": "boy",
            "schooling": "REF",
            "barriers": ["UNK"],
            "reporter": "professional",
            "report_delay": "UNK",
            "age_group": "0-4",
        },
    )


@pytest.mark.requirement("R28")
def test_every_number_is_the_one_counted_by_hand(country, frozen):
    Population.objects.create(territory=country[0][0], children=2000, year=2025, source="Census")
    found = under_reporting(across="year", level="district", snapshot=frozen(*groups()))
    cell = found.barriers.table.cell
    assert [cell("fear", sex, "_T").value for sex in ("girl", "boy", "_T")] == [35, 15, 50]
    assert [cell("norms", sex, "_T").value for sex in ("girl", "boy", "_T")] == [30, 0, 30]
    assert [cell("fear", "_T", year).value for year in ("2025", "2026")] == [35, 15], "change over time"
    assert [cell(one, "_T", "_T").value for one in ("NAS", "UNK")] == [20, 10], "not asked is not unknown"
    assert found.most_named == ("fear", 50)
    assert {one: found.total(found.delay, one).value for one in ("0-7", "8-31", "366+", "UNK", "NAS")} == {
        "0-7": 15, "8-31": 10, "366+": 45, "UNK": 10, "NAS": 20,
    }  # fmt: skip
    assert {one: found.total(found.reporters, one).value for one in ("child", "peer", "family")} == {
        "child": 25,
        "peer": 15,
        "family": 30,
    }
    assert (found.silent, found.expected) == (2, 5)
    first, last = found.places
    assert (first.code, first.children.value, first.offices, first.for_10_000) == ("N1", 100, (3, 3), 500)
    assert round(first.for_each_office, 1) == 33.3
    assert (last.code, last.children.state, last.for_each_office, last.for_10_000) == ("N2", "unknown", None, None)
    unknown = {one.item: (one.unknown, one.whole) for one in found.unknowns}
    assert list(unknown) == list(ASKED)
    assert unknown["age_group"] == (20, 100)
    assert unknown["barrier_group"] == (30, 100)
    assert unknown["schooling"] == (90, 100), "that somebody did not want to answer is an answer"
    assert unknown["form"] == (100, 100), "no form is recorded of anybody"


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("across", ["region", "age_group", "form", "report_channel", "year"])
def test_barriers_are_seen_across_place_age_form_channel_and_time_with_girls_and_boys_apart(frozen, across):
    found = under_reporting(across=across, level="region", snapshot=frozen(*groups()))
    assert found.barriers.question.by == ("barrier_group", "sex", across)
    assert [found.barriers.table.cell("fear", sex, "_T").value for sex in ("girl", "boy")] == [35, 15]


@pytest.mark.requirement("R28")
def test_small_numbers_are_hidden_on_the_page_in_the_sentences_and_in_the_file(client, country, frozen):
    few = {"district": "N1", "barriers": ["NR09"], "reporter": "child", "report_delay": "366+"}
    frozen(
        (2, few | {"sex": "boy"}), (1, few | {"sex": "girl"}), (30, {"district": "N1", "sex": "girl", "barriers": ["NAS"]})
    )
    sign_in(client, make_user("ministry_planner"))
    page = client.get(reverse("statistics_under_reporting"), {"across": "territory", "level": "district"}).content.decode()
    assert "Children who reported by themselves: protected" in page
    assert "more than a year after it happened or began: protected" in page
    assert "Which barrier is named most often cannot be said" in page
    answer = client.get(reverse("statistics_under_reporting_csv"), {"across": "territory", "level": "district"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["part"] for row in rows} == {"barrier_group", "report_delay", "reporter", "places", "unknown"}
    assert not [row for row in rows if row["value"] in ("1", "2", "3", "4")]
    assert ("suppressed", "") in {
        (row["state"], row["value"]) for row in rows if row["part"] == "reporter" and row["code"] == "child"
    }
    assert all("not prevalence" in row["note"] and row["coverage"] and row["snapshot"] == "2026-06-30" for row in rows)


@pytest.mark.requirement("R28")
def test_the_page_says_it_in_words(client, country, frozen):
    sign_in(client, make_user("ministry_planner"))
    address = reverse("statistics_under_reporting")
    assert "No observations yet" in client.get(address).content.decode()
    frozen(*groups(), coverage={"all": [2, 2], "region": {"N": [2, 2]}, "district": {"N1": [2, 2]}})
    page = client.get(address).content.decode()
    for sentence in (
        "Few reports do not mean that few children are harmed",
        "Every office reported in the last year.",
        "The barrier named most often is “Fear”: 50 children.",
        "Children who reported by themselves: 25; reported by another child: 15.",
        "Reported more than a year after it happened or began: 45.",
        "50.0",
        "30 % (30 of 100)",
        "no count kept",
    ):
        assert sentence in page, sentence
    frozen(*groups())
    page = client.get(address, {"across": "report_channel", "level": "district"}).content.decode()
    assert "Of 5 offices, 2 reported nothing in the last year" in page
    assert "Fewest children for each office" in page
    assert 'dir="rtl"' in client.get(address, headers={"accept-language": "ar"}).content.decode()
    for name in ("statistics_under_reporting", "statistics_under_reporting_csv"):
        assert client.get(reverse(name), {"across": "names"}).status_code == 422
    assert reverse("statistics_under_reporting") in client.get(reverse("statistics")).content.decode()


def test_it_is_for_planners_and_read_under_audit(country, frozen):
    worker, planner = make_actor("caseworker"), make_actor("ministry_planner")
    with acting_as(planner), pytest.raises(OperatorError, match="No observations"):
        read_under_reporting(by=planner, across="year", level="region")
    frozen(*groups())
    with acting_as(worker), pytest.raises(Refused) as refused:
        read_under_reporting(by=worker, across="year", level="region")
    assert refused.value.reason is StatisticsReason.NO_VIEW
    with acting_as(planner):
        read_under_reporting(by=planner, across="year", level="region")
    with acting_as(make_actor("data_protection_officer")):
        assert "under_reporting,year,region" in Event.objects.get(action="statistics_read").details


@pytest.mark.requirement("R28")
def test_what_was_recorded_with_the_report_reaches_the_observation(make_children, build, country):
    """Codes only, of the report the latest file came from; how late in groups; of a month its first day counts."""
    _districts, (office, _other) = country
    officer = make_user("intake_officer", office=office)
    key = TeamKey.objects.create(
        team=make_team(office, officer), version=1, public_key=b"p" * 32, recovery_public=b"r" * 32, recovery_seal=b"s"
    )
    told = (
        ("2026-05-01", "366+"),
        ("2027-04-20", "8-31"),
        ("2027-05", "0-7"),
        ("2026", "UNK"),
        ("2028-01", "UNK"),
        (None, "NAS"),
    )
    with acting_as(actor_of(officer)):
        reports = [
            Report.objects.create(
                team=key.team, office=office, territory=office.territory, team_key=key, urgency="planned", urgency_reason="stated",
                clock_from=clock.now(), due_at=clock.now(), taken_on=dt.date(2027, 5, 2), channel="helpline", language="en",
                reporter_type="child", words=b"w", words_key=b"k", receipt_lookup=bytes([number]), mailbox_public=b"m",
                mailbox_private=b"m", kdf_version=1, pepper_version=1,
            )
            for number in range(len(told))
        ]  # fmt: skip
        for report, (day, _group) in zip(reports, told, strict=True):
            if day is not None:
                Barriers.objects.create(
                    report=report, codes=["NR16", "NR21"], holder="family", happened_on=day, recorded_by=officer
                )
    for report in reports:
        make_children(1, report_id=report.pk)
    make_children(1)
    found = rows_of(build())
    assert sorted(row["report_delay"] for row in found) == sorted([*(group for _day, group in told), "NAS"])
    assert sorted(row["reporter"] for row in found) == ["NAS", *["child"] * 6]
    assert sorted(map(sorted, (row["barriers"] for row in found))) == [*[["NAS"]] * 2, *[["NR16", "NR21"]] * 5]
    assert sorted(row["barrier_holder"] for row in found) == [*["NAS"] * 2, *["family"] * 5]
