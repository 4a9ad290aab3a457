"""Finding reports. The list and the object rule say the same."""

from __future__ import annotations

import uuid

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from tutela.accounts.api import Team, receiving_team
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere
from tutela.kernel.vault import master, receipt

from ..enums import Urgency
from ..models import Report
from ..policies import SEEING, see_report
from ..states import WAITING, ReportState

_RANK = Case(*(When(urgency=code.value, then=Value(rank)) for rank, code in enumerate(Urgency)), output_field=IntegerField())


def visible_to(actor: Actor) -> QuerySet[Report]:
    """Every report whose envelope the actor sees; equals filtering by :data:`~tutela.intake.policies.see_report`."""
    return Report.objects.filter(office_id__in=frozenset().union(*(actor.offices(word) for word in SEEING)))


def queue(actor: Actor, *, settled: bool = False) -> QuerySet[Report]:
    """The triage queue: most urgent first, then what is due first; or what is settled, newest first.

    The sealed columns are left out: a queue needs no ciphertext.
    """
    found = visible_to(actor).select_related("office", "territory", "assignee", "escalated_to", "proposed_by")
    found = found.defer("words", "words_key", "mailbox_private", "mailbox_public", "receipt_lookup")
    if settled:
        return found.exclude(state__in=WAITING).order_by("-received_on", "-id")
    return found.filter(state__in=WAITING).annotate(rank=_RANK).order_by("rank", "due_at", "id")


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


def state_of_receipt(digits: str) -> ReportState | None:
    """The state of the report behind a receipt, and nothing else of it.

    Every version of the pepper is tried whether or not an earlier one fits, so that a miss takes as long as a hit.
    """
    lookups = [receipt.derive_here(digits, version).lookup for version in master.source().versions()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_receipt_state(%s)", [lookups])
        row = cursor.fetchone()
    return ReportState(row[0]) if row and row[0] else None


def own_teams(actor: Actor) -> list[Team]:
    """The teams with a key to which the actor may enter reports."""
    offices = actor.offices("report_triage")
    found = {team.pk: team for office in Office.objects.filter(pk__in=offices) if (team := receiving_team(office))}
    return [team for team in found.values() if team.office_id in offices]


def teams_to_forward_to(report: Report) -> QuerySet[Team]:
    """Every other team that receives reports and has a key."""
    return (
        Team.objects.filter(receives_public_reports=True, office__closed_on=None, keys__retired_at=None)
        .exclude(pk=report.team_id)
        .exclude(keys=None)
        .select_related("office__territory")
        .distinct()
        .order_by("office__territory__path", "name")
    )
