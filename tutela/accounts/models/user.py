"""Users: people with an account, and the few processes that act by themselves."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL
from tutela.kernel.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name."""


class User(AbstractBaseUser):
    """Somebody who signs in, or a system process (no usable password). Names of staff are operational data (S1).

    ``password_is_temporary``: an administrator set it and read it out; the next page asks for one of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    password_is_temporary = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    data = DataClasses(
        retention="account",
        S1="id username full_name email language is_active is_system password_is_temporary created_at password last_login",
    )
    shield = OPERATIONAL

    def __str__(self) -> str:
        return self.full_name
