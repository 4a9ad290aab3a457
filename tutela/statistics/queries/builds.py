"""Builds run in a process of their own, as the database role that reads codes and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from tutela.kernel.errors import OperatorError

LOCK = 7263002
TASK = "tutela.statistics.tasks.build_in_background"
CUBES_TASK = "tutela.statistics.tasks.cubes_in_background"
_TUTELA = (sys.executable, "-m", "tutela.config.cli")


def is_building() -> bool:
    """Whether a build runs, or waits in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE l.locktype = 'advisory' AND l.objid = %s AND l.pid <> pg_backend_pid() AND d.datname = current_database())",
            [LOCK],
        )
        if cursor.fetchone()[0]:
            return True
    return ProcrastinateJob.objects.filter(task_name=TASK, status__in=("todo", "doing")).exists()


def run_elsewhere() -> str:
    """Run ``tutela observations build`` to its end and return what it said.

    Raises:
        OperatorError: it refused or failed; its own sentence.
    """
    return _run("observations", "build", failed=_("The observations were not built; the snapshot in use stays. %(why)s"))


def build_cubes_elsewhere(release: str) -> str:
    """Run ``tutela releases build`` for a draft to its end and return what it said.

    Raises:
        OperatorError: it refused or failed; its own sentence.
    """
    return _run("releases", "build", release, failed=_("The tables were not built; the release in use stays. %(why)s"))


def cubes_wait(release: str) -> bool:
    """Whether the build of a draft's cubes runs or waits in the queue."""
    waiting = ProcrastinateJob.objects.filter(task_name=CUBES_TASK, status__in=("todo", "doing"), args__release=release)
    return waiting.exists()


def _run(*arguments: str, failed: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("TUTELA_ROLE", "DJANGO_SETTINGS_MODULE")
    }
    environment |= {"TUTELA_VAR": str(settings.VAR), "TUTELA_DATABASE_NAME": str(connection.settings_dict["NAME"])}
    done = subprocess.run((*_TUTELA, *arguments), env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise OperatorError(failed % {"why": said})
    return done.stdout.strip()
