"""Offices of bodies that are not in the directory yet."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import new_file_number

from .. import policies
from ..models import Office, Organisation, Territory


@transaction.atomic
def open_office(*, name: str, owner: str, kind: str, territory: Territory, by: Actor) -> Office:
    """Make an office, and its organisation when no organisation of that name is known.

    Raises:
        Refused: neither an inspector nor an administrator of the directory.
        InvalidInput: a name is missing.
    """
    policies.open_office.require(by)
    if not name.strip() or not owner.strip():
        raise InvalidInput(
            {"name" if not name.strip() else "owner": _("Give the name. If it is not known, describe the place.")}
        )
    organisation = Organisation.objects.filter(name__iexact=owner.strip()).first() or Organisation.objects.create(
        code=new_file_number(), name=owner.strip(), sector="social", kind=kind
    )
    office = Office.objects.create(code=new_file_number(), name=name.strip(), organisation=organisation, territory=territory)
    audit.record(by=by, action="office_opened", subject=f"directory.office:{office.pk}")
    return office
