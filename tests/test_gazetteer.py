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
from monitor.rules.lists import gazetteer_lists

RULES = Path(__file__).resolve().parents[1] / "rules"
LANGS = ("en", "ru", "pl", "fr", "de", "es", "pt", "it", "uk", "tr")
KINDS = {
    "treaty", "convention", "protocol", "agreement", "memorandum", "statute", "covenant", "charter", "declaration", "organisation", "class",
}  # fmt: skip


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    entry: list[dict[str, Any]] = tomllib.loads((RULES / "gazetteer.toml").read_text(encoding="utf-8"))["entry"]
    return entry


@pytest.fixture(scope="module")
def terms() -> dict[str, list[str]]:
    path = RULES / "gazetteer.toml"
    lists: dict[str, list[str]] = tomllib.loads(gazetteer_lists(str(path), path.read_text(encoding="utf-8")))["terms"]
    return lists


def test_every_entry_has_an_id_of_its_own_a_kind_and_an_english_name(entries: list[dict[str, Any]]) -> None:
    assert len(entries) >= 300
    assert not [name for name, count in Counter(each["id"] for each in entries).items() if count > 1]
    for each in entries:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each["id"]), each["id"]
        assert each["kind"] in KINDS, each
        assert each["name"], each
        assert each["subject"], each
        assert each["en"], each
        assert set(each) <= {"id", "name", "kind", "subject", "signed", "parties", "collective", "body", *LANGS}, each


def test_the_body_of_a_founding_treaty_is_an_organisation_of_the_gazetteer(entries: list[dict[str, Any]]) -> None:
    kinds = {each["id"]: each["kind"] for each in entries}
    assert {kinds.get(each["body"]) for each in entries if "body" in each} == {"organisation"}


def test_dates_of_signature_are_dates_and_parties_are_codes(entries: list[dict[str, Any]]) -> None:
    for each in entries:
        if "signed" in each:
            date.fromisoformat(each["signed"])
        assert all(re.fullmatch(r"[A-Z]{2}", code) for code in each.get("parties", ())), each


def test_the_term_lists_hold_the_names_of_the_entries_and_no_others(entries: list[dict[str, Any]], terms: dict[str, list[str]]) -> None:
    listed = {lang: {name for key, names in terms.items() if key.endswith(f"_{lang}") for name in names} for lang in LANGS}
    for lang in LANGS:
        named = {name for each in entries for name in each.get(lang, ())}
        assert named == listed[lang], lang


def test_every_term_list_of_the_gazetteer_can_be_used(terms: dict[str, list[str]]) -> None:
    known = Terms(terms)
    for name in terms:
        assert known.node(name).items


def test_a_word_of_everyday_english_is_no_name_unless_its_case_tells(terms: dict[str, list[str]]) -> None:
    everyday = {"who", "us", "un", "cis", "cites", "sofa", "pace", "bit", "bits", "alba", "start", "iss", "au", "eu", "isa"}
    names = {name.casefold() for key in ("treaties_en", "organisations_en") for name in terms[key]}
    assert not everyday & names
