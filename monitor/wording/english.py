"""The grammar of English: names of states, articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.names import country

# places with an article
_THE = re.compile("A[EN]|BS|C[DFG]|DO|EU|F[KO]|G[BM]|IM|K[MY]|M[HPV]|NL|PH|S[BC]|T[CF]|U[MNS]|V[AGI]")
_PLACES = {
    "BA": "Bosnia and Herzegovina", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
    "MM": "Myanmar", "PS": "Palestine", "HK": "Hong Kong", "MO": "Macao", "VA": "Holy See",
}  # fmt: skip
_HEADS = (  # words for an agreement or a body that are English alone
    "accords|act|agency|agreements?|alliance|area|assembly|association|authority|bank|bloc|board|bureau|"
    "cent(?:er|re)|charter|club|coalition|"
    "commission|committee|commonwealth|community|compact|concordat|conference|constitution|"
    "conventions|corporation|council|court|covenant|deal|"
    "declaration|facility|federation|forum|framework|fund|group|initiative|institute|"
    "league|mechanism|memorandum|movement|network|office|"
    "organi[sz]ation|pact|partnership|platform|process|program(?:me)?|project|protocol|regime|"
    "secretariat|society|statute|summit|system|"
    "treat(?:y|ies)|tribunal|union"
)
_SHARED = "accord|code|convention|document|force|institution|mission|parliament|plan|zone"  # French ones too
_HEAD = re.compile(rf"\b(?:{_HEADS}|{_SHARED})\b", re.IGNORECASE)
_OWN = re.compile(rf"\b(?:{_HEADS})\b", re.IGNORECASE)
_DETERMINERS = ("the", "a", "an", "its", "their", "his", "all", "several", "some", "both")
# said letter by letter, so with an article
_SPELT = frozenset({"OSCE", "IAEA", "OECD", "CSTO", "EFTA", "UNFCCC", "SADC", "EAEU"})
_PLURAL = re.compile(
    r"(?:agreements|accords|treaties|conventions|protocols|pacts|deals|memoranda|ties)\b", re.IGNORECASE
)


def place(code: str, use: str) -> str:
    """A state or organisation, with its article unless `use` is "name"."""
    name = _PLACES.get(code, country(code))
    has_article = bool(_THE.fullmatch(code)) or (len(code) > 2 and bool(_HEAD.search(name)))
    return f"the {name}" if has_article and use != "name" else name


def definite(name: str, body: bool) -> str:
    """With its article: "the Rome Statute", "NATO", "a fishing agreement", "defence accords"."""
    if name.split()[0].casefold() in _DETERMINERS:
        return name
    if name.isupper() and " " not in name:
        return f"the {name}" if len(name) < 4 or name in _SPELT else name
    if name[:1].islower():
        return name if _PLURAL.search(name) else _indefinite(name)
    return f"the {name}" if _HEAD.search(name) or name[:1].isdigit() else name


def _indefinite(name: str) -> str:
    begins_with_vowel = name[0] in "aeiou" and not name.startswith(("uni", "eu", "use"))
    return f"{'an' if begins_with_vowel else 'a'} {name}"


def reads(name: str) -> bool:
    """True for a name with an English word for an agreement or a body, and for an abbreviation."""
    return name.isascii() and bool(_OWN.search(name) or (name.isupper() and " " not in name))


def verb(actors: Sequence[str], who: str) -> int:
    """The form of the verb: 0 for one actor ("the United States leaves"), 1 for more."""
    return 0 if len(actors) == 1 else 1
