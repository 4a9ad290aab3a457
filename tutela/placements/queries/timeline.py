"""The chapter that placements lay into the story of a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.cases.api import Chapter

_BRANCHES = (
    "SELECT created_at, 'placement_' || CASE WHEN found_there THEN 'found' ELSE 'proposed' END, id, created_by_id, '' "
    "FROM placements_placement WHERE file_id = %(file)s",
    "SELECT submitted_at, 'placement_submitted', id, updated_by_id, '' FROM placements_placement "
    "WHERE file_id = %(file)s AND submitted_at IS NOT NULL",
    "SELECT decided_at, 'placement_' || state, id, decided_by_id, '' FROM placements_placement "
    "WHERE file_id = %(file)s AND decided_at IS NOT NULL",
    "SELECT created_at, 'placement_reviewed', placement_id, created_by_id, '' FROM placements_placementreview "
    "WHERE file_id = %(file)s",
    "SELECT updated_at, 'placement_ended', id, updated_by_id, exit_kind FROM placements_placement "
    "WHERE file_id = %(file)s AND ended_on IS NOT NULL",
    "SELECT created_at, 'support_considered', id, created_by_id, kind FROM placements_familysupport WHERE file_id = %(file)s",
    "SELECT updated_at, 'support_' || state, id, updated_by_id, kind FROM placements_familysupport "
    "WHERE file_id = %(file)s AND state <> 'considered'",
    "SELECT created_at, 'support_paid', support_id, created_by_id, '' FROM placements_supportpayment "
    "WHERE file_id = %(file)s",
)
WORDS = {
    "placement_proposed": (_("Placement proposed"), "home", "neutral", ""),
    "placement_found": (_("Found in a place that was discovered"), "home", "warning", ""),
    "placement_submitted": (_("Placement sent to the supervisor"), "home", "info", ""),
    "placement_approved": (_("Placement agreed"), "check", "success", ""),
    "placement_returned": (_("Placement returned"), "edit", "warning", ""),
    "placement_reviewed": (_("Placement reviewed"), "check", "info", ""),
    "placement_ended": (_("Placement ended"), "arrow-right", "neutral", "placement_exits"),
    "support_considered": (_("Support for the family looked at"), "home", "neutral", "family_supports"),
    "support_applied": (_("Support for the family asked for"), "send", "info", "family_supports"),
    "support_granted": (_("Support for the family granted"), "check", "success", "family_supports"),
    "support_refused": (_("Support for the family refused"), "x", "danger", "family_supports"),
    "support_ended": (_("Support for the family ended"), "arrow-right", "neutral", "family_supports"),
    "support_withdrawn": (_("Support for the family not asked for any more"), "x", "neutral", "family_supports"),
    "support_paid": (_("Payment to the family"), "check", "neutral", ""),
}
STEPS = (
    ("supports", _("Support for the family"), "users"),
    ("placements", _("Placements"), "building-community"),
)
CHAPTER = Chapter(_BRANCHES, WORDS, {"placement": "placement", "support": "support"}, STEPS)
