"""What the database tells about the country's caseload to whoever sees protected tables: rounded counts as of the first of the
month, never a row. Small counts do not leave the database, and a day's change cannot be read from two answers (R76, P29)."""

SMALLEST, BASE = 10, 5
"""Counts below the first stand as nothing; the others are rounded to the second."""


def _protected(count: str) -> str:
    return f"CASE WHEN {count} < {SMALLEST} THEN NULL ELSE (round({count} / {BASE}.0) * {BASE})::int END"


SQL = (
    f"""
CREATE OR REPLACE FUNCTION worklist_caseloads() RETURNS TABLE (office_id uuid, open_files integer, opened integer, closed integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH days AS (SELECT date_trunc('month', now()) AS first, date_trunc('month', now()) - interval '1 month' AS before),
  counted AS (
    SELECT f.office_id,
           count(*) FILTER (WHERE f.opened_at < first AND f.state <> 'not_accepted'
                              AND (f.closed_at IS NULL OR f.closed_at >= first)) AS open_files,
           count(*) FILTER (WHERE f.opened_at >= before AND f.opened_at < first) AS opened,
           count(*) FILTER (WHERE f.closed_at >= before AND f.closed_at < first) AS closed
      FROM cases_casefile f CROSS JOIN days
     WHERE (SELECT tutela_holds('statistics_view'))
     GROUP BY GROUPING SETS ((f.office_id), ())
  )
  SELECT c.office_id, {_protected("c.open_files")}, {_protected("c.opened")}, {_protected("c.closed")} FROM counted c
   WHERE (SELECT tutela_holds('statistics_view'))
$$
""",
    "GRANT SELECT ON cases_casefile TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION worklist_caseloads() OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION worklist_caseloads() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION worklist_caseloads() TO tutela_staff",
)
