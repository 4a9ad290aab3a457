"""The coverage gate: every branch of policies, states, actions and the kernel; 95 % of everything, templates included.

Reads the data that ``pytest --cov`` left; ends with 1 and names the lines that no test reaches.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

OVERALL = 95.0
STRICT = re.compile(r"tutela/(kernel/.*|[a-z_]+/(policies|states|actions)(/.*)?)(\.py)?$")


def main() -> int:
    """Report and judge."""
    report = _report()
    if isinstance(report, str):
        print(report)
        return 1
    faults = judge(report)
    print("\n".join(faults), end="\n" if faults else "")
    print(f"Coverage: {report['totals']['percent_covered']:.1f} % overall, templates included.")
    return 1 if faults else 0


def judge(report: dict[str, Any]) -> list[str]:
    """What falls short, one line each."""
    faults = [
        f"{name}: not reached: {_places(found)}"
        for name, found in sorted(report["files"].items())
        if STRICT.match(name.replace(".py", "")) and _places(found)
    ]
    overall = report["totals"]["percent_covered"]
    if overall < OVERALL:
        faults.append(f"overall coverage is {overall:.1f} %, below {OVERALL:.0f} %; the largest gaps:")
        faults += [f"    {name}: {missing} lines" for name, missing in _gaps(report)[:25]]
    if not any(name.endswith((".html", ".txt")) for name in report["files"]):
        faults.append("no template was measured: TUTELA_TEMPLATE_DEBUG=1 must be set, and a template rendered")
    return faults


def _places(found: dict[str, Any]) -> str:
    lines = [str(line) for line in found["missing_lines"]]
    branches = [f"{start}→{end if end > 0 else 'exit'}" for start, end in found.get("missing_branches", ())]
    return ", ".join([*lines, *branches])


def _gaps(report: dict[str, Any]) -> list[tuple[str, int]]:
    gaps = [(name, len(found["missing_lines"])) for name, found in report["files"].items()]
    return sorted((gap for gap in gaps if gap[1]), key=lambda gap: -gap[1])


def _report() -> dict[str, Any] | str:
    """The data of all processes as one JSON report, or a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "coverage.json"
        if list(Path().glob(".coverage.*")):
            _coverage("combine", "--quiet")
        done = _coverage("json", "--quiet", "-o", str(target))
        if done.returncode != 0 or not target.exists():
            return f"There is no coverage data: run script/test first. {done.stdout.strip()}"
        return json.loads(target.read_text())


def _coverage(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "coverage", *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
