"""Appending to the chain is the only way in: one function, owned by a role that cannot log in.

The advisory lock makes appending single-file; events are written at the very end of a transaction, so it is held briefly.
Each field goes into the hash behind its length in bytes, so that no two rows ever make the same text.
"""

from __future__ import annotations

_APPEND = r"""
CREATE OR REPLACE FUNCTION audit_append(events jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  e jsonb; last_position bigint; last_hash bytea; happened timestamptz; next_hash bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(7263001);
  SELECT position, hash INTO last_position, last_hash FROM audit_event ORDER BY position DESC LIMIT 1;
  last_position := coalesce(last_position, 0);
  last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  FOR e IN SELECT * FROM jsonb_array_elements(events) LOOP
    happened := (e->>'at')::timestamptz;
    last_position := last_position + 1;
    SELECT sha256(last_hash || convert_to(string_agg(octet_length(field) || ':' || field, '' ORDER BY place), 'UTF8'))
      INTO next_hash
      FROM unnest(ARRAY[
        last_position::text,
        to_char(happened AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e->>'actor', e->>'action', e->>'subject', e->>'about', e->>'purpose', e->>'outcome', e->>'details'
      ]) WITH ORDINALITY AS fields (field, place);
    INSERT INTO audit_event
      (position, at, actor, action, subject, about, purpose, outcome, details, previous_hash, hash)
    VALUES (last_position, happened, e->>'actor', e->>'action', e->>'subject', e->>'about', e->>'purpose',
      e->>'outcome', e->>'details', last_hash, next_hash);
    last_hash := next_hash;
  END LOOP;
  RETURN last_position;
END $$
"""

_ROWS = r"""
CREATE OR REPLACE FUNCTION audit_rows(after bigint, most integer) RETURNS SETOF audit_event
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT * FROM audit_event WHERE position > after ORDER BY position LIMIT most
$$
"""
"""For ``tutela audit verify``: the whole chain, page by page, to the owner only, who sees no row of the table itself."""

SQL = (
    _APPEND,
    _ROWS,
    "GRANT SELECT, INSERT ON audit_event TO tutela_definer",
    "ALTER FUNCTION audit_append(jsonb) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION audit_append(jsonb) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO tutela_staff, tutela_public, tutela_oversight, tutela_statistics",
    "ALTER FUNCTION audit_rows(bigint, integer) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION audit_rows(bigint, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION audit_rows(bigint, integer) TO tutela_owner",
)
