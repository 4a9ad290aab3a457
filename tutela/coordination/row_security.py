"""What the database says of conferences beyond row security: which ones somebody is invited to, and that a task has ended; and
of obligations: the overdue ones to the independent mechanism, without the child, and counts whose small numbers never leave it."""

_LISTS = ("coordination_overdue()", "coordination_owed(int)")

SQL = (
    """
CREATE OR REPLACE FUNCTION coordination_invited(undertaken boolean) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN RETURN (
  SELECT coalesce(array_agg(c.id), '{}'::uuid[])
    FROM coordination_participant p JOIN coordination_conference c ON c.id = p.conference_id
   WHERE p.user_id = tutela_actor() AND p.ended_at IS NULL AND (p.accepted_at IS NOT NULL OR NOT undertaken)
     AND c.state IN ('called', 'held') AND c.recalled_at IS NULL AND c.access_until > now()
     AND (tutela_holds('file_work') OR tutela_holds('file_view') OR tutela_holds('referral_answer'))
); END $$
""",
    "GRANT SELECT ON coordination_participant, coordination_conference, coordination_conferencedecision TO tutela_definer",
    "GRANT SELECT, UPDATE ON cases_deadline TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION coordination_invited(boolean) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION coordination_invited(boolean) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION coordination_invited(boolean) TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION coordination_overdue() RETURNS TABLE (
  id uuid, number text, body text, office text, sector text, duty text, owed_right text, law text, due_on date, state text,
  promised_on date, ground text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT b.id, b.number, g.name, o.name, g.sector, b.duty, b."right", b.law, b.due_on, b.state, b.promised_on, b.refusal_stated
    FROM coordination_obligation b JOIN directory_office o ON o.id = b.office_id
    JOIN directory_organisation g ON g.id = o.organisation_id
   WHERE b.state IN ('open', 'promised', 'refused') AND b.due_on < current_date AND (SELECT tutela_holds('oversight_docket'))
   ORDER BY g.name, b.due_on, b.number
$$
""",
    """
CREATE OR REPLACE FUNCTION coordination_owed(threshold int) RETURNS TABLE (
  body text, sector text, owed_right text, owed int, overdue int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT c.body, c.sector, c.owed_right,
         CASE WHEN c.owed >= greatest(threshold, 5) THEN (round(c.owed / 5.0) * 5)::int END,
         CASE WHEN c.owed >= greatest(threshold, 5) AND c.late >= greatest(threshold, 5)
               AND (c.owed - c.late >= greatest(threshold, 5) OR c.owed = c.late) THEN (round(c.late / 5.0) * 5)::int END
    FROM (SELECT g.name AS body, g.sector AS sector, b."right" AS owed_right, count(*)::int AS owed,
                 (count(*) FILTER (WHERE b.state IN ('open', 'promised', 'refused') AND b.due_on < current_date))::int AS late
            FROM coordination_obligation b JOIN directory_office o ON o.id = b.office_id
            JOIN directory_organisation g ON g.id = o.organisation_id
           WHERE b.state <> 'withdrawn' GROUP BY 1, 2, 3) c
   WHERE (SELECT tutela_holds('statistics_view'))
   ORDER BY 1, 3
$$
""",
    "GRANT SELECT ON coordination_obligation, directory_office, directory_organisation TO tutela_definer",
    *(f"ALTER FUNCTION {name} OWNER TO tutela_definer" for name in _LISTS),
    *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in _LISTS),
    *(f"GRANT EXECUTE ON FUNCTION {name} TO tutela_staff" for name in _LISTS),
    """
CREATE OR REPLACE FUNCTION coordination_task_ended(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE cases_deadline d SET done_at = now()
    FROM coordination_conferencedecision t
   WHERE t.id = wanted AND d.subject = t.id AND d.kind = 'conference_task' AND d.done_at IS NULL AND d.cancelled_at IS NULL
     AND t.owner_user_id = tutela_actor() AND t.state <> 'open'
$$
""",
    "ALTER FUNCTION coordination_task_ended(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION coordination_task_ended(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION coordination_task_ended(uuid) TO tutela_staff",
)
