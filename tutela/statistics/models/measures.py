"""What the explorer shows first: registered measures of the response, each with its method sheet (R12, R32). Counts come second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .dictionary import Text

LEAST_OF = 50
"""A share is said only of so many children: of fewer, what protects the counts would move it by more than it says."""


@dataclass(frozen=True)
class Measure:
    """A share: children with one of the answers ``parts`` of the breakdown ``subject``, of all children in the table.

    ``limits``: what it does not say. Whoever was not asked is among all children, so silence never makes a share better.
    """

    code: str
    label: Text
    subject: str
    parts: tuple[str, ...]
    numerator: Text
    limits: Text


DENOMINATOR = _("All children of the year, those included of whom the answer is not known.")
MEASURES: dict[str, Measure] = {
    one.code: one
    for one in (
        Measure(
            "safe",
            _("Children who were safe at the last review"),
            "response_outcome",
            ("safe",),
            _("Children whose last review judged them safe."),
            _("A worker’s judgement at a review. Children whose file has had no review yet are not counted as safe."),
        ),
        Measure(
            "contact",
            _("Children seen within two days of the report"),
            "first_contact",
            ("0", "1-2"),
            _("Children whose first contact is recorded on the day of the report or within two days of it."),
            _("A contact that nobody wrote down counts as none. It says nothing of what the contact achieved."),
        ),
        Measure(
            "heard",
            _("Children who were heard, freely each time"),
            "heard",
            ("yes",),
            _("Children whose views are recorded and who could speak freely each time."),
            _("Whether the views were given weight is judged in the file, not counted here."),
        ),
        Measure(
            "plan",
            _("Children with an approved plan"),
            "plan_approved",
            ("yes",),
            _("Children with a plan that a supervisor approved."),
            _("A plan is a promise. Whether it is kept is seen in the tracks that were reached."),
        ),
        Measure(
            "served",
            _("Children for whom no planned service was missing"),
            "unmet_need",
            ("NONE",),
            _("Children with no planned service that could not be had."),
            _(
                "A child without a plan has no planned service, so none was found missing: read it beside the approved plans."
            ),
        ),
        Measure(
            "registered_birth",
            _("Children whose birth is registered"),
            "birth_registration",
            ("registered",),
            _("Children whose birth is recorded as registered; in progress does not count."),
            _("As recorded with the child or the family, not looked up in the civil register."),
        ),
    )
}
