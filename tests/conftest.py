"""What every test stands on: a clone of the migrated database, and the requirement marks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tutela.config.testing import cluster

VAR = Path(os.environ["TUTELA_VAR"])

hypothesis_settings.register_profile("ci", derandomize=True, print_blob=True, deadline=None)
hypothesis_settings.register_profile("local", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))


TOGETHER = (
    "tests/functional/test_style_page.py",
    "tests/functional/",
    "tests/integration/operations/",
    "tests/integration/proof/",
)
"""What shares something that is dear to make, and one folder of observations: each goes to one worker. (By path: pytest-xdist's own
groups do not reach the one who deals out the tests.)"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid)

    return Together(config, log)


def pytest_configure(config):
    config.addinivalue_line("markers", "own_database: a fresh database for this test, with real commits")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """One clone of the migrated template for this worker; the connection acts as ``tutela_staff``."""
    location = settings.LOCATION
    with django_db_blocker.unblock():
        name = cluster.clone(VAR, location)
        _use(name)
        yield
        connection.close()
        cluster.drop(location, name)


@pytest.fixture(autouse=True)
def language_of_the_settings():
    """No test reads in the language that another one's request has left behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """A database for this test alone, where commits are real. Yields its name."""
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        name = cluster.clone(VAR, settings.LOCATION)
        _use(name)
        yield name
        connection.close()
        _use(before)
        cluster.drop(settings.LOCATION, name)


@pytest.fixture
def as_role(db):
    """Become another database role inside the test: ``as_role("tutela_public")``."""

    def become(role):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")

    return become


def _use(name):
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
