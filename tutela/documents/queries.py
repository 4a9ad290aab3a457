"""Papers of a file, without what they hold; the content of one; the chapter in a file's story."""

from __future__ import annotations

import base64

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from tutela.cases.api import CaseFile, Chapter

from .models import Document, DocumentContent

RELATED = ("created_by", "declared_by", "purged_by", "replaces", "replacement__created_by")


def documents(file: CaseFile) -> QuerySet[Document]:
    """Newest first. What they hold is not loaded."""
    return Document.objects.filter(file=file).select_related(*RELATED)


def content_of(one: Document) -> bytes:
    """What a paper holds, byte for byte."""
    return base64.b64decode(DocumentContent.objects.get(document=one).body)


_BRANCHES = (
    "SELECT created_at, CASE WHEN replaces_id IS NOT NULL THEN 'document_corrected' WHEN state IN ('seen', 'replaced') THEN 'document_seen' "
    "ELSE 'document_attached' END, id, created_by_id, '' "
    "FROM documents_document WHERE file_id = %(file)s",
    "SELECT purged_at, 'document_purged', id, purged_by_id, '' FROM documents_document "
    "WHERE file_id = %(file)s AND purged_at IS NOT NULL",
)
WORDS = {
    "document_seen": (gettext_lazy("A paper was seen"), "file-text", "neutral", ""),
    "document_corrected": (gettext_lazy("What was written of a paper was corrected"), "edit", "neutral", ""),
    "document_attached": (gettext_lazy("A paper was attached"), "upload", "neutral", ""),
    "document_purged": (gettext_lazy("The content of a paper was destroyed"), "x", "warning", ""),
}
STEPS = (("documents", gettext_lazy("Papers"), "file-text"),)
CHAPTER = Chapter(_BRANCHES, WORDS, {"document": "document"}, STEPS)
