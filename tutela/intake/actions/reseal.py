"""After a rotation: everything a team holds sealed to the newest key, so that the older ones can be destroyed."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tutela.accounts.api import Team, TeamPublicKey, current_key, memberships_of, team_public_key
from tutela.kernel.actor import Actor

from .. import policies
from ..enums import StepKind
from ..models import Message, Report, Reporter, TriageNote
from ..queries.reports import visible_to
from .forward_report import reseal_parts, resealed
from .open_report import Keys
from .record_step import record_step

BATCH = 200


@transaction.atomic
def reseal_reports(*, team: Team, keys: Keys, by: Actor, most: int = BATCH) -> int:
    """Seal the data keys of a batch of the team's reports to its newest key; returns how many are left.

    The words are not touched. Who reported is sealed anew by whoever may see it (the intake lead); others leave it as it is.

    Raises:
        Refused: the older key is locked or not shared with the actor.
    """
    key = team_public_key(team)
    for report in _outdated(team, key, by)[:most]:
        policies.read_words.require(by, report)
        _reseal_report(report, keys, key)
        reseal_parts(report=report, keys=keys, key=key, by=by)
        _reseal_reporter(report, keys, key)
        record_step(report=report, kind=StepKind.RESEALED, by=by)
    return _outdated(team, key, by).count()


def outdated_reports(*, team: Team, by: Actor) -> int:
    """How many of the team's reports that the actor sees are sealed to an older key."""
    return _outdated(team, team_public_key(team), by).count()


def teams_to_reseal(*, by: Actor) -> list[tuple[Team, int]]:
    """The actor's teams that hold reports sealed to an older key, with how many."""
    teams = [membership.team for membership in memberships_of(by.id)]
    counted = [(team, outdated_reports(team=team, by=by)) for team in teams if current_key(team) is not None]
    return [(team, number) for team, number in counted if number]


def _outdated(team: Team, key: TeamPublicKey, by: Actor) -> QuerySet[Report]:
    others = (
        TriageNote.objects.exclude(team_key_id=key.id).values("report_id"),
        Message.objects.exclude(team_key_id=key.id).values("report_id"),
        Reporter.objects.exclude(team_key_id=key.id).filter(office=F("report__office")).values("pk"),
    )
    older = reduce(or_, (Q(pk__in=rows) for rows in others), ~Q(team_key_id=key.id))
    return visible_to(by).filter(older, team=team, erased_on=None).order_by("id")


def _reseal_report(report: Report, keys: Keys, key: TeamPublicKey) -> None:
    if report.team_key_id == key.id:
        return
    report.words_key, report.mac = resealed(report, keys, key, "intake_report", report.pk)
    report.team_key_id = key.id
    report.save(update_fields=["words_key", "mac", "team_key"])


def _reseal_reporter(report: Report, keys: Keys, key: TeamPublicKey) -> None:
    reporter = Reporter.objects.filter(pk=report.pk, office_id=report.office_id).exclude(team_key_id=key.id).first()
    if reporter is None:
        return
    reporter.words_key, reporter.mac = resealed(reporter, keys, key, "intake_reporter", reporter.pk)
    reporter.team_key_id = key.id
    reporter.save(update_fields=["words_key", "mac", "team_key"])
