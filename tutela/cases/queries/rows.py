"""What a row of a list shows and nothing else: what is not read need not be sent, nor opened."""

from __future__ import annotations

from django.db.models import F, QuerySet

from ..models import CaseFile

OF_FILE = ("number", "state", "risk_level", "opened_at", "updated_at", "child")
OF_CHILD = ("key_id", "given_names", "family_names", "born_earliest", "born_latest")


def of_file(found: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """The file and who is responsible (``worker_name``); the child is given by the caller."""
    return found.annotate(worker_name=F("worker__full_name")).only(*OF_FILE)


def with_child(found: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """The same, with what the child is called and how old it is."""
    return of_file(found).select_related("child").only(*OF_FILE, *(f"child__{name}" for name in OF_CHILD))
