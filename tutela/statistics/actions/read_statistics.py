"""Reading protected figures: asked of the rule, written to the audit chain."""

from __future__ import annotations

from collections.abc import Sequence

from tutela.accounts.api import Permission
from tutela.audit import api as audit
from tutela.kernel.actor import Actor

from ..models import Snapshot
from ..models.dictionary import PAIRS
from ..policies import see_quality, take_figures, view_statistics
from ..queries.adequacy import Adequacy, Pair, adequacy, pair
from ..queries.quality import Quality, quality
from ..queries.snapshots import latest
from ..queries.tables import Answer, needed, table
from ..queries.under_reporting import UnderReporting, under_reporting


def read_table(
    *, by: Actor, breakdowns: Sequence[str], page: str = "", purpose: str = "", audience: str = "internal"
) -> Answer:
    """A protected table of the newest snapshot; ``breakdowns``, ``page`` and ``audience`` as in ``table``.

    Raises:
        Refused: not the actor's to read, or a question that is not registered.
        OperatorError: nothing was built yet, or the file is damaged.
    """
    view_statistics.require(by)
    snapshot = needed(latest())
    answer = table(by=breakdowns, page=page, snapshot=snapshot, audience=audience)
    audit.record(
        by=by,
        action="statistics_read",
        subject=f"snapshot:{snapshot.pk}",
        purpose=purpose,
        details={
            "by": ",".join(answer.question.by),
            "page": page,
            "audience": audience,
            "hidden": answer.table.audit.suppressed,
        },
    )
    return answer


def read_under_agreement(*, by: Actor, breakdowns: Sequence[str], purpose: str) -> Answer:
    """A table for another sector, protected as what is published; the agreement itself was asked before.

    Raises:
        Refused: not for another sector's account, or a question that is not registered.
        OperatorError: nothing was built yet, or the file is damaged.
    """
    take_figures.require(by)
    snapshot = needed(latest())
    answer = table(by=breakdowns, snapshot=snapshot, audience="public")
    told = {"by": ",".join(answer.question.by), "audience": "public"}
    audit.record(by=by, action="statistics_read", subject=f"snapshot:{snapshot.pk}", purpose=purpose, details=told)
    return answer


def read_adequacy(*, by: Actor) -> tuple[Snapshot, Adequacy, tuple[Pair, ...]]:
    """The measures of the response and the confused pairs, of the newest snapshot.

    Raises:
        Refused: not the actor's to read.
        OperatorError: nothing was built yet, or the file is damaged.
    """
    view_statistics.require(by)
    snapshot = needed(latest())
    found = adequacy(snapshot=snapshot), tuple(pair(name=name, snapshot=snapshot) for name in PAIRS)
    audit.record(by=by, action="statistics_read", subject=f"snapshot:{snapshot.pk}", details={"by": "adequacy"})
    return snapshot, *found


def read_under_reporting(*, by: Actor, across: str, level: str, purpose: str = "") -> UnderReporting:
    """What may be missing from the figures of the newest snapshot; ``across`` and ``level`` as in ``under_reporting``.

    Raises:
        Refused: not the actor's to read, or a question that is not registered.
        OperatorError: nothing was built yet, or the file is damaged.
    """
    view_statistics.require(by)
    snapshot = needed(latest())
    found = under_reporting(across=across, level=level, snapshot=snapshot)
    subject, details = f"snapshot:{snapshot.pk}", {"by": f"under_reporting,{across},{level}"}
    audit.record(by=by, action="statistics_read", subject=subject, purpose=purpose, details=details)
    return found


def read_quality(*, by: Actor) -> list[Quality]:
    """How good the records of the actor's own offices are.

    Raises:
        Refused: not the actor's to see.
    """
    see_quality.require(by)
    found = quality(by.offices(Permission.FILE_APPROVE))
    audit.record(by=by, action="record_quality_read", subject="statistics", details={"offices": len(found)})
    return found
