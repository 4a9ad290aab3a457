"""What the process that sends may read of the trail: the lines that become events (:data:`.enums.ACTIONS`), and nothing else of it."""

from __future__ import annotations

from .enums import ACTIONS

_NAMED = ", ".join(f"'{action}'" for action in sorted(ACTIONS))
SQL = (
    f"""
CREATE OR REPLACE FUNCTION webhooks_trail(after bigint, most integer)
RETURNS TABLE ("position" bigint, happened_at timestamptz, action text, subject text, about text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT e.position, e.at, e.action::text, e.subject::text, e.about::text FROM audit_event e
   WHERE e.position > after AND e.outcome = 'done' AND e.action IN ({_NAMED}) AND (SELECT tutela_holds('deadline_keep'))
   ORDER BY e.position LIMIT most
$$
""",
    """
CREATE OR REPLACE FUNCTION webhooks_latest() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(max(position), 0) FROM audit_event WHERE (SELECT tutela_holds('deadline_keep'))
$$
""",
    "GRANT SELECT ON audit_event TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION webhooks_trail(bigint, integer) OWNER TO tutela_definer",
    "ALTER FUNCTION webhooks_latest() OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION webhooks_trail(bigint, integer), webhooks_latest() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION webhooks_trail(bigint, integer), webhooks_latest() TO tutela_staff",
)
