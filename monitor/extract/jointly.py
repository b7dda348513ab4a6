"""Rows of states that act together in the headline: a row for each with its own course, or which of two
parties ended the agreement between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.extract.acting import subject
from monitor.extract.actors import ENDS_ALONE, Claim, group
from monitor.extract.counterparties import is_wide, speaks_of_two
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.model import Evidence

_COURSE = (Layer.EXIT, Layer.FORM, Layer.GIVEN)


def row_per_actor(
    row: DraftRow, actors: Mapping[str, Evidence], claims: Sequence[Claim], sentences: Sequence[Sentence]
) -> list[DraftRow]:
    """A row for each of several states, where sentences below the first paragraph tell of every one alone;
    else the row as it is.
    """
    if len(actors) < 2 or row.actors or row.lines or row.table is not None:
        return [row]
    own = {
        value: [sentence for sentence in sentences if _is_alone(sentence, value, actors)] for value in actors
    }
    parties = {party.value for mention in row.mentions for party in mention.parties}
    if set(actors) <= parties or not all(own.values()):
        return [row]
    lines = {sentence.number for about in own.values() for sentence in about}
    shared = [claim for claim in row.claims if claim.sentence.number not in lines]
    return [
        replace(
            row,
            actors={value: actors[value]},
            lines=about,
            claims=[*_claims_in(about, claims), *shared],
            mentions=list(row.mentions),
            others=dict(row.others),
        )
        for value, about in own.items()
    ]


def _claims_in(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> list[Claim]:
    """The claims of these sentences."""
    return [claim for claim in claims if any(claim.sentence is sentence for sentence in sentences)]


def _is_alone(sentence: Sentence, value: str, actors: Mapping[str, Evidence]) -> bool:
    """True if a sentence is about the course of one of the states, and names no other of them."""
    if sentence.place in FIRST or sentence.field != "body":
        return False
    named = {party.value for party in sentence.of(Layer.PARTY)} & set(actors)
    return named == {value} and any(sentence.of(layer) for layer in _COURSE)


def with_partner(
    rows: Sequence[DraftRow],
    actors: Mapping[str, Evidence],
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    pack: Pack,
    lexicon: Lexicon,
) -> None:
    """Give the agreements of two states that act together the one that ended each, where a sentence tells of
    one alone: `Peru and Chile: end of a pact`, `Lima denounced it`. The other is its counterparty.
    """
    if len(actors) != 2:
        return
    open_rows = [row for row in rows if _is_open(row, actors, lexicon)]
    is_only = len(open_rows) == 1
    enders = [(row, _enders(row, actors, claims, only=is_only)) for row in open_rows]
    ended = [(row, next(iter(codes))) for row, codes in enders if len(codes) == 1]
    is_divided = len({code for _, code in ended}) > 1
    of_two = is_divided or any(speaks_of_two(sentence, pack) for sentence in sentences)
    for row, code in ended:
        parties = {party.value for mention in row.mentions for party in mention.parties}
        if of_two or set(actors) <= parties:
            row.actors = {code: actors[code]}
            row.others = {
                other: replace(party, why="the other party of the agreement")
                for other, party in actors.items()
                if other != code
            }


def _is_open(row: DraftRow, actors: Mapping[str, Evidence], lexicon: Lexicon) -> bool:
    """True if nothing says yet which of the two actors ended the agreement of a row, which may be of two."""
    if row.actors or row.elsewhere or row.table or set(row.others) - set(actors):
        return False
    return not any(mention.identity and is_wide(mention, lexicon) for mention in row.mentions)


def for_all(rows: Sequence[DraftRow], actors: Mapping[str, Evidence]) -> None:
    """Give an agreement that runs out between states none of which acts in the story these states for its
    actors.
    """
    for row in rows:
        best = row.best()
        if not actors or row.actors or row.lines or row.table or best is None or not best.is_title:
            continue
        sides = {party.value: best.side(party) for party in best.parties}
        own = [claim.how for claim in row.claims if claim.mention is best]
        runs_out = bool(own) and all(how == "expire" for how in own)
        if runs_out and len(sides) > 1 and not set(sides) & set(actors):
            row.actors = {
                value: replace(side, why=f"{side.why}; what expires ends for all its parties")
                for value, side in sides.items()
            }
            row.others = {value: party for value, party in row.others.items() if value not in sides}


def _enders(
    row: DraftRow, actors: Mapping[str, Evidence], claims: Sequence[Claim], *, only: bool
) -> set[str]:
    """The states of which a sentence below the headline says that it alone ended the agreement of a row, the
    `only` one of the story.
    """
    own = [
        *row.claims,
        *(claim for claim in claims if only and claim.mention is None and claim.mark.role != "noun"),
    ]
    enders: set[str] = set()
    for claim in own:
        values = {party.value for score, party in claim.subjects if score > 0} & set(actors)
        if claim.how in ENDS_ALONE and claim.sentence.place is not Place.HEADLINE and len(values) == 1:
            enders |= values
    return enders


def own_actors(row: DraftRow, actors: Mapping[str, Evidence], pack: Pack) -> dict[str, Evidence]:
    """Who ends an agreement that is not the story's, where another party stands right at its word of
    ending.
    """
    claim = max(row.claims, key=lambda claim: (claim.weight, -claim.sentence.number), default=None)
    if claim is None or not claim.clear or claim.subjects[0][1].value in actors:
        return {}
    party = claim.subjects[0][1]
    if claim.how == "expire" or any(row.table is not None or party.value == other for other in row.others):
        return {}
    joined = group(claim.sentence, party, pack, claim.mark)
    return {member.value: subject(claim, member, party) for member in joined}
