"""Row security, declared once on each model: ``shield = Shield(staff=Rows(read=offices("office_id", "file_view")))``.

A role that is not named can do nothing with the table. ``None`` for a verb means: nobody of that role. Expressions are SQL
booleans over the row, built with the functions below; ``ANY_ROW`` lets the role see every row (tables without S2 data).
"""

from __future__ import annotations

from dataclasses import dataclass, field

ANY_ROW = "true"
OWN_TABLE = "{own_table}"
"""Stands for the shielded table's own name inside an expression; filled in when the policy is made."""


@dataclass(frozen=True)
class Rows:
    """For one role: which rows it may read, insert, update (before and after) and delete."""

    read: str | None = None
    insert: str | None = None
    update: str | None = None
    delete: str | None = None

    @classmethod
    def all(cls, expression: str, *, delete: bool = False) -> Rows:
        """The same rows for reading, inserting and updating; for deleting only when asked."""
        return cls(expression, expression, expression, expression if delete else None)


@dataclass(frozen=True)
class Shield:
    """What each database role may do with the rows of one table."""

    staff: Rows = field(default_factory=Rows)
    public: Rows = field(default_factory=Rows)
    oversight: Rows = field(default_factory=Rows)
    statistics: Rows = field(default_factory=Rows)

    def rows_of(self, role: str) -> Rows:
        """The rows of a database role such as ``tutela_staff``."""
        return getattr(self, role.removeprefix("tutela_"))  # type: ignore[no-any-return]


OPERATIONAL = Shield(staff=Rows.all(ANY_ROW, delete=True))
"""For tables with S0 and S1 fields only: staff reads and writes every row; nobody else sees the table."""

REFERENCE = Shield(
    staff=Rows.all(ANY_ROW, delete=True),
    public=Rows(read=ANY_ROW),
    oversight=Rows(read=ANY_ROW),
    statistics=Rows(read=ANY_ROW),
)
"""For public reference data (S0): everybody reads, staff writes."""


def offices(column: str, *permissions: str) -> str:
    """The row's office is one that the actor's permission reaches."""
    return any_of(*(f"{column} = ANY ((SELECT tutela_offices('{permission}'))::uuid[])" for permission in permissions))


def actor_is(column: str) -> str:
    """The column names the actor."""
    return f"{column} = (SELECT tutela_actor())"


def holds(permission: str) -> str:
    """The actor holds the permission anywhere."""
    return f"(SELECT tutela_holds('{permission}'))"


def through(column: str, table: str, key: str = "id") -> str:
    """The row hangs on a row of another shielded table that the actor sees.

    The column is written with its own table, or a column of the same name in the other table would hide it. Asked row by row
    through the index: an ``EXISTS`` may be answered by reading the whole other table first, for a page of 25 rows.
    """
    seen = f"SELECT true FROM {table} AS upper_row WHERE upper_row.{key} = {OWN_TABLE}.{column} LIMIT 1"
    return f"coalesce(({seen}), false)"


def any_of(*expressions: str) -> str:
    """At least one holds."""
    return expressions[0] if len(expressions) == 1 else "(" + " OR ".join(expressions) + ")"


def all_of(*expressions: str) -> str:
    """All hold."""
    return "(" + " AND ".join(expressions) + ")"
