"""What the database says about institutions as numbers, to the process that keeps the figures of formal care (L13)."""

_AT_WORK = "s.started_on <= until AND (s.ended_on IS NULL OR s.ended_on > until)"
SQL = (
    f"""
CREATE OR REPLACE FUNCTION facilities_formal_care(
  since date, until date, detention text[], care_posts text[], qualified text[], complaint text
) RETURNS TABLE (known int, registered int, inspected int, with_route int, carers int, trained int, deaths int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH open AS (
    SELECT id, status FROM facilities_facility
     WHERE created_at::date <= until AND (closed_on IS NULL OR closed_on > until) AND kind <> ALL (detention)
  ), latest AS (
    SELECT DISTINCT ON (i.facility_id) i.facility_id, i.critical
      FROM facilities_inspection i JOIN open o ON o.id = i.facility_id
     WHERE i.reported_at::date > since AND i.reported_at::date <= until ORDER BY i.facility_id, i.reported_at DESC
  ), working AS (
    SELECT s.qualification FROM facilities_staffmember s JOIN open o ON o.id = s.facility_id
     WHERE {_AT_WORK} AND s.post = ANY (care_posts)
  )
  SELECT (SELECT count(*)::int FROM open),
         (SELECT count(*)::int FROM open WHERE status = 'registered'),
         (SELECT count(*)::int FROM latest),
         (SELECT count(*)::int FROM latest WHERE NOT critical ? complaint),
         (SELECT count(*)::int FROM working),
         (SELECT count(*)::int FROM working WHERE qualification = ANY (qualified)),
         (SELECT coalesce(sum(n.children), 0)::int FROM facilities_notice n JOIN facilities_facility f ON f.id = n.facility_id
           WHERE n.kind = 'death' AND n.happened_on > since AND n.happened_on <= until AND f.kind <> ALL (detention))
   WHERE (SELECT tutela_holds('deadline_keep'))
$$
""",
    "GRANT SELECT ON facilities_facility, facilities_inspection, facilities_staffmember, facilities_notice TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION facilities_formal_care(date, date, text[], text[], text[], text) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION facilities_formal_care(date, date, text[], text[], text[], text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION facilities_formal_care(date, date, text[], text[], text[], text) TO tutela_staff",
)
