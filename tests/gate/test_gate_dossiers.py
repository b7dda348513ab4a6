"""How many of the acts that the labelled stories report are about an agreement with a dossier: no figure falls
below its floor (floors-dossiers.toml; they only go up).

An act is the label's actors and agreement; acts whose agreement is in the gazetteer are `known`.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from gate.feeds_corpus import corpora

from monitor.query import tokenize
from monitor.service.dossiers import known_dossiers
from monitor.service.knowledge import lexicon

FLOORS = Path(__file__).with_name("floors-dossiers.toml")
SHOWN = 10  # commonest agreements without a dossier that are printed


def acts() -> set[tuple[str, str]]:
    """Actors and agreement (its English name) of each act of the labelled stories."""
    with gzip.open(corpora() / "stories-labelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {
        (" ".join(record["actor"]), record["instrument"])
        for record in records
        if record["label"] in ("done", "threat") and record["instrument"]
    }


def entries_of(name: str) -> frozenset[str]:
    """The gazetteer's entries that an English name holds."""
    marks = lexicon().packs["en"].phrases.find(tokenize(name))
    return frozenset(mark.value for mark in marks if mark.layer == "entry")


@pytest.mark.gate
def test_no_share_of_acts_with_a_dossier_is_below_its_floor() -> None:
    dossiers = known_dossiers().by_id
    known, covered, missing = set(), set(), Counter[str]()
    labelled = acts()
    for actors, name in labelled:
        entries = entries_of(name)
        by_entry = {(actors, " ".join(sorted(entries)))} if entries else set()
        known |= by_entry
        if entries & dossiers.keys():
            covered |= by_entry
    for _, ids in known - covered:
        missing[ids] += 1
    named = {(actors, " ".join(sorted(entries_of(name))) or name) for actors, name in labelled}
    shares = {"all": len(covered) / len(named), "known": len(covered) / len(known)}
    print(f"\n{len(dossiers)} dossiers; acts with one: {len(covered)} of {len(named)} {shares['all']:.3f}")
    print(
        f"of those whose agreement is in the gazetteer: {len(covered)} of {len(known)} {shares['known']:.3f}"
    )
    print("without: " + ", ".join(f"{ids} {count}" for ids, count in missing.most_common(SHOWN)))
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    assert not [name for name, floor in floors.items() if shares[name] < floor - 0.0005]
