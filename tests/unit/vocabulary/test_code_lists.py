"""Code lists: stable codes, four languages, unknown as data."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tutela.vocabulary import api
from tutela.vocabulary.models.codes import Code
from tutela.vocabulary.queries import standard

LISTS = api.list_ids()

STABLE = {
    "file_states": "reported triaged not_accepted registered in_assessment planned active in_review transfer_pending closed "
    "reopened",
    "urgency": "immediate_danger within_24_hours within_48_hours planned",
    "risk_levels": "high medium low none",
    "closure_reasons": "GOALS DECLINED ADULT TRANSFERRED DIED LOST ERROR",
    "forbidden_closure_reasons": "settlement marriage_to_alleged_perpetrator complaint_withdrawn proceedings_ended "
    "no_service_available unsafe_caregiver_request",
    "concerns": " ".join(f"PC{number:02}" for number in range(1, 34)),
    "barriers": " ".join(f"NR{number:02}" for number in range(1, 32)),
    "rights": " ".join(f"RT{number:02}" for number in range(1, 26)),
    "offences": "SALE SALE-SE SALE-OT SALE-FL SALE-FL-AC SALE-FL-CR SALE-FL-WF SALE-AD SALE-MA PROS MAT MAT-REC MAT-LIV "
    "MAT-SXI MAT-ALT MAT-DRW TRAF GROOM ABUSE FMAR FLAB ARMC SECTT",
    "actors": "AC-CHI AC-FAM AC-COM AC-SOC AC-HEA AC-EDU AC-POL AC-JUS AC-LAB AC-REG AC-MIG AC-LOC AC-MIN AC-NGO AC-OMB "
    "AC-BUS AC-INT",
    "principles": "non_discrimination best_interests survival_and_development views_of_the_child",
    "sexes": "girl boy other_or_not_stated",
    "age_groups": "0-4 5-9 10-14 15-17",
    "universal": "UNK NAS REF OTH",
}
SIZES = {
    "vulnerability": 94,
    "services": 71,  # 70 of the standard, and the return abroad that waits for a determination (P17)
    "acts": 19,
    "purposes": 13,
    "considerations": 14,
    "contexts": 18,
    "media": 13,
    "means_of_control": 16,
    "dimensions": 29,
    "report_channels": 18,
    "harmonization_items": 33,
    "htcds_map": 14,
    "child_justice_indicators": 18,
    "formal_care_indicators": 20,
    "facility_standards": 73,
    "facility_types": 14,
}


@pytest.mark.requirement("R113")
@pytest.mark.parametrize("list_id", sorted(STABLE))
def test_adopted_codes_are_stable(list_id):
    assert " ".join(code.code for code in api.code_list(list_id).own()) == STABLE[list_id]


@pytest.mark.parametrize("list_id", sorted(SIZES))
def test_no_code_of_the_standard_is_lost(list_id):
    assert len(api.code_list(list_id).own()) == SIZES[list_id]


@pytest.mark.requirement("R113", "R133")
@pytest.mark.parametrize("list_id", LISTS)
def test_every_list_speaks_every_language_and_names_its_source(list_id):
    chosen = api.code_list(list_id)
    assert chosen.source
    assert chosen.licence
    assert chosen.version >= 1
    for language in api.LANGUAGES:
        assert chosen.title[language].strip()
        labels = [code.label(language) for code in chosen]
        assert all(label.strip() for label in labels)
        assert len(set(labels)) == len(labels), "two answers of one list read the same"


@pytest.mark.requirement("R8")
def test_travel_and_tourism_is_a_context_and_no_offence():
    offences = api.code_list("offences")
    assert offences.codes["SECTT"].attributes["kind"] == "context"
    assert not [code for code in offences.own() if "TOURISM" in code.code.upper()]
    assert {"travel_domestic", "travel_inbound", "travel_outbound"} <= set(api.code_list("contexts").codes)


@pytest.mark.requirement("R13")
def test_legal_terms_are_references_beside_another_display_term():
    offences = api.code_list("offences").codes
    assert offences["PROS"].legal_term == "Child prostitution"
    assert offences["PROS"].label("en") == "Exploitation of a child in prostitution"
    assert offences["MAT"].label("en") == "Child sexual abuse material"
    assert offences["MAT"].article == "2(c), 3(1)(c)"


def test_the_eight_groups_of_vulnerability():
    groups = [code.code[0] for code in api.code_list("vulnerability_groups").own()]
    assert groups == list("ABCDEFGH")
    sensitive = {code.code for code in api.code_list("vulnerability").own() if code.sensitive}
    assert sensitive == {"B13", "B16", "C04", "H13", "H18"}
    levels = set(api.code_list("vulnerability_levels").codes)
    assert all(set(code.attributes["levels"]) <= levels for code in api.code_list("vulnerability").own())


def test_labels_follow_the_active_language_and_fall_back_to_english():
    with translation.override("ar"):
        assert api.label("sexes", "girl") == "فتاة"
    with translation.override("fr-ca"):
        assert api.label("sexes", "girl") == "Fille"
    with translation.override(None):
        assert api.label("sexes", "girl") == "Girl"
    assert api.label("sexes", "girl", "es") == "Niña"
    assert api.label("sexes", "girl", "de") == "Girl"


def test_unknown_is_an_answer_where_the_list_says_so():
    assert api.label("concerns", "UNK", "en") == "Unknown"
    assert api.check_code("concerns", "NAS") == "NAS"
    assert not api.is_code("file_states", "UNK")
    assert not api.is_code("material_kind", "UNK")
    assert api.is_code("material_kind", "unknown")


def test_options_for_forms():
    with translation.override("en"):
        options = api.options("sexes")
        assert [(option.code, option.exclusive) for option in options][-4:] == [
            ("other_or_not_stated", False),
            ("UNK", True),
            ("NAS", True),
            ("REF", True),
        ]
        assert api.choices("sexes", with_unknown=False)[0] == ("girl", "Girl")
        assert [code for code, _label in api.choices("offences", "MAT", with_unknown=False)] == [
            "MAT-REC",
            "MAT-LIV",
            "MAT-SXI",
            "MAT-ALT",
            "MAT-DRW",
        ]
        assert "SALE-SE" not in dict(api.choices("offences", ""))
        assert api.options("barriers", "law")[0].label.startswith("Law not harmonized")
        assert not next(option for option in api.options("concerns") if option.code == "OTH").exclusive


@given(st.sampled_from(LISTS))
def test_each_code_stands_below_exactly_one_parent(list_id):
    chosen = api.code_list(list_id)
    parents = {code.parent for code in chosen.own()} | {""}
    gathered = [code for parent in parents for code in chosen.under(parent)]
    assert sorted(code.code for code in gathered) == sorted(code.code for code in chosen.own())


@given(st.sampled_from(LISTS), st.text(max_size=12))
def test_only_answers_of_the_list_pass(list_id, text):
    if text in api.code_list(list_id):
        assert api.check_code(list_id, text) == text
    else:
        with pytest.raises(api.UnknownCode) as caught:
            api.check_code(list_id, text, field="answer")
        assert list(caught.value.fields) == ["answer"]


@given(st.dates(), st.dates(), st.dates())
def test_a_code_is_in_force_from_its_first_to_its_last_day(start, end, day):
    code = Code("X", {"en": "x"}, valid_from=start, valid_to=end)
    assert code.valid_on(day) == (start <= day <= end)
    assert replace(code, valid_from=None).valid_on(day) == (day <= end)
    assert replace(code, valid_to=None).valid_on(day) == (start <= day)


def test_a_code_that_ended_is_no_longer_offered(monkeypatch):
    real = standard.standard_list("sexes")
    ended = replace(real.codes["boy"], valid_to=dt.date(2026, 6, 30))
    chosen = replace(real, codes={**real.codes, "boy": ended})
    monkeypatch.setattr("tutela.vocabulary.queries.code_lists.code_list", lambda _list_id: chosen)
    assert api.check_code("sexes", "boy", on=dt.date(2026, 6, 30)) == "boy"
    assert not api.is_code("sexes", "boy", dt.date(2026, 7, 1))
    assert "boy" not in [option.code for option in api.options("sexes", with_unknown=False, on=dt.date(2026, 7, 1))]
    with pytest.raises(api.UnknownCode):
        api.check_code("sexes", "boy", on=dt.date(2026, 7, 1))


def test_what_is_not_there_is_said_in_one_sentence():
    with pytest.raises(api.UnknownList, match="no code list or term “nope”"):
        api.code_list("nope")
    with pytest.raises(api.UnknownList):
        api.code_list("../glossary")
    with pytest.raises(api.UnknownCode, match="“pink” is not an answer"):
        api.label("sexes", "pink")
    assert not api.is_code("sexes", None)


def test_a_list_of_the_wrong_shape_names_its_file():
    with pytest.raises(api.BadVocabulary, match=r"x.yaml: codes is missing"):
        standard.parse({}, "x.yaml")
    with pytest.raises(api.BadVocabulary, match=r"x.yaml: wrong shape"):
        standard.parse({"codes": 3}, "x.yaml")


@pytest.mark.requirement("R11", "R6")
def test_overlaps_are_suggestions_both_ways_and_through_the_wider_code():
    assert set(api.overlaps_for("TRAF")) == {"SALE", "SALE-AD", "FLAB"}
    assert api.overlaps_for("SALE-SE")[:1] == ("TRAF",)
    assert {"PROS", "MAT", "TRAF", "FLAB", "SECTT"} == set(api.overlaps_for("SALE-SE"))
    assert "SALE-SE" not in api.overlaps_for("SALE-MA")
    with pytest.raises(api.UnknownCode):
        api.overlaps_for("nope")


@pytest.mark.requirement("R11")
@given(st.sampled_from(api.overlaps()))
def test_each_pair_is_suggested_from_both_sides(pair):
    assert pair.b in api.overlaps_for(pair.a)
    assert pair.a in api.overlaps_for(pair.b)
    assert pair.para


def test_a_broken_matrix_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "overlaps.yaml").write_text("pairs: [{a: SALE}]")
    monkeypatch.setattr(standard.files, "DATA", tmp_path)
    with pytest.raises(api.BadVocabulary, match=r"overlaps.yaml: b is missing"):
        standard.overlaps.__wrapped__()


@pytest.mark.requirement("R138")
def test_a_country_adds_codes_without_a_change_of_code(settings):
    assert not api.is_code("report_channels", "XT-RADIO")
    settings.TUTELA_COUNTRY_PROFILE = "tessara"
    assert api.is_code("report_channels", "XT-RADIO")
    assert api.label("report_channels", "XT-RADIO", "es") == "Radio comunitaria"
    settings.TUTELA_COUNTRY_PROFILE = ""
    assert not api.is_code("report_channels", "XT-RADIO")


def test_a_file_is_read_once(monkeypatch):
    standard.standard_list.cache_clear()
    read, names = standard.files.read, []
    monkeypatch.setattr(standard.files, "read", lambda path: names.append(path.stem) or read(path))
    for list_id in (*LISTS, *LISTS):
        standard.standard_list(list_id)
    assert sorted(names) == sorted(LISTS)


@pytest.mark.requirement("R131")
@pytest.mark.django_db
def test_maps_to_published_classifications_export_with_their_version(client):
    from django.urls import reverse

    offences = api.code_list("offences")
    for list_id, attribute in (("iccs_map", "iccs"), ("htcds_map", "ours")):
        chosen = api.code_list(list_id)
        assert all(code.attributes.get(attribute) for code in chosen.own())
        known = client.get(reverse("code_list_json", args=[list_id])).json()
        assert known["version"] == chosen.version
        assert known["codes"][0]["attributes"][attribute]
        table = client.get(reverse("code_list_csv", args=[list_id])).content.decode()
        assert f"{attribute}=" in table
    assert {code.code for code in api.code_list("iccs_map").own()} <= {code.code for code in offences.own()}
    assert all(number.isdigit() for code in api.code_list("iccs_map").own() for number in code.attributes["iccs"])
