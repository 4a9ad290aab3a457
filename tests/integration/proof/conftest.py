"""The world of the proofs: a database of its own, built once with real commits; each test's changes are rolled back."""

from __future__ import annotations

import contextlib
import datetime as dt
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client, override_settings

from tests.conftest import VAR
from tests.integration.proof.looking import look_round
from tests.integration.proof.registry import PUBLIC
from tests.integration.proof.world import build_world
from tutela.config import settings as base
from tutela.config.testing import cluster
from tutela.intake.views import whole
from tutela.intake.views.limits import LIMITS
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database import embedded
from tutela.kernel.vault import kdf

ROLE = "-c role=tutela_staff"


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database's name, its folder and the world in it. The folder is its own: whoever builds observations sweeps away what is
    not in their database, and the browser tests build some meanwhile."""
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), quick():
        name = cluster.clone(VAR, django_settings.LOCATION)
        with connected(name, folder):
            world = build_world()
    yield SimpleNamespace(name=name, folder=folder, world=world)
    cluster.drop(django_settings.LOCATION, name)


@pytest.fixture
def world(built, django_db_blocker):
    """The world inside a transaction that is rolled back. The connection acts as ``tutela_staff`` and may look as superuser."""
    with django_db_blocker.unblock(), quick(), connected(built.name, built.folder), rolled_back():
        yield built.world


@pytest.fixture(scope="session")
def _kept():
    return {}


@pytest.fixture
def seen(world, _kept):
    """What the round brought (:mod:`looking`), made once for all tests."""
    if not _kept:
        _kept["seen"] = look_round(world, rolled_back)
    return _kept["seen"]


@contextlib.contextmanager
def public_site():
    """The public site with its own middleware, templates and database role; with it a maker of the form's token."""
    LIMITS.__init__()
    middleware = [name for name in base._PUBLIC_MIDDLEWARE if "whitenoise" not in name]
    options = base.TEMPLATES[0]["OPTIONS"] | {
        "context_processors": [*base._CONTEXT_PROCESSORS[:2], "tutela.directory.presenters.public.public_site"]
    }
    templates = [base.TEMPLATES[0] | {"OPTIONS": options}]
    with override_settings(ROOT_URLCONF=PUBLIC, MIDDLEWARE=middleware, TEMPLATES=templates), rolled_back():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE tutela_public")
        yield Client(raise_request_exception=False), _token


def _token():
    with moved_to(now() - dt.timedelta(minutes=1)):
        return whole.new_token()


@contextlib.contextmanager
def quick():
    """The memory-hard function costs 0.15 s a call; its own tests are in kernel/vault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kdf, "argon2id", lambda secret, salt: kdf.blake2b(salt, secret, person=b"proof"))
        yield


@contextlib.contextmanager
def connected(name, folder):
    """The connection to this database: signed in as the superuser, acting as the staff role; its files are in this folder."""
    keys = ("NAME", "USER", "PASSWORD", "OPTIONS")
    before = {key: connection.settings_dict[key] for key in keys}
    password = django_settings.LOCATION.passwords[embedded.SUPERUSER]
    connection.close()
    connection.settings_dict |= {
        "NAME": name,
        "USER": embedded.SUPERUSER,
        "PASSWORD": password,
        "OPTIONS": {"options": ROLE},
    }
    try:
        with override_settings(VAR=folder):
            yield
    finally:
        connection.close()
        connection.settings_dict |= before


@contextlib.contextmanager
def rolled_back():
    """A transaction, or a savepoint inside one, of which nothing stays."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
