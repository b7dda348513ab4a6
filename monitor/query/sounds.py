"""Compares names by their consonants in any alphabet: `Strasbourg`, `Страсбург` and `ستراسبورغ` have the same
sound.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.query.stems import is_head
from monitor.query.tokens import tokenize

LENGTH = 4  # consonants that are compared
_LEAST = 3  # a word with fewer has no sound
_CYRILLIC = dict(zip("абвгґдезийкклмнопрстуфыэіјђљњћџ", "abvggdeziikklmnoprstufyeijdlntd", strict=True))
_CYRILLIC |= {
    "ж": "s",
    "х": "",
    "ц": "s",
    "ч": "s",
    "ш": "s",
    "щ": "s",
    "ю": "u",
    "я": "a",
    "є": "e",
    "ї": "i",
    "ў": "u",
    "ь": "",
    "ъ": "",
}
_ARABIC = dict(zip("بتثجدذرزسشصضطظغفقكلمن", "bttgddrssssdtsgfkklmn", strict=True)) | dict.fromkeys(
    "حخهعء", ""
)
_SPELT = (
    (re.compile("sch|sh|ch|cz|sz|zh|tch"), "s"),
    (re.compile("ph"), "f"),
    (re.compile("th"), "t"),
    (re.compile("ck|qu|x"), "k"),
)
_SOFT = re.compile("c(?=[eiy])")
_ALIKE = str.maketrans(
    {"c": "k", "q": "k", "z": "s", "v": "b", "w": "b", "p": "b", "f": "b", "d": "t", "j": "s"}
)
_NO_CONSONANT = re.compile("[^b-df-hj-np-tv-xz]|[hwy]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 13)
def sound(word: str) -> str:
    """The first consonants of a folded word; "" if it has too few, or is in another alphabet."""
    text = "".join(_CYRILLIC.get(letter, _ARABIC.get(letter, letter)) for letter in word.removeprefix("ال"))
    for spelt, heard in _SPELT:
        text = spelt.sub(heard, text)
    text = _NO_CONSONANT.sub("", _SOFT.sub("s", text))
    text = _DOUBLE.sub(r"\1", text.translate(_ALIKE))
    return text[:LENGTH] if len(text) >= _LEAST else ""


def sounds(name: str, heads: frozenset[str]) -> frozenset[str]:
    """The sounds of the words of a name that have a capital or are in Arabic letters, without heads (treaty,
    agreement ...).
    """
    tokens = [
        token
        for token in tokenize(name)
        if not is_head(token.text, heads) and (token.raw[:1].isupper() or token.raw[:1] > "؀")
    ]
    return frozenset(filter(None, (sound(token.text) for token in tokens)))
