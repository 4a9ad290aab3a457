"""The vault: everything Tutela encrypts, and the only place where it does. Primitives are PyNaCl's; none are our own.

Three separate things live here. *Sealed fields*: one data key per subject, wrapped by the master key (``fields``, ``keys``,
``cache``, ``master``). *Team keys*: what even the server cannot read while no member is unlocked (``team``). *Receipts and
search tokens*: keyed, one-way (``receipt``, ``tokens``).

Names are loaded on first use, because the settings need ``vault.master`` before Django knows its models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .erased import Erased as Erased
    from .errors import CannotOpen as CannotOpen
    from .errors import EncryptedFieldLookup as EncryptedFieldLookup
    from .errors import KeyDestroyed as KeyDestroyed
    from .errors import KeyMissing as KeyMissing
    from .errors import VaultError as VaultError
    from .fields import EncryptedJSONField as EncryptedJSONField
    from .fields import EncryptedTextField as EncryptedTextField
    from .models import DataKey as DataKey
    from .querysets import SealedManager as SealedManager
    from .querysets import SealedQuerySet as SealedQuerySet
    from .sealed import Sealed as Sealed

_WHERE = {
    "CannotOpen": "errors",
    "DataKey": "models",
    "EncryptedFieldLookup": "errors",
    "EncryptedJSONField": "fields",
    "EncryptedTextField": "fields",
    "Erased": "erased",
    "KeyDestroyed": "errors",
    "KeyMissing": "errors",
    "Sealed": "sealed",
    "SealedManager": "querysets",
    "SealedQuerySet": "querysets",
    "VaultError": "errors",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
