"""What the database itself knows of who reaches what. The functions look past row security and are owned by a role that
cannot log in; they answer only for the actor of the running transaction."""

from __future__ import annotations

_GRANTS = """
  FROM accounts_grant g
  JOIN accounts_rolepermission p ON p.role = g.role
  JOIN accounts_user u ON u.id = g.user_id AND u.is_active
"""
_HOLDS = """
 WHERE g.user_id = tutela_actor()
   AND p.permission = wanted
   AND g.ended_at IS NULL
   AND g.valid_from <= current_date
   AND (g.valid_to IS NULL OR g.valid_to >= current_date)
   AND (u.is_system OR EXISTS (
         SELECT 1 FROM accounts_undertaking s WHERE s.user_id = u.id AND s.expires_at > now()))
   AND (u.is_system OR g.office_id IS NULL OR EXISTS (
         SELECT 1 FROM directory_office own JOIN accounts_organisationundertaking b ON b.organisation_id = own.organisation_id
          WHERE own.id = g.office_id AND b.expires_at > now()))
"""
"""A role held for one office needs the undertaking of the body that runs it, too (R134)."""
_PLACES = """
  LEFT JOIN directory_territory gt ON gt.id = g.territory_id
  JOIN directory_office o ON o.id = g.office_id
    OR (g.office_id IS NULL AND EXISTS (
         SELECT 1 FROM directory_territory t WHERE t.id = o.territory_id AND starts_with(t.path, gt.path)))
"""

SQL = (
    f"""
CREATE OR REPLACE FUNCTION tutela_offices(wanted text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN RETURN (SELECT coalesce(array_agg(DISTINCT o.id), '{{}}'::uuid[]) {_GRANTS} {_PLACES} {_HOLDS}); END $$
""",
    f"""
CREATE OR REPLACE FUNCTION tutela_holds(wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN RETURN EXISTS (SELECT 1 {_GRANTS} {_HOLDS}); END $$
""",
    (
        "GRANT SELECT ON accounts_grant, accounts_rolepermission, accounts_user, accounts_undertaking, "
        "accounts_organisationundertaking, directory_territory, directory_office TO tutela_definer"
    ),
    "ALTER FUNCTION tutela_offices(text) OWNER TO tutela_definer",
    "ALTER FUNCTION tutela_holds(text) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION tutela_offices(text), tutela_holds(text) FROM PUBLIC",
    (
        "GRANT EXECUTE ON FUNCTION tutela_offices(text), tutela_holds(text) "
        "TO tutela_staff, tutela_oversight, tutela_statistics"
    ),
)
