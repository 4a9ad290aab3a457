"""What justice adds to the observation of a child; for the process that builds observations and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from ..states import Stage

NO_STAGE, NO_REASON, NO_SETTLEMENT = "none", "NAP", "NONE"


@dataclass(frozen=True)
class Observed:
    """Codes of a child: the furthest stage of any proceedings, why they stopped where all of them did, and the furthest state of
    a settlement."""

    justice_stage: str = NO_STAGE
    attrition_reason: str = NO_REASON
    settlement: str = NO_SETTLEMENT


def observed() -> dict[str, Observed]:
    """By the id of the child (32 hexadecimal digits): who has proceedings or a settlement. Whoever reads this must not keep the id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT replace(child::text, '-', ''), stage, reason, settlement FROM justice_observed()")
        return {
            child: Observed(
                stage or NO_STAGE,
                (reason or "unknown") if stage == Stage.DISCONTINUED else NO_REASON,
                settled or NO_SETTLEMENT,
            )
            for child, stage, reason, settled in cursor.fetchall()
        }
