"""What is asked of somebody who tells, once for all forms: page by page, on one page, at an officer's desk. Every answer may be
left out; each question has words for its reader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office, Territory, places_to_offer
from tutela.ui.forms import CodeCheckboxes, CodeField, CodeRadios, CodeSelect, CodesField, DigitsField, Form
from tutela.vocabulary import api as vocabulary

from ..api import Submission, card_of_word, offices_to_exclude
from ..enums import About, AgeBand, ContactChoice, Danger, DangerSign, ReporterType
from ..questions import FIELDS, Answers, Audience, Step, audience
from .fields import Entry, WordsField, entries

REACHED = (ContactChoice.PHONE, ContactChoice.MESSAGE)
_A = Audience
WORDS: dict[str, dict[Audience, tuple[Any, Any]]] = {
    "age_band": {
        _A.CHILD: (_("How old are you, or the child it is about?"), ""),
        _A.ADULT: (_("How old is the child?"), _("Your guess is good enough.")),
    },
    "signs": {
        _A.YOUNG: (_("Is something bad happening now?"), _("Tick what is true. You can leave it out.")),
        _A.CHILD: (_("Is somebody in danger right now?"), _("Tick everything that is true. You can leave it out.")),
        _A.TEEN: (
            _("Are you or somebody else in danger right now?"),
            _("Tick everything that is true. You can leave it out."),
        ),
        _A.ADULT: (_("Is the child in danger right now?"), _("Tick everything that is true.")),
    },
    "worry": {
        _A.YOUNG: (_("What makes you sad or scared?"), _("Write it in your own words. A few are enough.")),
        _A.CHILD: (
            _("What happened, or what worries you?"),
            _("Use your own words. A few are enough. It is not your fault, and you will get no trouble for telling."),
        ),
        _A.TEEN: (
            _("What is going on?"),
            _("Use your own words, as much or as little as you want. Whatever happened, it is not your fault."),
        ),
        _A.ADULT: (
            _("What worries you?"),
            _("Use your own words. You need not be sure, and you need not prove anything. A few words are enough."),
        ),
    },
    "place": {
        _A.YOUNG: (_("Where are you?"), _("The name of your school, your street or your village.")),
        _A.CHILD: (_("Where is it?"), _("A school, a street, a shop, a chat: whatever helps us to find the right people.")),
        _A.ADULT: (_("Where is it?"), _("A school, a street, a shop, a website: whatever helps us to find the child.")),
    },
    "about": {
        _A.CHILD: (
            _("Is it about somebody who works where you live, or for the police or an office?"),
            _("Then other people read it, who do not work with them."),
        ),
        _A.ADULT: (
            _("Is it about a home or institution, or about somebody of a public office?"),
            _("Then the independent mechanism reads it, outside that office and everybody above it."),
        ),
    },
    "contact": {
        _A.YOUNG: (_("May we write back to you here?"), _("You get a secret number. With it you can read our answer.")),
        _A.CHILD: (
            _("Is it safe for you if we contact you?"),
            _("If you are not sure, choose “Only here”. Then nobody can find out by telephone."),
        ),
        _A.ADULT: (_("Is it safe for you if we contact you?"), _("We use no other way than the one you choose.")),
    },
}
"""Question and hint by reader; what a reader has not is asked as a child's, and then as an adult's."""


def _places() -> list[Entry]:
    return [Entry(place.code, str(place)) for place in places_to_offer()]


def _radios(choices: Any, **hints: Any) -> CodeField:
    return CodeField(codes=entries(choices, **hints), required=False, widget=CodeRadios)


def _line(label: Any, hint: Any, longest: int) -> WordsField:
    return WordsField(
        label=label, help_text=hint, required=False, longest=longest, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class Questions(Form):
    """Every question. Whoever asks takes fields away and chooses the words."""

    reporter_type = CodeField(
        label=_("Who are you?"), codes=entries(ReporterType.choices), required=False, widget=CodeRadios
    )
    profession = CodeField(
        label=_("What is your work?"),
        codes=lambda: vocabulary.options("professions", with_unknown=False),
        required=False,
        widget=CodeSelect,
    )
    age_band = _radios(AgeBand.choices)
    signs = CodesField(
        codes=[Entry(code, label, exclusive=code == DangerSign.NONE) for code, label in DangerSign.choices],
        required=False,
        widget=CodeCheckboxes,
    )
    worry = WordsField(required=False, widget=forms.Textarea(attrs={"rows": "6", "autocomplete": "off"}))
    territory = CodeField(label=_("In which area?"), codes=_places, required=False, widget=CodeSelect)
    place = _line("", "", 500)
    about = _radios(About.choices)
    excluded = CodeField(label=_("An office that should not read it"), codes=(), required=False, widget=CodeSelect)
    contact = _radios(
        ContactChoice.choices,
        never=_("We will never try to reach you."),
        here=_("You come back here and type your code. We never call or write to you."),
        phone=_("We call only at the times you say."),
        message=_("A short message without names, only at the times you say."),
    )
    phone = DigitsField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "dir": "ltr", "class": "width-20"}),
    )
    times = _line(_("When is it safe, and who may pick up?"), "", 300)
    name = _line(_("A name we can use"), _("It need not be your real name. It is kept apart from what you tell us."), 200)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean(self) -> dict[str, Any]:
        """A telephone, where we shall call."""
        said = super().clean() or self.cleaned_data
        reached = "contact" not in self.fields or said.get("contact") in REACHED
        if "phone" in self.fields and reached and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number, or go back and choose another answer."))
        return said

    def ask(self, reader: Audience, place: Territory | None = None) -> None:
        """The words for this reader, and the offices of a place to exclude."""
        for name, words in WORDS.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = _words(words, reader)
        if "excluded" in self.fields:
            offered = [(office.code, office.name) for office in offices_to_exclude(place)]
            self.fields["excluded"].choices = [("", _("None")), *offered]  # type: ignore[attr-defined]


class StepForm(Questions):
    """The question of one page, in the words for its reader."""

    def __init__(self, step: Step, answers: Answers, data: Any = None, **options: Any) -> None:
        names = FIELDS.get(step, ())
        options.setdefault("initial", {name: answers.get(name) for name in names})
        super().__init__(data, **options)
        kept = (*names, "website") if step == Step.WORRY else names
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        self.ask(audience(answers), Territory.objects.filter(code=answers.get("territory") or "").first())

    def answers(self) -> dict[str, Any]:
        """What was answered on this page."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


def submission_of(answers: Answers) -> Submission:
    """The answers of all pages as an action takes them; what was left out stays unknown."""
    reached = answers.get("contact") in REACHED
    card = card_of_word(answers.get("card") or "")
    return Submission(
        worry=answers.get("worry") or "",
        place=answers.get("place") or "",
        territory=Territory.objects.filter(code=answers.get("territory") or "").first(),
        danger=Danger.NOT_SAID,
        signs=tuple(answers.get("signs") or ()),
        age_band=answers.get("age_band") or AgeBand.UNKNOWN,
        reporter_type=answers.get("reporter_type") or ReporterType.UNKNOWN,
        contact=answers.get("contact") or ContactChoice.HERE,
        about=About.FACILITY if card else answers.get("about") or About.NONE,
        card=card,
        excluded=Office.objects.filter(code=answers.get("excluded") or "").select_related("organisation").first(),
        profession=answers.get("profession") or "",
        name=(answers.get("name") or "") if reached else "",
        phone=(answers.get("phone") or "") if reached else "",
        times=(answers.get("times") or "") if reached else "",
    )


def summary_of(answers: Answers) -> list[dict[str, Any]]:
    """The answers as lines for the last look, each with the page that asked."""
    fields, reader = Questions.base_fields, audience(answers)
    lines = []
    for step, names in FIELDS.items():
        for name in names:
            if (value := answers.get(name)) not in (None, "", [], ()):
                label = _words(WORDS[name], reader)[0] if name in WORDS else fields[name].label
                lines.append({"step": step.value, "label": label, "value": _shown(name, value, fields[name])})
    return lines


def _shown(name: str, value: Any, field: Any) -> str:
    if name == "excluded":
        return str(Office.objects.filter(code=value).values_list("name", flat=True).first() or "")
    if isinstance(field, (CodeField, CodesField)):
        choices: Any = field.choices
        labels = {code: str(label) for code, label in choices}
        return ", ".join(labels.get(one, "") for one in (value if isinstance(value, list) else [value]))
    return str(value)


def _words(words: dict[Audience, tuple[Any, Any]], reader: Audience) -> tuple[Any, Any]:
    if reader in words:
        return words[reader]
    return words[_A.ADULT] if reader == _A.ADULT or _A.CHILD not in words else words[_A.CHILD]
