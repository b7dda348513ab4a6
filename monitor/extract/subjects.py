"""Which parties of a sentence may be the subject of a word of ending: each one's score, part by part, or why
it is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from monitor.extract.bystanders import is_inserted, is_known_by_tie, is_on_route, is_place, is_put_out
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import ORGANISATIONS, Pack
from monitor.extract.nearby_parties import has_envoy, is_channel, is_companion, is_owner
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.standins import antecedent, before_group, group_start, stand_in
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.weights import Weights

Part: TypeAlias = tuple[str, float]  # name of a weight and the points that it gives: ("told", -8.0)

START = "start"  # the part that every subject has
_START = (
    10.0  # points of a subject that stands right before its word: the unit of all weights that are points
)
_CROWD = 600  # parties times words of ending: forty parties and fifteen words
_NEAREST = 6  # parties on either side of a word of ending of a crowded sentence
_RECEIVED = 3  # words between a party that receives and the noun of ending
_ASKED = 2  # words between `to` or a party that is blamed, and the word of ending


class Refusal(StrEnum):
    """Why a party of the sentence is no subject, whatever else speaks for it."""

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
    """A party of the sentence of a claim: `parts` add up to its score as a subject; one that is `refused` has
    none.
    """

    party: Mark
    parts: tuple[Part, ...] = ()
    refused: Refusal | None = None

    @property
    def score(self) -> float:
        """The sum of the parts, rounded in their order."""
        total = 0.0
        for _, points in self.parts:
            total += points
        return total


def find_candidates(
    sentence: Sentence, mark: Mark, mention: Mention | None, inside: set[int], pack: Pack, weights: Weights
) -> list[Candidate]:
    """The parties of a sentence, in its order, as subjects of the word of ending `mark`. `inside`: words
    within names of agreements.

    All of them; of a crowded sentence, as a text without stops gives, the nearest.
    """
    parties = _nearest(sentence, mark)
    objects = {other.end for other in sentence.of(Layer.EXIT) if other is not mark and other.role != "noun"}
    beside = {party.first for party in mention.parties if not is_owner(sentence, party)} if mention else set()
    nation = antecedent(sentence, mark, pack)
    found = []
    for party in parties:
        refused = (
            Refusal.IN_NAME
            if party.first in inside
            else Refusal.BESIDE_NAME
            if party.first in beside
            else None
        )
        refused = refused or _refused(sentence, party, mark, mention, pack)
        if refused is None and (at := stand_in(sentence, party, mark, pack)) is not None:
            nearer = _is_nearer(sentence, party, pack)
            if nearer != _is_first_of_two(sentence, party, pack):
                near = ((START, _START), ("away", -weights.away * (mark.first - at)))
                found.append(
                    Candidate(party, near) if nearer else Candidate(party, refused=Refusal.OTHER_OF_TWO)
                )
                continue
        if refused is None and nation is not None and party.end <= nation[1]:
            near = ((START, _START), ("away", -weights.away * (mark.first - nation[1])))
            found.append(
                Candidate(party, near)
                if party is nation[0]
                else Candidate(party, refused=Refusal.OTHER_OF_TWO)
            )
            continue
        parts = () if refused else _parts(sentence, party, mark, mention, objects, pack, weights)
        found.append(Candidate(party, tuple(parts), refused))
    return found


def _nearest(sentence: Sentence, mark: Mark) -> list[Mark]:
    """The parties of a sentence; of very many, at many words of ending, those nearest to one of these."""
    parties = sentence.of(Layer.PARTY)
    if len(parties) * len(sentence.of(Layer.EXIT)) <= _CROWD:
        return parties
    at = bisect_left(parties, mark.first, key=lambda one: one.first)
    return parties[max(at - _NEAREST, 0) : at + _NEAREST]


def _refused(
    sentence: Sentence, party: Mark, mark: Mark, mention: Mention | None, pack: Pack
) -> Refusal | None:
    if pack.has("compounds", sentence.word(party.end)) and sentence.gap(party.end).strip(" -‑–") == "":
        return Refusal.ATTRIBUTE
    if is_body(party) and any(pack.has("members", sentence.word(at)) for at in (party.end - 1, party.end)):
        return Refusal.MEMBERS  # two NATO members, drei EU-Staaten
    if party.role == "organ" and _is_anothers(sentence, party):
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
    """What makes the score of a party. See `rules/extract-weights.toml` for each."""
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
    governs = _is_governed(sentence, party, pack)
    in_city = party.role == "capital" and (
        (pack.has("place", previous) and not governs) or is_dateline(sentence, party)
    )
    if in_city or (is_place(sentence, party, pack) and not governs):
        yield "place", -weights.place
    if is_body(party) and sentence.place in (Place.MIDDLE, Place.END):
        yield "body_below", -weights.body_below


def _before(
    sentence: Sentence,
    party: Mark,
    mark: Mark,
    previous: str,
    objects: set[int],
    pack: Pack,
    weights: Weights,
) -> Iterator[Part]:
    """What a party before a word of ending loses."""
    yield "away", -weights.away * (mark.first - party.end)
    if any(pack.has("clause", sentence.word(at)) for at in range(party.end, mark.first)):
        yield "clause", -weights.clause
    owns = any(letter in "'’" for letter in sentence.gap(party.end))
    # urges the EU to suspend
    asked = pack.has("infinitive", sentence.word(party.end)) and mark.first - party.end <= _ASKED
    # warns X: restore
    beside_it = party.end == mark.first and not pack.head_first and ":" not in sentence.gap(mark.first)
    beside_it = beside_it and not pack.has("between", previous) and not pack.has("with", previous)
    governs = _is_governed(sentence, party, pack)
    own = owns or has_own_verb(sentence, party)
    if pack.has("against", previous) and not (
        own or asked or beside_it or governs or _is_blamed(sentence, party, mark, pack)
    ):
        yield "acted_on", -weights.acted_on
    if is_told(sentence, party, pack) or _receives(sentence, party, mark, pack):
        yield "told", -weights.told
    if pack.has("reacts", sentence.word(party.end)) and any(
        _is_blamed(sentence, other, mark, pack)
        for other in sentence.of(Layer.PARTY)
        if other.first > party.end
    ):
        yield "blames", -weights.blames
    if mark.role == "noun" and any(
        pack.has("reacts", sentence.word(at)) for at in range(party.end, mark.first)
    ):
        yield "reacts", -weights.reacts
    if party.first in objects:
        yield "other_verb", -weights.other_verb


def _behind(
    party: Mark, mark: Mark, mention: Mention | None, previous: str, pack: Pack, weights: Weights
) -> Iterator[Part]:
    """What a party behind a word of ending loses: little with `by` or `of`, as a genitive, and in `pulls
    Chile out of the pact`.
    """
    between = party.first - mark.end
    if mark.role == "noun" and pack.head_first and between == 0:
        return  # выход США, wycofanie Rosji
    if pack.has("by", previous) or (mark.role == "noun" and pack.has("of", previous)):
        yield "by", -weights.by
        yield "by_away", -weights.by_away * between
    elif (
        mention is not None
        and mention.first >= party.end
        and between <= 3
        and mark.value in ("leave", "suspend")
    ):
        yield "taken_out", -weights.taken_out
    else:
        yield "behind", -weights.behind
        yield "behind_away", -weights.behind_away * between


def _is_governed(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a house or an office stands before `of` or `in` and the party: `el gabinete de Quito`, `the
    government in Riga`.
    """
    at = party.first - 1
    while pack.has("article", sentence.word(at)):
        at -= 1
    return pack.has("organs", sentence.word(at - 1)) and any(
        pack.has(name, sentence.word(at)) for name in ("of", "in", "place")
    )


def _is_anothers(sentence: Sentence, organ: Mark) -> bool:
    """True if the name of another state stands right before an office: `Burundi MPs`."""
    owners = [
        party
        for party in sentence.of(Layer.PARTY)
        if party.end == organ.first and party.role in ("name", "adjective")
    ]
    return any(owner.value != organ.value and sentence.gap(organ.first) == " " for owner in owners)


def is_body(party: Mark) -> bool:
    """True if a party is an organisation: further down in an article it reacts, or is the depositary."""
    return party.role == ORGANISATION or party.value in ORGANISATIONS


def has_own_verb(sentence: Sentence, party: Mark) -> bool:
    """True if a party has a verb of its own behind it: `Norway warns Gambia could quit` speaks of what Gambia
    does.
    """
    return (
        any(mark.first == party.end and mark.value == "modal" for mark in sentence.of(Layer.STAGE))
        and sentence.gap(party.end) == " "
    )


def _is_nearer(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    return pack.has("and", sentence.word(party.first - 1)) and any(
        other.end == party.first - 1 for other in sentence.of(Layer.PARTY)
    )


def _is_first_of_two(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    return pack.has("and", sentence.word(party.end)) and any(
        other.first == party.end + 1 for other in sentence.of(Layer.PARTY)
    )


def _is_blamed(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """`slams Panama for quitting`, `accuses Chile of tearing up`: who is blamed for the exit made it."""
    return (
        pack.has("blamed_for", sentence.word(party.end))
        and 0 <= mark.first - party.end - 1 <= _ASKED
        and (mark.role == "noun" or sentence.word(mark.first).endswith("ing"))
    )


def is_told(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party hears of what is done: `told Ottawa that`, `notifies Kenya of`, `Libreville had been
    told`.
    """
    if is_owner(sentence, party) or has_own_verb(sentence, party):
        return False
    if pack.has("told", before_group(sentence, party, pack)):
        return True
    if any(_is_given_to(sentence, at, pack) for at in {group_start(sentence, party, pack), party.first - 1}):
        return True
    if _is_dative(sentence, party, pack) or _is_handed(sentence, party, pack):
        return True
    suffix = pack.has("toward_after", sentence.word(party.end)) and sentence.gap(party.end) in ("'", "’")
    from_another = any(
        other.end == party.first - 1 for other in sentence.of(Layer.PARTY)
    )  # Mısır'dan Türkiye'ye
    if suffix and (
        from_another or any(pack.has("tells", token.text) for token in sentence.tokens[party.end :])
    ):
        return True  # Bişkek'e bildirdi
    after = [sentence.word(party.end + skip) for skip in range(4)]
    if pack.has("gives", before_group(sentence, party, pack)) and any(
        pack.has("notice", word) for word in after
    ):
        return True
    if pack.has("told", after[0]) and (
        pack.has("by", after[1]) or (pack.lang == "en" and after[1] in ("of", "that"))
    ):
        return True  # Guyana told by letter, Guyana told of the end
    return any(pack.has("told", word) and pack.has("passive", before) for before, word in pairwise(after))


def _is_given_to(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a verb of giving or telling and `to` stand there: `entrega à OEA a denúncia`.

    Folded, that `to` may be an article.
    """
    return pack.has("toward", sentence.word(at)) and any(
        pack.has(name, sentence.word(at - 1)) for name in ("gives", "told")
    )


def _is_dative(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if something is given to a party that no preposition marks: `Die Regierung hat Peru die Kündigung
    zugestellt`, `wird dem peruanischen Amt zugestellt`.
    """
    at = party.first - 1
    if pack.lang not in ("de", "nl") or not any(mark.first >= party.end for mark in sentence.of(Layer.GIVEN)):
        return False
    if pack.has("toward", sentence.word(at)) and pack.has("article", sentence.word(at)):
        return True
    if (
        party.role == "adjective"
        or not pack.has("copula", sentence.word(at))
        or not pack.has("article", sentence.word(party.end))
    ):
        return False
    start = next((place for place in range(at, 0, -1) if set(sentence.gap(place)) & set(':;–—„“"')), 0)
    opens = sentence.word(start)
    return start < at and (pack.has("article", opens) or pack.has("pronoun", opens))


def _is_handed(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if something is given to an envoy of a party: `entregó al embajador argentino una nota`, `handed
    the Kenyan envoy a note`.
    """
    if pack.verb_last or not has_envoy(sentence, party, pack) or is_channel(sentence, party, pack):
        return False
    given = max((mark.end for mark in sentence.of(Layer.GIVEN) if mark.end <= party.first), default=-1)
    return given >= 0 and all(_is_between(sentence.word(at), pack) for at in range(given, party.first))


def _is_between(word: str, pack: Pack) -> bool:
    return any(pack.has(name, word) for name in ("toward", "article", "of", "envoys"))


def _receives(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """True if a party is handed the paper that ends the agreement, or is told of its end: `the Kenyan
    ambassador received a note terminating the pact`, `the OAS receives the denunciation of`.
    """
    papers = [
        form
        for form in sentence.of(Layer.FORM)
        if form.value in DOCUMENTS and party.end <= form.first <= mark.first
    ]
    between = range(party.end, papers[0].first) if papers else ()
    if not papers and mark.role == "noun" and mark.first - party.end <= _RECEIVED:
        between = range(party.end, mark.first)
    return any(pack.has("receives", sentence.word(at)) for at in between)


def is_dateline(sentence: Sentence, party: Mark) -> bool:
    """`MOSCOW, Feb 3 (Reuters) -`: a place, not a government."""
    return (
        party.first <= 2
        and sentence.raw(party.first, party.end).isupper()
        and len(sentence.raw(party.first, party.end)) > 3
    )
