"""A visit is found by its secret alone, for as long as it is used, and in one form."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.unit.intake.conftest import the_public
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.intake.actions import visits
from tutela.intake.enums import VisitKind
from tutela.intake.models import Visit
from tutela.kernel.clock import moved_to, now


@pytest.fixture
def draft(db):
    with the_public():
        return visits.begin_visit(kind=VisitKind.DRAFT, content={"worry": "a"}, by=PUBLIC_ACTOR)


def read(secret, kind=VisitKind.DRAFT):
    with the_public():
        return visits.read_visit(secret=secret, kind=kind, by=PUBLIC_ACTOR)


def test_it_is_read_by_its_secret_and_kept_in_its_newest_words(draft):
    with the_public():
        visits.keep_visit(visit=draft, content={"worry": "b"}, by=PUBLIC_ACTOR)
    assert read(draft.secret).content == {"worry": "b"}


@pytest.mark.parametrize("secret", [b"", b"short", b"x" * 32, b"x" * 33])
def test_another_secret_finds_and_ends_nothing(draft, secret):
    assert read(secret) is None
    with the_public():
        visits.end_visit(secret=secret, by=PUBLIC_ACTOR)
    assert read(draft.secret) is not None


def test_a_draft_is_no_mailbox(draft):
    assert read(draft.secret, VisitKind.MAILBOX) is None
    assert read(draft.secret) is not None


@pytest.mark.parametrize(("kind", "idle"), visits.IDLE.items())
def test_it_is_over_when_it_was_not_used(db, kind, idle):
    with the_public():
        visit = visits.begin_visit(kind=kind, content={}, by=PUBLIC_ACTOR)
    with moved_to(now() + idle + dt.timedelta(seconds=1)):
        assert read(visit.secret, kind) is None
    assert read(visit.secret, kind) is None, "it is destroyed, not hidden"


def test_it_is_over_after_its_longest_time_however_much_it_is_used(draft):
    begun = now()
    used = dt.timedelta()
    while used < visits.LONGEST[VisitKind.DRAFT]:
        with moved_to(begun + used):
            assert read(draft.secret) is not None
        used += dt.timedelta(minutes=25)
    with moved_to(begun + used):
        assert read(draft.secret) is None


def test_content_that_was_changed_in_the_database_is_destroyed(draft):
    with the_public():
        visits._name(draft.secret)
        row = Visit.objects.get()
        row.content = bytes(row.content)[:-1] + bytes([bytes(row.content)[-1] ^ 1])
        row.save(update_fields=["content"])
    assert read(draft.secret) is None
    with the_public():
        visits._name(draft.secret)
        assert not Visit.objects.exists()


def test_what_is_kept_after_the_end_stays_ended(draft):
    with the_public():
        visits.end_visit(secret=draft.secret, by=PUBLIC_ACTOR)
        visits.keep_visit(visit=draft, content={"worry": "late"}, by=PUBLIC_ACTOR)
    assert read(draft.secret) is None
