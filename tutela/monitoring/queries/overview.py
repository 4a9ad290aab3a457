"""What needs somebody now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..models import Recommendation
from . import indicators, law, people, plans, recommendations, treaties


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
        overlaps=sum(one.decision is None for one in plans.overlaps()),
        overran=sum(one.overran for one in plans.rolled_up(on)),
        without_children=len(plans.phases_without_children(on)),
        absent=len(people.absent_sectors()),
        unfollowed=people.unfollowed(on).count(),
        lapsed=sum(state == "lapsed" for _training, _until, state in people.trainings(on)),
        off_track=sum(one.track() == "off" for one in indicators.series()),
        duty_reports=people.missing_duty_reports(on).count(),
        supports=plans.ending_supports(on).count(),
    )
