"""The query language and the words it compares."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within

from monitor.errors import QueryError
from monitor.query import (
    MAX_DEPTH,
    And,
    Field,
    Link,
    Meta,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Sentence,
    Terms,
    Word,
    cased,
    children,
    fold,
    has_word,
    is_leaf,
    offsets,
    parse_query,
    sentence_starts,
    tokenize,
    unparse,
    words,
)  # fmt: skip
from monitor.query.grammar import parse_node
from monitor.query.quick import quick
from monitor.query.tokens import _ANY_WORD


def refused(text: str, terms: dict[str, list[str]] | None = None) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse_query(text, terms)
    return caught.value


# ---------------------------------------------------------------- words

TEN_SCRIPTS = [
    ("Latin", "Polska wypowiedziała konwencję", ["polska", "wypowiedziala", "konwencje"]),
    ("Cyrillic", "Россия денонсировала Договор", ["россия", "денонсировала", "договор"]),
    ("Greek", "Η Ελλάδα καταγγέλλει τη ΣΥΝΘΉΚΗ.", ["η", "ελλαδα", "καταγγελλει", "τη", "συνθηκη"]),
    ("Arabic", "انسحاب من المعاهدة", ["انسحاب", "من", "المعاهدة"]),
    ("Hebrew", "נסיגה מן ההסכם", ["נסיגה", "מן", "ההסכם"]),
    ("Devanagari", "संधि से हटना", ["संधि", "से", "हटना"]),
    ("Han", "退出条约", ["退", "出", "条", "约"]),
    ("Kana", "条約からの脱退ニュース", ["条", "約", "か", "ら", "の", "脱", "退", "ニュース"]),
    ("Hangul", "조약 탈퇴", ["조약", "탈퇴"]),
    ("Thai", "ถอนตัว", ["ถ", "อ", "น", "ตั", "ว"]),
    ("Georgian", "საქართველო ტოვებს", ["საქართველო", "ტოვებს"]),
    ("Armenian", "Հայաստանը դուրս", ["հայաստանը", "դուրս"]),
]


@pytest.mark.parametrize(("script", "text", "expected"), TEN_SCRIPTS, ids=[row[0] for row in TEN_SCRIPTS])
def test_fault_73_words_are_the_same_in_every_script(script: str, text: str, expected: list[str]) -> None:
    assert words(text) == [unnormalised for word in expected for unnormalised in words(word)]
    assert [word.encode() for word in words(text)] == [fold(word).encode() for word in expected]
    for token in tokenize(text):
        assert text[token.start : token.end] == token.raw


SAME_WORD = [
    ("straße", "STRASSE", "ß"),
    ("İstanbul", "istanbul", "Turkish capital I with dot"),
    ("ISTANBUL", "ıstanbul", "Turkish dotless i"),
    ("ＮＡＴＯ", "nato", "full-width"),
    ("trea\u00adty", "treaty", "soft hyphen"),
    ("trea\u200bty", "treaty", "zero-width space"),
    ("de\u0301nonce", "dénonce", "NFD"),
    ("dénonce", "denonce", "accent"),
    ("ещё", "еще", "ё"),
    ("е\u0308", "е", "ё in NFD"),
    ("до\u0301говор", "договор", "stress mark"),
    ("ﬁnal", "final", "ligature"),
    ("Łódź", "lodz", "stroke"),
    ("Ørsted", "orsted", "slashed o"),
    ("ΣΥΝΘΗΚΗΣ", "συνθήκης", "final sigma"),
    ("Pоссия", "россия", "Latin P in a Cyrillic word"),
    ("trеaty", "treaty", "Cyrillic е in a Latin word"),
    ("U.S.", "us", "acronym"),
    ("С.Ш.А.", "сша", "Cyrillic acronym"),
]


@pytest.mark.parametrize(("one", "other", "what"), SAME_WORD, ids=[row[2] for row in SAME_WORD])
def test_fault_77_ways_to_write_a_word_are_one_word(one: str, other: str, what: str) -> None:
    assert words(one) == words(other)
    assert len(words(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("мой", "мои"), ("її", "іі"), ("ў", "у"), ("ќе", "ке"), ("संधि", "सध"), ("treaty", "treatу2")],
)
def test_fault_77_different_words_stay_different(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_fault_77_an_nfd_short_i_is_the_letter_and_not_an_accent() -> None:
    assert words("мои\u0306") == words("мой")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia's pull-out", ["russia", "s", "pull", "out"]),
        ("Russia’s pull‑out", ["russia", "s", "pull", "out"]),
        ("об'єднання обʼєднання", ["об", "єднання", "об", "єднання"]),
        ("the U.S. and the U.N.", ["the", "us", "and", "the", "un"]),
        ("J.Smith e.g. a.b.c1", ["j", "smith", "eg", "ab", "c1"]),
        ("СНВ-3, 1.5 and 1\u00a0000", ["снв", "3", "1", "5", "and", "1", "000"]),
        ("foo_bar @x #y", ["foo", "bar", "x", "y"]),
        ("", []),
        ("… – !", []),
    ],
)
def test_apostrophe_hyphen_and_dots(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_offsets_mark_the_raw_characters_whatever_folding_does_to_their_number() -> None:
    text = "İİ straße e\u0301té. The U.S. left"
    tokens = tokenize(text)
    assert [token.raw for token in tokens] == ["İİ", "straße", "e\u0301té", "The", "U.S", "left"]
    assert [token.text for token in tokens] == ["ii", "strasse", "ete", "the", "us", "left"]
    assert [token.sentence for token in tokens] == [0, 0, 0, 1, 1, 1]


@given(
    st.text(
        st.one_of(st.sampled_from("aé.'-И\u0306й ß\u0130ı\u0301\u00ad条ถั3_ʼU.S."), st.characters()),
        max_size=40,
    )
)
def test_the_fast_ways_to_find_words_agree_with_the_slow_one(text: str) -> None:
    assert offsets(text) == [match.span() for match in _ANY_WORD.finditer(text)]
    assert words(text) == [fold(text[start:end]) for start, end in offsets(text)]


@given(st.text(max_size=12))
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in words(text):
        assert fold(word) == word


def test_cased_keeps_case_and_accents() -> None:
    assert cased("U.N") == "UN"
    assert cased("Ｗho\u00ad") == "Who"


# ---------------------------------------------------------------- sentences

ONE_SENTENCE = [
    "The U.S. Senate voted",
    "Mr. Putin met Dr. Smith",
    "J. Smith of No. 10 said so",
    "It rose by 1.5 per cent",
    "Signed on Nov. 20 in St. Petersburg",
    "by e.g. Poland, i.e. a state",
    "he said... and left",
    "Договор ст. Пятая",
]
TWO_SENTENCES = [
    "He left. She stayed",
    "He left! 12 stayed",
    "It quit the U.S. The pact fell",
    'He said "no." Then he left',
    "Who left? Nobody did",
    "Он ушёл. Она осталась",
    "退出条约。新闻",
    "He left.” And then",
    "संधि टूटी। फिर",
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_abbreviations_initials_and_decimals_end_no_sentence(text: str) -> None:
    assert sentence_starts(text) == [0]


@pytest.mark.parametrize("text", TWO_SENTENCES)
def test_a_stop_before_a_new_beginning_ends_a_sentence(text: str) -> None:
    assert len(sentence_starts(text)) == 2


def test_a_stop_at_the_end_begins_nothing() -> None:
    assert sentence_starts("He left. ") == [0]
    assert sentence_starts('He left. "...') == [0, 9]


@pytest.mark.parametrize(
    "text",
    [
        "." * 60_000,
        "! " * 30_000,
        "a.b." * 15_000,
        "e\u0301" * 30_000,
        "a" * 60_000,
        '."' * 30_000,
        "A. " * 20_000,
    ],
)
def test_fault_72_no_text_is_slow_to_read(text: str) -> None:
    with within(2):
        tokenize(text)


# ---------------------------------------------------------------- what queries mean

w = Word


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a b", And((w("a"), w("b")))),
        ("a AND b c", And((w("a"), w("b"), w("c")))),
        ("a b OR c", Or((And((w("a"), w("b"))), w("c")))),
        ("a OR (b OR c)", Or((w("a"), w("b"), w("c")))),
        ("a NOT b", And((w("a"), Not(w("b"))))),
        ("a NOT (b NEAR/1 c)", And((w("a"), Not(Near((w("b"), w("c")), (Link(1, False),)))))),
        ("a NEAR/3 b c", And((Near((w("a"), w("b")), (Link(3, False),)), w("c")))),
        ("a w/3 b ONEAR/0 c", Near((w("a"), w("b"), w("c")), (Link(3, False), Link(0, True)))),
        ("a BEFORE/3 (b OR c)", Near((w("a"), Or((w("b"), w("c")))), (Link(3, True),))),
        ("terminat*", w("terminat", prefix=True)),
        ("=WHO", w("WHO", cased=True)),
        ("=U.N.", w("UN", cased=True)),
        ('"New START"', Phrase((w("new"), w("start")))),
        ('"pull* out of =WHO"', Phrase((w("pull", prefix=True), w("out"), w("of"), w("WHO", cased=True)))),
        (
            "“New START” „a b” «c d»",
            And((Phrase((w("new"), w("start"))), Phrase((w("a"), w("b"))), Phrase((w("c"), w("d"))))),
        ),
        ("pull-out", Phrase((w("pull"), w("out")))),
        ('"or"', w("or")),
        ("title:a", Field("title", w("a"))),
        ("TITLE:(a b)", Field("title", And((w("a"), w("b"))))),
        ("title:SENTENCE(a b)", Field("title", Sentence(And((w("a"), w("b")))))),
        ("SENTENCE (a NOT b)", Sentence(And((w("a"), Not(w("b")))))),
        ("source:bbc.co.uk", Meta("source", ("bbc", "co", "uk"))),
        ('source:"New York Times"', Meta("source", ("new", "york", "times"))),
        ("lang:pt-BR", Meta("lang", ("pt-br",))),
        ("country:(ru OR eu)", Or((Meta("country", ("RU",)), Meta("country", ("EU",))))),
        ("w W nearby", And((w("w"), w("w"), w("nearby")))),
    ],
)
def test_a_query_is_read_as_documented(text: str, root: object) -> None:
    assert parse_query(text).root == root


def test_a_term_list_is_a_choice_of_its_entries_and_of_the_lists_in_it() -> None:
    terms = {"verbs": ["quit*", "pull out", "@more", "quit*"], "more": ["=WHO", "@deep"], "deep": ["leave"]}
    root = parse_query("@verbs", terms).root
    assert root == Or(
        (w("quit", prefix=True), Phrase((w("pull"), w("out"))), w("WHO", cased=True), w("leave"))
    )
    assert unparse(root, expand=False) == "@verbs"


def test_queries_that_share_terms_share_the_node() -> None:
    terms = Terms({"verbs": ["quit", "leave"]}, Terms({"things": ["pact"]}))
    one, other = parse_query("@verbs @things", terms).root, parse_query("a NEAR/3 @verbs", terms).root
    assert isinstance(one, And)
    assert isinstance(other, Near)
    assert one.items[0] is other.operands[1]
    assert sorted(terms) == ["things", "verbs"]
    assert len(terms) == 2
    assert list(terms["things"]) == ["pact"]
    assert Terms({"a": ["x"]}).digest("a") != Terms({"a": ["y"]}).digest("a")


@st.composite
def leaf(draw: st.DrawFn) -> Word | Phrase | Or:
    some = draw(
        st.lists(
            st.sampled_from(["treaty", "pact", "not", "near", "条", "w", "договор"]), min_size=2, max_size=3
        )
    )
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return Phrase(tuple(map(Word, some)))
    if kind == 1:
        return Or(
            (*map(Word, some), Word("WHO", cased=True), Phrase((Word("pull", prefix=True), Word("out")))),
            leaf=True,
        )
    return (
        Word("terminat", prefix=True)
        if kind == 2
        else Word("AND", cased=True)
        if kind == 3
        else Word(some[0])
    )


@st.composite
def near(draw: st.DrawFn) -> Near:
    operands = draw(st.lists(leaf(), min_size=2, max_size=3))
    return Near(
        tuple(operands), tuple(Link(draw(st.integers(0, 100)), draw(st.booleans())) for _ in operands[1:])
    )


@st.composite
def tree(draw: st.DrawFn, depth: int = 3) -> Node:
    kind = draw(st.integers(0, 6)) if depth else 0
    if kind < 2:
        return draw(leaf())
    if kind == 2:
        return draw(near())
    if kind == 3:
        return Field("title", draw(near()))
    if kind == 4:
        return Sentence(draw(leaf()))
    items = tuple(draw(st.lists(tree(depth - 1), min_size=2, max_size=3)))
    if kind == 5:
        return Or((*(item for item in items if not isinstance(item, Or)), draw(near()), Word("x")))
    return And((*(item for item in items if not isinstance(item, And)), draw(near()), Not(items[0])))


@settings(max_examples=60, deadline=None)
@given(tree())
def test_what_is_written_back_reads_the_same(root: Node) -> None:
    query = Query("", root)
    assert parse_query(unparse(query)) == query


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "column", "problem", "hint"),
    [
        ("", 1, "empty", "at least one word"),
        ("  ", 1, "empty", ""),
        ("()", 2, "nothing between", ""),
        ("(a", 1, "not closed", ""),
        ("b (a (c)", 3, "not closed", ""),
        ("a)", 2, "never opened", ""),
        ("(a AND)", 7, "must follow", ""),
        ("a OR", 4, "must follow", ""),
        ("AND b", 1, "nothing on its left", ""),
        ("a OR OR b", 6, "nothing on its left", ""),
        ("a NEAR/3 NEAR/4 b", 10, "nothing on its left", ""),
        ("NOT a", 5, "NOT alone", "treaty NOT football"),
        ("NOT a NOT b", 5, "NOT alone", ""),
        ("(NOT a) OR b", 6, "NOT in an OR", ""),
        ("title:(NOT a)", 12, "NOT alone", ""),
        ("SENTENCE(NOT a)", 14, "NOT alone", ""),
        ("a NOT NOT b", 7, "two NOT", ""),
        ("a NOT (NOT b)", 12, "two NOT", ""),
        ("a NEAR/3 (NOT b)", 15, "beside NEAR", ""),
        ("(a b) NEAR/3 c", 2, "NEAR and BEFORE stand between", "chain"),
        ("(a NEAR/2 b) NEAR/3 c", 2, "NEAR and BEFORE stand between", ""),
        ("title:a NEAR/3 c", 1, "NEAR and BEFORE stand between", ""),
        ("a NEAR b", 3, "needs a distance", "NEAR/8"),
        ("a BEFORE/x b", 3, "needs a distance", ""),
        ("a w/ b", 3, "needs a distance", "w/8"),
        ("a NEAR/101 b", 3, "not between 0 and 100", ""),
        ("a NEAR/99999999999999999999 b", 3, "not between 0 and 100", ""),
        ("*", 1, "wildcard alone", "three letters"),
        ("a *", 3, "wildcard alone", ""),
        ('"Paris *"', 1, "wildcard alone", ""),
        ("te*", 1, "too short", ""),
        ("te*st", 1, "not at the end", ""),
        ("=WHO*", 1, "both = and *", ""),
        ("=a-b", 1, "not one word", ""),
        ('"--"', 1, "no word", ""),
        ("...", 1, "no word", ""),
        ("titel:b", 1, "unknown field titel:", "Did you mean title?"),
        ("10:30", 3, "no meaning", ""),
        ("title:", 6, "must follow", ""),
        ("title:summary:b", 7, "two fields", ""),
        ("title:(summary:b)", 8, "a field stands inside another", ""),
        ("SENTENCE(title:b)", 10, "SENTENCE cannot hold", ""),
        ("SENTENCE(a SENTENCE(b))", 10, "SENTENCE cannot hold", ""),
        ("SENTENCE a", 1, "SENTENCE needs a bracket", ""),
        ("source:(a b)", 9, "takes a value", ""),
        ("source:reut*", 8, "takes no *", ""),
        ("lang:english", 6, "not a language's code", "lang:pl"),
        ("country:russia", 9, "not a country's code", "Did you mean country:RU?"),
        ("country:Франция", 9, "not a country's code", "Did you mean country:FR?"),
        ('country:"United States"', 9, "not a country's code", "Did you mean country:US?"),
        ("country:portugall", 9, "not a country's code", "Did you mean country:PT?"),
        ("country:qqqqqq", 9, "not a country's code", "as in country:RU"),
        ("@verb", 1, "unknown term list or pattern @verb", "Did you mean @verbs?"),
        ("@zzz", 1, "unknown term list", "Known: "),
        ("@", 1, "not the name of a term list", ""),
        ("@round", 1, "in a circle: @round -> @again -> @round", ""),
        ("@none", 1, "empty", ""),
        ("a or b", 3, "operator or the word", '"or" in quotes'),
        ("a -b", 3, "starts with a sign", "NOT b"),
        ("AT&T", 3, "no meaning", '"AT&T"'),
        ("wom?n", 4, "no meaning", ""),
        ('a "b', 3, "no other end", ""),
        ("a” b", 2, "no other end", ""),
    ],
)
def test_fault_75_a_broken_query_is_refused_with_its_column_and_a_way_out(
    text: str, column: int, problem: str, hint: str
) -> None:
    error = refused(text, {"verbs": ["quit"], "round": ["@again"], "again": ["@round"], "none": []})
    assert (error.line, error.column) == (1, column)
    assert problem in error.problem
    assert hint in error.hint
    assert error.hint


def test_the_line_is_that_of_the_mistake() -> None:
    error = refused("treaty\n  AND (pact\n  OR te*)")
    assert (error.line, error.column) == (3, 6)


def test_without_any_list_the_hint_says_so() -> None:
    assert refused("@verbs").hint == "None is defined."


def test_lists_reached_through_too_many_lists_are_refused() -> None:
    terms = {f"l{number}": [f"@l{number + 1}"] for number in range(30)} | {"l30": ["x"]}
    assert "20 other lists" in refused("@l0", terms).problem


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "NOT " * 10_000 + "a",
        "a " + "(NOT " * 10_000 + "a" + ")" * 10_000,
        "title:" * 8_000 + "a",
        "title: NOT " * 4_000 + "a",
        "(" * 10_000,
        ")" * 10_000,
        "SENTENCE(" * 5_000,
        '"' * 10_001,
        "a OR " * 20_000,
        "a" * 1_000_000,
        "@" * 10_000,
        "x:" * 10_000,
        "a NEAR/3 " * 5_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_queries_are_refused_in_less_than_a_second(text: str) -> None:
    with within(1):
        refused(text)


def test_brackets_may_nest_a_hundred_deep() -> None:
    deep = "a"
    for _ in range(MAX_DEPTH // 2):
        deep = f"(b NOT (c OR {deep}))"
    query = parse_query(deep)
    assert parse_query(unparse(query)) == query
    assert "100 deep" in refused("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1)).problem


@given(st.text(st.sampled_from('ab@*=:()"“”/3 \n.-ANDORTSENC'), max_size=30))
def test_any_text_is_a_query_or_refused_with_a_place(text: str) -> None:
    error = None
    try:
        query = parse_query(text, {"a": ["b", "s"]})
    except QueryError as caught:
        error = caught
    if error is None:
        assert parse_query(unparse(query)) == query
    else:
        assert error.line >= 1 <= error.column
        assert error.problem
        assert error.hint


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("lang:en", False),
        ("lang:en a", True),
        ("lang:en OR a", False),
        ("title:a", True),
        ("lang:en NOT a", False),
    ],
)
def test_a_query_that_asks_for_no_word_is_known(text: str, asks: bool) -> None:
    assert has_word(parse_query(text).root) is asks


def test_a_list_of_thousands_is_read_once_for_all_queries() -> None:
    terms = Terms({"names": [f"Name{number} of place" for number in range(3000)]})
    with within(2):
        for _ in range(50):
            parse_query("@names NEAR/5 treaty", terms)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                '"b',
                'c"',
                "D",
                "x*",
                "AND",
                "OR",
                "NOT",
                "(",
                ")",
                "NEAR/3",
                "w/2",
                "w",
                "or",
                "title:",
                "NEAR/101",
                '"',
                "",
            ]
        ),
        max_size=9,
    )
)
def test_the_quick_way_to_read_a_query_gives_what_the_grammar_gives_or_nothing(parts: list[str]) -> None:
    text = " ".join(parts)
    root = quick(text)
    try:
        expected = parse_node(text, Terms())
    except QueryError:
        expected = None
    assert root is None or root == expected
    if root is not None:
        assert [is_leaf(node) for node in children(root)] == [is_leaf(node) for node in children(expected)]  # type: ignore[arg-type]


def test_the_quick_way_reads_the_usual_query() -> None:
    for text in (
        '"a b" AND c',
        "(a OR b) c NOT d",
        "a NEAR/3 b w/2 c",
        "leav* (a OR (b NOT (c d)))",
        "NOT a b",
    ):
        assert quick(text) is not None
