"""A team of an office, and tables to bring in."""

import io
import itertools

import pytest

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import make_team_of_office
from tests.unit.circumstances.conftest import enter, program  # noqa: F401 - fixtures
from tutela.exchange.api import begin_import, go_on, start_run, start_undo
from tutela.exchange.models import ImportedRow, RecordImport
from tutela.exchange.queries.table import rows_of
from tutela.kernel.database.acting import acting_as

HEAD = ["external_id", "given_names", "family_names", "sex", "birth"]
ROWS = [
    ["A1", "Amina", "Testova", "girl", "2014-05-02"],
    ["A2", "Bilal", "Testov", "boy", "2015"],
    ["A3", "", "", "UNK", ""],
]
_names = itertools.count(1)


def table(*rows, head=None):
    return list(enumerate([head or HEAD, *rows], start=1))


def csv_table(text, name="a.csv"):
    return rows_of(io.BytesIO(text.encode()), name)


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def stranger(db):
    return make_actor("supervisor", office=make_office(holds_files=True))


def begun(by, office, *rows, head=None, source="Old register"):
    """An import that was read: of ``ROWS`` unless told."""
    with acting_as(by):
        return begin_import(
            by=by, office=office, territory=office.territory, source=source, name="old.csv",
            table=table(*(rows or ROWS), head=head),
        )  # fmt: skip


@pytest.fixture
def begin(team):
    def beginning(*rows, by=None, office=None, **more):
        return begun(by or team.supervisor, office or team.office, *rows, **more)

    return beginning


def fresh(by, one):
    with acting_as(by):
        return RecordImport.objects.select_related("source", "office", "territory", "created_by").get(pk=one.pk)


def rows_of_import(by, one):
    with acting_as(by):
        return list(ImportedRow.objects.filter(record_import=one).select_related("file__child").order_by("number"))


def started(by, one):
    with acting_as(by):
        return start_run(one=one, by=by, base_version=one.version, later=lambda: None)


def worked(by, one, most=25):
    left = 1
    while left:
        with acting_as(by):
            left = go_on(import_id=one.pk, by=by, most=most)
    return fresh(by, one)


def ran(by, one, most=25):
    started(by, one)
    return worked(by, one, most)


def undone(by, one, because="The wrong list."):
    one = fresh(by, one)
    with acting_as(by):
        start_undo(one=one, by=by, base_version=one.version, because=because, later=lambda: None)
    return worked(by, one)
