"""The gazetteer is sound, and the term lists that rules use hold its names and no others."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.query import Terms
from monitor.rules.gazetteer import KIND, rows
from monitor.rules.lists import gazetteer_lists

RULES = Path(__file__).resolve().parents[1] / "rules"
LANGS = ("en", "ru", "pl", "fr", "de", "es", "pt", "it", "uk", "tr")
KINDS = {
    "treaty", "convention", "protocol", "agreement", "memorandum", "statute", "covenant", "charter", "declaration", "organisation",
}  # fmt: skip


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
    lists: dict[str, list[str]] = tomllib.loads(gazetteer_lists(str(path), path.read_text(encoding="utf-8")))["terms"]
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
        assert set(entry) <= {"id", "name", "kind", "subject", "signed", "parties", "collective", "body", *LANGS}, entry["id"]


def test_every_kind_of_treaty_is_named_in_every_language(gazetteer: dict[str, Any], kinds: list[dict[str, Any]]) -> None:
    assert len(kinds) >= 40
    assert set(gazetteer["nouns"]) == set(LANGS)
    for kind in kinds:
        assert set(kind) == {"id", "name", "subject", *LANGS}, kind["id"]
        assert not [lang for lang in LANGS if not kind[lang]], kind["id"]


def test_kinds_and_entries_have_ids_and_names_of_their_own(gazetteer: dict[str, Any]) -> None:
    known = rows([gazetteer])
    assert not [name for name, count in Counter(row.id for row in known).items() if count > 1]
    for lang in LANGS:
        names = Counter(name for row in known if row.kind == KIND for name in dict.fromkeys(map(str.casefold, row.names(lang))))
        assert not [name for name, count in names.items() if count > 1], lang


def test_the_body_of_a_founding_treaty_is_an_organisation_of_the_gazetteer(entries: list[dict[str, Any]]) -> None:
    kinds = {entry["id"]: entry["kind"] for entry in entries}
    assert {kinds.get(entry["body"]) for entry in entries if "body" in entry} == {"organisation"}


def test_dates_of_signature_are_dates_and_parties_are_codes(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        if "signed" in entry:
            date.fromisoformat(entry["signed"])
        assert all(re.fullmatch(r"[A-Z]{2}", code) for code in entry.get("parties", ())), entry["id"]


def test_the_term_lists_hold_the_names_of_the_entries_and_no_others(gazetteer: dict[str, Any], terms: dict[str, list[str]]) -> None:
    listed = {lang: {name for key, names in terms.items() if key.endswith(f"_{lang}") for name in names} for lang in LANGS}
    for lang in LANGS:
        assert listed[lang] == {name for row in rows([gazetteer]) for name in row.names(lang)}, lang
    assert set(terms["kinds_en"]) < set(terms["treaties_en"])
    assert "extradition treaty" in terms["kinds_en"]


def test_every_term_list_of_the_gazetteer_can_be_used(terms: dict[str, list[str]]) -> None:
    known = Terms(terms)
    for name in terms:
        assert known.node(name).items


def test_a_word_of_everyday_english_is_no_name_unless_its_case_tells(terms: dict[str, list[str]]) -> None:
    everyday = {"who", "us", "un", "cis", "cites", "sofa", "pace", "bit", "bits", "alba", "start", "iss", "au", "eu", "isa"}
    names = {name.casefold() for key in ("treaties_en", "organisations_en") for name in terms[key]}
    assert not everyday & names
