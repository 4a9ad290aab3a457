"""Who reads and who builds statistics, and when a build must not begin."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import StatisticsReason
from .models import Release, Snapshot
from .models.hypercubes import HYPERCUBES
from .states import ReleaseState


@Rule
def view_statistics(actor: Actor) -> Reason | None:
    """Protected tables: whoever plans, inspects, oversees; the builder too."""
    allowed = actor.has(Permission.STATISTICS_VIEW) or actor.has(Permission.STATISTICS_BUILD)
    return None if allowed else StatisticsReason.NO_VIEW


@Rule
def take_figures(actor: Actor) -> Reason | None:
    """What the agreements above ask for an agency of another sector (R116)."""
    return None if actor.has(Permission.AGREEMENT_USE) else StatisticsReason.NO_VIEW


@Rule
def build_observations(actor: Actor) -> Reason | None:
    """A statistician, or the process that builds."""
    return None if actor.has(Permission.STATISTICS_BUILD) else StatisticsReason.NO_BUILD


@Rule
def see_quality(actor: Actor) -> Reason | None:
    """How good the records are: whoever approves what the office writes, of the own offices only."""
    return None if actor.has(Permission.FILE_APPROVE) else StatisticsReason.NO_QUALITY


@Rule
def begin_build(latest: Snapshot | None, moment: dt.datetime, free: bool) -> Reason | None:
    """One build at a time, and never before the last one: a clock moved back would make figures go backwards."""
    if not free:
        return StatisticsReason.BUILDING
    if latest is not None and (latest.built_at > moment or latest.cut_off > moment.date()):
        return StatisticsReason.CLOCK_BACK
    return None


@Rule
def prepare_release(actor: Actor) -> Reason | None:
    """A person who builds statistics and sees them; never the process alone."""
    person = actor.has(Permission.STATISTICS_BUILD) and actor.has(Permission.STATISTICS_VIEW)
    return None if person else StatisticsReason.NO_RELEASE


@Rule
def begin_release(
    snapshot: Snapshot, before: Release | None, in_work: bool, corrects: Release | None, note: str
) -> Reason | None:
    """One release in work; newer observations than the last, or a correction that says of what."""
    if in_work:
        return StatisticsReason.IN_WORK
    if corrects is not None and corrects.published_at is None:
        return StatisticsReason.NOT_PUBLISHED
    if corrects is not None and not note.strip():
        return StatisticsReason.NO_NOTE
    if before is not None and snapshot.built_at < before.snapshot.built_at:
        return StatisticsReason.BEHIND
    published = before is not None and before.snapshot_id == snapshot.pk and before.state == ReleaseState.PUBLISHED
    return StatisticsReason.NOTHING_NEW if published and corrects is None else None


@Rule
def build_cubes(actor: Actor, release: Release) -> Reason | None:
    """The process that reads observations, while the release is a draft."""
    right = actor.has(Permission.OBSERVATION_READ) and release.state == ReleaseState.DRAFT
    return None if right else StatisticsReason.NOT_THE_PROCESS


@Rule
def check_release(actor: Actor, release: Release) -> Reason | None:
    """Whole, and its audit left no two cells too close."""
    if (reason := prepare_release.why_not(actor)) is not None:
        return reason
    if set(release.cubes) != set(HYPERCUBES) or not release.public_key:
        return StatisticsReason.NOT_BUILT
    close = any(one["audit"]["nested_pairs_left"] for one in release.cubes.values())
    return StatisticsReason.AUDIT_FAILED if close else None


@Rule
def publish_release(actor: Actor, release: Release, before: Release | None) -> Reason | None:
    """A second person; what was checked; and nothing was published since it was built."""
    if (reason := check_release.why_not(actor, release)) is not None:
        return reason
    if release.state != ReleaseState.CHECKED:
        return StatisticsReason.NOT_CHECKED
    if release.prepared_by_id == actor.id:
        return StatisticsReason.SAME_PERSON
    return None if release.follows_id == (before.pk if before else None) else StatisticsReason.OVERTAKEN


@Rule
def withdraw_release(actor: Actor, release: Release, reason: str) -> Reason | None:
    """Whoever may prepare one; with a reason that readers see."""
    if (why := prepare_release.why_not(actor)) is not None:
        return why
    if release.published_at is None:
        return StatisticsReason.NOT_PUBLISHED
    return None if reason.strip() else StatisticsReason.NO_REASON
