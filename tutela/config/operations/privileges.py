"""Whether the live database is what the declarations say: roles, row security, policies, privileges."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tutela.kernel.database import apply, roles
from tutela.kernel.database.shield import Shield

_COMMANDS = {"read": "SELECT", "insert": "INSERT", "update": "UPDATE", "delete": "DELETE"}


def role_faults() -> Iterator[str]:
    """Missing roles, and roles that could look past row security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'tutela\\_%%'")
        found = {name: (superuser, bypass, login) for name, superuser, bypass, login in cursor.fetchall()}
    for role in (*roles.LOGIN_ROLES, roles.DEFINER):
        if role not in found:
            yield f"the role {role} is missing"
            continue
        superuser, bypass, login = found[role]
        if superuser:
            yield f"{role} is a superuser"
        if role != roles.DEFINER and bypass:
            yield f"{role} may look past row security"
        if role == roles.DEFINER and login:
            yield f"{role} can log in"


def table_faults() -> Iterator[str]:
    """Differences between the declared shields and the tables as they stand."""
    flags, policies, privileges = _flags(), _policies(), _privileges()
    for model, shield in apply.shields():
        table = model._meta.db_table
        if table not in flags:
            yield f"the table {table} is missing"
            continue
        guarded = apply.is_guarded(shield)
        enabled, forced = flags[table]
        if guarded and not enabled:
            yield f"row security is off on {table}"
        if guarded and not forced:
            yield f"row security is not forced on {table}"
        if (declared := _declared_policies(shield, guarded)) != (live := policies.get(table, set())):
            yield f"the policies of {table} differ: {_difference(declared, live)}"
        if (wanted := _declared_privileges(shield)) != (held := privileges.get(table, set())):
            yield f"the privileges on {table} differ: {_difference(wanted, held)}"


def _declared_policies(shield: Shield, guarded: bool) -> set[tuple[str, str]]:
    return {(f"{role}_{verb}", command) for role, verb, command in _granted(shield)} if guarded else set()


def _declared_privileges(shield: Shield) -> set[tuple[str, str]]:
    return {(role, command) for role, _verb, command in _granted(shield)}


def _granted(shield: Shield) -> Iterator[tuple[str, str, str]]:
    for role in roles.APPLICATION_ROLES:
        for verb, command in _COMMANDS.items():
            if getattr(shield.rows_of(role), verb) is not None:
                yield role, verb, command


def _difference(declared: set[tuple[str, str]], live: set[tuple[str, str]]) -> str:
    missing = [f"{' '.join(item)} is missing" for item in sorted(declared - live)]
    extra = [f"{' '.join(item)} is too much" for item in sorted(live - declared)]
    return ", ".join(missing + extra)


def _flags() -> dict[str, tuple[bool, bool]]:
    return {
        name: (enabled, forced)
        for name, enabled, forced in _rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    }


def _policies() -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for table, policy, command in _rows("SELECT tablename, policyname, cmd FROM pg_policies WHERE schemaname = 'public'"):
        found.setdefault(table, set()).add((policy, command))
    return found


def _privileges() -> dict[str, set[tuple[str, str]]]:
    """What each application role holds, read from the access lists themselves: a grant to all shows too."""
    found: dict[str, set[tuple[str, str]]] = {}
    for table, role, command in _rows(
        "SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type "
        "FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
    ):
        if role in (*roles.APPLICATION_ROLES, "PUBLIC"):
            found.setdefault(table, set()).add((role, command))
    return found


def _rows(statement: str) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
