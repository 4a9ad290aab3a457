"""What holds whoever writes, by plain SQL too: a file is shut by a merge that two persons decided, of records that are linked; the
link stays while a merge stands; and nothing new is written in a file that is shut (R25, P14)."""

from __future__ import annotations

from django.apps import apps

from tutela.cases.api import CaseFile

GOES_ON = frozenset({"cases_fileaccess", "cases_deadline", "retention_hold", "exchange_importedrow", "merging_merge"})
"""Tables that name a file and are written whatever becomes of it: emergency access and its review, deadlines that a step in the
leading file ends, a hold, the line of an import, the merge itself."""


def shut_tables() -> list[str]:
    """Every table whose rows are part of a file, read from the models, so that a context added later is not forgotten."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.db_table not in GOES_ON
        and any(field.column == "file_id" and field.related_model is CaseFile for field in model._meta.concrete_fields)
    )


def _trigger(name: str, table: str, when: str) -> str:
    return f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


_SHUT = """
CREATE OR REPLACE FUNCTION merging_shut() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM cases_casefile WHERE id = NEW.file_id AND merged_into_id IS NOT NULL) THEN
    RAISE EXCEPTION 'file is merged: nothing is written in it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_DECIDED = """
CREATE OR REPLACE FUNCTION merging_decided() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.merged_into_id IS NOT DISTINCT FROM OLD.merged_into_id THEN
    RETURN NEW;
  END IF;
  IF NEW.merged_into_id IS NULL AND EXISTS (SELECT 1 FROM merging_merge WHERE file_id = NEW.id AND state = 'merged') THEN
    RAISE EXCEPTION 'file is merged: a merge is taken back by its own step' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.merged_into_id IS NOT NULL AND (
       NOT EXISTS (SELECT 1 FROM merging_merge WHERE file_id = NEW.id AND leading_id = NEW.merged_into_id AND state = 'merged')
       OR EXISTS (SELECT 1 FROM cases_casefile WHERE merged_into_id = NEW.id OR id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
     ) THEN
    RAISE EXCEPTION 'no two persons decided this merge, or a file of it is merged already' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_LINKED = """
CREATE OR REPLACE FUNCTION merging_linked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.pair_id, NEW.file_id, NEW.leading_id, NEW.proposed_by_id)
       IS DISTINCT FROM (OLD.pair_id, OLD.file_id, OLD.leading_id, OLD.proposed_by_id) THEN
    RAISE EXCEPTION 'what was proposed stays as it was' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.state <> 'proposed' OR TG_OP = 'UPDATE' AND OLD.state <> NEW.state
       AND (OLD.state, NEW.state) NOT IN (('proposed', 'merged'), ('proposed', 'declined'), ('merged', 'unmerged')) THEN
    RAISE EXCEPTION 'a merge is proposed, decided and taken back in this order' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'merged' AND NEW.decided_by_id IS DISTINCT FROM tutela_actor() AND TG_OP = 'UPDATE' AND OLD.state = 'proposed' THEN
    RAISE EXCEPTION 'a merge is decided by whoever acts' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state IN ('proposed', 'merged') AND NOT EXISTS (
       SELECT 1 FROM cases_possibleduplicate p, cases_casefile f, cases_casefile l
        WHERE p.id = NEW.pair_id AND p.state = 'linked' AND f.id = NEW.file_id AND l.id = NEW.leading_id
          AND (p.one_id, p.other_id) IN ((f.child_id, l.child_id), (l.child_id, f.child_id))) THEN
    RAISE EXCEPTION 'the records of a merge are linked as one child' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_STAYS = """
CREATE OR REPLACE FUNCTION merging_link_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF OLD.state = 'linked' AND NEW.state <> 'linked'
     AND EXISTS (SELECT 1 FROM merging_merge WHERE pair_id = OLD.id AND state = 'merged') THEN
    RAISE EXCEPTION 'files of these records are merged: take that back first' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_NAMES = ("merging_shut()", "merging_decided()", "merging_linked()", "merging_link_stays()")
SQL = (
    _SHUT,
    _DECIDED,
    _LINKED,
    _STAYS,
    "GRANT SELECT ON cases_casefile, merging_merge TO tutela_definer",
    "GRANT SELECT (id, one_id, other_id, state) ON cases_possibleduplicate TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_actor() TO tutela_definer",
    *(f"ALTER FUNCTION {name} OWNER TO tutela_definer" for name in _NAMES),
    *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in _NAMES),
    *(f"GRANT EXECUTE ON FUNCTION {name} TO tutela_owner" for name in _NAMES),
    *(_trigger("merging_shut", table, "INSERT OR UPDATE") for table in shut_tables()),
    _trigger("merging_decided", "cases_casefile", "INSERT OR UPDATE OF merged_into_id"),
    _trigger("merging_linked", "merging_merge", "INSERT OR UPDATE"),
    _trigger("merging_link_stays", "cases_possibleduplicate", "UPDATE OF state"),
)
