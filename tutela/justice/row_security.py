"""What the database answers about justice beyond row security: children who are held, to the independent mechanism; breaches of
confidentiality, to data protection; codes without a child, to the process that makes the figures."""

_FUNNEL = """
CREATE OR REPLACE FUNCTION justice_funnel(since date, until date)
RETURNS TABLE (region text, sex text, minority text, disability text, nationality text, stages text[], convicted boolean,
               reason text, settled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(nullif(split_part(t.path, '.', 2), ''), 'UNK'), ch.sex,
         CASE (SELECT a.factors -> 'H18' ->> 'state' FROM care_assessment a
                WHERE a.file_id = f.id AND a.state = 'approved' ORDER BY a.decided_at DESC LIMIT 1)
           WHEN 'present' THEN 'yes' WHEN 'absent' THEN 'no' ELSE 'unknown' END,
         ch.disability, ch.nationality,
         (SELECT array_agg(DISTINCT s.stage::text) FROM justice_proceedingstage s
           WHERE s.proceeding_id = p.id AND s.entered_on <= until),
         EXISTS (SELECT 1 FROM justice_proceedingstage s
                  WHERE s.proceeding_id = p.id AND s.verdict = 'convicted' AND s.entered_on <= until),
         coalesce((SELECT s.reason FROM justice_proceedingstage s WHERE s.proceeding_id = p.id AND s.entered_on <= until
                    ORDER BY s.entered_on DESC, s.created_at DESC LIMIT 1), ''),
         EXISTS (SELECT 1 FROM justice_settlement g WHERE g.file_id = f.id AND g.state IN ('agreed', 'executed'))
    FROM justice_proceeding p
    JOIN cases_casefile f ON f.id = p.file_id JOIN cases_child ch ON ch.id = f.child_id
    JOIN directory_territory t ON t.id = f.territory_id
   WHERE p.opened_on > since AND p.opened_on <= until AND (SELECT tutela_holds('deadline_keep'))
$$
"""
_LIBERTY = """
CREATE OR REPLACE FUNCTION justice_liberty_rows(since date, until date)
RETURNS TABLE (child uuid, place_kind text, held_since timestamptz, released_at timestamptz, separated text, contact date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT f.child_id, v.place_kind, v.held_since, v.released_at, v.separated, v.family_contact_on
    FROM justice_liberty v JOIN cases_casefile f ON f.id = v.file_id
   WHERE v.held_since < until + 1 AND (v.released_at IS NULL OR v.released_at >= since + 1)
     AND (SELECT tutela_holds('deadline_keep'))
$$
"""
_SETTLED = """
CREATE OR REPLACE FUNCTION justice_settled(since date, until date)
RETURNS TABLE (region text, settlements int, marriages int, granted int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH told AS (
    SELECT f.child_id, f.territory_id, true AS settled, s.forms ? 'marriage' AS married
      FROM justice_settlement s JOIN cases_casefile f ON f.id = s.file_id WHERE s.known_on > since AND s.known_on <= until
     UNION ALL
    SELECT f.child_id, f.territory_id, false, false
      FROM justice_charge c JOIN cases_casefile f ON f.id = c.file_id
     WHERE c.state = 'granted' AND c.decided_on > since AND c.decided_on <= until
  )
  SELECT coalesce(nullif(split_part(t.path, '.', 2), ''), 'UNK'),
         (count(DISTINCT told.child_id) FILTER (WHERE told.settled))::int,
         (count(DISTINCT told.child_id) FILTER (WHERE told.married))::int,
         (count(DISTINCT told.child_id) FILTER (WHERE NOT told.settled))::int
    FROM told JOIN directory_territory t ON t.id = told.territory_id
   WHERE (SELECT tutela_holds('deadline_keep'))
   GROUP BY 1 ORDER BY 1
$$
"""
_HELD = """
CREATE OR REPLACE FUNCTION justice_held()
RETURNS TABLE (id uuid, file_number text, office text, territory text, place_kind text, held_since timestamptz, state text,
               separated text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT v.id, f.number, o.name, coalesce(t.names ->> 'en', t.code), v.place_kind, v.held_since, v.state, v.separated
    FROM justice_liberty v JOIN cases_casefile f ON f.id = v.file_id
    JOIN directory_office o ON o.id = f.office_id JOIN directory_territory t ON t.id = v.territory_id
   WHERE v.released_at IS NULL AND (SELECT tutela_holds('oversight_docket'))
   ORDER BY v.held_since
$$
"""
_BREACHES = """
CREATE OR REPLACE FUNCTION justice_breaches()
RETURNS TABLE (id uuid, file_number text, office text, happened_on date, authority text, state text, recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT b.id, f.number, o.name, b.happened_on, b.authority, b.state, b.created_at
    FROM justice_breach b JOIN cases_casefile f ON f.id = b.file_id JOIN directory_office o ON o.id = f.office_id
   WHERE b.created_at > now() - interval '1 year' AND (SELECT tutela_holds('audit_view'))
   ORDER BY b.created_at DESC
$$
"""
_RANKS = {
    "state": "enforced,judgment,trial,charged,investigation,complaint,discontinued",
    "settlement": "executed,agreed,under_discussion,proposed,annulled,refused",
}
_OBSERVED = """
CREATE OR REPLACE FUNCTION justice_observed() RETURNS TABLE (child uuid, stage text, reason text, settlement text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH files AS (
    SELECT f.id, coalesce(p.person_id, f.child_id) AS person FROM cases_casefile f
      LEFT JOIN cases_person p ON p.child_id = f.child_id WHERE f.closure_reason <> 'ERROR'
  ), reached AS (
    SELECT DISTINCT ON (f.person) f.person, p.state, p.reason FROM justice_proceeding p JOIN files f ON f.id = p.file_id
     ORDER BY f.person, array_position('{{{state}}}'::text[], p.state::text), p.opened_on DESC, p.id
  ), settled AS (
    SELECT DISTINCT ON (f.person) f.person, s.state FROM justice_settlement s JOIN files f ON f.id = s.file_id
     ORDER BY f.person, array_position('{{{settlement}}}'::text[], s.state::text), s.id
  )
  SELECT person, reached.state::text, reached.reason::text, settled.state::text
    FROM reached FULL JOIN settled USING (person)
   WHERE (SELECT tutela_holds('observation_read'))
$$
""".format(**_RANKS)
"""One row for each person with proceedings or a settlement: the furthest of each. Only the process that builds observations."""
_NAMES = (
    "justice_observed()",
    "justice_funnel(date, date)",
    "justice_liberty_rows(date, date)",
    "justice_settled(date, date)",
    "justice_held()",
    "justice_breaches()",
)
SQL = (
    _FUNNEL,
    _LIBERTY,
    _SETTLED,
    _HELD,
    _BREACHES,
    _OBSERVED,
    "GRANT SELECT ON justice_proceeding, justice_proceedingstage, justice_settlement, justice_liberty, justice_charge, "
    "justice_breach, cases_casefile, cases_child, cases_person, care_assessment, directory_territory, directory_office TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    *(f"ALTER FUNCTION {name} OWNER TO tutela_definer" for name in _NAMES),
    *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in _NAMES),
    *(f"GRANT EXECUTE ON FUNCTION {name} TO tutela_staff" for name in _NAMES[1:]),
    f"GRANT EXECUTE ON FUNCTION {_NAMES[0]} TO tutela_statistics",
)
