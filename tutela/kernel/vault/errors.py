"""What the vault refuses. All but the operator's errors are programming errors or signs of tampering, so none is shown to a
reader as it stands; they never carry plaintext, ciphertext or key bytes."""

from __future__ import annotations

from ..errors import TutelaError


class VaultError(TutelaError):
    """Base of the vault's errors."""

    status = 500
    code = "vault"


class CannotOpen(VaultError):
    """The bytes do not open here: wrong key, changed, cut, or moved from another row or column."""

    code = "cannot_open"


class KeyMissing(CannotOpen):
    """There is no data key with this id, or this database role may not see it."""

    code = "key_missing"


class KeyDestroyed(VaultError):
    """The data key was destroyed: the subject was erased, and nothing new can be sealed for them."""

    status = 410
    code = "key_destroyed"


class EncryptedFieldLookup(VaultError):
    """The database was asked to filter, sort, compute, copy or list an encrypted field."""

    code = "encrypted_field"
