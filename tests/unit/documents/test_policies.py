"""The rules of papers at their edges: who attaches, who reads, who has a content destroyed, and how many are kept."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding
from tests.factories.cases import open_case
from tests.unit.documents.conftest import attached, seen
from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, FileReason
from tutela.documents import policies
from tutela.documents.enums import DocumentReason as Reason
from tutela.documents.models import Document
from tutela.documents.states import State
from tutela.kernel.database.acting import acting_as

P = Permission
OFFICE, WORKER, ME = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE], user_id=ME)
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
stranger = holding(P.FILE_WORK, P.FILE_APPROVE, offices=[uuid.uuid4()])


def paper(state="present", file="active", **fields):
    kept = CaseFile(office_id=OFFICE, state=file, worker_id=WORKER, opened_by_id=uuid.uuid4())
    return Document(**{"file": kept, "state": state, "declared_by_id": WORKER, "created_by_id": WORKER} | fields)


@pytest.mark.parametrize("state", State)
def test_whoever_works_on_the_file_corrects_what_was_seen(state):
    expected = {"seen": None, "replaced": Reason.CORRECTED}.get(state, Reason.KEPT)
    assert policies.correct.why_not(worker, paper(state)) == expected
    assert policies.correct.why_not(worker, paper(state, "closed")) == FileReason.FILE_CLOSED
    assert policies.correct.why_not(head, paper(state)) == FileReason.NOT_ASSIGNED
    assert policies.correct.why_not(stranger, paper(state)) == FileReason.NOT_VISIBLE


@pytest.mark.parametrize("state", State)
def test_whoever_sees_the_file_reads_what_is_kept(state):
    expected = {"present": None, "purged": Reason.DESTROYED}.get(state, Reason.ONLY_SEEN)
    for actor in (worker, head, viewer):
        for file in ("active", "closed"):
            assert policies.read_content.why_not(actor, paper(state, file)) == expected
    assert policies.read_content.why_not(stranger, paper(state)) == FileReason.NOT_VISIBLE


@pytest.mark.rule("P14")
@pytest.mark.parametrize("state", State)
def test_a_supervisor_with_no_part_in_it_has_a_content_destroyed(state):
    purge, expected = policies.purge.why_not, None if state == "present" else Reason.NOTHING_TO_PURGE
    for file in ("active", "closed"):
        assert purge(head, paper(state, file)) == expected
        assert purge(viewer, paper(state, file)) == purge(worker, paper(state, file)) == FileReason.NO_PERMISSION
        assert purge(stranger, paper(state, file)) == FileReason.NOT_VISIBLE
    for mine in ({"declared_by_id": ME}, {"created_by_id": ME}):
        assert purge(head, paper(state, **mine)) == (expected or Reason.OWN_DOCUMENT), mine


def test_a_file_takes_forty_papers_and_no_more(team, file, monkeypatch):
    attach, other = policies.attach.why_not, open_case(team, given_names="Bela")
    assert policies.MOST == 40
    monkeypatch.setattr(policies, "MOST", 1)
    seen(team, file)
    attached(team, other)
    with acting_as(team.worker):
        assert attach(team.worker, file) is None, "what was only seen takes no room; nor do papers of another child"
    attached(team, file)
    with acting_as(team.worker):
        assert attach(team.worker, file) == Reason.FULL
        assert attach(team.supervisor, file) == FileReason.NOT_ASSIGNED
    file.state = "closed"
    with acting_as(team.worker):
        assert attach(team.worker, file) == FileReason.FILE_CLOSED
