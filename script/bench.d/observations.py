# ruff: noqa: E402
"""Observations: children a second from files to Parquet, as a ratio to the bare SQL copy of the same rows, in one run.

OBSERVATIONS_CHILDREN sets how many synthetic children (default 200 000), inserted by SQL into a database of their own.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tutela.config.test_settings"
CHILDREN = int(os.environ.get("OBSERVATIONS_CHILDREN", "200000"))

import django
import pyarrow
from django.conf import settings

django.setup()

from common.figures import figure, machine
from django.db import connection

from tests.factories.accounts import make_office, make_territory, make_user
from tutela.accounts.api import create_system_users, system_actor
from tutela.care.queries.observations import _WHOLE
from tutela.config.testing import cluster
from tutela.kernel.database.acting import acting_as
from tutela.statistics.api import build_observations, table

_DEFAULTS = {
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "now()",
    "date": "current_date",
    "jsonb": "'[]'",
    "boolean": "false",
    "bytea": r"'\x'",
    "integer": "1",
    "smallint": "1",
    "double precision": "0",
}
_ID = "md5('{0}' || i)::uuid"


def fill(table_name: str, values: dict[str, str], where: str = "true") -> None:
    """Insert a row for each number 1…CHILDREN; columns not named get a harmless value of their type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = %s", [table_name]
        )
        chosen = {
            name: values.get(name, _DEFAULTS.get(kind, "''"))
            for name, kind, nullable in cursor.fetchall()
            if name in values or nullable == "NO"
        }
        cursor.execute(
            f"INSERT INTO {table_name} ({', '.join(chosen)}) SELECT {', '.join(chosen.values())} "
            f"FROM generate_series(1, {CHILDREN}) AS i WHERE {where}"
        )


def synthetic(office, user) -> None:
    """Files, concerns, care, plans, reviews, views: what a real file has."""
    child, file = _ID.format("child"), _ID.format("file")
    by = {"created_by_id": f"'{user.pk}'", "updated_by_id": f"'{user.pk}'", "file_id": file, "key_id": child}
    fill("cases_child", {"id": child, "key_id": child, "sex": "(ARRAY['girl','boy','UNK'])[1 + i % 3]"})
    fill(
        "cases_casefile",
        {"id": file, "number": "'B' || i", "child_id": child, "office_id": f"'{office.pk}'",
         "territory_id": f"'{office.territory_id}'", "opened_by_id": f"'{user.pk}'", "state": "'active'",
         "age_low": "i % 17", "age_high": "i % 17 + 2", "reported_on": "current_date - (i % 1500)",
         "first_contact_on": "current_date - (i % 1500) + i % 9", "file_type": "'child_at_risk'", "risk_level": "'low'",
         "verification": "'suspected'", "report_channel": "'school'", "urgency": "'planned'"},
    )  # fmt: skip
    labels = "jsonb_build_array((ARRAY['TRAF','SALE','PROS','ABUSE','FMAR'])[1 + i % 5], 'GROOM')"
    fill("cases_concern", by | {"offences": labels, "concerns": "'[\"PC01\"]'", "contexts": "'[]'"})
    fill("cases_carearrangement", by | {"kind": "'kin'"})
    fill("care_plan", by | {"state": "'approved'"}, "i % 2 = 0")
    fill("care_review", by | {"response_outcome": "(ARRAY['safe','partly','not_safe'])[1 + i % 3]"}, "i % 3 = 0")
    fill("cases_childview", by | {"free": "true"}, "i % 2 = 0")


def main() -> None:
    """Print the figures."""
    machine()
    var = Path(os.environ["TUTELA_VAR"])
    name = cluster.clone(var, settings.LOCATION)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        measure()
    finally:
        connection.close()
        cluster.drop(settings.LOCATION, name)


def measure() -> None:
    office = make_office(make_territory(make_territory(make_territory())))
    user = make_user("caseworker", office=office)
    create_system_users()
    builder = system_actor("observation_builder")
    connection.settings_dict["USER"], connection.settings_dict["OPTIONS"] = "postgres", {}
    connection.close()
    synthetic(office, user)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.settings_dict["USER"] = cluster.TESTER
    connection.settings_dict["OPTIONS"] = {"options": "-c role=tutela_statistics"}
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        settings.VAR = Path(folder)
        with acting_as(builder):
            with connection.cursor() as cursor:
                for setting in _WHOLE:
                    cursor.execute(f"SET LOCAL {setting}")
            started = time.perf_counter()
            with connection.connection.cursor().copy("COPY (SELECT * FROM care_observation) TO STDOUT") as copy:
                for _chunk in copy:
                    pass
            bare = time.perf_counter() - started
        pyarrow.scalar(0)  # the first value of a process loads pandas, once
        with acting_as(builder):
            started, busy = time.perf_counter(), time.process_time()
            snapshot = build_observations(by=builder)
            whole = time.perf_counter() - started
        busy = time.process_time() - busy
        speed = snapshot.rows / whole
        print(
            f"  {snapshot.rows} children: {whole:.2f} s by the clock, {busy:.2f} s of this process; bare SQL copy {bare:.2f} s"
        )
        reached = f"{speed:,.0f} files a second; {whole / bare:.2f} times the bare SQL copy of the same rows"
        figure("observation build", reached, "20,000 files a second", speed >= 20_000)
        size = (settings.VAR / "observations" / snapshot.path).stat().st_size
        print(f"  {size / 1e6:.1f} MB, {size / snapshot.rows:.0f} bytes a child")
        connection.settings_dict["OPTIONS"] = {"options": "-c role=tutela_staff"}
        connection.close()
        for by in (["region", "age_group"], ["district", "sex", "form"]):
            started = time.perf_counter()
            table(by=by, snapshot=snapshot)
            print(f"  table {' × '.join(by)}: {(time.perf_counter() - started) * 1000:.0f} ms, protection included")


if __name__ == "__main__":
    main()
