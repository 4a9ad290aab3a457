"""Translations: take the strings out of the code, list what is missing, fill it in, compile.

``extract`` needs GNU gettext; ``missing LANG``, ``fill LANG FILE.json`` and ``compile`` need nothing but Python.
A fill file maps each string (``context|string`` where it has a context) to its translation, or to a list for plural forms.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


def catalogue(language: str) -> polib.POFile:
    """The catalogue of a language."""
    return polib.pofile(str(_path(language)), wrapwidth=120)


def key(entry: polib.POEntry) -> str:
    """How a fill file names an entry."""
    return f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else entry.msgid


def untranslated(language: str) -> list[polib.POEntry]:
    """Entries without a translation, or with one that is only a guess."""
    return [entry for entry in catalogue(language) if not entry.obsolete and (not entry.translated() or entry.fuzzy)]


def extract() -> None:
    """Take the strings out of code and templates; guesses are not kept."""
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="tutela.config.settings", TUTELA_DEMO="1")
    flags = ["--no-location", "--no-wrap", "--no-obsolete", "-e", "html,txt,py", "--ignore", "demo/*"]
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    command = [sys.executable, "-m", "django", "makemessages", *languages, *flags]
    subprocess.run(command, cwd=TREE / "tutela", env=environment, check=True, stdout=subprocess.DEVNULL)
    for language in LANGUAGES:
        found = catalogue(language)
        found.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": language,
            "Plural-Forms": PLURALS[language],
        }
        found.header = ""
        for entry in found:
            if entry.fuzzy:
                entry.flags.remove("fuzzy")
                entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
                entry.previous_msgid = entry.previous_msgid_plural = None
        found.save(str(_path(language)))


def missing(language: str) -> dict[str, str | list[str]]:
    """What a translator still has to fill."""
    return {key(entry): ["", entry.msgid_plural] if entry.msgid_plural else "" for entry in untranslated(language)}


def fill(language: str, path: Path) -> int:
    """Put translations into the catalogue; returns how many."""
    given = json.loads(path.read_text())
    found, filled = catalogue(language), 0
    for entry in found:
        text = given.get(key(entry))
        if not text:
            continue
        if entry.msgid_plural:
            count = int(PLURALS[language].split("nplurals=")[1].split(";")[0])
            forms = text if isinstance(text, list) else [text]
            entry.msgstr_plural = {number: forms[min(number, len(forms) - 1)] for number in range(count)}
        else:
            entry.msgstr = text if isinstance(text, str) else text[0]
        filled += 1
    found.save(str(_path(language)))
    return filled


def compile_all() -> None:
    """Write the compiled catalogues."""
    for language in LANGUAGES:
        catalogue(language).save_as_mofile(str(_path(language).with_suffix(".mo")))


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def main(arguments: list[str]) -> int:
    """Run one of the verbs."""
    match arguments:
        case ["extract"]:
            extract()
        case ["missing", language]:
            print(json.dumps(missing(language), ensure_ascii=False, indent=0))
        case ["fill", language, path]:
            print(fill(language, Path(path)), "filled;", len(untranslated(language)), "missing")
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
