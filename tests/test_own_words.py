"""Words of an installation: they extend flagging and extraction alike, are refused with their place, and are taken while running."""

from __future__ import annotations

import pytest
from clauses_kit import LANGUAGES, story, texts

from monitor.clauses import candidates
from monitor.errors import RuleError
from monitor.extract import extract
from monitor.judge import build_judge
from monitor.model import Kind, Story
from monitor.query import tokenize
from monitor.rules.own import NONE, own_files, parse_own
from monitor.service import knowledge

CONCEPT = '[[concept]]\nid = "leave"\nen = ["zandify", "zandifies > from", "zandified > from"]\n'
CLASS = '[[class]]\nid = "treaty"\nen = ["zorgament", "zorgaments"]\n'
PARTY = '[[party]]\ncode = "NO"\nrole = "organ"\nen = ["Zanthoria House"]\n'
ENTRY = """[[entry]]
id = "blue-river"
name = "Blue River Compact"
kind = "treaty"
signed = "1994-05-03"
en = ["Blue River Compact", "=BRC"]
"""
LEFT = "Zambia zandified from the fisheries treaty with Peru"


def rules(*tables: str) -> dict[str, str]:
    return {"data/rules/mine.toml": "\n".join(tables)}


def flagged(text: str, own: dict[str, str], lang: str = "en") -> list[Kind]:
    return [hit.kind for hit in knowledge.judge(own).hits(story(text, lang=lang))]


def stated(text: str, own: dict[str, str], lang: str = "en") -> list[tuple[list[str], str | None]]:
    """Actors and entry of what a text states."""
    rows = extract(Story("k", text, lang=lang), (), knowledge.lexicon(own))
    return [([actor.value for actor in row.actors], row.entry) for row in rows]


# ---------------------------------------------------------------- what they extend


def test_a_verb_of_ones_own_flags_and_states() -> None:
    assert flagged(LEFT, {}) == []
    assert flagged(LEFT, rules(CONCEPT)) == [Kind.ACT]
    assert stated(LEFT, rules(CONCEPT)) == [(["ZM"], None)]
    (mark,) = (mark for mark in knowledge.lexicon(rules(CONCEPT)).packs["en"].phrases.find(tokenize(LEFT)) if mark.layer == "exit")
    assert (mark.first, mark.value) == (1, "leave")


def test_what_a_verb_means_is_that_of_its_concept() -> None:
    text = "Zambia zandifies the fisheries treaty with Peru until further notice"
    (row,) = extract(Story("k", text, lang="en"), (), knowledge.lexicon(rules('[[concept]]\nid = "suspend"\nen = ["zandif*"]\n')))
    assert row.stage is not None
    assert row.stage.value == "suspended"


def test_a_concept_of_ones_own_has_a_class_of_its_own() -> None:
    own = rules('[[concept]]\nid = "zand"\nclass = "end"\nen = ["zandif*"]\nde = ["zandiert"]\n')
    assert [hit.rule for hit in knowledge.judge(own).hits(story("Zambia zandifies the fisheries treaty with Peru"))] == ["clause.act.zand"]
    assert flagged("Sambia zandiert das Fischereiabkommen mit Peru", own, "de") == [Kind.ACT]


def test_a_noun_of_ones_own_is_an_agreement() -> None:
    text = "Zambia withdraws from the fisheries zorgament with Peru"
    assert flagged(text, {}) == []
    assert flagged(text, rules(CLASS)) == [Kind.ACT]
    assert stated(text, rules(CLASS)) == [(["ZM"], None)]


def test_a_name_of_ones_own_is_that_state() -> None:
    text = "Zanthoria House quits the seal treaty"
    assert stated(text, rules(PARTY)) == [(["NO"], None)]
    reading = knowledge.judge(rules(PARTY)).reader.read(story(text), "en")
    assert reading is not None
    assert [mark.value for mark in reading.sentences[0].parties] == ["NO"]


def test_an_actor_that_is_no_state_may_be_named() -> None:
    own = rules('[[party]]\ncode = "Zorgian Front"\nen = ["Zorgian Front", "=ZF"]\n')
    assert stated("Zorgian Front quits the ceasefire agreement", own) == [(["Zorgian Front"], None)]


def test_a_treaty_of_ones_own_is_an_entry() -> None:
    text = "Zambia withdraws from the Blue River Compact"
    assert stated(text, rules(ENTRY)) == [(["ZM"], "blue-river")]
    (candidate, *_) = candidates(knowledge.judge(rules(ENTRY)).reader.read(story(text), "en"))
    assert (candidate.target.value, candidate.sort) == ("blue-river", "entry-treaty")


def test_a_packaged_entry_may_get_a_name() -> None:
    own = rules('[[entry]]\nid = "npt"\nen = ["zonk pact"]\n')
    assert stated("Zambia withdraws from the zonk pact", own) == [(["ZM"], "npt")]
    assert knowledge.lexicon(own).entries["npt"] == knowledge.lexicon().entries["npt"]


def test_a_body_of_ones_own_is_a_party_too() -> None:
    own = rules('[[entry]]\nid = "zu"\nname = "Zorg Union"\nkind = "organisation"\nen = ["Zorg Union", "=ZU"]\n')
    assert stated("Zambia leaves the Zorg Union", own) == [(["ZM"], "zu")]
    assert knowledge.lexicon(own).entries["zu"].code == "ZU"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_takes_words(lang: str) -> None:
    own = parse_own(rules(f'[[concept]]\nid = "leave"\n{lang} = ["zandif*"]\n'), knowledge.known())
    (word,) = knowledge.vocabulary(rules(f'[[concept]]\nid = "leave"\n{lang} = ["zandif*"]\n')).uses(lang=lang)
    assert (word.row, word.pattern, word.file) == ("leave", "zandif*", own.rows[0].path)


def test_the_weights_fit_whatever_is_added() -> None:
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt", "vocabulary/weights.txt", "frames.toml")
    names = texts("lexicon/*.toml", "names/*.toml", "gazetteer.toml")
    judge = build_judge(files, names, rules(CONCEPT, CLASS, PARTY, ENTRY))
    assert judge.weights == build_judge(files, names).weights


def test_own_words_change_no_head() -> None:
    assert knowledge.lexicon(rules(CLASS)).heads == knowledge.lexicon().heads


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("table", "line", "problem"),
    [
        ('[[concept]]\nid = "leeve"\nen = ["x"]\n', 2, "there is no concept 'leeve'"),
        ('[[concept]]\nid = "leave"\nclass = "end"\nen = ["x"]\n', 3, "only words can be added"),
        ('[[concept]]\nid = "own"\nclass = "go"\nen = ["x"]\n', 3, "unknown class 'go'"),
        ('[[concept]]\nid = "own"\nclass = "end"\ntarget = "object"\nen = ["x"]\n', 4, "unknown target"),
        ('[[concept]]\nid = "own"\nclass = "end"\nnoun = "yes"\nen = ["x"]\n', 4, "neither true nor false"),
        ('[[concept]]\nid = "leave"\n', 1, "has no words"),
        ('[[concept]]\nid = "leave"\nen = []\n', 3, "not a list"),
        ('[[concept]]\nid = "leave"\nen = ["go", "> from"]\n', 3, "has no word"),
        ('[[concept]]\nid = "leave"\nxx = ["go"]\n', 3, "unknown key 'xx'"),
        ('[[concept]]\nen = ["go"]\n', 1, "has no id"),
        ('[[class]]\nid = "treatie"\nen = ["go"]\n', 2, "no class of words 'treatie'"),
        ('[[party]]\ncode = "QQ"\nen = ["Q"]\n', 2, "'QQ' is no state"),
        ('[[party]]\ncode = "NO"\nrole = "king"\nen = ["Q"]\n', 3, "unknown role 'king'"),
        ('[[party]]\ncode = "NO"\nen = ["x*"]\n', 3, "too short"),
        ('[[entry]]\nid = "Own"\nname = "x"\nkind = "treaty"\nen = ["x"]\n', 2, "not an id"),
        ('[[entry]]\nid = "own"\nkind = "treaty"\nen = ["x"]\n', 1, "has no name"),
        ('[[entry]]\nid = "own"\nname = "x"\nkind = "deal"\nen = ["x"]\n', 4, "unknown kind 'deal'"),
        ('[[entry]]\nid = "own"\nname = "x"\nkind = "treaty"\nsigned = "May"\nen = ["x"]\n', 5, "not a date"),
        ('[[entry]]\nid = "own"\nname = "x"\nkind = "treaty"\nparties = ["QQ"]\nen = ["x"]\n', 5, "'QQ' is no state"),
        ('[[entry]]\nid = "own"\nname = "x"\nkind = "treaty"\nbody = "nope"\nen = ["x"]\n', 5, "there is no entry 'nope'"),
        ('[[entry]]\nid = "npt"\nname = "x"\nen = ["x"]\n', 3, "only names can be added"),
        (ENTRY + ENTRY, 7, "is there twice"),
        ('concept = "go"\n', 1, "not a list of tables"),
    ],
)
def test_a_mistake_is_refused_with_its_line(table: str, line: int, problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_own(rules(table), knowledge.known())
    assert problem in refused.value.problem
    assert (refused.value.path, refused.value.line) == ("data/rules/mine.toml", line)
    assert refused.value.hint


def test_files_without_own_words_hold_none() -> None:
    files = {"own.toml": '[terms]\nfirst = ["x"]\n[[rule]]\nid = "a"\nkind = "act"\n', "frames.toml": '[[frame]]\nclass = "leave"\n'}
    assert own_files(files) == {}
    assert knowledge.own(files) is NONE
    assert knowledge.own({"own.toml": '[terms]\nclass = ["x"]\n'}).rows == ()
