"""From a frozen snapshot to the cubes of a release: the work of the process that builds."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import OperatorError
from tutela.methods.disclosure.cube import build
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.keys import Secret
from tutela.methods.disclosure.lattice import Lattice
from tutela.methods.disclosure.micro import Microdata
from tutela.methods.disclosure.query import Cube
from tutela.methods.disclosure.store import only_one
from tutela.methods.spark import EngineMissing

from ..models import Release
from ..models.hypercubes import HYPERCUBES, PERIOD, Hypercube
from ..models.parquet import sha256
from ..policies import build_cubes as may_build
from ..queries.cubes import cubes_folder, ledgers_folder, release_secret
from ..queries.lattices import columns, lattice_of
from ..queries.snapshots import file_of

KEY = "record_key"
"""The permanent key of a child; of its 64 bits the upper 32 enter the cell keys."""


def build_cubes(*, by: Actor, release: Release) -> Release:
    """Build, audit and sign every hypercube of a draft; a build that broke off goes on with the next file.

    Raises:
        Refused: not the process's to do, or no draft.
        OperatorError: the snapshot's file is not what was built, a category is not registered, another build runs, the
            audit failed, the clock was moved back; the sentence says which. What was published stays as it is.
    """
    may_build.require(by, release)
    source = file_of(release.snapshot)
    for folder in (cubes_folder(release), ledgers_folder(release)):
        folder.mkdir(mode=0o755 if folder.parent.name == "releases" else 0o700, parents=True, exist_ok=True)
    secret = release_secret(first=not Release.objects.exclude(public_key="").exists())
    release.periods = sorted(year for year in pc.unique(pq.read_table(source, columns=[PERIOD])[PERIOD]).to_pylist())
    release.anew, release.cubes = [], {}
    try:
        with only_one(cubes_folder(release) / "cubes"), Microdata(source) as micro:
            for name, cube in HYPERCUBES.items():
                release.cubes[name] = _built(cube, release, micro, secret)
    except DisclosureRefused as refused:
        raise OperatorError(f"{refused.sentence} ({refused.code})") from None
    except EngineMissing as missing:
        raise OperatorError(str(missing)) from None
    release.public_key = secret.sign(b"")[0]
    release.save(update_fields=["periods", "anew", "cubes", "public_key"])
    audit.record(
        by=by,
        action="release_cubes_built",
        subject=f"release:{release.pk}",
        details={"cubes": len(release.cubes), "snapshot": release.snapshot_sha256},
    )
    return release


def _built(cube: Hypercube, release: Release, micro: Microdata, secret: Secret) -> dict[str, Any]:
    """The digest and the audit of one cube; begins anew where the registered classifications changed and that was said."""
    lattice = lattice_of(cube, release.periods, release.snapshot)
    out = cubes_folder(release) / f"{cube.name}.parquet"
    ledger, note = (ledgers_folder(release) / f"{cube.name}.{kind}" for kind in ("ledger", "audit"))
    before = _before(release, cube.name)
    if (done := _done(out, note, lattice, release, secret)) is not None:
        told = done
    else:
        ledger.unlink(missing_ok=True)  # of a build that broke off
        micro.rename(columns(cube))
        try:
            report = build(
                micro,
                lattice,
                out,
                secret=secret,
                person=KEY,
                key=KEY,
                as_of=release.snapshot.built_at,
                now=now(),
                ledger=ledger,
                previous=before,
                new_series=release.new_series,
            ).report
        except DisclosureRefused as refused:
            raise DisclosureRefused(refused.code, f"{cube.name}: {refused.sentence}") from None
        told = {"sha256": sha256(out), "audit": asdict(report)}
        note.write_text(json.dumps(told))
    if release.follows and not _same_kind(lattice, release.follows, cube.name, secret):
        release.anew.append(cube.name)
    return told


def _before(release: Release, name: str) -> Path | None:
    """The sealed sets of the release before; they may not be missing where that release had the cube."""
    if release.follows is None or name not in release.follows.cubes:
        return None
    path = ledgers_folder(release.follows) / f"{name}.ledger"
    if not path.exists():
        raise OperatorError(f"{path} is missing: bring it back from the backup, or two releases would give children away.")
    return path


def _done(out: Path, note: Path, lattice: Lattice, release: Release, secret: Secret) -> dict[str, Any] | None:
    """What an earlier, broken-off build of this very cube noted."""
    try:
        told: dict[str, Any] = json.loads(note.read_text())
        cube = Cube(out, now=now(), trust=secret.sign(b"")[0])
    except (OSError, ValueError, DisclosureRefused):
        return None
    same = cube.lattice == lattice and cube.as_of == release.snapshot.built_at.isoformat() and told["sha256"] == sha256(out)
    return told if same else None


def _same_kind(lattice: Lattice, earlier: Release, name: str, secret: Secret) -> bool:
    path = cubes_folder(earlier) / f"{name}.parquet"
    return path.exists() and Cube(path, now=now(), trust=secret.sign(b"")[0]).lattice.same_kind(lattice)
