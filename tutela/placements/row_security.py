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
    "GRANT SELECT ON placements_placement, cases_casefile TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION placements_occupancy(uuid[]) OWNER TO tutela_definer",
    "ALTER FUNCTION placements_exits(date) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION placements_occupancy(uuid[]), placements_exits(date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION placements_occupancy(uuid[]), placements_exits(date) TO tutela_staff",
)
