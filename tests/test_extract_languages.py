"""Stories in the nine languages besides English: who leaves what, with whom, since when, and the names of treaties that newspapers use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from monitor.extract import Lexicon, parse_lexicon
from monitor.query import tokenize

RULES = Path(__file__).parent.parent / "rules"
DATA = Path(__file__).parent / "data" / "extract"
LANGS = ("ru", "pl", "uk", "fr", "de", "tr", "es", "pt", "it")


@cache
def lexicon() -> Lexicon:
    files = [*sorted((RULES / "lexicon").glob("*.toml")), RULES / "gazetteer.toml"]
    return parse_lexicon({path.name: path.read_text(encoding="utf-8") for path in files})


@pytest.mark.parametrize("lang", LANGS)
def test_the_best_known_treaties_are_told_in_the_forms_and_cases_that_newspapers_use(lang: str) -> None:
    missed = []
    for line in (DATA / "treaty-names" / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        entry, forms = line.split(" = ")
        for form in forms.split("; "):
            marks = lexicon().packs[lang].phrases.find(tokenize(form))
            found = {mark.value for mark in marks if mark.layer in ("entry", "party")}
            if entry not in found and entry.upper() not in found:
                missed.append((entry, form, found))
    assert not missed
