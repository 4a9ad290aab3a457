"""What every page of the public site shows: the numbers, the ways out, the links in the page's language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..models import ServicePoint
from ..queries.help_numbers import EXIT, help_numbers
from . import cost, hours, labels

LINKS = {
    "home_url": "public_start",
    "report_url": "public_report",
    "receipt_url": "public_receipt",
    "services_url": "public_services",
    "signs_url": "public_signs",
    "rights_url": "public_rights",
    "how_url": "public_how",
    "online_url": "public_online",
    "handover_url": "public_handover",
}
"""Name in a template to the address of the public site."""


def public_site(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the public site; its errors wear its own dress and show the numbers, too."""
    del request
    leave, query = reverse("public_leave"), f"?lang={get_language()}"
    links = {name: reverse(address) + query for name, address in LINKS.items()}
    shown = {"help_numbers": help_numbers(), "exit_url": EXIT, "leave_url": leave, "end_url": leave}
    return links | shown | {"error_base": "ui/public_error.html"}


def area_lines(points: list[ServicePoint]) -> list[dict[str, Any]]:
    """Services for the public; of a confidential place neither name nor address."""
    return [
        {
            "name": _("Safe place (the address is protected)") if point.confidential else point.name,
            "offers": labels("services", point.services),
            "hours": hours(point),
            "cost": cost(point),
            "phone": point.phone,
            "address": "" if point.confidential else point.public_address,
        }
        for point in points
    ]
