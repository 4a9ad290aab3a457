"""Forms of settlements, detention, charges."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Territory
from tutela.kernel.clock import today
from tutela.ui.forms import CodeField, CodesField, DayField, Form, MomentField, RowChoiceField, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..enums import Answer, ChargedFor, Counsel, NonPunishment, Separated
from ..policies.wrongs import CLOSED
from ..states import SettlementState
from .proceedings import answers


class _Settled(forms.Form):
    forms = CodesField(
        label=_("What is given or agreed"), codes=lambda: vocabulary.options("settlement_forms", with_unknown=False)
    )
    parties = CodesField(label=_("Who agreed"), codes=lambda: vocabulary.options("settlement_parties", with_unknown=False))
    child_heard = answers(Answer, _("Was the child heard?"), initial="unknown")
    words = text(_("What is known of it"), rows=4, longest=4000, needed=True)


class SettlementForm(Form, _Settled):
    """A settlement that is proposed, under way or made."""

    state = forms.ChoiceField(label=_("Where it stands"), choices=SettlementState.choices)
    known_on = DayField(label=_("Known since"), initial=today)

    field_order = ("state", "known_on")


class FollowSettlementForm(VersionedForm, _Settled):
    """Where it stands now."""

    state = forms.ChoiceField(label=_("Where it stands"), choices=SettlementState.choices)

    field_order = ("state",)


def _where(label: object) -> CodeField:
    """Where a child can be helped: closed places are not offered."""
    return CodeField(
        label=label,
        codes=lambda: [one for one in vocabulary.options("care_status", with_unknown=False) if one.code not in CLOSED],
    )


class LibertyForm(Form):
    """A child who is held."""

    place_kind = CodeField(label=_("Where the child is held"), codes=lambda: vocabulary.options("detention_flags"))
    place = line(_("Which place"), longest=300)
    territory = RowChoiceField(Territory, label=_("Territory"))
    held_since = MomentField(label=_("Held since"))
    because = text(_("What the authority says"))
    separated = answers(Separated, _("How the child is held"), initial="unknown")
    family_contact_on = DayField(label=_("Last contact with the family"), required=False)


class ContestForm(VersionedForm):
    """What the authority says against the release."""

    contested_words = text(_("What the authority says"), needed=True)


class AlternativeForm(VersionedForm):
    """Where the child goes instead."""

    alternative_kind = _where(_("Where the child goes instead"))
    alternative = text(_("With whom, and who sees to it"), needed=True)
    alternative_by = DayField(label=_("By"))


class ReleaseForm(VersionedForm):
    """The child is out."""

    released_at = MomentField(label=_("Released at"))
    released_kind = _where(_("Where the child is now"))
    released_to = text(_("With whom"), needed=True)


class RemedyForm(VersionedForm):
    """What was done for the wrong."""

    remedy = text(_("What was done for the wrong"), needed=True)


class CounselForm(Form):
    """Legal advice before a share, or danger to life."""

    basis = answers(Counsel, _("What it rests on"))
    recipient = CodeField(label=_("Which authority"), codes=lambda: vocabulary.options("actors", with_unknown=False))
    may_share = answers(Answer, _("May something be shared with it?"), initial="no")
    given_by = line(_("Who advised, or who decided"), needed=True)
    given_on = DayField(label=_("On"), initial=today)
    words = text(_("What was advised, or what danger there is"), needed=True)


class ConfirmForm(VersionedForm):
    """Another person confirms it."""


class ChargeForm(Form):
    """A charge or sanction against a child who was exploited."""

    act = answers(ChargedFor, _("What the child is charged with or punished for"), needed=True)
    sanction = forms.BooleanField(label=_("It is a sanction already: a fine, an expulsion, a sentence"), required=False)
    law = line(_("Law"), longest=300)
    charged_on = DayField(label=_("Since"), initial=today)
    words = text(_("In a few words"))


class SeekForm(VersionedForm):
    """It was asked that the child is not punished."""

    sought_on = DayField(label=_("Asked on"), initial=today)
    words = text(_("On which ground"))


class DecideChargeForm(VersionedForm):
    """How it ended."""

    outcome = answers(NonPunishment, _("How it ended"))
    decided_on = DayField(label=_("Decided on"), initial=today)
    outcome_words = text(_("What was said"))
