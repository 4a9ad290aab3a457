"""Receipts: the digits that open a reporter's mailbox, and what the server keeps instead of them.

Eighteen digits: 17 random (56.5 bits) and a Damm check digit, which notices every wrong digit and every swap of neighbours.
Digits need no alphabet, can be read aloud and typed on any telephone. Source: ``reporting`` 2.5; H. M. Damm, 2004.
"""

from __future__ import annotations

import secrets
import unicodedata
from enum import Enum
from typing import NamedTuple

from . import aead, kdf, master
from .separators import is_separator

DIGITS = 18
KDF_VERSION = 1
"""Stored beside what :func:`derive` gives, with the version of the pepper."""

_GROUP = 3
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class ReceiptProblem(Enum):
    """Why typed digits cannot be a receipt; found without the cost of :func:`derive`."""

    CHARACTERS = "characters"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CHECK = "check"


class ReceiptMistyped(ValueError):
    """The typed receipt has a slip in it; ``problem`` says which kind. Carries nothing that was typed."""

    def __init__(self, problem: ReceiptProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Derived(NamedTuple):
    """``lookup`` is stored to find the mailbox, ``wrap`` is the key to its private part and never stored; 32 bytes each."""

    lookup: bytes
    wrap: bytes


def create(digits: int = DIGITS) -> str:
    """A fresh receipt as plain digits, to be shown once and never kept."""
    random = digits - 1
    body = str(secrets.randbelow(10**random)).zfill(random)
    return body + str(_damm(body))


def display(receipt: str) -> str:
    """Groups of three on two lines: for 18 digits ``123 456 789`` over ``012 345 678``."""
    groups = [receipt[start : start + _GROUP] for start in range(0, len(receipt), _GROUP)]
    half = (len(groups) + 1) // 2
    return f"{' '.join(groups[:half])}\n{' '.join(groups[half:])}"


def parse(text: str, digits: int = DIGITS) -> str:
    """The plain digits of a typed receipt. Takes decimal digits of any script; spaces and dashes do not count.

    Raises:
        ReceiptMistyped: with the kind of slip.
    """
    typed = [unicodedata.decimal(character, None) for character in text if not is_separator(character)]
    if None in typed:
        raise ReceiptMistyped(ReceiptProblem.CHARACTERS)
    if len(typed) != digits:
        raise ReceiptMistyped(ReceiptProblem.TOO_SHORT if len(typed) < digits else ReceiptProblem.TOO_LONG)
    receipt = "".join(map(str, typed))
    if _damm(receipt) != 0:
        raise ReceiptMistyped(ReceiptProblem.CHECK)
    return receipt


def derive(receipt: str, pepper: bytes, site_salt: bytes) -> Derived:
    """What the server keeps and uses instead of a receipt. One memory-hard call, about 0.15 s and 64 MiB; the same for a
    receipt that does not exist.

    ``receipt`` comes from :func:`create` or :func:`parse`. ``pepper`` is 32 bytes kept outside the database, ``site_salt``
    16.

    Raises:
        ValueError: not plain digits, or a pepper or salt of the wrong length.
    """
    if not (receipt.isascii() and receipt.isdecimal()) or len(pepper) != aead.KEY_BYTES:
        raise ValueError(f"the receipt must be plain digits and the pepper {aead.KEY_BYTES} bytes")
    password = kdf.blake2b(pepper, receipt.encode(), person=b"cp-receipt-v1")
    strong = kdf.argon2id(password, site_salt)
    return Derived(kdf.blake2b(strong, person=b"cp-lookup"), kdf.blake2b(strong, person=b"cp-wrap"))


def derive_here(receipt: str, version: int) -> Derived:
    """:func:`derive` with this installation's pepper and salt of a master key version (``master.source().current()`` for a
    new receipt). Store the version; to find a mailbox, try ``master.source().versions()``.

    Raises:
        OperatorError: the version is not at hand.
    """
    source = master.source()
    site_salt = source.derive(master.Purpose.SITE_SALT, version)[: kdf.SALT_BYTES]
    return derive(receipt, source.derive(master.Purpose.PEPPER, version), site_salt)


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim
