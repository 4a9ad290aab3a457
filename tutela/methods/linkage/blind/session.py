"""Two parties, one question: which of my children may you know? By ECDH private set intersection, without a third party.

The asking side learns which of its own tokens the other side also has; the answering side learns only how many elements
were asked, padded to a fixed size. Keys are made for one session and never used again, so nothing can be joined across
sessions. Only when a person on each side approves are case handles opened, and only for tokens both sides have.
Source: Meadows 1986, Huberman, Franklin & Hogg 1999 (ECDH-PSI), in the openmined-psi library (Golomb-compressed sets).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tutela.methods.linkage.blind.quota import ELEMENTS_PER_CASE, Quota, Refusal
from tutela.methods.linkage.blind.tokens import CANDIDATE, PROMISING, WEIGHTS, Person, tokens
from tutela.methods.linkage.blind.transcript import Transcript

FALSE_POSITIVES = 1e-9
"""Chance that any element of a query seems shared and is not."""


def _psi() -> Any:
    # The library takes its time to load.
    import private_set_intersection.python as psi

    return psi


def _padding(count: int) -> list[str]:
    """Elements that nobody else has."""
    return [secrets.token_hex(16) for _ in range(count)]


@dataclass(frozen=True)
class Offer:
    """What the asking side announces: a fresh session, the cases it serves and the exact number of elements."""

    session: str
    party: str
    cases: tuple[str, ...]
    elements: int


@dataclass(frozen=True)
class Answer:
    """The answering side's two messages, as bytes."""

    setup: bytes
    response: bytes


@dataclass(frozen=True)
class Finding:
    """For one case: the evidence shared with the other register, its weight, and whether that makes a candidate."""

    case: str
    weight: float
    kinds: tuple[str, ...]
    candidate: bool


class Asking:
    """One query, from the asking side. Use it once: ``offer`` → ``request`` → ``read`` → perhaps ``disclose``."""

    def __init__(self, party: str, people: Mapping[str, Sequence[Person]], transcript: Transcript, at: datetime) -> None:
        """``people``: for each case reference, the spellings of one child to try.

        Raises ValueError when a case has more tokens than ``ELEMENTS_PER_CASE``.
        """
        self._party, self._transcript, self._at = party, transcript, at
        self._session = secrets.token_hex(16)
        self._elements: list[tuple[str, str, str]] = []
        for case, spellings in people.items():
            found = dict.fromkeys(token for person in spellings for token in tokens(person, asking=True))
            if len(found) > ELEMENTS_PER_CASE:
                raise ValueError("One case has too many spellings for a query.")
            self._elements += [(case, token.kind, token.text) for token in found]
        self._cases = tuple(people)
        self._client: Any = None
        self._shared: dict[str, list[tuple[str, str]]] | None = None
        self._asked = False

    def offer(self) -> Offer:
        """The announcement; it holds nothing about the child."""
        return Offer(self._session, self._party, self._cases, len(self._cases) * ELEMENTS_PER_CASE)

    def request(self) -> bytes:
        """The blinded elements, in random order, padded. Raises Refusal when asked twice."""
        if self._asked:
            raise Refusal("replay", "A session is used once.")
        self._asked = True
        size = len(self._cases) * ELEMENTS_PER_CASE
        distinct = {text for _, _, text in self._elements}
        self._sent = list(distinct) + _padding(size - len(distinct))
        secrets.SystemRandom().shuffle(self._sent)
        self._client = _psi().client.CreateWithNewKey(True)
        message: bytes = self._client.CreateRequest(self._sent).SerializeToString()
        self._note("request", size, message)
        return message

    def read(self, answer: Answer) -> tuple[Finding, ...]:
        """What the two registers share, case by case, the strongest first."""
        if self._client is None:
            raise Refusal("replay", "Nothing was asked yet.")
        psi = _psi()
        setup, response = psi.ServerSetup(), psi.Response()
        setup.ParseFromString(answer.setup)
        response.ParseFromString(answer.response)
        shared = {self._sent[number] for number in self._client.GetIntersection(setup, response)}
        self._shared = {}
        for case, kind, text in self._elements:
            if text in shared:
                self._shared.setdefault(case, []).append((kind, text))
        findings = [self._finding(case) for case in self._cases]
        found = sum(finding.candidate for finding in findings)
        self._note("read", found, answer.response)
        return tuple(sorted(findings, key=lambda finding: (-finding.weight, finding.case)))

    def _finding(self, case: str) -> Finding:
        kinds = tuple(sorted(kind for kind, _ in (self._shared or {}).get(case, ())))
        weight = sum(WEIGHTS[kind] for kind in kinds)
        return Finding(case, weight, kinds, weight >= PROMISING)

    def disclose(self, case: str, *, approved_by: str) -> tuple[str, ...]:
        """The shared tokens of one candidate case, to send once a person has approved it. The other side has them too."""
        if self._shared is None or not self._finding(case).candidate:
            raise Refusal("no-candidate", "Only a candidate case can be opened.")
        found = tuple(sorted({text for _, text in self._shared[case]}))
        self._note(f"disclose, approved by {approved_by}", len(found), "".join(found).encode(), (case,))
        return found

    def _note(self, step: str, size: int, message: bytes, cases: tuple[str, ...] | None = None) -> None:
        self._transcript.add(
            self._at,
            party=self._party,
            step=step,
            session=self._session,
            cases=self._cases if cases is None else cases,
            size=size,
            message=message,
        )


class Answering:
    """A register that answers blind queries under quota. Holds tokens by handle; the caller keeps handle → case."""

    def __init__(self, party: str, register: Mapping[str, Person], quota: Quota, transcript: Transcript) -> None:
        self.party, self._quota, self._transcript = party, quota, transcript
        self._holders: dict[str, list[tuple[str, float]]] = {}
        for handle, person in register.items():
            for token in tokens(person):
                self._holders.setdefault(token.text, []).append((handle, token.weight))
        self._open: dict[str, Offer] = {}
        self._seen: set[str] = set()
        self._answered: dict[str, tuple[Offer, set[str]]] = {}

    def admit(self, offer: Offer, at: datetime) -> None:
        """Accept an announced query or raise Refusal; either way it is on record."""
        try:
            if offer.session in self._seen:
                raise Refusal("replay", "This session was used before.")
            if offer.elements != len(offer.cases) * ELEMENTS_PER_CASE:
                raise Refusal("size", "The number of elements does not fit the number of cases.")
            self._quota.spend(offer.party, offer.cases, at)
        except Refusal as refusal:
            self._note(at, offer, "admit", 0, b"", refusal.code)
            raise
        self._seen.add(offer.session)
        self._open[offer.session] = offer
        self._note(at, offer, "admit", offer.elements, b"")

    def answer(self, session: str, request: bytes, at: datetime) -> Answer:
        """Answer an admitted query, once, with keys made for it. Raises Refusal for a strange or over-full request."""
        offer = self._open.pop(session, None)
        if offer is None:
            raise Refusal("replay", "This session was not admitted, or is already answered.")
        psi = _psi()
        message = psi.Request()
        message.ParseFromString(request)
        sent = list(message.encrypted_elements)
        if len(sent) != offer.elements or len(set(sent)) != len(sent):
            self._note(at, offer, "answer", len(sent), request, "size")
            raise Refusal("size", "The request holds another number of elements than was announced.")
        server = psi.server.CreateWithNewKey(True)
        elements = list(self._holders)
        elements += _padding((1 << max(10, (len(elements) - 1).bit_length())) - len(elements))
        setup = server.CreateSetupMessage(FALSE_POSITIVES, len(sent), elements, psi.DataStructure.GCS)
        response = server.ProcessRequest(message)
        self._answered[session] = offer, set(offer.cases)
        done = Answer(setup.SerializeToString(), response.SerializeToString())
        self._note(at, offer, "answer", len(sent), done.setup + done.response)
        return done

    def release(
        self, session: str, case: str, shared: Sequence[str], at: datetime, *, approved_by: str
    ) -> tuple[tuple[str, float], ...]:
        """The handles behind the disclosed tokens of ``case``, with the weight of the evidence, once a person here has
        approved too. Only handles that reach ``CANDIDATE``; strongest first.

        Each case of a query is opened once, so that disclosed tokens cannot probe the register beyond what the quota
        allows. Raises Refusal for a session that was not answered here, a case it did not serve, and a second time.
        """
        offer, unopened = self._answered.get(session, (None, set()))
        if offer is None:
            raise Refusal("replay", "This session was not answered here.")
        try:
            if case not in offer.cases:
                raise Refusal("no-case", "The query did not serve this case.")
            if case not in unopened:
                raise Refusal("replay", "This case was opened before; ask again for it.")
            if len(shared) > ELEMENTS_PER_CASE:
                raise Refusal("size", "More tokens than one case has.")
        except Refusal as refusal:
            self._note(at, offer, "release", len(shared), b"", refusal.code, (case,))
            raise
        unopened.remove(case)
        weights: dict[str, float] = {}
        for text in dict.fromkeys(shared):
            for handle, weight in self._holders.get(text, ()):
                weights[handle] = weights.get(handle, 0.0) + weight
        found = sorted(((h, w) for h, w in weights.items() if w >= CANDIDATE), key=lambda x: (-x[1], x[0]))
        step = f"release, approved by {approved_by}"
        self._note(at, offer, step, len(found), "".join(shared).encode(), cases=(case,))
        return tuple(found)

    def _note(
        self,
        at: datetime,
        offer: Offer,
        step: str,
        size: int,
        message: bytes,
        outcome: str = "ok",
        cases: tuple[str, ...] | None = None,
    ) -> None:
        self._transcript.add(
            at,
            party=offer.party,
            step=step,
            session=offer.session,
            cases=offer.cases if cases is None else cases,
            size=size,
            message=message,
            outcome=outcome,
        )
