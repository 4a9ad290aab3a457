"""A bundle: one zip file with a manifest and a readable member for each kind of configuration; written and read.

The same configuration gives the same bytes, the moment in the manifest apart. A bundle from outside is refused before anything of
it is unpacked where its names, its sizes, its version or its checksums are not right.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tutela import __version__
from tutela.circumstances import api as circumstances
from tutela.directory import api as directory
from tutela.kernel.carrying import Kind, Row, Rows, is_plain
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums import BundleProblem

FORMAT = 1
LARGEST = 8_000_000
"""Most bytes of a bundle."""
UNPACKED = 64_000_000
"""Most bytes of what it unpacks to."""
MOST = 2_000
"""Most members."""
FIELD = "bundle"
MANIFEST = "manifest.json"
KINDS: tuple[Kind, ...] = (*vocabulary.CARRIED, *directory.CARRIED, *circumstances.CARRIED)
"""Every kind of configuration, in the order in which they are written."""
_BY_NAME = {kind.name: kind for kind in KINDS}
_MEMBER = re.compile(r"([a-z]+)(?:/([A-Za-z0-9][A-Za-z0-9_-]{0,39}))?\.(json|yaml)\Z")
_THEN = (1980, 1, 1, 0, 0, 0)
_HEAD = {"format", "product", "version", "country", "made_at", "members"}


class BadBundle(InvalidInput):
    """A file that is not taken as a bundle."""

    code = "bad_bundle"

    def __init__(self, problem: BundleProblem, what: str = "") -> None:
        text = str(problem.label)
        self.problem = problem
        self.sentence = text % {"what": what[:80]} if "%(what)s" in text else text
        super().__init__({FIELD: self.sentence})


@dataclass(frozen=True)
class Bundle:
    """What a bundle says: of which version, when it was made, the texts of its members, and their rows by kind."""

    product: str
    made_at: dt.datetime
    members: Mapping[str, str]
    rows: Mapping[str, Rows]

    @property
    def digest(self) -> str:
        """SHA-256 over its members, whoever made it and when."""
        return hashlib.sha256(json.dumps(dict(self.members), sort_keys=True).encode()).hexdigest()


def rows_here() -> dict[str, Rows]:
    """The configuration of this server by kind."""
    return {kind.name: kind.here() for kind in KINDS}


def pack(rows: Mapping[str, Rows], *, country: str, at: dt.datetime) -> bytes:
    """Rows as a bundle: members sorted, time stamps fixed."""
    members = dict(sorted(_members(rows)))
    manifest = {
        "format": FORMAT,
        "product": "tutela",
        "version": __version__,
        "country": country,
        "made_at": at.isoformat(timespec="seconds"),
        "members": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in members.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in [(MANIFEST, _json(manifest)), *members.items()]:
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            package.writestr(entry, text)
    return out.getvalue()


def unpack(content: bytes, *, country: str) -> Bundle:
    """A bundle from its bytes.

    Raises:
        BadBundle: it is none, is damaged, too large, of another country or of a newer Tutela; says which.
    """
    if len(content) > LARGEST:
        raise BadBundle(BundleProblem.TOO_LARGE, str(LARGEST // 1_000_000))
    texts = _texts(content)
    head = _manifest(texts.pop(MANIFEST, ""))
    _check_version(head)
    if head["country"] != country:
        raise BadBundle(BundleProblem.OTHER_COUNTRY, head["country"])
    for name in sorted(texts.keys() ^ head["members"].keys()):
        raise BadBundle(BundleProblem.NOT_LISTED, name)
    for name, text in texts.items():
        if hashlib.sha256(text.encode()).hexdigest() != head["members"][name]:
            raise BadBundle(BundleProblem.CHECKSUM, name)
    return Bundle(head["version"], dt.datetime.fromisoformat(head["made_at"]), texts, rows_of(texts))


def rows_of(members: Mapping[str, str]) -> dict[str, Rows]:
    """The rows of members by kind, each as it would be written here.

    Raises:
        BadBundle: a member cannot be read.
    """
    found: dict[str, dict[str, Row]] = {}
    for name, text in members.items():
        kind, key = _kind_of(name)
        rows = _parsed(name, text, kind.as_yaml)
        for row_key, row in ({key: rows} if kind.apart else rows).items():
            if not isinstance(row, dict):
                raise BadBundle(BundleProblem.UNREADABLE, f"{name}: {row_key}")
            found.setdefault(kind.name, {})[row_key] = row
        found.setdefault(kind.name, {})
    return {name: {key: _BY_NAME[name].tidy(key, row, found) for key, row in rows.items()} for name, rows in found.items()}


def member_of(kind: Kind, key: str) -> str:
    """The member in which a row stands."""
    return f"{kind.name}/{key}.{'yaml' if kind.as_yaml else 'json'}" if kind.apart else f"{kind.name}.json"


def _members(rows: Mapping[str, Rows]) -> list[tuple[str, str]]:
    found = []
    for kind in KINDS:
        held = rows.get(kind.name, {})
        if kind.apart:
            write = vocabulary.as_text if kind.as_yaml else _json
            found += [(member_of(kind, key), write(dict(row))) for key, row in held.items()]
        else:
            found.append((member_of(kind, ""), _json({key: dict(row) for key, row in held.items()})))
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _texts(content: bytes) -> dict[str, str]:
    """The texts of a zip file by name: names and sizes are looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(entries)
            return {entry.filename: package.read(entry).decode() for entry in entries}
    except InvalidInput:
        raise
    except Exception as error:  # the reader of zip files raises whatever the file drives it to
        raise BadBundle(BundleProblem.NOT_A_BUNDLE) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > UNPACKED or len(entries) > MOST:
        raise BadBundle(BundleProblem.UNPACKS_LARGE, str(UNPACKED // 1_000_000))
    seen: set[str] = set()
    for entry in entries:
        if entry.filename in seen:
            raise BadBundle(BundleProblem.NAME_TWICE, entry.filename)
        seen.add(entry.filename)
        if entry.filename != MANIFEST:
            _kind_of(entry.filename)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadBundle(BundleProblem.NOT_A_BUNDLE)


def _kind_of(name: str) -> tuple[Kind, str]:
    match = _MEMBER.match(name)
    kind = _BY_NAME.get(match[1]) if match else None
    if match is None or kind is None or kind.apart != bool(match[2]) or kind.as_yaml != (match[3] == "yaml"):
        raise BadBundle(BundleProblem.STRANGE_NAME, name)
    return kind, match[2] or ""


def _manifest(text: str) -> dict[str, Any]:
    try:
        head = _parsed(MANIFEST, text, False)
        made = dt.datetime.fromisoformat(str(head.get("made_at")))
    except (BadBundle, ValueError) as error:
        raise BadBundle(BundleProblem.NO_MANIFEST) from error
    members = head.get("members")
    plain = all(isinstance(head.get(name), str) for name in ("version", "country", "product"))
    sums = isinstance(members, dict) and all(isinstance(one, str) for one in members.values())
    if set(head) != _HEAD or head["product"] != "tutela" or not plain or not sums or made.tzinfo is None:
        raise BadBundle(BundleProblem.NO_MANIFEST)
    return head


def _check_version(head: Mapping[str, Any]) -> None:
    made_by = head["format"]
    if not isinstance(made_by, int) or isinstance(made_by, bool) or made_by < 1:
        raise BadBundle(BundleProblem.UNKNOWN_FORMAT, str(made_by))
    numbers = re.fullmatch(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})", head["version"])
    if numbers is None:
        raise BadBundle(BundleProblem.NO_MANIFEST)
    ours = tuple(int(part) for part in __version__.split(".")[:3])
    if made_by > FORMAT or tuple(int(part) for part in numbers.groups()) > ours:
        raise BadBundle(BundleProblem.NEWER, head["version"])


def _parsed(name: str, text: str, as_yaml: bool) -> dict[str, Any]:
    """The mapping in a member: no key twice, no reference that unfolds, no number that is none, no control character.

    Raises:
        BadBundle: it cannot be read.
    """
    try:
        if as_yaml:
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
                raise ValueError(name)
            value: Any = vocabulary.read_text(text.encode(), name)
        else:
            value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        plain = isinstance(value, dict) and _is_plain(value)
    except (ValueError, RecursionError, yaml.YAMLError, vocabulary.BadVocabulary) as error:
        raise BadBundle(BundleProblem.UNREADABLE, name) from error
    if not plain:
        raise BadBundle(BundleProblem.UNREADABLE, name)
    return value  # type: ignore[no-any-return]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(_text: str) -> Any:
    raise ValueError("no number")


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(key) and _is_plain(one) for key, one in value.items())
    if isinstance(value, list):
        return all(_is_plain(one) for one in value)
    if isinstance(value, str):
        return is_plain(value)
    return value is None or isinstance(value, (bool, int, float)) or type(value) is dt.date
