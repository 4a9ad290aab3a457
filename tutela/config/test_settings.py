"""Settings for the tests: the embedded server in a directory of its own, every database role reachable from one sign-in."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_VAR", str(Path(__file__).resolve().parent.parent.parent / "var" / "test"))

from tutela.config.testing import cluster

LOCATION = cluster.start(Path(os.environ["TUTELA_VAR"]))

from tutela.config.settings import *  # noqa: E402, F403

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "set-by-the-fixture",
        "USER": cluster.TESTER,
        "PASSWORD": LOCATION.passwords["postgres"],
        "HOST": LOCATION.host,
        "PORT": LOCATION.port,
        "OPTIONS": {"options": "-c role=tutela_staff"},
        "TEST": {"NAME": "set-by-the-fixture"},
    }
}
SECRET_KEY = "tests"  # noqa: S105
AXES_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
