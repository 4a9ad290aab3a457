"""A team of an office, a file, and the child told."""

from __future__ import annotations

import re
import zlib

import pytest

from tests.factories.cases import fresh, make_team_of_office, open_case
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.cases.age import BirthRange
from tutela.cases.models import CaseFile
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.participation import actions
from tutela.participation.models import AccessRequest

TOLD = {
    "talk": "sheet", "handed_on": today(), "way": "read_aloud", "language": "French", "understood": "yes",
    "asked": "Who else reads this?",
}  # fmt: skip
ASKED = {
    "asker": "child", "wish": "see", "capacity": "alone", "child_agrees": "yes", "words": "I want to read it.",
    "counselling_offered": True, "counselling": "The counsellor is there; she wants her.", "asked_on": today(),
}  # fmt: skip


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


def told(team, file, **changes):
    """The child told, by the worker."""
    with acting_as(team.worker):
        return actions.hand_over(file=file, by=team.worker, values=TOLD | changes)


def aged(team, low, high):
    """The file of somebody between these ages today, whatever they were when it was opened."""
    file = open_case(team, age_low=min(low, 17), age_high=min(high, 17))
    born = BirthRange.from_ages(low, high, today())
    with acting_as(team.worker):
        child = CaseFile.objects.select_related("child").get(pk=file.pk).child
        child.born_earliest, child.born_latest = born.earliest.isoformat(), born.latest.isoformat()
        child.save()
    return fresh(team.worker, file)


def unpacked(pdf):
    """The objects of a PDF with its packed ones laid open."""
    packed = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompress(part) for part in packed) + pdf


def asked(team, file, **changes):
    """A request, recorded by the worker."""
    with acting_as(team.worker):
        return actions.ask_access(file=file, by=team.worker, values=ASKED | changes)


def now_of(by, one):
    """The request as it is now."""
    with acting_as(by):
        related = ("file__child", "file__office", "file__worker", "person", "decided_by")
        return AccessRequest.objects.select_related(*related).get(pk=one.pk)


def step(by, one, act, **values):
    """One step by its action, on the version there is."""
    now = now_of(by, one)
    with acting_as(by):
        return act(one=now, by=by, base_version=now.version, values=values)
