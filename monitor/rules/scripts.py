"""Other spellings of the terms of the tables: a second script, and little words written together with a name.

Serbian uses Latin and Cyrillic letters; the tables have Latin ones. Arabic writes `and`, `to`, `in`, `as` and
`so` together with the next word; the tables have that word alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

IN_BOTH_SCRIPTS = frozenset({"sr"})
JOINED = {
    "ar": ("و", "ف", "ب", "ل", "ك")
}  # by language: little words that are written together with the next word
_WITH_ARTICLE = {"لال": "لل"}  # as written, for what it would be
_CYRILLIC = {
    "lj": "љ", "nj": "њ", "dž": "џ", "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "đ": "ђ", "e": "е",
    "ž": "ж", "z": "з", "i": "и", "j": "ј", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "r": "р", "s": "с", "t": "т", "ć": "ћ", "u": "у", "f": "ф", "h": "х", "c": "ц", "č": "ч", "š": "ш",
}  # fmt: skip
_CYRILLIC |= {
    spelled: letter.upper()
    for latin, letter in tuple(_CYRILLIC.items())
    for spelled in (latin.capitalize(), latin.upper())
}
_LATIN_LETTER = re.compile("|".join(sorted(_CYRILLIC, key=len, reverse=True)))
_FOREIGN = re.compile("[qwxyQWXY]")  # in names that stay in Latin letters


def cyrillic(text: str) -> str:
    """A Serbian text of Latin letters in Cyrillic ones; a text with other letters is not changed."""
    return text if _FOREIGN.search(text) else _LATIN_LETTER.sub(lambda letter: _CYRILLIC[letter[0]], text)


def in_scripts(lang: str, terms: Iterable[str]) -> tuple[str, ...]:
    """The terms in each script of their language, without repetitions."""
    if lang in IN_BOTH_SCRIPTS:
        return tuple(dict.fromkeys(text for term in terms for text in (term, cyrillic(term))))
    return tuple(terms)


def spellings(lang: str, terms: Iterable[str]) -> tuple[str, ...]:
    """The terms and their other spellings, without repetitions."""
    if lang in JOINED:
        return tuple(dict.fromkeys(text for term in terms for text in (term, *_joined(term, JOINED[lang]))))
    return in_scripts(lang, terms)


def joined(lang: str, forms: Iterable[str]) -> frozenset[str]:
    """Folded words, with and without each little word that their language joins to them."""
    spellings = frozenset(forms)
    return (
        spellings.union(*(_joined(form, JOINED[lang]) for form in spellings)) if lang in JOINED else spellings
    )


def _joined(term: str, little: Iterable[str]) -> Iterable[str]:
    """The term behind each little word; none if it begins with a wildcard or is compared in its own case."""
    if term.startswith(("*", "=", "~")) or term.isascii():
        return
    for word in little:
        text = word + term
        yield next(
            (
                written + text.removeprefix(would)
                for would, written in _WITH_ARTICLE.items()
                if text.startswith(would)
            ),
            text,
        )


def spelled(lang: str, value: Any) -> Any:
    """A table with all spellings of the terms in its lists; other values stay as they are."""
    if lang not in IN_BOTH_SCRIPTS and lang not in JOINED:
        return value
    if isinstance(value, Mapping):
        return {key: spelled(lang, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return (
            list(spellings(lang, value))
            if all(isinstance(term, str) for term in value)
            else [spelled(lang, inner) for inner in value]
        )
    return value
