"""Webhooks in the invented country: a service's own system that is told of its referrals, with what arrived and what was given up; and
one that waits for data protection. The servers' names are invented too: what the demo itself sends arrives nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import ApiClient, User
from tutela.care.models import Referral
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.webhooks.actions.subscriptions import confirm_webhook, enter_webhook
from tutela.webhooks.enums import TEST, Problem
from tutela.webhooks.models import Delivery, Subscription

_DAY = dt.timedelta(days=1)
_REASON = "The service's own list of appointments shows a new referral at once, so that nobody waits for the morning's call."
_WAITS = "The school register's office is told when an export for it is ready, and takes it the same day."
_STORY: tuple[tuple[float, int, int | None, str], ...] = (
    (19.0, 1, 204, ""),
    (12.5, 2, 204, ""),
    (9.2, 7, None, Problem.TIMEOUT),
    (2.3, 1, 204, ""),
)
"""Days ago, tries, the last answer's status, what was wrong."""


def build_webhooks() -> None:
    """Entered by the administrator, confirmed by data protection; the log as three weeks would have left it."""
    administrator, officer, provider, boss = (
        accounts.actor_for(User.objects.get(username=name))
        for name in ("administrator", "data_protection_officer", "service_provider", "supervisor")
    )
    with moved_to(now() - 20 * _DAY):
        one = _entered(administrator, provider, "hooks.appointments.example", ["referral.sent"], _REASON)
        with acting_as(officer):
            confirm_webhook(one=one, by=officer, base_version=1, values={})
    _entered(administrator, boss, "hooks.register.example", ["export.ready"], _WAITS)
    _log(one, provider)


def _entered(administrator: Any, account: Any, host: str, events: list[str], reason: str) -> Subscription:
    with acting_as(administrator):
        client = ApiClient.objects.create(
            name="Appointments" if "referral.sent" in events else "Register of exports",
            user=account.user,
            scopes=["referral_answer"] if "referral.sent" in events else ["file_export"],
            token_hash=uuid7().bytes * 2,
            created_by=administrator.user,
            expires_at=now() + 90 * _DAY,
        )
        values = {"program": client, "address": f"https://{host}/tutela", "events": events, "reason": reason}
        made, _secret = enter_webhook(by=administrator, values=values)
    return made


def _log(one: Subscription, provider: Any) -> None:
    sent = Referral.objects.filter(provider_office_id__in=provider.offices(accounts.Permission.REFERRAL_ANSWER))
    referrals = list(sent.order_by("-created_at")[: len(_STORY)])
    for referral, (days, attempts, status, problem) in zip(referrals, _STORY, strict=False):
        _message(
            one,
            days,
            event="referral.sent",
            told={
                "kind": "referral",
                "id": str(referral.pk),
                "path": "/api/referrals",
                "subject": f"care.referral:{referral.pk}",
                "about": "",
            },
            state="given_up" if problem else "delivered",
            attempts=attempts,
            status=status,
            problem=problem,
        )
    _message(one, 19.9, event=TEST, told={}, state="delivered", attempts=1, status=204)


def _message(one: Subscription, days: float, **values: Any) -> None:
    at = now() - dt.timedelta(days=days)
    Delivery.objects.create(
        key_id=one.pk, subscription=one, happened_at=at, made_at=at, last_at=at + dt.timedelta(minutes=1), **values
    )
