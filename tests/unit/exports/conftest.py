"""An office with files, a recipient with a key pair, and who asks and decides."""

import pyrage
import pytest

from tests.factories.accounts import make_actor, make_office, make_organisation
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.circumstances.conftest import enter, program
from tutela.accounts import api as accounts
from tutela.exports.actions.build import build_export
from tutela.exports.actions.exports import ask_export, decide_export
from tutela.exports.actions.recipients import confirm_recipient, enter_recipient
from tutela.exports.models import Export, Recipient
from tutela.kernel.database.acting import acting_as


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def boss(team):
    return accounts.actor_for(team.supervisor.user)


@pytest.fixture
def officer(db):
    return make_actor("data_protection_officer")


@pytest.fixture
def keeper(db):
    return make_actor("deadline_keeper", is_system=True)


@pytest.fixture
def pair():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def court(db):
    return make_office(organisation=make_organisation(kind="court", sector="justice"))


@pytest.fixture
def entered(boss, pair, court):
    with acting_as(boss):
        return enter_recipient(by=boss, values={"agency": court, "holder": "Clerk Ono", "public_key": str(pair.to_public())})


@pytest.fixture
def recipient(entered, officer):
    with acting_as(officer):
        return confirm_recipient(recipient=entered, by=officer, base_version=1)


def values_for(team, recipient, **more):
    return {
        "office": team.office, "recipient": recipient, "purpose": "court_order", "reason": "The court asked for the files of May.",
        "level": "identity", "form": "jsonl", "states": [], "reported_from": None, "reported_until": None,
    } | more  # fmt: skip


@pytest.fixture
def ask(boss, team, recipient):
    def asking(**more):
        with acting_as(boss):
            return ask_export(by=boss, values=values_for(team, recipient, **more))

    return asking


@pytest.fixture
def agree(ask, officer):
    def agreeing(**more):
        made = ask(**more)
        with acting_as(officer):
            export = Export.objects.select_related("recipient__agency__organisation").get(pk=made.pk)
            return decide_export(export=export, by=officer, base_version=1, agreed=True, note="", later=lambda pk: None)

    return agreeing


@pytest.fixture
def built(agree, boss, keeper):
    def building(**more):
        return build_export(export_id=agree(**more).pk, by=boss, keeper=keeper)

    return building


@pytest.fixture
def files(team):
    return [open_case(team, given_names=f"Noor {letter}", family_names="Testova") for letter in "ABC"]


def seen(model, **which):
    return model.objects.get(**which)


__all__ = ["Recipient", "enter", "program"]
