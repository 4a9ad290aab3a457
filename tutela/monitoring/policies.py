"""Who keeps, assesses, follows up, freezes, signs and publishes."""

from __future__ import annotations

from tutela.accounts.api import Permission as P
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule
from tutela.registers.api import RegisterReason

from .enums import MonitoringReason as R
from .models import Finding, ImportBatch, Indicator, ReportVersion
from .models.indicators import SHEET
from .states import BatchState, VersionState


@Rule
def view_monitoring(actor: Actor) -> Reason | None:
    """Everything here is aggregate and institutional: one permission reads it all, no other does."""
    return None if actor.has(P.MONITORING_VIEW) else R.NO_VIEW


@Rule
def assess_law(actor: Actor) -> Reason | None:
    """Legal analysts write findings."""
    return None if actor.has(P.LAW_KEEP) else RegisterReason.NOT_KEEPER


@Rule
def review_finding(actor: Actor, finding: Finding, newest: bool) -> Reason | None:
    """A second analyst reviews the newest finding, once, never their own."""
    if (reason := assess_law.why_not(actor)) is not None:
        return reason
    if finding.assessed_by_id == actor.id:
        return R.OWN_FINDING
    if finding.reviewed_by_id is not None:
        return R.REVIEWED
    return None if newest else R.NOT_LATEST


@Rule
def follow_up(actor: Actor) -> Reason | None:
    """Whoever keeps recommendations imports them, moves their status and sets their dates."""
    return None if actor.has(P.RECOMMENDATION_KEEP) else RegisterReason.NOT_KEEPER


@Rule
def apply_import(actor: Actor, batch: ImportBatch, open_terms: int, open_rows: int) -> Reason | None:
    """Nothing is imported while a word or a row waits for an answer."""
    if (reason := follow_up.why_not(actor)) is not None:
        return reason
    if batch.state != BatchState.PREVIEW:
        return R.IMPORT_ENDED
    if open_terms:
        return R.TERMS_OPEN
    return R.ROWS_OPEN if open_rows else None


@Rule
def answer_import(actor: Actor, batch: ImportBatch) -> Reason | None:
    """Words and rows are answered during the preview."""
    if (reason := follow_up.why_not(actor)) is not None:
        return reason
    return None if batch.state == BatchState.PREVIEW else R.IMPORT_ENDED


@Rule
def freeze_report(actor: Actor, words: int, limit: int) -> Reason | None:
    """Whoever writes may freeze, within the word limit."""
    if not actor.has(P.STATE_REPORT_WRITE):
        return RegisterReason.NOT_KEEPER
    return R.TOO_LONG if words > limit else None


@Rule
def sign_version(actor: Actor, version: ReportVersion) -> Reason | None:
    """Another person than the one who froze it."""
    if not actor.has(P.STATE_REPORT_SIGN):
        return RegisterReason.NOT_KEEPER
    if version.state != VersionState.FROZEN:
        return R.NOT_FROZEN
    return R.OWN_REPORT if version.frozen_by_id == actor.id else None


@Rule
def publish_pages(actor: Actor) -> Reason | None:
    """Publishing is a task of its own."""
    return None if actor.has(P.MONITORING_PUBLISH) else RegisterReason.NOT_KEEPER


@Rule
def publish_indicator(indicator: Indicator) -> Reason | None:
    """No figure without its method sheet (P32)."""
    return None if all(getattr(indicator, part).strip() for part in SHEET) else R.NO_SHEET


@Rule
def send_reminders(actor: Actor) -> Reason | None:
    """The process that watches deadlines."""
    return None if actor.has(P.DEADLINE_KEEP) else RegisterReason.NOT_KEEPER
