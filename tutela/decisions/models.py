"""Best-interests determinations: what is decided, between which options, by which panel, why (R136)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField


class Determination(Section):
    """One decision of weight. ``carries_out``: the option that was chosen does what was proposed; only then, and until
    ``review_on``, is the way free (P17). ``principles`` as in the assessment (R15). ``pages`` counts what was written beside it: options,
    members, positions; so each of them raises the version."""

    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2, blank=True)
    subject = EncryptedTextField(max_length=2000)
    state = models.CharField(max_length=20, default="draft")
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    guardian_view = EncryptedTextField(max_length=2000, blank=True)
    risk_on_return = EncryptedTextField(max_length=4000, blank=True)
    chosen = models.ForeignKey("DecisionOption", null=True, on_delete=models.PROTECT, related_name="+")
    carries_out = models.BooleanField(default=False)
    reasons = EncryptedTextField(max_length=4000, blank=True)
    principles = EncryptedJSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    review_words = EncryptedTextField(max_length=2000, blank=True)
    pages = models.PositiveIntegerField(default=0)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} decided_by review_on pages",
        S2="kind country state view guardian_view chosen carries_out decided_on principles review_words",
        S3="subject risk_on_return reasons",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "panel"), decided_by=None)
                | models.Q(
                    state__in=("decided", "superseded"),
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                    review_on__isnull=False,
                    chosen__isnull=False,
                ),
                name="determination_decided_by_somebody",
            )
        ]


class DecisionOption(Section):
    """One way that is weighed: what speaks for it and against it (``factors``: codes of :class:`.enums.Factor`), how safe
    it is, what the child thinks of it."""

    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="options")
    name = EncryptedTextField(max_length=200)
    does_it = models.BooleanField(default=False)
    factors = models.JSONField(default=list)
    speaks_for = EncryptedTextField(max_length=2000)
    speaks_against = EncryptedTextField(max_length=2000)
    safety = EncryptedTextField(max_length=2000)
    child_thinks = EncryptedTextField(max_length=2000)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} determination",
        S2="does_it factors",
        S3="name speaks_for speaks_against safety child_thinks",
    )
    shield = WITH_THE_FILE


class PanelMember(Section):
    """Somebody on the panel, of one sector (list ``actors``): a user, or a person outside by name."""

    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(max_length=200)
    sector = models.CharField(max_length=20)
    conflict = models.CharField(max_length=10)
    stand = models.CharField(max_length=10, blank=True)
    words = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(retention="case_file", S1=f"{COMMON} determination user", S2="name sector conflict stand", S3="words")
    shield = WITH_THE_FILE
