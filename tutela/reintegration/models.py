"""Returns of a child and the visits after them (R56)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.care.models import PlanAction
from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView, PersonAround, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField
from tutela.placements.models import Placement


class Return(Section):
    """A child goes to live somewhere: home, with another family, alone. ``prepared`` holds words by :class:`.enums.Domain`.
    ``schedule`` names the country's schedule that the visits follow, kept when the child goes. ``pages`` counts what was
    written beside it, so that each visit raises the version."""

    target = models.CharField(max_length=20)
    person = models.ForeignKey(PersonAround, null=True, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    went_on = models.DateField(null=True)
    stay = models.ForeignKey(Placement, null=True, on_delete=models.PROTECT, related_name="+")
    plan_action = models.ForeignKey(PlanAction, null=True, on_delete=models.PROTECT, related_name="+")
    prepared = EncryptedJSONField(default=dict, blank=True)
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default="prepared")
    schedule = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True)
    end_words = EncryptedTextField(max_length=2000, blank=True)
    waiver_asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    waiver_because = EncryptedTextField(max_length=2000, blank=True)
    waived_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    waived_on = models.DateField(null=True)
    waiver_answer = EncryptedTextField(max_length=2000, blank=True)
    pages = models.PositiveIntegerField(default=0)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} plan_action schedule waiver_asked_by waived_by waived_on pages",
        S2="target person planned_on went_on stay view state ended_on prepared waiver_because waiver_answer",
        S3="end_words",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="prepared", went_on=None, ended_on=None)
                | models.Q(state="under_way", went_on__isnull=False, ended_on=None)
                | models.Q(
                    state="completed",
                    went_on__isnull=False,
                    ended_on__isnull=False,
                    ended_on__gte=models.F("went_on"),
                )
                | models.Q(state="broken_off", ended_on__isnull=False),
                name="return_days_fit_its_state",
            ),
            models.CheckConstraint(
                condition=models.Q(waived_by=None, waived_on=None)
                | (
                    models.Q(waived_by__isnull=False, waived_on__isnull=False, waiver_asked_by__isnull=False)
                    & ~models.Q(waived_by=models.F("waiver_asked_by"))
                ),
                name="return_waived_by_another",
            ),
        ]


class ReturnVisit(Section):
    """A visit after a return: due on a day of the schedule, or made beside it (``due_on`` is empty). ``domains`` maps
    :class:`.enums.Domain` to :class:`.enums.Goes`; ``seen`` holds codes of :class:`.enums.Seen`."""

    homecoming = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="visits")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=20, default="due")
    visited_on = models.DateField(null=True)
    seen = models.JSONField(default=list, blank=True)
    alone = models.CharField(max_length=10, blank=True)
    alone_because = EncryptedTextField(max_length=1000, blank=True)
    domains = models.JSONField(default=dict, blank=True)
    harm = models.CharField(max_length=20, blank=True)
    harm_words = EncryptedTextField(max_length=2000, blank=True)
    child_said = EncryptedTextField(max_length=2000, blank=True)
    next_step = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} homecoming due_on state visited_on",
        S2="seen alone alone_because domains harm next_step",
        S3="harm_words child_said",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["due_on", "visited_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(state="recorded", visited_on__isnull=False) & ~models.Q(harm=""))
                | models.Q(state__in=("due", "waived"), visited_on=None, due_on__isnull=False),
                name="return_visit_fits_its_state",
            )
        ]
        indexes = [models.Index(fields=["homecoming", "state"], name="return_visit_open")]
