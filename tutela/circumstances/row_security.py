"""What the database answers about circumstances beyond row security: codes without a child's file, to the process that makes the
figures."""

_OBSERVED = """
CREATE OR REPLACE FUNCTION circumstances_observed()
RETURNS TABLE (child uuid, violated text[], open text[], child_restored text[], barriers text[], emergency text, separation text,
               event text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH files AS (
    SELECT f.id, f.reported_on, coalesce(p.person_id, f.child_id) AS person FROM cases_casefile f
      LEFT JOIN cases_person p ON p.child_id = f.child_id WHERE f.closure_reason <> 'ERROR'
  ), rights AS (
    SELECT f.person, array_agg(DISTINCT r."right"::text) AS violated,
           array_agg(DISTINCT r."right"::text) FILTER (WHERE r.state <> 'restored') AS open,
           array_agg(DISTINCT r."right"::text) FILTER (WHERE r.child_sees = 'restored') AS child_restored
      FROM circumstances_restitution r JOIN files f ON f.id = r.file_id WHERE NOT r.in_error GROUP BY f.person
  ), answers AS (
    SELECT f.person,
           array_agg(DISTINCT a.code::text) FILTER (WHERE a.part = 'barriers' AND a.question = 'found') AS barriers,
           (array_agg(a.code::text ORDER BY f.reported_on DESC, f.id DESC)
             FILTER (WHERE a.part = 'emergency' AND a.question = 'context'))[1] AS emergency,
           (array_agg(a.code::text ORDER BY f.reported_on DESC, f.id DESC)
             FILTER (WHERE a.part = 'emergency' AND a.question = 'separation'))[1] AS separation,
           (array_agg(a.code::text ORDER BY f.reported_on DESC, f.id DESC)
             FILTER (WHERE a.part = 'emergency' AND a.question = 'event'))[1] AS event
      FROM circumstances_countedanswer a JOIN files f ON f.id = a.file_id GROUP BY f.person
  )
  SELECT person, violated, open, child_restored, barriers, emergency, separation, event
    FROM rights FULL JOIN answers USING (person)
   WHERE (SELECT tutela_holds('observation_read'))
$$
"""
"""One row for each person of whom rights or declared answers are written, of every file; of single answers that of the latest."""
_NAME = "circumstances_observed()"
SQL = (
    f"DROP FUNCTION IF EXISTS {_NAME}",
    _OBSERVED,
    'GRANT SELECT (file_id, "right", state, child_sees, in_error) ON circumstances_restitution TO tutela_definer',
    "GRANT SELECT ON circumstances_countedanswer, cases_casefile, cases_person TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    f"ALTER FUNCTION {_NAME} OWNER TO tutela_definer",
    f"REVOKE ALL ON FUNCTION {_NAME} FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION {_NAME} TO tutela_statistics",
)
