"""``tutela bench [NAME …]``: the figures of this machine, each a ratio measured in one run (``script/bench.d``)."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tutela.kernel.errors import OperatorError

BENCHES = Path(__file__).resolve().parent.parent.parent.parent / "script" / "bench.d"


def main(arguments: list[str]) -> int:
    """Run the named benches, or all; ends with the first failure's code."""
    known = sorted(path.stem for path in BENCHES.glob("*.py"))
    parser = argparse.ArgumentParser(prog="tutela bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(known) or 'none yet'}")
    names = parser.parse_args(arguments).names or known
    if unknown := sorted(set(names) - set(known)):
        raise OperatorError(f"There is no bench called {', '.join(unknown)}; known: {', '.join(known) or 'none'}.")
    for name in names:
        print(f"== {name}", flush=True)
        code = subprocess.run([sys.executable, str(BENCHES / f"{name}.py")], check=False).returncode
        if code:
            return code
    return 0
