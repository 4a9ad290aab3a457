"""What the database does beyond row security: a mailbox for whoever shows its lookup key, and handing a report over.

``tutela_public`` has no right to read, change or delete a report or a message. It can call these functions, each of which
asks for the 32 bytes that only a receipt gives.
"""

_FUNCTIONS = {
    "intake_mailbox(bytea[])": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_mailbox(wanted bytea[])
RETURNS TABLE (id uuid, lookup bytea, state text, public_key bytea, private_key bytea, answer_due date, answered_on date,
               erased_on date, code_shared boolean, has_contact boolean, team_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT r.id, r.receipt_lookup, r.state, r.mailbox_public, r.mailbox_private, r.answer_due, r.answered_on, r.erased_on,
         r.code_shared, EXISTS (SELECT 1 FROM intake_reporter p WHERE p.report_id = r.id AND p.words_key <> ''), r.team_id
    FROM intake_report r WHERE r.receipt_lookup = ANY (wanted) LIMIT 1
$$
""",
    ),
    "intake_mailbox_messages(bytea)": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_mailbox_messages(wanted bytea)
RETURNS TABLE (id uuid, number integer, kind text, written_on date, words bytea, mailbox_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT m.id, m.number, m.kind, m.written_on,
         CASE WHEN m.mailbox_key = '' THEN ''::bytea ELSE m.words END, m.mailbox_key
    FROM intake_message m JOIN intake_report r ON r.id = m.report_id AND r.receipt_lookup = wanted
   ORDER BY m.number
$$
""",
    ),
    "intake_mailbox_write(bytea, uuid, date, text, uuid, bytea, bytea, bytea, boolean)": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_mailbox_write(wanted bytea, new_id uuid, day date, new_kind text, new_key uuid,
                                                sealed bytea, sealed_key bytea, new_mac bytea, danger boolean)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE found_id uuid;
BEGIN
  UPDATE intake_report r SET unread = r.unread OR new_kind <> 'feedback', version = r.version + 1,
         urgency = CASE WHEN danger THEN 'immediate_danger' ELSE r.urgency END,
         urgency_reason = CASE WHEN danger THEN 'reporter_wrote' ELSE r.urgency_reason END,
         ever_immediate = r.ever_immediate OR danger,
         due_at = CASE WHEN danger THEN least(r.due_at, date_trunc('hour', now())) ELSE r.due_at END,
         alerted = r.alerted AND NOT danger
   WHERE r.receipt_lookup = wanted AND r.erased_on IS NULL AND new_kind IN ('reporter', 'contact', 'feedback')
     AND NOT (new_kind = 'feedback' AND EXISTS (
           SELECT 1 FROM intake_message m WHERE m.report_id = r.id AND m.kind = 'feedback'))
     AND EXISTS (SELECT 1 FROM accounts_teamkey k WHERE k.id = new_key AND k.team_id = r.team_id)
  RETURNING r.id INTO found_id;
  IF found_id IS NULL THEN RETURN false; END IF;
  INSERT INTO intake_message (id, report_id, number, kind, written_on, written_by_id, team_key_id, words, words_key,
                              mailbox_key, mac)
  SELECT new_id, found_id, coalesce(max(m.number), 0) + 1, new_kind, day, NULL, new_key, sealed, sealed_key, '', new_mac
    FROM intake_message m WHERE m.report_id = found_id;
  RETURN true;
END $$
""",
    ),
    "intake_mailbox_feedback(bytea, uuid, date, text)": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_mailbox_feedback(wanted bytea, new_id uuid, day date, said text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO intake_feedback (id, office_id, month, answer)
  SELECT new_id, r.office_id, date_trunc('month', day)::date, said FROM intake_report r WHERE r.receipt_lookup = wanted
$$
""",
    ),
    "intake_mailbox_withdraw(bytea)": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_mailbox_withdraw(wanted bytea) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH gone AS (
    DELETE FROM intake_reporter p USING intake_report r
     WHERE p.report_id = r.id AND r.receipt_lookup = wanted RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM gone)
$$
""",
    ),
    "intake_mailbox_change(bytea, bytea, bytea, integer, integer)": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_mailbox_change(wanted bytea, new_lookup bytea, wrapped bytea, kdf integer, pepper integer)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH changed AS (
    UPDATE intake_report SET receipt_lookup = new_lookup, mailbox_private = wrapped, kdf_version = kdf,
           pepper_version = pepper, code_shared = false
     WHERE receipt_lookup = wanted AND erased_on IS NULL RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM changed)
$$
""",
    ),
    "intake_erase_reporter(uuid)": (
        "tutela_staff",
        """
CREATE OR REPLACE FUNCTION intake_erase_reporter(wanted uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH gone AS (
    DELETE FROM intake_reporter p USING intake_report r
     WHERE p.report_id = r.id AND r.id = wanted AND r.erased_on IS NOT NULL RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM gone)
$$
""",
    ),
    "intake_forget_visits()": (
        "tutela_public, tutela_staff",
        """
CREATE OR REPLACE FUNCTION intake_forget_visits() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH gone AS (DELETE FROM intake_visit WHERE used_at < now() - interval '31 minutes' RETURNING 1)
  SELECT count(*) FROM gone
$$
""",
    ),
    "intake_forward(uuid, uuid, uuid, bytea, bytea)": (
        "tutela_staff",
        """
CREATE OR REPLACE FUNCTION intake_forward(wanted uuid, new_team uuid, new_key uuid, sealed bytea, new_mac bytea)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH moved AS (
    UPDATE intake_report r
       SET team_id = t.id, office_id = t.office_id, team_key_id = k.id, words_key = sealed, mac = new_mac, state = 'new',
           oversight = (g.kind = 'ombudsperson'), assignee_id = NULL, escalation_step = 0, escalated_at = NULL,
           escalated_to_id = NULL, version = r.version + 1
      FROM accounts_team t JOIN accounts_teamkey k ON k.team_id = t.id AND k.retired_at IS NULL
      JOIN directory_office o ON o.id = t.office_id JOIN directory_organisation g ON g.id = o.organisation_id
     WHERE r.id = wanted AND t.id = new_team AND k.id = new_key
       AND r.state IN ('in_triage', 'needs_information')
       AND ((NOT r.oversight AND r.office_id = ANY (tutela_offices('report_triage')))
         OR (r.oversight AND r.office_id = ANY (tutela_offices('oversight_docket'))))
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM moved)
$$
""",
    ),
    "intake_card_open(bytea[])": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_card_open(wanted bytea[]) RETURNS TABLE (lookup bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT c.lookup FROM intake_card c JOIN intake_cardbatch b ON b.id = c.batch_id
   WHERE c.lookup = ANY (wanted) AND NOT c.used AND b.withdrawn_on IS NULL AND b.expires_on >= current_date LIMIT 1
$$
""",
    ),
    "intake_card_spend(bytea)": (
        "tutela_public",
        """
CREATE OR REPLACE FUNCTION intake_card_spend(wanted bytea)
RETURNS TABLE (place_id uuid, place_name text, territory_id uuid, fresh boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH spent AS (
    UPDATE intake_card c SET used = true FROM intake_cardbatch b
     WHERE b.id = c.batch_id AND c.lookup = wanted AND NOT c.used AND b.withdrawn_on IS NULL AND b.expires_on >= current_date
    RETURNING 1)
  SELECT o.id, o.name, o.territory_id, EXISTS (SELECT 1 FROM spent)
    FROM intake_card c JOIN intake_cardbatch b ON b.id = c.batch_id JOIN directory_office o ON o.id = b.place_id
   WHERE c.lookup = wanted
$$
""",
    ),
    "intake_reports_of(uuid)": (
        "tutela_staff",
        """
CREATE OR REPLACE FUNCTION intake_reports_of(wanted uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT count(*)::int FROM intake_report
   WHERE assignee_id = wanted AND state IN ('new', 'in_triage', 'needs_information') AND tutela_holds('account_manage')
$$
""",
    ),
}

SQL = (
    "DROP FUNCTION IF EXISTS intake_receipt_state(bytea[])",
    "DROP FUNCTION IF EXISTS intake_forward(uuid, uuid, uuid, bytea)",
    "GRANT SELECT, UPDATE ON intake_report TO tutela_definer",
    "GRANT SELECT, INSERT ON intake_message TO tutela_definer",
    "GRANT INSERT ON intake_feedback TO tutela_definer",
    "GRANT SELECT, UPDATE ON intake_card TO tutela_definer",
    "GRANT SELECT ON intake_cardbatch TO tutela_definer",
    "GRANT SELECT, DELETE ON intake_reporter, intake_visit TO tutela_definer",
    "GRANT SELECT ON accounts_team, accounts_teamkey, directory_office, directory_organisation TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_offices(text), tutela_holds(text) TO tutela_definer",
    *(
        statement
        for name, (roles, body) in _FUNCTIONS.items()
        for statement in (
            body,
            f"ALTER FUNCTION {name} OWNER TO tutela_definer",
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO {roles}",
        )
    ),
)
