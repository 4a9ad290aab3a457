"""HSDS in and out: what is right goes in whole, what is wrong goes nowhere and is named row by row."""

import csv
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.accounts import make_actor, make_territory
from tests.factories.directory import box, hsds_service, make_point, uid
from tutela.config.commands import services as command
from tutela.directory.actions.hsds import export_services, import_services
from tutela.directory.models import Office, Organisation, ServicePoint
from tutela.directory.queries.hsds import schema
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import OperatorError, Refused

pytestmark = pytest.mark.requirement("R58")


@pytest.fixture
def country(db):
    country = make_territory(outline=box(0, 0, 8, 6))
    make_territory(country, code="R", name="Region", outline=box(0, 0, 8, 6))
    return country


@pytest.fixture
def keeper(country):
    return make_actor("administrator")


@pytest.fixture
def bring(keeper, tmp_path):
    """Import services (or a text); returns what was done and the faults."""

    def bringing(content, name="services.json", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        faults = []
        with acting_as(keeper):
            done = import_services(path=path, by=keeper, report=faults.append, **options)
        assert done.faults == len(faults)
        return done, faults

    return bringing


def test_a_service_comes_in_whole(bring):
    done, faults = bring([hsds_service(1), hsds_service(2)])
    assert (done.services, done.organisations, done.written, faults) == (2, 1, 2, [])
    point = ServicePoint.objects.select_related("office__territory").get(pk=uid("sal", 1))
    assert (point.name, point.services, point.languages, point.phone) == ("Service 1", ["legal_aid"], ["en"], "+999 1")
    assert point.opening == [{"days": ["MO", "TU"], "opens": "08:00", "closes": "12:00"}]
    assert (point.latitude, point.longitude, point.free_of_charge, point.cost) == (3.0, 4.0, True, "Free")
    assert point.public_address == "1 High Street, Town"
    assert point.office.territory.code == "R"
    assert point.confirmed_on.isoformat() == "2026-10-01"
    assert Organisation.objects.get(pk=uid("organization")).name == "Advice House"


def test_a_second_time_brings_up_to_date_and_keeps_the_office(bring):
    bring([hsds_service(1)])
    office = ServicePoint.objects.get(pk=uid("sal", 1)).office_id
    done, _faults = bring([hsds_service(1, name="Renamed", status="defunct")])
    point = ServicePoint.objects.get(pk=uid("sal", 1))
    assert (done.written, point.name, point.office_id) == (1, "Renamed", office)
    assert point.ended_on is not None
    assert ServicePoint.objects.count() == 1


@pytest.mark.parametrize("name", ["lines.jsonl", "pages.json", "bom.json"])
def test_every_shape_of_json(bring, name):
    shapes = {
        "lines.jsonl": json.dumps(hsds_service(1)).encode() + b"\n\n" + json.dumps(hsds_service(2)).encode(),
        "pages.json": {"total_items": 2, "contents": [hsds_service(1), hsds_service(2)]},
        "bom.json": "\ufeff".encode() + json.dumps([hsds_service(1), hsds_service(2)]).encode(),
    }
    done, faults = bring(shapes[name], name)
    assert (done.written, faults) == (2, [])


def _moved(**where):
    service = hsds_service(1)
    service["service_at_locations"][0]["location"] |= where
    return service


def _scheduled(**row):
    service = hsds_service(1)
    service["schedules"][0] |= row
    return service


WRONG = {
    "no name": (hsds_service(1, name=""), "name", "does not fit"),
    "no organisation": ({k: v for k, v in hsds_service(1).items() if k != "organization"}, "organization_id", "missing"),
    "unknown organisation": (
        {k: v for k, v in hsds_service(1).items() if k != "organization"} | {"organization_id": uid("else")},
        "organization_id",
        "there is no organization",
    ),
    "an id that is none": (hsds_service(1, id="17"), "id", "is not an id"),
    "a status of its own": (hsds_service(1, status="open"), "status", "is not one of"),
    "ages the wrong way": (hsds_service(1, minimum_age=12, maximum_age=6), "maximum_age", "below"),
    "an age below zero": (hsds_service(1, minimum_age=-1), "minimum_age", "outside"),
    "no day": (hsds_service(1, assured_date="2026-02-30"), "assured_date", "calendar"),
    "swapped coordinates": (_moved(latitude=60.0, longitude=3.0), "latitude", "outside the country"),
    "half a coordinate": (_moved(latitude=None), "latitude", "or neither"),
    "beyond the pole": (_moved(latitude=91), "latitude", "outside the standard"),
    "a name for a time zone": (_scheduled(timezone="Europe/Paris"), "timezone", "no time zone"),
    "a time zone nowhere": (_scheduled(timezone=15), "timezone", "no time zone"),
    "another country's time": (_scheduled(timezone=-5), "timezone", "Convert"),
    "a day of another language": (_scheduled(byday="LU"), "byday", "MO,TU"),
    "an hour beyond the day": (_scheduled(opens_at="25:00"), "opens_at", "08:30"),
    "a character no text holds": (hsds_service(1, description="a\x00b"), "description", "no text may hold"),
    "a need nobody knows": (hsds_service(1, attributes=[]), "attributes", "map the terms"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_and_nothing_is_written(bring, case):
    service, field, words = WRONG[case]
    done, faults = bring([hsds_service(2), service])
    assert [fault for fault in faults if fault.field == field and words in fault.sentence], [str(fault) for fault in faults]
    assert done.written == 0
    assert ServicePoint.objects.count() == Organisation.objects.count() == Office.objects.count() == 0


def _broken(table, **row):
    """A service with a nested row that points to something the file does not hold."""
    service = hsds_service(1)
    if table == "attributes":
        service["attributes"][0].pop("taxonomy_term")
        service["attributes"][0] |= row
    else:
        service["service_at_locations"][0].pop("location")
        service["service_at_locations"][0] |= row
    return service


@pytest.mark.parametrize(
    ("service", "field", "kind"),
    [
        (_broken("service_at_locations", location_id=uid("nowhere")), "location_id", "location"),
        (_broken("attributes", taxonomy_term_id=uid("noterm")), "taxonomy_term_id", "taxonomy_term"),
        (
            hsds_service(1, schedules=[{"id": uid("h"), "service_at_location_id": uid("nosal")}]),
            "service_at_location_id",
            "",
        ),
    ],
)
def test_every_broken_reference_is_named_by_row_and_field(bring, service, field, kind):
    """The row, its id, the field, and what is missing; the services that are right are not half taken in."""
    done, faults = bring([hsds_service(2), service])
    found = [fault for fault in faults if fault.field == field and "there is no" in fault.sentence]
    assert found, [str(fault) for fault in faults]
    assert kind in found[0].sentence
    assert found[0].place.startswith("service 2")
    assert found[0].id
    assert (done.written, ServicePoint.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        ({"latitude": 8.1, "longitude": 4.0}, False),
        ({"latitude": -3.0, "longitude": -4.0}, False),
        ({"latitude": 6.0, "longitude": 8.0}, True),  # on the edge
        ({"latitude": 0.0, "longitude": 0.0}, True),  # a corner, not “unknown”
    ],
)
def test_the_country_ends_where_its_outline_ends(bring, where, fits):
    _done, faults = bring([_moved(**where)])
    assert (faults == []) is fits, [str(fault) for fault in faults]


def test_half_a_character_is_a_fault_of_its_row(bring):
    lines = "\n".join(json.dumps(one) for one in (hsds_service(1, name="a\ud800b"), hsds_service(2)))
    done, faults = bring(lines.encode(), "lines.jsonl")
    assert [(fault.place, fault.field) for fault in faults] == [("service 1", "name")]
    assert done.written == 0


def test_two_rows_of_each_kind_under_one_id(bring):
    """Duplicate ids in every table a service brings with it, each with the place of the first."""
    first, second = hsds_service(1), hsds_service(2)
    second["phones"], second["schedules"] = first["phones"], first["schedules"]
    second["service_at_locations"] = first["service_at_locations"]
    done, faults = bring([first, second])
    twice = {fault.kind for fault in faults if "stands already in service 1" in fault.sentence}
    assert twice == {"address", "phone", "schedule", "service_at_location"}
    assert done.written == 0


_VALUES = some.one_of(
    some.none(), some.booleans(), some.integers(-200, 400), some.floats(allow_nan=True), some.text(max_size=6),
    some.sampled_from(["active", "MO,TU", "08:30", "25:00", "2026-11-01", "physical", uid("x"), "x" * 301, "WEEKLY"]),
    some.lists(some.integers(), max_size=2),
)  # fmt: skip


@given(data=some.data(), table=some.sampled_from(schema.TABLES))
def test_the_quick_look_passes_nothing_that_the_standard_refuses(data, table):
    names = schema.columns(table)
    row = data.draw(some.dictionaries(some.sampled_from(names), _VALUES))
    if schema.fits(table, row):
        assert list(schema.faults(table, row)) == []


def test_the_quick_look_passes_what_is_right():
    service = {name: value for name, value in hsds_service(1).items() if name in schema.columns("service")}
    assert schema.fits("service", service | {"organization_id": uid("organization")})
    assert not schema.fits("service", service | {"organization_id": uid("organization"), "status": "open"})


def test_an_id_twice_is_named_with_its_first_place(bring):
    _done, faults = bring([hsds_service(1), hsds_service(1)])
    assert any("stands already in service 1" in fault.sentence and fault.place.startswith("service 2") for fault in faults)


def test_an_organisation_said_twice_must_be_the_same(bring):
    other = hsds_service(2)
    other["organization"] = other["organization"] | {"name": "Another"}
    _done, faults = bring([hsds_service(1), other])
    assert [fault.kind for fault in faults] == ["organization"]


def test_a_trial_writes_nothing(bring):
    done, faults = bring([hsds_service(1)], trial=True)
    assert (done.services, done.written, faults) == (1, 0, [])
    assert ServicePoint.objects.count() == 0


def test_terms_of_another_taxonomy_are_mapped(bring):
    service = hsds_service(1)
    service["attributes"][0]["taxonomy_term"]["code"] = "FT-3000"
    done, faults = bring([service], terms={"FT-3000": "legal_aid"})
    assert (done.written, faults) == (1, [])


@pytest.mark.parametrize("status", ["inactive", "temporarily closed"])
def test_what_is_closed_is_not_offered(bring, status):
    from tutela.directory.api import Wanted, find_services

    bring([hsds_service(1, status=status)])
    assert ServicePoint.objects.count() == 1
    assert not find_services(Wanted()).exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b"{", "not readable as JSON"),
        ("a.json", b"[]", "no service"),
        ("a.jsonl", b"{]\n", "not readable as JSON"),
        ("a.txt", b"x", "tabular package"),
        ("a.zip", b"x", "zip"),
    ],
)
def test_what_is_no_hsds_is_one_sentence(bring, name, content, words):
    with pytest.raises(OperatorError, match=words):
        bring(content, name)


def test_only_keepers_of_the_directory(country, tmp_path):
    worker = make_actor("caseworker")
    path = tmp_path / "a.json"
    path.write_text(json.dumps([hsds_service(1)]))
    with acting_as(worker), pytest.raises(Refused):
        import_services(path=path, by=worker)
    with acting_as(worker), pytest.raises(Refused):
        export_services(by=worker, out=io.StringIO())


# Out.


def exported(keeper):
    out = io.StringIO()
    with acting_as(keeper):
        export_services(by=keeper, out=out)
    return json.loads(out.getvalue())


def state():
    return list(ServicePoint.objects.order_by("pk").values())


@pytest.mark.parametrize("kind", ["json", "zip"])
def test_what_goes_out_comes_back_the_same(bring, keeper, tmp_path, kind):
    services = [hsds_service(number) for number in range(1, 6)]
    services[1]["service_at_locations"] = []  # by telephone only
    services[2]["capacities"] = [
        {"id": uid("c"), "unit": {"id": uid("u"), "name": "beds"}, "available": 2, "maximum": 9, "updated": "2026-11-01"}
    ]
    services[3]["attributes"].append(
        {
            "id": uid("a"), "link_id": services[3]["id"], "link_entity": "service",
            "taxonomy_term": {"id": uid("t"), "code": "step_free", "name": "Step-free", "description": "Step-free"},
        }
    )  # fmt: skip
    bring(services)
    before = state()
    path = tmp_path / f"out.{kind}"
    with acting_as(keeper):
        if kind == "zip":
            export_services(by=keeper, package=path)
        else:
            with path.open("w") as out:
                export_services(by=keeper, out=out)
    done, faults = bring(path.read_bytes(), path.name)
    assert (done.written, [str(fault) for fault in faults]) == (5, [])
    for old, new in zip(before, state(), strict=True):
        assert {name for name in old if old[name] != new[name]} <= {"public_address"}


def test_our_own_entries_go_out_and_fit_the_schema(country, keeper, bring):
    make_point(latitude=1.0, longitude=1.0, public_address="1 Street", hours="By day", access=["lift"])
    make_point(confidential=True)
    make_point(published=False)
    (service,) = exported(keeper)
    assert list(schema.faults("organization", service["organization"])) == []
    assert service["service_at_locations"][0]["location"]["latitude"] == 1.0
    assert {one["taxonomy_term"]["code"] for one in service["attributes"]} >= {"legal_aid", "lift"}


def test_the_package_describes_itself(bring, keeper, tmp_path):
    bring([hsds_service(1)])
    path = tmp_path / "out.zip"
    with acting_as(keeper):
        export_services(by=keeper, package=path)
    with zipfile.ZipFile(path) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {resource["path"] for resource in package["resources"]} <= set(archive.namelist())
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("service.csv"))))
    assert [row["name"] for row in rows] == ["Service 1"]


def _package(tmp_path, keeper, **changed):
    """A package exported, with some of its tables replaced."""
    path = tmp_path / "out.zip"
    with acting_as(keeper):
        export_services(by=keeper, package=path)
    with zipfile.ZipFile(path) as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in (tables | changed).items():
            if content is not None:
                archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("table", "content", "words"),
    [
        ("service.csv", None, "no service.csv"),
        ("service.csv", b"\xff\xfe", "UTF-8"),
        ("service.csv", b"name\nx\n", "the first line"),
        ("service.csv", b'id,name\n"a,b\n', "line"),
    ],
)
def test_a_package_that_cannot_be_read(bring, keeper, tmp_path, table, content, words):
    bring([hsds_service(1)])
    with pytest.raises(OperatorError, match=words):
        bring(_package(tmp_path, keeper, **{table: content}), "in.zip")


def test_rows_of_a_package_are_named_by_file_and_line(bring, keeper, tmp_path):
    bring([hsds_service(1)])
    content = b"id,service_id,location_id\nx,y\n" + f"{uid('n')},{uid('no')},{uid('no')}\n".encode()
    _done, faults = bring(_package(tmp_path, keeper, **{"service_at_location.csv": content}), "in.zip")
    assert {fault.place for fault in faults} == {"service_at_location.csv:2", "service_at_location.csv:3"}
    assert len(faults) == 3


# The command.


def test_the_command_checks_imports_and_reports(own_database, tmp_path, capsys, monkeypatch):
    import contextlib

    from tests.factories.accounts import make_user

    monkeypatch.setattr(command.database, "running", lambda var: contextlib.nullcontext())
    monkeypatch.setattr(command.django_role, "start", lambda role: None)
    country = make_territory(outline=box(0, 0, 8, 6))
    make_user("administrator", username="keeper")
    good, bad, report = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "report.csv"
    good.write_text(json.dumps([hsds_service(1)]))
    bad.write_text(json.dumps([hsds_service(number, name="") for number in range(30)]))
    assert command.main(["import", str(good), "--as", "keeper", "--check"]) == 0
    assert ServicePoint.objects.count() == 0
    assert command.main(["import", str(bad), "--as", "keeper", "--report", str(report)]) == 1
    assert len(report.read_text().splitlines()) == 31
    assert capsys.readouterr().err.count("name: ") == 20
    assert command.main(["import", str(good), "--as", "keeper"]) == 0
    assert ServicePoint.objects.get().office.territory == country
    for name in ("out.json", "out.zip"):
        assert command.main(["export", str(tmp_path / name), "--as", "keeper"]) == 0
    terms = tmp_path / "terms.csv"
    terms.write_text("a,legal_aid\nb,nothing\n")
    for wrong in (
        ["import", str(good), "--as", "nobody"],
        ["import", str(good), "--as", "keeper", "--terms", str(terms)],
        ["import", str(good), "--as", "keeper", "--terms", str(tmp_path / "none")],
        ["import", str(tmp_path / "none.json"), "--as", "keeper"],
        ["import", str(good), "--as", "keeper", "--report", str(tmp_path / "no" / "r")],
        ["export", str(tmp_path / "no" / "x.json"), "--as", "keeper"],
    ):
        with pytest.raises(OperatorError):
            command.main(wrong)
    terms.write_text("a,legal_aid\n")
    assert command.main(["import", str(good), "--as", "keeper", "--terms", str(terms)]) == 0
