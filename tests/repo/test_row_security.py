"""The live database is what the declarations say: row security on and forced, the same policies, the same privileges."""

from __future__ import annotations

import pytest
from django.db import connection

from tutela.config.operations import privileges
from tutela.kernel.database import apply

pytestmark = pytest.mark.django_db

_POLICIES = "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
_PRIVILEGES = (
    "SELECT oid::regclass::text, relacl::text[] FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
)


def _rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _privileges():
    return {table: sorted(entries or []) for table, entries in _rows(_PRIVILEGES)}


def test_roles_cannot_look_past_row_security():
    assert list(privileges.role_faults()) == []


def test_flags_policies_and_privileges_are_as_declared():
    assert list(privileges.table_faults()) == []


def test_applying_again_changes_nothing(as_role):
    """Compares the policies' very expressions: what stands is what the declarations of this code would make."""
    policies, held = _rows(_POLICIES), _privileges()
    as_role("tutela_owner")
    apply.apply()
    assert _rows(_POLICIES) == policies
    assert _privileges() == held


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        ("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY", "not forced"),
        ("ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY", "off"),
        ("CREATE POLICY open ON audit_event FOR SELECT TO tutela_staff USING (true)", "too much"),
        ("GRANT DELETE ON audit_event TO tutela_staff", "too much"),
        ("GRANT SELECT ON audit_event TO PUBLIC", "too much"),
        ("REVOKE SELECT ON audit_event FROM tutela_staff", "missing"),
    ],
)
def test_damage_is_found(as_role, damage, word):
    as_role("tutela_owner")
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert any("audit_event" in fault and word in fault for fault in privileges.table_faults())


def test_functions_that_look_past_row_security_are_not_for_everybody():
    open_to_all = _rows(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef "
        "AND (p.proacl IS NULL OR EXISTS (SELECT 1 FROM aclexplode(p.proacl) a WHERE a.grantee = 0))"
    )
    assert open_to_all == []


def test_functions_that_look_past_row_security_fix_their_search_path():
    loose = _rows(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef "
        "AND NOT coalesce(p.proconfig::text LIKE '%search_path=%', false)"
    )
    assert loose == []


@pytest.mark.parametrize("role", ["tutela_staff", "tutela_public", "tutela_oversight", "tutela_statistics"])
def test_nobody_changes_the_audit_chain(role):
    held = _rows(
        f"SELECT privilege FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'INSERT']) AS privilege "
        f"WHERE has_table_privilege('{role}', 'audit_event', privilege)"
    )
    assert held == []
