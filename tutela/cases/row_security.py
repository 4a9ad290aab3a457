"""What the database may tell about files beyond row security: that a possible match exists, and nothing else (R25); which
records share hashed words, to the process that looks for duplicates; and who is one person, to the view that counts."""

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
CREATE OR REPLACE FUNCTION cases_reduced(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT 1 FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id
                  WHERE f.number = wanted AND c.erased_at IS NOT NULL)
     AND (tutela_holds('file_break_glass') OR tutela_holds('erasure_decide'))
$$
""",
    "GRANT SELECT (id, erased_at) ON cases_child TO tutela_definer",
    "ALTER FUNCTION cases_reduced(text) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_reduced(text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_reduced(text) TO tutela_staff",
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
   WHERE worker_id = wanted AND state NOT IN ('closed', 'not_accepted') AND merged_into_id IS NULL
     AND tutela_holds('account_manage')
$$
""",
    "ALTER FUNCTION cases_files_of(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_files_of(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_files_of(uuid) TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION cases_alike(wanted uuid[]) RETURNS TABLE (
  one uuid, other uuid, borne_by integer[], spelt integer, sounded integer, begun integer,
  words_one integer, words_other integer, numbers integer, same_sex boolean, months integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
WITH mine AS (
  SELECT t.child_id, t.kind, t.token, c.presumed_child_until AS until
    FROM cases_searchtoken t JOIN cases_child c ON c.id = t.child_id
   WHERE t.child_id = ANY (wanted) AND t.kind IN ('consonant', 'number') AND tutela_holds('deadline_keep')
), met AS (
  SELECT m.child_id AS mine, t.child_id AS theirs
    FROM mine m JOIN cases_searchtoken t ON t.token = m.token AND t.child_id <> m.child_id
    JOIN cases_child c ON c.id = t.child_id
   GROUP BY 1, 2
  HAVING count(*) FILTER (WHERE m.kind = 'consonant') >= 2 OR bool_or(m.kind = 'number') OR bool_or(c.presumed_child_until = m.until)
), pairs AS (
  SELECT DISTINCT least(mine, theirs) AS one, greatest(mine, theirs) AS other FROM met
)
SELECT p.one, p.other, coalesce(e.borne_by, '{}'), e.spelt, e.sounded, e.begun,
       (SELECT count(*)::int FROM cases_searchtoken w WHERE w.child_id = p.one AND w.kind = 'consonant'),
       (SELECT count(*)::int FROM cases_searchtoken w WHERE w.child_id = p.other AND w.kind = 'consonant'),
       e.numbers,
       CASE WHEN a.sex IN ('UNK', 'NAS', 'REF') OR b.sex IN ('UNK', 'NAS', 'REF') THEN NULL ELSE a.sex = b.sex END,
       abs(((extract(year FROM a.presumed_child_until) - extract(year FROM b.presumed_child_until)) * 12
            + extract(month FROM a.presumed_child_until) - extract(month FROM b.presumed_child_until)))::int
  FROM pairs p
  JOIN cases_child a ON a.id = p.one AND a.erased_at IS NULL
  JOIN cases_child b ON b.id = p.other AND b.erased_at IS NULL
 CROSS JOIN LATERAL (
   SELECT array_agg((SELECT count(*)::int FROM cases_searchtoken w WHERE w.token = x.token)) FILTER (WHERE x.kind = 'consonant')
            AS borne_by,
          count(*) FILTER (WHERE x.kind = 'whole')::int AS spelt, count(*) FILTER (WHERE x.kind = 'phonetic')::int AS sounded,
          count(*) FILTER (WHERE x.kind = 'prefix')::int AS begun, count(*) FILTER (WHERE x.kind = 'number')::int AS numbers
     FROM cases_searchtoken x JOIN cases_searchtoken y ON y.token = x.token AND y.child_id = p.other
    WHERE x.child_id = p.one) e
 WHERE NOT EXISTS (SELECT 1 FROM cases_possibleduplicate d WHERE d.one_id = p.one AND d.other_id = p.other)
$$
""",
    "GRANT SELECT (id, sex, presumed_child_until, erased_at) ON cases_child TO tutela_definer",
    "GRANT SELECT (one_id, other_id, state) ON cases_possibleduplicate TO tutela_definer",
    "ALTER FUNCTION cases_alike(uuid[]) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_alike(uuid[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_alike(uuid[]) TO tutela_staff",
    """
CREATE OR REPLACE FUNCTION cases_matched_elsewhere(mine uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT DISTINCT CASE WHEN d.one_id = ANY (mine) THEN d.one_id ELSE d.other_id END FROM cases_possibleduplicate d
   WHERE d.state IN ('open', 'proposed') AND (d.one_id = ANY (mine)) <> (d.other_id = ANY (mine)) AND tutela_holds('file_match')
$$
""",
    "ALTER FUNCTION cases_matched_elsewhere(uuid[]) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION cases_matched_elsewhere(uuid[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_matched_elsewhere(uuid[]) TO tutela_staff",
    "DROP VIEW IF EXISTS cases_person CASCADE",
    """
CREATE VIEW cases_person AS
WITH RECURSIVE ends AS (
  SELECT one_id AS child_id, other_id AS met FROM cases_possibleduplicate WHERE state = 'linked'
  UNION ALL SELECT other_id, one_id FROM cases_possibleduplicate WHERE state = 'linked'
), reach (child_id, met) AS (
  SELECT child_id, met FROM ends UNION SELECT r.child_id, e.met FROM reach r JOIN ends e ON e.child_id = r.met
)
SELECT child_id, min(met::text)::uuid AS person_id FROM reach GROUP BY child_id
""",
    "ALTER VIEW cases_person OWNER TO tutela_definer",
    "REVOKE ALL ON cases_person FROM PUBLIC, tutela_owner, tutela_staff, tutela_public, tutela_oversight, tutela_statistics",
)
