"""Building an encrypted export: the memory of many files against a tenth of them, and the time against reading the same rows.

``TUTELA_BENCH_FILES`` sizes the larger one (default 10,000). Each is built in a process of its own, in the demo's country, whose files
are laid into one office for it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from common.figures import figure, machine

MANY = int(os.environ.get("TUTELA_BENCH_FILES", "10000"))
FEW = max(1, MANY // 10)
os.environ["TUTELA_VAR"] = str(Path(os.environ.get("TUTELA_VAR", "var/bench")).parent / "bench-exports")
os.environ.setdefault("TUTELA_DEMO", "1")
os.environ.setdefault("TUTELA_LOG_LEVEL", "ERROR")


def main() -> None:
    """Print files a second and the most memory of both."""
    subprocess.run([sys.executable, __file__, "--prepare"], check=True)
    machine()
    few, many = measured(FEW), measured(MANY)
    for files, (seconds, memory, size, bare) in ((FEW, few), (MANY, many)):
        print(
            f"  {files} files: {files / seconds:,.0f} a second ({seconds:.1f} s), {size / 1e6:.1f} MB, {memory:.0f} MB at most"
        )
        print(f"    reading the same rows without cipher and trail: {bare:.1f} s")
    figure(
        "memory of ten times as many files", f"{many[1] / few[1]:.2f} times", "at most 1.1 times", many[1] / few[1] <= 1.1
    )
    print(
        f"  an export takes {many[0] / many[3]:.1f} times as long as reading its rows: most of it is each file's line in the trail"
    )


def prepare() -> None:
    """The demo's country with all its files in one office."""
    from tutela.config.commands import demo, setup
    from tutela.config.operations import database

    var = database.var_directory()
    setup.make_keys(var)
    database.start(var)
    setup.fill_database()
    demo._become_superuser()
    from django.db import connection

    from tutela.demo import build

    if not build.is_built():
        build.build(MANY)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # past the triggers of a transfer
        cursor.execute(
            "UPDATE cases_casefile SET office_id = (SELECT office_id FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id "
            "WHERE u.username = 'supervisor' LIMIT 1)"
        )


def measured(files: int) -> list[float]:
    """Seconds, MB, bytes, and the seconds of reading alone, each from a fresh process."""
    built = subprocess.run([sys.executable, __file__, "--build", str(files)], check=True, capture_output=True, text=True)
    return [float(part) for part in built.stdout.split()[-4:]]


def build_one(files: int) -> None:
    """Ask, agree, build as the worker process does; print what it took."""
    import pyrage

    from tutela.config.operations import django_role

    django_role.start("staff")
    from tutela.accounts import api as accounts
    from tutela.directory.models import Office
    from tutela.exports.actions import exports, recipients
    from tutela.exports.actions.build import build_export
    from tutela.exports.queries import content
    from tutela.exports.queries.exports import find
    from tutela.kernel.database.acting import acting_as

    def actor(name: str) -> Any:
        return accounts.actor_for(accounts.User.objects.get(username=name))

    boss, officer, keeper = actor("supervisor"), actor("data_protection_officer"), accounts.system_actor("deadline_keeper")
    office = Office.objects.filter(pk__in=boss.offices("file_export")).first()
    key = str(pyrage.x25519.Identity.generate().to_public())
    with acting_as(boss):
        entered = recipients.enter_recipient(by=boss, values={"agency": office, "holder": "Bench", "public_key": key})
    with acting_as(officer):
        key_of = recipients.confirm_recipient(recipient=entered, by=officer, base_version=1)
    values = {
        "office": office,
        "recipient": key_of,
        "purpose": "transfer",
        "reason": "A bench of exports.",
        "level": "identity",
    }
    values |= {"form": "jsonl", "states": [], "reported_from": None, "reported_until": None}
    with acting_as(boss):
        asked = exports.ask_export(by=boss, values=values)
        last = list(content.wanted(asked, boss).order_by("pk").values_list("pk", flat=True)[:files])[-1]
    with acting_as(officer):
        exports.decide_export(
            export=find(asked.pk), by=officer, base_version=1, agreed=True, note="", later=lambda _pk: None
        )
    everything = content.wanted
    content.wanted = lambda export, by: everything(export, by).filter(pk__lte=last)  # type: ignore[assignment]
    started = time.perf_counter()
    made = build_export(export_id=asked.pk, by=boss, keeper=keeper)
    took = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if not 0.99 * files <= made.files <= files:  # those whose names are kept back by a rule of the file stay out
        raise SystemExit(f"{made.files} files instead of {files}: {made.state} {made.note}")
    print(took, memory, made.size, _reading(asked, boss, content))


def _reading(export: Any, boss: Any, content: Any) -> float:
    from tutela.exports.queries.exports import find
    from tutela.kernel.database.acting import acting_as

    started, after = time.perf_counter(), None
    while True:
        with acting_as(boss):
            files = content.batches(find(export.pk), boss, after)
            for _row in content.rows(export, files, 1):
                pass
        if not files:
            return time.perf_counter() - started
        after = files[-1].pk


if __name__ == "__main__":
    if "--prepare" in sys.argv:
        prepare()
    elif "--build" in sys.argv:
        build_one(int(sys.argv[-1]))
    else:
        main()
