"""Who is trained for what a file asks of its worker: asked of what lies above, by the door named in the settings (R112).

``TUTELA_TRAINED`` names a function ``(user_ids, skill, day) -> ids of those whose training is valid``. Cases learns a yes or no and
never which training it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from tutela.kernel.clock import today
from tutela.vocabulary import api as vocabulary


def untrained(user_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those without a valid training for being responsible for a file; nobody, when nobody answers."""
    wanted = frozenset(user_ids)
    if not settings.TUTELA_TRAINED:
        return frozenset()
    skill = vocabulary.jurisdiction().training.skill
    return wanted - frozenset(import_string(settings.TUTELA_TRAINED)(wanted, skill, today()))


def wanted_skill() -> str:
    """What the worker responsible for a file is trained for, in words."""
    return vocabulary.label("trained_skills", vocabulary.jurisdiction().training.skill)
