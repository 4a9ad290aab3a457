"""Coordination bodies and their decisions, training, workforce, practices that worked."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User
from tutela.directory.api import Organisation, Territory
from tutela.kernel.classification import DataClasses
from tutela.registers.api import BASE, Codes, Entry, Register

GROUP = _("Coordination and people")
YEAR = [MinValueValidator(1990), MaxValueValidator(2100)]
PERCENT = [MaxValueValidator(100)]


class Body(Entry):
    """A coordination body between or within sectors; ``sectors`` are those that belong to it."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Territory"))
    sectors = Codes(_("Sectors that belong to it"), blank=False)
    chair = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Chaired by"))

    data = DataClasses(retention="reference", S0="code name territory sectors chair", S1=BASE)
    register = Register(
        "bodies", _("Coordination bodies"), P.PLAN_KEEP, ("code",), ("code", "name", "territory", "chair"), GROUP
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Meeting(Entry):
    """A meeting and the sectors that came."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("Body"))
    held_on = models.DateField(_("Held on"))
    present = Codes(_("Sectors that came"))
    minutes = models.CharField(_("Where the minutes are"), max_length=200, blank=True)

    data = DataClasses(retention="reference", S0="body held_on present minutes", S1=BASE)
    register = Register("meetings", _("Meetings"), P.PLAN_KEEP, ("body", "held_on"), ("body", "held_on", "present"), GROUP)

    class Meta:
        ordering = ["body__code", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"],
                name="planning_meeting_once",
                violation_error_message=_("A meeting of this body on this day is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.held_on}"


class Decision(Entry):
    """What a body decided, who does it, by when, and whether it was done."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("Body"))
    decided_on = models.DateField(_("Decided on"))
    text = models.TextField(_("Decision"))
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who does it"))
    due_on = models.DateField(_("Due on"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)

    ordered = (("decided_on", "due_on"), ("decided_on", "done_on"))
    data = DataClasses(retention="reference", S0="code body decided_on text owner due_on done_on", S1=BASE)
    register = Register(
        "decisions",
        _("Decisions"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "body", "text", "owner", "due_on", "done_on"),
        GROUP,
        fixed=("due_on",),
    )

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return self.code


class Training(Entry):
    """A training of professionals: how many came, how long it is good for, a test before and after; who has an account here
    stands in :class:`Trainee`."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    topic = models.CharField(_("Topic"), max_length=200)
    skill = models.CharField(_("What it prepares for"), max_length=40, blank=True)
    profession = models.CharField(_("Profession"), max_length=40)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Territory"))
    held_on = models.DateField(_("Held on"))
    valid_months = models.PositiveSmallIntegerField(_("Good for how many months"), validators=[MinValueValidator(1)])
    participants = models.PositiveIntegerField(_("People trained"))
    before = models.PositiveSmallIntegerField(_("Test before, per cent"), null=True, blank=True, validators=PERCENT)
    after = models.PositiveSmallIntegerField(_("Test after, per cent"), null=True, blank=True, validators=PERCENT)

    data = DataClasses(
        retention="reference",
        S0="code topic skill profession territory held_on valid_months participants before after",
        S1=BASE,
    )
    register = Register(
        "trainings",
        _("Training"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "topic", "skill", "profession", "territory", "held_on", "valid_months", "participants", "before", "after"),
        GROUP,
        lists={"profession": "professions", "skill": "trained_skills"},
    )

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return self.topic


class Trainee(Entry):
    """Somebody with an account here who took part in a training and passed: asked when a file is assigned (R112)."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="trainees", verbose_name=_("Training"))
    account = models.CharField(_("User name"), max_length=60)

    data = DataClasses(retention="account", S0="training", S1="account" + BASE)
    register = Register(
        "trainees",
        _("People trained"),
        P.PLAN_KEEP,
        ("training", "account"),
        ("training", "account"),
        GROUP,
        hint=_(
            "Who took part and passed. Supervisors see at assignment whether a worker's training is valid, not which it was."
        ),
    )

    class Meta:
        ordering = ["training__code", "account"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "account"],
                name="planning_trainee_once",
                violation_error_message=_("This person stands at this training already."),
            )
        ]

    def __str__(self) -> str:
        return self.account

    def clean(self) -> None:
        """A user name that exists."""
        super().clean()
        if self.account and not User.objects.filter(username=self.account, is_system=False).exists():
            raise ValidationError({"account": _("There is no account with this user name.")})


class Workforce(Entry):
    """Posts and people of a profession in a territory and year, and the institution's own marks of its capacity.

    ``open_files``: children with an open file on ``counted_on``, taken from a protected table of statistics and never typed.
    """

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Territory"))
    year = models.PositiveSmallIntegerField(_("Year"), validators=YEAR)
    profession = models.CharField(_("Profession"), max_length=40)
    posts = models.PositiveIntegerField(_("Posts"))
    filled = models.PositiveIntegerField(_("Posts filled"))
    qualified = models.PositiveIntegerField(_("With the qualification"))
    supervisors = models.PositiveIntegerField(_("Supervisors"), default=0)
    left = models.PositiveIntegerField(_("Left in the year"), default=0)
    holds_files = models.BooleanField(_("These people hold children's files"), default=False)
    open_files = models.PositiveIntegerField(_("Open files"), null=True, editable=False)
    counted_on = models.DateField(_("Counted on"), null=True, editable=False)
    capacity = models.PositiveSmallIntegerField(
        _("Own mark of capacity, 1 to 5"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    data = DataClasses(
        retention="reference",
        S0="territory year profession posts filled qualified supervisors left holds_files open_files counted_on capacity",
        S1=BASE,
    )
    register = Register(
        "workforce",
        _("Workforce"),
        P.PLAN_KEEP,
        ("territory", "year", "profession"),
        ("territory", "year", "profession", "posts", "filled", "qualified", "supervisors", "left", "open_files", "capacity"),
        GROUP,
        lists={"profession": "professions"},
    )

    class Meta:
        ordering = ["-year", "territory__path", "profession"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "year", "profession"],
                name="planning_workforce_once",
                violation_error_message=_("This territory, year and profession is there already."),
            ),
            models.CheckConstraint(
                condition=models.Q(filled__lte=models.F("posts"), qualified__lte=models.F("filled")),
                name="planning_workforce_adds_up",
                violation_error_message=_(
                    "There cannot be more filled posts than posts, nor more qualified people than people."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.year} {self.profession}"


class Practice(Entry):
    """A practice worth sharing, with the evidence of its effect and whom to ask (R131)."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    title = models.CharField(_("Title"), max_length=200)
    summary = models.TextField(_("What was done"))
    evidence = models.CharField(
        _("Evidence of effect"),
        max_length=20,
        choices=[
            ("described", _("Described only")),
            ("measured", _("Measured before and after")),
            ("compared", _("Compared with a group without it")),
            ("reviewed", _("Independently reviewed")),
        ],
    )
    contact = models.CharField(_("Whom to ask (an office)"), max_length=200)
    themes = Codes(_("Themes"))
    source = models.CharField(_("Source"), max_length=200)

    data = DataClasses(retention="reference", S0="code title summary evidence contact themes source", S1=BASE)
    register = Register(
        "practices",
        _("Library of practices"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "title", "evidence", "contact"),
        GROUP,
        lists={"themes": "themes"},
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title
