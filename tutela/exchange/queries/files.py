"""What a file that was brought in says of its origin: the entry in its story, and whether anybody has worked on it since."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, Chapter, timeline

_IMPORTED = "SELECT created_at, 'imported', id, created_by_id, '' FROM exchange_provenance WHERE file_id = %(file)s"
CHAPTER = Chapter(
    (_IMPORTED,),
    {"imported": (_("Brought in from an existing record"), "upload", "info", "")},
    {"imported": "file_provenance"},
)


@cache
def _chapters() -> tuple[Chapter, ...]:
    return tuple(import_string(name) for name in settings.FILE_CHAPTERS)


def happened(file: CaseFile) -> set[str]:
    """The kinds of everything that stands in the file's story, whichever context wrote it."""
    return {one.kind for one in timeline(file, _chapters())}
