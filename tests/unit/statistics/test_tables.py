"""Protected tables: what may be asked, what is counted, what is hidden, and what stands on every figure."""

import numpy as np
import pytest
from django.utils import translation

from tests.factories.accounts import make_actor
from tutela.audit.models import Event
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError, Refused
from tutela.methods.disclosure.intervals import attack
from tutela.methods.disclosure.tables import TOTAL, CellState, with_totals
from tutela.statistics import api
from tutela.statistics.enums import StatisticsReason as R
from tutela.statistics.models.dictionary import BREAKDOWNS
from tutela.statistics.queries import tables
from tutela.statistics.queries.counting import count, count_pair
from tutela.statistics.queries.snapshots import file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(make_children, build, country):
    """Many children, some cells with one or two."""
    _north, south = country[0]
    make_children(40, offences=["TRAF"], sex="girl")
    make_children(20, offences=["SALE-SE", "TRAF", "SALE"], sex="girl", age=16)
    make_children(9, offences=["PROS"], sex="boy", age=16)
    make_children(2, offences=["ABUSE"], sex="boy", age=3)
    make_children(12, offences=["ABUSE", "MAT"], sex="girl", age=3)
    make_children(6, sex="UNK", age=None)
    make_children(7, sex="boy", territory=south)
    make_children(3, sex="girl", state="closed", closed_at=clock.now(), closure_reason="GOALS")
    return build()


def truth(answer, snapshot):
    breakdowns = [BREAKDOWNS[code] for code in answer.question.by]
    counted = count(file_of(snapshot), breakdowns, answer.question.page)
    return with_totals(counted.array([dim.labels for dim in answer.table.dims]))


@pytest.mark.requirement("R114")
def test_children_by_two_breakdowns(snapshot):
    answer = api.table(by=["sex", "age_group"], snapshot=snapshot)
    assert answer.table.cell("girl", "10-14").value == 43
    assert answer.table.cell(TOTAL, TOTAL).value == 99
    assert answer.table.cell("boy", "0-4").state is CellState.SUPPRESSED
    assert answer.table.cell("boy", "5-9").state is CellState.ZERO
    assert answer.table.cell("UNK", "UNK").value == 6
    assert answer.table.cell("UNK", "UNK").unknown_category


@pytest.mark.requirement("R114")
@pytest.mark.parametrize("code", sorted(BREAKDOWNS))
def test_every_registered_breakdown_answers(snapshot, code):
    answer = api.table(by=[code], snapshot=snapshot)
    assert "sex" in answer.question.by
    assert answer.table.audit.passed
    for row in answer.table.rows():
        assert str(answer.label(code, row[code]))


@pytest.mark.requirement("R4")
def test_a_child_counts_once_in_each_label(snapshot):
    answer = api.table(by=["form", "sex"], snapshot=snapshot)
    assert answer.table.cell("TRAF", "girl").value == 60
    assert answer.table.cell("SALE", "girl").value == 20
    assert answer.table.cell("NONE", TOTAL).value == 16
    detail = api.table(by=["form_detail", "sex"], snapshot=snapshot)
    assert detail.table.cell("SALE-SE", "girl").value == 20
    assert "larger than the number of children" in answer.method


def test_a_form_for_the_whole_page_shows_three_more(snapshot):
    answer = api.table(by=["district", "sex", "age_group"], page="TRAF", snapshot=snapshot)
    assert answer.table.cell("N1", "girl", "10-14").value == 40
    assert answer.table.cell(TOTAL, TOTAL, TOTAL).value == 60


@pytest.mark.requirement("R6")
def test_pairs_sum_to_the_total(snapshot):
    found = api.pair(name="sale_trafficking", snapshot=snapshot)
    assert found.cell("yes", "yes").value == 20
    assert found.cell("no", "yes").value == 40
    assert found.cell("yes", "no").value == 0
    four = [found.cell(a, b).value for a in ("yes", "no") for b in ("yes", "no")]
    assert sum(four) == found.cell(TOTAL, TOTAL).value == 99
    other = count_pair(file_of(snapshot), *api.PAIRS["exploitation_abuse"])
    assert other.cells[("girl", "yes", "yes")] == 12
    assert other.cells[("boy", "yes", "no")] == 9
    assert other.cells[("boy", "no", "yes")] == 2
    with pytest.raises(Refused):
        api.pair(name="anything", snapshot=snapshot)


@pytest.mark.requirement("R12")
def test_the_response_comes_first(snapshot):
    found = api.adequacy(snapshot=snapshot)
    assert found.answers[0].question.by == ("response_outcome", "sex")
    assert found.safe.state is CellState.ZERO
    assert found.all.value == 99
    assert found.answers[0].table.cell("NAS", "girl").value == 75


@pytest.mark.requirement("R115")
@pytest.mark.parametrize("by", [("sex", "age_group"), ("form", "sex", "age_group"), ("district", "sex", "age_group")])
def test_differencing_totals_recovers_no_hidden_cell(snapshot, by):
    answer = api.table(by=by, snapshot=snapshot)
    counts = truth(answer, snapshot)
    hidden = np.array([cell.state is CellState.SUPPRESSED for cell in answer.table.cells()]).reshape(counts.shape)
    assert hidden.any()
    for cell, real in zip(answer.table.cells(), counts.ravel(), strict=True):
        assert cell.value is None or cell.value == real
        assert cell.value is None or cell.value == 0 or cell.value >= 5
    for bound in attack(np.where(hidden, 0, counts), hidden, None):
        assert bound.upper - bound.lower >= 3
    assert "value" not in answer.table.audit.__slots__


def test_the_public_threshold_is_higher(snapshot):
    inside = api.table(by=["sex"], snapshot=snapshot)
    outside = api.table(by=["sex"], snapshot=snapshot, audience="public")
    assert (inside.table.threshold, outside.table.threshold) == (5, 10)
    assert inside.table.cell("UNK").value == 6
    assert outside.table.cell("UNK").value is None


@pytest.mark.requirement("R29")
def test_note_and_coverage_are_part_of_every_table(snapshot):
    answer = api.table(by=["sex"], snapshot=snapshot)
    assert "known to the system, not prevalence" in answer.note
    assert answer.coverage == (1, 2)
    assert answer.coverage_words == "1 of 2 offices reported in the last year."
    assert answer.cut_off == snapshot.cut_off
    assert "below 5" in answer.method


@pytest.mark.requirement("R33")
def test_zero_unknown_and_not_applicable_are_different(snapshot):
    states = api.table(by=["file_state", "closure_reason"], snapshot=snapshot)
    assert states.table.cell("active", "girl", "GOALS").state is CellState.NOT_APPLICABLE
    assert states.table.cell("closed", "girl", "NAP").state is CellState.NOT_APPLICABLE
    assert states.table.cell("closed", "boy", "LOST").state is CellState.ZERO
    places = api.table(by=["district", "age_group"], snapshot=snapshot)
    assert places.table.cell("N2", "girl", "5-9").state is CellState.UNKNOWN
    assert places.table.cell("N1", "girl", "5-9").state is CellState.ZERO


@pytest.mark.requirement("R30")
def test_few_boys_are_flagged_not_called_rare(make_children, build):
    make_children(98, sex="girl")
    make_children(2, sex="boy")
    answer = api.table(by=["age_group"], snapshot=build())
    assert "Taboo on exploitation of boys" in answer.under_identification
    with translation.override("fr"):
        assert any("garçons" in reason for reason in answer.under_identification)


@pytest.mark.requirement("R30")
def test_girls_and_boys_are_always_apart(snapshot):
    assert api.table(by=["age_group"], snapshot=snapshot).question.by == ("age_group", "sex")
    assert api.table(by=["age_group", "form"], snapshot=snapshot).question.by == ("age_group", "sex", "form")
    assert not api.table(by=["age_group"], snapshot=snapshot).under_identification
    pair = api.pair(name="sale_trafficking", snapshot=snapshot)
    assert pair.table.dims[0].name == "sex"


@pytest.mark.parametrize(
    ("by", "page", "reason"),
    [
        ((), "", R.NO_DIMENSION),
        (("sex", "name"), "", R.NOT_REGISTERED),
        (("sex; DROP TABLE x",), "", R.NOT_REGISTERED),
        (("sex", "sex"), "", R.TWICE),
        (("form", "form_detail"), "", R.TWICE),
        (("region", "district"), "", R.TWICE),
        (("age_group", "region", "form"), "", R.TOO_MANY),
        (("sex", "age_group", "region", "form"), "", R.TOO_MANY),
        (("sex",), "NOPE", R.NO_CATEGORY),
        (("sex",), "SALE-SE", R.NO_CATEGORY),
        (("form",), "TRAF", R.NO_CATEGORY),
    ],
)
def test_what_is_not_registered_is_refused(by, page, reason):
    with pytest.raises(Refused) as refused:
        tables.asked(by, page)
    assert refused.value.reason is reason


def test_sensitive_characteristics_stop_at_the_lowest_level():
    question = tables.asked(("district", "disability"))
    tables._allow(question, "district")
    with pytest.raises(Refused) as refused:
        tables._allow(question, "region")
    assert refused.value.reason is R.TOO_FINE


def test_what_cannot_be_protected_is_refused(snapshot, monkeypatch):
    from tutela.methods.disclosure.errors import DisclosureRefused

    for code, reason in (("too_large", R.TOO_LARGE), ("not_protected", R.NOT_PROTECTED)):

        def refuse(*_args, code=code):
            raise DisclosureRefused(code, "")

        monkeypatch.setattr(tables, "protect", refuse)
        tables._protected.cache_clear()
        with pytest.raises(Refused) as refused:
            api.table(by=["sex"], snapshot=snapshot)
        assert refused.value.reason is reason


def test_words_of_categories(snapshot):
    answer = api.table(by=["region"], snapshot=snapshot)
    assert answer.label("region", "N").startswith("Territory")
    assert answer.label("region", "UNK") == "Unknown"
    assert answer.label("sex", TOTAL) == "All"
    assert answer.label("heard", "no") == "Not yet heard"
    assert answer.label("closure_reason", "NAP") == "Not applicable"
    assert answer.label("year", "2026") == "2026"


def test_reading_is_for_planners_and_audited(snapshot):
    planner, worker = make_actor("ministry_planner"), make_actor("caseworker")
    with acting_as(planner):
        answer = api.read_table(by=planner, breakdowns=["sex"], purpose="planning")
        api.read_adequacy(by=planner)
    for read in (lambda: api.read_table(by=worker, breakdowns=["sex"]), lambda: api.read_adequacy(by=worker)):
        with acting_as(worker), pytest.raises(Refused) as refused:
            read()
        assert refused.value.reason is R.NO_VIEW
    with acting_as(make_actor("data_protection_officer")):
        assert Event.objects.filter(action="statistics_read").count() == 2
    assert answer.table.cell("girl").value == 75


def test_before_the_first_build_it_says_so(db):
    planner = make_actor("ministry_planner")
    with acting_as(planner), pytest.raises(OperatorError, match="No observations"):
        api.read_table(by=planner, breakdowns=["sex"])
