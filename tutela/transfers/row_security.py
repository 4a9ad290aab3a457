"""What holds whoever writes, by plain SQL too: a file changes its office only by a transfer that the other office accepted; nobody
answers but the office that is asked; and a child whose file went over has somebody who is responsible (P11, P14, P22).

The office that is asked does not see the file before it accepts, so the database answers for it, as for a service's referral.
"""

_ANSWER = """
CREATE OR REPLACE FUNCTION transfers_answer(wanted uuid, verdict text, takes uuid, why_not text, at timestamptz)
RETURNS TABLE (refused text, of_child uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE t transfers_transfer; f cases_casefile; files uuid[];
BEGIN
  SELECT * INTO t FROM transfers_transfer x WHERE x.id = wanted FOR UPDATE;
  IF t.id IS NULL OR NOT (CASE WHEN verdict = 'withdrawn' THEN t.from_office_id ELSE t.to_office_id END
                          = ANY (tutela_offices('file_assign'))) THEN
    RETURN QUERY SELECT 'transfer_not_yours', NULL::uuid; RETURN;
  END IF;
  IF t.state <> 'asked' OR verdict NOT IN ('accepted', 'declined', 'withdrawn') THEN
    RETURN QUERY SELECT 'transfer_not_asked', NULL::uuid; RETURN;
  END IF;
  SELECT * INTO f FROM cases_casefile x WHERE x.id = t.file_id FOR UPDATE;
  IF verdict = 'accepted' THEN
    IF t.asked_by_id = tutela_actor() THEN
      RETURN QUERY SELECT 'transfer_second_person', NULL::uuid; RETURN;
    END IF;
    IF f.state IN ('closed', 'not_accepted') OR f.sealed_at IS NOT NULL OR f.merged_into_id IS NOT NULL
       OR f.office_id <> t.from_office_id THEN
      RETURN QUERY SELECT 'transfer_shut', NULL::uuid; RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM cases_personaround p WHERE p.file_id = f.id AND p.unsafe AND p.office_id = t.to_office_id) THEN
      RETURN QUERY SELECT 'transfer_unsafe', NULL::uuid; RETURN;
    END IF;
  END IF;
  UPDATE transfers_transfer x SET state = verdict, decided_by_id = tutela_actor(), decided_at = at, version = x.version + 1,
         worker_id = CASE WHEN verdict = 'accepted' THEN takes END, not_taken = CASE WHEN verdict = 'declined' THEN why_not ELSE '' END
   WHERE x.id = wanted;
  UPDATE cases_deadline d SET done_at = at
   WHERE d.subject = t.id AND d.kind = 'transfer_answer' AND d.done_at IS NULL AND d.cancelled_at IS NULL;
  UPDATE cases_casefile x SET state = t.state_before, version = x.version + 1, updated_at = at
   WHERE x.id = f.id AND x.state = 'transfer_pending';
  IF verdict = 'accepted' THEN
    files := ARRAY(SELECT x.id FROM cases_casefile x WHERE x.id = f.id OR x.merged_into_id = f.id);
    UPDATE cases_casefile x SET office_id = t.to_office_id, worker_id = CASE WHEN x.id <> f.id THEN takes END
     WHERE x.id = ANY (files);
    UPDATE cases_deadline d SET office_id = t.to_office_id,
           with_user_id = CASE WHEN d.done_at IS NOT NULL OR d.cancelled_at IS NOT NULL THEN d.with_user_id
                               WHEN d.step = 0 AND d.kind <> 'break_glass_review' THEN takes ELSE tutela_actor() END
     WHERE d.file_id = ANY (files);
    UPDATE cases_fileaccess a SET office_id = t.to_office_id,
           ended_at = CASE WHEN a.kind <> 'break_glass' AND a.ended_at IS NULL AND a.expires_at > at THEN at ELSE a.ended_at END
     WHERE a.file_id = ANY (files);
    UPDATE coordination_obligation o SET holder_id = t.to_office_id WHERE o.file_id = f.id;
    UPDATE community_supportaction s SET asking_office_id = t.to_office_id
     WHERE s.file_id = f.id AND s.state IN ('asked', 'accepted');
  END IF;
  RETURN QUERY SELECT '', f.child_id;
END $$
"""
_OFFICE = """
CREATE OR REPLACE FUNCTION transfers_office() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF NEW.office_id IS DISTINCT FROM OLD.office_id AND (current_user <> 'tutela_definer' OR NOT EXISTS (
       SELECT 1 FROM transfers_transfer t WHERE t.file_id IN (NEW.id, NEW.merged_into_id) AND t.state = 'accepted'
          AND t.from_office_id = OLD.office_id AND t.to_office_id = NEW.office_id)) THEN
    RAISE EXCEPTION 'a file changes its office by an accepted transfer only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_KEPT = """
CREATE OR REPLACE FUNCTION transfers_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'asked' OR NOT EXISTS (SELECT 1 FROM cases_casefile f WHERE f.id = NEW.file_id
         AND f.office_id = NEW.from_office_id AND f.number = NEW.number) THEN
      RAISE EXCEPTION 'a transfer starts as a question of the office that holds the file' USING ERRCODE = 'check_violation';
    END IF;
  ELSIF current_user = 'tutela_staff' AND (OLD.state <> 'asked' OR to_jsonb(NEW) - 'answer' IS DISTINCT FROM to_jsonb(OLD) - 'answer')
        OR current_user <> 'tutela_definer'
           AND to_jsonb(NEW) - '{answer,shared}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{answer,shared}'::text[] THEN
    RAISE EXCEPTION 'a transfer is answered by its own step, and what was asked stays as it was' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_TAKEN_OVER = """
CREATE OR REPLACE FUNCTION transfers_taken_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NEW.state = 'accepted' AND EXISTS (SELECT 1 FROM cases_casefile f WHERE f.id = NEW.file_id AND f.worker_id IS NULL
       AND f.office_id = NEW.to_office_id) THEN
    RAISE EXCEPTION 'a file goes over with somebody who is responsible' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
"""
_SIGNATURE = "transfers_answer(uuid, text, uuid, text, timestamptz)"
SQL = (
    _ANSWER,
    _OFFICE,
    _KEPT,
    _TAKEN_OVER,
    "GRANT SELECT, UPDATE ON transfers_transfer, cases_casefile, cases_deadline, cases_fileaccess TO tutela_definer",
    "GRANT SELECT, UPDATE ON coordination_obligation, community_supportaction TO tutela_definer",
    "GRANT SELECT (file_id, unsafe, office_id) ON cases_personaround TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_offices(text), tutela_actor() TO tutela_definer",
    *(f"ALTER FUNCTION {name} OWNER TO tutela_definer" for name in (_SIGNATURE, "transfers_taken_over()")),
    *(
        f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"
        for name in (_SIGNATURE, "transfers_office()", "transfers_kept()", "transfers_taken_over()")
    ),
    f"GRANT EXECUTE ON FUNCTION {_SIGNATURE} TO tutela_staff",
    "GRANT EXECUTE ON FUNCTION transfers_taken_over() TO tutela_owner",
    "CREATE OR REPLACE TRIGGER transfers_office BEFORE UPDATE OF office_id ON cases_casefile "
    "FOR EACH ROW EXECUTE FUNCTION transfers_office()",
    "CREATE OR REPLACE TRIGGER transfers_kept BEFORE INSERT OR UPDATE ON transfers_transfer "
    "FOR EACH ROW EXECUTE FUNCTION transfers_kept()",
    "DROP TRIGGER IF EXISTS transfers_taken_over ON transfers_transfer",
    "CREATE CONSTRAINT TRIGGER transfers_taken_over AFTER UPDATE ON transfers_transfer DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION transfers_taken_over()",
)
