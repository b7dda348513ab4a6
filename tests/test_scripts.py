"""Terms in the scripts of their language, with little words joined to them, and in letters that are words of
their own.
"""

from __future__ import annotations

import pytest
from clauses_kit import pairs, words_of

from monitor.query import fold, words
from monitor.rules.entries import compile_entry
from monitor.rules.scripts import cyrillic, spelled, spellings


@pytest.mark.parametrize(
    ("latin", "letters"),
    [
        ("Njemačka napušta ugovor", "Њемачка напушта уговор"),
        ("LJUBLJANA, Džakarta i Đakovica", "ЉУБЉАНА, Џакарта и Ђаковица"),
        ("raskin* > iz, sa", "раскин* > из, са"),
        ("=SAD", "=САД"),
        ("Washington Post", "Washington Post"),
        ("", ""),
    ],
)
def test_latin_letters_of_serbian_stand_for_cyrillic_ones(latin: str, letters: str) -> None:
    assert cyrillic(latin) == letters


def test_a_term_is_known_in_each_script_once() -> None:
    assert spellings("sr", ["NATO", "Mali"]) == ("NATO", "НАТО", "Mali", "Мали")
    assert spellings("de", ["Mali"]) == ("Mali",)
    assert spelled("sr", {"lang": "sr", "of": ["od"], "deep": {"x": ["iz"]}, "verb_last": False, "endings": [["past", ["la"]]]}) == {
        "lang": "sr", "of": ["od", "од"], "deep": {"x": ["iz", "из"]}, "verb_last": False,
        "endings": [["past", ["la", "ла"]]]
    }  # fmt: skip


def test_little_words_of_arabic_are_joined_to_a_term() -> None:
    assert spellings("ar", ["فرنسا"]) == ("فرنسا", "وفرنسا", "ففرنسا", "بفرنسا", "لفرنسا", "كفرنسا")
    assert "للجزائر" in spellings("ar", ["الجزائر"])
    assert spellings("ar", ["*اتفاقية", "=OPEC", "NATO"]) == ("*اتفاقية", "=OPEC", "NATO")


def test_arabic_letters_that_are_written_for_each_other_are_one() -> None:
    assert fold("إتّفاقيّة") == fold("اتفاقيه")
    assert fold("إلى") == fold("الي")
    assert fold("مـعـاهدة") == fold("معاهدة")
    assert words("ـ معاهدة ـ") == ["ـ", fold("معاهدة"), "ـ"], "no word is empty"


def test_a_gap_is_counted_in_words_where_each_letter_is_one() -> None:
    (pattern,) = compile_entry("将 + 废除", {}, letters=2)
    assert [slot.gap for slot in pattern.rest] == [6, 0]
    assert [slot.gap for slot in compile_entry("tear + up", {})[0].rest] == [3]


@pytest.mark.parametrize(
    ("lang", "title", "predicate"),
    [
        ("nl", "Zambia zegt visserijverdrag met Peru op", "zegt"),
        ("ro", "Zambia denunță tratatul de pescuit cu Peru", "denunta"),
        ("sr", "Zambija raskida sporazum o ribolovu sa Peruom", "raskida"),
        ("sr", "Замбија раскида споразум о риболову са Перуом", "раскида"),
        ("ar", "زامبيا تنسحب من اتفاقية الصيد مع بيرو", "تنسحب"),
        ("zh", "赞比亚退出与秘鲁签署的渔业协定", "退 出"),
    ],
)
def test_each_language_reads_who_leaves_what(lang: str, title: str, predicate: str) -> None:
    found = pairs(title, lang=lang)
    assert predicate in {words_of(candidate)[0] for candidate in found}
    assert {mark.value for candidate in found for mark in candidate.sentence.parties} >= {"ZM", "PE"}
