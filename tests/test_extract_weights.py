"""The weights of extraction: each is needed for its example, and each part of a subject's score can be
seen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from monitor.config import package_data
from monitor.errors import RuleError
from monitor.extract import Lexicon, Weights, extract, parse_lexicon
from monitor.extract.actors import Claim, find_claims
from monitor.extract.mentions import find_mentions
from monitor.extract.story_marks import read
from monitor.extract.subjects import START, Refusal
from monitor.extract.weights import NAMES, NEUTRAL
from monitor.match import Document
from monitor.model import Hit, Kind, Span, Stage, Story
from monitor.service import readings
from monitor.service.knowledge import lexicon
from monitor.tables import EXTRACT_WEIGHTS

PATH = package_data("rules") / EXTRACT_WEIGHTS
TEXT = PATH.read_text(encoding="utf-8")
TABLE: dict[str, Any] = tomllib.loads(TEXT)["weight"]


def reads(example: dict[str, Any], lexicon: Lexicon) -> list[str]:
    """Who acts and the agreement of each row."""
    story = Story(
        "k", example.get("title", ""), example.get("summary", ""), example.get("body", ""), lang="en"
    )
    words = example.get("matched", "")
    at = story.summary.find(words)
    hits = (Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("summary", at, at + len(words)),)),) if words else ()
    rows = extract(story, hits, lexicon)
    return [
        f"{'+'.join(one.value for one in row.actors)} / {row.instrument.value if row.instrument else '-'}"
        for row in rows
    ]


@pytest.mark.parametrize("name", TABLE)
def test_each_weight_is_needed_for_its_example(name: str) -> None:
    example, known = TABLE[name]["example"], lexicon()
    without = replace(known.weights, **{name: getattr(NEUTRAL, name)})
    assert reads(example, known) == example["reads"]
    assert reads(example, replace(known, weights=without)) != example["reads"]


def test_the_table_is_part_of_what_makes_stories_be_read_again() -> None:
    assert PATH in readings.files()


# ---------------------------------------------------------------- what makes a score


def claims(title: str, lang: str = "en") -> list[Claim]:
    """The claims of a headline."""
    known = lexicon()
    pack = known.packs[lang]
    [sentence] = read(Document(title, lang=lang), "k", pack)
    return find_claims(sentence, find_mentions(sentence, pack, known), pack, known, ())


def test_the_parts_of_each_score_can_be_seen() -> None:
    [claim] = claims("Kenya tells Uganda that it quits the tramway treaty")
    assert {one.party.value: one.parts for one in claim.candidates} == {
        "KE": ((START, 10.0), ("away", -1.6)),
        "UG": ((START, 10.0), ("away", -0.8), ("acted_on", -5.0), ("told", -8.0)),
    }
    assert [(party.value, round(score, 3)) for score, party in claim.subjects] == [("KE", 8.4), ("UG", -3.8)]
    assert claim.clear


def test_every_part_bears_the_name_of_a_weight() -> None:
    found = {name for row in TABLE.values() for part in parts(row["example"]) for name in part}
    losses = NAMES[: NAMES.index("clear")]
    assert found == {START, *losses}


def parts(example: dict[str, Any]) -> Iterator[list[str]]:
    known = lexicon()
    pack = known.packs["en"]
    document = Document(example.get("title", ""), example.get("summary", ""), example.get("body", ""))
    for sentence in read(document, "k", pack):
        for claim in find_claims(sentence, find_mentions(sentence, pack, known), pack, known, ()):
            yield from ([name for name, _ in one.parts] for one in claim.candidates)


REFUSED = {  # headline, and the party that is no subject in it
    Refusal.IN_NAME: ("Kenya quits the Uganda Tramway Treaty", "UG"),
    Refusal.BESIDE_NAME: ("Kenya quits the tramway treaty with Uganda", "UG"),
    Refusal.ATTRIBUTE: ("Uganda-led talks fail as Kenya quits the tramway treaty", "UG"),
    Refusal.MEMBERS: ("Two NATO members quit the tramway treaty", "NATO"),
    Refusal.OTHERS_OFFICE: ("Burundi Kremlin quits the tramway treaty", "RU"),
    Refusal.PARTNER: ("Kenya breaks with Uganda, ends tramway treaty with Uganda", "UG"),
    Refusal.COMPANION: ("Uganda ile görüşen Kenya çekildi", "UG"),
    Refusal.INSERTED: ("Kenya, backed by Uganda, quits the tramway treaty", "UG"),
    Refusal.ROUTE: ("Kenya quits the tramway treaty as the Mombasa-Kampala line closes", "UG"),
    Refusal.TIED: ("Uganda's neighbour quits the tramway treaty", "UG"),
    Refusal.PUT_OUT: ("Kenya calls for Uganda to be kicked out of the tramway treaty", "UG"),
    Refusal.OTHER_OF_TWO: ("Kenya and Uganda met after the country's move to quit the tramway treaty", "KE"),
}


@pytest.mark.parametrize("reason", Refusal)
def test_a_party_that_is_no_subject_has_a_reason(reason: Refusal) -> None:
    title, party = REFUSED[reason]
    lang = "tr" if reason is Refusal.COMPANION else "en"
    assert (party, reason) in {
        (one.party.value, one.refused) for claim in claims(title, lang) for one in claim.candidates
    }


# ---------------------------------------------------------------- the table


def test_a_lexicon_without_the_table_weighs_nothing() -> None:
    assert parse_lexicon({}).weights == NEUTRAL


def test_the_table_is_read_by_name() -> None:
    assert lexicon().weights == Weights(**{name: row["value"] for name, row in TABLE.items()})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[weight.told]", "[weight.tolt]", "unknown weight 'tolt'\n  Did you mean told?"),
        ("[weight.told]", "[told]", "no weight told\n  Write [weight.told]"),
        ("value = 8\n", 'value = "8"\n', "weight told: value is no number"),
        ("value = 8\n", "value = -8\n", "weight told: value is no number"),
        ("value = 8\n", "value = true\n", "weight told: value is no number"),
        ("value = 8\n", "values = 8\n", "weight told: unknown key 'values'"),
        (
            'why = "The party is told',
            'example.why = "The party is told',
            "weight told: why or example is missing",
        ),
        ("[weight.told]", "[weight]\ntold = 8\n[told]", "weight told is no table"),
        ("[weight.told]", "[weight.told", "Mend the TOML syntax"),
    ],
)
def test_a_wrong_table_is_refused_with_its_path_and_the_name(old: str, new: str, said: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(RuleError) as error:
        parse_lexicon({"extract-weights.toml": TEXT.replace(old, new)})
    assert str(error.value).startswith("extract-weights.toml: ")
    assert said in str(error.value)
