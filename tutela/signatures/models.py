"""A signature, with the text as it stood; and what ended it. Neither row is ever changed."""

from __future__ import annotations

from django.db import models

from tutela.care.api import Plan, SafetyPlan
from tutela.cases.models import COMMON, Consent, PersonAround, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import OWN_TABLE, Rows, Shield, all_of, any_of, through
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField

_FILE = through("file_id", "cases_casefile")
_SAFE = any_of(
    "person_id IS NULL",
    "coalesce((SELECT NOT around.unsafe FROM cases_personaround AS around "
    f"WHERE around.id = {OWN_TABLE}.person_id AND around.file_id = {OWN_TABLE}.file_id), false)",
)
"""Nobody who is marked unsafe signs for the child (P11), whoever writes the row."""


def _about(subject: str) -> models.Q:
    """The row names what it is about, and nothing else."""
    every = ("plan", "safety_plan", "consent")
    return models.Q(subject=subject, **{f"{name}__isnull": name != subject for name in every})


class Signature(Section):
    """Who put a name under which text, how, and who saw it; or who was asked and did not want to.

    ``text``: the lines as they were read, ``label`` and ``value``, in ``text_language``; ``language``: in which it was explained.
    ``kept_at``: where the paper lies. ``witness``: who heard or saw it.
    """

    subject = models.CharField(max_length=20)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    safety_plan = models.ForeignKey(SafetyPlan, null=True, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    signer = models.CharField(max_length=10)
    person = models.ForeignKey(PersonAround, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10)
    way = models.CharField(max_length=10, blank=True)
    name = EncryptedTextField(max_length=200, blank=True)
    witness = EncryptedTextField(max_length=200, blank=True)
    kept_at = EncryptedTextField(max_length=200, blank=True)
    explained = models.BooleanField(default=False)
    language = EncryptedTextField(max_length=100, blank=True)
    interpreter = EncryptedTextField(max_length=200, blank=True)
    signed_on = models.DateField()
    because = EncryptedTextField(max_length=1000, blank=True)
    text = EncryptedJSONField(default=list)
    text_language = models.CharField(max_length=10)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} subject plan safety_plan consent text_language",
        S2="signer person answer way name witness kept_at explained language interpreter signed_on because",
        S3="text",
    )
    shield = Shield(staff=Rows(read=_FILE, insert=all_of(_FILE, _SAFE)))

    class Meta(Section.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=_about("plan") | _about("safety_plan") | _about("consent"), name="signature_under_one_text"
            ),
            models.CheckConstraint(
                condition=models.Q(signer="person", person__isnull=False)
                | models.Q(signer__in=("child", "worker"), person__isnull=True),
                name="signature_of_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(subject="safety_plan", signer="person"), name="signature_safety_plan_is_the_childs"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="declined", way="")
                | models.Q(answer="signed", explained=True, way__in=("written", "aloud", "paper", "mark")),
                name="signature_explained_first",
            ),
        ]


class SignatureEnd(Section):
    """A signature was taken back by whoever gave it, or struck out because it was recorded by mistake (``how``)."""

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="ended")
    how = models.CharField(max_length=10)
    ended_on = models.DateField()
    because = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(retention="case_file", S1=f"{COMMON} signature ended_on", S2="how because")
    shield = Shield(staff=Rows(read=_FILE, insert=_FILE))

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(how__in=("withdrawn", "struck")), name="signature_ended_somehow")
        ]
