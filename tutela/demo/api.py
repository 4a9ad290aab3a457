"""The door of the demo, for the command line."""

from __future__ import annotations

from .build import build, expected, is_built, is_empty
from .imports import BROUGHT_IN
from .people import PASSPHRASE, PASSWORD, SIGN_INS, code_for, role_of

__all__ = [
    "BROUGHT_IN",
    "PASSPHRASE",
    "PASSWORD",
    "SIGN_INS",
    "build",
    "code_for",
    "expected",
    "is_built",
    "is_empty",
    "role_of",
]
