"""The database roles. Each process connects as one of them and can do no more than it may.

``tutela_owner`` migrates and owns the tables. ``tutela_definer`` cannot log in: it owns the few functions that must look
past row security (who reaches which office, appending to the audit chain, counting possible matches).
"""

from __future__ import annotations

OWNER = "tutela_owner"
STAFF = "tutela_staff"
PUBLIC = "tutela_public"
OVERSIGHT = "tutela_oversight"
STATISTICS = "tutela_statistics"
DEFINER = "tutela_definer"

LOGIN_ROLES = (OWNER, STAFF, PUBLIC, OVERSIGHT, STATISTICS)
APPLICATION_ROLES = (STAFF, PUBLIC, OVERSIGHT, STATISTICS)


def creation_sql(passwords: dict[str, str]) -> list[str]:
    """Statements that make or refresh the roles; run by a superuser once. ``passwords`` maps login roles to passwords."""
    statements = [_ensure(DEFINER, "NOLOGIN BYPASSRLS")]
    for role in LOGIN_ROLES:
        password = passwords[role].replace("'", "''")
        statements.append(_ensure(role, f"LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'"))
    statements.append(f"GRANT {DEFINER} TO {OWNER}")
    # a page of an index costs what any page costs where nothing turns: what the public site looks through is an index of its own
    statements.append(f"ALTER ROLE {PUBLIC} SET random_page_cost = 1.1")
    return statements


def database_sql(database: str) -> list[str]:
    """Statements that fit a fresh database to the roles; run inside it by a superuser."""
    return [
        f'ALTER DATABASE "{database}" OWNER TO {OWNER}',
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"ALTER SCHEMA public OWNER TO {OWNER}",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {DEFINER}",
        f"GRANT USAGE ON SCHEMA public TO {', '.join(APPLICATION_ROLES)}",
    ]


def _ensure(role: str, options: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {role} {options}; EXCEPTION WHEN duplicate_object THEN ALTER ROLE {role} {options}; END $$"
    )
