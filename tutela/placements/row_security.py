"""What the database answers about placements without showing one: how many there are, and how they ended."""

SQL = (
    """
CREATE OR REPLACE FUNCTION placements_occupancy(wanted uuid[]) RETURNS TABLE (facility uuid, children int, without_plan int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.facility_id, count(DISTINCT f.child_id)::int,
         (count(DISTINCT f.child_id) FILTER (WHERE NOT p.onward_planned))::int
    FROM placements_placement p JOIN cases_casefile f ON f.id = p.file_id
   WHERE p.facility_id = ANY (wanted) AND p.ended_on IS NULL AND (p.state = 'approved' OR p.found_there)
     AND (tutela_holds('facility_inspect') OR tutela_holds('facility_manage') OR tutela_holds('file_work')
          OR tutela_holds('file_view') OR tutela_holds('oversight_docket') OR tutela_holds('deadline_keep'))
   GROUP BY p.facility_id
$$
""",
    """
CREATE OR REPLACE FUNCTION placements_exits(since date) RETURNS TABLE (placement uuid, facility uuid, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT id, facility_id, exit_kind FROM placements_placement WHERE ended_on >= since AND tutela_holds('deadline_keep')
$$
""",
    """
CREATE OR REPLACE FUNCTION placements_formal_care(since date, until date, family text[], poverty text[])
RETURNS TABLE (entered int, living int, residential int, in_family int, left_residential int, to_family int, left_all int,
               adopted int, deaths int, contact int, planned int, assessed int, staying int, reviewed int, at_school_age int,
               at_school int, for_poverty int, unregistered int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH stay AS (
    SELECT f.child_id, p.*, h.kind = ANY (family) AS family_based, h.status AS place_status
      FROM placements_placement p
      JOIN cases_casefile f ON f.id = p.file_id JOIN facilities_facility h ON h.id = p.facility_id
     WHERE (p.state = 'approved' OR p.found_there) AND p.started_on <= until
  ), here AS (
    SELECT DISTINCT ON (child_id) * FROM stay WHERE ended_on IS NULL OR ended_on > until ORDER BY child_id, started_on DESC
  ), gone AS (
    SELECT * FROM stay WHERE ended_on > since AND ended_on <= until
  ), come AS (
    SELECT DISTINCT ON (child_id) * FROM stay WHERE started_on > since ORDER BY child_id, started_on
  )
  SELECT (SELECT count(*)::int FROM come),
         (SELECT count(*)::int FROM here),
         (SELECT count(*)::int FROM here WHERE NOT family_based),
         (SELECT count(*)::int FROM here WHERE family_based),
         (SELECT count(DISTINCT child_id)::int FROM gone WHERE NOT family_based),
         (SELECT count(DISTINCT child_id)::int FROM gone
           WHERE NOT family_based AND exit_kind IN ('family_return', 'relatives', 'foster_family', 'adopted')),
         (SELECT count(DISTINCT child_id)::int FROM gone),
         (SELECT count(DISTINCT child_id)::int FROM gone WHERE exit_kind = 'adopted'),
         (SELECT count(DISTINCT child_id)::int FROM gone WHERE exit_kind = 'died'),
         (SELECT count(*)::int FROM here WHERE contact IN ('weekly', 'monthly')),
         (SELECT count(*)::int FROM here
           WHERE EXISTS (SELECT 1 FROM care_plan c WHERE c.file_id = here.file_id AND c.state = 'approved')),
         (SELECT count(*)::int FROM come WHERE state = 'approved' OR gatekeeping <> ''),
         (SELECT count(*)::int FROM here WHERE started_on <= until - 92),
         (SELECT count(*)::int FROM here WHERE started_on <= until - 92
             AND EXISTS (SELECT 1 FROM placements_placementreview r
                          WHERE r.placement_id = here.id AND r.held_on > until - 92 AND r.held_on <= until)),
         (SELECT count(*)::int FROM here WHERE NOT family_based AND school NOT IN ('too_young', 'finished')),
         (SELECT count(*)::int FROM here WHERE NOT family_based AND school = 'local_school'),
         (SELECT count(*)::int FROM come WHERE reasons <> '[]'
             AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(reasons) r WHERE r <> ALL (poverty))),
         (SELECT count(*)::int FROM here WHERE place_status IN ('unregistered_discovered', 'registration_pending'))
   WHERE (SELECT tutela_holds('deadline_keep'))
$$
""",
    "GRANT SELECT ON placements_placement, placements_placementreview, cases_casefile, care_plan, facilities_facility "
    "TO tutela_definer",
    "ALTER FUNCTION placements_formal_care(date, date, text[], text[]) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION placements_formal_care(date, date, text[], text[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION placements_formal_care(date, date, text[], text[]) TO tutela_staff",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION placements_occupancy(uuid[]) OWNER TO tutela_definer",
    "ALTER FUNCTION placements_exits(date) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION placements_occupancy(uuid[]), placements_exits(date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION placements_occupancy(uuid[]), placements_exits(date) TO tutela_staff",
)
