"""The chapter that parts lay into the story of a file. The medical track lays nothing there (R41)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.cases.api import Chapter

_BRANCHES = (
    "SELECT at, 'part_' || CASE WHEN number = 1 THEN 'written' ELSE 'changed' END, id, by_id, '' "
    "FROM circumstances_partrevision WHERE file_id = %(file)s",
    "SELECT created_at, 'need_found', id, created_by_id, item FROM circumstances_need WHERE file_id = %(file)s",
    "SELECT updated_at, 'need_ended', id, updated_by_id, item FROM circumstances_need "
    "WHERE file_id = %(file)s AND ended_on IS NOT NULL",
    "SELECT created_at, 'right_violated', id, created_by_id, \"right\" FROM circumstances_restitution "
    "WHERE file_id = %(file)s AND NOT in_error",
    "SELECT updated_at, 'right_restored', id, updated_by_id, \"right\" FROM circumstances_restitution "
    "WHERE file_id = %(file)s AND state = 'restored' AND NOT in_error",
)
WORDS = {
    "part_written": (_("A part on circumstances was written"), "note", "neutral", ""),
    "part_changed": (_("A part on circumstances was changed"), "edit", "neutral", ""),
    "need_found": (_("No access to a basic service"), "alert-triangle", "warning", "basic_services"),
    "need_ended": (_("The child has access to a basic service"), "check", "success", "basic_services"),
    "right_violated": (_("A right to be restored was named"), "alert-triangle", "warning", "rights"),
    "right_restored": (_("A right is restored"), "check", "success", "rights"),
}
STEPS = (
    ("parts", _("Circumstances and country forms"), "list-check"),
    ("rights", _("Rights to be restored"), "scale"),
)
CHAPTER = Chapter(_BRANCHES, WORDS, {"part": "part_revision", "right": "right_follow"}, STEPS)
