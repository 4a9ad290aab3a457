"""Taking a report in: from the public site, or from an officer who writes down what was told to them (R16, R20)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import PUBLIC_ACTOR, Team, TeamPublicKey, team_public_key
from tutela.directory.api import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.errors import InvalidInput
from tutela.kernel.vault import aead, kdf, master, receipt
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import About, AgeBand, ContactChoice, Danger, DangerSign, ReporterType, Urgency, UrgencyReason
from ..models import Report, Reporter, seal_words
from ..queries.cards import Spent, spend_card
from ..queries.mailbox import mailbox_place
from ..queries.routing import is_oversight
from .record_step import record_by_the_hour

WEB_CHANNELS = ("web_form", "child_web_form")
LONGEST = 10_000
"""Characters of one text."""
_URGENCY_OF_DANGER = {
    Danger.YES: (Urgency.IMMEDIATE, UrgencyReason.SAID_DANGER),
    Danger.UNSURE: (Urgency.DAY, UrgencyReason.SAID_UNSURE),
}
_DANGEROUS = frozenset(DangerSign) - {DangerSign.UNSURE, DangerSign.NONE}
_HOUR = 3600
_FIVE_MINUTES = 300


@dataclass(frozen=True)
class Submission:
    """What somebody tells. A worry or a place is enough; everything else may stay as it is (R20).

    ``signs`` (:class:`DangerSign`) decide ``danger`` where they are given. ``excluded``: the office that shall not read it.
    ``card``: what finds the code on paper it came with (:class:`~tutela.intake.models.Card`). ``file_number``: the child's file
    that a complaint is about; sealed with the words, so that nobody finds by it who complained (R68).
    """

    worry: str = ""
    place: str = ""
    territory: Territory | None = None
    danger: str = Danger.NOT_SAID
    age_band: str = AgeBand.UNKNOWN
    reporter_type: str = ReporterType.UNKNOWN
    contact: str = ContactChoice.HERE
    name: str = ""
    phone: str = ""
    times: str = ""
    signs: tuple[str, ...] = ()
    about: str = About.NONE
    excluded: Office | None = None
    profession: str = ""
    card: bytes = b""
    file_number: str = ""

    @property
    def danger_said(self) -> Danger:
        """The strongest of what was ticked; without ticks, what was answered.

        Raises:
            ValueError: an unknown answer.
        """
        signs = {DangerSign(sign) for sign in self.signs}
        if not signs:
            return Danger(self.danger)
        if signs & _DANGEROUS:
            return Danger.YES
        return Danger.UNSURE if DangerSign.UNSURE in signs else Danger.NO


@dataclass(frozen=True)
class Received:
    """The receipt in plain digits, to be shown once, and the day of the promised answer. ``again``: it was received before."""

    receipt: str
    report_id: uuid.UUID
    again: bool = False
    answer_due: dt.date | None = None


@transaction.atomic
def receive_report(
    *,
    submission: Submission,
    team: Team,
    by: Actor,
    channel: str = "",
    taken_on: dt.date | None = None,
    once: bytes = b"",
    code_shared: bool = False,
) -> Received:
    """Seal a report to the team's key and give its receipt. ``taken_on``: the day it was first told, if not today (R27).

    ``once``: secret bytes of the form it came from. The same words from the same form give the same receipt and no second
    report, so that sending twice costs nobody their code. ``code_shared``: somebody else sees the receipt first, so the
    mailbox asks to change it.

    Raises:
        Refused: a member of staff enters it for another office.
        InvalidInput: neither a worry nor a place; unknown codes; a day to come; a card, and a team that is not the mechanism's.
        OperatorError: the team has no key.
    """
    if by.id != PUBLIC_ACTOR.id:
        policies.enter_report.require(by, team.office_id, is_oversight(team), submission.about)
    channel = _channel(submission, channel, by)
    day = taken_on or today()
    card = spend_card(submission.card) if submission.card else None
    if card is not None:
        submission = replace(submission, territory=card.territory, about=About.FACILITY)
    _check(submission, channel, day, team)
    code = _same_receipt(once, submission) if once else receipt.create()
    key = team_public_key(team)
    report = _envelope(submission, team, channel, day)
    report.code_shared = code_shared
    _seal(report, submission, key, card)
    _add_mailbox(report, code)
    if not _store(report):
        return Received(code, report.pk, again=True, answer_due=report.answer_due)
    _store_reporter(report, submission, key)
    record_by_the_hour(by=by, action="report_received", report_id=report.pk, channel=channel, urgency=report.urgency)
    return Received(code, report.pk, answer_due=report.answer_due)


def _channel(submission: Submission, channel: str, by: Actor) -> str:
    if by.id != PUBLIC_ACTOR.id:
        return channel
    child = submission.reporter_type in (ReporterType.CHILD, ReporterType.PEER)
    return "child_web_form" if child else "web_form"


def _check(submission: Submission, channel: str, day: dt.date, team: Team) -> None:
    problems: dict[str, object] = _unknown_answers(submission)
    if not submission.worry.strip() and not submission.place.strip() and submission.territory is None:
        problems["worry"] = _("Write a few words about what worries you, or say where it is. One of the two is enough.")
    for name, value in (("worry", submission.worry), ("place", submission.place), ("name", submission.name)):
        if len(value) > LONGEST:
            problems[name] = _("This is longer than we can take in one piece. Shorten it, or send it in two parts.")
    if not vocabulary.is_code("report_channels", channel):
        problems["channel"] = _("Choose how the report came in.")
    if submission.card and not is_oversight(team):
        problems["about"] = _("What comes with a card goes to the independent mechanism alone.")
    if day > today():
        problems["taken_on"] = _("The report cannot come from the future. Check the day.")
    if problems:
        raise InvalidInput(problems)  # type: ignore[arg-type]


def _unknown_answers(submission: Submission) -> dict[str, object]:
    known = {
        "danger": Danger.values,
        "age_band": AgeBand.values,
        "reporter_type": ReporterType.values,
        "contact": ContactChoice.values,
        "about": About.values,
    }
    wrong = [name for name, values in known.items() if getattr(submission, name) not in values]
    if not set(submission.signs) <= set(DangerSign.values):
        wrong.append("signs")
    if submission.profession and not vocabulary.is_code("professions", submission.profession):
        wrong.append("profession")
    return {name: _("Choose one of the answers offered.") for name in wrong}


def _envelope(submission: Submission, team: Team, channel: str, day: dt.date) -> Report:
    default = (Urgency.TWO_DAYS, UrgencyReason.NOT_SAID)
    urgency, reason = _URGENCY_OF_DANGER.get(submission.danger_said, default)
    start = _clock(day, urgency)
    return Report(
        id=uuid.uuid4(),
        received_on=today(),
        taken_on=day,
        clock_from=start,
        due_at=start + vocabulary.deadline("triage", urgency, on=day),
        team=team,
        office_id=team.office_id,
        oversight=is_oversight(team),
        answer_due=(start + vocabulary.deadline("report_response", urgency, on=day)).date(),
        territory=submission.territory or _whole_country(team),
        urgency=urgency,
        urgency_reason=reason,
        ever_immediate=urgency == Urgency.IMMEDIATE,
        age_band=submission.age_band,
        reporter_type=submission.reporter_type,
        channel=channel,
        language=get_language() or "en",
    )


def _clock(day: dt.date, urgency: Urgency) -> dt.datetime:
    """Where deadlines run from: now without its minutes, or the end of the earlier day it was told."""
    moment = min(now(), end_of(day))
    grain = _FIVE_MINUTES if urgency == Urgency.IMMEDIATE else _HOUR
    return dt.datetime.fromtimestamp(moment.timestamp() // grain * grain, tz=dt.UTC)


def _whole_country(team: Team) -> Territory:
    return Territory.objects.filter(level=1).first() or team.office.territory


def _seal(report: Report, submission: Submission, key: TeamPublicKey, card: Spent | None) -> None:
    content: dict[str, Any] = {
        "worry": submission.worry,
        "place": submission.place,
        "danger": submission.danger_said,
        "signs": list(submission.signs),
        "contact": submission.contact,
        "about": submission.about,
        "excluded": str(submission.excluded.pk) if submission.excluded else "",
        "excluded_name": submission.excluded.name if submission.excluded else "",
        "profession": submission.profession,
        "file_number": submission.file_number,
    }
    if card is not None:
        content |= {"card_place": str(card.place_id), "card_place_name": card.place, "card_fresh": card.fresh}
    sealed = seal_words(key.public, content, "intake_report", report.pk)
    report.team_key_id, report.words, report.words_key, report.mac = key.id, sealed.words, sealed.key, sealed.mac


def _add_mailbox(report: Report, code: str) -> None:
    report.mailbox_public, private = aead.new_pair()
    report.pepper_version = master.source().current()
    derived = receipt.derive_here(code, report.pepper_version)
    report.receipt_lookup, report.kdf_version = derived.lookup, receipt.KDF_VERSION
    report.mailbox_private = aead.seal(derived.wrap, private, mailbox_place(report.pk))


def _store(report: Report) -> bool:
    """Whether it is new; ``False`` when this very receipt is there already."""
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "report_receipt_once":
            raise
        return False
    return True


def _store_reporter(report: Report, submission: Submission, key: TeamPublicKey) -> None:
    identity = {"name": submission.name, "phone": submission.phone, "times": submission.times}
    if not any(identity.values()):
        return
    sealed = seal_words(key.public, identity | {"contact": submission.contact}, "intake_reporter", report.pk)
    reporter = Reporter(
        report=report,
        office_id=report.office_id,
        team_key_id=key.id,
        words=sealed.words,
        words_key=sealed.key,
        mac=sealed.mac,
    )
    reporter.save(force_insert=True)


def _same_receipt(once: bytes, submission: Submission) -> str:
    """The receipt that these words from this form always give: 17 digits from a keyed hash, and the check digit."""
    pepper = master.source().derive(master.Purpose.PEPPER)
    said = repr((once, submission)).encode("utf-8", "replace")
    digest = kdf.blake2b(pepper, said, person=b"tutela-rcpt-once")
    body = str(int.from_bytes(digest, "big") % 10 ** (receipt.DIGITS - 1)).zfill(receipt.DIGITS - 1)
    return next(body + digit for digit in "0123456789" if _fits(body + digit))


def _fits(digits: str) -> bool:
    try:
        receipt.parse(digits)
    except receipt.ReceiptMistyped:
        return False
    return True
