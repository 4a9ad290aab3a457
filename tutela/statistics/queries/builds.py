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
_COMMAND = (sys.executable, "-m", "tutela.config.cli", "observations", "build")


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
    environment = {
        name: value for name, value in os.environ.items() if name not in ("TUTELA_ROLE", "DJANGO_SETTINGS_MODULE")
    }
    environment |= {"TUTELA_VAR": str(settings.VAR), "TUTELA_DATABASE_NAME": str(connection.settings_dict["NAME"])}
    done = subprocess.run(_COMMAND, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise OperatorError(_("The observations were not built; the snapshot in use stays. %(why)s") % {"why": said})
    return done.stdout.strip()
