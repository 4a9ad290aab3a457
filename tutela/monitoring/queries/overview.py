"""What needs somebody now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tutela.planning import api as planning

from ..models import Recommendation
from . import indicators, law, recommendations, treaties


@dataclass(frozen=True)
class Needs:
    """Counts of what waits; each has its screen."""

    overdue_reports: int
    unreviewed: int
    missed: int
    no_action: int
    overlaps: int
    overran: int
    without_children: int
    absent: int
    unfollowed: int
    lapsed: int
    off_track: int
    duty_reports: int
    supports: int


def needs(on: dt.date) -> Needs:
    """Everything that waits on a day."""
    waiting = Recommendation.objects.filter(superseded_by=None)
    return Needs(
        overdue_reports=treaties.overdue_reports(on).count(),
        unreviewed=law.waiting_for_review().count(),
        missed=waiting.filter(recommendations.missed(on)).exclude(status="implemented").count(),
        no_action=waiting.filter(recommendations.no_action(on)).count(),
        overlaps=sum(one.decision is None for one in planning.overlaps()),
        overran=sum(one.overran for one in planning.rolled_up(on)),
        without_children=len(planning.phases_without_children(on)),
        absent=len(planning.absent_sectors()),
        unfollowed=planning.unfollowed(on).count(),
        lapsed=sum(state == "lapsed" for _training, _until, state in planning.trainings(on)),
        off_track=sum(one.track() == "off" for one in indicators.series()),
        duty_reports=law.missing_duty_reports(on).count(),
        supports=planning.ending_supports(on).count(),
    )
