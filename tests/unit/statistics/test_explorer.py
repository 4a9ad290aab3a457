"""The explorer: registered questions only, pictures that know no more than their table, statements that cannot be left out."""

from __future__ import annotations

import csv
import html
import io
import re
from itertools import product
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_user, sign_in
from tests.unit.statistics.releasing import observations
from tutela.kernel.errors import Refused
from tutela.methods.disclosure.tables import TOTAL, CellState
from tutela.statistics.enums import StatisticsReason
from tutela.statistics.models import Release
from tutela.statistics.models.dictionary import BREAKDOWNS, UNKNOWN
from tutela.statistics.models.measures import LEAST_OF, MEASURES
from tutela.statistics.presenters import explorer as presenters
from tutela.statistics.queries import exploring
from tutela.statistics.queries.exploring import Question, explore, share_of
from tutela.vocabulary import api as vocabulary

pytestmark = pytest.mark.django_db
NOTE = "known to the system, not prevalence"


@pytest.fixture
def release(world):
    world.snapshot(observations(3_000))
    return world.publish(world.build(world.prepare(), "explored"))


@pytest.fixture
def reader(client):
    sign_in(client, make_user("ministry_planner"))
    return client


def cell(value, state=CellState.VALUE):
    return SimpleNamespace(value=value, state=state)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=4), st.integers(0, 2000))
def test_a_share_is_whole_hundredths_of_enough_children(parts, most):
    figure = share_of([cell(one) for one in parts], cell(most), "2025", ())
    if most < LEAST_OF:
        assert (figure.value, figure.few) == (None, True)
    else:
        assert 0 <= figure.value <= 100
        assert abs(figure.value - min(100, 100 * sum(parts) / most)) <= 0.5
        assert (figure.part, figure.whole) == (sum(parts), most)


@pytest.mark.parametrize("state", [CellState.SUPPRESSED, CellState.WITHHELD, CellState.NOT_APPLICABLE, CellState.UNKNOWN])
def test_a_share_of_what_is_hidden_is_hidden_for_the_same_reason(state):
    for parts, most in (
        ([cell(None, state)], cell(100)),
        ([cell(10), cell(None, state)], cell(100)),
        ([cell(9)], cell(None, state)),
    ):
        figure = share_of(parts, most, "2025", ())
        assert (figure.state, figure.value, figure.part, figure.whole) == (state, None, None, None)


@pytest.mark.requirement("R12")
@pytest.mark.requirement("R32")
def test_every_measure_has_its_sheet_and_counts_registered_answers(country):
    for measure in MEASURES.values():
        breakdown = BREAKDOWNS[measure.subject]
        known = {one.code for one in vocabulary.code_list(breakdown.list_id)} if breakdown.list_id else set(breakdown.words)
        assert set(measure.parts) <= known | {"NONE"}, measure.code
        assert not set(measure.parts) & UNKNOWN
        assert measure.label
        assert measure.numerator
        assert measure.limits
    assert next(iter(exploring.choices()))[1][0][0] == "safe", "what became of the children comes first"


@pytest.mark.requirement("R115")
def test_figures_are_those_of_the_released_table(release):
    counts = explore(release, Question("form", within="age_group"))
    assert counts.by == ("form", "age_group", "sex")
    for (period, form, age, sex), figure in counts.figures.items():
        named = {"form": form, "age_group": age, "sex": sex}
        told = counts.source.cell(period, *[named[name] for name in counts.source.by])
        assert (figure.state, figure.value) == (told.state, told.value)
    shares = explore(release, Question("contact", within="region"))
    assert shares.by == ("region", "sex")
    seen = 0
    for (period, region, sex), figure in shares.figures.items():
        named = {"region": region, "sex": sex}

        def told(answer, period=period, named=named):
            known = named | {"first_contact": answer}
            return shares.source.cell(period, *[known[name] for name in shares.source.by])

        parts, most = [told("0"), told("1-2")], told(TOTAL)
        if all(one.value is not None for one in (*parts, most)) and most.value >= LEAST_OF:
            assert abs(figure.value - min(100, 100 * sum(one.value for one in parts) / most.value)) <= 0.5
            seen += 1
        else:
            assert figure.value is None
    assert seen > 5


def test_one_region_is_looked_at_alone_or_by_its_districts(release):
    alone = explore(release, Question("children", area="N"))
    assert alone.by == ("sex",)
    beside = explore(release, Question("children", within="region"))
    assert alone.figure("2025", "girl") == beside.figure("2025", "N", "girl") or (
        alone.figure("2025", "girl").value == beside.figure("2025", "N", "girl").value
    )
    districts = explore(release, Question("children", within="district", area="N"))
    assert {one.code for one in districts.categories("district")} >= {"N1", "N2"}
    assert "S1" not in {one.code for one in districts.categories("district")}
    assert districts.figure("2025", TOTAL, "girl").value == alone.figure("2025", "girl").value, "all of them are the region"


@pytest.mark.slow
def test_every_question_the_form_offers_is_answered_to_the_public_or_refused_in_words(release, as_role):
    as_role("tutela_public")
    answered = 0
    for _group, options in exploring.choices():
        for (measure, _label), within, area in product(options, ("", *exploring.BESIDE), ("", "N")):
            try:
                found = explore(release, Question(measure, within=within, area=area))
            except Refused as refused:
                assert str(refused)
                continue
            assert NOTE in found.source.note
            assert found.figures
            answered += 1
    assert answered > 150


@pytest.mark.requirement("R95")
def test_institutions_are_counted_with_the_coverage_of_the_release(release):
    """What is said beside released figures is frozen with them, and needs no table that the public may not read."""
    source = explore(release, Question("care_status")).source
    assert "has not been computed yet" in source.note
    source.release.coverage["institutions"] = {"reporting": 3, "known": 7, "unregistered": 1, "unreported": None}
    assert "3" in source.note
    assert "7" in source.note
    assert "has not been computed yet" not in source.note


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (Question("names"), StatisticsReason.NOT_REGISTERED),
        (Question("form", within="concern"), StatisticsReason.NOT_REGISTERED),
        (Question("region", within="region"), StatisticsReason.TWICE),
        (Question("year"), StatisticsReason.NOT_REGISTERED),
        (Question("form", within="age_group", area="N"), StatisticsReason.TOO_MANY),
    ],
)
def test_nothing_but_registered_questions(release, question, reason):
    with pytest.raises(Refused) as refused:
        explore(release, question)
    assert refused.value.reason is reason


@pytest.mark.requirement("R29")
@pytest.mark.parametrize(
    "asked",
    [{}, {"measure": "form", "within": "age_group"}, {"measure": "children", "within": "region"}, {"period": "2025"}],
)
def test_no_page_comes_without_its_statements(reader, release, asked):
    page = reader.get(reverse("statistics_explore"), asked).content.decode()
    assert NOTE in page
    assert "3 of 4 offices" in page
    assert f"SHA-256 {release.digest}" in page
    assert "Girls and boys" in page or "girls and of boys" in page
    assert "Numerator" in page or asked.get("measure")


def test_every_figure_of_a_picture_stands_in_the_table(release):
    found = explore(release, Question("first_contact"))
    shown = presenters.page(found, [])
    panels = {panel["title"]: panel for panel in shown["pictures"]["panels"]}
    assert panels
    rows = {}
    for row in shown["table"]["rows"]:
        rows.setdefault(row["groups"][0]["words"] if row["groups"] else None, [])
        group = row["groups"][0]["words"] if row["groups"] else group  # noqa: F821  (the group of the row before)
        rows[group].append((row["head"], [one["text"] for one in row["cells"]]))
    for title, panel in panels.items():
        told = dict(rows[title])
        for line in panel["lines"]:
            assert [point["text"] for point in line["points"]] == told[line["label"]]
            drawn = line["path"].count("M") + line["path"].count("L")
            assert drawn == sum(not point["hidden"] for point in line["points"])
            heights = [point["y"] for point in line["points"] if not point["hidden"]]
            assert all(presenters._TOP <= height <= presenters._HIGH - presenters._LOW for height in heights)


@pytest.mark.requirement("R14")
def test_a_line_stops_where_a_definition_changed_and_where_a_figure_is_hidden(release):
    release.breaks = [{"period": "2025", "breakdown": "first_contact", "code": "0", "on": "2025-03-01"}]
    found = explore(Release.objects.get(pk=release.pk), Question("first_contact"))
    found.source.release.breaks = release.breaks
    drawn = presenters.pictures(found)
    by_title = {panel["title"]: panel for panel in drawn["panels"]}
    broken = by_title[found.source.words("first_contact", "0")]
    assert drawn["breaks"]
    assert [len(panel["stops"]) for panel in by_title.values() if panel is not broken] == [0] * (len(by_title) - 1)
    assert len(broken["stops"]) == 1
    assert broken["lines"][0]["path"].count("M") == 2, "not drawn through"
    hidden = presenters._line(found, "girl", list(_with_a_gap(found)), 100, [])
    assert hidden["path"].count("M") == 2


def _with_a_gap(found):
    for at, period in enumerate(found.periods):
        state, value = (CellState.SUPPRESSED, None) if at == 1 else (CellState.VALUE, 20)
        yield exploring.Figure(period, (), state, value)


def test_what_is_nothing_is_told_in_five_ways(release):
    found = explore(release, Question("children"))
    told = {
        presenters.words(found, exploring.Figure("2025", (), state, 0 if state is CellState.ZERO else None))
        for state in CellState
        if state is not CellState.VALUE
    }
    assert told == {"0", "<10", "withheld", "not applicable", "not reported"}


@pytest.mark.requirement("R115")
def test_what_is_no_question_is_refused_by_name(reader, release):
    page, file = reverse("statistics_explore"), reverse("statistics_explore_csv")
    for address in (page, file):
        answer = reader.get(address, {"measure": "form", "age": "7"})
        assert answer.status_code in (400, 422)
        assert "age" in answer.content.decode()
        assert reader.get(address, {"measure": "form; DROP"}).status_code in (400, 422)
        assert reader.get(address, {"measure": "form", "within": "age_group", "area": "N"}).status_code in (400, 422)
        assert reader.get(address, {"period": "1999"}).status_code in (400, 422)
        assert reader.get(address, {"release": "99"}).status_code == 404
    assert reader.post(page).status_code == 405


@pytest.mark.requirement("R29")
@pytest.mark.requirement("R33")
def test_the_file_says_in_every_line_what_the_page_says(reader, release):
    answer = reader.get(reverse("statistics_explore_csv"), {"measure": "contact", "within": "region"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["release"] for row in rows} == {"1"}
    for row in rows:
        assert NOTE in row["note"]
        assert row["citation"].startswith("Children known")
        assert (row["offices_reporting"], row["offices_expected"]) == ("3", "4")
        assert bool(row["value"]) == (row["state"] in ("value", "zero"))
        assert bool(row["value"]) <= bool(row["numerator"] and row["denominator"])
    page = reader.get(reverse("statistics_explore"), {"measure": "contact", "within": "region"}).content.decode()
    shares = {f"{row['value']} %" for row in rows if row["value"]}
    assert shares
    assert all(one in page for one in shares)


def test_what_the_figures_come_from_leaves_as_sdmx(reader, release):
    page = reader.get(
        reverse("statistics_explore"), {"measure": "contact", "within": "region", "period": "2025"}
    ).content.decode()
    links = [html.unescape(one) for one in re.findall(r'href="([^"]+sdmx[^"]+)"', page)]
    assert len(links) == 2
    for link in links:
        answer = reader.get(link)
        assert answer.status_code == 200
        assert answer.content
    table = list(csv.DictReader(io.StringIO(reader.get(links[0]).content.decode("utf-8-sig"))))
    assert {row["TIME_PERIOD"] for row in table} == {"2025"}


@pytest.mark.requirement("R132")
def test_the_public_reads_the_same_without_an_account(client, release, settings, as_role):
    settings.ROOT_URLCONF = "tutela.config.public_urls"
    as_role("tutela_public")
    page = client.get(reverse("public_explore"), {"measure": "children", "within": "region"})
    assert page.status_code == 200
    text = page.content.decode()
    assert NOTE in text
    assert re.search(r"<figure[^>]*pictures", text)
    assert reverse("public_explore_csv") in text
    again = client.get(
        reverse("public_explore"), {"measure": "children", "within": "region"}, HTTP_IF_NONE_MATCH=page["ETag"]
    )
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(reverse("public_explore_csv")).status_code == 200
    assert client.get(reverse("public_explore"), {"child": "1"}).status_code in (400, 422)


def test_before_anything_is_published(reader, country, settings, client):
    assert "Nothing has been published yet" in reader.get(reverse("statistics_explore")).content.decode()
    assert reader.get(reverse("statistics_explore_csv")).status_code == 404
