"""The rules of monitoring at their edges: who keeps, reviews, imports, signs and publishes."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import Permission
from tutela.monitoring import policies
from tutela.monitoring.enums import MonitoringReason as Reason
from tutela.monitoring.models import Finding, ImportBatch, Indicator, ReportVersion
from tutela.monitoring.models.indicators import SHEET
from tutela.monitoring.states import BatchState, VersionState
from tutela.registers.api import RegisterReason

P = Permission
ME = uuid.uuid4()
analyst, keeper, signer = (holding(task, user_id=ME) for task in (P.LAW_KEEP, P.RECOMMENDATION_KEEP, P.STATE_REPORT_SIGN))
NO = RegisterReason.NOT_KEEPER


def finding(**fields):
    return Finding(**{"assessed_by_id": uuid.uuid4(), "reviewed_by_id": None} | fields)


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (policies.view_monitoring.why_not, P.MONITORING_VIEW, Reason.NO_VIEW),
        (policies.assess_law.why_not, P.LAW_KEEP, NO),
        (lambda actor: policies.review_finding.why_not(actor, finding(), True), P.LAW_KEEP, NO),
        (policies.follow_up.why_not, P.RECOMMENDATION_KEEP, NO),
        (lambda actor: policies.apply_import.why_not(actor, ImportBatch(state="preview"), 0, 0), P.RECOMMENDATION_KEEP, NO),
        (lambda actor: policies.answer_import.why_not(actor, ImportBatch(state="preview")), P.RECOMMENDATION_KEEP, NO),
        (lambda actor: policies.freeze_report.why_not(actor, 1, 1), P.STATE_REPORT_WRITE, NO),
        (lambda actor: policies.sign_version.why_not(actor, ReportVersion(state="frozen")), P.STATE_REPORT_SIGN, NO),
        (policies.publish_pages.why_not, P.MONITORING_PUBLISH, NO),
        (policies.send_reminders.why_not, P.DEADLINE_KEEP, NO),
    ],
    ids=["views", "assesses", "reviews", "follows", "imports", "answers", "freezes", "signs", "publishes", "reminds"],
)
def test_one_task_and_no_other(rule, who, otherwise):
    for task in Permission:
        assert rule(holding(task)) == (None if task == who else otherwise), task


@pytest.mark.rule("P14")
def test_a_second_analyst_reviews_the_newest_finding_once():
    review = policies.review_finding.why_not
    assert review(analyst, finding(), True) is None
    assert review(analyst, finding(assessed_by_id=ME), True) == Reason.OWN_FINDING
    assert review(analyst, finding(reviewed_by_id=uuid.uuid4()), True) == Reason.REVIEWED
    assert review(analyst, finding(), False) == Reason.NOT_LATEST
    assert review(analyst, finding(reviewed_by_id=uuid.uuid4()), False) == Reason.REVIEWED


@pytest.mark.parametrize("state", BatchState)
def test_nothing_is_imported_while_a_word_or_a_row_waits(state):
    ended = None if state == "preview" else Reason.IMPORT_ENDED
    batch = ImportBatch(state=state)
    assert policies.answer_import.why_not(keeper, batch) == ended
    for terms, rows, reason in (
        (0, 0, None),
        (1, 0, Reason.TERMS_OPEN),
        (0, 1, Reason.ROWS_OPEN),
        (1, 1, Reason.TERMS_OPEN),
    ):
        assert policies.apply_import.why_not(keeper, batch, terms, rows) == (ended or reason)


def test_a_report_is_frozen_within_its_words():
    writer = holding(P.STATE_REPORT_WRITE)
    for words, reason in ((0, None), (100, None), (101, Reason.TOO_LONG)):
        assert policies.freeze_report.why_not(writer, words, 100) == reason, words


@pytest.mark.rule("P14")
@pytest.mark.parametrize("state", VersionState)
def test_another_person_signs_what_was_frozen(state):
    frozen = None if state == "frozen" else Reason.NOT_FROZEN
    assert policies.sign_version.why_not(signer, ReportVersion(state=state, frozen_by_id=uuid.uuid4())) == frozen
    assert policies.sign_version.why_not(signer, ReportVersion(state=state, frozen_by_id=ME)) == (
        frozen or Reason.OWN_REPORT
    )


@pytest.mark.rule("P32")
def test_no_figure_without_every_part_of_its_method_sheet():
    whole = dict.fromkeys(SHEET, "Said.")
    assert policies.publish_indicator.why_not(Indicator(**whole)) is None
    for part in SHEET:
        assert policies.publish_indicator.why_not(Indicator(**whole | {part: " "})) == Reason.NO_SHEET, part
