"""The words of messages, a file a language, and the one sentence that says what an act is. Pure.

en.py        English: every string that readers see in a message, and how English joins words
language.py  what a language's file must have; a missing, unknown or broken string is refused when the file is
             read
headline.py  the sentence of an act, from its cells
treaties.py  names of agreements and bodies by their id in the gazetteer

To add a language: copy en.py, translate it, and put it into `LANGUAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.wording.en import ENGLISH
from monitor.wording.headline import headline, is_body, partners, staged
from monitor.wording.language import Language, check
from monitor.wording.treaties import NO_TREATIES, Treaty, treaties

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "NO_TREATIES",
    "Language",
    "Treaty",
    "headline",
    "is_body",
    "language",
    "partners",
    "staged",
    "treaties",
]

LANGUAGES: Mapping[str, Language] = {found.code: check(found, ENGLISH) for found in (ENGLISH,)}


def language(code: str | None) -> Language:
    """The language with this code (BCP 47: `fr`, `fr-CA`); English when there is none."""
    return LANGUAGES.get((code or "").split("-")[0].lower(), ENGLISH)
