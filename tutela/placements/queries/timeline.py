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
)
WORDS = {
    "placement_proposed": (_("Placement proposed"), "home", "neutral", ""),
    "placement_found": (_("Found in a place that was discovered"), "home", "warning", ""),
    "placement_submitted": (_("Placement sent to the supervisor"), "home", "info", ""),
    "placement_approved": (_("Placement agreed"), "check", "success", ""),
    "placement_returned": (_("Placement returned"), "edit", "warning", ""),
    "placement_reviewed": (_("Placement reviewed"), "check", "info", ""),
    "placement_ended": (_("Placement ended"), "arrow-right", "neutral", "placement_exits"),
}
CHAPTER = Chapter(_BRANCHES, WORDS, {"placement": "placement"}, (("placements", _("Placements"), "building-community"),))
