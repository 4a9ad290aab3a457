"""What the database says of conferences beyond row security: which ones somebody is invited to, and that a task has ended."""

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
