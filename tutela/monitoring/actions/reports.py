"""Freezing, signing and publishing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput, Refused

from ..enums import MonitoringReason, PageKind
from ..models import PublishedPage, ReportVersion, StateReport
from ..policies import freeze_report as may_freeze
from ..policies import publish_pages
from ..policies import sign_version as may_sign
from ..queries import published, reports
from ..states import REPORT_VERSION, VersionState


def freeze_report(*, report: StateReport, by: Actor) -> ReportVersion:
    """Freeze what the report says at its cut-off into a new version; an unsigned older one is replaced.

    Raises:
        Refused: not whoever writes, too long, or nothing changed since the newest version.
        InvalidInput: the cut-off lies ahead, or a paragraph names something that is not there.
    """
    held = StateReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    count = reports.words(held)
    may_freeze.require(by, count, held.word_limit)
    if held.cut_off > today():
        raise InvalidInput({"cut_off": _("The cut-off date lies ahead. Freeze on that day or later.")})
    if loose := reports.problems(held):
        raise InvalidInput({f"{one.section} {one.place}, {name}": ", ".join(codes) for one, name, codes in loose})
    content = reports.content(held)
    sha256 = reports.digest(content)
    newest = held.versions.first()
    if newest is not None and newest.sha256 == sha256:
        raise Refused(MonitoringReason.ALREADY_SO)
    if newest is not None:
        newest.state = REPORT_VERSION.move(newest.state, VersionState.REPLACED)
        newest.save(update_fields=["state"])
    frozen = ReportVersion(
        report=held,
        number=newest.number + 1 if newest else 1,
        content=content,
        sha256=sha256,
        words=count,
        frozen_by_id=by.id,
    )
    frozen.save(force_insert=True)
    audit.record(
        by=by,
        action="state_report_frozen",
        subject=f"report-version:{frozen.pk}",
        details={"number": frozen.number, "sha256": sha256, "words": count},
    )
    return frozen


def sign_version(*, version: ReportVersion, by: Actor) -> ReportVersion:
    """Sign a frozen version of another person.

    Raises:
        Refused: not theirs to sign, their own, or not frozen.
    """
    held = ReportVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    may_sign.require(by, held)
    held.state = REPORT_VERSION.move(held.state, VersionState.SIGNED)
    held.signed_by_id, held.signed_at = by.id, now()
    held.save(update_fields=["state", "signed_by", "signed_at"])
    audit.record(by=by, action="state_report_signed", subject=f"report-version:{held.pk}", details={"sha256": held.sha256})
    return held


def publish_page(*, kind: PageKind, by: Actor) -> PublishedPage:
    """Put a page on the public site as it is now. The public site shows this copy until the next one.

    Raises:
        Refused: not theirs to publish, or the public copy says the same already.
    """
    publish_pages.require(by)
    content = published.content(kind, today())
    sha256 = reports.digest(content)
    newest = published.newest(kind)
    if newest is not None and newest.sha256 == sha256:
        raise Refused(MonitoringReason.ALREADY_SO)
    page = PublishedPage(kind=kind, content=content, sha256=sha256)
    page.save(force_insert=True)
    audit.record(
        by=by, action="monitoring_published", subject=f"publication:{page.pk}", details={"kind": kind, "sha256": sha256}
    )
    return page
