"""Asking, withdrawing, overriding. For each purpose and recipient apart (practice section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import CaseFile, Consent
from ..policies.file import work_on_file
from ..policies.registration import CONSENTING, approve_override, count_consent_of
from .sections import add_section, revise

ANSWER = (
    "purpose recipient basis decision child_agrees given_by form explained withheld reasons child_told ask_again_on".split()
)
_CODES = {"purpose": "consent_purposes", "basis": "legal_basis_of_sharing", "form": "consent_forms"}
_UNSAID = {"basis": "consent", "form": "oral"}


@transaction.atomic
def record_consent(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Consent:
    """Record the answer to one purpose. A basis other than consent is an override: it waits for another's approval.

    Raises:
        Refused: not the worker; the person who consents is marked unsafe; it was not explained first.
        InvalidInput: unknown purpose or basis, a person of another file, an override without reasons.
    """
    work_on_file.require(by, file)
    _check(file, values)
    if values.get("basis", "consent") in CONSENTING and values.get("decision") == "given":
        count_consent_of.require(values.get("given_by"), bool(values.get("explained")), file.child)
    consent = add_section(model=Consent, file=file, by=by, values=values)
    audit.record(
        by=by,
        action="consent_recorded",
        subject=f"cases.consent:{consent.pk}",
        about=str(file.child_id),
        details={"purpose": consent.purpose, "basis": consent.basis, "decision": consent.decision},
    )
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Actor) -> Consent:
    """Note that a consent was taken back; it allows nothing from now on. A step of the action above, which also takes back
    what was shared on it (P10).

    Raises:
        Refused: the actor does not work on this file.
    """
    work_on_file.require(by, consent.file)
    withdrawn = revise(section=consent, by=by, base_version=consent.version, values={"withdrawn_at": now()})
    audit.record(by=by, action="consent_withdrawn", subject=f"cases.consent:{consent.pk}", about=str(consent.file.child_id))
    return withdrawn


@transaction.atomic
def approve_consent_override(*, consent: Consent, by: Actor) -> Consent:
    """Approve acting without consent.

    Raises:
        Refused: not a supervisor of the office, the author themselves, or nothing to approve.
    """
    approve_override.require(by, consent)
    approved = revise(
        section=consent,
        by=by,
        base_version=consent.version,
        values={"approved_at": now(), "approved_by_id": by.id},
    )
    audit.record(
        by=by,
        action="override_approved",
        subject=f"cases.consent:{consent.pk}",
        about=str(consent.file.child_id),
        details={"purpose": consent.purpose, "ground": consent.basis},
    )
    return approved


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in ANSWER}
    for name, list_id in _CODES.items():
        if not vocabulary.is_code(list_id, str(values.get(name, _UNSAID.get(name, "")))):
            problems[name] = _("This is not one of the known answers. Choose one from the list.")
    if not vocabulary.is_code("consent_answers", str(values.get("decision", ""))):
        problems["decision"] = _("Say whether it was given or refused.")
    person = values.get("given_by")
    if person is not None and person.file_id != file.pk:
        problems["given_by"] = _("This person does not belong to this file.")
    overrides = values.get("basis", "consent") not in CONSENTING
    if overrides and not str(values.get("reasons", "")).strip():
        problems["reasons"] = _("Acting without consent needs reasons in words.")
    if problems:
        raise InvalidInput(problems)
