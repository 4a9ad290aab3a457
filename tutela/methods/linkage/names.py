"""Names in any script and any romanisation: normal form, tokens, skeletons, and the likeness of two name sets.

A child's name is a *set* of words (given, father's, grandfather's, clan, nickname) written by whoever took the report;
there is no dependable "surname" and no dependable order. Nothing here needs more than anyascii and rapidfuzz.

Sources: Cohen, Ravikumar & Fienberg 2003 (token assignment of name strings); Winkler 1990 (Jaro–Winkler); the
romanisation standards listed in ``romanise``; Christen, *Data Matching* (2012), chapters 3–5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from anyascii import anyascii

from tutela.methods.linkage import romanise
from tutela.methods.linkage.nicknames import same_person_names

SAME_NAME = 0.86
"""From here on two name sets are taken for one spelt twice (found/wrong rates: ``names_report``)."""

PARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "ad",
        "as",
        "ar",
        "an",
        "az",
        "ath",
        "ash",
        "at",
        "il",
        "ould",
        "wuld",
        "wld",
        "ben",
        "bin",
        "bn",
        "ibn",
        "bint",
        "bent",
        "bnt",
        "ait",
        "aw",
        "ag",
        "de",
        "del",
        "la",
        "las",
        "los",
        "da",
        "do",
        "das",
        "dos",
        "di",
        "du",
        "des",
        "le",
        "les",
        "d",
        "l",
        "von",
        "van",
        "der",
        "den",
        "ter",
        "zu",
        "y",
        "e",
        "oulad",
        "uld",
        "mint",
        "woizero",
        "weizero",
        "ato",
        "abu",
        "abou",
        "abi",
        "umm",
        "oum",
    ]
)
"""Words that join names and are left out of comparisons: articles, son-of and daughter-of, nobiliary and honorific."""
_TITLES = frozenset(
    ["haji", "hajji", "hadj", "alhaji", "alhadji", "elhadj", "elhadji", "hajia", "md", "mr", "mrs", "ms", "sheikh"]
)
_SERVANTS = frozenset(["abd", "abdul", "abdel", "abdoul", "abdal", "abdou", "abdu", "abdur", "abdus", "abdun", "abdi"])
_SAYS_NOTHING = PARTICLES | _SERVANTS | _TITLES | {"abn", "bd", "allah", "lh"}
"""Words of names that name nobody; the last four as ابن, عبد and الله are written out."""
_WRITTEN_ON = re.compile(r"^(?:al|el|ben|bin|ibn|ould|abou?|umm|oum)(?=.{4})")
WHOLE = 4
"""From so many letters on, a word is found inside a longer one; shorter ones stand alone."""
_DIGITS = re.compile(r"[^A-Z0-9]+")


def normalise(text: str) -> str:
    """``text`` as lowercase Latin words parted by one space: any script, no diacritics, no punctuation.

    Particles become words of their own (al-Hassan → "al hassan", الحسن → "al hsn"). Idempotent. Empty for empty.
    """
    return romanise.latin(text)


def _parts(full_name: str) -> list[tuple[str, str]]:
    """The words of a name, each with the particles written before it run together: [("hassan", "al")]."""
    words: list[tuple[str, str]] = []
    held = ""
    plain = normalise(full_name).split()
    for word in plain:
        if word in PARTICLES:
            held += word
        elif words and words[-1][0] in _SERVANTS and len(word) > 1:
            servant, before = words[-1]
            words[-1] = (("abd" if servant == "abd" else servant) + word, before)
            held = ""
        else:
            words.append((word, held))
            held = ""
    return words or [(word, "") for word in plain]


def tokens(full_name: str) -> list[str]:
    """The words of a name that carry it, in the order written: particles out, servant-of names joined.

    "Abd al-Rahman ould Sidi" → ["abdrahman", "sidi"]. When nothing but particles is there, they are the name.
    """
    words = [word for word, _ in _parts(full_name)]
    return [word for word in words if word not in _TITLES] or words


def mentions(text: str, full_name: str) -> bool:
    """Whether a text says a name, or any word of it by which somebody is known; in one script, or across Arabic and Latin.

    Of "Abd al-Rahman" also "Rahman" and "Abderrahmane", of "Benyoussef" also "Youssef", of "N'Diaye" also "N-Diaye"; not what
    names nobody: articles, son-of, servant-of, titles. Spelling is not guessed ("Pierre" is not in "père"), but for names with
    an article within (Abdelkader, Nureddin).
    """
    sought, plain = _known_by(full_name), normalise(text).split()
    said = {*plain, *tokens(text), *("".join(normalise(chunk).split()) for chunk in text.split())}
    if any(word in said or (len(word) >= WHOLE and any(word in one for one in said)) for word in sought):
        return True
    runs = _runs(plain)
    if {_WRITTEN_ON.sub("", word) for word in sought} & said or {word for word in sought if len(word) >= WHOLE} & runs:
        return True
    within = _within(sought | _runs(normalise(full_name).split()))
    if within & {romanise.skeleton(word) for word in said | runs}:
        return True
    if not (romanise.writes_no_vowels(text) or romanise.writes_no_vowels(full_name)):
        return False
    shared = {consonants(word) for word in sought | within} & {consonants(word) for word in said | _within(said)}
    return any(len(word) >= WHOLE for word in shared)


def _known_by(full_name: str) -> set[str]:
    """The words of a name to look for in a text; where none names anybody, all of them as one."""
    words = {*tokens(full_name), *normalise(full_name).split()}
    return {word for word in words if len(word) > 1 and word not in _SAYS_NOTHING} or {"".join(tokens(full_name))} - {""}


def _runs(words: list[str]) -> set[str]:
    """Neighbours that are written as one word elsewhere: Gebre Selassie, Abd Allah, Nur ad-Din."""
    servants = _SERVANTS | {"bd"}
    pairs = [(one, other) for one, other in pairwise(words) if other not in PARTICLES]
    two = {one + other for one, other in pairs if one in servants or min(len(one), len(other)) >= 3}
    return two | {one + joint + other for one, joint, other in zip(words, words[1:], words[2:]) if joint in PARTICLES}


def _within(words: set[str]) -> set[str]:
    """Of names with an article within, the skeletons: the whole, and what follows a servant-of."""
    whole = {bones for word in words if (bones := romanise.skeleton(word)).startswith("abd") or bones.endswith("din")}
    return {bones for bones in whole | {bones[3:] for bones in whole if bones.startswith("abd")} if len(bones) >= WHOLE}


def skeleton(token: str) -> str:
    """The romanisation skeleton of one word, folding the spellings of several countries (see ``romanise``)."""
    return romanise.skeleton(token if token.isascii() else normalise(token).replace(" ", ""))


def consonants(token: str) -> str:
    """The consonant skeleton of one word, equal across Arabic script and Latin: محمد, Mohamed, Mouhamadou → mhmd."""
    return romanise.consonants(token if token.isascii() else normalise(token).replace(" ", ""))


def prefixes(token: str, low: int = 2, high: int | None = None) -> list[str]:
    """Every prefix of the word's skeleton of ``low`` letters and more (up to ``high``): keys for search as one types."""
    bones = skeleton(token)
    return [bones[:size] for size in range(low, min(len(bones), high or len(bones)) + 1)]


def identifier_digits(text: str) -> str:
    """A document number as capitals and digits only, in Latin digits of any script, without leading zeros of a pure
    number: "n° 00-12 34" → "N001234"; "٠٠١٢" → "12"."""
    plain = _DIGITS.sub("", anyascii(text).upper())
    return plain.lstrip("0") or plain[:1] if plain.isdigit() else plain


@dataclass(frozen=True)
class _Word:
    text: str
    vowelless: bool
    fused: str = ""
    """The word with its particle written on (Benyoussef), or empty."""


def _words(full_name: str) -> list[_Word]:
    vowelless = romanise.writes_no_vowels(full_name)
    parts = _parts(full_name)
    parts = [part for part in parts if part[0] not in _TITLES] or parts
    return [_Word(word, vowelless, before + word if before else "") for word, before in parts]


@lru_cache(maxsize=65536)
def _likeness(a: str, b: str, script: int) -> float:
    # rapidfuzz is only needed to compare, not to normalise.
    from tutela.methods.linkage.distance import letter_similarity, sound_similarity

    if a == b:
        return 1.0
    if a.isdigit() or b.isdigit():
        return 0.0
    if len(a) == 1 or len(b) == 1:
        return 0.8 if a[0] == b[0] else 0.0
    if same_person_names(a, b):
        return 0.95
    bones, bones_b = romanise.skeleton(a), romanise.skeleton(b)
    if script:
        return sound_similarity(bones.replace("y", "i"), bones_b.replace("y", "i"), script)
    sound = sound_similarity(bones, bones_b)
    letters = max(letter_similarity(a, b), letter_similarity(bones, bones_b))
    return 0.85 * sound + 0.15 * letters


def token_similarity(a: str, b: str, script: int = 0) -> float:
    """The likeness in [0, 1] of two normalised words; ``script`` 1 when ``a`` alone comes from a script that leaves
    vowels out, 2 when both do (see ``distance``)."""
    return _likeness(a, b, 1) if script == 1 else _likeness(*sorted((a, b)), script)


def _like(a: _Word, b: _Word) -> float:
    if b.vowelless and not a.vowelless:
        a, b = b, a
    script = int(a.vowelless) + int(b.vowelless)
    best = token_similarity(a.text, b.text, script)
    if a.fused and len(b.text) > len(a.text):
        best = max(best, token_similarity(a.fused, b.text, script))
    if b.fused and len(a.text) > len(b.text):
        best = max(best, token_similarity(a.text, b.fused, script))
    return best


def _too_far(pair: _Word, word: _Word) -> bool:
    """Whether lengths alone say that the likeness stays under 0.88: four letters to leave out cost 1.1 at least, which
    leaves 0.83 at most (``distance._gap``). Not where a script leaves letters out anyway."""
    if pair.vowelless or word.vowelless or same_person_names(pair.text, word.text):
        return False
    return abs(len(romanise.skeleton(pair.text)) - len(romanise.skeleton(word.text))) >= 4


def _joined(words: list[_Word], others: list[_Word]) -> list[_Word]:
    """Join neighbours that the other side writes as one word (Gebre Selassie = Gebreselassie)."""
    out = list(words)
    at = 0
    while at + 1 < len(out):
        pair = _Word(out[at].text + out[at + 1].text, out[at].vowelless)
        apart = max((max(_like(out[at], o), _like(out[at + 1], o)) for o in others), default=0.0)
        if any(len(o.text) > 4 and not _too_far(pair, o) and _like(pair, o) >= max(0.88, apart) for o in others):
            out[at : at + 2] = [pair]
        at += 1
    return out


def _assign(short: list[_Word], long: list[_Word]) -> list[float]:
    """The likeness of each word of ``short`` to its own word of ``long``, best pairs first."""
    scores = sorted(
        ((_like(a, b), i, j) for (i, a), (j, b) in product(enumerate(short), enumerate(long))),
        key=lambda found: (-found[0], abs(found[1] - found[2]), found[1], found[2]),
    )
    left, right, got = set(range(len(short))), set(range(len(long))), []
    for score, i, j in scores:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            got.append(score)
    return got


def similarity(a: str, b: str) -> float:
    """The likeness in [0, 1] of two full names as sets of words, in any scripts; symmetric; 1 for the same words.

    Words are paired off one to one regardless of order. The score is a fifth the mean and four fifths the worst pair
    of the shorter name, so that one clearly different word (Amina Hassan / Amina Hussein) tells; words that only the longer
    name has cost 0.02 each, at most 0.08 (a grandfather's name is often left out). A single word against several
    costs 0.05 more, because it says little. 0 when either is empty.
    """
    left, right = _words(a), _words(b)
    if not left or not right:
        return 0.0
    left, right = _joined(left, right), _joined(right, left)
    short, long = sorted((left, right), key=lambda words: (len(words), [word.text for word in words]))
    got = _assign(short, long)
    score = 0.2 * sum(got) / len(got) + 0.8 * min(got)
    extra = len(long) - len(short)
    penalty = min(0.08, 0.02 * extra) + (0.05 if extra and len(short) == 1 else 0.0)
    return max(0.0, min(1.0, score - penalty))
