"""The parties of a sentence as subjects of a word of ending: the score of each, part by part, or the reason
why it is no subject.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from monitor.extract.antecedents import antecedent, before_group, stand_in
from monitor.extract.bystanders import is_inserted, is_known_by_tie, is_on_route, is_place, is_put_out
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.nearby_parties import is_companion, is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.subject_roles import (
    has_own_verb,
    is_anothers,
    is_asked,
    is_blamed,
    is_body,
    is_dateline,
    is_governed,
    is_told,
    receives,
)
from monitor.extract.weights import Weights

Part: TypeAlias = tuple[str, float]  # name of a weight and the points that it gives: ("told", -8.0)

START = "start"  # the part that every subject has
# points of a subject that stands right before its word: the unit of all weights that are points
_START = 10.0
_CROWD = 600  # parties times words of ending: forty parties and fifteen words
_NEAREST = 6  # parties on either side of a word of ending of a crowded sentence
_TAKEN_OUT = 3  # words between a word of ending and its object: `pulls Chile out of the pact`


class Refusal(StrEnum):
    """Why a party of the sentence is no subject, whatever its score would be."""

    IN_NAME = "it stands in the name of an agreement"
    BESIDE_NAME = "it stands beside the name as a party of the agreement"
    ATTRIBUTE = "it is an attribute of the next word"  # Russia-led
    MEMBERS = "its members are meant"
    OTHERS_OFFICE = "the office is that of another state"
    COMPANION = "it is the partner of the one who acts"
    PARTNER = "the agreement is ended with it"
    OTHER_OF_TWO = "the other of two joined parties is meant"
    INSERTED = "it stands in words put in between the subject and its verb"
    ROUTE = "it is the end of a route"
    TIED = "another state is meant, of which only this tie is told"
    PUT_OUT = "others put it out"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party of the sentence of a claim: `parts` add up to its score as a subject; without parts if it is
    `refused`.
    """

    party: Mark
    parts: tuple[Part, ...] = ()
    refused: Refusal | None = None

    @property
    def score(self) -> float:
        """The sum of the parts, in their order."""
        total = 0.0
        for _, points in self.parts:
            total += points
        return total


def find_candidates(
    sentence: Sentence, mark: Mark, mention: Mention | None, inside: set[int], pack: Pack, weights: Weights
) -> list[Candidate]:
    """The parties of a sentence, in its order, as subjects of the word of ending `mark`, which is about
    `mention`. `inside`: the places of words within names of agreements.

    All of them; in a crowded sentence, such as a text without stops, only the nearest.
    """
    objects = {other.end for other in sentence.of(Layer.EXIT) if other is not mark and other.role != "noun"}
    beside = {party.first for party in mention.parties if not is_owner(sentence, party)} if mention else set()
    nation = antecedent(sentence, mark, pack)
    candidates = []
    for party in _nearest(sentence, mark):
        if party.first in inside:
            candidates.append(Candidate(party, refused=Refusal.IN_NAME))
            continue
        if party.first in beside:
            candidates.append(Candidate(party, refused=Refusal.BESIDE_NAME))
            continue
        refused = _refused(sentence, party, mark, mention, pack)
        if refused is not None:
            candidates.append(Candidate(party, refused=refused))
            continue
        candidate = _of_two(sentence, party, mark, pack, weights)
        if candidate is None and nation is not None and party.end <= nation[1]:
            candidate = _meant_or_other(party, mark.first - nation[1], weights, is_meant=party is nation[0])
        if candidate is None:
            parts = _parts(sentence, party, mark, mention, objects, pack, weights)
            candidate = Candidate(party, tuple(parts))
        candidates.append(candidate)
    return candidates


def _of_two(sentence: Sentence, party: Mark, mark: Mark, pack: Pack, weights: Weights) -> Candidate | None:
    """One of two joined parties before `the country's announcement that it`: the nearer one is meant. None
    for other parties.
    """
    at = stand_in(sentence, party, mark, pack)
    if at is None:
        return None
    is_second = _is_second_of_two(sentence, party, pack)
    if is_second == _is_first_of_two(sentence, party, pack):
        return None
    return _meant_or_other(party, mark.first - at, weights, is_meant=is_second)


def _meant_or_other(party: Mark, distance: int, weights: Weights, *, is_meant: bool) -> Candidate:
    """The candidate that another word means, which stands so many words before the word of ending; or one
    that this word does not mean.
    """
    if not is_meant:
        return Candidate(party, refused=Refusal.OTHER_OF_TWO)
    return Candidate(party, ((START, _START), ("away", -weights.away * distance)))


def _nearest(sentence: Sentence, mark: Mark) -> list[Mark]:
    """The parties of a sentence; if it has very many, and many words of ending, those nearest to `mark`."""
    parties = sentence.of(Layer.PARTY)
    if len(parties) * len(sentence.of(Layer.EXIT)) <= _CROWD:
        return parties
    at = bisect_left(parties, mark.first, key=lambda party: party.first)
    return parties[max(at - _NEAREST, 0) : at + _NEAREST]


def _refused(
    sentence: Sentence, party: Mark, mark: Mark, mention: Mention | None, pack: Pack
) -> Refusal | None:
    """Why a party is no subject of a word of ending; None if it may be one."""
    if pack.has("compounds", sentence.word(party.end)) and sentence.gap(party.end).strip(" -‑–") == "":
        return Refusal.ATTRIBUTE
    if is_body(party) and any(pack.has("members", sentence.word(at)) for at in (party.end - 1, party.end)):
        return Refusal.MEMBERS  # two NATO members, drei EU-Staaten
    if party.role == "organ" and is_anothers(sentence, party):
        return Refusal.OTHERS_OFFICE
    if is_companion(sentence, party, pack):
        return Refusal.COMPANION
    if mention is not None and party.value in mention.against:
        return Refusal.PARTNER
    if is_on_route(sentence, party):
        return Refusal.ROUTE
    if is_known_by_tie(sentence, party, pack):
        return Refusal.TIED  # a NATO ally, Peru's neighbour
    if party.end <= mark.first and is_inserted(sentence, party, mark, pack):
        return Refusal.INSERTED
    return Refusal.PUT_OUT if is_put_out(sentence, party, mark, pack) else None


def _parts(
    sentence: Sentence,
    party: Mark,
    mark: Mark,
    mention: Mention | None,
    objects: set[int],
    pack: Pack,
    weights: Weights,
) -> Iterator[Part]:
    """The parts of the score of a party. `rules/extract-weights.toml` explains each."""
    previous = before_group(sentence, party, pack)
    yield START, _START
    if party.end <= mark.first:
        yield from _before(sentence, party, mark, previous, objects, pack, weights)
    else:
        yield from _behind(party, mark, mention, previous, pack, weights)
        if is_told(sentence, party, pack):
            yield "told", -weights.told
    if mention is not None and any(other is party for other in mention.parties):
        yield "of_agreement", -weights.of_agreement
    if pack.has("belongings", sentence.word(party.end)):
        yield "belonging", -weights.belonging
    if _is_only_place(sentence, party, previous, pack):
        yield "place", -weights.place
    if is_body(party) and sentence.place in (Place.MIDDLE, Place.END):
        yield "body_below", -weights.body_below


def _is_only_place(sentence: Sentence, party: Mark, previous: str, pack: Pack) -> bool:
    """True if a party is a place where something happens. `previous`: the word before its group."""
    if party.role == "capital" and is_dateline(sentence, party):
        return True
    in_city = party.role == "capital" and pack.has("place", previous)
    if not in_city and not is_place(sentence, party, pack):
        return False
    return not is_governed(sentence, party, pack)


def _before(
    sentence: Sentence,
    party: Mark,
    mark: Mark,
    previous: str,
    objects: set[int],
    pack: Pack,
    weights: Weights,
) -> Iterator[Part]:
    """The points that a party before a word of ending loses."""
    yield "away", -weights.away * (mark.first - party.end)
    between = [sentence.word(at) for at in range(party.end, mark.first)]
    if any(pack.has("clause", word) for word in between):
        yield "clause", -weights.clause
    if pack.has("against", previous) and _is_acted_on(sentence, party, mark, previous, pack):
        yield "acted_on", -weights.acted_on
    if is_told(sentence, party, pack) or receives(sentence, party, mark, pack):
        yield "told", -weights.told
    reacts = pack.has("reacts", sentence.word(party.end))
    if reacts and any(
        is_blamed(sentence, other, mark, pack)
        for other in sentence.of(Layer.PARTY)
        if other.first > party.end
    ):
        yield "blames", -weights.blames
    if mark.role == "noun" and any(pack.has("reacts", word) for word in between):
        yield "reacts", -weights.reacts
    if party.first in objects:
        yield "other_verb", -weights.other_verb


def _is_acted_on(sentence: Sentence, party: Mark, mark: Mark, previous: str, pack: Pack) -> bool:
    """True if a party behind a word like `against` is an object and not the subject of the word of ending: it
    has no possession or verb of its own, and is neither asked nor blamed.
    """
    if any(letter in "'’" for letter in sentence.gap(party.end)) or has_own_verb(sentence, party):
        return False
    if is_asked(sentence, party, mark, pack) or is_blamed(sentence, party, mark, pack):
        return False
    if is_governed(sentence, party, pack):
        return False
    # `warns X: restore` is no order of words in which X ends the agreement
    adjoins = party.end == mark.first and not pack.head_first and ":" not in sentence.gap(mark.first)
    return not adjoins or pack.has("between", previous) or pack.has("with", previous)


def _behind(
    party: Mark, mark: Mark, mention: Mention | None, previous: str, pack: Pack, weights: Weights
) -> Iterator[Part]:
    """The points that a party behind a word of ending loses: few with `by` or `of`, none as a genitive, and
    fewer in `pulls Chile out of the pact`.
    """
    between = party.first - mark.end
    if mark.role == "noun" and pack.head_first and between == 0:
        return  # выход США, wycofanie Rosji
    if pack.has("by", previous) or (mark.role == "noun" and pack.has("of", previous)):
        yield "by", -weights.by
        yield "by_away", -weights.by_away * between
    elif mention is not None and _is_taken_out(party, mark, mention):
        yield "taken_out", -weights.taken_out
    else:
        yield "behind", -weights.behind
        yield "behind_away", -weights.behind_away * between


def _is_taken_out(party: Mark, mark: Mark, mention: Mention) -> bool:
    """True if a party stands between a word of leaving and the agreement: `pulls Chile out of the pact`."""
    near = party.first - mark.end <= _TAKEN_OUT
    return near and mention.first >= party.end and mark.value in ("leave", "suspend")


def _is_second_of_two(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if `and` joins a party to the one before it."""
    return pack.has("and", sentence.word(party.first - 1)) and any(
        other.end == party.first - 1 for other in sentence.of(Layer.PARTY)
    )


def _is_first_of_two(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if `and` joins a party to the one behind it."""
    return pack.has("and", sentence.word(party.end)) and any(
        other.first == party.end + 1 for other in sentence.of(Layer.PARTY)
    )
