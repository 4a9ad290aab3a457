"""What the database tells data protection and the process about closed files whose day comes: numbers, days and codes, no child.
And what the process erases without seeing it: who reported, once the term is over (R17, P8)."""

SQL = (
    """
CREATE OR REPLACE FUNCTION retention_due(closed_before timestamptz, ended_on date)
RETURNS TABLE (file_id uuid, number text, closed_at timestamptz, sealed_at timestamptz, child_until date, waits text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT f.id, f.number::text, f.closed_at, f.sealed_at,
         coalesce(c.presumed_child_until, (f.reported_on + interval '18 years')::date),
         CASE WHEN EXISTS (SELECT 1 FROM retention_hold h WHERE h.file_id = f.id AND h.lifted_at IS NULL) THEN 'hold'
              WHEN EXISTS (SELECT 1 FROM justice_proceeding p
                            WHERE p.file_id = f.id AND p.state NOT IN ('enforced', 'discontinued')) THEN 'proceeding'
              WHEN EXISTS (SELECT 1 FROM justice_liberty v
                            WHERE v.file_id = f.id AND v.state NOT IN ('released', 'remedied')) THEN 'liberty'
              WHEN EXISTS (SELECT 1 FROM placements_placement s
                            WHERE s.file_id = f.id AND s.ended_on IS NULL AND (s.state = 'approved' OR s.found_there))
              THEN 'placement'
              WHEN EXISTS (SELECT 1 FROM cases_deadline d
                            WHERE d.file_id = f.id AND d.done_at IS NULL AND d.cancelled_at IS NULL) THEN 'deadline'
              ELSE '' END
    FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id
   WHERE f.state = 'closed' AND (SELECT tutela_holds('erasure_decide') OR tutela_holds('deadline_keep'))
     AND CASE WHEN f.sealed_at IS NULL THEN f.closed_at <= closed_before
              ELSE c.erased_at IS NULL
                   AND coalesce(c.presumed_child_until, (f.reported_on + interval '18 years')::date) <= ended_on END
$$
""",
    "GRANT SELECT ON cases_casefile, cases_deadline, justice_proceeding, justice_liberty, placements_placement, retention_hold "
    "TO tutela_definer",
    "GRANT SELECT (id, presumed_child_until, erased_at) ON cases_child TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION retention_due(timestamptz, date) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION retention_due(timestamptz, date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION retention_due(timestamptz, date) TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION retention_erase_reporters(ended_before timestamptz, most integer) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH of_report AS (
    SELECT f.report_id, f.id, f.state, f.closed_at, f.updated_at FROM cases_casefile f WHERE f.report_id IS NOT NULL
    UNION ALL
    SELECT l.report_id, f.id, f.state, f.closed_at, f.updated_at FROM cases_linkedreport l JOIN cases_casefile f ON f.id = l.file_id
  ), due AS (
    SELECT r.id FROM intake_report r JOIN intake_reporter p ON p.report_id = r.id
     WHERE (SELECT tutela_holds('deadline_keep')) AND NOT r.oversight AND NOT r.unread
       AND r.state NOT IN ('new', 'in_triage', 'needs_information')
       AND (SELECT max(s.at) FROM intake_reportstep s WHERE s.report_id = r.id) <= ended_before
       AND (r.state <> 'accepted' OR EXISTS (SELECT 1 FROM of_report o WHERE o.report_id = r.id))
       AND NOT EXISTS (
         SELECT 1 FROM of_report o WHERE o.report_id = r.id
            AND (o.state NOT IN ('closed', 'not_accepted') OR coalesce(o.closed_at, o.updated_at) > ended_before
                 OR EXISTS (SELECT 1 FROM justice_proceeding j
                             WHERE j.file_id = o.id AND j.state NOT IN ('enforced', 'discontinued'))
                 OR EXISTS (SELECT 1 FROM retention_hold h WHERE h.file_id = o.id AND h.lifted_at IS NULL)))
     ORDER BY r.id LIMIT most
  )
  DELETE FROM intake_reporter p USING due WHERE p.report_id = due.id RETURNING p.report_id
$$
""",
    "GRANT SELECT ON cases_linkedreport, intake_report, intake_reportstep TO tutela_definer",
    "GRANT SELECT, DELETE ON intake_reporter TO tutela_definer",
    "ALTER FUNCTION retention_erase_reporters(timestamptz, integer) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION retention_erase_reporters(timestamptz, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION retention_erase_reporters(timestamptz, integer) TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION retention_locate(wanted text) RETURNS TABLE (file_id uuid, child_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT id, child_id FROM cases_casefile WHERE number = wanted AND (SELECT tutela_holds('erasure_decide'))
$$
""",
    "ALTER FUNCTION retention_locate(text) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION retention_locate(text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION retention_locate(text) TO tutela_staff",
)
