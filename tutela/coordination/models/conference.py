"""A conference about one file, who takes part, its papers, its decisions. Each table says whom it opens to (R73, R74, P12)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, ChildView, Consent, Section
from tutela.directory.models import Organisation
from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import Rows, Shield, actor_is, all_of, any_of, holds, through
from tutela.kernel.ids import new_file_number
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField

from ..states import State, TaskState

_OF_THE_FILE = through("file_id", "cases_casefile")
_SIGNED_IN_FOR_WORK = any_of(holds("file_work"), holds("file_view"), holds("referral_answer"))
"""Somebody whose undertaking is current (P44): without one no permission is held."""


class Conference(Section):
    """The meeting. A participant sees number, day and end of access of it (``coordination_invited``); its record is another table.
    ``consent``: the basis on which people outside the office read."""

    number = models.CharField(max_length=9, unique=True, default=new_file_number)
    meets_on = models.DateField()
    state = models.CharField(max_length=10, default=State.DRAFT)
    access_until = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    view = models.ForeignKey(ChildView, null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(default=0)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} number meets_on state access_until recalled_at pages",
        S2="consent view",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(_OF_THE_FILE, "id = ANY ((SELECT coordination_invited(false))::uuid[])"),
            insert=_OF_THE_FILE,
            update=_OF_THE_FILE,
        )
    )

    class Meta(Section.Meta):
        ordering = ["-meets_on"]


class ConferenceRecord(Section):
    """What the conference made of the child's views, and dissent; whoever sees the file reads it, and no participant by the seat."""

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="record")
    not_presented_because = EncryptedTextField(max_length=1000, blank=True)
    presented = EncryptedTextField(max_length=1000, blank=True)
    weight = EncryptedTextField(max_length=2000, blank=True)
    feedback = EncryptedTextField(max_length=2000, blank=True)
    dissent = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file", S1=f"{COMMON} conference", S2="presented weight feedback", S3="not_presented_because dissent"
    )
    shield = WITH_THE_FILE


class Participant(Section):
    """Somebody invited: a ``user`` who signs in here, or a person of a partner service by name. ``accepted_at``: the undertaking for
    this conference; ``paper_on``: signed on paper by somebody who does not sign in."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(max_length=200)
    body = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(null=True)
    paper_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="case_file", S1=f"{COMMON} conference user accepted_at paper_on ended_at", S2="name body sector"
    )
    _own = all_of(actor_is("user_id"), _SIGNED_IN_FOR_WORK)
    shield = Shield(staff=Rows(read=any_of(_OF_THE_FILE, _own), insert=_OF_THE_FILE, update=any_of(_OF_THE_FILE, _own)))

    class Meta(Section.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"],
                condition=models.Q(ended_at=None, user__isnull=False),
                name="conference_one_seat_each",
            )
        ]


class ConferencePapers(Section):
    """What participants read: a minimum data set chosen for this conference, under a data key of its own (``key_id`` equals ``id``).
    Row security opens it to the file's people and to participants whose undertaking stands (``coordination_invited(true)``)."""

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="papers")
    purpose = EncryptedTextField(max_length=1000)
    agenda = EncryptedTextField(max_length=4000)
    place = EncryptedTextField(max_length=300, blank=True)
    parts = models.JSONField(default=list)
    shared = EncryptedJSONField(default=dict)

    data = DataClasses(retention="case_file", S1=f"{COMMON} conference parts", S2="purpose place", S3="agenda shared")
    shield = Shield(
        staff=Rows(
            read=any_of(_OF_THE_FILE, "conference_id = ANY ((SELECT coordination_invited(true))::uuid[])"),
            insert=_OF_THE_FILE,
            update=_OF_THE_FILE,
        )
    )


class ConferenceDecision(Section):
    """One decision and the task it became: owner and day. Under a data key of its own; an owner from elsewhere sees the row while it
    is open, and a day longer."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="decisions")
    what = EncryptedTextField(max_length=2000)
    owner = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="+")
    owner_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    owner_name = EncryptedTextField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    done_on = models.DateField(null=True)
    result = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} conference owner owner_user due_on state done_on",
        S2="owner_name",
        S3="what result",
    )
    _owned = all_of(
        actor_is("owner_user_id"), _SIGNED_IN_FOR_WORK, "(state = 'open' OR updated_at > now() - interval '1 day')"
    )
    shield = Shield(staff=Rows(read=any_of(_OF_THE_FILE, _owned), insert=_OF_THE_FILE, update=any_of(_OF_THE_FILE, _owned)))

    class Meta(Section.Meta):
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", done_on=None)
                | models.Q(state__in=("done", "not_done"), done_on__isnull=False),
                name="conference_task_ended_on_a_day",
            )
        ]
