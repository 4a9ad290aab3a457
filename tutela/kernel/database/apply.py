"""Bring the database's privileges and row policies in line with the declarations. Idempotent; run by ``tutela migrate``."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.db import connection, models, transaction

from . import roles
from .shield import ANY_ROW, OPERATIONAL, OWN_TABLE, Rows, Shield

_QUEUE = "procrastinate"
"""Its tables are made by its own migrations, so its models are unmanaged; the worker needs them all the same."""

_VERBS = (("read", "SELECT"), ("insert", "INSERT"), ("update", "UPDATE"), ("delete", "DELETE"))

ACTOR_SQL = """
CREATE OR REPLACE FUNCTION tutela_actor() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE value text := current_setting('tutela.actor', true);
BEGIN
  IF value IS NULL OR value = '' THEN
    RAISE EXCEPTION 'no actor is set for this transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN value::uuid;
END $$
"""


def shields() -> Iterator[tuple[type[models.Model], Shield]]:
    """Every table of every installed app with its declaration; third-party tables are operational."""
    for model in apps.get_models(include_auto_created=True):
        ours_to_grant = model._meta.managed or model._meta.app_label == _QUEUE
        if ours_to_grant and not model._meta.proxy:
            yield model, getattr(model, "shield", OPERATIONAL)


def apply() -> None:
    """Create the functions, then set privileges and policies for every table, in one transaction, as the owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ACTOR_SQL)
        for statement in _context_sql():
            cursor.execute(statement)
        for model, shield in shields():
            for statement in table_sql(model._meta.db_table, shield):
                cursor.execute(statement)
        for role in (roles.STAFF,):
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for statement in _context_sql("AFTER"):
            cursor.execute(statement)


def table_sql(table: str, shield: Shield) -> list[str]:
    """The statements that fit one table to its declaration."""
    statements = [_drop_policies(table), f'REVOKE ALL ON "{table}" FROM {", ".join(roles.APPLICATION_ROLES)}']
    guarded = is_guarded(shield)
    statements.append(f'ALTER TABLE "{table}" {"ENABLE" if guarded else "DISABLE"} ROW LEVEL SECURITY')
    statements.append(f'ALTER TABLE "{table}" {"" if guarded else "NO "}FORCE ROW LEVEL SECURITY')
    for role in roles.APPLICATION_ROLES:
        statements += _role_sql(table, role, shield.rows_of(role), guarded)
    return statements


def is_guarded(shield: Shield) -> bool:
    """Whether any role's rows are limited by an expression."""
    expressions = {getattr(shield.rows_of(role), verb) for role in roles.APPLICATION_ROLES for verb, _command in _VERBS}
    return bool(expressions - {None, ANY_ROW})


def _role_sql(table: str, role: str, rows: Rows, guarded: bool) -> Iterator[str]:
    for verb, command in _VERBS:
        expression = getattr(rows, verb)
        if expression is None:
            continue
        yield f'GRANT {command} ON "{table}" TO {role}'
        if guarded:
            name = f"{role}_{verb}"
            expression = expression.replace(OWN_TABLE, f'"{table}"')
            yield f'CREATE POLICY {name} ON "{table}" FOR {command} TO {role} {_clause(command, expression)}'


def _clause(command: str, expression: str) -> str:
    return {
        "SELECT": f"USING ({expression})",
        "INSERT": f"WITH CHECK ({expression})",
        "UPDATE": f"USING ({expression}) WITH CHECK ({expression})",
        "DELETE": f"USING ({expression})",
    }[command]


def _drop_policies(table: str) -> str:
    return (
        "DO $$ DECLARE p record; BEGIN FOR p IN SELECT policyname FROM pg_policies "
        f"WHERE schemaname = 'public' AND tablename = '{table}' LOOP "
        f"EXECUTE format('DROP POLICY %I ON %I', p.policyname, '{table}'); END LOOP; END $$"
    )


def _context_sql(attribute: str = "SQL") -> Iterator[str]:
    """The SQL functions (``SQL``) and views (``AFTER``) that contexts keep in ``<context>/row_security.py``."""
    for config in apps.get_app_configs():
        name = f"{config.name}.row_security"
        if config.name.startswith("tutela.") and importlib.util.find_spec(name):
            yield from getattr(import_module(name), attribute, ())
