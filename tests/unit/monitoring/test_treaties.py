"""Who is party on which day, what is missing, which report is late."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import monitoring as make
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.monitoring import models
from tutela.monitoring.enums import BINDING, ActKind, Standing
from tutela.monitoring.queries import treaties
from tutela.registers import api as kept
from tutela.registers.queries import standards

D = dt.date
ACTS = st.lists(
    st.builds(
        lambda kind, start, wait: models.Act(
            kind=kind,
            instrument="OPSC",
            acted_on=start,
            in_force_on=None if wait is None else start + dt.timedelta(days=wait),
        ),
        st.sampled_from(ActKind.values),
        st.dates(D(1990, 1, 1), D(2025, 1, 1)),
        st.none() | st.integers(0, 400),
    ),
    max_size=6,
)


@given(acts=ACTS, on=st.dates(D(1989, 1, 1), D(2026, 1, 1)))
def test_a_party_consented_before_and_nobody_is_party_without(acts, on):
    found = treaties.standing(acts, on)
    bound = [act for act in acts if act.kind in BINDING and act.acted_on <= on]
    if found.standing in (Standing.PARTY, Standing.CONSENTED, Standing.WITHDRAWN):
        assert bound
    if found.standing == Standing.PARTY:
        assert any(act.in_force_on and act.in_force_on <= on for act in bound)
    if not [act for act in acts if act.acted_on <= on]:
        assert found == treaties.Stand(Standing.NONE, None)
    assert found.since is None or found.since <= on


def acts(*rows):
    return [models.Act(kind=kind, acted_on=on, in_force_on=force) for kind, on, force in rows]


@pytest.mark.requirement("R106")
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (D(1999, 1, 1), Standing.NONE),
        (D(2000, 7, 1), Standing.SIGNED),
        (D(2003, 2, 1), Standing.CONSENTED),
        (D(2003, 9, 1), Standing.PARTY),
        (D(2010, 6, 1), Standing.PARTY),
        (D(2011, 6, 1), Standing.WITHDRAWN),
        (D(2015, 6, 1), Standing.PARTY),
    ],
)
def test_the_course_of_a_state(on, expected):
    course = acts(
        ("signature", D(2000, 6, 1), None),
        ("ratification", D(2003, 1, 1), D(2003, 7, 1)),
        ("withdrawal", D(2010, 1, 1), D(2011, 1, 1)),
        ("accession", D(2015, 1, 1), D(2015, 2, 1)),
    )
    assert treaties.standing(course, on).standing == expected


@pytest.mark.django_db
@pytest.mark.requirement("R106")
def test_gaps_and_overdue_reports_are_listed(state, analyst):
    with acting_as(analyst):
        act = models.Act(
            state=state,
            instrument="OPSC",
            kind="ratification",
            acted_on=D(2003, 5, 1),
            in_force_on=D(2003, 6, 1),
            source="x",
        )
        kept.keep_row(row=act, by=analyst)
    (due,) = models.ReportDue.objects.all()
    assert (due.kind, due.due_on) == ("first", D(2005, 6, 1))
    assert list(treaties.overdue_reports(D(2005, 6, 2))) == [due]
    assert not treaties.overdue_reports(D(2005, 6, 1))
    ((_state, row),) = treaties.matrix(D(2010, 1, 1))
    gaps = [code for code, _stand in treaties.gaps(row)]
    assert "CRC" in gaps
    assert "OPSC" not in gaps
    assert "LANZAROTE" not in gaps, "not relevant everywhere"
    assert "OPIC" not in row, "it did not exist yet"
    assert [one.code for one, _stand in treaties.not_yet(treaties.matrix(D(2003, 5, 20)), "OPSC")] == [state.code]
    due.submitted_on = D(2007, 1, 1)
    due.save()
    assert treaties.overdue_reports(D(2006, 1, 1)).exists()
    assert not treaties.overdue_reports(D(2008, 1, 1))


@pytest.mark.django_db
def test_the_first_report_is_entered_once_and_only_for_a_party(state, analyst):
    def act(kind, on, instrument="OPSC", force=None):
        row = models.Act(state=state, instrument=instrument, kind=kind, acted_on=on, in_force_on=force, source="x")
        with acting_as(analyst):
            kept.keep_row(row=row, by=analyst)

    act("signature", D(2001, 1, 1))
    act("ratification", D(2002, 1, 1))
    assert not models.ReportDue.objects.exists()
    act("accession", D(2003, 1, 1), force=D(2003, 2, 1))
    act("succession", D(2004, 1, 1), force=D(2004, 2, 1))
    act("ratification", D(2004, 1, 1), "HC1980", D(2004, 2, 1))
    assert [one.due_on for one in models.ReportDue.objects.all()] == [D(2005, 2, 1)]


@pytest.mark.django_db
def test_wrong_acts_name_their_field(state, analyst, planner):
    def keep(by=analyst, **values):
        row = models.Act(
            **{"state": state, "instrument": "OPSC", "kind": "ratification", "acted_on": D(2003, 1, 1), "source": "x"}
            | values
        )
        with acting_as(by):
            kept.keep_row(row=row, by=by)

    with pytest.raises(InvalidInput) as wrong:
        keep(in_force_on=D(2002, 1, 1))
    assert list(wrong.value.fields) == ["in_force_on"]
    with pytest.raises(InvalidInput) as wrong:
        keep(instrument="NOPE")
    assert "NOPE" in wrong.value.fields["instrument"][0]
    with pytest.raises(Refused):
        keep(by=planner)
    keep()
    with pytest.raises(InvalidInput):
        keep()
    assert models.Act.objects.count() == 1


@pytest.mark.django_db
def test_a_state_is_found_by_its_code_or_is_the_own_one(state):
    assert treaties.state_of("") == treaties.state_of("XMV") == state
    with pytest.raises(NotHere):
        treaties.state_of("ZZZ")
    assert treaties.years() == (1989, 1989)
    make.make_act(acted_on=D(2001, 1, 1))
    make.make_act(acted_on=D(2005, 1, 1))
    assert treaties.years() == (2001, 2005)


@pytest.mark.requirement("R107")
def test_the_checklists_hold_what_they_promise():
    """64 rows of the report, 50 questions to the law; every section is there; ids are their own."""
    rows, law = standards.reporting_rows(), standards.law_questions()
    assert (len(rows), len(law)) == (64, 50)
    assert not rows.keys() & law.keys()
    languages = {"en", "fr", "es", "ar"}
    assert all(
        item.words.keys() == languages
        for items in (rows, law, standards.themes(), standards.groups(), standards.instruments())
        for item in items.values()
    )
    assert {row.section for row in rows.values()} == {"I", "II", "III", "IV", "V", "VI", "VII", "VIII"}
    assert {letter for row in rows.values() for letter in row.by} <= standards.DIMENSIONS.keys()
    words = " ".join(question.label for question in law.values())
    for named in (
        "sale",
        "organs",
        "labour",
        "marriage",
        "under 18",
        "forensic",
        "compensation",
        "abroad",
        "treated as offenders",
        "legal persons",
    ):
        assert named in words.replace("Are legal persons", "legal persons"), named


def test_instruments_come_with_their_dates():
    known = standards.instruments()
    assert known["OPSC"].adopted == D(2000, 5, 25)
    assert all(one.in_force is None or one.in_force > one.adopted for one in known.values())
    assert standards.edition("instruments").version >= 1
    assert standards.label("instruments", "GONE") == "GONE"
    assert today() > known["CRC"].adopted
