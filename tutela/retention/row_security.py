"""What the database tells data protection and the process about closed files whose day comes: numbers, days and codes, no child.
And what the process erases without seeing it: who reported, once the term is over (R17, P8).
And what it destroys when a term is over: the keys of everything that hangs on a child's files, read from the models, so that a context
added later is not forgotten (P40, R135)."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from tutela.cases.api import CaseFile
from tutela.kernel.vault import Sealed

NOT_OF_THE_CHILD = frozenset({"retention_hold", "exchange_importedrow"})
"""Tables that name a file and are sealed under a key of something else: a hold outlives the file, an import speaks of many children."""
ORIGINS = ("SALE-AD", "PC13", "adopted", "adoption_review")
"""Codes that tell of an adoption: such a file is kept for good, for whoever looks for their origins (``adoption_origins``)."""


def _has_file(model: object) -> bool:
    if not (isinstance(model, type) and issubclass(model, Sealed)):
        return False
    return any(field.column == "file_id" and field.related_model is CaseFile for field in model._meta.concrete_fields)


def _link(model: type[Model]) -> str:
    """The column that ties a sealed table to a file: its own, or that of a row which has one; empty for any other table."""
    if _has_file(model):
        return "file_id"
    fields = model._meta.concrete_fields if issubclass(model, Sealed) else []
    return next((str(field.column) for field in fields if _has_file(field.related_model)), "")


def tables() -> dict[str, str]:
    """Every table whose rows are sealed and hang on one file, under a key that falls with it, and which rows those are of ``files``."""
    found = {}
    for model in apps.get_models():
        column, table = _link(model), model._meta.db_table
        if column == "file_id" and table not in NOT_OF_THE_CHILD:
            found[table] = "file_id = ANY(files)"
        elif column and column != "file_id":
            above = model._meta.get_field(column.removesuffix("_id")).related_model._meta.db_table  # type: ignore[union-attr]
            found[table] = f"{column} IN (SELECT a.id FROM {above} a WHERE a.file_id = ANY(files))"
    return found


def _reducing() -> tuple[str, ...]:
    """The function ``retention_reduce`` and the rights it needs."""
    of_files = " UNION ".join(f"SELECT key_id FROM {table} WHERE {rows}" for table, rows in tables().items())
    seen = (f"GRANT SELECT (id, key_id, {rows.split()[0]}) ON {table} TO tutela_definer" for table, rows in tables().items())
    return (
        f"""
CREATE OR REPLACE FUNCTION retention_reduce(ended_on date, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE due uuid[]; files uuid[];
BEGIN
  IF NOT tutela_holds('deadline_keep') THEN RETURN; END IF;
  WITH over AS MATERIALIZED (
    SELECT d.file_id, f.child_id FROM retention_due('-infinity', ended_on) d JOIN cases_casefile f ON f.id = d.file_id
     WHERE d.sealed_at IS NOT NULL AND d.waits = ''
  )
  SELECT array_agg(chosen.id) INTO due FROM (
      SELECT c.id FROM cases_child c
       WHERE c.erased_at IS NULL AND c.id IN (SELECT child_id FROM over)
         AND NOT EXISTS (SELECT 1 FROM cases_casefile f WHERE f.child_id = c.id AND f.state <> 'not_accepted'
                           AND f.id NOT IN (SELECT file_id FROM over))
       ORDER BY c.id LIMIT most FOR UPDATE) chosen;
  IF due IS NULL THEN RETURN; END IF;
  SELECT array_agg(id) INTO files FROM cases_casefile WHERE child_id = ANY(due);
  UPDATE kernel_datakey SET wrapped = '', destroyed_at = now() WHERE destroyed_at IS NULL AND id IN (
    SELECT key_id FROM cases_child WHERE id = ANY(due)
    UNION SELECT s.key_id FROM cases_duplicatestep s JOIN cases_possibleduplicate p ON p.id = s.pair_id
           WHERE p.one_id = ANY(due) OR p.other_id = ANY(due)
    UNION SELECT m.key_id FROM merging_merge m WHERE m.leading_id = ANY(files)
    UNION {of_files});
  DELETE FROM cases_searchtoken WHERE child_id = ANY(due);
  UPDATE cases_child SET erased_at = now(), version = version + 1 WHERE id = ANY(due);
  UPDATE intake_report r SET expires_on = current_date
   WHERE r.erased_on IS NULL AND NOT r.oversight AND r.id IN (
     SELECT f.report_id FROM cases_casefile f WHERE f.id = ANY(files)
     UNION SELECT l.report_id FROM cases_linkedreport l WHERE l.file_id = ANY(files))
     AND NOT EXISTS (SELECT 1 FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id
                      WHERE c.erased_at IS NULL
                        AND (f.report_id = r.id OR f.id IN (SELECT l.file_id FROM cases_linkedreport l WHERE l.report_id = r.id)));
  RETURN QUERY SELECT unnest(due);
END $$
""",
        *seen,
        "GRANT SELECT (pair_id, key_id) ON cases_duplicatestep TO tutela_definer",
        "GRANT SELECT (key_id, leading_id) ON merging_merge TO tutela_definer",
        "GRANT SELECT (id, one_id, other_id) ON cases_possibleduplicate TO tutela_definer",
        "GRANT SELECT (key_id, version), UPDATE (erased_at, version) ON cases_child TO tutela_definer",
        "GRANT SELECT, DELETE ON cases_searchtoken TO tutela_definer",
        "GRANT SELECT (id, destroyed_at), UPDATE (wrapped, destroyed_at) ON kernel_datakey TO tutela_definer",
        "GRANT UPDATE (expires_on) ON intake_report TO tutela_definer",
        "ALTER FUNCTION retention_reduce(date, integer) OWNER TO tutela_definer",
        "REVOKE ALL ON FUNCTION retention_reduce(date, integer) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION retention_reduce(date, integer) TO tutela_staff",
    )


_CODES = ", ".join(f"'{code}'" for code in ORIGINS)
SQL = (
    f"""
CREATE OR REPLACE FUNCTION retention_due(closed_before timestamptz, ended_on date)
RETURNS TABLE (file_id uuid, number text, closed_at timestamptz, sealed_at timestamptz, child_until date, waits text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT f.id, f.number::text, coalesce(f.closed_at, CASE WHEN f.sealed_at IS NULL THEN f.updated_at END, f.sealed_at), f.sealed_at,
         coalesce(c.presumed_child_until, (f.reported_on + interval '18 years')::date),
         CASE WHEN EXISTS (SELECT 1 FROM retention_hold h WHERE h.file_id = ANY (own.ids) AND h.lifted_at IS NULL) THEN 'hold'
              WHEN EXISTS (SELECT 1 FROM justice_proceeding p
                            WHERE p.file_id = ANY (own.ids) AND p.state NOT IN ('enforced', 'discontinued')) THEN 'proceeding'
              WHEN EXISTS (SELECT 1 FROM justice_liberty v
                            WHERE v.file_id = ANY (own.ids) AND v.state NOT IN ('released', 'remedied')) THEN 'liberty'
              WHEN EXISTS (SELECT 1 FROM placements_placement s
                            WHERE s.file_id = ANY (own.ids) AND s.ended_on IS NULL AND (s.state = 'approved' OR s.found_there))
              THEN 'placement'
              WHEN EXISTS (SELECT 1 FROM cases_deadline d
                            WHERE d.file_id = ANY (own.ids) AND d.done_at IS NULL AND d.cancelled_at IS NULL) THEN 'deadline'
              WHEN f.sealed_at IS NULL THEN ''
              WHEN EXISTS (SELECT 1 FROM cases_fileaccess a
                            WHERE a.file_id = ANY (own.ids) AND a.ended_at IS NULL AND a.expires_at > now()) THEN 'access'
              WHEN EXISTS (SELECT 1 FROM cases_concern n
                            WHERE n.file_id = ANY (own.ids) AND (n.offences ?| array[{_CODES}] OR n.concerns ?| array[{_CODES}]))
                OR EXISTS (SELECT 1 FROM placements_placement s WHERE s.file_id = ANY (own.ids) AND s.exit_kind IN ({_CODES}))
                OR EXISTS (SELECT 1 FROM care_planaction a WHERE a.file_id = ANY (own.ids) AND a.service IN ({_CODES}))
                OR EXISTS (SELECT 1 FROM care_referral r WHERE r.file_id = ANY (own.ids) AND r.service IN ({_CODES}))
              THEN 'origins'
              ELSE '' END
    FROM cases_casefile f JOIN cases_child c ON c.id = f.child_id
   CROSS JOIN LATERAL (SELECT array_agg(m.id) AS ids FROM cases_casefile m WHERE m.id = f.id OR m.merged_into_id = f.id) own
   WHERE (f.state IN ('closed', 'not_accepted') OR f.sealed_at IS NOT NULL)
     AND (f.merged_into_id IS NULL OR f.sealed_at IS NOT NULL) AND (SELECT tutela_holds('erasure_decide') OR tutela_holds('deadline_keep'))
     AND CASE WHEN f.sealed_at IS NULL THEN coalesce(f.closed_at, f.updated_at) <= closed_before
              ELSE c.erased_at IS NULL
                   AND coalesce(c.presumed_child_until, (f.reported_on + interval '18 years')::date) <= ended_on END
$$
""",
    "GRANT SELECT ON cases_casefile, cases_deadline, justice_proceeding, justice_liberty, placements_placement, retention_hold, "
    "cases_fileaccess, cases_concern, care_planaction, care_referral "
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
    SELECT f.report_id, f.id, w.state, w.closed_at, w.updated_at
      FROM cases_casefile f JOIN cases_casefile w ON w.id = coalesce(f.merged_into_id, f.id) WHERE f.report_id IS NOT NULL
    UNION ALL
    SELECT l.report_id, f.id, w.state, w.closed_at, w.updated_at FROM cases_linkedreport l
      JOIN cases_casefile f ON f.id = l.file_id JOIN cases_casefile w ON w.id = coalesce(f.merged_into_id, f.id)
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
    *_reducing(),
)
