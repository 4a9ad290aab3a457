"""The rules of the worklist at their edges: whose list, who raises and resolves a flag, who sees to supervision."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason
from tutela.kernel.clock import now
from tutela.worklist import policies
from tutela.worklist.enums import WorkReason as Reason
from tutela.worklist.models import Flag, SavedFilter

P = Permission
OFFICE, WORKER, ME = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
head = holding(P.FILE_VIEW, P.FILE_ASSIGN, offices=[OFFICE])
stranger = holding(P.FILE_WORK, P.FILE_ASSIGN, offices=[uuid.uuid4()])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def test_lists_are_kept_by_who_works_with_files_used_where_shared_and_changed_by_their_owner():
    for task in Permission:
        works = task in {P.FILE_WORK, P.FILE_VIEW}
        mine = holding(task, offices=[OFFICE], user_id=ME)
        assert policies.keep_lists.why_not(mine) == (None if works else Reason.NO_LISTS), task
        for rule in (policies.use_list, policies.change_list):
            assert rule.why_not(mine, SavedFilter(owner_id=ME)) == (None if works else Reason.NO_LISTS)
            other = SavedFilter(owner_id=uuid.uuid4())
            assert rule.why_not(mine, other) == (Reason.NOT_YOURS if works else Reason.NO_LISTS)
        shared = SavedFilter(owner_id=uuid.uuid4(), office_id=OFFICE)
        assert policies.use_list.why_not(mine, shared) == (None if works else Reason.NO_LISTS)
        assert policies.change_list.why_not(mine, shared) == (Reason.NOT_YOURS if works else Reason.NO_LISTS)
    elsewhere = SavedFilter(owner_id=uuid.uuid4(), office_id=uuid.uuid4())
    assert policies.use_list.why_not(viewer, elsewhere) == Reason.NOT_YOURS
    assert policies.use_list.why_not(holding(P.FILE_VIEW, user_id=ME), SavedFilter(owner_id=ME, office_id=OFFICE)) is None


def test_a_flag_is_raised_by_the_worker_and_who_assigns_in_an_open_file_and_resolved_once():
    for rule, about in (
        (policies.raise_flag, lambda file: file),
        (policies.resolve_flag, lambda file: Flag(file=file)),
    ):
        for actor in (worker, head):
            assert rule.why_not(actor, about(paper())) is None
            for state in ("closed", "not_accepted"):
                assert rule.why_not(actor, about(paper(state=state))) == FileReason.FILE_CLOSED
            assert rule.why_not(actor, about(paper(merged_into_id=uuid.uuid4()))) == FileReason.MERGED
        assert rule.why_not(viewer, about(paper())) == Reason.NOT_TO_FLAG
        assert rule.why_not(stranger, about(paper())) == FileReason.NOT_VISIBLE
    for actor in (worker, head, stranger):
        assert policies.resolve_flag.why_not(actor, Flag(file=paper(), resolved_at=now())) == Reason.RESOLVED


def test_supervision_is_seen_to_by_who_assigns_while_the_file_is_open():
    assert policies.supervise.why_not(head, paper()) is None
    assert policies.supervise.why_not(head, paper(state="closed")) == FileReason.FILE_CLOSED
    for actor in (worker, viewer, stranger):
        assert policies.supervise.why_not(actor, paper()) is not None, actor
    assert policies.supervise.why_not(stranger, paper()) == FileReason.NOT_VISIBLE


@pytest.mark.parametrize(
    ("rule", "who"),
    [(policies.covers_together, P.FILE_ASSIGN), (policies.see_country, P.STATISTICS_VIEW)],
    ids=["together", "country"],
)
def test_one_task_and_no_other(rule, who):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task == who else AccountsReason.OUTSIDE_SCOPE), task
