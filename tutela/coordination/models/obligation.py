"""What a named body owes a child, by which right and rule, until when, and what the body answers (R72)."""

from __future__ import annotations

from django.db import models

from tutela.cases.models import COMMON, Section
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import Rows, Shield, all_of, any_of, offices, through
from tutela.kernel.ids import new_file_number
from tutela.kernel.vault import EncryptedTextField

from ..states import Owing

_OF_THE_FILE = through("file_id", "cases_casefile")
_BY_THE_BODY = all_of(offices("office_id", "referral_answer"), "state <> 'withdrawn'")


class Obligation(Section):
    """One thing owed (list ``duties``) under one right (list ``rights``). ``office``: the unit of the body that owes it, which sees
    this row and nothing else of the file: a reference, what is asked without a name, the rule and the day. Its words are sealed with
    a data key of their own. ``holder``: the office that keeps the file, told when the body refuses (R60)."""

    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    duty = models.CharField(max_length=40)
    right = models.CharField(max_length=10)
    law = models.CharField(max_length=200)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    asked = EncryptedTextField(max_length=1000)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=Owing.OPEN)
    promised_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = EncryptedTextField(max_length=1000, blank=True)
    refusal_stated = models.CharField(max_length=40, blank=True)
    closing_words = EncryptedTextField(max_length=1000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} number law office holder due_on state promised_on met_on answered_on",
        S2="duty right asked answer refusal_stated closing_words",
    )
    shield = Shield(
        staff=Rows(read=any_of(_OF_THE_FILE, _BY_THE_BODY), insert=_OF_THE_FILE, update=any_of(_OF_THE_FILE, _BY_THE_BODY))
    )

    class Meta(Section.Meta):
        ordering = ["due_on"]
        indexes = [models.Index(fields=["office", "state"], name="obligation_of_a_body")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="met", met_on__isnull=False) | ~models.Q(state="met"),
                name="obligation_met_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal_stated=""), name="obligation_refused_on_a_ground"
            ),
        ]
