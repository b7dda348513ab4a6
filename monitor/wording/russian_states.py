"""Names of states in Russian, and their instrumental case ("с Канадой")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale

from monitor.wording.russian import ADJECTIVE, ADJECTIVE_ENDS, with_end

_NAMES = {
    "CD": "Демократическая Республика Конго",
    "CF": "Центральноафриканская Республика",
    "CG": "Республика Конго",
    "HK": "Гонконг",
    "MO": "Макао",
    "MM": "Мьянма",
    "PS": "Палестина",
    "UN": "ООН",
    "US": "США",
    "VA": "Святой Престол",
    "ZA": "ЮАР",
    "PG": "Папуа — Новая Гвинея",
    "KG": "Киргизия",
    "EU": "Европейский союз",
}
_PLURAL_STATES = frozenset(["AE", "BS", "FM", "KM", "MV", "NL", "PH", "US"])
# states that no rule declines: in the instrumental case
_INSTRUMENTAL = {
    "FM": "Федеративными Штатами Микронезии",
    "KR": "Республикой Корея",
    "CD": "Демократической Республикой Конго",
    "CG": "Республикой Конго",
    "EU": "Европейским союзом",
    "VA": "Святым Престолом",
    "AE": "ОАЭ",
    "KP": "КНДР",
    "ZA": "ЮАР",
    "US": "США",
    "UN": "ООН",
    "PG": "Папуа — Новой Гвинеей",
    "CF": "Центральноафриканской Республикой",
    "VC": "Сент-Винсентом и Гренадинами",
    "TT": "Тринидадом и Тобаго",
    "KN": "Сент-Китсом и Невисом",
    "ST": "Сан-Томе и Принсипи",
    "PS": "Палестиной",
    "EZ": "еврозоной",
    "DO": "Доминиканской Республикой",
    "BQ": "Бонэйром, Синт-Эстатиусом и Сабой",
    "RE": "Реюньоном",
    "BY": "Беларусью",
    "IL": "Израилем",
    "NC": "Новой Каледонией",
    "IO": "Британской территорией в Индийском океане",
    "GS": "Южной Георгией и Южными Сандвичевыми Островами",
    "MH": "Маршалловыми Островами",
    "SB": "Соломоновыми Островами",
    "GW": "Гвинеей-Бисау",
    "TF": "Французскими Южными территориями",
}


def place(code: str, use: str) -> str:
    """A state or organisation; for the use "with" in the instrumental case."""
    name = state_name(code)
    if use != "with":
        return name
    return _INSTRUMENTAL.get(code) or _instrumental(name)


def state_name(code: str) -> str:
    """The name of a state without abbreviations; the code of an organisation as it is."""
    if len(code) != 2:
        return code
    name = _NAMES.get(code) or str(Locale("ru").territories.get(code, code))
    return re.sub(r"\s*\(.*\)", "", name.replace("о-ва", "Острова").replace("о-в", "Остров"))


def _instrumental(name: str) -> str:
    """The instrumental case of the name of a state: "Канадой", "Южным Суданом", "Боснией и Герцеговиной"."""
    if name[:6] == "Остров":
        islands, _, rest = name.partition(" ")
        return f"{islands + 'ми' if islands.endswith('а') else islands + 'ом'} {rest}"
    parts = re.split(r"( и |, )", name)
    return "".join(part if part in (" и ", ", ") else _instrumental_part(part) for part in parts)


def _instrumental_part(name: str) -> str:
    words = name.split(" ")
    *before, last = words
    if last.isupper():
        return name
    gender = (
        "p" if last == "Острова" or last.endswith(("ы", "и")) else "f" if last.endswith(("а", "я")) else "m"
    )
    end, _ = ADJECTIVE_ENDS[gender]["ins"]
    declined = [
        with_end(match["stem"], end) if (match := ADJECTIVE.fullmatch(word)) else word for word in before
    ]
    return " ".join([*declined, _noun_instrumental(last, gender)])


def _noun_instrumental(name: str, gender: str) -> str:
    """A noun of one word in the instrumental case; unchanged if it has no cases."""
    last, before = name[-1:], name[-2:-1]
    if gender == "p":
        return f"{name[:-1]}ами" if last in "аы" else name
    if last == "я":
        return f"{name[:-1]}ей"
    if last == "а" and before in "уо":
        return name  # Самоа
    if last == "а":
        return name[:-1] + ("ей" if before in "жшчщц" else "ой")
    if last == "й":
        return f"{name[:-1]}ем"
    if last == "ь":
        return f"{name[:-1]}ем"
    if last in "бвгджзклмнпрстфхцчшщ":
        return name + ("ем" if last in "жшчщц" else "ом")
    return name


def verb(actors: Sequence[str], who: str) -> int:
    """The form of the verb: 1 for several actors and for one with a plural name (США)."""
    return 1 if len(actors) != 1 or is_plural(actors[0]) else 0


def is_plural(code: str) -> bool:
    """True for the code of a state whose name is plural."""
    return code in _PLURAL_STATES or state_name(code).endswith("Острова") or state_name(code)[:7] == "Острова"
