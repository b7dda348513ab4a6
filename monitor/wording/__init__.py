"""The words of messages, one file for each language, and the sentence that says what an act is. Pure.

en.py, fr.py, ru.py   every string that readers see in a message, in English, French, Russian
english.py ...        the grammar of each: articles, cases, names of states
language.py           what a language must have; a missing or wrong string raises ValueError on import
headline.py           the sentence of an act, from its cells
agreements.py         an agreement or body in words
treaties.py           names of agreements and bodies by their id in the gazetteer

docs/change.md says how a string and how a language is added.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.wording.agreements import partners, party_name
from monitor.wording.en import ENGLISH
from monitor.wording.fr import FRENCH
from monitor.wording.headline import MOST_ACTORS, headline, stage_with_form
from monitor.wording.language import Language, check
from monitor.wording.ru import RUSSIAN
from monitor.wording.treaties import NO_TREATIES, Treaty, bodies_founded, treaties

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "MOST_ACTORS",
    "NO_TREATIES",
    "Language",
    "Treaty",
    "bodies_founded",
    "headline",
    "language",
    "partners",
    "party_name",
    "stage_with_form",
    "treaties",
]

LANGUAGES: Mapping[str, Language] = {file.code: check(file, ENGLISH) for file in (ENGLISH, FRENCH, RUSSIAN)}


def language(code: str | None) -> Language:
    """The language with this code (BCP 47: `fr`, `fr-CA`); English when there is none."""
    return LANGUAGES.get((code or "").split("-")[0].lower(), ENGLISH)
