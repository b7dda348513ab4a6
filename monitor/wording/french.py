"""The grammar of French: articles, contraction and elision, names of states.

Cases are words that contract with an article: `de` ("du Statut", "de l'accord"), `à` ("au Statut").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale

_VOWELS = "aeiouâàéèêëîïôûAEIOUÂÀÉÈÊËÎÏÔÛ"
# codes of places: with a plural name; feminine without a final -e; masculine with one; without an article
_PLURAL_STATE = re.compile("A[ES]|B[MQS]|FJ|KM|MV|NL|P[HW]|SC|T[FO]|U[NS]")
_FEMININE_STATE = re.compile("RE")
_MASCULINE_STATE = re.compile("BZ|GB|IO|KH|M[XZ]|SR|VA|ZW")
_NO_ARTICLE = re.compile(
    "A[GIW]|B[HL]|C[UWY]|D[GJ]|EA|G[GIU]|H[KT]|IL|JE|K[IN]|LC|M[CFGOSTU]|N[RU]|OM|P[MR]|S[GHJMTX]|T[AKTVW]|"
    "V[CU]|WF|YT"
)
_NAMES = {
    "BY": "Bélarus",
    "CD": "République démocratique du Congo",
    "CG": "Congo",
    "HK": "Hong Kong",
    "MO": "Macao",
    "MM": "Myanmar",
    "PS": "Palestine",
    "RE": "Réunion",
    "SX": "Saint-Martin",
    "UN": "Nations unies",
    "VA": "Saint-Siège",
    "VN": "Viêt Nam",
}
_MASCULINE = (
    "accord|acte|arrangement|bureau|cadre|centre|code|comité|concordat|conseil|contrat|corridor|dispositif|"
    "document|espace|fonds|forum|groupe|institut|marché|mécanisme|mémorandum|mouvement|mandat|office|"
    "pacte|parlement|partenariat|plan|processus|programme|projet|protocole|règlement|régime|réseau|"
    "secrétariat|sommet|statut|système|traité|tribunal"
)
_FEMININE = (
    "agence|alliance|assemblée|association|autorité|banque|charte|clause|coalition|commission|communauté|"
    "conférence|constitution|convention|convention-cadre|cour|déclaration|entente|facilité|fédération|force|"
    "initiative|institution|ligue|mission|organisation|plateforme|société|trêve|union|zone"
)
_PLURALS = (
    "accords|actes|arrangements|chartes|codes|contrats|conventions|déclarations|ententes|liens|mandats|"
    "pactes|protocoles|règlements|traités"
)
_HEAD = re.compile(
    rf"(?P<m>(?:{_MASCULINE})\b)|(?P<f>(?:{_FEMININE})\b)|(?P<p>(?:{_PLURALS})\b)", re.IGNORECASE
)
_DETERMINED = re.compile(
    r"(?:l['’]|d['’]|(?:les?|la|une?|des|du|ce|cet|cette|ces|son|sa|ses|leurs?|plusieurs|deux|trois) )",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:l['’]|les |le |la )")
_OWN_WORD = re.compile(
    r"\b(?:traité|traités|pacte|statut|charte|cour|protocole|règlement|mémorandum|entente|"
    r"de|du|des|sur|entre|aux?)\b|\b[dl]['’]|[éèêàçùœ]",
    re.IGNORECASE,
)
_NO_BREAK = "\N{NO-BREAK SPACE}"
_INDEFINITE = {"m": "un", "f": "une", "p": "des"}
_SPACED = re.compile(r" ([:;?!»%])|« ")


def place(code: str, use: str) -> str:
    """A state or organisation, with its article unless `use` is "name": "la France", "les États-Unis"."""
    name = _NAMES.get(code) or (str(Locale("fr").territories.get(code, code)) if len(code) == 2 else code)
    if use == "name":
        return name
    if len(code) > 2:
        return definite(name, True)
    if _NO_ARTICLE.fullmatch(code):
        return name
    if is_plural(code):
        return f"les {name}"
    ends = (name[-1:], re.split(r"[ -]", name)[0][-1:])  # "Corée du Sud" is feminine by its first word
    is_feminine = bool(_FEMININE_STATE.fullmatch(code)) or (
        "e" in ends and _MASCULINE_STATE.fullmatch(code) is None
    )
    return with_article(name, "f" if is_feminine else "m")


def is_plural(code: str) -> bool:
    """True for the code of a state whose name is plural ("les Pays-Bas")."""
    return bool(_PLURAL_STATE.fullmatch(code)) or place(code, "name").startswith("Îles ")


def verb(actors: Sequence[str], who: str) -> int:
    """The form of the verb: 1 for several actors and for one with a plural name (les États-Unis)."""
    return 1 if len(actors) != 1 or who.startswith("les ") else 0


def with_article(name: str, gender: str) -> str:
    """A name with its definite article; `gender` is "m", "f" or "p" (plural)."""
    if gender == "p":
        return f"les {name}"
    if name[:1] in _VOWELS:
        return f"l’{name}"
    return f"{'la' if gender == 'f' else 'le'} {name}"


def definite(name: str, body: bool) -> str:
    """With its article: "le Statut de Rome", "un accord de pêche", "l’accord « New START »"."""
    if _DETERMINED.match(name):
        return name
    head = _HEAD.match(name)
    if head is None:
        return f"l’{'organisation' if body else 'accord'} {name if name.isupper() else f'« {name} »'}"
    gender = head.lastgroup or "m"
    if name.islower() and not any(char.isdigit() for char in name) and not body:
        return f"{_INDEFINITE[gender]} {name}"
    return with_article(name, gender)


def bare(name: str) -> str:
    """A name without its article: "Statut de Rome"."""
    return _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name


def decline(text: str, case: str) -> str:
    """The text after "de" or "à", with the word: "du Statut de Rome", "d'un accord", "aux Accords d'Oslo"."""
    if case == "à":
        return _joined_with("à", {"le ": "au ", "les ": "aux "}, text)
    if text.startswith("des "):
        text = text.removeprefix("des ")
    return _joined_with("de", {"le ": "du ", "les ": "des "}, text)


def _joined_with(word: str, contracted: dict[str, str], text: str) -> str:
    for article, joined in contracted.items():
        if text.startswith(article):
            return joined + text.removeprefix(article)
    if word == "de" and text[:1] in _VOWELS and not text.startswith("onze"):
        return f"d’{text}"
    return f"{word} {text}"


def reads(name: str) -> bool:
    """True for a name with a word or a letter that is French."""
    return bool(_OWN_WORD.search(name))


def foreign(name: str) -> bool:
    """True for a proper name in Latin letters."""
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and all(char < "ɐ" for char in letters) and not name[:1].islower()


def polish(sentence: str) -> str:
    """No-break spaces before signs of two parts and inside quotes; round apostrophes."""
    spaced = _SPACED.sub(lambda match: f"{_NO_BREAK}{match[1]}" if match[1] else f"«{_NO_BREAK}", sentence)
    return spaced.replace("'", "’")
