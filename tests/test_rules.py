"""Rule files: read, refused with their place, and documented by examples that are true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import within

from monitor.errors import QueryError, RuleError
from monitor.match import Document, Index, oracle
from monitor.match import load as load_tried
from monitor.model import Kind, Stage
from monitor.query import parse_query
from monitor.rules import Rules, load, parse_rules
from monitor.rules.locate import Locations

GOOD = (Path(__file__).parent / "data" / "rules" / "good.toml").read_text(encoding="utf-8")
README = (Path(__file__).parent.parent / "rules" / "README.md").read_text(encoding="utf-8")


def refused(text: str, path: str = "en.toml") -> RuleError:
    with within(1), pytest.raises(RuleError) as caught:
        load_tried({path: text})
    assert caught.value.path == path
    return caught.value


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


# ---------------------------------------------------------------- what is read


def test_a_file_becomes_rules() -> None:
    rules = parse_rules(GOOD, "en.toml")
    first, second = rules.rules
    assert (first.id, first.title, first.lang, first.kind, first.stage) == (
        "en.act.leaves",
        "A state leaves",
        "en",
        Kind.ACT,
        Stage.DECIDED,
    )
    assert first.why == "A verb of leaving near a treaty"
    assert (first.path, first.line) == ("en.toml", 9)
    assert [(example.title, example.summary, example.match, example.line) for example in first.examples] == [
        ("Iran quit the pact", "", True, 20),
        ("Striker quits", "A football treaty", False, 24),
    ]
    assert (second.lang, second.kind, second.why, second.examples) == ("fr", Kind.THREAT, "", ())
    assert rules.get("en.threat.may") is second
    assert rules.get("no") is None
    assert len(rules) == 2
    assert first.examples[0].story().title == "Iran quit the pact"
    assert len(Rules()) == 0


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("@treaty\n", "@treaty \n", False),
        ('title = "A state leaves"', 'title = "A party leaves"', False),
        ("NEAR/6", "NEAR/7", True),
        ('"denounc*"', '"abrogat*"', True),
        ('kind = "act"', 'kind = "threat"', True),
        ('stage = "decided"', 'stage = "notified"', True),
        ('lang = "en"', 'lang = "pl"', True),
    ],
)
def test_fault_82_a_rules_digest_changes_with_its_meaning_only(old: str, new: str, changes: bool) -> None:
    before, after = (
        parse_rules(GOOD, "p").rules[0].digest,
        parse_rules(changed(old, new), "p").rules[0].digest,
    )
    assert (before != after) is changes


def test_lists_of_a_file_without_a_language_are_shared_and_give_way_to_own_ones() -> None:
    shared = '[terms]\nstates = ["Iran", "Russia"]\ntreaty = ["other"]\n'
    rules = load({"shared.toml": shared, "en.toml": changed("may AND @treaty", "may @states @treaty")})
    query = rules.get("en.threat.may").query  # type: ignore[union-attr]
    assert oracle(query, Document("Iran may leave the pact"))
    assert not oracle(query, Document("Iran may leave the other"))
    assert set(rules.terms) == {"shared.toml", "en.toml"}
    assert sorted(rules.terms["en.toml"]) == ["formal", "leave", "states", "treaty"]
    with pytest.raises(RuleError) as caught:
        load({"a.toml": shared, "b.toml": "\n" + shared})
    assert (caught.value.path, caught.value.line, caught.value.problem) == (
        "b.toml",
        3,
        "the shared term list @states is in a.toml too",
    )


def test_lists_of_another_language_are_not_visible() -> None:
    with pytest.raises(RuleError) as caught:
        load({"en.toml": GOOD, "pl.toml": 'lang = "pl"\n[terms]\na = ["@leave"]\n'})
    assert (caught.value.path, caught.value.line, caught.value.column) == ("pl.toml", 3, 7)


# ---------------------------------------------------------------- what is refused

MISTAKES = [
    ("bad syntax", 'kind = "act"', "kind = act", (12, 8), "Invalid value", "not TOML"),
    ("open bracket", '"=WHO"]', '"=WHO"', (9, 1), "", "not TOML"),
    ("open text", "'''\n\n[[rule.example]]", "\n\n[[rule.example]]", (36, 1), "", "not TOML"),
    ("key twice", 'why = "', 'kind = "act"\nwhy = "', (14, 13), "overwrite", "not TOML"),
    ("unknown term list", "@leave NEAR", "@leaves NEAR", (16, 10), "unknown term list or pattern @leaves", "Did you mean @leave?"),
    ("unknown list in a list", '"@formal"', '"@fromal"', (5, 32), "unknown term list or pattern @fromal", "Did you mean @formal?"),
    ("circle", '"terminat*"', '"terminat*", "@leave"', (5, 32), ("in a circle: @formal -> @leave -> "
                                                                 "@formal"), "Take one"),
    ("unknown field", "NOT football", "NOT titel:football", (17, 7), "unknown field titel:", "Did you mean title?"),
    ("unknown key of a rule", "why = ", "wy = ", (14, 1), "unknown key 'wy'", "Did you mean why?"),
    ("unknown key of an example", "match = true", "mach = true", (22, 1), "unknown key 'mach'", "Did you mean match?"),
    ("unknown key of the file", "title = ", "titel = ", (2, 1), "unknown key 'titel'", "Did you mean title?"),
    ("duplicate id", "en.threat.may", "en.act.leaves", (29, 1), "used twice, first at en.toml:9", "its own id"),
    ("failing example", "quit the pact", "quit the talks", (20, 1), ("example 1 of en.act.leaves must "
                                                                     "match and does not"), "@treaty"),
    ("failing counter-example", "Striker quits", "Striker quit the pact", (24, 1), ("example 2 of "
                                                                                    "en.act.leaves must "
                                                                                    "not match"), "'quit"),
    ("wildcard alone", "NOT football", "NOT *", (17, 7), "a wildcard alone would match everything", "three letters"),
    ("wildcard alone in a list", '"denounc*"', '"*"', (6, 25), "a wildcard alone would match everything", "three letters"),
    ("short wildcard", '"denounc*"', '"de*"', (6, 25), "too short", "three letters"),
    ("NOT alone", "may AND @treaty", "NOT @treaty", (35, 14), "NOT alone", "beside a word"),
    ("10,000 nested parentheses", "may AND @treaty", "(" * 10_000 + "a" + ")" * 10_000, (35, 110), "100 deep", "term list"),
    ("10,000 nested arrays", 'lang = "fr"', "lang = " + "[" * 10_000, (1, 1), "nested too deeply", "no nested arrays"),
    ("empty query", "may AND @treaty", " ", (35, 1), "has no query", "Add query"),
    ("no query", 'query = "may AND @treaty"', "", (29, 1), "has no query", "Add query"),
    ("no word", "may AND @treaty", "lang:en", (35, 10), "asks for no word", "must be there"),
    ("unknown kind", 'kind = "act"', 'kind = "akt"', (12, 9), "unknown kind 'akt'", "Did you mean act?"),
    ("unknown stage", 'stage = "decided"', 'stage = "done"', (13, 10), "unknown stage 'done'", "Known:"),
    ("number for a text", 'title = "A state leaves"', "title = 7", (11, 9), "title is not a text", 'title = "..."'),
    ("bad id", '"en.act.leaves"', '"EN act"', (10, 7), "'EN act' is not an id", "small letters"),
    ("bad language", 'lang = "en"', 'lang = "english"', (1, 9), "not a language's code", 'lang = "pl"'),
    ("no language", 'lang = "en"\n', "", (8, 1), "has no language", 'lang = "en"'),
    ("empty list", 'formal = ["terminat*", "denounc*"]', "formal = []", (5, 32), ("the term list @formal "
                                                                                  "is empty"), "Add a word"),
    ("list that is a text", 'formal = ["terminat*", "denounc*"]', 'formal = "x"', (6, 11), "is not a list", "formal = ["),
    ("entry that is a number", '"denounc*"', "12", (6, 24), "is not a text", "in quotes"),
    ("bad name of a list", "formal =", '"a b" =', (6, 1), "'a b' is not a name", "letters"),
    ("terms that are a list", "[terms]", "[[terms]]", (4, 1), "terms is not a table", "[terms]"),
    ("rule that is a table", "[[rule]]\nid", "[rule]\nid", (29, 7), "", "not TOML"),
    ("example without text", 'text = "Iran quit the pact"\n', "", (20, 1), "has no text", "Add text"),
    ("example with text and title", 'title = "Striker quits"', 'title = "x"\ntext = "y"', (26, 1), "both text and title", "Keep one"),
    ("example without match", "match = true\n", "", (20, 1), "does not say whether", "match = true"),
    ("example that is a list", 'id = "en.threat', 'example = [1]\nid = "en.threat', (30, 1), "not a list of tables", "[[rule.example]]"),
    ("more than 2 MB", "A small pack", "x" * 2_000_001, (1, 1), "larger than 2 MB", "Split"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "problem", "hint"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_mistake_is_refused_with_line_and_column_and_how_to_mend_it(
    old: str, new: str, place: tuple[int, int], problem: str, hint: str
) -> None:
    error = refused(changed(old, new))
    assert (error.line, error.column) == place
    assert problem in error.problem
    assert hint in error.hint
    assert error.hint


def test_an_id_is_unique_over_all_files() -> None:
    with pytest.raises(RuleError) as caught:
        load({"a.toml": GOOD, "b.toml": GOOD})
    assert (caught.value.path, caught.value.line) == ("b.toml", 9)
    assert "first at a.toml:9" in caught.value.problem


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\ud800",
        "a",
        "[[rule]]",
        '[[rule]]\nid = ""',
        "rule = 1",
        "rule = [{}]",
        "terms = {a = [[]]}",
        "[terms]\na = [{}]",
    ],
)
def test_fault_74_no_file_does_more_than_be_refused(text: str) -> None:
    error = refused(text)
    assert error.line >= 1
    assert error.column >= 1
    assert error.hint


@pytest.mark.parametrize("text", ["", "# nothing\n", '[terms]\nx = ["y"]\n'])
def test_a_file_without_rules_is_no_mistake(text: str) -> None:
    assert load({"p.toml": text}).rules == ()


# ---------------------------------------------------------------- places


PLACES = """# a = "x"
"quoted key" = 1
a.b = "c"
  [t] # [u]
k = \"\"\"
first
[[not]]
second\"\"\"
l = [ # one
  'x', "y\\"[",
  [1, 2], 3 ]
in = { a = 'b' }
[[r]]
x = ''' one'''
[[r.s]]
[[r]]
[[r.s]]
y = '''
two'''\r
[[r.s]]
[r.'q w']
z = 2024-01-01
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("quoted key",), (2, 1)),
        (("a", "b"), (3, 1)),
        (("t",), (4, 3)),
        (("r", 0, "s", 0), (15, 1)),
        (("r", 1), (16, 1)),
        (("r", 1, "s", 1), (20, 1)),
        (("t", "nothing", 3), (4, 3)),
        (("r",), (13, 1)),
        (("none",), (1, 1)),
    ],
)
def test_keys_and_tables_are_found_in_every_way_to_write_them(
    path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    tomllib.loads(PLACES)
    assert Locations(PLACES).key(path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("a", "b"), (3, 8)),
        (("t", "k"), (6, 1)),
        (("t", "l", 0), (10, 4)),
        (("t", "l", 1), (10, 9)),
        (("r", 0, "x"), (14, 8)),
        (("r", 1, "s", 0, "y"), (19, 1)),
        (("r", 1, "q w", "z"), (22, 5)),
        (("t", "in", "a"), (12, 1)),
    ],
)
def test_values_are_found_after_their_quotes(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert Locations(PLACES).value(path) == place


def test_a_place_inside_a_text_is_found() -> None:
    assert Locations(PLACES).inside(("t", "k"), 3, 2) == (8, 2)
    assert Locations(PLACES).inside(("r", 0, "x"), 1, 2) == (14, 9)


@given(st.text(st.sampled_from("ab=[]{}\"'\\\n.#, 1"), max_size=40))
def test_looking_for_places_never_fails(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert Locations(text).value(("a", "b", 1)) >= (1, 1)


# ---------------------------------------------------------------- the manual


def readme_rules() -> str:
    return re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]


def test_the_rule_file_of_the_manual_loads_with_its_examples() -> None:
    assert len(load_tried({"readme.toml": readme_rules()})) == 1


def test_every_line_of_the_manual_is_true() -> None:
    terms = load({"readme.toml": readme_rules()}).terms["readme.toml"]
    lines = re.findall(r"^\| `([^|]+)` \| ([^|]+) \| (yes|no) \|$", README, re.MULTILINE)
    assert len(lines) > 20
    for text, story, answer in lines:
        query = parse_query(text, terms)
        index = Index()
        index.add("q", query)
        assert bool(index.matching(Document(story))) == (answer == "yes"), (text, story)
        assert (oracle(query, Document(story)) is not None) == (answer == "yes"), (text, story)


def test_every_form_of_the_manual_parses() -> None:
    table = README.split("| write | to find |")[1].split("\n\n")[0]
    forms = re.findall(r"`([^`]+)`", "\n".join(line.split("|")[1] for line in table.strip().splitlines()[1:]))
    assert len(forms) > 15
    for form in forms:
        parse_query(form, {"leave": ["quit"]})


@pytest.mark.parametrize("text", ["withdraw* NOT", '"', "a NEAR b"])
def test_what_the_manual_says_is_refused_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)
