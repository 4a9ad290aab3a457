"""A country's forms: check a workbook, install it as a version, withdraw it. All or nothing."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput

from ..enums import FormProblem
from ..models import Form
from ..policies.parts import keep_forms
from ..queries.xlsform import LARGEST, Fault, check_form

__all__ = ["LARGEST", "install_form", "withdraw_form"]


@transaction.atomic
def install_form(*, by: Actor, name: str, content: bytes) -> Form:
    """Install a workbook as a new version of the part its ``form_id`` names.

    Raises:
        Refused: the actor does not keep forms.
        InvalidInput: every fault, with its sheet and row; nothing is installed.
    """
    keep_forms.require(by)
    found = check_form(content)
    declared: dict[str, Any] = found.declared
    if not found.faults:
        there = Form.objects.filter(code=declared["code"]).aggregate(most=Max("version"))["most"] or 0
        if declared["version"] <= there:
            found.faults.append(Fault("settings", 2, FormProblem.OLD_VERSION, str(there)))
    if found.faults:
        raise InvalidInput({"workbook": [str(fault) for fault in found.faults]})
    form = Form.objects.create(
        code=declared["code"],
        version=declared["version"],
        declared=declared,
        digest=hashlib.sha256(content).hexdigest(),
        file_name=name[:200],
        installed_by_id=by.id,
    )
    _record(form, by, "form_installed")
    return form


@transaction.atomic
def withdraw_form(*, by: Actor, installed: Form) -> Form:
    """Offer a form no longer: every version of it. What was filled in stays readable.

    Raises:
        Refused: the actor does not keep forms.
    """
    keep_forms.require(by)
    Form.objects.filter(code=installed.code, withdrawn_at=None).update(withdrawn_at=now())
    _record(installed, by, "form_withdrawn")
    return installed


def _record(form: Form, by: Actor, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"circumstances.form:{form.pk}",
        details={"code": form.code, "version": form.version, "digest": form.digest},
    )
