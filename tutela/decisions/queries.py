"""Determinations of a file; who may sit on a panel; the chapter in a file's story."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.accounts import api as accounts
from tutela.accounts.api import User
from tutela.cases.api import CaseFile, Chapter

from .models import Determination

RELATED = ("view", "chosen", "decided_by")


def determinations(file: CaseFile) -> QuerySet[Determination]:
    """Newest first."""
    return Determination.objects.filter(file=file).select_related(*RELATED).order_by("-created_at", "-id")


def may_sit(file: CaseFile) -> QuerySet[User]:
    """People of the office who see the file: those who may approve there, and legal officers."""
    found = [*accounts.users_with("file_approve", file.office_id), *accounts.users_in_role("legal_officer", file.office_id)]
    return User.objects.filter(pk__in={person.pk for person in found}).order_by("full_name")


_MADE = (
    "SELECT created_at, 'determination_made', id, created_by_id, '' FROM decisions_determination WHERE file_id = %(file)s"
)
_DECIDED = (
    "SELECT updated_at, 'determination_decided', id, decided_by_id, '' FROM decisions_determination "
    "WHERE file_id = %(file)s AND decided_by_id IS NOT NULL"
)
WORDS = {
    "determination_made": (_("Best-interests determination begun"), "scale", "info", ""),
    "determination_decided": (_("Best interests determined"), "scale", "success", ""),
}
CHAPTER = Chapter((_MADE, _DECIDED), WORDS, {}, (("decisions", _("Best interests"), "scale"),))
