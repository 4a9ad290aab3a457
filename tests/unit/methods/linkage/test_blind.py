"""Blind matching: what is found, what is not given away, what is stopped."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.methods.linkage import febrl
from tutela.methods.linkage.blind.clk import Encoder, Scheme, session_secret
from tutela.methods.linkage.blind.quota import ELEMENTS_PER_CASE, Limits, Quota, Refusal
from tutela.methods.linkage.blind.session import Answer, Answering, Asking
from tutela.methods.linkage.blind.tokens import CANDIDATE, PROMISING, Person, tokens
from tutela.methods.linkage.blind.transcript import Transcript, first_break
from tutela.methods.linkage.blind.unit import compare

AT = datetime(2026, 1, 1, tzinfo=UTC)
HERE = {
    "b-1": Person("Aminah", "Hasan", "2010-03-04", "Kassala"),
    "b-2": Person("Jan", "Kos", "2012-01-01", "Brno"),
    "b-3": Person("Fatoumata", "Diallo", "2011", "Kayes"),
}
ASKED = {
    "case-1": [Person("Amina", "Hassan", "2010-03-04", "Kassala")],
    "case-2": [Person("Ion", "Popescu", "2009-09-09", "Iasi")],
    "case-3": [Person("Fatumata", "Jallow", "2012", "Kayes")],
}


def people(name: str) -> dict[str, Person]:
    return {
        row["rec_id"]: Person(row["given_name"], row["surname"], row["date_of_birth"], row["postcode"])
        for row in febrl.rows(name)
    }


def asked(answering: Answering, cases: dict[str, list[Person]], at: datetime = AT) -> tuple[Asking, str, Answer]:
    asking = Asking("A", cases, Transcript(), at)
    offer = asking.offer()
    answering.admit(offer, at)
    return asking, offer.session, answering.answer(offer.session, asking.request(), at)


def test_two_spellings_share_tokens_and_strangers_do_not() -> None:
    def shared(one: Person, other: Person) -> float:
        theirs = {token.text for token in tokens(other)}
        return sum(token.weight for token in tokens(one, asking=True) if token.text in theirs)

    assert shared(ASKED["case-1"][0], HERE["b-1"]) >= PROMISING
    assert shared(ASKED["case-3"][0], HERE["b-3"]) >= PROMISING  # a year apart, another spelling
    assert shared(ASKED["case-2"][0], HERE["b-2"]) < CANDIDATE
    assert shared(Person("Diallo", "Awa", "2010-01-02"), Person("Awa", "Diallo", "2010-01-02")) >= PROMISING
    assert tokens(Person()) == []


@given(st.builds(Person, *([st.text(max_size=12)] * 6)))
def test_any_text_gives_distinct_opaque_tokens(person: Person) -> None:
    made = tokens(person, asking=True)
    assert len(set(made)) == len(made) <= ELEMENTS_PER_CASE
    assert all(len(token.text) == 32 and set(token.text) <= set("0123456789abcdef") for token in made)


def test_the_asking_side_learns_who_may_be_known_and_no_more() -> None:
    there = Transcript()
    answering = Answering("B", HERE, Quota(), there)
    asking, session, answer = asked(answering, ASKED)
    found = {finding.case: finding for finding in asking.read(answer)}
    assert {case for case, finding in found.items() if finding.candidate} == {"case-1", "case-3"}
    theirs = {token.text for person in HERE.values() for token in tokens(person)}
    shared = asking.disclose("case-1", approved_by="a worker")
    assert set(shared) == theirs & {token.text for token in tokens(ASKED["case-1"][0], asking=True)}
    assert answering.release(session, "case-1", shared, AT, approved_by="their worker")[0][0] == "b-1"
    with pytest.raises(Refusal, match="candidate"):
        asking.disclose("case-2", approved_by="a worker")
    # Nothing on the wire or on record holds a token or a name.
    for text in theirs | {"amina", "hassan", "aminah"}:
        assert text.encode() not in answer.setup + answer.response
        assert text not in repr(there.entries)


def test_messages_have_one_size_whatever_is_asked() -> None:
    answering = Answering("B", HERE, Quota(), Transcript())
    sizes = []
    for number, person in enumerate((Person("A"), ASKED["case-1"][0])):
        _, _, answer = asked(answering, {f"case-{number}": [person]})
        sizes.append((len(answer.setup), len(answer.response)))
    assert sizes[0][1] == sizes[1][1]
    assert abs(sizes[0][0] - sizes[1][0]) < 64  # a compressed set of random elements of one number


def test_keys_are_of_one_session() -> None:
    answering = Answering("B", HERE, Quota(), Transcript())
    one, other = Asking("A", ASKED, Transcript(), AT), Asking("A", ASKED, Transcript(), AT)
    for asking in (one, other):
        answering.admit(asking.offer(), AT)
    requests = [asking.request() for asking in (one, other)]
    answers = [answering.answer(a.offer().session, r, AT) for a, r in zip((one, other), requests, strict=True)]
    assert requests[0] != requests[1]
    assert answers[0].setup != answers[1].setup
    assert not any(finding.candidate for finding in one.read(answers[1]))


def test_replay_stuffing_and_strangers_are_refused() -> None:
    there = Transcript()
    answering = Answering("B", HERE, Quota(), there)
    asking = Asking("A", ASKED, Transcript(), AT)
    offer, request = asking.offer(), asking.request()
    with pytest.raises(Refusal, match="not admitted"):
        answering.answer(offer.session, request, AT)
    answering.admit(offer, AT)
    answering.answer(offer.session, request, AT)
    for again in (lambda: answering.admit(offer, AT), lambda: answering.answer(offer.session, request, AT), asking.request):
        with pytest.raises(Refusal) as caught:
            again()
        assert caught.value.code == "replay"
    small = Asking("A", {"case-9": [Person("Awa")]}, Transcript(), AT)
    answering.admit(small.offer(), AT)
    with pytest.raises(Refusal, match="number of elements"):
        answering.answer(small.offer().session, request, AT)
    with pytest.raises(Refusal, match="number of elements"):
        answering.admit(replace(offer, session="new", elements=10**6), AT)
    with pytest.raises(Refusal, match="not answered"):
        answering.release("unknown", "case-1", (), AT, approved_by="x")
    assert [entry.outcome for entry in there.entries if entry.outcome != "ok"] == ["replay", "size", "size"]


def test_opening_a_case_is_no_second_way_to_probe() -> None:
    there = Transcript()
    answering = Answering("B", HERE, Quota(), there)
    asking, session, answer = asked(answering, ASKED)
    asking.read(answer)
    shared = asking.disclose("case-1", approved_by="a worker")
    for case, tried, code in (("case-9", shared, "no-case"), ("case-1", shared * 9, "size")):
        with pytest.raises(Refusal) as caught:
            answering.release(session, case, tried, AT, approved_by="x")
        assert caught.value.code == code
    assert answering.release(session, "case-1", shared, AT, approved_by="x")
    # A second opening of the same case, with tokens nobody was asked about, finds nothing out.
    guessed = [token.text for token in tokens(HERE["b-2"])]
    with pytest.raises(Refusal) as caught:
        answering.release(session, "case-1", guessed, AT, approved_by="x")
    assert caught.value.code == "replay"
    assert [(entry.cases, entry.outcome) for entry in there.entries[2:]] == [
        (("case-9",), "no-case"),
        (("case-1",), "size"),
        (("case-1",), "ok"),
        (("case-1",), "replay"),
    ]


def test_the_record_of_an_opened_case_names_that_case_alone() -> None:
    """What is opened costs the cases opened, not their square, and the chain says whose they were."""
    record = Transcript()
    asking = Asking("A", {f"case-{n}": [Person("Awa", "Ba", f"20{n:02}")] for n in range(30)}, record, AT)
    answering = Answering("B", {"b": Person("Awa", "Ba", "2010")}, Quota(Limits(30, 30, 30)), Transcript())
    answering.admit(asking.offer(), AT)
    found = asking.read(answering.answer(asking.offer().session, asking.request(), AT))
    for finding in found:
        asking.disclose(finding.case, approved_by="x")
    assert [entry.cases for entry in record.entries[2:]] == [(finding.case,) for finding in found]
    assert max(found, key=lambda finding: finding.weight).case in ("case-9", "case-10", "case-11")


def test_a_dictionary_of_ten_thousand_names_is_stopped() -> None:
    answering = Answering("B", HERE, Quota(), Transcript())
    tried, at = 0, AT
    refused: Counter[str] = Counter()
    for number in range(0, 10_000, 10):
        asking = Asking(
            "A", {f"case-{number + i}": [Person(f"name{number + i}", "x", "2010")] for i in range(10)}, Transcript(), at
        )
        try:
            answering.admit(asking.offer(), at)
            tried += 10
        except Refusal as refusal:
            refused[refusal.code] += 1
        at += timedelta(seconds=30)
    assert tried == Limits().cases_per_day
    assert refused["quota-day"] == 998
    # Were every element of the admitted queries a probe of its own, padding included, it would still be a quarter.
    assert tried * ELEMENTS_PER_CASE < 10_000 * 0.26


def test_every_limit_has_its_own_refusal() -> None:
    quota = Quota(Limits(2, 3, 5, 2), authorised=lambda party, case: case != "closed")
    for cases, code in (((), "no-case"), ((" ",), "no-case"), (("a", "a"), "case-twice"), (("a", "b", "c"), "too-many")):
        with pytest.raises(Refusal) as caught:
            quota.spend("A", cases, AT)
        assert caught.value.code == code
    with pytest.raises(Refusal) as caught:
        quota.spend("A", ("closed",), AT)
    assert caught.value.code == "not-authorised"
    quota.spend("A", ("a",), AT)
    quota.spend("A", ("a", "b"), AT)
    for wait, case, code in ((0, "c", "quota-day"), (2, "a", "quota-case")):
        with pytest.raises(Refusal) as caught:
            quota.spend("A", (case,), AT + timedelta(days=wait))
        assert caught.value.code == code
    quota.spend("A", ("c", "d"), AT + timedelta(days=2))
    with pytest.raises(Refusal) as caught:
        quota.spend("A", ("e",), AT + timedelta(days=4))
    assert caught.value.code == "quota-month"
    quota.spend("B", ("a",), AT)
    quota.spend("A", ("a", "b"), AT + timedelta(days=40))


def test_the_transcript_shows_any_change() -> None:
    chain = Transcript()
    for number in range(3):
        chain.add(AT, party="A", step="request", session=str(number), cases=("c",), size=1, message=b"x")
    entries = chain.entries
    assert first_break(entries) is None
    assert first_break((entries[0], replace(entries[1], size=9), entries[2])) == 1
    assert first_break((entries[0], entries[2])) == 1


@pytest.mark.slow
def test_febrl4_by_tokens_alone_reaches_the_aim() -> None:
    """The join PSI gives (PSI equals plain intersection: the next test), opened case by case, best handle each."""
    left, right = people("4a"), people("4b")
    holders: dict[str, list[str]] = defaultdict(list)
    for handle, person in right.items():
        for token in tokens(person):
            holders[token.text].append(handle)
    scored: list[tuple[float, str, str]] = []
    for case, person in left.items():
        mine = tokens(person, asking=True)
        if sum(token.weight for token in mine if token.text in holders) < PROMISING:
            continue
        weights: Counter[str] = Counter()
        for token in mine:
            for handle in holders.get(token.text, ()):
                weights[handle] += token.weight  # type: ignore[assignment]
        scored += [(weight, case, handle) for handle, weight in weights.items() if weight >= CANDIDATE]
    pairs: dict[str, str] = {}
    for _, case, handle in sorted(scored, reverse=True):
        if case not in pairs and handle not in set(pairs.values()):
            pairs[case] = handle
    assert febrl.f1(list(pairs.items()), 5000)[2] >= 0.97


@pytest.mark.slow
def test_private_intersection_is_the_plain_intersection() -> None:
    left, right = (dict(itertools.islice(people(name).items(), 150)) for name in ("4a", "4b"))
    right |= {
        label: person for label, person in people("4b").items() if label.split("-")[1] in {x.split("-")[1] for x in left}
    }
    answering = Answering("B", right, Quota(Limits(1000, 1000, 1000)), Transcript())
    asking, _, answer = asked(answering, {label: [person] for label, person in left.items()})
    theirs = {token.text for person in right.values() for token in tokens(person)}
    for finding in asking.read(answer):
        mine = [t for t in tokens(left[finding.case], asking=True) if t.text in theirs]
        assert finding.kinds == tuple(sorted(token.kind for token in mine))


SECRET = session_secret(b"a" * 32, b"b" * 32, "session")


def test_the_secret_needs_both_registers_and_the_session() -> None:
    assert session_secret(b"b" * 32, b"a" * 32, "session") == SECRET
    assert session_secret(b"b" * 32, b"a" * 32, "other") != SECRET
    with pytest.raises(ValueError, match="32"):
        session_secret(b"a", b"b" * 32, "session")
    with pytest.raises(ValueError, match="32"):
        Encoder(b"short")


@pytest.mark.slow
def test_long_term_keys_match_febrl4_through_a_unit_that_knows_nothing() -> None:
    left, right = people("4a"), people("4b")
    batches = [Encoder(SECRET).encode(list(side.values())) for side in (left, right)]
    pairs = compare(*batches, list(left), list(right))
    assert febrl.f1([(pair.left, pair.right) for pair in pairs], 5000)[2] >= 0.97
    strangers = Encoder(session_secret(b"c" * 32, b"b" * 32, "session")).encode(list(right.values()))
    by_chance = compare(batches[0][:500], strangers[:500], list(left)[:500], list(right)[:500])
    assert len(by_chance) < 25
    assert febrl.f1([(pair.left, pair.right) for pair in by_chance], 500)[1] < 0.01


def test_batches_of_two_schemes_are_refused() -> None:
    batch = Encoder(SECRET).encode([Person("A", "B")])
    with pytest.raises(ValueError, match="scheme"):
        compare(batch, batch[:, :10], ["a"], ["b"])
    with pytest.raises(ValueError, match="handle"):
        compare(batch, batch, ["a", "b"], ["b"])
    assert Encoder(SECRET, Scheme(fold=False)).encode([Person("A")]).shape == (1, 1024)


@pytest.mark.slow
def test_a_frequency_attack_does_no_better_than_the_base_rate() -> None:
    """The attacker knows how often every given name occurs and ranks what repeats in what was sent.

    Against the long-term keys: bit positions by how often they are set, whole strings by how often they occur, each aligned
    with names by frequency. Against a query: blinded elements, each of which occurs once.
    """
    register = people("4a")
    given_names = [person.given for person in register.values()]
    ranking = [name for name, _ in Counter(given_names).most_common()]
    base = Counter(given_names).most_common(1)[0][1] / len(given_names)
    encoded = Encoder(SECRET).encode(list(register.values()))
    strings = [row.tobytes() for row in encoded]
    order = {string: rank for rank, (string, _) in enumerate(Counter(strings).most_common())}
    guesses = [ranking[min(order[string], len(ranking) - 1)] for string in strings]
    assert np.mean([guess == name for guess, name in zip(guesses, given_names, strict=True)]) <= base + 0.01
    asking = Asking(
        "A", {f"case-{i}": [person] for i, person in enumerate(itertools.islice(register.values(), 40))}, Transcript(), AT
    )
    import private_set_intersection.python as psi

    message = psi.Request()
    message.ParseFromString(asking.request())
    assert set(Counter(message.encrypted_elements).values()) == {1}
    assert len(message.encrypted_elements) == 40 * ELEMENTS_PER_CASE
