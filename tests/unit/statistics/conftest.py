"""Children with codes, an actor that builds, a folder of one's own."""

import datetime as dt

import pytest
from django.db import connection

from tests.factories.accounts import actor_of, make_office, make_territory, make_user
from tests.unit.statistics import releasing
from tutela.accounts.api import create_system_users, system_actor
from tutela.cases.models import CaseFile, Child, Concern
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def as_role(db):
    """The database role inside the test; ``tutela_staff`` again by the same call."""

    def become(role):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")

    return become


@pytest.fixture
def country(db):
    """A region with two districts, an office in the first; the second has none that reports."""
    region = make_territory(make_territory(), code="N")
    districts = [make_territory(region, code="N1"), make_territory(region, code="N2")]
    return districts, [make_office(districts[0]), make_office(districts[1])]


@pytest.fixture
def builder(country):
    create_system_users()
    return system_actor("observation_builder")


@pytest.fixture
def make_children(country):
    """``make_children(12, sex="girl", offences=["TRAF"])``: with a file and a concern each, as a caseworker would."""
    _districts, offices = country
    worker = actor_of(make_user("caseworker", office=offices[0]))
    opener = actor_of(make_user("intake_officer", office=offices[0]))
    moment = dt.datetime.now(dt.UTC)

    def make(count, *, offences=(), sex="girl", age=12, name="Amina", files=1, **fields):
        made = []
        with acting_as(opener):
            ids = [uuid7() for _ in range(count)]
            keys.create_keys(ids, "child")
            children = [
                Child(
                    id=pk,
                    key_id=pk,
                    sex=sex,
                    given_names=name,
                    whereabouts="Behind the mill",
                    birth_registration="registered",
                )
                for pk in ids
            ]
            Child.objects.bulk_create(children)
            for child in children:
                for _number in range(files):
                    made.append(
                        CaseFile(
                            child=child,
                            office=offices[0],
                            worker=worker.user,
                            opened_by=opener.user,
                            **{
                                "territory": country[0][0],
                                "age_low": age,
                                "age_high": age,
                                "reported_on": moment.date(),
                                "report_channel": "school",
                            }
                            | fields,
                        )
                    )
            CaseFile.objects.bulk_create(made)
        with acting_as(worker):
            Concern.objects.bulk_create(
                [
                    Concern(
                        file=file,
                        key_id=file.child_id,
                        concerns=["PC01"],
                        offences=list(offences),
                        description="A neighbour said so",
                        created_by=worker.user,
                        updated_by=worker.user,
                    )
                    for file in made
                ]
            )
        return made

    return make


@pytest.fixture
def build(builder, as_role):
    """Build observations as the process does, then be staff again."""
    from tutela.statistics.api import build_observations

    def run():
        as_role("tutela_statistics")
        with acting_as(builder):
            snapshot = build_observations(by=builder)
        as_role("tutela_staff")
        return snapshot

    return run


@pytest.fixture
def world(builder, as_role, own_folder):
    """Two statisticians, the process that builds, two regions: where releases are made."""
    releasing.make_places()
    return releasing.World(builder, as_role, own_folder, releasing.two_people())
