import datetime as dt
import threading
import time

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tutela.kernel import clock
from tutela.kernel.ids import ALPHABET
from tutela.kernel.vault import CannotOpen, aead, kdf, team
from tutela.kernel.vault.team import RecoveryMistyped, RecoveryProblem

from .conftest import patient

private_keys = st.binary(min_size=32, max_size=32)


def pairs(*names):
    made = {name: aead.new_pair() for name in names}
    return {name: public for name, (public, _) in made.items()}, {name: private for name, (_, private) in made.items()}


def test_a_member_unlocks_with_the_passphrase_only():
    member = team.create_member_key("blue lamp over water")
    private = team.unlock(member, "blue lamp over water")
    assert aead.public_of(private) == member.public
    with pytest.raises(CannotOpen):
        team.unlock(member, "blue lamp over Water")


def test_the_passphrase_may_be_typed_composed_or_not():
    member = team.create_member_key("caf\u00e9")
    assert team.unlock(member, "cafe\u0301")


def test_a_passphrase_changes_and_the_pair_stays():
    member = team.create_member_key("old")
    changed = team.change_passphrase(member, "old", "new")
    assert changed.public == member.public
    assert changed.salt != member.salt
    assert team.unlock(changed, "new") == team.unlock(member, "old")
    with pytest.raises(CannotOpen):
        team.change_passphrase(member, "wrong", "new")


def test_a_public_part_cannot_be_exchanged():
    member, other = team.create_member_key("one"), team.create_member_key("one")
    with pytest.raises(CannotOpen):
        team.unlock(team.MemberKey(other.public, member.salt, member.locked), "one")


def test_at_most_two_memory_hard_calls_at_once(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    class Slow:
        @staticmethod
        def kdf(size, *_, **__):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return bytes(size)

    monkeypatch.setattr(kdf, "_argon2id", Slow)
    threads = [threading.Thread(target=kdf.argon2id, args=(b"x", bytes(16))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_the_cost_is_the_agreed_one():
    assert (kdf.PASSES, kdf.MEMORY, kdf.AT_ONCE, kdf.SALT_BYTES) == (3, 64 * 2**20, 2, 16)
    with pytest.raises(ValueError, match="16 bytes"):
        kdf.argon2id(b"x", bytes(15))


def test_every_member_and_recovery_open_a_team_key_and_nobody_else():
    public, private = pairs("ana", "ben", "recovery", "stranger")
    made = team.create_team_key({name: public[name] for name in ("ana", "ben")}, public["recovery"])
    assert made.version == 1
    opened = {team.open_team_key(made.seals[name], private[name], made.public) for name in ("ana", "ben")}
    opened.add(team.open_team_key(made.recovery_seal, private["recovery"], made.public))
    assert {aead.public_of(one) for one in opened} == {made.public}
    assert len(opened) == 1
    for seal in (*made.seals.values(), made.recovery_seal):
        with pytest.raises(CannotOpen):
            team.open_team_key(seal, private["stranger"], made.public)


def test_a_seal_of_another_team_is_refused_even_when_it_opens():
    public, private = pairs("ana", "recovery")
    ours, theirs = (team.create_team_key({"ana": public["ana"]}, public["recovery"]) for _ in range(2))
    with pytest.raises(CannotOpen, match="does not belong"):
        team.open_team_key(theirs.seals["ana"], private["ana"], ours.public)
    with pytest.raises(CannotOpen, match="does not belong"):
        team.open_team_key(aead.seal_to(public["ana"], b"short"), private["ana"], ours.public)


def test_a_new_member_is_let_in_by_one_who_is_unlocked():
    public, private = pairs("ana", "new", "recovery")
    made = team.create_team_key({"ana": public["ana"]}, public["recovery"])
    team_private = team.open_team_key(made.seals["ana"], private["ana"], made.public)
    seal = team.seal_to_member(team_private, public["new"])
    assert team.open_team_key(seal, private["new"], made.public) == team_private


def test_who_leaves_cannot_read_what_comes_after():
    public, private = pairs("stays", "leaves", "recovery")
    first = team.create_team_key({name: public[name] for name in ("stays", "leaves")}, public["recovery"])
    data_keys = {number: aead.new_key() for number in range(5)}
    sealed = {number: team.seal_key(key, first.public) for number, key in data_keys.items()}
    second = team.rotate_team_key(first, {"stays": public["stays"]}, public["recovery"])
    assert second.version == 2
    assert second.seals.keys() == {"stays"}
    old_private = team.open_team_key(first.seals["stays"], private["stays"], first.public)
    resealed = dict(team.reseal_many(sealed.items(), old_private, second.public))
    new_private = team.open_team_key(second.seals["stays"], private["stays"], second.public)
    assert {number: team.unseal_key(key, new_private) for number, key in resealed.items()} == data_keys
    assert {len(key) for key in resealed.values()} == {81}
    for key in resealed.values():
        with pytest.raises(CannotOpen):
            team.unseal_key(key, old_private)


def test_the_unlocked_session_lasts_thirty_minutes_and_needs_the_cookie():
    private, secret = aead.new_key(), aead.new_key()
    start = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
    with clock.moved_to(start):
        wrapped = team.session_wrap(private, secret)
        assert team.session_unwrap(wrapped, secret) == private
        with pytest.raises(CannotOpen):
            team.session_unwrap(wrapped, aead.new_key())
    with clock.moved_to(start + dt.timedelta(minutes=29, seconds=59)):
        assert team.session_unwrap(wrapped, secret) == private
        longer = team.session_wrap(private, secret)
    with clock.moved_to(start + dt.timedelta(minutes=30)):
        with pytest.raises(CannotOpen, match="over"):
            team.session_unwrap(wrapped, secret)
        assert team.session_unwrap(longer, secret) == private


def test_the_lookup_gives_nothing_of_the_secret_away():
    secret = aead.new_key()
    assert team.session_lookup(secret) == team.session_lookup(secret)
    assert team.session_lookup(secret) not in (secret, team._session_key(secret))
    for use in (team.session_lookup, lambda short: team.session_wrap(aead.new_key(), short)):
        with pytest.raises(ValueError, match="32 bytes"):
            use(b"short")


def test_a_recovery_key_goes_to_paper_and_back():
    made = team.create_recovery_key()
    assert aead.public_of(team.parse_recovery_key(made.printable)) == made.public
    assert made.printable not in repr(made)


@patient
@given(private_keys, st.booleans())
def test_any_private_part_is_read_back_as_people_type(private, lower):
    printed = team.print_recovery_key(private)
    assert [len(group) for group in printed.split("-")] == [4] * 13 + [1]
    typed = printed.replace("-", " – ").replace("1", "l").replace("0", "O")
    assert team.parse_recovery_key(typed.lower() if lower else typed) == private


@effort(patient, max_examples=25)
@given(private_keys)
def test_every_wrong_character_and_every_swap_is_noticed(private):
    good = team.print_recovery_key(private).replace("-", "")
    for place, right in enumerate(good):
        wrong = ALPHABET[(ALPHABET.index(right) + 1 + place % 31) % 32]
        wrongs = [good[:place] + wrong + good[place + 1 :]] if wrong != right else []
        if place < 52 and good[place + 1] != right:
            wrongs.append(good[:place] + good[place + 1] + right + good[place + 2 :])
        for text in wrongs:
            with pytest.raises(RecoveryMistyped) as slip:
                team.parse_recovery_key(text)
            assert slip.value.problem is RecoveryProblem.CHECK


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: text[:-1], RecoveryProblem.LENGTH),
        (lambda text: text + "0", RecoveryProblem.LENGTH),
        (lambda text: "U" + text[1:], RecoveryProblem.CHARACTERS),
        (lambda text: "é" + text[1:], RecoveryProblem.CHARACTERS),
    ],
)
def test_the_kind_of_slip_is_told(change, problem):
    text = team.create_recovery_key().printable
    with pytest.raises(RecoveryMistyped) as slip:
        team.parse_recovery_key(change(text))
    assert slip.value.problem is problem


def test_bits_that_no_key_has_are_refused():
    body = "0" * 51 + "1"
    from tutela.kernel.ids import check_character

    with pytest.raises(RecoveryMistyped):
        team.parse_recovery_key(body + check_character(body))
