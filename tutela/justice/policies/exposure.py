"""Laws that could be used to punish the child: nothing goes to the authorities they name before legal advice (P13, R50)."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, Concern, FileReason, ages_on, see_file
from tutela.directory.api import Organisation
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule
from tutela.vocabulary import api as vocabulary

from ..enums import Answer, JusticeReason
from ..models import Counsel
from ..states import RunState
from .keep import Why

FOR_THE_CHILD = ("legal_aid", "guardian_ad_litem", "victim_support")
"""Bodies of justice that stand on the child's side: legal advice itself must not wait for legal advice."""


def exposures(file: CaseFile) -> tuple[vocabulary.Exposure, ...]:
    """The laws that could punish this child, by the labels of the file and the highest age the child can have."""
    labels = [code for concern in Concern.objects.filter(file=file) for code in (*concern.concerns, *concern.offences)]
    ages = ages_on(file.child, today())
    return vocabulary.legal_exposure(labels, ages[1] if ages else None)


def withheld_from(file: CaseFile) -> set[str]:
    """The authorities (list ``actors``) that get nothing yet."""
    advised = Counsel.objects.filter(file=file, state=RunState.DONE, may_share=Answer.YES).values_list(
        "recipient", flat=True
    )
    return {actor for rule in exposures(file) for actor in rule.withhold_from} - set(advised)


@Rule
def share_with(file: CaseFile, body: Organisation) -> JusticeReason | None:
    """Whether something of this file may go to a body."""
    if body.kind in FOR_THE_CHILD:
        return None
    sectors = {code.attributes.get("sector"): code.code for code in vocabulary.code_list("actors").own()}
    return JusticeReason.EXPOSED if sectors.get(body.sector) in withheld_from(file) else None


@Rule
def confirm_counsel(actor: Actor, counsel: Counsel) -> Why:
    """A supervisor or legal officer of the office who did not write it, once."""
    file = counsel.file
    if not (
        actor.reaches(Permission.FILE_APPROVE, file.office_id) or actor.reaches(Permission.JUSTICE_KEEP, file.office_id)
    ):
        return FileReason.NO_PERMISSION if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
    if actor.id in (counsel.created_by_id, counsel.updated_by_id):
        return JusticeReason.OWN_COUNSEL
    return JusticeReason.OVER if counsel.state == RunState.DONE else None
