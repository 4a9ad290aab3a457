"""Where the sealed keys lie. Nothing here opens without a member's passphrase or the offline recovery key."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL, Rows, Shield
from tutela.kernel.ids import uuid7

from .team import Team
from .user import User


class UserKey(models.Model):
    """A member's X25519 pair; the private part under Argon2id of the vault passphrase, which is not the password.

    ``failures``: wrong passphrases in a row since the last right one.
    """

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="vault_key")
    public_key = models.BinaryField()
    salt = models.BinaryField()
    wrapped_private = models.BinaryField()
    created_at = models.DateTimeField(default=now)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    data = DataClasses(retention="account", S1="user public_key salt wrapped_private created_at failures failed_at")
    shield = OPERATIONAL

    def __str__(self) -> str:
        return str(self.user)


class TeamKey(models.Model):
    """A version of a team's X25519 pair. The public part seals; the private part lies only in seals.

    ``retired_at``: a newer version seals what arrives from then on. Older versions stay until all that they seal has been
    sealed to a newer one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="keys")
    version = models.PositiveIntegerField()
    public_key = models.BinaryField()
    recovery_public = models.BinaryField()
    recovery_seal = models.BinaryField()
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="account", S1="id team version public_key recovery_public recovery_seal created_at retired_at"
    )
    shield = Shield(staff=Rows.all("true"), public=Rows(read="true"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "version"], name="team_key_version_once")]
        ordering = ["team_id", "version"]

    def __str__(self) -> str:
        return f"{self.team} {self.version}"


class TeamSeal(models.Model):
    """The private part of a team key, sealed to one member."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.ForeignKey(TeamKey, on_delete=models.CASCADE, related_name="seals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_private = models.BinaryField()

    data = DataClasses(retention="account", S1="id key user sealed_private")
    shield = Shield(staff=Rows.all("true", delete=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "user"], name="one_seal_per_member")]

    def __str__(self) -> str:
        return str(self.id)


class Unlocking(models.Model):
    """An unlocked member's private part, encrypted under a secret that only that member's cookie holds.

    It ends thirty minutes after it was last used, and :data:`tutela.accounts.queries.unlocked.LONGEST` after it was opened.
    A member who leaves a team loses its keys at once: their seals are gone, whatever is unlocked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lookup = models.BinaryField(unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    wrapped_private = models.BinaryField()
    opened_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(default=now)

    data = DataClasses(retention="session", S1="id lookup user wrapped_private opened_at used_at")
    shield = OPERATIONAL

    def __str__(self) -> str:
        return str(self.id)
