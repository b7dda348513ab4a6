"""Names of states and languages for readers, from their codes. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from unicodedata import combining, normalize

from babel import Locale

LANGUAGES = ("en", "ru", "pl", "uk", "fr", "de", "tr", "es", "pt", "it", "nl", "ro", "sr", "ar", "zh")

_NO_PLACES = frozenset({"EZ", "QO", "XA", "XB", "ZZ"})  # codes of CLDR for tests and for what is unknown
_UNIONS = frozenset({"EU", "EZ", "UN"})  # that CLDR has among its territories


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    return dict(Locale("en").territories)


def country(code: str) -> str:
    """The English name of a state (ISO 3166-1 alpha-2; the name is CLDR's); an organisation's name as it
    is.
    """
    return _territories().get(code, code) if len(code) == 2 else code


def country_in(code: str, language: str) -> str:
    """The name of a state in one of `LANGUAGES`, as CLDR has it; an organisation's name as it is."""
    return str(Locale(language).territories.get(code, code)) if len(code) == 2 else code


def country_code(name: str) -> str | None:
    """The code of the state that this name means, or the nearest to it, in any of `LANGUAGES`; None when none
    is near.

    Case, accents and white space do not matter: "Russia", "россия", "UNITEDSTATES", "Frnace".
    """
    codes = _codes()
    folded = _folded(name)
    near = [folded] if folded in codes else get_close_matches(folded, codes, n=1, cutoff=0.75)
    return codes[near[0]] if near else None


def country_named(name: str) -> str | None:
    """The code of the state that is called so in one of `LANGUAGES`, without case and accents; None for a
    name that is only near one.
    """
    return _codes().get(_folded(name))


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Folded names of states, and codes that people write for them -> code; the first language with a name
    counts.
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
    """True for the code of a state or territory, and of a union of states that CLDR names."""
    return len(code) == 2 and code in _territories() and code not in _NO_PLACES


def is_state(code: str) -> bool:
    """True for the code of a state or territory, and of no union or organisation."""
    return is_country(code) and code not in _UNIONS


def language_name(code: str, reader: str = "en") -> str:
    """The name of a language (BCP 47), as in "Russian"; "" if CLDR does not know it."""
    return str(Locale(reader).languages.get(code.split("-")[0].lower(), "")) if code else ""
