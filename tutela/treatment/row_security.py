"""What the database answers of treatment beyond row security: which time-critical steps are past their time, without a word of what
they are, to the process that watches; that a step's deadline in the file has ended, when the service has ended the step."""

_NAMES = ("treatment_overdue(timestamptz)", "treatment_step_ended(uuid)")
SQL = (
    """
CREATE OR REPLACE FUNCTION treatment_overdue(moment timestamptz) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(array_agg(s.id), '{}'::uuid[])
    FROM treatment_clinicalstep c JOIN treatment_treatmentstep s ON s.id = c.step_id
    JOIN care_referral r ON r.id = s.referral_id
   WHERE c.time_critical AND c.due_at < moment AND s.overdue_since IS NULL AND s.state NOT IN ('done', 'cancelled')
     AND r.state IN ('accepted', 'started') AND (SELECT tutela_holds('deadline_keep'))
$$
""",
    """
CREATE OR REPLACE FUNCTION treatment_step_ended(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE cases_deadline d SET done_at = now()
    FROM treatment_treatmentstep s
   WHERE s.id = wanted AND d.subject = s.id AND d.kind = 'health_step' AND d.done_at IS NULL AND d.cancelled_at IS NULL
     AND s.state IN ('done', 'cancelled') AND s.updated_by_id = tutela_actor()
$$
""",
    "GRANT SELECT ON treatment_clinicalstep, treatment_treatmentstep, care_referral TO tutela_definer",
    "GRANT SELECT, UPDATE ON cases_deadline TO tutela_definer",
    "GRANT EXECUTE ON FUNCTION tutela_holds(text) TO tutela_definer",
    *(f"ALTER FUNCTION {name} OWNER TO tutela_definer" for name in _NAMES),
    *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in _NAMES),
    *(f"GRANT EXECUTE ON FUNCTION {name} TO tutela_staff" for name in _NAMES),
)
