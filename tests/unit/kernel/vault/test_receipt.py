import hashlib
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from tutela.kernel.errors import OperatorError
from tutela.kernel.vault import master, receipt
from tutela.kernel.vault.receipt import ReceiptMistyped, ReceiptProblem

from .conftest import patient

PEPPER = bytes(range(32))
SALT = bytes(range(16))
ZEROS = [chr(point) for point in range(0x110000) if unicodedata.decimal(chr(point), None) == 0]
bodies = st.integers(0, 10**17 - 1)


def receipt_of(number):
    body = str(number).zfill(17)
    return body + str(receipt._damm(body))


def problem_of(text, **kwargs):
    with pytest.raises(ReceiptMistyped) as slip:
        receipt.parse(text, **kwargs)
    return slip.value.problem


def test_damm_as_published():
    assert receipt._damm("572") == 4
    assert receipt._damm("5724") == 0


@effort(patient, max_examples=50)
@given(bodies)
def test_every_single_wrong_digit_is_noticed(number):
    good = receipt_of(number)
    for place, right in enumerate(good):
        for wrong in set("0123456789") - {right}:
            assert problem_of(good[:place] + wrong + good[place + 1 :]) is ReceiptProblem.CHECK


@effort(patient, max_examples=50)
@given(bodies)
def test_every_swap_of_neighbours_is_noticed(number):
    good = receipt_of(number)
    for place in range(17):
        if good[place] != good[place + 1]:
            swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
            assert problem_of(swapped) is ReceiptProblem.CHECK


@patient
@given(
    bodies,
    st.sampled_from(ZEROS),
    st.lists(st.sampled_from(" -\n\t\u00a0\u2007\u202f–—‐‑−\u200e\u200f\u2066\u2069"), max_size=8),
    st.data(),
)
def test_digits_of_any_script_with_spaces_and_dashes_anywhere(number, zero, separators, data):
    good = receipt_of(number)
    typed = [chr(ord(zero) + int(digit)) for digit in good]
    for separator in separators:
        typed.insert(data.draw(st.integers(0, len(typed))), separator)
    assert receipt.parse("".join(typed)) == good


@patient
@given(bodies)
@example(0)
def test_what_is_displayed_parses(number):
    good = receipt_of(number)
    shown = receipt.display(good)
    assert [line.split(" ") for line in shown.split("\n")] == [
        [good[start : start + 3] for start in (0, 3, 6)],
        [good[start : start + 3] for start in (9, 12, 15)],
    ]
    assert receipt.parse(shown) == good


@pytest.mark.parametrize("digits", [16, 18, 20])
def test_new_receipts_of_every_length(digits):
    made = {receipt.create(digits) for _ in range(100)}
    assert len(made) == 100
    assert all(receipt.parse(receipt.display(one), digits) == one for one in made)


def test_short_random_numbers_keep_their_zeros(monkeypatch):
    monkeypatch.setattr(receipt.secrets, "randbelow", lambda bound: 7 if bound == 10**17 else None)
    assert receipt.create().startswith("0" * 16 + "7")
    assert len(receipt.create()) == 18


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ReceiptProblem.TOO_SHORT),
        ("1" * 17, ReceiptProblem.TOO_SHORT),
        ("1" * 19, ReceiptProblem.TOO_LONG),
        ("12345678901234567x", ReceiptProblem.CHARACTERS),
        ("1234567890123456.7", ReceiptProblem.CHARACTERS),
        ("12345678901234567²", ReceiptProblem.CHARACTERS),
        ("12345678901234567½", ReceiptProblem.CHARACTERS),
        ("12345678901234567一", ReceiptProblem.CHARACTERS),
    ],
)
def test_the_kind_of_slip_is_told_without_what_was_typed(text, problem):
    assert problem_of(text) is problem
    with pytest.raises(ReceiptMistyped) as slip:
        receipt.parse(text)
    assert str(slip.value) == problem.value


def test_the_derivation_is_the_recommended_one():
    digits = receipt_of(123)
    password = hashlib.blake2b(digits.encode(), digest_size=32, key=PEPPER, person=b"cp-receipt-v1").digest()
    strong = argon2id.kdf(32, password, SALT, opslimit=3, memlimit=64 * 2**20)
    assert receipt.derive(digits, PEPPER, SALT) == (
        hashlib.blake2b(digest_size=32, key=strong, person=b"cp-lookup").digest(),
        hashlib.blake2b(digest_size=32, key=strong, person=b"cp-wrap").digest(),
    )


def test_everything_counts_in_the_derivation():
    digits = receipt_of(123)
    results = [
        receipt.derive(digits, PEPPER, SALT),
        receipt.derive(receipt_of(124), PEPPER, SALT),
        receipt.derive(digits, PEPPER[::-1], SALT),
        receipt.derive(digits, PEPPER, SALT[::-1]),
    ]
    assert len({part for result in results for part in result}) == 8


def test_the_pepper_and_salt_of_this_installation_have_versions(master_file):
    digits = receipt_of(123)
    first = receipt.derive_here(digits, 1)
    master.add_version(master_file)
    assert receipt.derive_here(digits, 1) == first
    assert receipt.derive_here(digits, 2) != first
    with pytest.raises(OperatorError):
        receipt.derive_here(digits, 3)


@pytest.mark.parametrize(
    ("digits", "pepper", "salt"),
    [("123 456", PEPPER, SALT), ("١٢٣", PEPPER, SALT), ("", PEPPER, SALT), ("123", b"", SALT), ("123", PEPPER, b"")],
)
def test_only_plain_digits_and_whole_secrets_are_derived_from(digits, pepper, salt):
    with pytest.raises(ValueError, match="must be"):
        receipt.derive(digits, pepper, salt)
