"""The grammar of Russian: cases of names of agreements and bodies, numbers.

Cases: `gen` (выходит из Договора), `ins` (с Канадой), `prep` (участие в Договоре).
A name is declined by its head ("договор", "конвенция" ...) and the adjectives before it; what follows the
head does not change. A name without such a head is left as it is, or shown in quotes behind a word that
changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_CASES = ("nom", "gen", "dat", "acc", "ins", "prep")
# kind of noun: gender, endings of the singular, endings of the plural, in the order of _CASES
_KINDS: dict[str, tuple[str, str, str]] = {
    "": ("m", "- а у - ом е", "ы ов ам ы ами ах"),
    "ь": ("m", "ь я ю ь ем е", "и ей ям и ями ях"),
    "ие": ("n", "ие ия ию ие ием ии", "ия ий иям ия иями иях"),
    "о": ("n", "о а у о ом е", "а - ам а ами ах"),
    "ия": ("f", "ия ии ии ию ией ии", "ии ий иям ии иями иях"),
    "а": ("f", "а ы е у ой е", "ы - ам ы ами ах"),
    "га": ("f", "га ги ге гу гой ге", "ги г гам ги гами гах"),
    "ка": ("f", "ка ки ке ку кой ке", "ки к кам ки ками ках"),
    "сть": ("f", "сть сти сти сть стью сти", "сти стей стям сти стями стях"),
    "бюро": ("n", "бюро бюро бюро бюро бюро бюро", "бюро бюро бюро бюро бюро бюро"),
    "ца": ("f", "ца цы це цу цей це", "цы ц цам цы цами цах"),
    "ея": ("f", "ея еи ее ею еей ее", "еи ей еям еи еями еях"),
}  # fmt: skip
_NOUNS: dict[str, str] = {
    "": "договор пакт протокол статут акт меморандум суд совет союз фонд банк форум документ механизм "
    "процесс кодекс центр комитет парламент альянс трибунал режим план устав диалог регламент институт "
    "интерпол европол евроюст коридор комплекс клуб секретариат контракт ордер компакт консорциум "
    "формат бенилюкс",
    "ие": "соглашение объединение движение перемирие урегулирование положение",
    "о": "агентство сообщество содружество партнёрство партнерство правительство пространство сотрудничество",
    "ия": "конвенция организация декларация хартия комиссия ассоциация федерация коалиция сессия миссия "
    "корпорация конфедерация франкофония конституция конференция интеграция",
    "а": "группа программа система инициатива структура палата аренда зона еврозона",
    "сть": "договорённость",
    "бюро": "бюро",
    "га": "лига",
    "ка": "сделка пятёрка девятка политика семёрка",
    "ца": "граница",
    "ея": "ассамблея",
}
ADJECTIVE = re.compile(
    r"(?P<stem>[А-ЯЁа-яё-]+?)"
    r"(?P<end>(?<=ов)ы|ыми|ими|ого|его|ому|ему|ый|ий|ой|ая|яя|ое|ее|ые|ие|ым|им|ом|ем|ую|юю|ей|ых|их)"
)
_ABBREVIATION = re.compile(
    r"[А-ЯЁ][а-яё]?[А-ЯЁ][А-ЯЁа-яё0-9-]*(?: [А-ЯЁ]+)?(?: \([А-ЯЁA-Z]+\))?"
)  # ООН, СНВ-3
_NO_Y = frozenset("кгхжшчщ")  # after them ы is written и
_SOFT_ENDS = frozenset(("яя", "ее", "его", "ему", "ем", "юю", "ей"))
_PLURAL_ENDS = frozenset(("ы", "ые", "ие", "ых", "их", "ыми", "ими"))
# endings of adjectives, hard and soft, by gender (p: plural) and case
ADJECTIVE_ENDS = {
    "m": {"nom": ("ый", "ий"), "gen": ("ого", "его"), "ins": ("ым", "им"), "prep": ("ом", "ем")},
    "n": {"nom": ("ое", "ее"), "gen": ("ого", "его"), "ins": ("ым", "им"), "prep": ("ом", "ем")},
    "f": {"nom": ("ая", "яя"), "gen": ("ой", "ей"), "ins": ("ой", "ей"), "prep": ("ой", "ей")},
    "p": {"nom": ("ые", "ие"), "gen": ("ых", "их"), "ins": ("ыми", "ими"), "prep": ("ых", "их")},
}
MOST_ADJECTIVES = 5


class Form(NamedTuple):
    """A form of a noun: how the noun is declined, and in which number it stands."""

    stem: str
    kind: str
    is_plural: bool
    case: str


def _forms() -> dict[str, list[Form]]:
    """All forms of the nouns, each with what it may be."""
    forms: dict[str, list[Form]] = {}
    for kind, nouns in _NOUNS.items():
        for noun in nouns.split():
            stem = noun.removesuffix(kind)
            for is_plural, ends in enumerate(_KINDS[kind][1:]):
                for case, end in zip(_CASES, ends.split(), strict=True):
                    form = Form(stem, kind, bool(is_plural), case)
                    forms.setdefault(with_end(stem, end), []).append(form)
    return forms


def with_end(stem: str, end: str) -> str:
    """The stem with an ending; "-" is none, and ы is written и after к, г and ж."""
    if end[:1] == "ы" and stem[-1:] in _NO_Y:
        end = f"и{end[1:]}"
    return stem + end.replace("-", "")


_FORMS = _forms()


def decline(text: str, case: str) -> str:
    """The text in a case ("nom", "gen", "ins" or "prep"); unchanged if its head is no known noun."""
    words = text.split(" ")
    head = _place_of_head(words)
    if head is None:
        return text
    form = _fitting(_FORMS[words[head].casefold()], words[:head])
    adjectives = [_adjective(word, form, case) for word in words[:head]]
    return " ".join([*adjectives, _noun(words[head], form, case), *words[head + 1 :]])


def _place_of_head(words: Sequence[str]) -> int | None:
    """The place of the first known noun, before which stand adjectives alone; None when there is none."""
    for place, word in enumerate(words[: MOST_ADJECTIVES + 1]):
        if word.casefold() in _FORMS:
            return place
        if word != "и" and ADJECTIVE.fullmatch(word) is None:
            return None
    return None


def _fitting(forms: Sequence[Form], adjectives: Sequence[str]) -> Form:
    """The form that agrees with the adjectives before the noun; without any, the singular."""
    ends = {match["end"].casefold() for word in adjectives if (match := ADJECTIVE.fullmatch(word))}
    is_plural = bool(ends & _PLURAL_ENDS)
    return next((form for form in forms if form.is_plural == is_plural), forms[0])


def _noun(word: str, form: Form, case: str) -> str:
    ends = _KINDS[form.kind][1 + form.is_plural].split()
    declined = with_end(form.stem, ends[_CASES.index(case)])
    return declined.upper() if word.isupper() else word[0] + declined[1:]


def _adjective(word: str, form: Form, case: str) -> str:
    match = ADJECTIVE.fullmatch(word)
    if match is None:
        return word
    stem, end = match["stem"], match["end"].casefold()
    gender = "p" if form.is_plural else _KINDS[form.kind][0]
    if case == "nom" and (end == "ы" or (end == "ой" and gender == "m")):
        return word  # "Авраамовы", "Мировой"
    hard, soft = ADJECTIVE_ENDS[gender][case]
    last = stem[-1:].casefold()
    is_soft = last not in "кгх" and (end in _SOFT_ENDS or (last not in "жшчщ" and end in ("ий", "ие", "их")))
    if is_soft or (last in "жшчщ" and hard[0] == "о"):
        return stem + soft
    return with_end(stem, hard)


def plural(number: int) -> int:
    """The form for a number: 0 for 1, 21, 31; 1 for 2 to 4, 22 to 24; 2 for the others, 11 to 14 too."""
    last, teens = number % 10, number % 100 in range(11, 15)
    if last == 1 and not teens:
        return 0
    return 1 if last in (2, 3, 4) and not teens else 2


def definite(name: str, body: bool) -> str:
    """A name in the nominative case: from a source it may come in another one. A name that is not Russian, or
    has no known head, follows in quotes behind the word for what it is; an abbreviation follows without
    quotes.
    """
    if _place_of_head(name.split(" ")) is not None:
        return decline(name, "nom")
    if _ABBREVIATION.fullmatch(name):
        return name
    return f"{'организация' if body else 'соглашение'} «{name.strip('«»')}»"


def reads(name: str) -> bool:
    """True for a name in Cyrillic letters without those that Russian does not have."""
    letters = [char for char in name.casefold() if char.isalpha()]
    return bool(letters) and all(char in "абвгдеёжзийклмнопрстуфхцчшщъыьэюя" for char in letters)


def foreign(name: str) -> bool:
    """True for a proper name in Latin or Cyrillic letters."""
    letters = [char for char in name if char.isalpha()]
    return (
        bool(letters) and all(char < "ɐ" or "Ѐ" <= char <= "ӿ" for char in letters) and not name[:1].islower()
    )


def polish(sentence: str) -> str:
    """ "со" for "с" and "во" for "в" before groups of consonants that ask for it."""
    sentence = re.sub(r"\b([Сс]) (?=[СЗШЖсзшж][бвгджзклмнпрстфхцчшщ])", r"\1о ", sentence)
    return re.sub(r"\b([Вв]) (?=[ВФвф][бвгджзклмнпрстфхцчшщ])", r"\1о ", sentence)
