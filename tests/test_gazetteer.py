"""The gazetteer is sound, and the term lists that rules use hold its names and no others."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.names import LANGUAGES
from monitor.query import Terms
from monitor.rules.gazetteer import KIND, Scope, meant, rows
from monitor.rules.lists import gazetteer_lists

RULES = Path(__file__).resolve().parents[1] / "rules"
LANGS = LANGUAGES
LISTS = frozenset(
    f"{name}{end}"
    for name in ("treaties", "kinds", "organisations")
    for end in ("", *(f"_{lang}" for lang in LANGS))
)
KINDS = {
    "treaty", "convention", "protocol", "agreement", "memorandum", "statute", "covenant", "charter",
    "declaration", "organisation",
}  # fmt: skip

FIELDS = (
    "id",
    "name",
    "kind",
    "subject",
    "signed",
    "parties",
    "collective",
    "body",
    "states",
    "everywhere",
    "described",
)


@pytest.fixture(scope="module")
def gazetteer() -> dict[str, Any]:
    return tomllib.loads((RULES / "gazetteer.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def entries(gazetteer: dict[str, Any]) -> list[dict[str, Any]]:
    entry: list[dict[str, Any]] = gazetteer["entry"]
    return entry


@pytest.fixture(scope="module")
def kinds(gazetteer: dict[str, Any]) -> list[dict[str, Any]]:
    kind: list[dict[str, Any]] = gazetteer["kind"]
    return kind


@pytest.fixture(scope="module")
def terms() -> dict[str, list[str]]:
    path = RULES / "gazetteer.toml"
    lists: dict[str, list[str]] = tomllib.loads(
        gazetteer_lists(str(path), path.read_text(encoding="utf-8"), LISTS)
    )["terms"]
    return lists


def test_every_entry_has_an_id_of_its_own_a_kind_and_an_english_name(entries: list[dict[str, Any]]) -> None:
    assert len(entries) >= 300
    assert not [name for name, count in Counter(entry["id"] for entry in entries).items() if count > 1]
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"]), entry["id"]
        assert entry["kind"] in KINDS, entry["id"]
        assert entry["name"], entry["id"]
        assert entry["subject"], entry["id"]
        assert entry["en"], entry["id"]
        assert set(entry) <= {*FIELDS, *LANGS}, entry["id"]


def test_every_kind_of_treaty_is_named_in_every_language(
    gazetteer: dict[str, Any], kinds: list[dict[str, Any]]
) -> None:
    assert len(kinds) >= 40
    gaps = [f"[nouns] has no line {lang}" for lang in LANGS if not gazetteer["nouns"].get(lang)]
    gaps += [
        f"the kind {kind['id']} has no cell {lang}" for kind in kinds for lang in LANGS if not kind.get(lang)
    ]
    assert not gaps, "; ".join(gaps)
    assert set(gazetteer["nouns"]) == set(LANGS)
    assert {key for kind in kinds for key in kind} == {"id", "name", "subject", *LANGS}


def test_kinds_and_entries_have_ids_and_names_of_their_own(gazetteer: dict[str, Any]) -> None:
    known = rows([gazetteer])
    assert not [name for name, count in Counter(row.id for row in known).items() if count > 1]
    for lang in LANGS:
        names = Counter(
            name
            for row in known
            if row.kind == KIND
            for name in dict.fromkeys(map(str.casefold, row.names(lang)))
        )
        assert not [name for name, count in names.items() if count > 1], lang


def test_an_entry_that_is_known_everywhere_has_a_cell_in_every_language(
    entries: list[dict[str, Any]],
) -> None:
    everywhere = [entry for entry in entries if entry.get("everywhere")]
    assert len(everywhere) >= 150
    gaps = {lang: [entry["id"] for entry in everywhere if not entry.get(lang)] for lang in LANGS}
    told = [f"no cell {lang}, and no 'none: ' and why: {', '.join(ids)}" for lang, ids in gaps.items() if ids]
    assert not told, "; ".join(told)


def test_a_cell_without_names_says_why(entries: list[dict[str, Any]]) -> None:
    reasons = [entry[lang] for entry in entries for lang in LANGS if isinstance(entry.get(lang), str)]
    assert all(re.fullmatch(r"none: .{10,}", reason) for reason in reasons)
    assert (
        rows([{"entry": [{"id": "x", "kind": "treaty", "it": "none: no Italian paper names it"}]}])[0].names(
            "it"
        )
        == ()
    )


def test_descriptions_are_no_names_and_their_rivals_are_entries(entries: list[dict[str, Any]]) -> None:
    ids = {entry["id"] for entry in entries}
    for entry in entries:
        cells = dict(entry.get("described", {}))
        assert set(cells.pop("rivals", ())) <= ids - {entry["id"]}, entry["id"]
        assert set(cells) <= set(LANGS), entry["id"]
        for lang, terms in cells.items():
            assert terms, (entry["id"], lang)
            assert not {*map(str.casefold, terms)} & {*map(str.casefold, entry.get(lang, ()))}, (
                entry["id"],
                lang,
            )


OIL = Scope("opec", True)
MERCOSUR, CARICOM = (
    Scope("mercosur", True, frozenset({"BR", "AR"})),
    Scope("caricom", True, frozenset({"JM"})),
)
FRIENDSHIP = Scope("friendship", False, frozenset({"RU", "UA"}))
CLIMATE = Scope("paris", rivals=frozenset({"kyoto"}))


@pytest.mark.parametrize(
    ("scopes", "named", "states", "entry"),
    [
        ([OIL], set(), {"AO"}, "opec"),
        ([OIL], {"iea"}, {"AO"}, "opec"),
        ([MERCOSUR, CARICOM], set(), {"BR"}, "mercosur"),
        ([MERCOSUR, CARICOM], {"caricom"}, {"BR"}, "caricom"),
        ([MERCOSUR, CARICOM], set(), {"BR", "JM"}, ""),
        ([MERCOSUR, CARICOM], set(), {"FR"}, ""),
        ([MERCOSUR, CARICOM], {"mercosur", "caricom"}, {"BR"}, ""),
        ([FRIENDSHIP], set(), {"UA"}, "friendship"),
        ([FRIENDSHIP], set(), {"UA", "RU"}, "friendship"),
        ([FRIENDSHIP], set(), {"UA", "BY"}, ""),
        ([FRIENDSHIP], set(), set(), ""),
        ([CLIMATE], set(), {"CA"}, "paris"),
        ([CLIMATE], {"kyoto"}, {"CA"}, "kyoto"),
        ([CLIMATE], {"kyoto", "paris"}, {"CA"}, ""),
    ],
)
def test_a_description_means_an_entry_where_the_story_allows_only_one(
    scopes: list[Scope], named: set[str], states: set[str], entry: str
) -> None:
    assert meant(scopes, named, states) == entry


def test_the_body_of_a_founding_treaty_is_an_organisation_of_the_gazetteer(
    entries: list[dict[str, Any]],
) -> None:
    kinds = {entry["id"]: entry["kind"] for entry in entries}
    assert {kinds.get(entry["body"]) for entry in entries if "body" in entry} == {"organisation"}


def test_dates_of_signature_are_dates_and_parties_are_codes(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        if "signed" in entry:
            date.fromisoformat(entry["signed"])
        assert all(re.fullmatch(r"[A-Z]{2}", code) for code in entry.get("parties", ())), entry["id"]


def test_the_term_lists_hold_the_names_of_the_entries_and_no_others(
    gazetteer: dict[str, Any], terms: dict[str, list[str]]
) -> None:
    listed = {
        lang: {name for key, names in terms.items() if key.endswith(f"_{lang}") for name in names}
        for lang in LANGS
    }
    for lang in LANGS:
        assert listed[lang] == {name for row in rows([gazetteer]) for name in row.names(lang)}, lang
    assert set(terms["kinds_en"]) < set(terms["treaties_en"])
    assert "extradition treaty" in terms["kinds_en"]


def test_every_term_list_of_the_gazetteer_can_be_used(terms: dict[str, list[str]]) -> None:
    known = Terms(terms)
    for name in terms:
        assert known.node(name).items


def test_a_word_of_everyday_english_is_no_name_unless_its_case_tells(terms: dict[str, list[str]]) -> None:
    everyday = {
        "who",
        "us",
        "un",
        "cis",
        "cites",
        "sofa",
        "pace",
        "bit",
        "bits",
        "alba",
        "start",
        "iss",
        "au",
        "eu",
        "isa",
    }
    names = {name.casefold() for key in ("treaties_en", "organisations_en") for name in terms[key]}
    assert not everyday & names


def test_plain_names_are_those_of_entries_and_stand_in_no_list() -> None:
    """They add to the names that the gazetteer has: each row names an entry, or a kind whose words mean an
    agreement here.
    """
    known = {
        row.id: row for row in rows([tomllib.loads((RULES / "gazetteer.toml").read_text(encoding="utf-8"))])
    }
    plain = tomllib.loads((RULES / "plain-names.toml").read_text(encoding="utf-8"))["plain"]
    assert len({row["id"] for row in plain}) == len(plain)
    for row in plain:
        assert set(row) <= {"id", *LANGUAGES}
        for lang in set(row) - {"id"}:
            assert row[lang]
            assert known[row["id"]].kind == KIND or not set(row[lang]) & set(known[row["id"]].names(lang)), (
                row["id"],
                lang,
            )
