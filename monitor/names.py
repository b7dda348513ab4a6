"""Codes of states and languages as words for readers. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from unicodedata import combining, normalize

from babel import Locale

LANGUAGES = ("en", "ru", "pl", "uk", "fr", "de", "tr", "es", "pt", "it", "nl", "ro", "sr", "ar", "zh")


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    return dict(Locale("en").territories)


def country(code: str) -> str:
    """The English name of a state (ISO 3166-1 alpha-2; the name is CLDR's); an organisation's name as it
    is.
    """
    return _territories().get(code, code) if len(code) == 2 else code


def country_code(name: str) -> str | None:
    """The code of the state that this name means, or the nearest to it, in any of `LANGUAGES`; None when none
    is near.

    Case, accents and white space do not matter: "Russia", "россия", "UNITEDSTATES", "Frnace".
    """
    codes = _codes()
    folded = _folded(name)
    near = [folded] if folded in codes else get_close_matches(folded, codes, n=1, cutoff=0.75)
    return codes[near[0]] if near else None


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Folded names of states and codes that are often written for theirs -> code; an earlier language
    wins.
    """
    codes = {"uk": "GB", "usa": "US", "uae": "AE"}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes.setdefault(_folded(name), code)
    return codes


def _folded(name: str) -> str:
    plain = "".join(char for char in normalize("NFKD", name.casefold()) if not combining(char))
    return "".join(plain.split())


def is_country(code: str) -> bool:
    """Whether this is the code of a state or territory."""
    return len(code) == 2 and code in _territories()


def language_name(code: str, reader: str = "en") -> str:
    """The name of a language (BCP 47) in the reader's: "Russian"; "" for one that CLDR does not know."""
    return str(Locale(reader).languages.get(code.split("-")[0].lower(), "")) if code else ""
