"""Who acts: every word of ending asks the parties of its sentence, and the story adds up the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_companion, is_owner, joins
from monitor.extract.phrases import Layer, Mark
from monitor.extract.standins import before_group, stand_in
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.subject_roles import is_body
from monitor.extract.subjects import Candidate, find_candidates
from monitor.extract.weights import Weights
from monitor.model import Span

_BODY_REACH = 8  # words between a word of ending and the body that is left
_SAME_BODY = 7
_UMBRELLA = "un"  # the entry whose name begins those of its agencies
_CLAUSE = 3  # words between a comma and an agreement in the same clause
_OPENERS = ("earlier", "since", "clause")
_REACH = 14  # words between a word of ending and the agreement it ends


@dataclass(frozen=True, slots=True)
class Claim:
    """One word of ending in a sentence, the agreement it is about, and the parties that may be its subject,
    best first.

    `clear`: the best subject is so near that the sentence says it. `candidates`: all parties of the sentence,
    each with what makes its score or the reason why it is no subject.
    """

    sentence: Sentence
    mark: Mark
    mention: Mention | None
    subjects: tuple[tuple[float, Mark], ...]
    weight: float
    clear: bool
    candidates: tuple[Candidate, ...] = field(compare=False)

    @property
    def how(self) -> str:
        """leave, end, suspend, expire, notify or return."""
        return self.mark.value


def find_claims(
    sentence: Sentence, mentions: Sequence[Mention], pack: Pack, lexicon: Lexicon, spans: Iterable[Span]
) -> list[Claim]:
    """The claims of one sentence. Words that a rule matched (`spans`) count more."""
    weights = lexicon.weights
    found = []
    for mark in sentence.of(Layer.EXIT):
        if any(mention.first <= mark.first and mark.end <= mention.end for mention in mentions):
            continue
        mention = _target(sentence, mark, mentions, pack)
        named = [one for one in mentions if one.kind != ORGANISATION or one.is_office or one is mention]
        inside = {at for mention in named for at in range(mention.first, mention.end)}
        candidates = find_candidates(sentence, mark, mention, inside, pack, weights)
        subjects = [
            (candidate.score, candidate.party) for candidate in candidates if candidate.refused is None
        ]
        subjects.sort(key=lambda one: (-one[0], one[1].first))
        weight = _weight(sentence, weights) * (1.0 if mention else weights.nameless)
        weight *= weights.of_old if _is_of_old(sentence, mark, pack) else 1.0
        start, end = sentence.tokens[mark.first].start, sentence.tokens[mark.end - 1].end
        if any(span.field == sentence.field and span.start < end and start < span.end for span in spans):
            weight *= weights.matched
        clear = bool(subjects) and subjects[0][0] > weights.clear
        found.append(Claim(sentence, mark, mention, tuple(subjects), weight, clear, tuple(candidates)))
    return found


def _is_of_old(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """Whether a clause tells of what was done years or months before: `four years after Peru left`, `three
    years earlier`.
    """
    for period in sentence.of(Layer.PERIOD):
        if period.value not in ("year", "month") or period.end > mark.first:
            continue
        opener = next(
            (
                at
                for at in (period.end, period.end + 1)
                if any(pack.has(name, sentence.word(at)) for name in _OPENERS)
            ),
            -1,
        )
        if opener >= 0 and not any(
            set(sentence.gap(at)) & set(",;") for at in range(opener + 2, mark.first + 1)
        ):
            return True
    return False


def _weight(sentence: Sentence, weights: Weights) -> float:
    """How much what a sentence says counts by its place: a headline most, the end of an article least."""
    if sentence.field == "summary":
        return 1.0
    return {Place.HEADLINE: weights.headline, Place.MIDDLE: weights.middle, Place.END: weights.at_end}.get(
        sentence.place, 1.0
    )


def _target(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement a word of ending is about: the next one after it, else, and in the passive, the nearest
    before it.
    """
    if _has_object(sentence, mark, mentions, pack):
        return None
    mentions = [mention for mention in mentions if not mention.is_office and not _is_side(mention, mentions)]
    after = [
        mention
        for mention in mentions
        if 0 <= mention.first - mark.end <= _REACH
        and not any(";" in sentence.gap(at) for at in range(mark.end, mention.first + 1))
        and (mention.kind != ORGANISATION or _is_left(sentence, mark, mention, pack))
        and not (mark.role == "noun" and _is_apart(sentence, mark.end, mention.first, pack))
        and not (pack.verb_last and _has_own_verb(sentence, mark, mention))
    ]
    if after and after[0].entry == _UMBRELLA:  # the United Nations Educational ... Organization (UNESCO)
        parts = [
            mention
            for mention in mentions
            if mention.kind == ORGANISATION
            and mention.entry
            and 0 <= mention.first - after[0].end <= _SAME_BODY
        ]
        after = parts[-1:] or after
    before = [
        mention
        for mention in mentions
        if 0 <= mark.first - mention.end <= _REACH and (mention.kind != ORGANISATION or pack.verb_last)
    ]
    passive = any(pack.has("passive", sentence.word(mark.first - back)) for back in (1, 2))
    adjoined = bool(before) and mark.role == "noun" and before[-1].end == mark.first
    if before and (passive or adjoined or mark.value == "expire"):
        return before[-1]
    if after:
        return after[0]
    if before:
        return before[-1]
    bodies = [
        mention
        for mention in mentions
        if mention.kind == ORGANISATION
        and (
            (mark.value == "leave" and mention.first >= mark.end)
            or (mention.end == mark.first and "," not in sentence.gap(mark.first))
        )
    ]
    return min(bodies, key=lambda body: abs(body.first - mark.first), default=None)


def _has_own_verb(sentence: Sentence, mark: Mark, mention: Mention) -> bool:
    """Whether an agreement behind a comma has a word of ending behind it: `einfrieren, werde man das Abkommen
    kündigen`.
    """
    cut = any("," in sentence.gap(at) for at in range(mark.end, mention.first + 1))
    return cut and any(
        mention.end <= ending.first <= mention.end + _REACH for ending in sentence.of(Layer.EXIT)
    )


def _has_object(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> bool:
    """Whether a person stands right behind a verb of ending, which then ends no agreement: `torched Biden
    after ...`.
    """
    if mark.value != "end" or mark.role == "noun" or pack.verb_last:
        return False
    person = next(
        (party for party in sentence.of(Layer.PARTY) if party.first == mark.end and party.role == "organ"),
        None,
    )
    if person is None or is_owner(sentence, person):
        return False
    return not any(mention.first <= person.first < mention.end for mention in mentions) and _opens_clause(
        sentence, person.end, mentions, pack
    )


def _opens_clause(sentence: Sentence, at: int, mentions: Sequence[Mention], pack: Pack) -> bool:
    """Whether a clause begins between a place and the next agreement."""
    first = next((mention.first for mention in mentions if mention.first >= at), at)
    return any(pack.has("clause", sentence.word(place)) for place in range(at, first))


def _is_side(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a body is a party of another agreement there: `kündigt das Abkommen mit der EU`."""
    rest = (one for one in mentions if one is not mention and one.kind != ORGANISATION)
    return mention.kind == ORGANISATION and any(
        party.first == mention.first for one in rest for party in one.parties
    )


def _is_apart(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """Whether a clause begins between a noun of ending and an agreement: `no clause of withdrawal, so they
    invoke the convention`.
    """
    commas = [at for at in range(first, end + 1) if set(sentence.gap(at)) & set(",;:")]
    return any(pack.has("clause", sentence.word(at)) or end - at > _CLAUSE for at in commas)


def _is_left(sentence: Sentence, mark: Mark, body: Mention, pack: Pack) -> bool:
    """Whether a body stands so after a word of ending that it is what is left: `quits NATO`, `suspends its
    membership of the OAS`.
    """
    between = range(mark.end, body.first)
    if any(pack.has("told", sentence.word(at)) for at in between):
        return False  # the depositary
    if mark.value == "leave":
        return len(between) <= 2 or (
            len(between) <= _BODY_REACH and any(pack.has("leaving", sentence.word(at)) for at in between)
        )
    if mark.value == "notify" and not any(
        mark.end <= ending.first < body.first for ending in sentence.of(Layer.EXIT)
    ):
        return False  # who is notified
    return mark.value in ("suspend", "return", "notify") and any(
        pack.has("leaving", sentence.word(at)) for at in between[:_BODY_REACH]
    )


def add_up(claims: Iterable[Claim], weights: Weights) -> dict[str, float]:
    """How strongly each party is said to act, over all claims: the best subject of a claim counts in full,
    the others a part.
    """
    total: dict[str, float] = {}
    for claim in claims:
        for value, score in {
            party.value: score for score, party in reversed(claim.subjects) if score > 0
        }.items():
            best = claim.subjects[0][1].value
            share = 1.0 if value == best else weights.further
            total[value] = total.get(value, 0.0) + claim.weight * share * score * score
    return total


def _without_articles(sentence: Sentence, at: int, pack: Pack) -> int:
    """The place of the first of the articles before a word: `le Mali et le Niger`."""
    while pack.has("article", sentence.word(at - 1)):
        at -= 1
    return at


def group(sentence: Sentence, party: Mark, pack: Pack, mark: Mark | None = None) -> list[Mark]:
    """A subject of a word of ending and those it is joined with: `Mali, Niger and Burkina Faso`."""
    if mark is not None and stand_in(sentence, party, mark, pack) is not None:
        return sentence.beside(party)
    parties = {
        party.first: party for party in sentence.of(Layer.PARTY) if not is_companion(sentence, party, pack)
    }
    ends = {party.end: party for party in parties.values()}
    found = [party]
    while True:
        at = _without_articles(sentence, found[0].first, pack)
        join = 1 if pack.has("and", sentence.word(at - 1)) else 0
        before = ends.get(at - join)
        if before is None or not (join or joins(sentence, at, pack)):
            break
        led = before_group(sentence, before, pack)
        if (
            not join
            and (pack.has("against", led) or pack.has("by", led))
            and not pack.has("and", sentence.word(party.end))
        ):
            break  # in a blow to Washington, Ecuador; after talks hosted by Barbados, Guyana
        found.insert(0, before)
    while True:
        at = found[-1].end
        join = 1 if pack.has("and", sentence.word(at)) else 0
        after = next(
            (
                party
                for party in parties.values()
                if at + join == _without_articles(sentence, party.first, pack) > at - 1
            ),
            None,
        )
        if after is None or after.first < at or not (join or joins(sentence, at, pack)):
            break
        if (
            not join
            and is_body(after)
            and not is_body(party)
            and not pack.has("and", sentence.word(after.end))
        ):
            break  # `Fiji, BM mahkemesinden`: a comma behind the subject
        found.append(after)
    return [party for member in found for party in sentence.beside(member)]
