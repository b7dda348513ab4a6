"""The claims of a story: each word of ending with the agreement it is about and the parties that may be its
subject, and how strongly all claims say that a party acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.extract.antecedents import before_group, stand_in
from monitor.extract.endings import is_of_period
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_companion, is_owner, joins
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.subject_roles import is_body
from monitor.extract.subjects import Candidate, find_candidates
from monitor.extract.weights import Weights
from monitor.model import Span

ENDS_ALONE = ("leave", "end", "notify")  # what one party alone does
_BODY_REACH = 8  # words between a word of ending and the body that is left
_SAME_BODY = 7
_UMBRELLA = "un"  # the entry whose name begins those of its agencies
_PHRASE = 2  # words of a verb like `put an end`
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
    claims = []
    for mark in _endings(sentence, mentions, pack):
        mention = _target(sentence, mark, mentions, pack)
        named = [
            other for other in mentions if other.kind != ORGANISATION or other.is_office or other is mention
        ]
        inside = {at for mention in named for at in range(mention.first, mention.end)}
        candidates = find_candidates(sentence, mark, mention, inside, pack, weights)
        subjects = [
            (candidate.score, candidate.party) for candidate in candidates if candidate.refused is None
        ]
        subjects.sort(key=lambda subject: (-subject[0], subject[1].first))
        weight = _weight(sentence, weights) * (1.0 if mention else weights.nameless)
        weight *= weights.of_old if is_of_old(sentence, mark, pack) else 1.0
        start, end = sentence.tokens[mark.first].start, sentence.tokens[mark.end - 1].end
        if any(span.field == sentence.field and span.start < end and start < span.end for span in spans):
            weight *= weights.matched
        clear = bool(subjects) and subjects[0][0] > weights.clear
        claims.append(Claim(sentence, mark, mention, tuple(subjects), weight, clear, tuple(candidates)))
    return claims


def _endings(sentence: Sentence, mentions: Sequence[Mention], pack: Pack) -> Iterator[Mark]:
    """The words of ending outside names; the expiry of a period of notice is a way to end the agreement."""
    for mark in sentence.of(Layer.EXIT):
        if not any(mention.first <= mark.first and mark.end <= mention.end for mention in mentions):
            yield replace(mark, value="end") if is_of_period(sentence, mark, pack) else mark


def is_of_old(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a clause tells of what was done years or months before: `four years after Peru left`, `three
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
        if opener >= 0 and not sentence.has_stop(opener + 2, mark.first + 1, ",;"):
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
    before it; None without one.
    """
    if _has_object(sentence, mark, mentions, pack):
        return None
    mentions = [mention for mention in mentions if not mention.is_office and not _is_side(mention, mentions)]
    after = [mention for mention in mentions if _is_object(sentence, mark, mention, pack)]
    if after and after[0].entry == _UMBRELLA:
        after = _agencies(after[0], mentions) or after
    before = _ended_before(sentence, mark, mentions, pack)
    if before and (not after or _is_about_before(sentence, mark, before[-1], pack)):
        return before[-1]
    if after:
        return after[0]
    bodies = [mention for mention in mentions if _is_body_left(sentence, mark, mention)]
    return min(bodies, key=lambda body: abs(body.first - mark.first), default=None)


def _ended_before(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> list[Mention]:
    """The agreements before a word of ending that it may be about."""
    if _ends_something_else(sentence, mark, pack):
        return []
    return [
        mention
        for mention in mentions
        if 0 <= mark.first - mention.end <= _REACH and (mention.kind != ORGANISATION or pack.verb_last)
    ]


def _ends_something_else(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a verb of ending has an object of its own behind `to`, so that an agreement before it is what
    does the ending: `the pact was meant to put an end to that`.
    """
    if mark.value != "end" or mark.role == "noun" or pack.verb_last or mark.end - mark.first < _PHRASE:
        return False
    to = next((at for at in (mark.end - 1, mark.end) if pack.has("toward", sentence.word(at))), None)
    if to is None or sentence.has_stop(mark.end, to + 2, ",;:."):
        return False
    return to + 1 < len(sentence.tokens) and not any(
        date_mark.first in (to, to + 1) for date_mark in sentence.of(Layer.DATE)
    )


def _is_object(sentence: Sentence, mark: Mark, mention: Mention, pack: Pack) -> bool:
    """True if an agreement stands after a word of ending so that the word may be about it."""
    if not 0 <= mention.first - mark.end <= _REACH:
        return False
    if sentence.has_stop(mark.end, mention.first + 1, ";"):
        return False
    if mention.kind == ORGANISATION and not _is_left(sentence, mark, mention, pack):
        return False
    if mark.role == "noun" and _is_apart(sentence, mark.end, mention.first, pack):
        return False
    return not (pack.verb_last and _has_own_verb(sentence, mark, mention))


def _agencies(umbrella: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    """The last of the agencies that a name goes on to, as a list, or an empty one: `the United Nations
    Educational ... Organization (UNESCO)`.
    """
    agencies = [
        mention
        for mention in mentions
        if mention.kind == ORGANISATION and mention.entry and 0 <= mention.first - umbrella.end <= _SAME_BODY
    ]
    return agencies[-1:]


def _is_about_before(sentence: Sentence, mark: Mark, nearest: Mention, pack: Pack) -> bool:
    """True if a word of ending is about the agreement before it even if another follows: in the passive, as a
    noun right behind it, or as a word of expiry.
    """
    passive = any(pack.has("passive", sentence.word(mark.first - back)) for back in (1, 2))
    adjoined = mark.role == "noun" and nearest.end == mark.first
    return passive or adjoined or mark.value == "expire"


def _is_body_left(sentence: Sentence, mark: Mark, mention: Mention) -> bool:
    """True if an organisation stands behind a verb of leaving, at any distance, or right before any word of
    ending.
    """
    if mention.kind != ORGANISATION:
        return False
    is_behind = mark.value == "leave" and mention.first >= mark.end
    return is_behind or (mention.end == mark.first and "," not in sentence.gap(mark.first))


def _has_own_verb(sentence: Sentence, mark: Mark, mention: Mention) -> bool:
    """True if an agreement behind a comma has a word of ending behind it: `einfrieren, werde man das Abkommen
    kündigen`.
    """
    cut = sentence.has_stop(mark.end, mention.first + 1, ",")
    return cut and any(
        mention.end <= ending.first <= mention.end + _REACH for ending in sentence.of(Layer.EXIT)
    )


def _has_object(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> bool:
    """True if a person stands right behind a verb of ending, which then ends no agreement: `torched Biden
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
    """True if a clause begins between a place and the next agreement."""
    first = next((mention.first for mention in mentions if mention.first >= at), at)
    return any(pack.has("clause", sentence.word(place)) for place in range(at, first))


def _is_side(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """True if a body is a party of another agreement there: `kündigt das Abkommen mit der EU`."""
    rest = (other for other in mentions if other is not mention and other.kind != ORGANISATION)
    return mention.kind == ORGANISATION and any(
        party.first == mention.first for other in rest for party in other.parties
    )


def _is_apart(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if a clause begins between a noun of ending and an agreement: `no clause of withdrawal, so they
    invoke the convention`.
    """
    commas = [at for at in range(first, end + 1) if set(sentence.gap(at)) & set(",;:")]
    return any(pack.has("clause", sentence.word(at)) or end - at > _CLAUSE for at in commas)


def _is_left(sentence: Sentence, mark: Mark, body: Mention, pack: Pack) -> bool:
    """True if a body stands so after a word of ending that it is what is left: `quits NATO`, `suspends its
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
    """A subject of a word of ending (`mark`) and those it is joined with, in their order: `Mali, Niger and
    Burkina Faso`.
    """
    if mark is not None and stand_in(sentence, party, mark, pack) is not None:
        return sentence.beside(party)
    parties = {
        member.first: member
        for member in sentence.of(Layer.PARTY)
        if not is_companion(sentence, member, pack)
    }
    members = [party]
    ends = {member.end: member for member in parties.values()}
    while (before := _joined_before(sentence, members[0], party, ends, pack)) is not None:
        members.insert(0, before)
    while (after := _joined_after(sentence, members[-1], party, parties.values(), pack)) is not None:
        members.append(after)
    return [beside for member in members for beside in sentence.beside(member)]


def _joined_before(
    sentence: Sentence, first: Mark, subject: Mark, ends: Mapping[int, Mark], pack: Pack
) -> Mark | None:
    """The party joined to the first one of a group, before it; None without one. `ends`: parties by end."""
    at = _without_articles(sentence, first.first, pack)
    join = 1 if pack.has("and", sentence.word(at - 1)) else 0
    before = ends.get(at - join)
    if before is None or not (join or joins(sentence, at, pack)):
        return None
    led = before_group(sentence, before, pack)
    is_led = pack.has("against", led) or pack.has("by", led)
    if is_led and not join and not pack.has("and", sentence.word(subject.end)):
        return None  # in a blow to Washington, Ecuador; after talks hosted by Barbados, Guyana
    return before


def _joined_after(
    sentence: Sentence, last: Mark, subject: Mark, parties: Iterable[Mark], pack: Pack
) -> Mark | None:
    """The party joined to the last one of a group, behind it; None without one."""
    at = last.end
    join = 1 if pack.has("and", sentence.word(at)) else 0
    starts = (member for member in parties if _without_articles(sentence, member.first, pack) == at + join)
    after = next(starts, None)
    if after is None or after.first < at or not (join or joins(sentence, at, pack)):
        return None
    is_other_kind = is_body(after) and not is_body(subject)
    if is_other_kind and not join and not pack.has("and", sentence.word(after.end)):
        return None  # `Fiji, BM mahkemesinden`: a comma behind the subject
    return after
