"""The names of states: one table for flagging and extraction, complete in every language."""

from __future__ import annotations

from pathlib import Path

import pytest
from clauses_kit import LANGUAGES, NAMES, story, texts

from monitor.clauses import parse_names
from monitor.errors import RuleError
from monitor.extract import extract, parse_lexicon
from monitor.rules.names import LISTS, ROLES, StateNames, declined, parse_state_names
from monitor.service import rulebook
from monitor.service.knowledge import lexicon
from training.language import MEMBERS, missing_names


def packaged() -> StateNames:
    return parse_state_names(texts("names/*.toml"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_a_name_a_capital_and_an_adjective_in_every_language(lang: str) -> None:
    assert len(MEMBERS) == 193
    gaps = [f"{file} {' '.join(codes)}" for file, codes in missing_names(packaged(), lang).items() if codes]
    assert not gaps, f"cells of {lang} to be filled, or to say 'none: ' and why: {'; '.join(gaps)}"


def test_an_empty_cell_is_told_and_one_with_a_reason_is_not() -> None:
    names = parse_state_names(
        {
            "capitals.toml": (
                'role = "capital"\n[RU]\nen = []\n[FR]\nen = "none: "\n[BE]\nall = "none: it is the EU"\n'
            )
        }
    )
    empty = missing_names(names, "en")
    assert {"RU", "FR"} <= set(empty["capitals.toml"])
    assert "BE" not in empty["capitals.toml"]


def test_flagging_and_extraction_know_the_same_names() -> None:
    named, read = parse_names(texts(*NAMES)), lexicon()
    for lang, word in (("en", "kremlin"), ("de", "ankara"), ("pl", "nassau"), ("tr", "manama")):
        known = {
            meaning.value
            for pattern, meaning in named.patterns(lang)
            if meaning.layer == "party" and word in pattern.first.words
        }
        assert known == {
            meaning.value for _, meaning in read.packs[lang].phrases.exact[word] if meaning.layer == "party"
        }
        assert len(known) == 1


def test_a_cell_of_a_file_serves_both() -> None:
    files = texts("vocabulary/*.toml") | {
        "names/offices.toml": 'role = "organ"\n[NO]\nen = ["Zanthoria House"]\n'
    }
    [row] = extract(story("Zanthoria House quits the seal treaty"), (), parse_lexicon(files))
    assert [actor.value for actor in row.actors] == ["NO"]
    assert "NO" in {
        meaning.value
        for pattern, meaning in parse_names(files).patterns("en")
        if "zanthoria" in pattern.first.words
    }


def test_the_lists_hold_the_names_of_all_languages_or_of_one(tmp_path: Path) -> None:
    lists = packaged().lists(("en", "ru"))
    assert {"Kabul", "Paris"} <= lists["capitals_en"].keys()
    assert "Кабул" in lists["capitals"]
    assert "Кабул" not in lists["capitals_en"]
    assert "New Mexico" not in lists["states_en"], "it means no state"
    assert {name.partition("_")[0] for name in lists} == set(LISTS.values())


def test_a_rule_of_ones_own_uses_every_list(tmp_path: Path) -> None:
    rule = (
        '[[rule]]\nid = "own.z{0}"\ntitle = "z"\nlang = "en"\nkind = "act"\nstage = "decided"\nquery '
        '= "zanzibar AND @{0}"\n'
    )
    own = tmp_path / "own.toml"
    names = [name + end for name in LISTS.values() for end in ("", "_en", "_ru", "_tr")]
    own.write_text("".join(rule.format(name) for name in names), encoding="utf-8")
    assert len(rulebook.parsed(rulebook.read({own.name: own})).rules) == len(names)


def test_names_are_declined_by_their_language() -> None:
    assert declined("Norway", (), "") == ("Norway",)
    assert declined("Литва", ("", "ы"), "а") == ("Литва", "Литв", "Литвы")
    assert declined("Новая Зеландия", ("", "ы"), "аяи") == ("Новая Зеландия", "Нов* Зеланд*")


def test_an_unknown_language_has_the_names_of_the_files_only() -> None:
    names = parse_state_names({"states.toml": 'role = "name"\n[NO]\nqqq = ["Norway"]\n'})
    assert [(named.role, named.code, named.terms) for named in names.of("qqq")] == [
        ("name", "NO", ("Norway",))
    ]
    assert ROLES[0] == "name"


def test_a_broken_file_is_refused_with_its_path() -> None:
    with pytest.raises(RuleError, match=r"states\.toml"):
        parse_state_names({"states.toml": "[NO\n"})
