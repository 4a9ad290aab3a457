"""What the database does beyond row security: a service's answer ends its deadline, and statistics read codes in one view."""

SQL = (
    "DROP FUNCTION IF EXISTS care_referral_answered(uuid)",
    """
CREATE FUNCTION care_referral_answered(wanted uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE cases_deadline d SET done_at = now()
    FROM care_referral r
   WHERE r.id = wanted AND d.subject = r.id AND d.kind = 'referral_answer' AND d.done_at IS NULL
     AND d.cancelled_at IS NULL AND r.provider_office_id = ANY (tutela_offices('referral_answer'));
  SELECT f.office_id FROM care_referral r JOIN cases_casefile f ON f.id = r.file_id
   WHERE r.id = wanted AND r.provider_office_id = ANY (tutela_offices('referral_answer'))
$$
""",
    "GRANT SELECT ON care_referral TO tutela_definer",
    "GRANT SELECT, UPDATE ON cases_deadline TO tutela_definer",
    "ALTER FUNCTION care_referral_answered(uuid) OWNER TO tutela_definer",
    "REVOKE ALL ON FUNCTION care_referral_answered(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION care_referral_answered(uuid) TO tutela_staff",
    "GRANT EXECUTE ON FUNCTION tutela_offices(text) TO tutela_definer",
)

_LISTS = "offences concerns contexts acts purposes considerations media".split()
"""Lists of :class:`~tutela.cases.models.Concern` that are columns of the view; the relation of the person of concern is one more."""
_LABELS = {name: f"c.{name}" for name in _LISTS} | {"relations": "jsonb_build_array(c.person_relation)"}

_READ_BY_VIEW = {
    "cases_child": "id, sex, age_basis, birth_registration, schooling, nationality, disability, "
    "residence, economic_situation",
    "cases_concern": f"file_id, person_relation, {', '.join(_LISTS)}",
    "cases_carearrangement": "file_id, kind, started_on, created_at",
    "care_assessment": "file_id, state, created_at, factors",
    "care_plan": "file_id, state",
    "care_planaction": "file_id, track, service, state, unmet_reason, refusal_stated, refusal_suspected",
    "care_referral": "file_id, track, service, state, decline_reason, refusal_stated",
    "cases_childview": "file_id, free",
    "care_review": "file_id, held_on, created_at, response_outcome, outcomes",
    "intake_report": "id, taken_on, reporter_type",
    "intake_barriers": "report_id, codes, holder, happened_on",
    "directory_territory": "id, path",
    "directory_office": "id, code",
}
"""The columns the view's owner may read: codes and days, no text."""

_MIDDLE = "((f.age_low + f.age_high) / 2)"
_AGE_GROUP = f"""CASE
  WHEN f.age_low IS NULL OR f.age_high IS NULL OR f.age_low > 17 OR f.age_high - f.age_low > 6 THEN 'UNK'
  WHEN {_MIDDLE} < 5 THEN '0-4' WHEN {_MIDDLE} < 10 THEN '5-9' WHEN {_MIDDLE} < 15 THEN '10-14' ELSE '15-17' END"""
"""Fixed groups (practice section 12). An estimate that spans groups goes where its middle lies; wider than six years, or a
person of 18 or more at the report: unknown."""

_LABEL_PAIRS = ", ".join(f"('{name}', {source})" for name, source in _LABELS.items())
_LABEL_COLUMNS = ", ".join(f"array_agg(DISTINCT x.code) FILTER (WHERE x.kind = '{name}') AS {name}" for name in _LABELS)
_LABELS_OR_NONE = ", ".join(f"coalesce(labels.{name}, '{{}}') AS {name}" for name in _LABELS)
_CODES = "ch.sex ch.age_basis ch.birth_registration ch.schooling ch.nationality ch.disability ch.residence "
_CODES += "ch.economic_situation f.report_channel f.file_type f.verification f.risk_level"
_SAID = ", ".join(f"coalesce(nullif({one}, ''), 'UNK') AS {one.partition('.')[2]}" for one in _CODES.split())
"""Never empty: what was left out is unknown."""
_GROUPS = "A_poverty,B_social_norms,C_hiv,D_crises,E_technology,F_demand,G_family_community,H_certain_children"


def _judged(name: str, absent: str, **present: str) -> str:
    """A column from factors of the latest approved assessment: the first that is present; ``absent`` when all of them are."""
    states = [f"coalesce(judged.factors -> '{code}' ->> 'state', 'NAS')" for code in present]
    found = " ".join(f"WHEN {one} = 'present' THEN '{code}'" for one, code in zip(states, present.values(), strict=True))
    every = f"(ARRAY[{', '.join(states)}])"
    rest = f"WHEN 'absent' = ALL {every} THEN '{absent}' WHEN 'unknown' = ANY {every} THEN 'UNK' ELSE 'NAS' END"
    return f"CASE {found} {rest} AS {name}"


_CHANGED = ", ".join(
    f"CASE WHEN reviews.file_id IS NULL THEN '{{NAS}}' ELSE ARRAY(SELECT d FROM jsonb_each_text(reviews.outcomes) o (d, c) "
    f"WHERE c = '{how}') END AS change_{how}"
    for how in ("better", "worse")
)
_JUDGED = f"""{_judged("minority", "no", H18="yes")}, {_judged("extreme_poverty", "no", A01="yes")},
       {_judged("migration_stage", "not_migrant", H12="destination", H11="transit", H10="origin")},
       {_judged("displacement", "no", D02="refugee_or_asylum", D03="internally_displaced")},
       {_judged("victim_detained", "no", H21="yes")}"""
_COUNTS = "{0}.closure_reason <> 'ERROR'"
_OBSERVATION = rf"""
CREATE VIEW care_observation AS
WITH files AS NOT MATERIALIZED (
  SELECT o.*, coalesce(p.person_id, o.child_id) AS person FROM cases_casefile o
    LEFT JOIN cases_person p ON p.child_id = o.child_id WHERE {_COUNTS.format("o")}
), latest AS (
  SELECT DISTINCT ON (person) * FROM files ORDER BY person, reported_on DESC, id DESC
), counted AS (
  SELECT person, count(*)::int AS files FROM files GROUP BY person
), labels AS (
  SELECT o.person, {_LABEL_COLUMNS}
    FROM cases_concern c JOIN files o ON o.id = c.file_id
   CROSS JOIN LATERAL (SELECT l.kind, code FROM (VALUES {_LABEL_PAIRS}) AS l (kind, codes)
                       CROSS JOIN LATERAL jsonb_array_elements_text(l.codes) AS code) x
   GROUP BY o.person
), care AS (
  SELECT DISTINCT ON (file_id) file_id, kind FROM cases_carearrangement ORDER BY file_id, started_on DESC, created_at DESC
), reviews AS (
  SELECT DISTINCT ON (file_id) file_id, response_outcome, outcomes FROM care_review ORDER BY file_id, held_on DESC, created_at DESC
), plans AS (
  SELECT file_id, bool_or(state IN ('approved', 'superseded')) AS approved FROM care_plan GROUP BY file_id
), actions AS (
  SELECT file_id, array_agg(DISTINCT reason) AS unmet, array_agg(DISTINCT service) AS services,
         array_agg(DISTINCT stated) FILTER (WHERE stated <> '') AS stated,
         array_agg(DISTINCT suspected) FILTER (WHERE suspected <> '') AS suspected
    FROM (SELECT file_id, service, unmet_reason AS reason, refusal_stated AS stated, refusal_suspected AS suspected
            FROM care_planaction WHERE unmet_reason <> '' AND state <> 'dropped'
          UNION ALL SELECT file_id, service, decline_reason, refusal_stated, '' FROM care_referral WHERE state = 'declined') missing
   GROUP BY file_id
), tracks AS (
  SELECT file_id, array_agg(DISTINCT track) AS reached FROM (
    SELECT file_id, track FROM care_planaction WHERE state = 'done'
    UNION SELECT file_id, track FROM care_referral WHERE state IN ('started', 'completed')) r GROUP BY file_id
), judged AS (
  SELECT DISTINCT ON (o.person) o.person, a.factors FROM care_assessment a JOIN files o ON o.id = a.file_id
   WHERE a.state = 'approved' ORDER BY o.person, a.created_at DESC
), heard AS (
  SELECT file_id, bool_and(free) AS free FROM cases_childview GROUP BY file_id
)
SELECT f.person AS child_id, o.code AS office, counted.files,
       coalesce(nullif(split_part(t.path, '.', 2), ''), 'UNK') AS region,
       coalesce(nullif(split_part(t.path, '.', 3), ''), 'UNK') AS district,
       {_AGE_GROUP} AS age_group, {_SAID}, coalesce(care.kind, 'UNK') AS care_status,
       to_char(f.reported_on, 'YYYY') AS year, to_char(f.reported_on, 'YYYY-"Q"Q') AS quarter,
       f.state,
       CASE WHEN f.state <> 'closed' THEN 'NAP' ELSE coalesce(nullif(f.closure_reason, ''), 'UNK') END AS closure_reason,
       {_LABELS_OR_NONE},
       f.first_contact_on - f.reported_on AS days_to_contact,
       coalesce(('{{0,1-2,3-7,8-30,31+}}'::text[])[1 + width_bucket(f.first_contact_on - f.reported_on, '{{1,3,8,31}}'::int[])],
                'UNK') AS first_contact,
       CASE WHEN plans.approved THEN 'yes' ELSE 'no' END AS plan_approved,
       CASE WHEN heard.free IS NULL THEN 'no' WHEN heard.free THEN 'yes' ELSE 'not_free' END AS heard,
       coalesce(reviews.response_outcome, 'NAS') AS response_outcome,
       coalesce(tracks.reached, '{{}}') AS tracks, coalesce(actions.unmet, '{{}}') AS unmet_need,
       coalesce(actions.services, '{{}}') AS unmet_service, coalesce(actions.stated, '{{}}') AS refusal_stated,
       coalesce(actions.suspected, '{{}}') AS refusal_suspected, {_JUDGED},
       CASE WHEN judged.person IS NULL THEN '{{NAS}}' ELSE ARRAY(
         SELECT DISTINCT g FROM jsonb_each(judged.factors) f (code, said) JOIN unnest('{{{_GROUPS}}}'::text[]) g
             ON left(g, 1) = left(f.code, 1) WHERE f.said ->> 'state' = 'present') END AS factor_groups,
       coalesce(r.reporter_type, 'NAS') AS reporter, coalesce(nullif(b.holder, ''), 'NAS') AS barrier_holder,
       CASE WHEN b.report_id IS NULL THEN '{{NAS}}' ELSE ARRAY(SELECT jsonb_array_elements_text(b.codes)) END AS barriers,
       CASE WHEN b.report_id IS NULL THEN 'NAS' WHEN told.days < 0 OR told.days IS NULL THEN 'UNK' ELSE
         ('{{0-7,8-31,32-183,184-365,366+}}'::text[])[1 + width_bucket(told.days, '{{8,32,184,366}}'::int[])] END AS report_delay,
       {_CHANGED},
       f.reported_on
  FROM latest f
  JOIN cases_child ch ON ch.id = f.child_id JOIN counted ON counted.person = f.person
  JOIN directory_territory t ON t.id = f.territory_id JOIN directory_office o ON o.id = f.office_id
  LEFT JOIN labels ON labels.person = f.person
  LEFT JOIN care ON care.file_id = f.id LEFT JOIN reviews ON reviews.file_id = f.id
  LEFT JOIN plans ON plans.file_id = f.id LEFT JOIN actions ON actions.file_id = f.id
  LEFT JOIN tracks ON tracks.file_id = f.id LEFT JOIN heard ON heard.file_id = f.id
  LEFT JOIN judged ON judged.person = f.person
  LEFT JOIN intake_report r ON r.id = f.report_id
  LEFT JOIN intake_barriers b ON b.report_id = r.id
  LEFT JOIN LATERAL (SELECT r.taken_on - (substring(b.happened_on from '^\d{{4}}-\d\d') ||
    coalesce(substring(b.happened_on from '^\d{{4}}-\d\d(-\d\d)$'), '-01'))::date AS days) told ON true
 WHERE (SELECT tutela_holds('observation_read'))
"""
"""One row for each child: the latest file, the labels of all of them (each once, R4). Files opened in error are left out; records
that are linked as one child count as one, under the earliest of them.

``child_id`` is there to make the record key from, and is never kept. Only a process that may read observations sees a row.
A migration that changes a column named here first runs ``DROP VIEW IF EXISTS care_observation``; applying makes it again.
"""

AFTER = (
    "DROP VIEW IF EXISTS care_observation",
    *(f"GRANT SELECT ({columns}) ON {table} TO tutela_definer" for table, columns in _READ_BY_VIEW.items()),
    _OBSERVATION,
    "ALTER VIEW care_observation OWNER TO tutela_definer",
    "REVOKE ALL ON care_observation FROM PUBLIC, tutela_owner, tutela_staff, tutela_public, tutela_oversight",
    "GRANT SELECT ON care_observation TO tutela_statistics",
)
