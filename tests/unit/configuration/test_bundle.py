"""A bundle: the same configuration, the same bytes; there and back; what is no bundle."""

import datetime as dt
import json
import string

import pytest
import yaml
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.unit.circumstances.workbooks import HEAD, workbook
from tutela.circumstances.api import check_form, install_form
from tutela.circumstances.models import Form
from tutela.circumstances.queries.carried import compiled, sheets_of
from tutela.circumstances.queries.parts import part, part_at
from tutela.configuration.api import BadBundle, FaultyBundle, look, pack, rows_here, unpack
from tutela.configuration.enums import BundleProblem
from tutela.configuration.models import BundleImport
from tutela.configuration.queries import bundle as reading
from tutela.configuration.queries.bundle import KINDS
from tutela.directory.models import Office, Organisation, Population, ReportingChannel, Territory
from tutela.kernel.carrying import Standing
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.vocabulary import api as vocabulary
from tutela.vocabulary.models import AdoptedProfile

from .conftest import changed, closed, exported, in_force, looked_at, opened, zipped

P = BundleProblem


def standings(found):
    return {f"{one.kind} {one.key}": one.standing.value for one in found.differences}


@pytest.mark.requirement("R138")
def test_the_same_configuration_gives_the_same_bytes(keeper, country):
    rows, at = rows_here(), now()
    assert pack(rows, country="XM", at=at) == pack(rows_here(), country="XM", at=at)
    members = opened(exported(keeper))
    assert list(members) == ["manifest.json", *sorted(set(members) - {"manifest.json"})]
    later = opened(pack(rows, country="XM", at=at + dt.timedelta(days=3)))
    assert {name for name in members if members[name] != later[name]} == {"manifest.json"}
    assert {name.partition("/")[0].partition(".")[0] for name in members} == {"manifest", *(kind.name for kind in KINDS)}


@pytest.mark.requirement("R138")
def test_its_own_export_changes_nothing(keeper, country):
    one = looked_at(keeper, exported(keeper))
    assert one.counts == {"new": 0, "changed": 0, "same": one.counts["same"], "left": 0}
    assert one.counts["same"] == 8


@pytest.mark.requirement("R138")
def test_from_one_server_to_another(keeper, other, country):
    bundle, before = exported(keeper), opened(exported(keeper))
    with transaction.atomic():
        Population.objects.all().delete()
        ReportingChannel.objects.all().delete()
        Office.objects.filter(code="CPS-N").update(name="Old name", phone="1")
        Territory.objects.filter(code="XC-N").update(names={"en": "Old"})
        Organisation.objects.create(code="OWN", name="Only here", sector="social", kind="shelter")
    one = looked_at(keeper, bundle)
    found = standings(look(rows_of(one)))
    assert found["offices CPS-N"] == found["territories XC-N"] == "changed"
    assert found["channels XC-N/web_form"] == found["populations XC-N"] == "new"
    assert found["organisations OWN"] == "left"
    assert found["organisations CPS"] == "same"
    assert Office.objects.get(code="CPS-N").name == "Old name"
    done = in_force(other, one)
    assert (done.state, done.ended_by_id, done.reason) == ("in_force", other.id, "")
    assert Office.objects.get(code="CPS-N").name == "Office North"
    assert Organisation.objects.filter(code="OWN").exists()
    after = opened(exported(keeper))
    assert json.loads(after["organisations.json"]).pop("OWN")["name"] == "Only here"
    assert {name for name in before if before[name] != after[name]} == {"manifest.json", "organisations.json"}
    again = looked_at(keeper, bundle)
    assert again.counts["new"] == again.counts["changed"] == 0


def rows_of(one):
    return reading.rows_of(one.members)


@pytest.mark.requirement("R138")
def test_a_form_comes_as_a_new_version_and_the_old_one_keeps_its_answers(keeper, other, country):
    old = exported(keeper)
    with acting_as(keeper):
        install_form(by=keeper, name="way.xlsx", content=workbook([["text", "b", "B?"]], version=2))
    new = exported(keeper)
    with transaction.atomic():
        with pytest.raises(FaultyBundle) as error:
            looked_at(keeper, old)
        assert "Here is version 2 already" in str(error.value.fields["forms/way.json"])
    with acting_as(keeper):
        first = Form.objects.get(version=1)
    other_questions = changed(new, "forms/way.json", lambda sheets: sheets["survey"][1].update(name="c"))
    with pytest.raises(FaultyBundle, match="Version 2 has other content here"):
        looked_at(keeper, other_questions)
    third = changed(other_questions, "forms/way.json", lambda sheets: sheets["settings"][0].update(version="3"))
    in_force(other, looked_at(keeper, third))
    assert [question.code for _group, question in part("way").questions()] == ["c"]
    assert part_at("way", 1).version == 1
    first.refresh_from_db()
    assert first.declared == part_of_one(first)


def part_of_one(form):
    return Form.objects.get(pk=form.pk).declared


@pytest.mark.parametrize(
    "survey",
    [
        None,
        [["text", "a", "A?"], ["begin_group", "g", "G"], ["text", "b", "B?"], ["end_group"], ["text", "c", "C?"]],
        [["begin_repeat", "r", "R"], ["integer", "n", "N?"], ["end_repeat"], ["note", "said", "Said"], ["date", "d", "D?"]],
    ],
)
def test_sheets_written_from_a_declaration_declare_the_same(db, survey):
    content = workbook() if survey is None else workbook(survey, head=HEAD[:3])
    declared = check_form(content).declared
    again = compiled(sheets_of(declared))
    assert again.faults == []
    for one in (declared, again.declared):
        one.pop("languages")
    assert again.declared == declared
    assert sheets_of(again.declared) == sheets_of(declared)


@pytest.mark.requirement("R138")
@pytest.mark.parametrize("name", ["flood", "return-to-school"])
def test_the_worked_examples_survive_the_way(keeper, other, name):
    from tests.unit.circumstances.test_xlsform import EXAMPLES

    content = next(path for path in EXAMPLES if path.stem == name).read_bytes()
    with acting_as(keeper):
        form = install_form(by=keeper, name=name, content=content)
    bundle = exported(keeper)
    (member,) = [one for one in opened(bundle) if one.startswith("forms/")]
    raised = changed(bundle, member, lambda sheets: sheets["settings"][0].update(version=str(form.version + 1)))
    in_force(other, looked_at(keeper, raised))
    carried = Form.objects.get(code=form.code, version=form.version + 1)
    assert carried.declared == form.declared | {"version": form.version + 1, "languages": carried.declared["languages"]}


@pytest.mark.requirement("R138")
def test_the_countrys_rules_are_adopted_as_a_newer_version(keeper, other, laid_down, django_capture_on_commit_callbacks):
    members = opened(exported(keeper))
    rules = yaml.safe_load(members["country/XM.yaml"])
    rules["version"] += 1
    rules["periods"][0]["deadlines"][0]["high"] = "5h"
    rules["extra_codes"] |= {
        "concerns": [{"code": "XM-MINE", "en": "Mine", "fr": "Mine", "es": "Mina", "ar": "منجم"}],
        "report_channels": [{"code": "XM-RADIO", "en": "Radio", "fr": "Radio", "es": "Radio", "ar": "راديو"}],
    }
    members["country/XM.yaml"] = yaml.safe_dump(rules)
    members["territories.json"] = json.dumps({"XM": {"level": 1, "parent": "", "names": {"en": "M"}, "outline": None}})
    plain = {"hours": "", "cost": "", "accessibility": "", "languages": [], "contact": "", "day_and_night": True}
    members["channels.json"] = json.dumps({"XM/XM-RADIO": plain | {"confirmed_on": "2026-11-01"}})
    bundle = closed(members)
    one = looked_at(keeper, bundle)
    (change,) = [it for it in look(rows_of(one)).differences if it.kind == "country"]
    assert ("periods › 2009-01-01 › deadlines › first_contact › high", "24h", "5h") in [
        (it.field, it.old, it.new) for it in change.changes
    ] or any(it.new == "5h" for it in change.changes)
    with django_capture_on_commit_callbacks(execute=True):
        in_force(other, one)
    assert vocabulary.jurisdiction().version == rules["version"]
    assert vocabulary.is_code("concerns", "XM-MINE")
    assert [path.name for path in laid_down.iterdir()] == [f"XM-{rules['version']:06}.yaml"]
    assert looked_at(keeper, bundle).counts["changed"] == 0
    assert closed(opened(exported(keeper))) != b""
    for path in laid_down.iterdir():
        path.unlink()
    with django_capture_on_commit_callbacks(execute=True):
        assert vocabulary.lay_down_profiles() == 1
    assert vocabulary.lay_down_profiles() == 0
    assert vocabulary.jurisdiction().version == rules["version"]
    with pytest.raises(FaultyBundle, match="national code"):
        gone = rules | {"version": rules["version"] + 1, "extra_codes": {}}
        looked_at(keeper, closed(members | {"country/XM.yaml": yaml.safe_dump(gone)}))
    with pytest.raises(FaultyBundle, match="Raise the version"):
        looked_at(keeper, closed(members | {"country/XM.yaml": yaml.safe_dump(rules | {"source": "other"})}))
    with pytest.raises(FaultyBundle, match="already"):
        looked_at(keeper, closed(members | {"country/XM.yaml": yaml.safe_dump(rules | {"version": 1})}))


def test_what_cannot_be_laid_down_is_not_adopted(keeper, other, laid_down):
    laid_down.write_text("in the way")
    members = opened(exported(keeper))
    rules = yaml.safe_load(members["country/XM.yaml"])
    one = looked_at(keeper, closed(members | {"country/XM.yaml": yaml.safe_dump(rules | {"version": rules["version"] + 1})}))
    with pytest.raises(Exception, match="cannot be written"), transaction.atomic():
        in_force(other, one)
    assert not AdoptedProfile.objects.exists()
    with acting_as(other):
        one.refresh_from_db()
    assert one.state == "waiting"


NAMES = st.text(alphabet=string.ascii_letters + "éñ مرحبا’", min_size=1, max_size=30).map(str.strip).filter(bool)
CODES = st.text(alphabet=string.ascii_uppercase + string.digits, min_size=2, max_size=6).map(lambda text: f"A{text}")


@st.composite
def configurations(draw):
    codes = draw(st.lists(CODES, min_size=1, max_size=6, unique=True))
    places = {codes[0]: {"level": 1, "parent": "", "names": {"en": draw(NAMES)}, "outline": None}}
    for code in codes[1:]:
        above = draw(st.sampled_from([one for one in places if places[one]["level"] < 5]))
        outline = draw(st.sampled_from([None, {"type": "Polygon", "coordinates": [[[0, 0], [1, 0.5], [0, 0]]]}]))
        names = {"en": draw(NAMES), "fr": draw(NAMES)}
        places[code] = {"level": places[above]["level"] + 1, "parent": above, "names": names, "outline": outline}
    bodies = {
        f"B{code}": {"name": draw(NAMES), "sector": "social", "kind": draw(st.sampled_from(["shelter", "ombudsperson"]))}
        for code in draw(st.lists(CODES, max_size=3, unique=True))
    }
    offices = {}
    for number in range(draw(st.integers(0, 3)) if bodies else 0):
        offices[f"O{number}"] = {
            "name": draw(NAMES),
            "organisation": draw(st.sampled_from(sorted(bodies))),
            "territory": draw(st.sampled_from(sorted(places))),
            "holds_files": draw(st.booleans()),
            "phone": draw(st.sampled_from(["", "+1 22"])),
        }
    counted = draw(st.lists(st.sampled_from(sorted(places)), unique=True))
    people = {code: {"children": draw(st.integers(0, 10**6)), "year": 2025, "source": draw(NAMES)} for code in counted}
    return {"territories": places, "organisations": bodies, "offices": offices, "populations": people, "channels": {}}


@pytest.mark.slow
@pytest.mark.requirement("R138")
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=configurations(), second=configurations())
def test_there_and_back_gives_the_same_bytes(db, first, second):
    """Whatever was there: after an import the export holds the bundle; on an empty server it is the bundle, to the byte."""
    try:
        with transaction.atomic():
            keeper, other = make_actor("administrator"), make_actor("administrator")
            base, at = rows_here(), now()
            whole = {name: {**rows, **first.get(name, {})} for name, rows in base.items()}
            bundle = pack(whole, country="XM", at=at)
            in_force(other, looked_at(keeper, bundle))
            assert pack(rows_here(), country="XM", at=at) == bundle
            assert not look(unpack(bundle, country="XM").rows).written
            try:
                with transaction.atomic():
                    one = looked_at(keeper, pack({**base, **second}, country="XM", at=at))  # what is not in it is left alone
                    if one.counts["new"] + one.counts["changed"]:
                        in_force(other, one)
            except FaultyBundle:
                raise _Back from None  # what may not move, moved
            kept = rows_here()
            for name, rows in second.items():
                assert {key: kept[name][key] for key in rows} == rows
                assert first[name].keys() <= kept[name].keys()
            raise _Back
    except _Back:
        pass


class _Back(Exception):
    """Leaves the transaction."""


def test_every_standing_is_counted(keeper, country):
    found = look(rows_of(looked_at(keeper, exported(keeper))))
    assert set(found.counts) == {one.value for one in Standing}


def head(**changes):
    def damaged(members):
        return closed(members, **changes)

    return damaged


def without(*names):
    return lambda members: zipped({name: text for name, text in members.items() if name not in names})


def plus(name, text="{}", *, listed=True):
    return lambda members: closed(members | {name: text}) if listed else zipped(members | {name: text})


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda _members: b"", P.NOT_A_BUNDLE),
        (lambda _members: b"PK\x03\x04 no zip", P.NOT_A_BUNDLE),
        (lambda members: zipped(members)[:-40], P.NOT_A_BUNDLE),
        (lambda members: zipped(members | {"offices.json": b"\xff\xfe"}), P.NOT_A_BUNDLE),
        (without("manifest.json"), P.NO_MANIFEST),
        (lambda members: zipped(members | {"manifest.json": "[]"}), P.NO_MANIFEST),
        (lambda members: zipped(members | {"manifest.json": '{"format": 1, "format": 1}'}), P.NO_MANIFEST),
        (head(more=1), P.NO_MANIFEST),
        (head(made_at="yesterday"), P.NO_MANIFEST),
        (head(made_at="2026-11-01T00:00:00"), P.NO_MANIFEST),
        (head(product="other"), P.NO_MANIFEST),
        (head(version="new"), P.NO_MANIFEST),
        (head(version=1), P.NO_MANIFEST),
        (
            lambda members: zipped(
                members
                | {"manifest.json": members["manifest.json"].replace('"offices.json": "', '"offices.json": 1, "x": "')}
            ),
            P.NO_MANIFEST,
        ),
        (head(format=0), P.UNKNOWN_FORMAT),
        (head(format="1"), P.UNKNOWN_FORMAT),
        (head(format=2), P.NEWER),
        (head(version="99.0.0"), P.NEWER),
        (head(country="XT"), P.OTHER_COUNTRY),
        (without("offices.json"), P.NOT_LISTED),
        (plus("forms/new.json", listed=False), P.NOT_LISTED),
        (lambda members: zipped(members | {"offices.json": "{} "}), P.CHECKSUM),
        (plus("../offices.json"), P.STRANGE_NAME),
        (plus("/etc/passwd"), P.STRANGE_NAME),
        (plus("forms/../../x.json"), P.STRANGE_NAME),
        (plus("accounts.json"), P.STRANGE_NAME),
        (plus("keys.json"), P.STRANGE_NAME),
        (plus("country/XM.json"), P.STRANGE_NAME),
        (plus("offices/X.json"), P.STRANGE_NAME),
        (plus("forms.json"), P.STRANGE_NAME),
        (plus("offices.json", "["), P.UNREADABLE),
        (plus("offices.json", "[]"), P.UNREADABLE),
        (plus("offices.json", '{"A": 1}'), P.UNREADABLE),
        (plus("offices.json", '{"A": {}, "A": {}}'), P.UNREADABLE),
        (plus("offices.json", '{"A": {"name": NaN}}'), P.UNREADABLE),
        (plus("offices.json", '{"A": {"name": "\\ud800"}}'), P.UNREADABLE),
        (plus("offices.json", '{"A": {"name": ["\\u0000"]}}'), P.UNREADABLE),
        (plus("offices.json", '{"A": ' + "[" * 50_000), P.UNREADABLE),
        (plus("country/XM.yaml", "a: &a [1]\nb: [*a, *a]"), P.UNREADABLE),
        (plus("country/XM.yaml", "a: [1"), P.UNREADABLE),
        (plus("country/XM.yaml", "a: !!python/object/apply:os.system [ls]"), P.UNREADABLE),
        (plus("country/XM.yaml", "a: !!binary aGk="), P.UNREADABLE),
        (plus("country/XM.yaml", "1: a"), P.UNREADABLE),
    ],
)
def test_what_is_no_bundle(keeper, damage, problem):
    members = opened(exported(keeper))
    with pytest.raises(BadBundle) as error:
        looked_at(keeper, damage(members))
    assert error.value.problem == problem
    assert not BundleImport.objects.exists()


def test_a_bundle_that_unpacks_to_too_much_is_not_opened(keeper, monkeypatch):
    bomb = zipped({"offices.json": " " * 70_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(BadBundle) as error:
        looked_at(keeper, bomb)
    assert error.value.problem == P.UNPACKS_LARGE
    with pytest.raises(BadBundle) as error:
        looked_at(keeper, zipped({f"forms/f{number}.json": "" for number in range(2_001)}))
    assert error.value.problem == P.UNPACKS_LARGE
    with pytest.raises(BadBundle) as error:
        looked_at(keeper, b"0" * 8_000_001)
    assert error.value.problem == P.TOO_LARGE


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_and_another_way_to_pack(keeper):
    import io
    import zipfile

    for method, names, problem in (
        (zipfile.ZIP_DEFLATED, ("offices.json", "offices.json"), P.NAME_TWICE),
        (zipfile.ZIP_BZIP2, ("offices.json",), P.NOT_A_BUNDLE),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as package:
            for name in names:
                package.writestr(name, "{}")
        with pytest.raises(BadBundle) as error:
            looked_at(keeper, out.getvalue())
        assert error.value.problem == problem
