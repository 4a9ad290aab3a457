"""Exporting the configuration; looking at a bundle, putting it in force, setting it aside."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import hold
from tutela.kernel.carrying import Standing
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import ConfigurationReason
from ..models import BundleImport
from ..queries.bundle import KINDS, pack, rows_here, rows_of, unpack
from ..queries.looking import Preview, look
from ..states import IMPORT, ImportState

_ONE_AT_A_TIME = 7_213_138
"""The key of the lock under which a bundle is put in force."""
_REASON = _(
    "You looked at this bundle yourself. Another administrator puts it in force, or you write why it cannot wait for one."
)


class FaultyBundle(InvalidInput):
    """A bundle with faults; ``preview`` has them, and how its rows stand."""

    code = "faulty_bundle"

    def __init__(self, preview: Preview) -> None:
        fields: dict[str, list[str]] = {}
        for fault in preview.faults:
            place = ", ".join(part for part in (fault.row, fault.field) if part)
            fields.setdefault(fault.member, []).append(f"{place}: {fault.sentence}" if place else fault.sentence)
        super().__init__(fields, _("Nothing was taken. Put right what is listed on the server where the bundle was made."))
        self.preview = preview


@transaction.atomic
def export_bundle(*, by: Actor) -> bytes:
    """The configuration of this server as a bundle.

    Raises:
        Refused: the actor is no administrator.
    """
    policies.keep_configuration.require(by)
    rows = rows_here()
    made = pack(rows, country=vocabulary.jurisdiction().code, at=now())
    details = {name: len(held) for name, held in rows.items()}
    audit.record(by=by, action="configuration_exported", subject="configuration:bundle", details=details)
    return made


@transaction.atomic
def look_at_bundle(*, content: bytes, by: Actor) -> BundleImport:
    """Look at a bundle: what it would change here. It waits then; nothing of the configuration is written.

    Raises:
        Refused: the actor is no administrator.
        BadBundle: the file is no bundle, damaged, too large, of another country or of a newer Tutela.
        FaultyBundle: every fault with member, row and field; nothing is kept.
    """
    policies.keep_configuration.require(by)
    bundle = unpack(content, country=vocabulary.jurisdiction().code)
    found = look(bundle.rows)
    if found.faults:
        raise FaultyBundle(found)
    one = BundleImport.objects.create(
        digest=bundle.digest,
        product=bundle.product,
        made_at=bundle.made_at,
        members=dict(bundle.members),
        seen=found.digest,
        counts=found.counts,
        looked_at_by_id=by.id,
    )
    _note(one, by, "configuration_looked_at")
    return one


@transaction.atomic
def put_bundle_in_force(*, one: BundleImport, by: Actor, base_version: int, reason: str = "") -> BundleImport:
    """Put a bundle in force: everything that is new or changed, or nothing at all. What is only here is left alone.

    Raises:
        Refused: no administrator; it does not wait any more; nothing would change; something here changed meanwhile.
        InvalidInput: the person looked at it alone and gives no reason.
        FaultyBundle: what was right when it was looked at is so no more.
        StaleVersion: somebody was quicker.
    """
    policies.put_in_force.require(by, one)
    reason = " ".join(reason.split())
    if policies.needs_reason(by, one) and not reason:
        raise InvalidInput({"reason": _REASON})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    hold(one, base_version, {"state": ImportState.IN_FORCE})
    rows = rows_of(one.members)
    found = look(rows)
    if found.faults:
        raise FaultyBundle(found)
    if found.digest != one.seen:
        raise Refused(ConfigurationReason.CHANGED_SINCE)
    for kind in KINDS:
        keys = [it.key for it in found.written if it.kind == kind.name]
        if keys:
            kind.put({key: rows[kind.name][key] for key in keys}, by, rows)
    return _end(one, by, ImportState.IN_FORCE, "configuration_put_in_force", reason)


@transaction.atomic
def set_bundle_aside(*, one: BundleImport, by: Actor, base_version: int, reason: str = "") -> BundleImport:
    """Set a bundle aside; its content goes, that it was looked at stays.

    Raises:
        Refused: no administrator; it does not wait any more.
        StaleVersion: somebody was quicker.
    """
    policies.set_aside.require(by, one)
    hold(one, base_version, {"state": ImportState.SET_ASIDE})
    one.members = {}
    return _end(one, by, ImportState.SET_ASIDE, "configuration_set_aside", " ".join(reason.split()))


def _end(one: BundleImport, by: Actor, state: ImportState, action: str, reason: str) -> BundleImport:
    one.state = IMPORT.move(one.state, state)
    one.ended_at, one.reason, one.version = now(), reason[:500], one.version + 1
    one.ended_by_id = by.id
    one.save(update_fields=["state", "ended_at", "ended_by", "reason", "version", "members"])
    _note(one, by, action)
    return one


def _note(one: BundleImport, by: Actor, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"configuration.bundle:{one.pk}",
        details={"digest": one.digest, "looked_at_by": str(one.looked_at_by_id), "alone": one.looked_at_by_id == by.id}
        | {standing.value: one.counts.get(standing.value, 0) for standing in Standing},
    )
