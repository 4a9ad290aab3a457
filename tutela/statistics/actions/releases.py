"""The steps of a release: prepared and checked by one person, published by another, corrected only by a new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.placements.api import institutions_reporting

from ..enums import Caution, StatisticsReason
from ..models import Release
from ..models.hypercubes import HYPERCUBES
from ..policies import begin_release
from ..policies import check_release as may_check
from ..policies import prepare_release as may_prepare
from ..policies import publish_release as may_publish
from ..policies import withdraw_release as may_withdraw
from ..queries.breaks import breaks_of
from ..queries.cubes import audit_of, cube_of, cubes_folder, ledgers_folder
from ..queries.editions import in_work, last_published
from ..queries.snapshots import file_of, latest
from ..queries.tables import needed
from ..states import RELEASE, ReleaseState

_COVERED = 0.8
_LONGEST = 4000


def prepare_release(
    *,
    by: Actor,
    later: Callable[[Release], object],
    note: str = "",
    method: str = "",
    corrects: Release | None = None,
    new_series: bool = False,
) -> Release:
    """Begin a release of the newest snapshot and have its cubes built: ``later`` is given the draft.

    ``corrects``: the published release that this one takes the place of. ``new_series``: classifications changed, begin anew.

    Raises:
        Refused: not a statistician, one is in work, nothing new, older observations, a correction without notes.
        OperatorError: no observations, or their file is not what was built.
    """
    may_prepare.require(by)
    snapshot, before = needed(latest()), last_published()
    begin_release.require(snapshot, before, in_work() is not None, corrects, note)
    _fits(note=note, method=method)
    file_of(snapshot)
    release = Release(
        snapshot=snapshot,
        snapshot_sha256=snapshot.sha256,
        cut_off=snapshot.cut_off,
        follows=before,
        corrects=corrects,
        note=note.strip(),
        method=method.strip(),
        new_series=new_series,
        editions=snapshot.editions,
        coverage=snapshot.coverage | {"institutions": institutions_reporting()},
        prepared_by_id=by.id,
    )
    release.save(force_insert=True)
    _record(by, "release_prepared", release, corrects=str(release.corrects_id or ""), new_series=new_series)
    later(release)
    return release


def request_cubes(*, by: Actor, release: Release, later: Callable[[str], object]) -> Release:
    """Have the cubes of a draft built once more; ``later`` is given its id. What is whole already is kept.

    Raises:
        Refused: not a statistician, or no draft.
        OperatorError: from ``later``, why the build failed.
    """
    may_prepare.require(by)
    if release.state != ReleaseState.DRAFT:
        raise Refused(StatisticsReason.NOT_THE_PROCESS)
    _record(by, "release_cubes_requested", release)
    later(str(release.pk))
    return release


def check_release(*, by: Actor, release: Release) -> Release:
    """Look at the audit and mark the release checked, after every file was compared with what was built.

    Raises:
        Refused: not a statistician, not built, or the audit failed.
        WrongState: no draft.
        OperatorError: a file is not what was built.
    """
    held = _held(release)
    may_check.require(by, held)
    _whole(held)
    held.state = RELEASE.move(held.state, ReleaseState.CHECKED)
    held.checked_at = now()
    held.breaks = breaks_of(held.periods)
    held.warnings = [caution.value for caution in _cautions(held)]
    held.save(update_fields=["state", "checked_at", "breaks", "warnings"])
    _record(by, "release_checked", held, **audit_of(held))
    return held


def publish_release(*, by: Actor, release: Release) -> Release:
    """Publish what another person prepared. The release before it is superseded, and stays readable.

    Raises:
        Refused: not a statistician, the same person, not checked, or overtaken by another release.
        OperatorError: a file or the snapshot is not what was built; the release in use stays.
    """
    held, before = _held(release), last_published()
    may_publish.require(by, held, before)
    _whole(held)
    moment = now()
    if before is not None and before.state == ReleaseState.PUBLISHED:
        before.state, before.ended_at = RELEASE.move(before.state, ReleaseState.SUPERSEDED), moment
        before.save(update_fields=["state", "ended_at"])
    held.state = RELEASE.move(held.state, ReleaseState.PUBLISHED)
    held.version = (before.version or 0) + 1 if before else 1
    held.published_by_id, held.published_at = by.id, moment
    held.digest = held.frozen()
    held.save(update_fields=["state", "version", "published_by", "published_at", "digest"])
    _record(by, "release_published", held, version=held.version, digest=held.digest)
    return held


def withdraw_release(*, by: Actor, release: Release, reason: str) -> Release:
    """Take a published release back. Its number, its day and the reason stay to be read; its tables do not.

    Raises:
        Refused: not a statistician, never published, no reason.
        WrongState: withdrawn already.
    """
    held = _held(release)
    may_withdraw.require(by, held, reason)
    _fits(reason=reason)
    held.state = RELEASE.move(held.state, ReleaseState.WITHDRAWN)
    held.reason, held.ended_at = reason.strip(), now()
    held.save(update_fields=["state", "reason", "ended_at"])
    _record(by, "release_withdrawn", held, version=held.version or 0)
    return held


def drop_release(*, by: Actor, release: Release) -> Release:
    """Give a release up before it is published; its files are removed.

    Raises:
        Refused: not a statistician.
        WrongState: published already.
    """
    may_prepare.require(by)
    held = _held(release)
    held.state = RELEASE.move(held.state, ReleaseState.DROPPED)
    held.ended_at = now()
    held.save(update_fields=["state", "ended_at"])
    for folder in (cubes_folder(held), ledgers_folder(held)):
        shutil.rmtree(folder, ignore_errors=True)
    _record(by, "release_dropped", held)
    return held


def _held(release: Release) -> Release:
    return Release.objects.select_for_update(of=("self",)).select_related("snapshot").get(pk=release.pk)


def _whole(release: Release) -> None:
    """Every file is the one that was built: the snapshot, and each cube with its signature."""
    file_of(release.snapshot)
    if release.snapshot.sha256 != release.snapshot_sha256:
        raise OperatorError(
            _("The observations of this release are not those it was built from. Drop it and prepare it anew.")
        )
    for name in HYPERCUBES:
        cube_of(release, name)


def _cautions(release: Release) -> list[Caution]:
    reporting, expected = release.coverage["all"]
    found, audited = [], audit_of(release)
    if expected and reporting < _COVERED * expected:
        found.append(Caution.LOW_COVERAGE)
    if release.periods and release.periods[-1] == str(release.cut_off.year):
        found.append(Caution.YEAR_NOT_OVER)
    if release.anew:
        found.append(Caution.NEW_SERIES)
    if release.breaks:
        found.append(Caution.DEFINITIONS)
    if audited["below"] + audited["withheld_cells"] > audited["shown"]:
        found.append(Caution.MUCH_WITHHELD)
    return found


def _fits(**texts: str) -> None:
    long = {name: _("At most 4,000 characters.") for name, text in texts.items() if len(text) > _LONGEST}
    if long:
        raise InvalidInput(long)


def _record(by: Actor, action: str, release: Release, **details: str | int | bool) -> None:
    audit.record(by=by, action=action, subject=f"release:{release.pk}", details=details)
