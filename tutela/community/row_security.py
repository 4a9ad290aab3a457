"""What the database does for committees beyond row security: the deadline in the file, which no committee sees, is told of an answer."""

SQL = (
    """
CREATE OR REPLACE FUNCTION community_answered(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE cases_deadline d SET due_at = least(d.due_at, now() + interval '2 days')
    FROM community_supportaction s
   WHERE s.id = wanted AND d.subject = s.id AND d.kind = 'community_support' AND d.done_at IS NULL AND d.cancelled_at IS NULL
     AND s.state IN ('declined', 'done', 'given_back') AND s.updated_by_id = tutela_actor()
$$
""",
    "GRANT SELECT ON community_supportaction TO tutela_definer",
    "GRANT SELECT, UPDATE ON cases_deadline TO tutela_definer",
    "ALTER FUNCTION community_answered(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION community_answered(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION community_answered(uuid) TO tutela_staff",
)
