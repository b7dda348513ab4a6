"""Splits text into words and folds them for comparison.

Words are those of UAX #29 with these differences: apostrophes and hyphens separate words (`Russia's` is
`russia s`), single letters joined by dots are one word (`U.S.` is `us`), and every ideograph, kana and letter
of scripts without spaces (Thai, Lao, Khmer, Burmese) is a word, so that a phrase of them matches like a
substring.

The time is linear in the text: no regular expression backtracks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from monitor.query.sentences import sentence_numbers, sentence_starts

# Written without spaces: Thai, Lao, Burmese, Khmer, kana (but katakana keeps its runs, as in UAX #29), Han.
_SINGLE = (
    "\u0e01-\u0e30\u0e32-\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2-\u0eb3\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
    "\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
# Invisible format characters that stand inside words: soft hyphen, zero-width joiner and non-joiner, word
# joiner.
_FORMAT = "\u00ad\u200b-\u200d\u2060\ufeff"


def _marks() -> str:
    """The combining marks of the Basic Multilingual Plane, as the content of a character class: `\\w` has
    none of them.
    """
    # Between these blocks are ideographs, Hangul and codes for private use, two thirds of the plane and
    # without a mark.
    blocks = chain(range(0x300, 0x3100), range(0xA66F, 0xABEE), range(0xFB1E, 0xFE30))
    codes = [code for code in blocks if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


_EXTEND = f"[{_marks()}{_FORMAT}]"
_LETTER = "[^\\W_\u02bb\u02bc]"  # the modifier apostrophes are letters to Unicode and apostrophes to writers
_ACRONYM = r"[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"

# most texts between spaces in the cache, and the longest one
_MOST_KEPT, _LONGEST_KEPT = (
    1 << 16,
    40,
)

_TYPOGRAPHIC = "’‘“”–—…\u00a0£€•"  # the marks that most news in ASCII letters has
_TO_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_INITIAL = re.compile(r"\.[A-Za-z](?![A-Za-z0-9])")  # a text without it has no letters joined by dots
_ASCII_WORD = re.compile(r"[a-z](?:\.[a-z])+(?![a-z0-9])|[a-z0-9]+")
_PLAIN_WORD = re.compile(f"{_ACRONYM}|{_LETTER}+")
_SPECIAL = re.compile(f"[{_SINGLE}]|{_EXTEND}")
_ANY_WORD = re.compile(
    f"[{_SINGLE}]{_EXTEND}*|{_ACRONYM}"
    f"|(?:(?![{_SINGLE}]){_LETTER})+(?:{_EXTEND}+(?:(?![{_SINGLE}]){_LETTER})*)*"
)

_LATIN_GREEK_ACCENTS = re.compile("([\u0000-\u03ff\u1e00-\u1fff])[\u0300-\u036f]+")
_CYRILLIC_STRESS = re.compile("([\u0400-\u052f])[\u0300-\u036f]+")
_NOT_WORD = re.compile(f"(?!{_EXTEND})[\\W_]|[{_FORMAT}]")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")  # lengthening and vowels, which few writers write
_TO_PLAIN = str.maketrans(
    {
        "ё": "е",
        "ѐ": "е",
        "ѝ": "и",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
    }
)
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_TO_LATIN = str.maketrans("асеорхуіјѕһԁ", "aceopxyijshd")
_TO_CYRILLIC = str.maketrans("aceopxyijshd", "асеорхуіјѕһԁ")


class Token(NamedTuple):
    """One word: `text` is the folded word, `raw` the characters `start:end` of the text, `sentence` its
    number from 0.
    """

    text: str
    raw: str
    start: int
    end: int
    sentence: int


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """The folded form of a word: NFKC, case folded, without accents; Latin ligatures and strokes are replaced
    by plain letters.

    Accents are removed from Latin, Greek and Cyrillic letters only; in other scripts such marks are vowels.
    й, ї, ў, ґ and ќ stay, because they are letters (`мой` is not `мои`); ё becomes е, as newspapers print it.
    Arabic vowel marks are removed, and letters that newspapers use for each other become one: the forms of
    alif, ى and ي, ة and ه. A word that mixes similar Latin and Cyrillic letters (`Pоссия`) is read in the
    script of its other letters.
    """
    if word.isascii():
        return word.replace(".", "").lower()
    text = unicodedata.normalize("NFKD", word)
    text = _LATIN_GREEK_ACCENTS.sub(r"\1", text).casefold()
    text = _CYRILLIC_STRESS.sub(r"\1", unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)))
    text = _NOT_WORD.sub("", text)
    # a word of lengthening marks alone is not made empty
    text = (_ARABIC_MARKS.sub("", text) or text).translate(_TO_PLAIN)
    if _LATIN.search(text) and _CYRILLIC.search(text):
        latin = text.translate(_TO_LATIN)
        text = latin if not _CYRILLIC.search(latin) else text.translate(_TO_CYRILLIC)
    return text


@lru_cache(maxsize=1 << 12)
def cased(word: str) -> str:
    """The form of a word that `=WORD` compares: NFKC with case and accents, without the dots of `U.N.` and
    invisible characters.
    """
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", word))


def words(text: str) -> list[str]:
    """The folded words of a text in order. Faster than `tokenize`, because it computes no offsets.

    Typographic marks are no part of a word, and a space always ends a word: in a text with letters outside
    ASCII, the folded words of each part between two spaces are looked up in a cache.
    """
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, " ")
        if not text.isascii():
            return list(chain.from_iterable(map(_BETWEEN_SPACES.__getitem__, text.split())))
    if "." in text and _INITIAL.search(text):
        return [word.replace(".", "") for word in _ASCII_WORD.findall(text.lower())]
    return text.translate(_TO_WORDS).split()


class _BetweenSpaces(dict[str, tuple[str, ...]]):
    """A cache of the folded words of text between two spaces, which news often repeats."""

    def __missing__(self, text: str) -> tuple[str, ...]:
        folded = tuple(map(fold, _pattern(text).findall(text)))
        if len(text) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[text] = folded
        return folded


_BETWEEN_SPACES = _BetweenSpaces()


def offsets(text: str) -> list[tuple[int, int]]:
    """The characters `start, end` of each word that `words` gives."""
    if text.isascii():
        return [match.span() for match in _ASCII_WORD.finditer(text.lower())]
    return [match.span() for match in _pattern(text).finditer(text)]


def _pattern(text: str) -> re.Pattern[str]:
    return _ANY_WORD if _SPECIAL.search(text) else _PLAIN_WORD


def tokenize(text: str) -> list[Token]:
    """The words of a text with their characters and sentences."""
    return make_tokens(text, words(text), offsets(text), sentence_starts(text))


def make_tokens(text: str, folded: list[str], spans: list[tuple[int, int]], starts: list[int]) -> list[Token]:
    """Tokens from the `words`, `offsets` and `sentence_starts` of a text."""
    columns = zip(folded, spans, sentence_numbers(starts, spans), strict=True)
    return [Token(word, text[start:end], start, end, sentence) for word, (start, end), sentence in columns]
