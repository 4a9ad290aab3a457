"""What the database does beyond row security: a status word for a receipt, and handing a report to another office."""

SQL = (
    """
CREATE OR REPLACE FUNCTION intake_receipt_state(wanted bytea[]) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT state FROM intake_report WHERE receipt_lookup = ANY (wanted) LIMIT 1
$$
""",
    """
CREATE OR REPLACE FUNCTION intake_forward(wanted uuid, new_team uuid, new_key uuid, sealed bytea) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH moved AS (
    UPDATE intake_report r
       SET team_id = t.id, office_id = t.office_id, team_key_id = k.id, words_key = sealed, state = 'new',
           assignee_id = NULL, escalation_step = 0, escalated_at = NULL, escalated_to_id = NULL, version = r.version + 1
      FROM accounts_team t JOIN accounts_teamkey k ON k.team_id = t.id AND k.retired_at IS NULL
     WHERE r.id = wanted AND t.id = new_team AND k.id = new_key
       AND r.state IN ('in_triage', 'needs_information')
       AND r.office_id = ANY (tutela_offices('report_triage'))
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM moved)
$$
""",
    """
CREATE OR REPLACE FUNCTION intake_reports_of(wanted uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(*)::int FROM intake_report
   WHERE assignee_id = wanted AND state IN ('new', 'in_triage', 'needs_information') AND tutela_holds('account_manage')
$$
""",
    "GRANT SELECT, UPDATE ON intake_report TO tutela_definer",
    "GRANT SELECT ON accounts_team, accounts_teamkey TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_offices(text), tutela_holds(text) TO tutela_definer",
    "ALTER FUNCTION intake_reports_of(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION intake_reports_of(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION intake_reports_of(uuid) TO tutela_staff",
    "ALTER FUNCTION intake_receipt_state(bytea[]) OWNER TO tutela_definer",
    "ALTER FUNCTION intake_forward(uuid, uuid, uuid, bytea) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION intake_receipt_state(bytea[]), intake_forward(uuid, uuid, uuid, bytea) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION intake_receipt_state(bytea[]) TO tutela_public",
    "GRANT EXECUTE ON FUNCTION intake_forward(uuid, uuid, uuid, bytea) TO tutela_staff",
)
