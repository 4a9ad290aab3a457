"""Translations: take the strings out of the code, list what is missing, fill it in, compile.

Each context keeps its own catalogues in ``tutela/<context>/locale``; what belongs to no app (kernel, config) is in ``tutela/locale``.
``extract`` needs GNU gettext; ``missing LANG``, ``fill LANG FILE.json`` and ``compile`` need nothing but Python. Any of them takes a
context as last word: ``missing fr intake``. A string that another catalogue already translates is taken over from there.
A fill file maps each string (``context|string`` where it has a context) to its translation, or to a list for plural forms.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

TREE = Path(__file__).resolve().parent.parent
LOCALE = TREE / "tutela" / "locale"
LANGUAGES = ("fr", "es", "ar")
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
}


def catalogues(language: str, context: str = "") -> dict[Path, polib.POFile]:
    """The catalogues of a language by their path; of one context, or all."""
    places = [TREE / "tutela" / context / "locale"] if context else [*sorted((TREE / "tutela").glob("*/locale")), LOCALE]
    paths = [place / language / "LC_MESSAGES" / "django.po" for place in places]
    return {path: polib.pofile(str(path), wrapwidth=120) for path in paths if path.exists()}


def key(entry: polib.POEntry) -> str:
    """How a fill file names an entry."""
    return f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else entry.msgid


def untranslated(found: polib.POFile) -> list[polib.POEntry]:
    """Entries without a translation, or with one that is only a guess."""
    return [entry for entry in found if not entry.obsolete and (not entry.translated() or entry.fuzzy)]


def extract() -> None:
    """Take the strings out of code and templates; guesses are not kept, what a sister catalogue knows is."""
    before = {language: _memory(catalogues(language).values()) for language in LANGUAGES}
    for context in _apps():
        (TREE / "tutela" / context / "locale").mkdir(exist_ok=True)
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="tutela.config.settings", TUTELA_DEMO="1")
    flags = ["--no-location", "--no-wrap", "--no-obsolete", "-e", "html,txt,py", "--ignore", "demo/*"]
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    command = [sys.executable, "-m", "django", "makemessages", *languages, *flags]
    subprocess.run(command, cwd=TREE / "tutela", env=environment, check=True, stdout=subprocess.DEVNULL)
    for language in LANGUAGES:
        for path, found in catalogues(language).items():
            _tidy(found, language, before[language])
            found.save(str(path))
    for context in _apps():
        _remove_empty(TREE / "tutela" / context / "locale")


def _apps() -> list[str]:
    """The contexts that are Django apps: only their catalogues are found."""
    return sorted(
        path.parent.name for path in (TREE / "tutela").glob("*/apps.py") if path.parent.name not in ("config", "demo")
    )


def _remove_empty(folder: Path) -> None:
    if not any(folder.rglob("*.po")):
        folder.rmdir()


def _memory(found: Iterable[polib.POFile]) -> dict[str, polib.POEntry]:
    return {key(entry): entry for each in found for entry in each if entry.translated() and not entry.fuzzy}


def _tidy(found: polib.POFile, language: str, memory: dict[str, polib.POEntry]) -> None:
    found.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }
    found.header = ""
    for entry in untranslated(found):
        known = memory.get(key(entry))
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = entry.previous_msgid_plural = None
        if known is not None and bool(known.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = known.msgstr, dict(known.msgstr_plural)
        else:
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")


def missing(language: str, context: str = "") -> dict[str, str | list[str]]:
    """What a translator still has to fill."""
    entries = [entry for found in catalogues(language, context).values() for entry in untranslated(found)]
    return {key(entry): ["", entry.msgid_plural] if entry.msgid_plural else "" for entry in entries}


def fill(language: str, source: Path, context: str = "") -> int:
    """Put translations into the catalogues; returns how many."""
    given, filled = json.loads(source.read_text()), 0
    for path, found in catalogues(language, context).items():
        for entry in found:
            if text := given.get(key(entry)):
                _put(entry, text, language)
                filled += 1
        found.save(str(path))
    return filled


def _put(entry: polib.POEntry, text: str | list[str], language: str) -> None:
    if not entry.msgid_plural:
        entry.msgstr = text if isinstance(text, str) else text[0]
        return
    count = int(PLURALS[language].split("nplurals=")[1].split(";")[0])
    forms = text if isinstance(text, list) else [text]
    entry.msgstr_plural = {number: forms[min(number, len(forms) - 1)] for number in range(count)}


def compile_all() -> None:
    """Write the compiled catalogues."""
    for language in LANGUAGES:
        for path, found in catalogues(language).items():
            found.save_as_mofile(str(path.with_suffix(".mo")))


def main(arguments: list[str]) -> int:
    """Run one of the verbs."""
    match arguments:
        case ["extract"]:
            extract()
        case ["missing", language, *context]:
            print(json.dumps(missing(language, *context), ensure_ascii=False, indent=0))
        case ["fill", language, path, *context]:
            print(fill(language, Path(path), *context), "filled;", len(missing(language, *context)), "missing")
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
