"""Country rules as data: ages as information, gaps against 18, deadlines, consent, and what no country may change."""

import copy
import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tutela.kernel import clock
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api
from tutela.vocabulary.models.country import Ages
from tutela.vocabulary.policies import protection_gaps, why_not_child_age_limit
from tutela.vocabulary.queries import files, profiles
from tutela.vocabulary.queries.start import fixed_protections

BEFORE, AFTER = dt.date(2024, 6, 30), dt.date(2024, 7, 1)
RAW = files.read(files.COUNTRIES / "default.yaml")


def sentences(ages, prostitution):
    with translation.override("en"):
        return [gap.sentence for gap in protection_gaps(ages, prostitution)]


def ages(**given):
    return Ages(
        **(
            {
                "majority": 18,
                "sexual_consent": 18,
                "criminal_responsibility": 18,
                "marriage": {"girl": 18, "boy": 18},
                "work": 18,
            }
            | given
        )
    )


@pytest.mark.requirement("R2")
def test_consent_at_16_where_prostitution_is_legal():
    found = sentences(ages(sexual_consent=16), api.ProstitutionLaw.LEGAL)
    assert found == ["16–17 not identified as victims"]


@pytest.mark.requirement("R2")
def test_responsibility_at_13_where_prostitution_is_illegal():
    found = sentences(ages(criminal_responsibility=13), api.ProstitutionLaw.ILLEGAL)
    assert found == ["13–17 treated as offenders"]


@pytest.mark.requirement("R2")
@pytest.mark.parametrize(
    ("given", "law", "expected"),
    [
        ({"sexual_consent": 17}, "illegal", "17 protected only where exploitation is proved"),
        ({"criminal_responsibility": 14}, "legal", "14–17 can be prosecuted for acts linked to their exploitation"),
        (
            {"criminal_responsibility": None},
            "buying_illegal",
            "0–17 can be prosecuted for acts linked to their exploitation",
        ),
        ({"majority": 16}, "UNK", "16–17 not counted as children by national law"),
        ({"marriage": {"girl": 15, "boy": 18}}, "UNK", "15–17 girls may be married"),
        ({"marriage": {"girl": 18, "boy": None}}, "UNK", "0–17 boys may be married"),
        ({"work": 14}, "UNK", "14–17 may be employed: worst forms and hazardous work need a ban up to 18"),
    ],
)
def test_each_age_below_18_names_its_gap(given, law, expected):
    assert sentences(ages(**given), api.ProstitutionLaw(law)) == [expected]


_AGE = st.one_of(st.none(), st.integers(0, 30))


@pytest.mark.requirement("R1", "R2")
@given(_AGE, _AGE, _AGE, _AGE, _AGE, _AGE, st.sampled_from(api.ProstitutionLaw))
def test_a_gap_always_lies_below_18_and_ends_there(majority, consent, responsible, girl, boy, work, law):
    found = protection_gaps(Ages(majority, consent, responsible, {"girl": girl, "boy": boy}, work), law)
    assert all(0 <= gap.from_age < api.CHILD_AGE_LIMIT and gap.para for gap in found)
    said = [age for age in (majority, consent, work) if age is not None]
    expected = sum(age < 18 for age in [*said, responsible or 0, girl or 0, boy or 0])
    assert len(found) == expected
    assert len({gap.kind for gap in found}) == len(found)


@pytest.mark.requirement("R2")
def test_rules_follow_their_effective_dates():
    assert api.jurisdiction(BEFORE).ages.marriage["girl"] == 16
    assert api.jurisdiction(AFTER).ages.marriage["girl"] == 18
    assert api.jurisdiction(dt.date(1990, 1, 1)).valid_from == dt.date(2010, 1, 1)
    assert {gap.kind for gap in api.gaps(BEFORE)} - {gap.kind for gap in api.gaps(AFTER)} == {api.GapKind.MARRIED_GIRLS}
    with clock.moved_to(dt.datetime(2024, 6, 30, 12, tzinfo=dt.UTC)):
        assert api.jurisdiction().valid_from == dt.date(2010, 1, 1)
        assert "religious_leader" not in api.jurisdiction().mandatory_reporting


@pytest.mark.requirement("R1", "R138")
@pytest.mark.rule("P1")
@pytest.mark.parametrize("limit", [0, 13, 16, 17, 19, 21, None, "18", True, 18.5])
def test_no_profile_changes_who_is_a_child(limit, tmp_path, settings):
    assert why_not_child_age_limit(limit)
    profile, problems = profiles.read_profile(RAW | {"child_age_limit": limit}, "x.yaml")
    assert profile is None
    assert "child_age_limit" in str(problems[0])


@pytest.mark.requirement("R1")
def test_eighteen_passes_written_or_not():
    assert why_not_child_age_limit(18) == ""
    without = {key: value for key, value in RAW.items() if key != "child_age_limit"}
    assert profiles.read_profile(without, "x.yaml")[0]


@pytest.mark.requirement("R138", "R13", "R122")
@pytest.mark.parametrize(
    "section",
    ["abuse_material", "forbidden_closure_reasons", "independent_mechanism", "allowed_phrases", "child_definition"],
)
def test_fixed_protections_cannot_be_configured_away(section):
    profile, problems = profiles.read_profile(RAW | {section: {}}, "x.yaml")
    assert profile is None
    assert str(problems[0]) == f"x.yaml: fixed protection: {section}: cannot be configured"


@pytest.mark.requirement("R138")
def test_a_faulty_profile_stops_the_start(tmp_path, settings):
    path = tmp_path / "low.yaml"
    path.write_text((files.COUNTRIES / "default.yaml").read_text().replace("child_age_limit: 18", "child_age_limit: 16"))
    settings.TUTELA_COUNTRY_PROFILE = str(path)
    (found,) = fixed_protections()
    assert found.id == "tutela.E002"
    assert "low.yaml: fixed protection: child_age_limit: the child age limit is 18" in found.msg
    with pytest.raises(api.BadVocabulary):
        api.jurisdiction()


def test_the_shipped_profile_starts():
    assert fixed_protections() == []


@pytest.mark.requirement("R138")
def test_a_second_country_loads_without_a_change_of_code(settings):
    assert api.jurisdiction().code == "XM"
    assert api.deadline("first_contact", "high") == dt.timedelta(hours=24)
    settings.TUTELA_COUNTRY_PROFILE = "tessara"
    assert api.jurisdiction().label("ar") == "تيسارا"
    assert api.deadline("first_contact", "high") == dt.timedelta(hours=6)
    assert api.consent_rule(14).child == "consent"
    with translation.override("en"):
        assert "16–17 not identified as victims" in [gap.sentence for gap in api.gaps()]
    assert fixed_protections() == []


@pytest.mark.requirement("R138")
def test_a_profile_may_live_outside_the_package(settings, tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text((files.COUNTRIES / "tessara.yaml").read_text().replace("XT", "XZ"))
    settings.TUTELA_COUNTRY_PROFILE = str(path)
    assert api.jurisdiction().code == "XZ"
    assert api.is_code("report_channels", "XZ-RADIO")


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("profile", ["default", "tessara"])
def test_a_higher_risk_never_has_more_time(settings, profile):
    settings.TUTELA_COUNTRY_PROFILE = profile
    for row in api.jurisdiction().deadlines.values():
        times = [dt.timedelta.max if time is None else time for time in row.within.values()]
        assert times == sorted(times), row.item
        assert row.source


@pytest.mark.requirement("R21")
def test_deadlines():
    assert api.deadline("assignment", "medium") == dt.timedelta(hours=3)
    assert api.deadline("report_response", "immediate_danger") == dt.timedelta(hours=1)
    assert api.deadline("case_conference", "high") == dt.timedelta(days=7)
    assert api.deadline_if_any("case_conference", "low") is None
    with pytest.raises(api.NoDeadline, match="agree a date"):
        api.deadline("case_conference", "low")
    with pytest.raises(api.UnknownCode):
        api.deadline("nothing", "low")
    with pytest.raises(api.UnknownCode):
        api.deadline("first_contact", "planned")


@pytest.mark.requirement("R24")
def test_duties_to_report_are_data_with_dates():
    assert api.deadline("mandatory_report", "labour_inspector", BEFORE) == dt.timedelta(hours=48)
    assert api.deadline("mandatory_report", "labour_inspector", AFTER) == dt.timedelta(hours=24)
    assert api.reporting_duty("teacher", AFTER).law == "Child Protection Act 2024 art. 20"
    with pytest.raises(api.UnknownCode):
        api.reporting_duty("lawyer")


@given(st.integers(0, 120))
def test_everybody_has_one_consent_rule_and_an_adult_decides_alone(age):
    rule = api.consent_rule(age)
    assert rule.from_age <= age
    assert rule.to_age is None or age <= rule.to_age
    assert (rule.caregiver == "none") == (age >= 18)


def test_consent_bands():
    assert api.consent_rule(5).child == "explanation"
    assert api.consent_rule(11).child == "assent"
    assert api.consent_rule(15).caregiver == "consent_with_child_permission"
    with pytest.raises(InvalidInput):
        api.consent_rule(-1)


@pytest.mark.rule("P13")
@pytest.mark.requirement("R50")
def test_legal_exposure_counts_an_unknown_age_as_exposed():
    grounds = {rule.ground for rule in api.legal_exposure(["PROS"], 16)}
    assert grounds == {"prostitution_law", "same_sex_law"}
    assert {rule.ground for rule in api.legal_exposure(["PROS"])} == grounds
    assert api.legal_exposure(["PROS"], 12) == ()
    assert api.legal_exposure(["MAT-DRW"]) == ()


def test_caseload_points():
    caseload = api.jurisdiction().caseload
    assert (caseload.files, caseload.points) == (25, 40)
    assert caseload.points_of({"high": 2, "medium": 1, "low": 4, "UNK": 9}) == 12


def change(path, value):
    raw = copy.deepcopy(RAW)
    target = raw
    for step in path[:-1]:
        target = target[step]
    if value is KeyError:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return raw


P = ("periods", 0)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("colour",), 1, "header: colour: is not a known section"),
        (("source",), KeyError, "header: source: is missing"),
        (("name",), {"en": "A"}, "name: fr: translation is missing"),
        (("version",), 0, "header: version: a whole number from 1 is needed"),
        (("languages",), "en", "header: languages: a list of texts is needed"),
        (("periods",), [], "periods: at least one period is needed"),
        (("periods", 0), 3, "periods: a mapping is needed"),
        ((*P, "from"), "soon", "periods: from: a date is needed"),
        ((*P, "from"), dt.date(2024, 7, 1), "periods 2024-07-01: from: dates reversed"),
        ((*P, "colour"), 1, "periods 2010-01-01: colour: is not a known section"),
        ((*P, "limits"), KeyError, "periods 2010-01-01: limits: is missing"),
        ((*P, "ages", "work"), "ten", "ages: work: a whole number of years"),
        ((*P, "ages", "marriage", "girl"), 200, "ages: marriage.girl: a whole number of years"),
        ((*P, "prostitution"), "perhaps", "prostitution: 'perhaps' is none of legal"),
        ((*P, "deadlines", 0, "high"), "soon", "deadlines first_contact: high: 'soon' is not a time"),
        ((*P, "deadlines", 0, "high"), 24, "deadlines first_contact: high: 24 is not a time"),
        ((*P, "deadlines", 0, "high"), KeyError, "deadlines first_contact: high: is missing"),
        ((*P, "deadlines", 0, "extra"), 1, "deadlines first_contact: extra: is not a known setting"),
        ((*P, "deadlines", 0, "by"), "mood", "deadlines first_contact: by: 'mood' is none of"),
        ((*P, "deadlines", 0, "status"), "X", "deadlines first_contact: status: say V (read)"),
        ((*P, "deadlines", 0, "source"), " ", "deadlines first_contact: source: a text is needed"),
        ((*P, "deadlines", 1, "item"), "first_contact", "deadlines first_contact: stands twice"),
        ((*P, "schedules", "reunification", "days"), [7, 7], "schedules reunification: days: the days must rise"),
        ((*P, "schedules", "reunification", "days"), [], "schedules reunification: days: a list of days"),
        ((*P, "schedules", "reunification"), KeyError, "schedules: reunification: is missing"),
        ((*P, "schedules", "holidays"), {}, "schedules: holidays: is not a known schedule"),
        ((*P, "caseload", "files"), True, "caseload: files: a whole number is needed"),
        ((*P, "caseload", "weights", "high"), KeyError, "caseload weights: high: is missing"),
        ((*P, "training", "skill"), "juggling", "training: skill: choose one of: interviewing"),
        ((*P, "training", "untrained"), "shrug", "training: untrained: choose one of: warn, refuse"),
        ((*P, "consent"), {}, "consent: a list of age bands is needed"),
        ((*P, "consent", 1, "from"), 7, "consent 7: from: the bands must follow each other; 6 was expected"),
        ((*P, "consent", 3, "to"), 16, "consent: to: the bands must end at 17"),
        ((*P, "consent", 0, "child"), "wish", "consent 0: child: 'wish' is none of"),
        ((*P, "mandatory_reporting", 0, "within"), "as_needed", "mandatory_reporting social_worker: within: a duty"),
        (
            (*P, "mandatory_reporting", 0, "exceptions"),
            [1],
            "mandatory_reporting social_worker: exceptions: a list of texts",
        ),
        ((*P, "legal_exposure", 0, "from_age"), -1, "legal_exposure prostitution_law: from_age: a whole number"),
        ((*P, "suppression", "internal"), 2, "suppression: the internal threshold must be 3 or more"),
        ((*P, "suppression", "public"), 4, "suppression: the public threshold must not be below the internal one"),
        ((*P, "retention", "audit_years"), KeyError, "retention: audit_years: is missing"),
        ((*P, "limits", "break_glass_hours"), "4", "limits: break_glass_hours: a whole number"),
        (("extra_codes",), {"nope": []}, "extra_codes: nope: there is no such list"),
        (("extra_codes",), {"sexes": []}, "fixed protection: sexes: no country adds to this list"),
        (("extra_codes",), {"media": [{"code": "RADIO"}]}, "extra_codes media: RADIO: a national code starts with XM-"),
        (("extra_codes",), {"media": [{"code": "XM-R", "en": "R"}]}, "extra_codes media XM-R: fr: translation is missing"),
        (("forbidden_phrases",), {"de": []}, "forbidden_phrases: de: is not a language of this system"),
    ],
)
def test_each_fault_of_a_profile_is_one_line(path, value, said):
    profile, problems = profiles.read_profile(change(path, value), "xm.yaml")
    assert profile is None
    assert len(problems) >= 1
    assert str(problems[0]).startswith(f"xm.yaml: {said}")


def test_an_age_that_the_law_does_not_set_is_empty():
    profile, problems = profiles.read_profile(change((*P, "ages", "work"), None), "xm.yaml")
    assert problems == []
    assert profile.periods[0].ages.work is None
