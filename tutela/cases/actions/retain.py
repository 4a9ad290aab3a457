"""Keeping no longer in sight than needed: a closed file is sealed (P40). The schedule above says when."""

from __future__ import annotations

from django.db import transaction

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..models import CaseFile
from ..policies.access import seal_file as may_seal
from .file_state import touch_file


@transaction.atomic
def seal_file(*, file: CaseFile, by: Actor) -> CaseFile:
    """Take a closed file, and what was merged into it, out of daily sight: from now on it opens by emergency access, with a reason and a review.

    Raises:
        Refused: not the process that keeps the schedule, or the file is open or sealed already.
    """
    may_seal.require(by, file)
    touch_file(file=file, by=by, sealed_at=now())
    for one in (file, *file.absorbed.filter(sealed_at=None)):
        CaseFile.objects.filter(pk=one.pk).update(sealed_at=file.sealed_at)
        audit.record(by=by, action="file_sealed", subject=f"cases.file:{one.pk}", about=str(one.child_id))
    return file
