"""What the database may tell about files beyond row security: that a possible match exists, and nothing else (R25)."""

SQL = (
    """
CREATE OR REPLACE FUNCTION cases_possible_match(wanted bytea[], at_least integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT 1 FROM cases_searchtoken WHERE token = ANY (wanted)
                  GROUP BY child_id HAVING count(DISTINCT token) >= at_least)
$$
""",
    "GRANT SELECT ON cases_searchtoken TO tutela_definer",
    "ALTER FUNCTION cases_possible_match(bytea[], integer) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_possible_match(bytea[], integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_possible_match(bytea[], integer) TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION cases_locate(wanted text) RETURNS TABLE (file_id uuid, office_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT id, office_id FROM cases_casefile WHERE number = wanted AND tutela_holds('file_break_glass')
$$
""",
    "GRANT SELECT ON cases_casefile TO tutela_definer",
    "ALTER FUNCTION cases_locate(text) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_locate(text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_locate(text) TO tutela_staff",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    """
CREATE OR REPLACE FUNCTION cases_referral_answered(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE cases_deadline d SET done_at = now()
    FROM cases_referral r
   WHERE r.id = wanted AND d.subject = r.id AND d.kind = 'referral_answer' AND d.done_at IS NULL
     AND d.cancelled_at IS NULL AND r.provider_office_id = ANY (tutela_offices('referral_answer'))
$$
""",
    "GRANT SELECT ON cases_referral TO tutela_definer",
    "GRANT SELECT, UPDATE ON cases_deadline TO tutela_definer",
    "ALTER FUNCTION cases_referral_answered(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_referral_answered(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_referral_answered(uuid) TO tutela_staff",
    "GRANT EXECUTE ON FUNCTION tutela_offices(text) TO tutela_definer",
)
