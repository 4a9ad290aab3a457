"""What rules kept above say of a file: what may go to which body (P13), what waits for a determination (P17), what keeps it open."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from tutela.directory.api import Office, Organisation
from tutela.kernel.rules import Reason, Rule

from ..enums.registration import RegistrationReason
from ..models import CaseFile, PersonAround


def unsafe_people(file: CaseFile) -> QuerySet[PersonAround]:
    """The persons marked unsafe for this child."""
    return PersonAround.objects.filter(file=file, unsafe=True)


@Rule
def share_with_body(file: CaseFile, body: Office | Organisation) -> Reason | None:
    """Nothing goes to an office where somebody works who is marked unsafe for this child (R39, P11); of the body it belongs to, asks
    the rule that the settings name (``TUTELA_EXPOSED``)."""
    if isinstance(body, Office):
        if unsafe_people(file).filter(office=body).exists():
            return RegistrationReason.UNSAFE_OFFICE
        body = body.organisation
    return import_string(settings.TUTELA_EXPOSED).why_not(file, body)  # type: ignore[no-any-return]


@Rule
def weigh_steps(file: CaseFile, steps: Iterable[str]) -> Reason | None:
    """Asks the rule that the settings name (``TUTELA_WEIGHED``, P17); ``steps`` are services or ends of a stay, by code."""
    return import_string(settings.TUTELA_WEIGHED).why_not(file, steps)  # type: ignore[no-any-return]


@Rule
def end_file(file: CaseFile, closing_reason: str) -> Reason | None:
    """Asks the rules that the settings name (``TUTELA_KEPT_OPEN``): visits after a return (R56), turning 18 (P38). The first answers."""
    asked = (import_string(rule).why_not(file, closing_reason) for rule in settings.TUTELA_KEPT_OPEN)
    return next((reason for reason in asked if reason is not None), None)
