"""rules/vocabulary.py: the notation of entries, the tables, and what is refused."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from clauses_kit import LANGUAGES, RULES, texts, vocabulary

from monitor.errors import RuleError
from monitor.extract.lexicon_texts import GROUPS
from monitor.rules.columns import by_language
from monitor.rules.entries import Slot, compile_entry
from monitor.rules.forms import forms_alone, is_up_to_date, lemmas, made_from, read_forms
from monitor.rules.scripts import cyrillic
from monitor.rules.traits import KEYS, REQUIRED
from monitor.rules.vocabulary import fingerprint_of, parse_vocabulary
from monitor.tables import read_table

TRAITS = (
    '[en]\nprepositions = ["from"]\nindefinite = ["a"]\ndefinite = ["the"]\nendings = [["gerund", '
    '["ing"]], ["present", ["s"]]]\n'
)
FORMS = {
    "tear": frozenset({"tears", "tore"}),
    "be": frozenset({"is", "are"}),
    "treten": frozenset({"tritt", "getreten"}),
}


def parse(table: str) -> None:
    parse_vocabulary({"languages.toml": TRAITS, "predicates.toml": table}).language("en")


def test_a_lemma_has_its_forms_and_what_it_governs() -> None:
    (pattern,) = compile_entry("tear > from, out of", FORMS)
    assert pattern.first.words == {"tear", "tears", "tore"}
    assert pattern.governs == (("from",), ("out", "of"))


def test_words_may_stand_at_a_plus() -> None:
    (pattern,) = compile_entry("tear + up", FORMS)
    assert [(slot.words, slot.gap) for slot in pattern.rest] == [(frozenset({"up"}), 3)]


def test_a_tilde_moves_the_inflection_to_its_word() -> None:
    (pattern,) = compile_entry("no longer ~be", FORMS)
    assert pattern.first.words == {"no"}
    assert pattern.rest[-1].words == {"be", "is", "are"}


def test_an_open_ending_fits_any_word_that_begins_so() -> None:
    (pattern,) = compile_entry("денонсир*", {})
    assert pattern.first.fits("денонсировала")
    assert not pattern.first.fits("денонс")


def test_the_end_of_a_compound_is_a_tail() -> None:
    (pattern,) = compile_entry("*abkommen", {})
    assert pattern.tail == "abkommen"


def test_a_separable_verb_stands_as_one_word_or_apart() -> None:
    whole, apart = compile_entry(
        "aus|treten > aus", FORMS | {"austreten": frozenset({"ausgetreten", "tritt"})}
    )
    assert whole.first.words == {"austreten", "ausgetreten"}
    assert apart.first.words == {"treten", "tritt"}
    assert apart.rest[0].words == {"aus"}


def test_forms_are_read_a_lemma_a_line() -> None:
    assert read_forms("# comment\ntear tears tore\n\n") == {"tear": frozenset({"tears", "tore"})}


@pytest.mark.parametrize("cell", ["", "en = []", 'en = ""', 'en = "none: "'])
def test_an_empty_cell_is_refused(cell: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(f'[[concept]]\nid = "quit"\nclass = "leave"\n{cell}\n')
    assert "quit" in refused.value.problem
    assert "en" in refused.value.problem


def test_all_empty_cells_are_named_at_once() -> None:
    row = '[[concept]]\nid = "{}"\nclass = "leave"\n{}\n'
    table = row.format("quit", "") + row.format("leave", 'en = ["leave"]') + row.format("drop", 'en = ""')
    with pytest.raises(
        RuleError, match=r"2 cells are empty\. en in predicates\.toml: row quit, drop"
    ) as refused:
        parse(table)
    assert refused.value.line == 1


def test_a_column_of_an_unknown_language_is_refused() -> None:
    with pytest.raises(RuleError, match="unknown column 'es'") as refused:
        parse('[[concept]]\nid = "quit"\nclass = "leave"\nen = ["quit"]\nes = ["dejar"]\n')
    assert refused.value.line == 5
    assert "[es] in languages.toml" in refused.value.hint


@pytest.mark.parametrize(
    ("entry", "problem", "write"),
    [
        ("", "needs a word", "lemma"),
        ("draw + back >", "no word stands behind >", "leave > out"),
        ("withdraw > from, ", "no word stands behind >", "leave > out"),
        ("jump off>", "> stands between spaces", "withdraw > from"),
        ("jump >off", "> stands between spaces", "withdraw > from"),
        ("jump > off > of", "> stands between spaces", "withdraw > from"),
        ("tear | up", "| joins a particle", "tear + up"),
        ("aus| treten", "| joins a particle", "aus|treten"),
        ("a|b|c", "| joins a particle", "aus|treten"),
        ("say ~ up", "~ stands directly before", "~be"),
        ("say~up", "~ stands directly before", "~be"),
        ("tear++up", "+ stands between spaces", "tear + up"),
        ("tear+up", "+ stands between spaces", "tear + up"),
        ("tear +", "+ stands between two words", "tear + up"),
        ("tear + + up", "+ stands between two words", "tear + up"),
        ("with*draw", "* stands at the end", "denounc*"),
        ("put *", "* stands at the end", "denounc*"),
        ("*", "needs a word", "lemma"),
        ("x y/z-w", "an alternative is one word", "two entries"),
        ("hand/ + note", "an alternative is one word", "two entries"),
    ],
)
def test_a_mark_at_a_wrong_place_is_refused_with_its_line_and_what_to_write(
    entry: str, problem: str, write: str
) -> None:
    with pytest.raises(RuleError) as refused:
        parse(f'[[concept]]\nid = "quit"\nclass = "leave"\nen = [\n  "quit",\n  "{entry}",\n]\n')
    assert problem in refused.value.problem
    assert write in refused.value.hint
    assert (refused.value.path, refused.value.line) == ("predicates.toml", 6)


@pytest.mark.parametrize(
    ("trait", "problem", "hint"),
    [
        ('opener = ["and"]', "unknown trait 'opener'", "openers"),
        ('modifiers = "behnd"', "unknown value 'behnd' of modifiers", "behind"),
        ('modifiers = ["before"]', "modifiers is not a text", "before"),
        ('verb_last = ["infinitve"]', "unknown value 'infinitve' of verb_last", "infinitive"),
        ("verb_last = true", "verb_last is not a list of words", "verb_last"),
        ('capitals = ["verbs"]', "unknown value 'verbs' of capitals", "nouns"),
        ('openers = "and"', "openers is not a list of words", "openers"),
        ('openers = [""]', "openers is not a list of words", "openers"),
        ("letters = 0", "letters is not a number from 1", "letters = 2"),
        ('fused = ["vom"]', "fused is not a table", "von"),
        ('fused = { von = "vom" }', "von is not a list of words", "von"),
        ('endings = "ing"', "endings is not a list of pairs", "past"),
        ('endings = [["past"]]', "is not a form and its endings", "past"),
        ('endings = [["passt", ["ed"]]]', "unknown form 'passt'", "past"),
        ('endings = [["past", "ed"]]', "the endings of past is not a list of words", "one"),
    ],
)
def test_a_wrong_trait_is_refused_with_its_line_and_a_hint(trait: str, problem: str, hint: str) -> None:
    lines = [line for line in TRAITS.splitlines() if not line.startswith(trait.partition(" ")[0] + " ")]
    with pytest.raises(RuleError) as refused:
        parse_vocabulary({"languages.toml": "\n".join([*lines, trait])})
    assert problem in refused.value.problem
    assert hint in refused.value.hint
    assert (refused.value.path, refused.value.line) == ("languages.toml", len(lines) + 1)


@pytest.mark.parametrize("trait", REQUIRED)
def test_a_trait_that_every_language_has_is_missed(trait: str) -> None:
    lines = [line for line in TRAITS.splitlines() if not line.startswith(trait)]
    with pytest.raises(RuleError, match=f"en: the trait {trait} is missing"):
        parse_vocabulary({"languages.toml": "\n".join(lines)})
    assert f"| `{trait}` | **needed**" in (RULES / "vocabulary" / "README.md").read_text(encoding="utf-8")


def test_every_trait_is_described() -> None:
    readme = (RULES / "vocabulary" / "README.md").read_text(encoding="utf-8")
    assert [trait for trait in KEYS if f"| `{trait}` |" not in readme] == []


@pytest.mark.parametrize(
    ("phrase", "rows"),
    [
        ("tore", {"rip"}),
        ("tear up", {"rip"}),
        ("tears up", {"rip"}),
        ("up tear", set()),
        ("pull", {"quit"}),
        ("pull out of", set()),
        ("rain", set()),
    ],
)
def test_a_word_or_a_phrase_is_found_by_its_forms_in_order(phrase: str, rows: set[str]) -> None:
    row = '[[concept]]\nid = "{}"\nclass = "leave"\nen = ["{}"]\n'
    files = {
        "languages.toml": TRAITS,
        "predicates.toml": row.format("rip", "tear + up") + row.format("quit", "pull out > of"),
    }
    known = parse_vocabulary(files | {"forms/en.txt": "tear tears tore\n"})
    assert {use.row for use in known.uses(phrase)} == rows


def test_a_cell_may_say_that_there_is_no_such_word() -> None:
    parse('[[concept]]\nid = "quit"\nclass = "leave"\nen = "none: nobody says so"\n')


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('[[concept]]\nid = "quit"\nclass = "go"\nen = ["quit"]\n', "class"),
        ('[[concept]]\nid = "quit"\nclass = "leave"\nen = ["> from"]\n', "word"),
        ("[[concept]\n", "Expected"),
    ],
)
def test_a_broken_table_is_refused_with_its_path(table: str, problem: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(table)
    assert refused.value.path == "predicates.toml"
    assert problem in str(refused.value)


def test_every_cell_of_the_packaged_tables_is_filled() -> None:
    missing = sorted(set(LANGUAGES) - set(vocabulary().languages))
    assert not missing, (
        f"{', '.join(missing)}: no table in rules/vocabulary/languages.toml (step 2 of docs/change.md)"
    )
    assert vocabulary().languages == LANGUAGES
    counts = {
        lang: len({concept.id for concept, _ in vocabulary().language(lang).predicates}) for lang in LANGUAGES
    }
    assert len(set(counts.values())) == 1, counts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_stored_forms_belong_to_the_tables(lang: str) -> None:
    needed = lemmas(texts("vocabulary/*.toml")).get(lang, set())
    path = RULES / "vocabulary" / "forms" / f"{lang}.txt"
    assert path.exists(), f"no forms for {lang}: make forms LANG={lang}"
    text = path.read_text(encoding="utf-8")
    assert is_up_to_date(text, needed), f"forms/{lang}.txt is older than the tables: make forms LANG={lang}"
    assert set(read_forms(text)) <= needed | {cyrillic(word) for word in needed}


def test_what_forms_were_made_from_is_no_part_of_the_fingerprint() -> None:
    forms = "# about\n{}tear tears tore\n"
    files = [
        {"forms/en.txt": forms.format(line)}
        for line in ("", made_from({"tear"}) + "\n", made_from({"sink"}) + "\n")
    ]
    assert fingerprint_of(files[0]) == fingerprint_of(files[1]) == fingerprint_of(files[2])
    assert [is_up_to_date(file["forms/en.txt"], {"tear"}) for file in files] == [False, True, False]
    assert forms_alone(files[1]["forms/en.txt"]) == files[0]["forms/en.txt"]
    assert fingerprint_of(files[0]) != fingerprint_of({"forms/en.txt": "# about\ntear tears\n"})


def test_the_weights_belong_to_what_the_judge_reads_and_to_no_other_words() -> None:
    files = texts("vocabulary/*.toml", "vocabulary/forms/*.txt")
    same = {path: text for path, text in files.items() if not path.endswith(("little.toml", "exits.toml"))}
    other = {path: text + "# more\n" if path.endswith("words.toml") else text for path, text in files.items()}
    assert fingerprint_of(files) == fingerprint_of(same) != fingerprint_of(other)


def test_a_list_is_a_column_of_its_language() -> None:
    row = {"id": "stage.decided", "sr": ["odluka"], "en": ["decid*"], "ar": "none: an example"}
    tables = [
        {"list": [{"id": "with", "like": ["be"], "en": ["with"]}, row]},
        {"plain": [{"id": "eu", "en": ["Brexit"]}]},
    ]
    found = by_language([*tables, {"en": {"prepositions": [], "modifiers": "before"}}])
    assert found["sr"]["stage"] == {"decided": ["odluka", "одлука"]}
    assert found["en"] == {
        "lang": "en",
        "traits": {"prepositions": [], "modifiers": "before"},
        "like": {"with": ("be",)},
        "with": ["with"],
        "stage": {"decided": ["decid*"]},
        "names": {"eu": ["Brexit"]},
    }
    assert list(found) == ["en", "sr"]


def lists() -> list[dict[str, Any]]:
    """The rows of all lists."""
    return [
        row
        for path, text in texts("vocabulary/*.toml").items()
        for row in read_table(path, text).get("list", ())
    ]


def test_every_list_has_an_id_of_its_own() -> None:
    ids = [row["id"] for row in lists()]
    assert len(ids) == len(set(ids))


def test_no_list_lacks_a_cell() -> None:
    """But where a row adds to words from elsewhere."""
    gaps = {
        lang: [row["id"] for row in lists() if lang not in row and not (row.get("cldr") or row.get("like"))]
        for lang in LANGUAGES
    }
    told = [f"{lang}: {', '.join(ids)}" for lang, ids in gaps.items() if ids]
    assert not told, (
        f"cells to be filled, or to say 'none: ' and why (step 7 of docs/change.md): {'; '.join(told)}"
    )


@pytest.mark.parametrize("row", lists(), ids=lambda row: str(row["id"]))
def test_every_cell_of_a_list_is_filled_or_says_why_not(row: dict[str, Any]) -> None:
    assert set(row) <= {"id", "cldr", "like", *LANGUAGES}
    assert set(row.get("like", ())) <= vocabulary().rows("concept") | vocabulary().rows("class")
    cells = {lang: row[lang] for lang in LANGUAGES if lang in row}
    assert all(
        cell.removeprefix("none: ").strip() not in ("", cell) if isinstance(cell, str) else cell
        for cell in cells.values()
    )
    terms = [term for cell in cells.values() if isinstance(cell, list) for term in cell]
    assert all(term == term.strip() != "" for term in terms)
    assert all(len(cell) == len(set(cell)) for cell in cells.values() if isinstance(cell, list))


def test_every_group_of_lists_is_one_that_extraction_knows() -> None:
    assert {group for group, dot, _ in (row["id"].partition(".") for row in lists()) if dot} == set(GROUPS)


@pytest.mark.parametrize(
    "group", sorted({row["id"].partition(".")[0] for row in lists() if "." in row["id"]} - {"course"})
)
def test_a_term_of_a_group_stands_in_one_row(group: str) -> None:
    """Where it stood in two, the first would count. Each row of `course` is read by itself."""
    terms = [
        (lang, term)
        for row in lists()
        if row["id"].startswith(f"{group}.")
        for lang in LANGUAGES
        for term in cell_of(row, lang)
    ]
    assert [term for term, count in Counter(terms).items() if count > 1] == []


def cell_of(row: dict[str, Any], lang: str) -> list[str]:
    cell = row.get(lang, [])
    return cell if isinstance(cell, list) else []


def test_a_preposition_leads_in_with_its_fused_forms() -> None:
    (pattern,) = compile_entry("recedere > da, fuori da", {}, fused={"da": ["dal", "dalla"]})
    assert pattern.governs == (
        ("da",),
        ("dal",),
        ("dalla",),
        ("fuori", "da"),
        ("fuori", "dal"),
        ("fuori", "dalla"),
    )


def test_any_of_the_alternatives_may_stand_at_a_place() -> None:
    (pattern,) = compile_entry("hand/lodge + note/letter*", {"hand": frozenset({"handed"})})
    assert pattern.first == Slot(frozenset({"hand", "handed", "lodge"}))
    assert pattern.rest == (Slot(frozenset({"note"}), ("letter",), gap=3),)
    assert lemmas(
        {"x.toml": '[[concept]]\nid = "a"\nen = ["hand/lodge + note", "no longer ~be/feel"]\n'}
    ) == {"en": {"hand", "lodge", "be", "feel"}}
    with pytest.raises(ValueError, match="one word"):
        compile_entry("hand/put in + note", {}) and compile_entry("x y/z-w", {})
