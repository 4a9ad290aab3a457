"""``tutela table --by territory,sex,age_group,form``: children in the newest snapshot, protected.

A table crosses three things. With a form as the fourth, one table for each form is printed (or for the one of --form).
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from ..operations import database, django_role


def main(arguments: list[str]) -> int:
    """Print the table as text, JSON, CSV or SDMX."""
    parser = argparse.ArgumentParser(prog="tutela table", description=__doc__)
    parser.add_argument("--by", required=True, help="breakdowns with commas between, such as territory,sex,age_group,form")
    parser.add_argument("--level", choices=("region", "district"), default="region", help="what “territory” means")
    parser.add_argument("--form", default="", help="only children with this form (a code such as TRAF)")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true")
    output.add_argument("--csv", action="store_true")
    output.add_argument("--sdmx-csv", action="store_true", help="SDMX-CSV 2.0, for other statistical systems")
    output.add_argument("--sdmx-xml", action="store_true", help="SDMX-ML 2.1, structure-specific")
    options = parser.parse_args(arguments)
    by = [options.level if name == "territory" else name for name in options.by.split(",")]
    with database.running(database.var_directory()):
        django_role.start("staff")
        answers = read(by, options.form)
        if options.sdmx_csv or options.sdmx_xml:
            print(_exchanged(answers, as_xml=options.sdmx_xml), end="")
            return 0
        print(_shown(answers, as_json=options.json, as_csv=options.csv), end="")
    return 0


def read(by: list[str], form: str) -> list[Any]:
    """One protected table, or one for each form when the form is the fourth thing; read as the process that builds."""
    from tutela.accounts import api as accounts
    from tutela.kernel.database.acting import acting_as
    from tutela.statistics import api as statistics

    forms = [form]
    if len(by) > 3 and statistics.PAGE in by:
        by = [name for name in by if name != statistics.PAGE]
        forms = [form] if form else list(statistics.pages())
    reader = accounts.system_actor("observation_builder")
    with acting_as(reader):
        return [statistics.read_table(by=reader, breakdowns=by, page=page, purpose="command line") for page in forms]


def _exchanged(answers: list[Any], *, as_xml: bool) -> str:
    """One message; of several tables only as CSV, where each line has its whole key."""
    from tutela.kernel.errors import OperatorError
    from tutela.statistics import api as statistics

    if as_xml and len(answers) > 1:
        raise OperatorError("SDMX-ML is one table. Choose a form with --form, or take --sdmx-csv.")
    if as_xml:
        return statistics.sdmx_xml(answers[0]).decode() + "\n"
    first, *others = [statistics.sdmx_csv(answer).splitlines(keepends=True) for answer in answers]
    return "".join([*first, *(line for lines in others for line in lines[1:])])


def _shown(answers: list[Any], *, as_json: bool, as_csv: bool) -> str:
    from tutela.statistics import api as statistics

    if as_json:
        found = [statistics.as_dict(answer) for answer in answers]
        return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1) + "\n"
    if as_csv:
        first, *others = [statistics.as_csv(answer).splitlines(keepends=True) for answer in answers]
        return "".join([*first, *(line for lines in others for line in lines[1:])])
    return "\n".join(_text(statistics.as_dict(answer)) for answer in answers)


def _text(known: dict[str, Any]) -> str:
    """A plain table; cells that are zero for everybody are left to --csv."""
    names = known["by"]
    lines = [f"Children by {' × '.join(names)}{', form ' + known['form'] if known['form'] else ''}"]
    lines += [known["note"], f"{known['coverage']} As of {known['snapshot']}.", ""]
    for cell in known["cells"]:
        if cell["state"] != "zero":
            said = cell["value"] if cell["value"] is not None else cell["state"].replace("_", " ")
            lines.append("  ".join(f"{cell[f'{name}_label']!s:<24.24}" for name in names) + f"{said:>14}")
    return "\n".join([*lines, "", known["method"], *known["under_identification"], ""])
