"""Every field says how sensitive it is and how long it is kept: a new column cannot stay unclassified."""

from __future__ import annotations

import pytest
from django.apps import apps

from tutela.kernel.classification import LEVELS, RETENTION
from tutela.kernel.database import apply

THIRD_PARTY = {
    "contenttypes.ContentType": ("S0", "reference"),
    "auth.Permission": ("S0", "reference"),
    "auth.Group": ("S0", "reference"),
    "sessions.Session": ("S1", "session"),
    "account.EmailAddress": ("S1", "account"),
    "account.EmailConfirmation": ("S1", "session"),
    "mfa.Authenticator": ("S1", "account"),
    "socialaccount.SocialApp": ("S1", "account"),
    "socialaccount.SocialAccount": ("S1", "account"),
    "socialaccount.SocialToken": ("S1", "session"),
    "axes.AccessAttempt": ("S1", "operational"),
    "axes.AccessAttemptExpiration": ("S1", "operational"),
    "axes.AccessFailureLog": ("S1", "operational"),
    "axes.AccessLog": ("S1", "operational"),
    "procrastinate.ProcrastinateJob": ("S1", "operational"),
    "procrastinate.ProcrastinateEvent": ("S1", "operational"),
    "procrastinate.ProcrastinatePeriodicDefer": ("S1", "operational"),
    "procrastinate.ProcrastinateWorker": ("S1", "operational"),
}
"""Models that are not ours: the highest level any field may hold, and the retention class. Queue payloads hold ids only."""


def _ours():
    return [model for model in apps.get_models() if model.__module__.startswith("tutela.")]


def _field_names(model) -> set[str]:
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


@pytest.mark.parametrize("model", _ours(), ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    declared = getattr(model, "data", None)
    assert declared is not None, f"{model._meta.label} needs `data = DataClasses(retention=…, S1=…)`"
    names = {name.removesuffix("_id") if name not in _field_names(model) else name for name in declared.level_of}
    assert names - _field_names(model) == set(), "classified, but not there"
    assert _field_names(model) - names == set(), "not classified"
    assert declared.retention in RETENTION


def test_every_other_model_is_listed():
    labels = {model._meta.label for model in apps.get_models() if not model.__module__.startswith("tutela.")}
    assert labels - THIRD_PARTY.keys() == set(), "classify the new third-party table here"
    assert THIRD_PARTY.keys() - labels == set(), "no longer installed"
    assert all(level in LEVELS and level < "S2" and kept in RETENTION for level, kept in THIRD_PARTY.values())


@pytest.mark.parametrize("model", _ours(), ids=lambda model: model._meta.label)
def test_protected_fields_stand_behind_a_shield(model):
    if not set(model.data.protected()):
        return
    assert "shield" in vars(model) or any("shield" in vars(base) for base in model.__mro__[1:]), (
        "declare `shield = Shield(…)`"
    )
    assert apply.is_guarded(model.shield), f"{model._meta.label} holds S2 data, and its shield lets some role see every row"


@pytest.mark.parametrize("model", _ours(), ids=lambda model: model._meta.label)
def test_no_role_reads_protected_rows_without_a_condition(model):
    """A shield that limits one role must not leave another unlimited."""
    if not set(model.data.protected()):
        return
    for role in ("tutela_staff", "tutela_public", "tutela_oversight", "tutela_statistics"):
        assert model.shield.rows_of(role).read != "true", f"{role} reads every row of {model._meta.label}"
