"""What a story states becomes rows of the register, each value with the words it came from."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from monitor.extract import Lexicon, extract, parse_lexicon
from monitor.model import Evidence, Story, Termination

RULES = Path(__file__).parent.parent / "rules"


@cache
def lexicon() -> Lexicon:
    files = [*sorted((RULES / "lexicon").glob("*.toml")), RULES / "gazetteer.toml"]
    return parse_lexicon({path.name: path.read_text(encoding="utf-8") for path in files})


def rows(title: str, summary: str = "", body: str = "", *, lang: str = "en", published: date | None = None) -> tuple[Termination, ...]:
    return extract(Story("k", title, summary, body, lang=lang), (), lexicon(), published=published)


def codes(found: tuple[Evidence, ...]) -> list[str]:
    return [one.value for one in found]


def test_a_headline_gives_the_state_the_agreement_and_the_stage() -> None:
    [row] = rows("Canada withdraws from the Energy Charter Treaty")
    assert codes(row.actors) == ["CA"]
    assert row.entry == "ect"
    assert row.instrument is not None
    assert row.instrument.value == "Energy Charter Treaty"
    assert row.stage.value == "decided"
