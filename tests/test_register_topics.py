"""What an agreement is about, its year of signature, its number and the sound of its name join stories in any
languages.
"""

from __future__ import annotations

from typing import Any

import pytest
from register_kit import item, leaves, register
from test_register_kinds import taxes

from monitor.extract import Lexicon
from monitor.model import Stage
from monitor.names import LANGUAGES
from monitor.query import words
from monitor.query.sounds import sound
from monitor.query.stems import stems
from monitor.register import FlaggedStory
from monitor.register.topics import TopicRelation, compare_topics
from monitor.rules.gazetteer import KIND, NOUN, rows
from monitor.rules.topics import Topics
from monitor.service import knowledge, packaged
from monitor.tables import read_table


def acts(*items: FlaggedStory) -> list[set[str]]:
    return [set(entry.stories) for entry in register(*items)]


def packaged_tables() -> list[dict[str, Any]]:
    texts = packaged.texts_of(path for path in packaged.lexicon_files() if path.suffix == ".toml")
    return [read_table(path, text) for path, text in texts.items()]


def topics_of(*words: str) -> frozenset[str]:
    return frozenset(words)


# ---------------------------------------------------------------- topics of names


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return knowledge.lexicon()


@pytest.mark.parametrize(
    ("lang", "name"),
    [         ("en", "agreement on cooperation in the field of tourism"), ("ru", ("соглашение о "
                                                                                  "сотрудничестве в "
                                                                                  "сфере туризма")),         ("uk", "угода у галузі туризму"), ("pl", "umowa o współpracy w dziedzinie turystyki"), ("fr", ("accord "
                                                                                                                                                                                                            "relatif "
                                                                                                                                                                                                            "au "
                                                                                                                                                                                                            "tourisme")),         ("de", "Abkommen über die Zusammenarbeit im Fremdenverkehr"), ("tr", ("turizm "
                                                                                                                                                                                                                                                                                                        "alanında "
                                                                                                                                                                                                                                                                                                        "iş "
                                                                                                                                                                                                                                                                                                        "birliği "
                                                                                                                                                                                                                                                                                                        "anlaşması")),         ("es", "convenio en materia de turismo"), ("pt", "convênio na área do turismo"), ("it", ("intesa "
                                                                                                                                                                                                                                                                                                                                                                                                                        "in "
                                                                                                                                                                                                                                                                                                                                                                                                                        "materia "
                                                                                                                                                                                                                                                                                                                                                                                                                        "turistica")),         ("nl", "toerismeverdrag"), ("ro", "acord de cooperare în domeniul turismului"), ("sr", ("sporazum "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "o "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "saradnji "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "u "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "oblasti "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "turizma")),         ("sr", "споразум о сарадњи у области туризма"), ("ar", "اتفاق للتعاون السياحي"), ("zh", "旅游合作协定"),     ],
)  # fmt: skip
def test_a_name_is_about_one_topic_in_every_language(lexicon: Lexicon, lang: str, name: str) -> None:
    assert lexicon.topics.of(name, lang) == ("culture.tourism",)


def test_a_word_that_only_carries_a_topic_says_nothing_beside_it(lexicon: Lexicon) -> None:
    assert lexicon.topics.of("maritime transport agreement", "en") == ("transport.sea",)
    assert lexicon.topics.of("transport agreement", "en") == ("transport",)
    assert lexicon.topics.of("oil pipeline pact", "en") == ("energy.oil", "energy.pipe")


def test_a_phrase_is_no_other_topic_of_its_words(lexicon: Lexicon) -> None:
    assert lexicon.topics.of("social security agreement", "en") == ("social",)
    assert lexicon.topics.of("security agreement", "en") == ("defence",)


def test_a_kind_of_treaty_without_a_known_word_has_the_topic_of_the_kind() -> None:
    known = Topics([{"topic": [{"id": "tax", "kinds": ["dtt"], "en": ["tax"]}]}])
    assert known.of("DBA", "en", "dtt") == ("tax",)
    assert known.of("DBA", "en") == ()


def test_every_topic_has_words_in_every_language_and_kinds_that_exist() -> None:
    tables = packaged_tables()
    table = next(table for table in tables if "topic" in table)
    kinds = {row.id for row in rows(tables) if row.kind == KIND}
    for row in table["topic"]:
        assert not set(LANGUAGES) - set(row), row["id"]
        assert all(row[lang] for lang in LANGUAGES), row["id"]
        assert set(row.get("kinds", ())) <= kinds, row["id"]
    assert len({row["id"] for row in table["topic"]}) == len(table["topic"])


def test_names_of_one_kind_are_about_the_same_in_all_languages(lexicon: Lexicon) -> None:
    """Most names of a kind have its topic by their words alone, so that other forms of them have it too."""
    missed, total = [], 0
    for row in rows(packaged_tables()):
        if row.kind != KIND:
            continue
        for lang in LANGUAGES:
            for term in row.raw.get(lang, ()):
                total += NOUN in term
                if NOUN in term and not lexicon.topics.of(term.replace(NOUN, "").replace("*", ""), lang):
                    missed.append((row.id, lang, term))
    assert len(missed) < 0.15 * total, missed


def test_topics_are_compared_as_parts_of_each_other() -> None:
    assert compare_topics(topics_of("fish"), topics_of("fish", "water")) is TopicRelation.SAME
    assert compare_topics(topics_of("energy"), topics_of("energy.gas")) is TopicRelation.WIDER
    assert compare_topics(topics_of("energy.oil"), topics_of("energy.gas")) is TopicRelation.OTHER
    assert (
        compare_topics(topics_of("women", "labour.night"), topics_of("women", "labour.underground"))
        is TopicRelation.UNKNOWN
    )
    assert compare_topics(topics_of(), topics_of("fish")) is TopicRelation.UNKNOWN


def test_what_a_story_speaks_of_besides_is_a_hint_and_no_contradiction() -> None:
    assert (
        compare_topics(topics_of(), topics_of("fish"), hints=(topics_of("fish", "visa"), topics_of("fish")))
        is TopicRelation.SAME
    )
    assert (
        compare_topics(
            topics_of("visa"), topics_of("fish"), hints=(topics_of("fish", "visa"), topics_of("fish"))
        )
        is TopicRelation.UNKNOWN
    )


# ---------------------------------------------------------------- one agreement in other words


def test_other_words_for_one_topic_with_one_partner_are_one_act_at_any_stage() -> None:
    first = leaves("a", instrument="Tourism Cooperation Agreement", topics="culture.tourism")
    later = leaves(
        "b",
        instrument="соглашение о сотрудничестве в сфере туризма",
        topics="culture.tourism",
        stage=Stage.NOTIFIED,
    )
    assert acts(item("a", 0, first, lang="en"), item("b", 90, later, lang="ru")) == [{"a", "b"}]
    other = leaves("b", instrument="соглашение о рыболовстве", topics="fish", stage=Stage.NOTIFIED)
    assert acts(item("a", 0, first, lang="en"), item("b", 1, other, lang="ru")) == [{"a"}, {"b"}]


def test_names_that_share_a_word_are_two_where_their_topics_differ() -> None:
    register_cache, film = (
        leaves(key, instrument=f"Commonwealth {name} Pact", topics=name)
        for key, name in (("a", "register_cache"), ("b", "film"))
    )
    assert acts(item("a", 0, register_cache), item("b", 20, film)) == [{"a"}, {"b"}]


def test_one_shared_word_is_no_name_where_the_topics_are_not_the_same() -> None:
    names = (
        ("a", "Border Troops Pact", "defence.troops border"),
        ("b", "Border Fishing Pact", "fish border"),
    )
    first, later = (leaves(key, instrument=name, topics=topics) for key, name, topics in names)
    assert acts(item("a", 0, first, lang="en"), item("b", 60, later, lang="en")) == [{"a"}, {"b"}]


def test_a_kind_without_the_partner_joins_what_it_goes_on_from() -> None:
    first = item("a", 0, taxes("a"))
    assert acts(first, item("b", 200, taxes("b", "", stage=Stage.EFFECTIVE))) == [{"a", "b"}]
    assert acts(first, item("b", 200, taxes("b", ""))) == [{"a"}, {"b"}]  # decided again: another one


def test_a_kind_without_the_partner_joins_by_its_year_of_signature() -> None:
    first = item("a", 0, taxes("a", signed="1974"))
    assert acts(first, item("b", 200, taxes("b", "", signed="1974-05"))) == [{"a", "b"}]
    assert acts(first, item("b", 200, taxes("b", "", signed="1981", stage=Stage.EFFECTIVE))) == [{"a"}, {"b"}]


def test_the_year_joins_other_words_with_one_state_and_not_with_one_body() -> None:
    first = leaves("a", instrument="Tacna Convention", signed="1930")
    later = leaves("b", instrument="grensverkeersverdrag", signed="1930", stage=Stage.NOTIFIED)
    assert acts(item("a", 0, first, lang="en"), item("b", 100, later, lang="nl")) == [{"a", "b"}]
    first, later = (
        leaves(key, others="CIS", instrument=name, signed="1992")
        for key, name in (("a", "Seed Pact"), ("b", "Post Pact"))
    )
    assert acts(item("a", 0, first, lang="en"), item("b", 1, later, lang="en")) == [{"a"}, {"b"}]


def test_one_year_is_no_proof_between_stories_that_speak_of_different_things() -> None:
    first = leaves("a", others="", instrument=None, signed="2001", hints="trade")
    later = leaves("b", others="", instrument=None, signed="2001", hints="energy", naming="kind")
    assert acts(item("a", 0, first), item("b", 90, later)) == [{"a"}, {"b"}]


def test_the_end_of_a_denounced_agreement_of_two_is_no_act_of_the_other_one() -> None:
    first = item("a", 0, taxes("a", stage=Stage.NOTIFIED))
    assert acts(first, item("b", 300, taxes("b", "NO", actors="DK", stage=Stage.EXPIRED))) == [{"a", "b"}]
    assert acts(first, item("b", 300, taxes("b", "NO", actors="DK", stage=Stage.NOTIFIED))) == [{"a"}, {"b"}]
    assert acts(first, item("b", 300, taxes("b", "SE", actors="DK", stage=Stage.EXPIRED))) == [{"a"}, {"b"}]


def test_conventions_are_one_by_their_number_and_two_by_two_numbers() -> None:
    first = leaves("a", others="", instrument="ILO Convention", entry="ilo", kind="labour", numbers="176")
    again = leaves("b", others="", instrument="国际劳工组织公约", kind="labour", numbers="176")
    other = leaves("b", others="", instrument="ILO Convention", entry="ilo", kind="labour", numbers="45")
    assert acts(item("a", 0, first, lang="en"), item("b", 60, again, lang="zh")) == [{"a", "b"}]
    assert acts(item("a", 0, first, lang="en"), item("b", 1, other, lang="en")) == [{"a"}, {"b"}]


# ---------------------------------------------------------------- names in other alphabets


@pytest.mark.parametrize(
    "names",
    [
        "Strasbourg Страсбург Страсбурзька Strasburgo Straßburg ستراسبورغ",
        "Marrakech Марракеш",
        "Kampala Кампальська كمبالا",
        "Lanzarote Ланцароте",
    ],
)
def test_a_name_sounds_alike_in_every_alphabet(names: str) -> None:
    assert len({sound(word) for word in words(names)}) == 1


def test_a_proper_name_joins_two_languages() -> None:
    first = leaves("a", others="", instrument="Kampala Convention")
    later = leaves("b", others="", instrument="Кампальська конвенція", stage=Stage.NOTIFIED)
    assert acts(item("a", 0, first, lang="en"), item("b", 60, later, lang="uk")) == [{"a", "b"}]
    other = leaves("b", others="", instrument="Лусакська конвенція", stage=Stage.NOTIFIED)
    assert acts(item("a", 0, first, lang="en"), item("b", 60, other, lang="uk")) == [{"a"}, {"b"}]


def test_chinese_names_have_stems_and_short_nouns_none_in_any_case() -> None:
    heads = frozenset({"协", "定", "угод*"})
    assert stems("投资保护协定", heads) == {"投资", "资保", "保护"}
    assert stems("угоду про рибу", heads) == {"про", "рибу"}


def test_heads_in_any_case_have_no_sound_of_their_own() -> None:
    from monitor.query.sounds import sounds

    heads = frozenset({"конвенция", "конвенції", "treaty", "протокол*"})
    assert sounds("Конвенции о психотропных веществах", heads) == frozenset()
    assert sounds("Протоколу про ртуть", heads) == frozenset()
    assert sounds("Страсбургской Конвенции", heads) == sounds("Strasbourg Treaty", heads)


def test_a_treaty_in_spanish_is_no_trafficking_and_a_free_trade_agreement_is_trade_by_its_letters(
    lexicon: Lexicon,
) -> None:
    assert lexicon.topics.of("Tratado de Amistad", "es") == ("friendship",)
    assert lexicon.topics.of("TLC", "es") == lexicon.topics.of("ЗСТ", "uk") == ("trade",)
    assert lexicon.topics.of("accord sur la présence des forces", "fr") == ("defence.troops",)


def test_a_second_treaty_that_a_story_names_beside_makes_no_two_kinds_one() -> None:
    friendship = leaves(
        "a",
        instrument="friendship treaty",
        entry="friendship",
        naming="kind",
        topics="friendship",
        stage=Stage.SUSPENDED,
    )
    other = leaves(
        "b",
        instrument="extradition treaty",
        entry="extradition",
        naming="kind",
        topics="extradition friendship",
    )
    assert len(acts(item("a", 0, friendship), item("b", 5, other))) == 2
