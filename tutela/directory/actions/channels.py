"""Keeping the map of channels and the numbers of children it is read with (R26)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..models import Population, ReportingChannel, Territory


@transaction.atomic
def keep_channel(
    *, territory: Territory, channel: str, by: Actor, confirmed_on: dt.date | None = None, **facts: object
) -> ReportingChannel:
    """Put a way to report on the map of a territory, or change what is known of it.

    Raises:
        Refused: the actor does not keep the directory.
        InvalidInput: an unknown channel.
    """
    policies.edit_directory.require(by)
    if not vocabulary.is_code("report_channels", channel):
        raise InvalidInput({"channel": _("Choose one of the answers offered.")})
    kept, _made = ReportingChannel.objects.update_or_create(
        territory=territory, channel=channel, ended_on=None, defaults=facts | {"confirmed_on": confirmed_on or today()}
    )
    audit.record(by=by, action="channel_kept", subject=f"directory.channel:{kept.pk}", details={"channel": channel})
    return kept


@transaction.atomic
def end_channel(*, channel: ReportingChannel, by: Actor) -> None:
    """Take it off the map.

    Raises:
        Refused: the actor does not keep the directory.
    """
    policies.edit_directory.require(by)
    channel.ended_on = today()
    channel.save(update_fields=["ended_on"])
    audit.record(by=by, action="channel_ended", subject=f"directory.channel:{channel.pk}")


@transaction.atomic
def keep_population(*, territory: Territory, children: int, year: int, source: str, by: Actor) -> Population:
    """Note how many under 18 live there.

    Raises:
        Refused: the actor does not keep the directory.
    """
    policies.edit_directory.require(by)
    said = {"children": children, "year": year, "source": source}
    kept, _made = Population.objects.update_or_create(territory=territory, defaults=said)
    audit.record(by=by, action="population_kept", subject=f"directory.territory:{territory.pk}")
    return kept
