"""What circumstances add to the observation of a child; for the process that builds observations and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

NOT_RECORDED = "NAS"


@dataclass(frozen=True)
class Observed:
    """Codes of a child. Lists: rights that were violated, those of them that are not wholly restored, those the child considers
    restored, barriers of gender. A part that nobody filled in is not asked."""

    rights_violated: tuple[str, ...] = ()
    rights_open: tuple[str, ...] = ()
    rights_child_restored: tuple[str, ...] = ()
    gender_barriers: tuple[str, ...] = (NOT_RECORDED,)
    emergency: str = NOT_RECORDED
    separation: str = NOT_RECORDED
    emergency_event: str = NOT_RECORDED


def observed() -> dict[str, Observed]:
    """By the id of the child (32 hexadecimal digits): of whom something is written. Whoever reads this must not keep the id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT replace(child::text, '-', ''), violated, open, child_restored, barriers, emergency, separation, event "
            "FROM circumstances_observed()"
        )
        return {
            child: Observed(
                tuple(violated or ()),
                tuple(still or ()),
                tuple(seen or ()),
                tuple(barriers or (NOT_RECORDED,)),
                emergency or NOT_RECORDED,
                separation or NOT_RECORDED,
                event or NOT_RECORDED,
            )
            for child, violated, still, seen, barriers, emergency, separation, event in cursor.fetchall()
        }
