"""What the database may tell about files beyond row security: that a possible match exists, and nothing else (R25)."""

SQL = (
    """
CREATE OR REPLACE FUNCTION cases_possible_match(wanted bytea[], words integer[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (
    SELECT 1 FROM cases_searchtoken t JOIN unnest(wanted, words) AS asked(token, word) ON t.token = asked.token
     GROUP BY t.child_id HAVING count(DISTINCT asked.word) = (SELECT count(DISTINCT w) FROM unnest(words) AS w))
$$
""",
    "GRANT SELECT ON cases_searchtoken TO tutela_definer",
    "ALTER FUNCTION cases_possible_match(bytea[], integer[]) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_possible_match(bytea[], integer[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_possible_match(bytea[], integer[]) TO tutela_staff",
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
CREATE OR REPLACE FUNCTION cases_admitted() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN RETURN (
  SELECT coalesce(array_agg(a.file_id), '{}'::uuid[]) FROM cases_fileaccess a
   WHERE a.user_id = tutela_actor() AND a.ended_at IS NULL AND a.expires_at > now() AND tutela_holds('file_break_glass')
); END $$
""",
    "GRANT SELECT ON cases_fileaccess TO tutela_definer",
    "ALTER FUNCTION cases_admitted() OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_admitted() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_admitted() TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION cases_files_of(wanted uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(*)::int FROM cases_casefile
   WHERE worker_id = wanted AND state NOT IN ('closed', 'not_accepted') AND tutela_holds('account_manage')
$$
""",
    "ALTER FUNCTION cases_files_of(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_files_of(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_files_of(uuid) TO tutela_staff",
)
