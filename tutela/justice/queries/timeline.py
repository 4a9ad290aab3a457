"""The chapter that justice lays into the story of a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.cases.api import Chapter


def _made(table: str, kind: str, code: str = "''", where: str = "") -> str:
    return f"SELECT created_at, '{kind}', id, created_by_id, {code} FROM justice_{table} WHERE file_id = %(file)s{where}"


_BRANCHES = (
    "SELECT created_at, 'proceeding_' || stage, proceeding_id, created_by_id, reason FROM justice_proceedingstage "
    "WHERE file_id = %(file)s",
    _made("settlement", "settlement_made"),
    _made("liberty", "liberty_held", "place_kind"),
    "SELECT released_at, 'liberty_released', id, updated_by_id, '' FROM justice_liberty "
    "WHERE file_id = %(file)s AND released_at IS NOT NULL",
    _made("charge", "charge_made"),
    "SELECT updated_at, 'charge_' || state, id, updated_by_id, '' FROM justice_charge "
    "WHERE file_id = %(file)s AND decided_on IS NOT NULL",
    _made("claim", "claim_made"),
    _made("claimpayment", "claim_paid").replace("id, created_by", "claim_id, created_by"),
    _made("cost", "cost_made", where=" AND amount > 0"),
    _made("interview", "interview_held"),
    _made("breach", "breach_made"),
    _made("threat", "threat_made"),
    _made("acrossborders", "across_sent"),
    "SELECT created_at, 'task_opened', id, created_by_id, '' FROM justice_legaltask WHERE file_id = %(file)s",
)
_DISCONTINUED = "attrition_reasons"
WORDS = {
    "proceeding_complaint": (_("Complaint made"), "gavel", "info", ""),
    "proceeding_investigation": (_("Investigation"), "gavel", "info", ""),
    "proceeding_charged": (_("The accused was charged"), "gavel", "info", ""),
    "proceeding_trial": (_("Trial"), "gavel", "info", ""),
    "proceeding_judgment": (_("Judgment"), "gavel", "success", ""),
    "proceeding_enforced": (_("Decision enforced"), "check", "success", ""),
    "proceeding_discontinued": (_("Proceedings discontinued"), "x", "danger", _DISCONTINUED),
    "settlement_made": (_("Out-of-court settlement: a protection concern"), "alert-triangle", "danger", ""),
    "liberty_held": (_("The child is held: a rights violation"), "alert-triangle", "danger", "detention_flags"),
    "liberty_released": (_("The child was released"), "check", "success", ""),
    "charge_made": (_("The child is charged: non-punishment action"), "alert-triangle", "danger", ""),
    "charge_granted": (_("Non-punishment granted"), "check", "success", ""),
    "charge_refused": (_("Non-punishment refused"), "x", "danger", ""),
    "claim_made": (_("Compensation claimed"), "gavel", "info", ""),
    "claim_paid": (_("Compensation paid"), "check", "success", ""),
    "cost_made": (_("Costs charged to child or family"), "alert-triangle", "warning", ""),
    "interview_held": (_("Interview of the child"), "message", "neutral", ""),
    "breach_made": (_("Confidentiality broken"), "alert-triangle", "danger", ""),
    "threat_made": (_("Threat or retaliation"), "alert-triangle", "danger", ""),
    "across_sent": (_("Request across borders"), "send", "info", ""),
    "task_opened": (_("Legal step opened"), "gavel", "warning", ""),
}
STEPS = (("justice", _("Justice"), "gavel"),)
CHAPTER = Chapter(_BRANCHES, WORDS, {}, STEPS)
