"""Words of an installation: they extend flagging and extraction alike, are refused with their place, and are
taken while running.
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from clauses_kit import LANGUAGES, NAMES, story, texts
from click.testing import CliRunner, Result
from servers import site
from test_pipeline import made_world, poll

from monitor import pipeline
from monitor.__main__ import commands
from monitor.clauses import candidates
from monitor.config import Config, load
from monitor.errors import RuleError, UsageError
from monitor.extract import extract
from monitor.judge import build_judge
from monitor.match import Matcher
from monitor.model import Act, Kind, Story
from monitor.query import tokenize
from monitor.rules.own import own_files, parse_own
from monitor.rules.own_values import NONE
from monitor.service import Service, fields, knowledge, rulebook
from monitor.service.names import known_treaties

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
    assert [actors for actors, _ in stated(LEFT, rules(CONCEPT))] == [["ZM"]]
    (mark,) = (
        mark
        for mark in knowledge.lexicon(rules(CONCEPT)).packs["en"].phrases.find(tokenize(LEFT))
        if mark.layer == "exit"
    )
    assert (mark.first, mark.value) == (1, "leave")


def test_what_a_verb_means_is_that_of_its_concept() -> None:
    text = "Zambia zandifies the fisheries treaty with Peru"
    (row,) = extract(
        Story("k", text, lang="en"),
        (),
        knowledge.lexicon(rules('[[concept]]\nid = "suspend"\nen = ["zandif*"]\n')),
    )
    assert row.stage is not None
    assert row.stage.value == "suspended"


def test_a_concept_of_ones_own_has_a_class_of_its_own() -> None:
    own = rules('[[concept]]\nid = "zand"\nclass = "end"\nen = ["zandif*"]\nde = ["zandiert"]\n')
    assert [
        hit.rule
        for hit in knowledge.judge(own).hits(story("Zambia zandifies the fisheries treaty with Peru"))
    ] == ["clause.act.zand"]
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
    assert [actors for actors, _ in stated("Zorgian Front quits the ceasefire agreement", own)] == [
        ["Zorgian Front"]
    ]


def test_a_treaty_of_ones_own_is_an_entry() -> None:
    text = "Zambia withdraws from the Blue River Compact"
    assert stated(text, rules(ENTRY)) == [(["ZM"], "blue-river")]
    (candidate, *_) = candidates(knowledge.judge(rules(ENTRY)).reader.read(story(text), "en"))
    assert (candidate.target.value, candidate.sort) == ("blue-river", "entry-treaty")


def test_a_packaged_entry_may_get_a_name() -> None:
    own = rules('[[entry]]\nid = "npt"\nen = ["zonk pact"]\n')
    assert stated("Zambia withdraws from the zonk pact", own) == [(["ZM"], "npt")]
    assert knowledge.lexicon(own).entries["npt"] == knowledge.lexicon().entries["npt"]


def test_a_kind_of_ones_own_is_a_kind_and_no_entry_to_set() -> None:
    own = rules(
        '[[kind]]\nid = "seabed"\nname = "Seabed treaty"\nsubject = "water"\nen = ["zorgbed {noun}"]\n'
    )
    text = "Zambia withdraws from its zorgbed treaty with Peru"
    (candidate, *_) = candidates(knowledge.judge(own).reader.read(story(text), "en"))
    assert (candidate.target.value, candidate.sort) == ("seabed", "entry-kind")
    (row,) = extract(Story("k", text, lang="en"), (), knowledge.lexicon(own))
    assert (row.entry, [other.value for other in row.others]) == ("seabed", ["PE"])
    with pytest.raises(UsageError):
        fields.assignment("entry=seabed", own)


def test_a_packaged_kind_may_get_a_name() -> None:
    own = rules('[[kind]]\nid = "dtt"\nen = ["zonktax {noun}"]\n')
    assert [use[1] for use in stated("Zambia withdraws from its zonktax treaty with Peru", own)] == ["dtt"]


def test_a_body_of_ones_own_is_a_party_too() -> None:
    own = rules(
        '[[entry]]\nid = "zu"\nname = "Zorg Union"\nkind = "organisation"\nen = ["Zorg Union", "=ZU"]\n'
    )
    assert stated("Zambia leaves the Zorg Union", own) == [(["ZM"], "zu")]
    assert knowledge.lexicon(own).entries["zu"].code == "ZU"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_takes_words(lang: str) -> None:
    own = parse_own(rules(f'[[concept]]\nid = "leave"\n{lang} = ["zandif*"]\n'), knowledge.known())
    word, *_ = knowledge.vocabulary(rules(f'[[concept]]\nid = "leave"\n{lang} = ["zandif*"]\n')).uses(
        lang=lang
    )
    assert (word.row, word.pattern, word.file) == ("leave", "zandif*", own.rows[0].path)


def test_the_weights_fit_whatever_is_added() -> None:
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt", "vocabulary/weights.txt", "frames.toml")
    names = texts(*NAMES)
    judge = build_judge(files, names, rules(CONCEPT, CLASS, PARTY, ENTRY))
    assert judge.weights == build_judge(files, names).weights


def test_own_words_change_no_head() -> None:
    assert knowledge.lexicon(rules(CLASS)).heads == knowledge.lexicon().heads


def test_lists_of_rules_hold_names_of_ones_own(tmp_path: Path) -> None:
    rule = (
        '[[rule]]\nid = "own.z"\ntitle = "z"\nlang = "en"\nkind = "act"\nstage = "decided"\nquery = '
        '"quits AND {0}"\n'
    )
    path = tmp_path / "mine.toml"
    path.write_text(PARTY + ENTRY + rule.format("(@offices_en OR @treaties_en)"), encoding="utf-8")
    matcher = Matcher(rulebook.parsed(rulebook.read({path.name: path})))
    for text in ("Zanthoria House quits", "It quits the Blue River Compact"):
        assert [hit.rule for hit in matcher.match(story(text))] == ["own.z"]


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
        (
            '[[entry]]\nid = "own"\nname = "x"\nkind = "treaty"\nparties = ["QQ"]\nen = ["x"]\n',
            5,
            "'QQ' is no state",
        ),
        (
            '[[entry]]\nid = "own"\nname = "x"\nkind = "treaty"\nbody = "nope"\nen = ["x"]\n',
            5,
            "there is no entry 'nope'",
        ),
        ('[[entry]]\nid = "npt"\nname = "x"\nen = ["x"]\n', 3, "only names can be added"),
        ('[[kind]]\nid = "own"\nen = ["x"]\n', 1, "has no name"),
        ('[[kind]]\nid = "npt"\nname = "x"\nen = ["x"]\n', 2, "'npt' is the id of a packaged entry"),
        (ENTRY + ENTRY, 7, "is there twice"),
        (ENTRY + '[[kind]]\nid = "blue-river"\nname = "x"\nen = ["x"]\n', 7, "first for the entry at"),
        (
            '[[entry]]\nid = "extradition"\nname = "x"\nkind = "treaty"\nen = ["x"]\n',
            2,
            "'extradition' is the id of a packaged kind",
        ),
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
    files = {
        "own.toml": '[terms]\nfirst = ["x"]\n[[rule]]\nid = "a"\nkind = "act"\n',
        "frames.toml": '[[frame]]\nclass = "leave"\n',
    }
    assert own_files(files) == {}
    assert knowledge.own(files) is NONE
    assert knowledge.own({"own.toml": '[terms]\nclass = ["x"]\n'}).rows == ()


# ---------------------------------------------------------------- while it runs, and what commands show


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "data" / "rules").mkdir(parents=True)
    return load(None, tmp_path / "data" / "treaty-monitor.sqlite3")


def write(config: Config, text: str, name: str = "mine.toml") -> Path:
    path = config.data_dir / "rules" / name
    path.write_text(text, encoding="utf-8")
    return path


def call(config: Config, *words: str, text: str = "") -> Result:
    return CliRunner().invoke(
        commands(), [*words, "--db", str(config.db)], input=text, env={"COLUMNS": "200"}
    )


def test_a_running_service_takes_a_treaty_and_what_was_stated_keeps_its_act(tmp_path: Path) -> None:
    with site() as here, made_world(here, tmp_path) as world:
        here.put("/hook", b"", status=204)
        world.publish("Zambia withdraws from Zorgia treaty")

        async def add_treaty(context: object) -> None:
            write(world.service.config, ENTRY.replace('["Blue', '["Zorgia treaty", "Blue'))
            assert await asyncio.to_thread(world.service.reload_rules) is True

        def publish(context: object) -> None:
            world.publish("Zambia withdraws from Zorgia treaty, minister says", path="/other")
            world.publish("Malawi quits Zorgia treaty", path="/third")

        acts: list[list[Act]] = []
        world.run(
            poll,
            pipeline.settle,
            lambda context: acts.append(world.service.store.acts.standing()),
            add_treaty,
            publish,
            poll,
            pipeline.settle,
        )
        [before], after = acts[0], world.service.store.acts.standing()
    assert [row.entry for row in before.rows] == [None]
    assert [(act.id, act.states, act.rows[0].entry) for act in after] == [
        (before.id, ("ZM",), "blue-river"),
        (before.id + 1, ("MW",), "blue-river"),
    ]


def test_a_broken_file_keeps_the_words_in_force(config: Config) -> None:
    with Service.open(config, packaged=False) as service:
        write(config, ENTRY)
        assert "blue-river" in known_treaties(service.own_words())
        service.rule_texts()
        path = write(config, ENTRY.replace('"treaty"', '"deal"'))
        assert service.reload_rules() is False
        assert f"{path}:4" in (service.rules_error or "")
        assert "blue-river" in known_treaties(service.own_words())
    assert rulebook.own_words(config) == {}, "a command that starts now shows packaged names"


def test_the_register_and_its_exports_know_a_treaty_of_ones_own(config: Config) -> None:
    write(config, ENTRY)
    with Service.open(config, packaged=False) as service:
        assert fields.assignment("entry=blue-river", service.own_words()) == ("entry", "blue-river")
        with pytest.raises(UsageError):
            fields.assignment("entry=blue-river")
        assert known_treaties(service.own_words())["blue-river"].name == "Blue River Compact"


def test_own_dossiers_are_listed_with_their_place(config: Config) -> None:
    write(config, ENTRY)
    (config.data_dir / "rules" / "dossiers").mkdir()
    text = (
        '# ours\n[[dossier]]\nid = "ottawa"\nchecked = "memory"\nnone = true\n'
        '[[dossier]]\nid = "blue-river"\nchecked = "text"\n[[dossier.exit]]\narticle = "17"\nnotice = "P1Y"\n'
        '[[usual]]\nkind = "dtt"\nnotice = "P6M"\n'
    )
    write(config, text, "dossiers/river.toml")
    listed = json.loads(call(config, "rules", "list", "--json").output)
    assert [
        (row["kind"], row["id"], row["replaces"], Path(row["path"]).name, row["line"])
        for row in listed
        if "replaces" in row
    ] == [
        ("dossier", "ottawa", True, "river.toml", 2),
        ("dossier", "blue-river", False, "river.toml", 6),
        ("usual", "dtt", True, "river.toml", 12),
    ]
    shown = call(config, "rules", "list").output
    assert "Blue River Compact" in shown
    assert "river.toml:6" in shown
    assert "dossier" not in call(config, "rules", "list", "--lang", "en").output
    write(config, text.replace("P1Y", "a year"), "dossiers/river.toml")
    refused = call(config, "rules", "list")
    assert refused.exit_code == 1
    assert "river.toml:11:" in refused.output


def test_commands_show_own_words_with_their_file(config: Config) -> None:
    write(config, CONCEPT + ENTRY)
    write(config, PARTY, "names.toml")
    check = call(config, "rules", "vocabulary", "check").output
    for words in ("zandifies > from", "Blue River Compact", "Zanthoria House", "mine.toml", "names.toml"):
        assert words in check
    named = call(config, "rules", "vocabulary", "check", "zanthoria", "--json").output
    assert [(use["row"], use["kind"], Path(use["file"]).name) for use in json.loads(named)] == [
        ("NO", "party", "names.toml")
    ]
    listed = json.loads(call(config, "rules", "list", "--lang", "en", "--json").output)
    assert [(row["id"], row["kind"]) for row in listed] == [
        ("leave", "concept"),
        ("blue-river", "entry"),
        ("NO", "party"),
    ]
    assert json.loads(call(config, "rules", "list", "--lang", "de", "--json").output) == []
    with Service.open(config, packaged=False) as service:
        (told,) = (check.text for check in service.doctor() if check.name == "own words")
    assert told == "mine.toml: 1 [[concept]], mine.toml: 1 [[entry]], names.toml: 1 [[party]]"


def test_a_mistake_stops_the_test_of_rules_with_its_place(config: Config) -> None:
    path = write(config, PARTY.replace("NO", "QQ"))
    tried = call(config, "rules", "test")
    assert tried.exit_code == 1
    assert f"{path}:2:9" in tried.output


def test_what_the_page_says_of_own_words_works(config: Config) -> None:
    page = (
        (Path(__file__).parents[1] / "rules" / "README.md")
        .read_text(encoding="utf-8")
        .partition("## Words of your own")[2]
    )
    *rules, dossier, principled = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    write(config, "\n".join(rules))
    (config.data_dir / "rules" / "dossiers").mkdir()
    write(config, dossier, "dossiers/mine.toml")
    write(config, principled, "dossiers/principled.toml")
    headlines = re.findall(r'rules explain "(.+)"', page)
    assert len(headlines) == 3
    for headline in headlines:
        told = json.loads(call(config, "rules", "explain", headline, "--json").output)
        assert (told["flagged"], told["kind"]) == (True, "act"), headline
        (row,) = json.loads(call(config, "extract", "-", "--json", text=headline).output)
        assert [actor["value"] for actor in row["actors"]] == ["ZM"]
    (row,) = json.loads(call(config, "extract", "-", "--json", text=headlines[0]).output)
    assert row["entry"] == "blue-river-compact"
    listed = json.loads(call(config, "rules", "list", "--json").output)
    assert [row["id"] for row in listed if row["kind"] == "dossier"] == ["blue-river-compact"]
