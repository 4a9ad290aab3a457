"""The words that no screen, list, message or export shows (R13), and where text for readers is found.

Whole phrases, any case, plurals and (in Arabic) attached particles included. Not looked at: code identifiers, what users
write, and legal references: ``legal_term`` fields, template elements marked ``legal_quote`` (``class="legal_quote"``), and
strings with the gettext context ``legal_quote``.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ..enums import LANGUAGES
from ..errors import BadVocabulary
from . import files
from .profiles import active_profile

LEGAL_QUOTE = "legal_quote"
READ_ALOUD = frozenset({"title", "alt", "placeholder", "aria-label", "aria-description", "content", "label", "caption"})
_ENDINGS = {"en": "(?:s|es)?", "fr": "(?:e|s|es|x)?", "es": "(?:s|es)?", "ar": ""}
_ARABIC_PARTICLES = "[وفبكل]{0,2}(?:ال|ل)?"
_GETTEXT = frozenset(
    {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_TRANSLATED = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')([^%]*)%}""")
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
_COMMENT = re.compile(r"{%\s*comment.*?{%\s*endcomment\s*%}", re.S)
_PO_STRING = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d+\])?|msgctxt)?\s*"(.*)"\s*$')


@dataclass(frozen=True, slots=True)
class Hit:
    """A forbidden phrase that a reader would see."""

    where: str
    language: str
    phrase: str
    text: str
    instead: str

    def __str__(self) -> str:
        way_on = f"; say “{self.instead}”" if self.instead else ""
        return f"{self.where}: “{self.phrase}” ({self.language}) in “{self.text[:80]}”{way_on}"


def find(text: str, language: str, where: str = "") -> list[Hit]:
    """The forbidden phrases of a language in one text."""
    plain = _allowed(language).sub(" ", normalise(text))
    pattern, instead = _pattern(language, _added(language))
    return [
        Hit(where, language, found.group(), text.strip(), instead.get(found.lastgroup or "", ""))
        for found in pattern.finditer(plain)
    ]


def phrases(language: str) -> tuple[tuple[str, str], ...]:
    """Each forbidden phrase of a language with what to say instead; the country may only have added to them."""
    return (*_phrases(language), *((phrase, "") for phrase in _added(language)))


def normalise(text: str) -> str:
    """One case, one kind of space and apostrophe, no Arabic vowel marks."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("ـ", "")
    plain = re.sub("[\u064b-\u0652\u0670\u200e\u200f]", "", plain)
    return re.sub(r"[\s\u00a0\-‑]+", " ", plain)


def scan_words(words: object, where: str) -> Iterator[Hit]:
    """A text given in several languages."""
    if isinstance(words, dict):
        for language in LANGUAGES:
            if isinstance(words.get(language), str):
                yield from find(words[language], language, f"{where} {language}")


def scan_data() -> Iterator[Hit]:
    """Titles and display terms of every list, the glossary's own words, the countries' names and codes."""
    for path in sorted(files.LISTS.glob("*.yaml")):
        raw = files.read(path)
        yield from scan_words(raw.get("title"), path.name)
        for entry in raw.get("codes", []):
            yield from scan_words(entry, f"{path.name}: {entry.get('code')}")
    for path in (files.DATA / "glossary.yaml", files.DATA / "overlaps.yaml"):
        yield from _scan_glossary(files.read(path), path.name)
    for path in sorted(files.COUNTRIES.glob("*.yaml")):
        raw = files.read(path)
        yield from scan_words(raw.get("name"), path.name)
        for list_id, entries in raw.get("extra_codes", {}).items():
            for entry in entries:
                yield from scan_words(entry, f"{path.name}: {list_id} {entry.get('code')}")


def _scan_glossary(raw: dict[str, Any], file: str) -> Iterator[Hit]:
    yield from scan_words(raw.get("title"), file)
    for entry in raw.get("terms", []):
        for field in ("display", "explanation") if entry.get("legal_text") else ("display", "definition", "explanation"):
            yield from scan_words(entry.get(field), f"{file}: {entry.get('id')}: {field}")


def scan_template(source: str, where: str) -> list[Hit]:
    """The words of a template in English, the language templates are written in."""
    reader = _Reader()
    reader.feed(_without_tags(source))
    reader.close()
    return [hit for text in reader.texts for hit in find(text, "en", where)]


def scan_python(source: str, where: str) -> list[Hit]:
    """Every constant text passed to gettext: choices, labels, messages."""
    return [hit for text in gettext_texts(ast.parse(source)) for hit in find(text, "en", where)]


def gettext_texts(tree: ast.AST) -> Iterator[str]:
    """The constant texts of gettext calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in _GETTEXT:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from () if texts[:1] == [LEGAL_QUOTE] else texts


def scan_po(source: str, language: str, where: str) -> list[Hit]:
    """A gettext catalogue: the originals in English, the translations in their own language."""
    hits: list[Hit] = []
    for keyword, text in po_texts(source):
        hits += find(text, language if keyword.startswith("msgstr") else "en", where)
    return hits


def po_texts(source: str) -> Iterator[tuple[str, str]]:
    """Pairs of keyword and whole text, without the header, obsolete entries and those in the context ``legal_quote``."""
    for entry in _po_entries(source):
        if entry.get("msgid") and entry.get("msgctxt") != LEGAL_QUOTE:
            yield from ((keyword, text) for keyword, text in entry.items() if keyword != "msgctxt")


def _po_entries(source: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    keyword = ""
    for line in source.splitlines():
        found = _PO_STRING.match(line)
        if found is None:
            continue
        if found[1]:
            keyword = found[1]
            if keyword in entry or (keyword == "msgctxt" and entry):
                yield entry
                entry = {}
        entry[keyword] = entry.get(keyword, "") + _unescape(found[2])
    if entry:
        yield entry


def scan_tree(root: Path) -> Iterator[Hit]:
    """Everything under a source folder that a reader may see: Python, templates, catalogues."""
    for path in sorted(root.rglob("*")):
        where = str(path.relative_to(root.parent))
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from scan_python(path.read_text(encoding="utf-8"), where)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from scan_template(path.read_text(encoding="utf-8"), where)
        elif path.suffix == ".po":
            yield from scan_po(path.read_text(encoding="utf-8"), language_of(path), where)


def language_of(path: Path) -> str:
    """The language of a catalogue such as ``locale/fr/LC_MESSAGES/django.po``."""
    return next((part for part in path.parts if part in LANGUAGES), "en")


@cache
def _phrases(language: str) -> tuple[tuple[str, str], ...]:
    path = files.FORBIDDEN / f"{language}.yaml"
    raw = files.read(path)
    try:
        return tuple((phrase, row.get("say", "")) for row in raw["phrases"] for phrase in row["avoid"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadVocabulary([f"{path.name}: phrases: each row needs avoid, a list of phrases"]) from error


@cache
def _allowed(language: str) -> re.Pattern[str]:
    """What is not a person though a forbidden word stands in it, such as a program; countries cannot add to it."""
    allowed = files.read(files.FORBIDDEN / f"{language}.yaml").get("allow", [])
    return re.compile(rf"(?<!\w)(?:{'|'.join(_phrase_pattern(phrase, language) for phrase in allowed) or '(?!)'})(?!\w)")


def _added(language: str) -> tuple[str, ...]:
    return active_profile().forbidden_phrases.get(language, ())


@cache
def _pattern(language: str, added: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    rows = sorted((*_phrases(language), *((phrase, "") for phrase in added)), key=lambda row: -len(row[0]))
    instead = {f"p{position}": say for position, (_phrase, say) in enumerate(rows)}
    parts = [f"(?P<p{position}>{_phrase_pattern(phrase, language)})" for position, (phrase, _say) in enumerate(rows)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)"), instead


def _phrase_pattern(phrase: str, language: str) -> str:
    words = [re.escape(word) + _ENDINGS.get(language, "") for word in normalise(phrase).split()]
    if language == "ar":
        words = [_ARABIC_PARTICLES + words[0], *("(?:ال)?" + word for word in words[1:])]
    return " ".join(words)


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)


def _without_tags(source: str) -> str:
    kept = _TRANSLATED.sub(_translated, _COMMENT.sub("", source))
    return _TAG.sub(" ", kept)


def _translated(found: re.Match[str]) -> str:
    return "" if LEGAL_QUOTE in found[3] else found[1] or found[2] or ""


class _Reader(HTMLParser):
    """The texts a person would see or hear, without elements marked as legal quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._quoted: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._quoted or any(LEGAL_QUOTE in f"{name} {value or ''}" for name, value in attrs):
            self._quoted += [tag] if tag not in _VOID else []
        else:
            self._skip = tag in {"script", "style"}
            self.texts += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._quoted:
            del self._quoted[len(self._quoted) - 1 - self._quoted[::-1].index(tag) :]
        self._skip = False

    _skip = False

    def handle_data(self, data: str) -> None:
        if not self._quoted and not self._skip and data.strip():
            self.texts.append(data)
