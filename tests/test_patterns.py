"""Patterns and filters of rule files: what they mean, how they are refused, how they are explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor.errors import QueryError, RuleError
from monitor.match import Document, Index, Matcher, oracle
from monitor.match import load as load_tried
from monitor.model import Story
from monitor.query import Named, Or, Terms, parse_query, unparse
from monitor.rules import load

README = (Path(__file__).parent.parent / "rules" / "README.md").read_text(encoding="utf-8")
FILE = """\
lang = "en"
filter = ["no-sport"]

[terms]
bloc = ["EU", "=WHO"]

[patterns]
may = "may OR could"
leaves = "withdraw* OR (pull* BEFORE/2 out)"
leaving = "SENTENCE(@leaves @bloc)"

[filters]
no-sport = "NOT football NOT transfer"
press = "source:reuters"

[[rule]]
id = "own.act"
title = "Leaves"
kind = "act"
stage = "decided"
query = "@leaving @may NEAR/4 @bloc"

[[rule]]
id = "own.free"
title = "Leaves, filtered by source"
kind = "act"
stage = "decided"
query = "@leaving"
filter = ["press"]

[[rule]]
id = "own.bare"
title = "Not filtered"
kind = "act"
stage = "decided"
query = "@leaving OR secession"
filter = []
"""


def matches(rule_id: str, text: str, *, source: str = "", file: str = FILE) -> bool:
    rule = load({"own.toml": file}).get(rule_id)
    assert rule is not None
    index = Index()
    index.add("q", rule.query)
    document = Document(text, sources=[source])
    answer = "q" in index.match(document)
    assert answer == (oracle(rule.query, document) is not None)
    return answer


@pytest.mark.parametrize(
    ("rule_id", "text", "source", "expected"),
    [
        ("own.act", "Spain pulls out of the EU, and others may quit the EU", "", True),
        ("own.act", "Spain pulls out of the EU", "", False),
        ("own.act", "Spain pulls out. The EU may be next", "", False),
        ("own.act", "Spain withdraws from the EU: may the EU play football", "", False),
        ("own.free", "Spain withdraws from the EU football league", "Reuters", True),
        ("own.free", "Spain withdraws from the EU", "Tribune", False),
        ("own.bare", "Spain withdraws from the EU football league", "", True),
        ("own.bare", "Secession", "", True),
    ],
)
def test_patterns_and_filters_mean_what_they_hold(
    rule_id: str, text: str, source: str, expected: bool
) -> None:
    assert matches(rule_id, text, source=source) == expected


def test_a_pattern_of_words_is_a_list_and_another_keeps_its_name() -> None:
    terms = Terms(
        {"bloc": ["EU"], "held": ["@may", "must"]},
        patterns={"may": "may OR could", "word": "must", "near": "a NEAR/2 b"},
    )
    assert terms.node("may") == Or((parse_query("may").root, parse_query("could").root))
    assert parse_query("@word NEAR/2 x", terms) == parse_query("@must NEAR/2 x", {"must": ["must"]})
    assert unparse(terms.node("held")) == "may OR could OR must"
    assert isinstance(terms.node("near"), Named)
    query = parse_query("@near x NOT (@near y)", terms)
    assert unparse(query, expand=False) == "@near AND x AND NOT (@near AND y)"
    assert parse_query(unparse(query)) == parse_query("a NEAR/2 b AND x NOT ((a NEAR/2 b) y)")


def test_a_filter_of_exclusions_alone_reads_the_same_when_it_is_written_out() -> None:
    rule = load({"own.toml": FILE}).get("own.act")
    assert rule is not None
    assert rule.filters == ("no-sport",)
    assert unparse(rule.query, expand=False) == "@leaving AND @may NEAR/4 @bloc AND filter no-sport"
    written = parse_query(unparse(rule.query))
    for text in (
        "Spain withdraws from the EU, it may quit the EU",
        "Spain withdraws from the EU, it may quit EU football",
    ):
        assert oracle(written, Document(text)) == oracle(rule.query, Document(text))


def test_what_stands_in_a_file_without_a_language_is_shared() -> None:
    shared = '[patterns]\nleaving = "quit"\n[filters]\nno-sport = "NOT tennis"\n'
    own = FILE.replace('leaving = "SENTENCE(@leaves @bloc)"\n', "").replace(
        'no-sport = "NOT football NOT transfer"\n', ""
    )
    rule = load({"own.toml": own, "shared.toml": shared}).get("own.act")
    assert rule is not None
    assert unparse(rule.query).endswith("NOT tennis")
    with pytest.raises(RuleError) as caught:
        load({"a.toml": shared, "b.toml": "\n" + shared})
    assert (caught.value.path, caught.value.line) == ("b.toml", 3)
    assert caught.value.problem == "the shared pattern @leaving is in a.toml too"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pull* BEFORE/2 out", "pull* BEFORE/3 out"),
        ("NOT transfer", "NOT transfers"),
        ('filter = ["no-sport"]', 'filter = ["no-sport", "press"]'),
        ('bloc = ["EU"', 'bloc = ["EFTA"'),
    ],
)
def test_the_digest_changes_with_what_a_rule_names(old: str, new: str) -> None:
    before, after = (load({"own.toml": text}).get("own.act") for text in (FILE, FILE.replace(old, new)))
    assert before is not None
    assert after is not None
    assert before.digest != after.digest


# ---------------------------------------------------------------- what is refused

MISTAKES = [
    ("unknown name", "(@leaves @bloc)", "(@leave @bloc)", (10, 21), "unknown term list or pattern @leave", "Did you mean @leaves?"),
    ("circle", "(pull* BEFORE/2 out)", "@leaving", (10, 21), ("in a circle: @leaving -> @leaves -> "
                                                              "@leaving"), "Take one"),
    ("itself", "may OR could", "may OR @may", (8, 15), "in a circle: @may -> @may", "Take one"),
    ("bad query", "withdraw* OR (pull*", "withdraw* OR (pu*", (9, 25), "too short", "three letters"),
    ("bad query that another uses first", 'may = "may OR could"', 'may = "@leaves x"\nold = "a NEAR b"', (9, 10), "distance", "NEAR/8"),
    ("NOT alone", "may OR could", "NOT may", (8, 12), "NOT alone", "beside a word"),
    ("NOT in an OR of a filter", "NOT football NOT", "NOT football OR NOT", (13, 17), "NOT in an OR", "beside a word"),
    ("SENTENCE in SENTENCE", '"SENTENCE(@leaves @bloc)"', '"SENTENCE(a b)"\nx = "SENTENCE(@leaving)"', (11, 15), "cannot hold", ""),
    ("field in a field", "@leaving @may NEAR/4 @bloc", "summary:(@seen x)", (22, 19), ("a field stands "
                                                                                       "inside another"), ""),
    ("NEAR beside a pattern that is no choice", "@may NEAR/4 @bloc", "@leaving NEAR/4 @bloc", (21, 19), "an OR group of those", ""),
    ("a pattern in a list", '"=WHO"]', '"@leaves"]', (5, 16), "the pattern @leaves is no choice of words", "in a query"),
    ("a name for two", "bloc = [", 'may = ["x"]\nbloc = [', (9, 1), "@may is the name of a term list too", "Rename"),
    ("unknown filter", '["press"]', '["pres"]', (29, 12), "unknown filter 'pres'", "Did you mean press?"),
    ("unknown filter of the file", '["no-sport"]', '["no-sports"]', (2, 12), "unknown filter 'no-sports'", "Did you mean no-sport?"),
    ("filter that is a text", '["press"]', '"press"', (29, 11), "not a list of names", 'filter = ["name"]'),
    ("bad filter", "NOT transfer", "NOT titel:x", (13, 30), "unknown field titel:", "title"),
    ("pattern that is a list", 'may = "may OR could"', 'may = ["may"]', (8, 7), ("the pattern may is not "
                                                                                 "a text"), "may ="),
    ("bad name", "may =", '"a b" =', (8, 1), "'a b' is not a name for a pattern", "letters"),
    ("no table", "[filters]", "[[filters]]", (12, 1), "filters is not a table", "[filters]"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "problem", "hint"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_mistake_is_refused_with_its_place_and_a_hint(
    old: str, new: str, place: tuple[int, int], problem: str, hint: str
) -> None:
    assert old in FILE
    file = FILE.replace(old, new, 1)
    if "@seen" in new:
        file = file.replace("[patterns]", "[patterns]\nseen = 'title:x'")
    with pytest.raises(RuleError) as caught:
        load({"own.toml": file})
    assert problem in caught.value.problem
    assert (caught.value.path, caught.value.line, caught.value.column) == ("own.toml", *place)
    assert caught.value.hint
    assert hint in caught.value.hint


@pytest.mark.parametrize("step", ["@p{0} @p{0}", "x NOT (@p{0} y)"], ids=["wide", "deep"])
def test_patterns_that_grow_without_limit_are_refused(step: str) -> None:
    patterns = {"p0": "a NEAR/2 b"} | {f"p{number + 1}": step.format(number) for number in range(18)}
    deep = "(x NOT " * 80 + "(y NEAR/2 z)" + ")" * 80
    terms = Terms(patterns=patterns | {"q0": deep, "q1": "NOT @q0 x NOT (y NOT @p17)"})
    with pytest.raises(QueryError, match="with its patterns the query has"):
        parse_query("@p18" if "NOT" not in step else "@q1", terms)


# ---------------------------------------------------------------- explain


def test_explain_says_that_a_filter_stopped_a_rule() -> None:
    matcher = Matcher(load({"own.toml": FILE}))
    found = matcher.explain(Story(key="k", title="Spain withdraws from the EU: may the EU play football"))
    act = next(row for row in found if row.rule.id == "own.act")
    assert act.stopped_by == ("no-sport",)
    lines = [line for _, _, line in act.rows()]
    assert "filter no-sport: NOT football (is there: football)" in lines
    assert lines[-1] == "the rule's own query holds; stopped by the shared filter no-sport"
    assert [line for line in lines if line.startswith(("@leaving", "filter no-sport"))][:2] == [
        "@leaving",
        "filter no-sport",
    ]
    record = json.loads(json.dumps(act.to_json()))
    assert record["stopped_by"] == ["no-sport"]
    assert record["missing"] == [{"text": "NOT football", "note": "is there: football", "filter": "no-sport"}]


def test_explain_does_not_blame_a_filter_when_the_rule_lacks_something_too() -> None:
    found = Matcher(load({"own.toml": FILE})).explain(
        Story(key="k", title="Spain withdraws from the EU football league")
    )
    act = next(row for row in found if row.rule.id == "own.act")
    assert act.stopped_by == ()
    assert [(missing.text, missing.filter) for missing in act.missing] == [
        ("@may", ""),
        ("NOT football", "no-sport"),
    ]


def test_an_example_that_a_filter_stops_says_so() -> None:
    file = FILE + '\n[[rule.example]]\ntext = "Spain withdraws from EU"\nmatch = true\n'
    file = file.replace("filter = []", 'filter = ["press"]')
    with pytest.raises(RuleError) as caught:
        load_tried({"own.toml": file})
    assert caught.value.hint == 'Missing: filter press: source:"reuters"'


def test_the_example_of_the_manual_holds() -> None:
    file = next(text for text in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "[patterns]" in text)
    rules = load_tried({"own.toml": file})
    assert [len(rule.examples) for rule in rules.rules] == [2, 2]
    assert [rule.filters for rule in rules.rules] == [("no-sport",), ("no-sport", "in-press")]
    stopped = rules.rules[0].examples[1].story()
    assert next(
        row for row in Matcher(rules).explain(stopped) if row.rule.id == "own.bloc.threat"
    ).stopped_by == ("no-sport",)
