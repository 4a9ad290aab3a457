"""Installing the forms that a bundle brings: each as a version of its own, none changed that is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.carrying import Kind, Rows
from tutela.kernel.errors import InvalidInput

from ..models import Form
from ..policies.parts import keep_forms
from ..queries import carried


@transaction.atomic
def install_carried(*, rows: Rows, by: Actor, bundle: Mapping[str, Rows]) -> None:
    """Install sheets as new versions, told all that their bundle brings.

    Raises:
        Refused: the actor does not keep forms.
        InvalidInput: a form is not sound; nothing is installed.
    """
    keep_forms.require(by)
    for key, sheets in rows.items():
        found = carried.compiled(sheets, bundle)
        if found.faults:
            raise InvalidInput({key: [str(fault) for fault in found.faults]})
        written = json.dumps(sheets, sort_keys=True, ensure_ascii=False)
        form = Form.objects.create(
            code=key,
            version=found.declared["version"],
            declared=found.declared,
            digest=hashlib.sha256(written.encode()).hexdigest(),
            file_name=f"{key}.json",
            installed_by_id=by.id,
        )
        audit.record(
            by=by,
            action="form_installed",
            subject=f"circumstances.form:{form.pk}",
            details={"code": form.code, "version": form.version, "digest": form.digest},
        )


def _put(rows: Rows, by: Actor, bundle: Mapping[str, Rows]) -> None:
    install_carried(rows=rows, by=by, bundle=bundle)


CARRIED = (
    Kind(
        "forms",
        _("Forms of the country"),
        carried.forms_here,
        carried.form_faults,
        _put,
        apart=True,
        tidy=carried.tidy,
    ),
)
"""What of circumstances is carried to another server: the country's own forms."""
