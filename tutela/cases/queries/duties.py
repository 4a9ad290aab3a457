"""What would be left to nobody if a person went: asked when an account is closed."""

from __future__ import annotations

import uuid

from django.db import connection
from django.utils.translation import ngettext


def duties(user_id: uuid.UUID) -> list[str]:
    """The open files a person answers for, as one sentence with the way on.

    Whoever closes accounts reads no file: the database tells them a number and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_files_of(%s)", [user_id])
        (files,) = cursor.fetchone()
    if not files:
        return []
    sentence = ngettext(
        "%(count)d open file: a supervisor of its office gives it to another worker (the file, “Assign a worker”).",
        "%(count)d open files: a supervisor of their office gives each to another worker (the file, “Assign a worker”).",
        files,
    )
    return [sentence % {"count": files}]
