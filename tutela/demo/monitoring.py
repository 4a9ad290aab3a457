"""The monitoring mechanism of Maravelle and its neighbours: invented acts, findings, plans and figures. What is more than a row
(findings, status, dates, an import, a frozen report, public pages) goes through the actions. The commitments of Rio (2008) keep
their dates of 2013."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.directory.models import Office, Organisation, Territory
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.monitoring import api, models
from tutela.planning import models as planned
from tutela.vocabulary import api as vocabulary

D = dt.date
STATES = (
    ("XMV", "Maravelle", "Inner Sea", True, (0, 0, 4, 3)),
    ("XTS", "Tessara", "Inner Sea", False, (4, 0, 3, 3)),
    ("XOR", "Orvane", "Inner Sea", False, (7, 0, 2, 4)),
    ("XKA", "Kaldera", "High Plains", False, (0, 3, 3, 2)),
    ("XLU", "Lumeria", "High Plains", False, (3, 3, 4, 2)),
)
ACTS = (
    ("XMV", "CRC", "ratification", D(1991, 3, 4), D(1991, 4, 3)),
    ("XMV", "OPSC", "signature", D(2000, 9, 6), None),
    ("XMV", "OPSC", "ratification", D(2003, 5, 12), D(2003, 6, 12)),
    ("XMV", "OPAC", "ratification", D(2004, 2, 1), D(2004, 3, 1)),
    ("XMV", "OPIC", "signature", D(2013, 2, 28), None),
    ("XMV", "PALERMO", "accession", D(2006, 8, 20), D(2006, 9, 19)),
    ("XMV", "C182", "ratification", D(2001, 10, 1), D(2002, 10, 1)),
    ("XMV", "C138", "ratification", D(2005, 4, 11), D(2006, 4, 11)),
    ("XMV", "HC1993", "accession", D(2012, 1, 15), D(2012, 5, 1)),
    ("XTS", "CRC", "ratification", D(1990, 9, 21), D(1990, 10, 21)),
    ("XTS", "OPSC", "accession", D(2012, 7, 3), D(2012, 8, 3)),
    ("XTS", "OPIC", "ratification", D(2015, 1, 20), D(2015, 4, 20)),
    ("XOR", "CRC", "accession", D(1995, 11, 2), D(1995, 12, 2)),
    ("XOR", "OPSC", "signature", D(2001, 1, 18), None),
    ("XKA", "CRC", "ratification", D(1992, 6, 30), D(1992, 7, 30)),
    ("XKA", "OPSC", "ratification", D(2002, 10, 9), D(2002, 11, 9)),
    ("XKA", "OPSC", "withdrawal", D(2019, 3, 1), D(2020, 3, 1)),
    ("XLU", "CRC", "ratification", D(1991, 1, 8), D(1991, 2, 7)),
    ("XLU", "OPSC", "ratification", today() - dt.timedelta(days=20), None),
)
PROVISIONS = (
    (
        "PC-187",
        "Penal Code",
        "187",
        "Whoever gives or takes a child for any consideration is punished with eight to fifteen years.",
        D(2014, 1, 1),
    ),
    (
        "PC-189",
        "Penal Code",
        "189",
        "Whoever produces, offers, keeps or knowingly opens material showing the abuse of a child is punished.",
        D(2014, 1, 1),
    ),
    (
        "CC-021",
        "Civil Code",
        "21",
        "Marriage may be concluded from the age of eighteen; a court may allow it from sixteen.",
        D(1998, 6, 1),
    ),
    (
        "CP-044",
        "Code of Criminal Procedure",
        "44",
        "A child is interviewed once, by a trained person, and the recording is used in court.",
        D(2018, 9, 1),
    ),
    ("CA-003", "Children Act", "3", "A child is every person under eighteen years of age.", D(2016, 3, 1)),
)
FINDINGS = (
    ("H01", "met", ("PC-187",), "", D(2021, 5, 3)),
    ("H06", "met", ("CA-003",), "", D(2021, 5, 3)),
    ("H07", "not_met", (), "high", D(2017, 4, 10)),
    ("H07", "partly", ("CC-021",), "medium", D(2023, 6, 12)),
    ("H12", "met", ("PC-189",), "", D(2022, 2, 1)),
    ("H16", "not_met", (), "high", D(2022, 2, 1)),
    ("H29", "partly", ("CP-044",), "low", D(2022, 9, 9)),
    ("H39", "not_met", (), "medium", D(2023, 1, 17)),
)
RIO = (
    ("RIO-SYSTEM", "Have a working national child protection system with a budget.", ("institutions",), "in_progress", None),
    (
        "RIO-HOTLINE",
        "Run a free telephone and web line to report and to seek help.",
        ("material",),
        "implemented",
        D(2013, 9, 2),
    ),
    (
        "RIO-OMBUDS",
        "Have an independent institution for children’s rights.",
        ("institutions",),
        "implemented",
        D(2016, 11, 20),
    ),
    ("RIO-DATA", "Collect data on these offences in one system with common indicators.", ("data",), "in_progress", None),
    ("RIO-LAW", "Bring the law into line with the Protocol, with 18 as the age of a child.", ("law",), "in_progress", None),
)
UPR_LIST = """| Recommendation | Position | Full list of themes | Affected persons | SDGs |
|---|---|---|---|---|
| 84.1 Raise the minimum age of marriage to 18 without exception (Tessara); | Supported | Early, forced marriage; Legal & institutional reform | children; Girls | 5.3 |
| 84.2 Set up a fund that compensates children (Orvane); | Supported | Administration of justice; Violence against children | children | 16.3 |
| 84.3 Ratify the third Optional Protocol (Kaldera); | Noted | Ratification of & accession to international instruments | children | 16.3 |
| 84.4 Train the police in interviewing children (Lumeria). | Supported | Human rights education and training | children | 16.2 |
"""
INDICATORS = (
    (
        "REG-BIRTH",
        "Children under five whose birth is registered",
        "outcome",
        "per cent",
        "up",
        2015,
        71,
        2030,
        100,
        (71, 74, 78, 81, 83, 86, 88, 90, 91),
    ),
    (
        "TRAINED",
        "Police officers trained in interviewing children",
        "process",
        "people",
        "up",
        2016,
        0,
        2026,
        900,
        (0, 60, 130, 190, 260, 330, 380, 430, 450),
    ),
    (
        "DAYS-PLAN",
        "Days from report to approved plan (median)",
        "outcome",
        "days",
        "down",
        2016,
        60,
        2026,
        20,
        (60, 58, 49, 51, 40, 38, 31, 29, 26),
    ),
    (
        "REPORTS",
        "Reports received by all channels",
        "process",
        "reports",
        "up",
        2016,
        400,
        2026,
        1500,
        (400, 420, 510, 900, 980, 1100, 1210, 1300, 1390),
    ),
)


def build_monitoring() -> None:
    """Enter everything as the people whose task it is."""
    who = {name: accounts.actor_for(User.objects.get(username=name)) for name in _PEOPLE}
    own, places = who["legal_analyst"], {one.code: one for one in Territory.objects.filter(level__lte=3)}
    states = _states(own)
    _law(who, states)
    _recommendations(who, states)
    activities = _plans(who, places)
    _people(who, places)
    _indicators(who)
    _report(who, states, activities)
    with acting_as(who["report_signatory"]):
        for kind in api.PageKind:
            api.publish_page(kind=kind, by=who["report_signatory"])


_PEOPLE = ("legal_analyst", "second_analyst", "ministry_planner", "statistician", "report_signatory")


def _keep(by: Any, model: Any, links: Any = None, **values: Any) -> Any:
    """A row as its keeper would have entered it, written at once."""
    row = model(**values, created_by_id=by.id, changed_by_id=by.id)
    row.save(force_insert=True)
    for name, found in (links or {}).items():
        getattr(row, name).set(found)
    return row


def _states(by: Any) -> dict[str, Any]:
    states = {}
    for code, name, region, own, (x, y, width, height) in STATES:
        ring = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]
        states[code] = _keep(by, models.WatchedState, code=code, name=name, region=region, own=own, outline=[ring])
    for code, instrument, kind, acted_on, in_force_on in ACTS:
        act = _keep(
            by,
            models.Act,
            state=states[code],
            instrument=instrument,
            kind=kind,
            acted_on=acted_on,
            in_force_on=in_force_on,
            source="Invented depositary notice",
        )
        with acting_as(by):
            api.report_of_new_party(row=act, by=by)
    _keep(
        by,
        models.Reservation,
        state=states["XMV"],
        instrument="OPSC",
        article="3.1(a)(ii)",
        made_on=D(2003, 5, 12),
        text="Adoption is understood as adoption by order of a court.",
        source="Invented depositary notice",
    )
    return states


def _law(who: dict[str, Any], states: dict[str, Any]) -> None:
    analyst, own = who["legal_analyst"], states["XMV"]
    second = who["second_analyst"]
    for code, law, article, text, from_on in PROVISIONS:
        _keep(
            analyst,
            models.Provision,
            code=code,
            state=own,
            law=law,
            article=article,
            text=text,
            from_on=from_on,
            source="Invented gazette",
        )
    for question, level, codes, severity, on in FINDINGS:
        values: dict[str, Any] = {"evidence": "Read against the text of the provision.", "severity": severity}
        values |= {"amendment": "A bill is being drafted.", "reform_on": D(2027, 6, 30)} if severity == "high" else {}
        with acting_as(analyst):
            found = api.assess_question(
                state=own,
                question=question,
                level=level,
                provisions=list(models.Provision.objects.filter(code__in=codes)),
                values=values,
                assessed_on=on,
                by=analyst,
            )
        if question in ("H01", "H06", "H12", "H16"):
            with acting_as(second):
                api.review_finding(finding=found, by=second)
    with acting_as(analyst):
        api.assess_question(
            state=states["XTS"], question="H07", level="not_met", provisions=[], by=analyst, assessed_on=D(2024, 3, 3),
            values={"evidence": "No minimum age is set for girls.", "severity": "high"},
        )  # fmt: skip
    duty = _keep(
        analyst, models.LegalDuty, code="ISP-1", sector="Access providers", duty="Remove reported material within 24 hours.",
        provision=models.Provision.objects.get(code="PC-189"), report_months=12,
    )  # fmt: skip
    _keep(
        analyst,
        models.DutyReport,
        duty=duty,
        company="Brightline Net",
        due_on=D(2025, 1, 31),
        received_on=D(2025, 1, 20),
        notices=41,
        acted=40,
    )
    _keep(analyst, models.DutyReport, duty=duty, company="Harbour Mobile", due_on=D(2025, 1, 31))


def _recommendations(who: dict[str, Any], states: dict[str, Any]) -> None:
    planner = who["ministry_planner"]
    for code, text, themes, status, on in RIO:
        one = _keep(
            planner, models.Recommendation, code=code, state=states["XMV"], source="rio_declaration_2008", body="World Congress III",
            symbol="Rio Declaration and Call for Action", document_on=D(2008, 11, 28), text=text, position="supported",
            themes=list(themes), groups=["children"], responsible="Ministry of Children and Families",
        )  # fmt: skip
        with acting_as(planner):
            api.set_target(recommendation=one, due_on=D(2013, 12, 31), by=planner)
            if on is None:
                api.set_target(
                    recommendation=one, due_on=D(2027, 12, 31), by=planner, why="Carried over to the plan to 2027."
                )
            api.set_status(
                recommendation=one, status=status, effect="not_assessed", by=planner, on=on or D(2022, 1, 10),
                evidence="Annual report of the ministry." if on else "",
            )  # fmt: skip
    with acting_as(planner):
        batch = api.preview_import(
            kind=api.ImportKind.MARKDOWN,
            name="Thematic list, third cycle",
            stream=io.BytesIO(UPR_LIST.encode()),
            given=api.Given(symbol="A/HRC/00/84", cycle="3"),
            target=states["XMV"],
            by=planner,
        )
        api.leave_out_terms(batch=batch, by=planner)
        api.apply_import(batch=batch, by=planner)


def _plans(who: dict[str, Any], places: dict[str, Any]) -> dict[str, Any]:
    planner, bodies = who["ministry_planner"], {one.code: one for one in Organisation.objects.all()}
    ministry, legal = Office.objects.get(code="MCF-1"), Office.objects.filter(code__startswith="legal-").first()
    plans = {}
    for code, title, owner, start, end in (
        ("NAP", "National action plan for the protection of children", "MCF", D(2023, 1, 1), D(2027, 12, 31)),
        ("JUST", "Justice sector plan", "SV-justice", D(2024, 1, 1), D(2028, 12, 31)),
        ("OLD", "Plan on birth registration", "MCF", D(2017, 1, 1), D(2021, 12, 31)),
    ):
        plans[code] = _keep(
            planner, planned.Strategy, code=code, title=title, owner=bodies[owner], starts_on=start, ends_on=end
        )
    activities = {}
    for code, plan, theme, title, office, place, group, progress, answers in (
        (
            "NAP-1",
            "NAP",
            "marriage",
            "Amend the Civil Code: marriage from 18 only",
            ministry,
            "XM",
            "children",
            40,
            ("A/HRC/00/84#84.1",),
        ),
        (
            "NAP-2",
            "NAP",
            "justice",
            "Train police officers in interviewing children",
            ministry,
            "XM",
            "justice_staff",
            50,
            ("A/HRC/00/84#84.4",),
        ),
        ("JUST-1", "JUST", "justice", "Courses on child-friendly interviews", legal, "XM-N", "justice_staff", 20, ()),
        (
            "JUST-2",
            "JUST",
            "justice",
            "Set up a fund that compensates children",
            legal,
            "XM",
            "children",
            10,
            ("A/HRC/00/84#84.2",),
        ),
        ("OLD-1", "OLD", "registration", "Registration teams at clinics", ministry, "XM-E", "children", 80, ()),
    ):
        goal = _keep(planner, planned.Objective, code=f"{code}-O", plan=plans[plan], title=title, theme=theme)
        activities[code] = _keep(
            planner, planned.Activity, code=code, objective=goal, title=title, owner_office=office, owner_person="Head of unit",
            territory=places[place], group=group, starts_on=plans[plan].starts_on, ends_on=plans[plan].ends_on,
            status="in_progress", progress=progress, questions=["M6"],
            links={"recommendations": list(models.Recommendation.objects.filter(code__in=answers))},
        )  # fmt: skip
    _money(planner, activities, places)
    _keep_consultation(planner, plans)
    return activities


def _money(planner: Any, activities: dict[str, Any], places: dict[str, Any]) -> None:
    for code, funder, external, plan, allocated, released, spent in (
        ("NAP-1", "State budget", False, 120000, 100000, 80000, 61000),
        ("NAP-2", "State budget", False, 300000, 200000, 150000, 149000),
        ("NAP-2", "Partner fund", True, 500000, 420000, 300000, 210000),
        ("JUST-2", "Partner fund", True, 250000, 100000, 0, 0),
    ):
        _keep(
            planner, planned.BudgetLine, activity=activities[code], year=2025, currency="USD", funder=funder, external=external,
            planned=plan, allocated=allocated, released=released, spent=spent,
        )  # fmt: skip
    district = next(place for place in places.values() if place.level == 3)
    _keep(
        planner, planned.LocalCommitment, territory=district, year=today().year, commitment="A protection committee and a budget line.",
        budget=24000, currency="USD", indicator="Meetings held", children=16000,
    )  # fmt: skip
    _keep(
        planner, planned.Support, code="SUP-1", partner="Partner fund", purpose="Training of police officers", starts_on=D(2023, 1, 1),
        ends_on=today() + dt.timedelta(days=200), amount=900000, currency="USD",
    )  # fmt: skip


def _keep_consultation(planner: Any, plans: dict[str, Any]) -> None:
    _keep(
        planner, planned.Consultation, code="CONS-1", plan=plans["NAP"], phase="developing", held_on=D(2022, 9, 14), children=64,
        groups=["children", "disability", "migrants"], method="Four group talks with drawings and votes.",
        safeguards="A support person in every group; no names were written down.", facilitators=4, trained=3,
        views="Many asked for people to talk to at school and for quick answers.",
        changed="A contact person in every school entered the plan.", feedback_on=D(2022, 12, 1),
    )  # fmt: skip


def _people(who: dict[str, Any], places: dict[str, Any]) -> None:
    planner, ministry = who["ministry_planner"], Organisation.objects.get(code="MCF")
    body = _keep(
        planner, planned.Body, code="NCC", name="National coordination committee", territory=places["XM"], chair=ministry,
        sectors=["social", "health", "education", "justice", "police"],
    )  # fmt: skip
    for held_on in (D(2026, 3, 5), D(2026, 6, 11), D(2026, 9, 17)):
        came = ["social", "health", "education", "justice"] + (["police"] if held_on.month == 3 else [])
        _keep(planner, planned.Meeting, body=body, held_on=held_on, present=came)
    _keep(
        planner, planned.Decision, code="NCC-12", body=body, decided_on=D(2026, 3, 5), text="One telephone number for all reports.",
        owner=ministry, due_on=D(2026, 7, 1),
    )  # fmt: skip
    _keep(
        planner, planned.Training, code="TR-1", topic="Interviewing children", profession=_profession(), territory=places["XM-N"],
        skill="interviewing", held_on=D(2023, 5, 2), valid_months=24, participants=38, before=46, after=81,
    )  # fmt: skip
    _trained(planner, places["XM"])
    for place, year, posts, filled, left, capacity in (
        ("XM-N", 2025, 20, 14, 3, 3), ("XM-N", 2026, 20, 12, 4, 3), ("XM-E", 2026, 16, 3, 2, 2), ("XM-S", 2026, 14, 13, 1, 4),
    ):  # fmt: skip
        _keep(
            planner, planned.Workforce, territory=places[place], year=year, profession=_profession(), posts=posts, filled=filled,
            qualified=filled - 1, supervisors=2, left=left, holds_files=True, capacity=capacity,
        )  # fmt: skip
    shock = _keep(
        planner, planned.Shock, code="FLOOD-26", kind="climate", title="Flood of the river Asel", territory=places["XM-E"],
        starts_on=D(2026, 2, 9), ends_on=D(2026, 3, 20),
    )  # fmt: skip
    for number, measure in enumerate(vocabulary.code_list("shock_measures").own()):
        done = {"owner": ministry, "done_on": D(2026, 2, 13)} if number < 4 else {}
        due_on = shock.starts_on + dt.timedelta(days=int(str(measure.attributes["days"])))
        _keep(planner, planned.ShockMeasure, shock=shock, measure=measure.code, due_on=due_on, **done)
    _keep(
        planner, planned.Practice, code="PR-1", title="One contact person in each school", summary="A teacher with time and training.",
        evidence="measured", contact="Ministry, planning unit", themes=["education"], source="Evaluation of 2024",
    )  # fmt: skip


def _trained(planner: Any, country: Any) -> None:
    """A course of this year for the workers of the first district; one of them was not there."""
    course = _keep(
        planner, planned.Training, code="TR-2", topic="Interviewing children, refresher", profession=_profession(), territory=country,
        skill="interviewing", held_on=today() - dt.timedelta(days=150), valid_months=24, participants=21, before=58, after=84,
    )  # fmt: skip
    names = User.objects.filter(grants__role="caseworker").order_by("username").values_list("username", flat=True)
    for name in list(names)[:6]:
        _keep(planner, planned.Trainee, training=course, account=name)


def _profession() -> str:
    return str(vocabulary.options("professions", with_unknown=False)[0].code)


def _indicators(who: dict[str, Any]) -> None:
    by = who["statistician"]
    for code, title, kind, unit, direction, first, baseline, last, target, values in INDICATORS:
        one = _keep(
            by, models.Indicator, code=code, title=title, kind=kind, unit=unit, direction=direction, baseline_year=first,
            baseline=baseline, target_year=last, target=target, definition=f"{title}, in a calendar year.", numerator="As the title says.",
            denominator="none" if unit != "per cent" else "Children of that age.", inclusion="All districts.",
            data_owner="Ministry of Children and Families", limits="Districts that do not report are missing.",
            revisions="Once a year, in March.", expected=["S", "R"], questions=["D16" if unit == "per cent" else "D15"],
            links={"recommendations": list(models.Recommendation.objects.filter(code="RIO-DATA"))},
        )  # fmt: skip
        for place, value in enumerate(values):
            year = first + place
            if (code, year) == ("TRAINED", 2020):
                _value(by, one, year, None, state="not_available")
            else:
                _value(by, one, year, value)
        for sex, share in (("girl", 92), ("boy", 90)):
            if code == "REG-BIRTH":
                _value(by, one, first + 8, share, breakdown=f"S={sex}")
    reports = models.Indicator.objects.get(code="REPORTS")
    _keep(by, models.Break, indicator=reports, year=2019, kind="channel", reason="The web form opened in 2019.")
    _value(by, models.Indicator.objects.get(code="REG-BIRTH"), 2023, None, breakdown="S=UNK", state="suppressed")


def _value(by: Any, indicator: Any, year: int, value: Any, **fields: Any) -> None:
    defaults = {"state": "value", "source": "hand", "reference": "Annual report", "collected_on": D(year, 12, 31)}
    _keep(by, models.Measurement, indicator=indicator, year=year, value=value, **defaults | fields)


def _report(who: dict[str, Any], states: dict[str, Any], activities: dict[str, Any]) -> None:
    planner, signer = who["ministry_planner"], who["report_signatory"]
    report = _keep(
        planner, models.StateReport, code="OPSC-2026", state=states["XMV"], instrument="OPSC", kind="periodic",
        title="Report of Maravelle under the Optional Protocol of 2000", cut_off=D(2025, 12, 31), word_limit=21200,
    )  # fmt: skip
    tables = (
        ("REG-BIRTH", "Birth registration by sex", "S", 2015, 2024),
        ("TRAINED", "Police officers trained", "", 2016, 2024),
    )
    for number, (code, title, dimension, first, last) in enumerate(tables, start=1):
        _keep(
            planner, models.AnnexTable, report=report, number=number, title=title, dimension=dimension, first_year=first,
            last_year=last, indicator=models.Indicator.objects.get(code=code),
        )  # fmt: skip
    for section, text, bound in (
        ("I", "The Protocol stands above statute and is applied directly by the courts.", {"questions": ["G1", "G3"], "consultations": ["CONS-1"]}),
        ("II", "Birth registration rose in every region.", {"questions": ["D16"], "tables": ["1"]}),
        ("III", "One plan of action binds all sectors.", {"questions": ["M2", "M6"], "activities": ["NAP-1", "NAP-2"]}),
        ("V", "The sale of children is an offence of its own.", {"questions": ["L1", "H01"], "provisions": ["PC-187", "CA-003"]}),
        ("VI", "Police officers learn to interview children once and well.",
         {"questions": ["V1", "V4"], "recommendations": ["A/HRC/00/84#84.4"], "activities": ["NAP-2"], "tables": ["2"], "provisions": ["CP-044"]}),
    ):  # fmt: skip
        _keep(planner, models.Paragraph, report=report, section=section, place=1, text=text, **bound)
    with acting_as(planner):
        version = api.freeze_report(report=report, by=planner)
    with acting_as(signer):
        api.sign_version(version=version, by=signer)
