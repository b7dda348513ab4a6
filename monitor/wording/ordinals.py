"""Ordinal numbers that begin a sentence: in words to twentieth, then in figures.

Each takes a number and the noun that follows it: "state", "party" or "exit".
"""

from __future__ import annotations

_ENGLISH_WORDS = """
First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth
Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth
"""
_FRENCH_WORDS = """
Premier Deuxième Troisième Quatrième Cinquième Sixième Septième Huitième Neuvième Dixième Onzième
Douzième Treizième Quatorzième Quinzième Seizième Dix-septième Dix-huitième Dix-neuvième Vingtième
"""
_RUSSIAN_WORDS = """
Перв Втор Трет Четвёрт Пят Шест Седьм Восьм Девят Десят Одиннадцат Двенадцат Тринадцат Четырнадцат
Пятнадцат Шестнадцат Семнадцат Восемнадцат Девятнадцат Двадцат
"""
_ENGLISH, _FRENCH, _RUSSIAN = _ENGLISH_WORDS.split(), _FRENCH_WORDS.split(), _RUSSIAN_WORDS.split()
_RUSSIAN_ENDS = {"state": ("ое", "ье", "-е"), "party": ("ая", "ья", "-я"), "exit": ("ый", "ий", "-й")}
_STRESSED = {2, 6, 7, 8}  # of these the masculine ends in "ой"


def english(number: int, noun: str) -> str:
    """ "Fifth", "21st"."""
    if number <= len(_ENGLISH):
        return _ENGLISH[number - 1]
    end = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{end}"


def french(number: int, noun: str) -> str:
    """ "Cinquième", "Première" (sortie), "21e"."""
    if number > len(_FRENCH):
        return f"{number}e"
    return "Première" if number == 1 and noun != "state" else _FRENCH[number - 1]


def russian(number: int, noun: str) -> str:
    """ "Пятое" (государство), "Пятая" (сторона), "Второй" (выход), "21-е"."""
    hard, soft, figures = _RUSSIAN_ENDS[noun]
    if number > len(_RUSSIAN):
        return f"{number}{figures}"
    if number == 3:
        return _RUSSIAN[2] + soft
    return _RUSSIAN[number - 1] + ("ой" if noun == "exit" and number in _STRESSED else hard)
