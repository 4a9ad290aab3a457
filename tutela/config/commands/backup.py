"""``tutela backup FILE``: the whole database in one file, 0600, sealed to a public key when one is named.

Names, contacts and texts are ciphertext in it in any case. The master key is not in it: keep that apart.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tutela.kernel.errors import OperatorError

from ..operations import database, sealed_stream


def main(arguments: list[str]) -> int:
    """Dump, or make a pair of keys to seal dumps with."""
    parser = argparse.ArgumentParser(prog="tutela backup", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="where to write the backup")
    parser.add_argument("--to", type=Path, metavar="KEY.pub", help="seal the backup to this public key")
    parser.add_argument("--make-key", type=Path, metavar="KEY", help="make a private key KEY and its public part KEY.pub")
    parser.add_argument("--force", action="store_true", help="replace a file of this name")
    options = parser.parse_args(arguments)
    if options.make_key:
        public = sealed_stream.make_pair(options.make_key)
        print(f"Made {options.make_key} and {public}. Move the private key off this machine.")
        return 0
    if options.file is None:
        raise OperatorError("Name the file to write the backup to: tutela backup FILE.")
    if options.file.exists() and not options.force:
        raise OperatorError(f"{options.file} exists already: name another file, or --force to replace it.")
    return _dump(options.file, options.to)


def _dump(target: Path, to: Path | None) -> int:
    from ..operations import backup

    public = sealed_stream.read_public(to) if to else None
    var = database.var_directory()
    with database.running(var):
        size = backup.dump(database.administrator(var), target, public)
    how = f"sealed to {to}" if to else "not sealed beyond the protected fields; keep it where only you can read"
    print(f"Wrote {target} ({size / 1024**2:.1f} MB), {how}. The master key is not in it: keep a copy of that apart.")
    return 0
