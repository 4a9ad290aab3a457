"""Finding reports. The list and the object rule say the same."""

from __future__ import annotations

import uuid

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from tutela.accounts.api import Permission, Team, memberships_of, receiving_team
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere

from ..enums import Urgency
from ..models import OVERSIGHT, Report
from ..policies import SEEING, see_report
from ..states import WAITING
from .routing import OVERSIGHT_KIND, oversight_team

_RANK = Case(*(When(urgency=code.value, then=Value(rank)) for rank, code in enumerate(Urgency)), output_field=IntegerField())


def visible_to(actor: Actor) -> QuerySet[Report]:
    """Every report whose envelope the actor sees; equals filtering by :data:`~tutela.intake.policies.see_report`."""
    here = frozenset().union(*(actor.offices(word) for word in SEEING))
    watched = Q(office_id__in=actor.offices(Permission.DEADLINE_KEEP))
    overseen = Q(oversight=True, office_id__in=actor.offices(OVERSIGHT))
    return Report.objects.filter(Q(oversight=False, office_id__in=here) | overseen | watched)


def queue(actor: Actor, *, settled: bool = False) -> QuerySet[Report]:
    """The triage queue: most urgent first, then what is due first, with whatever its reporter wrote to since; or what is
    settled, newest first.

    The sealed columns are left out: a queue needs no ciphertext.
    """
    found = visible_to(actor).select_related("office", "territory", "assignee", "escalated_to", "proposed_by")
    found = found.defer("words", "words_key", "mailbox_private", "mailbox_public", "receipt_lookup")
    waits = Q(state__in=WAITING) | Q(unread=True)
    if settled:
        return found.exclude(waits).order_by("-received_on", "-id")
    return found.filter(waits).annotate(rank=_RANK).order_by("rank", "due_at", "id")


def get_report(actor: Actor, report_id: uuid.UUID | str) -> Report:
    """The one way to a report by its id.

    Raises:
        NotHere: missing, or not for this actor; the two look the same.
    """
    related = ("office", "territory", "assignee", "team", "escalated_to", "proposed_by")
    report = Report.objects.select_related(*related).filter(pk=report_id).first()
    if report is None or not see_report.allows(actor, report):
        raise NotHere()
    return report


def own_team(actor: Actor, team_id: uuid.UUID) -> Team:
    """A team by its id, for whoever is in it.

    Raises:
        NotHere: missing, or another's; the two look the same.
    """
    membership = memberships_of(actor.id).filter(team_id=team_id).first()
    if membership is None:
        raise NotHere()
    return membership.team


def own_teams(actor: Actor) -> list[Team]:
    """The teams with a key to which the actor may enter reports."""
    offices = actor.offices("report_triage")
    found = {team.pk: team for office in Office.objects.filter(pk__in=offices) if (team := receiving_team(office))}
    mechanism = oversight_team()
    watched = [mechanism] if mechanism is not None and mechanism.office_id in actor.offices(OVERSIGHT) else []
    return [*(team for team in found.values() if team.office_id in offices), *watched]


def teams_to_forward_to(report: Report) -> QuerySet[Team]:
    """Every other team that receives reports and has a key; the independent mechanism's, too."""
    return (
        Team.objects.filter(Q(receives_public_reports=True) | Q(office__organisation__kind=OVERSIGHT_KIND))
        .filter(office__closed_on=None, keys__retired_at=None)
        .exclude(pk=report.team_id)
        .exclude(keys=None)
        .select_related("office__territory")
        .distinct()
        .order_by("office__territory__path", "name")
    )
