"""Two administrators, a small country, a form of its own, and bundles made by hand."""

import hashlib
import io
import json
import zipfile

import pytest

from tests.factories.accounts import make_actor, make_office, make_organisation, make_territory
from tests.unit.circumstances.conftest import enter, program
from tests.unit.circumstances.workbooks import workbook
from tutela.circumstances.api import install_form
from tutela.configuration.api import export_bundle, look_at_bundle, put_bundle_in_force
from tutela.directory.models import Population, ReportingChannel
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as


@pytest.fixture(autouse=True)
def laid_down(settings, tmp_path):
    """Adopted profiles of a test lie in a folder of its own."""
    settings.TUTELA_ADOPTED_PROFILES = str(tmp_path / "country")
    return tmp_path / "country"


@pytest.fixture
def keeper(db):
    return make_actor("administrator")


@pytest.fixture
def other(db):
    return make_actor("administrator")


@pytest.fixture
def country(keeper):
    """A region with an office, a way to report and a number of children; a form of the country."""
    region = make_territory(make_territory(), code="XC-N", name="North")
    make_office(region, code="CPS-N", name="Office North", organisation=make_organisation(code="CPS", name="Service"))
    ReportingChannel.objects.create(territory=region, channel="web_form", contact="116", confirmed_on=today())
    Population.objects.create(territory=region, children=1200, year=2025, source="Census")
    with acting_as(keeper):
        install_form(by=keeper, name="way.xlsx", content=workbook())
    return region


def exported(by):
    with acting_as(by):
        return export_bundle(by=by)


def looked_at(by, content):
    with acting_as(by):
        return look_at_bundle(content=content, by=by)


def in_force(by, one, reason=""):
    with acting_as(by):
        return put_bundle_in_force(one=one, by=by, base_version=one.version, reason=reason)


def opened(content):
    """The members of a bundle by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def closed(members, **head):
    """A bundle of these members, with checksums that are right; ``head`` changes the manifest."""
    members = dict(members)
    manifest = json.loads(members.pop("manifest.json"))
    manifest["members"] = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in members.items()}
    return zipped({"manifest.json": json.dumps(manifest | head)} | members)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return out.getvalue()


def changed(content, member, change):
    """A bundle in which the rows of a JSON member were changed."""
    members = opened(content)
    rows = json.loads(members[member])
    change(rows)
    members[member] = json.dumps(rows)
    return closed(members)


__all__ = ["enter", "program"]
