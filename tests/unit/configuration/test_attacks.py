"""Who may not, what no bundle may do, and the two people: through actions, page, API, command and plain SQL."""

import base64
import json

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.urls import reverse

from tests.factories.accounts import make_actor
from tutela.accounts.roles import ROLES
from tutela.audit.models import Event
from tutela.circumstances.models import Form
from tutela.config.commands import configuration as command
from tutela.configuration.actions.bundles import set_bundle_aside
from tutela.configuration.api import FaultyBundle
from tutela.configuration.enums import ConfigurationReason
from tutela.configuration.models import BundleImport
from tutela.configuration.states import IMPORT, ImportState
from tutela.directory.models import Office, Organisation, Territory
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused, StaleVersion, WrongState
from tutela.vocabulary.enums import VocabularyReason
from tutela.vocabulary.models import AdoptedProfile

from .conftest import changed, closed, exported, in_force, looked_at, opened

OTHERS = sorted(code for code, role in ROLES.items() if code != "administrator" and not role.system)


@pytest.fixture
def bundle(keeper, country):
    """A bundle that renames an office."""
    return changed(exported(keeper), "offices.json", lambda rows: rows["CPS-N"].update(name="Office of the North"))


def rules(keeper, **changes):
    members = opened(exported(keeper))
    raw = yaml.safe_load(members["country/XM.yaml"])
    return closed(members | {"country/XM.yaml": yaml.safe_dump(raw | {"version": raw["version"] + 1} | changes)})


def faults(keeper, content):
    with pytest.raises(FaultyBundle) as error:
        looked_at(keeper, content)
    return [(one.member, one.row, one.field) for one in error.value.preview.faults], str(error.value)


@pytest.mark.rule("P1")
@pytest.mark.requirement("R138")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"child_age_limit": 16}, "child_age_limit"),
        ({"child_age_limit": None}, "child_age_limit"),
        ({"child_definition": {"girl": 14}}, "child_definition"),
        ({"abuse_material": "allowed"}, "abuse_material"),
        ({"allowed_phrases": {"en": ["x"]}}, "allowed_phrases"),
        ({"independent_mechanism": {}}, "independent_mechanism"),
        ({"forbidden_closure_reasons": []}, "forbidden_closure_reasons"),
        ({"extra_codes": {"forbidden_closure_reasons": []}}, "extra_codes › forbidden_closure_reasons"),
    ],
)
def test_a_fixed_protection_is_refused_by_its_field(keeper, changes, field):
    found, text = faults(keeper, rules(keeper, **changes))
    assert ("country/XM.yaml", "XM", field) in found
    assert "fixed protection" in text.lower()


@pytest.mark.rule("P3")
def test_no_bundle_brings_words_that_blame(keeper, country):
    words = {"code": "XM-BAD", "en": "Child prostitute", "fr": "x", "es": "x", "ar": "x"}
    found, _text = faults(keeper, rules(keeper, extra_codes={"concerns": [words]}))
    assert found == [("country/XM.yaml", "XM", "extra_codes › concerns › XM-BAD")]
    names = {"en": "Land of the child prostitute", "fr": "x", "es": "x", "ar": "x"}
    assert faults(keeper, rules(keeper, name=names))[0] == [("country/XM.yaml", "XM", "name")]

    def blame(sheets):
        sheets["survey"][1]["label::en"] = "Is she a child prostitute?"
        sheets["settings"][0]["version"] = "2"

    assert faults(keeper, changed(exported(keeper), "forms/way.json", blame))[0] == [("forms/way.json", "way", "survey 3")]


@pytest.mark.rule("P2")
def test_no_bundle_brings_a_form_that_takes_files_or_a_code_of_tutela(keeper, country):
    def image(sheets):
        sheets["survey"][1]["type"] = "image"

    found, text = faults(keeper, changed(exported(keeper), "forms/way.json", image))
    assert ("forms/way.json", "way", "survey 3") in found
    assert "P2" in text

    def taken(sheets):
        sheets["settings"][0]["form_id"] = "labour"

    assert faults(keeper, changed(exported(keeper), "forms/way.json", taken))[0][0][2] == "settings 2"

    def elsewhere(sheets):
        sheets["settings"][0]["form_id"] = "elsewhere"

    assert faults(keeper, changed(exported(keeper), "forms/way.json", elsewhere))[0][0][2] == "settings 2"
    for change, field in (
        (lambda sheets: sheets.update(prompts=[]), "prompts"),
        (lambda sheets: sheets.pop("choices"), "choices"),
        (lambda sheets: sheets.update(survey="x"), "survey"),
        (lambda sheets: sheets["survey"][0].update(name=1), "survey 2 › name"),
    ):
        assert faults(keeper, changed(exported(keeper), "forms/way.json", change))[0] == [("forms/way.json", "way", field)]


@pytest.mark.rule("P7")
def test_the_independent_mechanism_stays_what_it_is(keeper, country):
    Organisation.objects.create(code="OMB", name="Ombudsperson", sector="independent", kind="ombudsperson")
    for code, kind in (("OMB", "ministry"), ("CPS", "ombudsperson")):
        content = changed(
            exported(keeper), "organisations.json", lambda rows, at=(code, kind): rows[at[0]].update(kind=at[1])
        )
        found, text = faults(keeper, content)
        assert found == [("organisations.json", code, "kind")]
        assert "fixed protection" in text


@pytest.mark.parametrize(
    ("member", "key", "change", "field"),
    [
        ("offices.json", "CPS-N", {"password": "x"}, "password"),
        ("offices.json", "CPS-N", {"holds_files": False}, "holds_files"),
        ("offices.json", "CPS-N", {"territory": "XC"}, "territory"),
        ("offices.json", "CPS-N", {"territory": "NONE"}, "territory"),
        ("offices.json", "CPS-N", {"organisation": "NONE"}, "organisation"),
        ("offices.json", "CPS-N", {"name": 5}, "name"),
        ("offices.json", "CPS-N", {"name": "x" * 201}, "name"),
        ("offices.json", "CPS-N", {"name": "two\nlines"}, "name"),
        ("territories.json", "XC-N", {"level": 3}, "level"),
        ("territories.json", "XC-N", {"level": True}, "level"),
        ("territories.json", "XC-N", {"parent": "NONE"}, "parent"),
        ("territories.json", "XC-N", {"parent": "XC-N"}, "level"),
        ("territories.json", "XC-N", {"names": {}}, "names"),
        ("territories.json", "XC-N", {"outline": {"type": "Point"}}, "outline"),
        ("populations.json", "XC-N", {"children": -1}, "children"),
        ("populations.json", "XC-N", {"year": 1066}, "year"),
    ],
)
def test_every_fault_has_its_member_row_and_field(keeper, country, member, key, change, field):
    found, _text = faults(keeper, changed(exported(keeper), member, lambda rows: rows[key].update(change)))
    assert (member, key, field) in found


def test_rows_that_are_not_known_or_not_to_be_touched(keeper, country):
    start = exported(keeper)
    channel = next(iter(json.loads(opened(start)["channels.json"])))
    for member, old, new, field in (
        ("channels.json", channel, "NONE/web_form", "territory"),
        ("channels.json", channel, "XC-N/pigeon", "channel"),
        ("populations.json", "XC-N", "NONE", "territory"),
        ("organisations.json", "CPS", "no code", "code"),
        ("organisations.json", "CPS", "a" * 30, "code"),
    ):
        content = changed(start, member, lambda rows, at=(old, new): rows.update({at[1]: rows.pop(at[0])}))
        assert (member, new, field) in faults(keeper, content)[0]
    missing = changed(start, "offices.json", lambda rows: rows["CPS-N"].pop("phone"))
    assert faults(keeper, missing)[0] == [("offices.json", "CPS-N", "phone")]
    day = changed(start, "channels.json", lambda rows: rows[channel].update(confirmed_on="1 May"))
    assert faults(keeper, day)[0] == [("channels.json", channel, "confirmed_on")]
    Office.objects.filter(code="CPS-N").update(closed_on="2026-01-01")
    assert faults(keeper, start)[0] == [("offices.json", "CPS-N", "name")]


def test_a_profile_that_is_none(keeper):
    members = opened(exported(keeper))
    for text in ("a: 1", "code: XM\nversion: 99", "code: XT"):
        assert faults(keeper, closed(members | {"country/XM.yaml": text}))[0]
    strange = yaml.safe_load(members["country/XM.yaml"]) | {"version": 99, "extra_codes": {"concerns": 5}, "periods": [5]}
    assert faults(keeper, closed(members | {"country/XM.yaml": yaml.safe_dump(strange)}))[0]
    strange |= {"extra_codes": [], "periods": {"a": 1}}
    assert faults(keeper, closed(members | {"country/XM.yaml": yaml.safe_dump(strange)}))[0]


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_exports_looks_or_applies(keeper, country, bundle, enter, program, role):
    person, one = make_actor(role), looked_at(keeper, bundle)
    for attempt in (lambda: exported(person), lambda: looked_at(person, bundle), lambda: in_force(person, one)):
        with pytest.raises(Refused) as error, transaction.atomic():
            attempt()
        assert error.value.reason == ConfigurationReason.NOT_KEEPER
    with pytest.raises(Refused), transaction.atomic(), acting_as(person):
        set_bundle_aside(one=one, by=person, base_version=one.version)
    browser = enter(person)
    for name, made in (("configuration", []), ("configuration_export", []), ("configuration_bundle", [one.pk])):
        assert browser.get(reverse(name, args=made)).status_code == 403
    for name in ("configuration_put_in_force", "configuration_set_aside"):
        assert browser.post(reverse(name, args=[one.pk])).status_code == 403
    assert Office.objects.get(code="CPS-N").name == "Office North"


def test_a_program_whose_token_does_not_cover_it(keeper, bundle, program):
    one, call = looked_at(keeper, bundle), program(keeper, ("file_work",))
    sent = {"bundle": base64.b64encode(bundle).decode()}
    for method, path, body, seen in (
        ("get", "/configuration/bundle", None, None),
        ("get", "/configuration/imports", None, None),
        ("post", "/configuration/imports", sent, None),
        ("get", f"/configuration/imports/{one.pk}", None, None),
        ("post", f"/configuration/imports/{one.pk}/put-in-force", {"reason": "x"}, 1),
        ("post", f"/configuration/imports/{one.pk}/set-aside", {}, 1),
    ):
        assert call(method, path, body, seen).status_code == 403


@pytest.mark.parametrize("role", ["caseworker", "ministry_planner"])
def test_plain_sql_of_other_roles(keeper, country, bundle, role):
    one, person = looked_at(keeper, bundle), make_actor(role)
    with acting_as(person):
        assert not BundleImport.objects.exists()
        assert BundleImport.objects.filter(pk=one.pk).update(state="in_force") == 0
    attempts = (
        "INSERT INTO vocabulary_adoptedprofile (code, version, digest, content, adopted_at, adopted_by) "
        "VALUES ('XM', 99, '', 'child_age_limit: 12', now(), 'x')",
        "INSERT INTO configuration_bundleimport SELECT gen_random_uuid(), '', '', now(), '{}', '', '{}', 'waiting', "
        f"'{person.id}', now(), NULL, NULL, '', 1",
    )
    for sql in attempts:
        with pytest.raises(Error), transaction.atomic(), acting_as(person), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(Error), transaction.atomic(), acting_as(person), connection.cursor() as cursor:
        cursor.execute("UPDATE vocabulary_adoptedprofile SET content = 'child_age_limit: 12'")
        cursor.execute("DELETE FROM vocabulary_adoptedprofile")
        if cursor.rowcount == 0:
            raise Error("nothing there to change")
    assert not AdoptedProfile.objects.exists()


@pytest.mark.rule("P14")
def test_plain_sql_keeps_to_two_people_or_a_reason(keeper, other, bundle):
    one = looked_at(keeper, bundle)
    for changes in (
        {"state": "in_force", "ended_by_id": keeper.id, "ended_at": one.looked_at},
        {"state": "in_force"},
        {"ended_by_id": other.id},
    ):
        with pytest.raises(Error, match="bundle_import"), transaction.atomic(), acting_as(keeper):
            BundleImport.objects.filter(pk=one.pk).update(**changes)
    with pytest.raises(Error), transaction.atomic(), acting_as(keeper):
        BundleImport.objects.create(
            digest="", product="", made_at=one.made_at, seen="", looked_at_by_id=other.id, members={}, counts={}
        )


@pytest.mark.rule("P14")
@pytest.mark.requirement("R138")
def test_another_person_or_a_reason(keeper, other, bundle):
    one = looked_at(keeper, bundle)
    for empty in ("", "  "):
        with pytest.raises(InvalidInput) as error, transaction.atomic():
            in_force(keeper, one, empty)
        assert "reason" in error.value.fields
    done = in_force(keeper, one, "The other administrator is ill until May.")
    assert done.reason.startswith("The other")
    with pytest.raises(Refused) as refused, transaction.atomic():
        in_force(other, done)
    assert refused.value.reason == ConfigurationReason.NOT_WAITING
    with acting_as(make_actor("data_protection_officer")):
        told = Event.objects.get(action="configuration_put_in_force")
    assert json.loads(told.details)["alone"] is True
    assert json.loads(told.details)["changed"] == 1


def test_what_changed_meanwhile_is_looked_at_again(keeper, other, bundle):
    one = looked_at(keeper, bundle)
    Office.objects.filter(code="CPS-N").update(phone="112")
    with pytest.raises(Refused) as refused, transaction.atomic():
        in_force(other, one)
    assert refused.value.reason == ConfigurationReason.CHANGED_SINCE
    Organisation.objects.filter(code="CPS").update(kind="ombudsperson")
    with pytest.raises(FaultyBundle), transaction.atomic():
        in_force(other, one)
    assert Office.objects.get(code="CPS-N").name == "Office North"


def test_all_or_nothing(keeper, other, bundle, monkeypatch):
    """The last kind fails; what was written before it is gone."""
    from dataclasses import replace

    from tutela.configuration.actions import bundles

    raised = changed(bundle, "forms/way.json", lambda sheets: sheets["settings"][0].update(version="2"))
    one = looked_at(keeper, raised)

    def failing(*_arguments):
        raise RuntimeError

    broken = tuple(replace(kind, put=failing) if kind.name == "forms" else kind for kind in bundles.KINDS)
    with monkeypatch.context() as patched:
        patched.setattr(bundles, "KINDS", broken)
        with pytest.raises(RuntimeError), transaction.atomic():
            in_force(other, one)
    assert Office.objects.get(code="CPS-N").name == "Office North"
    assert not Form.objects.filter(version=2).exists()


def test_somebody_was_quicker_and_setting_aside(keeper, other, bundle):
    one = looked_at(keeper, bundle)
    with pytest.raises(StaleVersion), transaction.atomic(), acting_as(other):
        set_bundle_aside(one=one, by=other, base_version=7)
    with acting_as(other):
        done = set_bundle_aside(one=one, by=other, base_version=1)
    assert (done.state, done.members) == ("set_aside", {})
    with pytest.raises(Refused), transaction.atomic(), acting_as(other):
        set_bundle_aside(one=done, by=other, base_version=2)
    with pytest.raises(WrongState):
        IMPORT.move(ImportState.SET_ASIDE, ImportState.IN_FORCE)


def test_nothing_to_do_is_not_put_in_force(keeper, other, country):
    one = looked_at(keeper, exported(keeper))
    with pytest.raises(Refused) as refused, transaction.atomic():
        in_force(other, one)
    assert refused.value.reason == ConfigurationReason.NOTHING_TO_DO


def test_the_doors_below_ask_their_own_rule(keeper, country):
    from tutela.configuration.queries.bundle import KINDS

    worker = make_actor("caseworker")
    content = {kind.name: kind.here() for kind in KINDS}
    for kind in KINDS:
        with pytest.raises(Refused) as refused, transaction.atomic(), acting_as(worker):
            kind.put(content[kind.name], worker, content)
        assert refused.value.reason != VocabularyReason.NOT_KEEPER or kind.name == "country"
    with pytest.raises(InvalidInput), transaction.atomic(), acting_as(keeper):
        KINDS[-1].put({"x": {"settings": [], "survey": [], "choices": []}}, keeper, {})


@pytest.mark.requirement("R138")
def test_the_pages(keeper, other, bundle, enter):
    browser = enter(keeper)
    assert "No bundle was brought here" in browser.get(reverse("configuration")).content.decode()
    sent = browser.get(reverse("configuration_export"))
    assert sent["Content-Type"] == "application/zip"
    assert opened(sent.content)["manifest.json"]

    def send(name, content):
        return browser.post(reverse("configuration"), {"bundle": SimpleUploadedFile(name, content)})

    for name, content in (("b.png", b"PK"), ("b.zip", b"\x89PNG"), ("b.zip", b"PK\x03\x04" + b"0" * 8_000_000)):
        refused = send(name, content)
        assert refused.status_code == 422
        assert "Only a bundle" in refused.content.decode()
    assert "no bundle of Tutela" in send("b.zip", b"PK\x03\x04").content.decode()
    assert browser.post(reverse("configuration"), {}).status_code == 422
    wrong = send("b.zip", changed(bundle, "offices.json", lambda rows: rows["CPS-N"].update(password="x")))
    assert wrong.status_code == 422
    assert "offices.json" in wrong.content.decode()
    assert "password" in wrong.content.decode()
    page = browser.get(send("b.zip", bundle).url).content.decode()
    assert "Office of the North" in page
    assert "Let another administrator" in page
    one = BundleImport.objects.none()
    with acting_as(keeper):
        (one,) = BundleImport.objects.all()
    address = reverse("configuration_put_in_force", args=[one.pk])
    alone = browser.post(address, {"base_version": 1, "reason": ""})
    assert alone.status_code == 422
    second = enter(other)
    assert second.post(address, {"base_version": 9, "reason": ""}).status_code == 412
    done = second.post(address, {"base_version": 1, "reason": ""}, follow=True).content.decode()
    assert "In force" in done
    assert Office.objects.get(code="CPS-N").name == "Office of the North"
    assert second.get(address).status_code == 403
    again = send_as(second, bundle)
    shown = second.get(again.url).content.decode()
    assert "Everything in this bundle is here already" in shown
    aside = second.post(again.url + "/set-aside", follow=True).content.decode()
    assert "Set aside" in aside


def send_as(browser, content):
    return browser.post(reverse("configuration"), {"bundle": SimpleUploadedFile("b.zip", content)})


@pytest.mark.requirement("R138")
def test_the_interface_for_programs(keeper, other, bundle, program):
    first, second = program(keeper, ("directory_edit",)), program(other, ("directory_edit",))
    sent = base64.b64decode(first("get", "/configuration/bundle").json()["bundle"])
    assert opened(sent)["offices.json"]
    made = first("post", "/configuration/imports", {"bundle": base64.b64encode(bundle).decode()})
    assert made.status_code == 201
    (found,) = [one for one in made.json()["differences"] if one["standing"] == "changed"]
    assert found["changes"] == [{"field": "name", "old": "Office North", "new": "Office of the North"}]
    path = f"/configuration/imports/{made.json()['id']}"
    assert [one["state"] for one in first("get", "/configuration/imports").json()] == ["waiting"]
    assert first("post", f"{path}/put-in-force", {"reason": ""}, 1).status_code == 422
    assert second("post", f"{path}/put-in-force", {}).status_code == 428
    assert second("post", f"{path}/put-in-force", {}, 9).status_code == 412
    done = second("post", f"{path}/put-in-force", {}, 1)
    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "in_force", '"2"')
    assert second("get", path).json()["differences"] == []
    assert second("get", "/configuration/imports/00000000-0000-0000-0000-000000000000").status_code == 404
    again = first("post", "/configuration/imports", {"bundle": base64.b64encode(bundle).decode()}).json()
    assert again["counts"]["changed"] == 0
    assert second("post", f"/configuration/imports/{again['id']}/set-aside", {}, 1).json()["state"] == "set_aside"
    for wrong in ("no base 64!", base64.b64encode(b"no zip").decode()):
        assert first("post", "/configuration/imports", {"bundle": wrong}).json()["code"] == "bad_bundle"
    bad = changed(bundle, "offices.json", lambda rows: rows["CPS-N"].update(password="x"))
    told = first("post", "/configuration/imports", {"bundle": base64.b64encode(bad).decode()})
    assert (told.status_code, list(told.json()["fields"])) == (422, ["offices.json"])


@pytest.mark.requirement("R138")
def test_the_command(keeper, other, bundle, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command.django_role, "start", lambda role: None)
    monkeypatch.setattr(command.database, "running", lambda where: __import__("contextlib").nullcontext())
    file, mine, his = tmp_path / "b.zip", ["--by", keeper.user.username], ["--by", other.user.username]
    file.write_bytes(bundle)

    def run(*words):
        with transaction.atomic():
            return command.main([*map(str, words)])

    assert run("export", tmp_path / "out.zip", *mine) == 0
    assert opened((tmp_path / "out.zip").read_bytes())["offices.json"]
    assert run("preview", tmp_path / "out.zip", *mine) == 0
    assert "Everything is here already" in capsys.readouterr().out
    with pytest.raises(OperatorError, match="No other administrator"):
        run("apply", file, *mine)
    assert run("preview", file, *mine) == 0
    assert "name: Office North → Office of the North" in capsys.readouterr().out
    assert Office.objects.get(code="CPS-N").name == "Office North"
    assert run("apply", file, *his) == 0
    assert Office.objects.get(code="CPS-N").name == "Office of the North"
    assert run("apply", file, *his) == 0
    assert "Nothing was changed" in capsys.readouterr().out
    assert run("apply", tmp_path / "out.zip", *mine, "--reason", "Taken back at once.") == 0
    bad = tmp_path / "bad.zip"
    bad.write_bytes(changed(bundle, "offices.json", lambda rows: rows["CPS-N"].update(password="x")))
    assert run("preview", bad, *mine) == 1
    assert "offices.json: CPS-N, password" in capsys.readouterr().err
    bad.write_bytes(b"no zip")
    with pytest.raises(OperatorError, match="no bundle of Tutela") as error:
        run("apply", bad, *mine)
    assert error.value.exit_code == 2
    for words in (["preview", tmp_path / "none.zip", *mine], ["export", tmp_path / "no" / "out.zip", *mine]):
        with pytest.raises(OperatorError):
            run(*words)
    with pytest.raises(OperatorError):
        run("export", file, "--by", "nobody")
    with pytest.raises(Refused):
        run("export", file, "--by", make_actor("caseworker").user.username)
    with pytest.raises(OperatorError, match="other content|older|Raise"):
        monkeypatch.setattr("tutela.configuration.actions.bundles.hold", _raise)
        run("apply", bundle_of(tmp_path, bundle), *mine, "--reason", "x")


def _raise(*_arguments):
    raise OperatorError("Raise")


def bundle_of(where, content):
    path = where / "again.zip"
    path.write_bytes(content)
    return path


def test_a_territory_far_down_and_a_path_that_is_too_long(keeper, country):
    rows = {"XC": {"level": 1, "parent": "", "names": {"en": "C"}, "outline": None}}
    above = "XC"
    for level in range(2, 6):
        code = f"{level}".ljust(20, "X") if level > 2 else "XC-N"
        rows[code] = {"level": level, "parent": above, "names": {"en": code}, "outline": None}
        above = code
    content = closed(opened(exported(keeper)) | {"territories.json": json.dumps(rows)})
    one = looked_at(keeper, content)
    assert one.counts["new"] == 3
    in_force(keeper, one, "Alone today.")
    assert Territory.objects.get(code=above).path == f"XC.XC-N.{'3'.ljust(20, 'X')}.{'4'.ljust(20, 'X')}.{above}."
