"""What is asked when a process starts: does the country profile leave the fixed protections alone?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from ..errors import BadVocabulary
from .profiles import active_profile


def fixed_protections(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """Django's system check: no country profile changes who is a child, or any other fixed protection."""
    try:
        active_profile()
    except BadVocabulary as error:
        return [Error(str(error), hint="Run `tutela vocabulary check`.", id="tutela.E002")]
    return []
