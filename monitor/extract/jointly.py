"""States that leave together, of which the article tells each one's own course: a row a state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.phrases import Layer
from monitor.extract.rows import Row
from monitor.extract.scene import Place, Sentence
from monitor.model import Evidence

_COURSE = (Layer.EXIT, Layer.FORM, Layer.GIVEN)


def each(row: Row, actors: Mapping[str, Evidence], claims: Sequence[Claim], sentences: Sequence[Sentence]) -> list[Row]:
    """A row for each of several states, where sentences below the first paragraph tell of every one alone; else the row as it is."""
    own = {value: [one for one in sentences if _is_alone(one, value, actors)] for value in actors}
    between = {party.value for one in row.mentions for party in one.parties}
    if len(actors) < 2 or set(actors) <= between or row.actors or row.lines or row.table is not None or not all(own.values()):
        return [row]
    lines = {sentence.number for found in own.values() for sentence in found}
    shared = [claim for claim in row.claims if claim.sentence.number not in lines]
    return [
        replace(
            row,
            actors={value: actors[value]},
            lines=found,
            claims=[*(claim for claim in claims if any(claim.sentence is one for one in found)), *shared],
            mentions=list(row.mentions),
            others=dict(row.others),
        )
        for value, found in own.items()
    ]


def _is_alone(sentence: Sentence, value: str, actors: Mapping[str, Evidence]) -> bool:
    """Whether a sentence is about the course of one of the states, and names no other of them."""
    if sentence.place in (Place.HEADLINE, Place.LEAD) or sentence.field != "body":
        return False
    named = {party.value for party in sentence.of(Layer.PARTY)} & set(actors)
    return named == {value} and any(sentence.of(layer) for layer in _COURSE)
