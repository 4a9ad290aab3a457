"""What rules kept above say of a file: what may go to which body (P13), what waits for a determination (P17), what keeps it open."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from tutela.directory.api import Organisation
from tutela.kernel.rules import Reason, Rule

from ..models import CaseFile


@Rule
def share_with_body(file: CaseFile, body: Organisation) -> Reason | None:
    """Asks the rule that the settings name (``TUTELA_EXPOSED``)."""
    return import_string(settings.TUTELA_EXPOSED).why_not(file, body)  # type: ignore[no-any-return]


@Rule
def weigh_steps(file: CaseFile, steps: Iterable[str]) -> Reason | None:
    """Asks the rule that the settings name (``TUTELA_WEIGHED``, P17); ``steps`` are services or ends of a stay, by code."""
    return import_string(settings.TUTELA_WEIGHED).why_not(file, steps)  # type: ignore[no-any-return]


@Rule
def end_file(file: CaseFile, closing_reason: str) -> Reason | None:
    """Asks the rule that the settings name (``TUTELA_RETURNS``, R56): after a return, a file ends once the visits are made."""
    return import_string(settings.TUTELA_RETURNS).why_not(file, closing_reason)  # type: ignore[no-any-return]
