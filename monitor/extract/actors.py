"""Who acts: every word of ending asks the parties of its sentence, and the story adds up the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.neighbours import is_companion, is_owner
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.scene import Place, Sentence
from monitor.model import Span

CLEAR = 7.0  # score of a subject that stands right beside its word
_BODY_REACH = 8  # words between a word of ending and the body that is left
_SAME_BODY = 7
_UMBRELLA = "un"  # the entry whose name begins those of its agencies
_ASKED = 2
_REACTS = 4.0  # what an organisation loses below the first paragraph
_CLAUSE = 3  # words between a comma and an agreement in the same clause
_REACH = 14  # words between a word of ending and the agreement it ends


@dataclass(frozen=True, slots=True)
class Claim:
    """One word of ending in a sentence, the agreement it is about, and the parties that may be its subject, best first."""

    sentence: Sentence
    mark: Mark
    mention: Mention | None
    subjects: tuple[tuple[float, Mark], ...]
    weight: float

    @property
    def how(self) -> str:
        """leave, end, suspend, expire, notify or return."""
        return self.mark.value


def find_claims(sentence: Sentence, mentions: Sequence[Mention], pack: Pack, lexicon: Lexicon, spans: Iterable[Span]) -> list[Claim]:
    """The claims of one sentence. Words that a rule matched (`spans`) count more."""
    found = []
    for mark in sentence.of(Layer.EXIT):
        if any(mention.first <= mark.first and mark.end <= mention.end for mention in mentions):
            continue
        mention = _target(sentence, mark, mentions, pack)
        named = [one for one in mentions if one.kind != ORGANISATION or one.is_office or one is mention]
        inside = {at for one in named for at in range(one.first, one.end)}
        subjects = sorted(_subjects(sentence, mark, mention, inside, pack), key=lambda one: (-one[0], one[1].first))
        weight = _weight(sentence) * (1.0 if mention else 0.3)
        start, end = sentence.tokens[mark.first].start, sentence.tokens[mark.end - 1].end
        if any(span.field == sentence.field and span.start < end and start < span.end for span in spans):
            weight *= 1.3
        found.append(Claim(sentence, mark, mention, tuple(subjects), weight))
    return found


def _weight(sentence: Sentence) -> float:
    """How much what a sentence says counts by its place: a headline and a summary most, the end of an article least."""
    if sentence.field == "summary":
        return 1.0
    return {Place.HEADLINE: 1.5, Place.LEAD: 1.0, Place.MIDDLE: 0.8, Place.END: 0.5}[sentence.place]


def _target(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement a word of ending is about: the next one after it, else, and in the passive, the nearest before it."""
    mentions = [one for one in mentions if not one.is_office and not _is_side(one, mentions)]
    after = [
        one
        for one in mentions
        if 0 <= one.first - mark.end <= _REACH
        and (one.kind != ORGANISATION or _is_left(sentence, mark, one, pack))
        and not (mark.role == "noun" and _is_apart(sentence, mark.end, one.first, pack))
    ]
    if after and after[0].entry == _UMBRELLA:  # the United Nations Educational ... Organization (UNESCO)
        parts = [one for one in mentions if one.kind == ORGANISATION and one.entry and 0 <= one.first - after[0].end <= _SAME_BODY]
        after = parts[-1:] or after
    before = [one for one in mentions if 0 <= mark.first - one.end <= _REACH and (one.kind != ORGANISATION or pack.verb_last)]
    passive = any(pack.has("passive", sentence.word(mark.first - back)) for back in (1, 2))
    adjoined = bool(before) and mark.role == "noun" and before[-1].end == mark.first
    if before and (passive or adjoined or mark.value == "expire"):
        return before[-1]
    if after:
        return after[0]
    if before:
        return before[-1]
    bodies = [
        one
        for one in mentions
        if one.kind == ORGANISATION
        and ((mark.value == "leave" and one.first >= mark.end) or (one.end == mark.first and "," not in sentence.gap(mark.first)))
    ]
    return min(bodies, key=lambda one: abs(one.first - mark.first), default=None)


def _is_side(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a body is a party of another agreement there: `kündigt das Abkommen mit der EU`."""
    rest = (one for one in mentions if one is not mention and one.kind != ORGANISATION)
    return mention.kind == ORGANISATION and any(party.first == mention.first for one in rest for party in one.parties)


def _is_apart(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """Whether a clause begins between a noun of ending and an agreement: `no clause of withdrawal, so they invoke the convention`."""
    commas = [at for at in range(first, end + 1) if set(sentence.gap(at)) & set(",;:")]
    return any(pack.has("clause", sentence.word(at)) or end - at > _CLAUSE for at in commas)


def _is_left(sentence: Sentence, mark: Mark, body: Mention, pack: Pack) -> bool:
    """Whether a body stands so after a word of ending that it is what is left: `quits NATO`, `suspends its membership of the OAS`."""
    between = range(mark.end, body.first)
    if any(pack.has("told", sentence.word(at)) for at in between):
        return False  # the depositary
    if mark.value == "leave":
        return len(between) <= 2 or (len(between) <= _BODY_REACH and any(pack.has("leaving", sentence.word(at)) for at in between))
    if mark.value == "notify" and not any(mark.end <= one.first < body.first for one in sentence.of(Layer.EXIT)):
        return False  # who is notified
    return mark.value in ("suspend", "return", "notify") and any(pack.has("leaving", sentence.word(at)) for at in between[:_BODY_REACH])


def _subjects(sentence: Sentence, mark: Mark, mention: Mention | None, inside: set[int], pack: Pack) -> Iterable[tuple[float, Mark]]:
    objects = {other.end for other in sentence.of(Layer.EXIT) if other is not mark and other.role != "noun"}
    beside = {party.first for party in mention.parties if not is_owner(sentence, party)} if mention else set()
    for party in sentence.of(Layer.PARTY):
        if party.first in inside or party.first in beside or pack.has("compounds", sentence.word(party.end)):
            continue
        if is_body(party) and any(pack.has("members", sentence.word(at)) for at in (party.end - 1, party.end)):
            continue  # two NATO members, drei EU-Staaten
        if party.role == "organ" and _is_anothers(sentence, party):
            continue
        if is_companion(sentence, party, pack) or (mention is not None and party.value in mention.against):
            continue
        stand_in = _stand_in(sentence, party, mark, pack)
        if stand_in is not None and (nearer := _is_nearer(sentence, party, pack)) != _is_first_of_two(sentence, party, pack):
            if nearer:
                yield 10.0 - 0.4 * (mark.first - stand_in), party
            continue
        previous = _before_group(sentence, party, pack)
        owns = any(letter in "'’" for letter in sentence.gap(party.end))
        score = 10.0
        if party.end <= mark.first:
            score -= 0.4 * (mark.first - party.end)
            if any(pack.has("clause", sentence.word(at)) for at in range(party.end, mark.first)):
                score -= 3.0
            asked = pack.has("infinitive", sentence.word(party.end)) and mark.first - party.end <= _ASKED  # urges the EU to suspend
            beside_it = party.end == mark.first and not pack.head_first
            beside_it = beside_it and not pack.has("between", previous) and not pack.has("with", previous)
            if pack.has("against", previous) and not owns and not asked and not beside_it:
                score -= 0.0 if _is_blamed(sentence, party, mark, pack) else 5.0
            if is_told(sentence, party, pack) or _receives(sentence, party, mark, pack):
                score -= 8.0
            if pack.has("reacts", sentence.word(party.end)) and any(
                _is_blamed(sentence, one, mark, pack) for one in sentence.of(Layer.PARTY) if one.first > party.end
            ):
                score -= 6.0
            if mark.role == "noun" and any(pack.has("reacts", sentence.word(at)) for at in range(party.end, mark.first)):
                score -= 6.0
            if party.first in objects:
                score -= 5.0
        else:
            score -= _behind(party, mark, mention, previous, pack)
        if mention is not None and any(one is party for one in mention.parties):
            score -= 5.0
        if pack.has("belongings", sentence.word(party.end)):
            score -= 4.0
        if party.role == "capital" and (pack.has("place", previous) or is_dateline(sentence, party)):
            score -= 6.0
        if is_body(party) and sentence.place in (Place.MIDDLE, Place.END):
            score -= _REACTS
        yield score, party


def _is_anothers(sentence: Sentence, organ: Mark) -> bool:
    """Whether the name of another state stands right before an office: `Burundi MPs`."""
    owners = [one for one in sentence.of(Layer.PARTY) if one.end == organ.first and one.role in ("name", "adjective")]
    return any(one.value != organ.value and sentence.gap(organ.first) == " " for one in owners)


def is_body(party: Mark) -> bool:
    """Whether a party is an organisation: further down in an article it reacts, or is the depositary."""
    return party.role == ORGANISATION or party.value in ORGANISATIONS


def _stand_in(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> int | None:
    """Where `the country's announcement that it` stands between two joined parties and a word of ending: one state, the nearer."""
    for at in range(party.end + 1, mark.first - 1):
        if pack.has("state", sentence.word(at)) and pack.has("article", sentence.word(at - 1)) and sentence.word(at + 1) == "s":
            return at
    return None


def is_object(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether the word before a party makes it one that something is done to: `the attack on Ukraine`."""
    return pack.has("against", _before_group(sentence, party, pack))


def _is_nearer(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    return pack.has("and", sentence.word(party.first - 1)) and any(one.end == party.first - 1 for one in sentence.of(Layer.PARTY))


def _is_first_of_two(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    return pack.has("and", sentence.word(party.end)) and any(one.first == party.end + 1 for one in sentence.of(Layer.PARTY))


def _is_blamed(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """`slams Panama for quitting`, `accuses Chile of tearing up`: who is blamed for the exit made it."""
    return (
        pack.has("blamed_for", sentence.word(party.end))
        and 0 <= mark.first - party.end - 1 <= _ASKED
        and (mark.role == "noun" or sentence.word(mark.first).endswith("ing"))
    )


def is_told(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether a party hears of what is done: `told Ottawa that`, `notifies Kenya of`, `Libreville had been told`."""
    if is_owner(sentence, party):
        return False
    if pack.has("told", _before_group(sentence, party, pack)):
        return True
    after = [sentence.word(party.end + skip) for skip in range(4)]
    if pack.has("gives", _before_group(sentence, party, pack)) and any(pack.has("notice", word) for word in after):
        return True
    if pack.has("told", after[0]) and pack.has("by", after[1]):
        return True  # Guyana told by letter
    return any(pack.has("told", word) and pack.has("passive", before) for before, word in pairwise(after))


def _receives(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """Whether a party is handed the paper that ends the agreement: `the Kenyan ambassador received a note terminating the pact`."""
    papers = [one for one in sentence.of(Layer.FORM) if one.value in DOCUMENTS and party.end <= one.first <= mark.first]
    between = range(party.end, papers[0].first) if papers else ()
    return any(pack.has("receives", sentence.word(at)) for at in between)


def _behind(party: Mark, mark: Mark, mention: Mention | None, previous: str, pack: Pack) -> float:
    """What a party loses behind a word of ending: little with `by` or `of`, as a genitive, and in `pulls Chile out of the pact`."""
    between = party.first - mark.end
    if mark.role == "noun" and pack.head_first and between == 0:
        return 0.0  # выход США, wycofanie Rosji
    if pack.has("by", previous) or (mark.role == "noun" and pack.has("of", previous)):
        return 1.0 + 0.5 * between
    if mention is not None and mention.first >= party.end and between <= 3 and mark.value in ("leave", "suspend"):
        return 1.5
    return 6.0 + 0.3 * between


def _before_group(sentence: Sentence, party: Mark, pack: Pack) -> str:
    """The word before a party, its article, and those it is joined to: `between` of `between the US and Russia`."""
    ends = {one.end for one in sentence.of(Layer.PARTY)}
    at = party.first - 1
    while pack.has("article", sentence.word(at)) or (pack.has("and", sentence.word(at)) and at in ends):
        if pack.has("and", sentence.word(at)):
            at = next(one.first for one in sentence.of(Layer.PARTY) if one.end == at)
        at -= 1
    return sentence.word(at)


def is_dateline(sentence: Sentence, party: Mark) -> bool:
    """`MOSCOW, Feb 3 (Reuters) -`: a place, not a government."""
    return party.first <= 2 and sentence.raw(party.first, party.end).isupper() and len(sentence.raw(party.first, party.end)) > 3


def add_up(claims: Iterable[Claim]) -> dict[str, float]:
    """How strongly each party is said to act, over all claims: the best subject of a claim counts in full, the others a quarter."""
    total: dict[str, float] = {}
    for claim in claims:
        for value, score in {party.value: score for score, party in reversed(claim.subjects) if score > 0}.items():
            best = claim.subjects[0][1].value
            share = 1.0 if value == best else 0.25
            total[value] = total.get(value, 0.0) + claim.weight * share * score * score
    return total


def _without_articles(sentence: Sentence, at: int, pack: Pack) -> int:
    """The place of the first of the articles before a word: `le Mali et le Niger`."""
    while pack.has("article", sentence.word(at - 1)):
        at -= 1
    return at


def group(sentence: Sentence, party: Mark, pack: Pack, mark: Mark | None = None) -> list[Mark]:
    """A subject of a word of ending and those it is joined with: `Mali, Niger and Burkina Faso`."""
    if mark is not None and _stand_in(sentence, party, mark, pack) is not None:
        return sentence.beside(party)
    parties = {one.first: one for one in sentence.of(Layer.PARTY) if not is_companion(sentence, one, pack)}
    ends = {one.end: one for one in parties.values()}
    found = [party]
    while True:
        at = _without_articles(sentence, found[0].first, pack)
        join = 1 if pack.has("and", sentence.word(at - 1)) else 0
        before = ends.get(at - join)
        if before is None or not (join or sentence.gap(at).strip() == ","):
            break
        if not join and pack.has("against", _before_group(sentence, before, pack)) and not pack.has("and", sentence.word(party.end)):
            break  # in a blow to Washington, Ecuador
        found.insert(0, before)
    while True:
        at = found[-1].end
        join = 1 if pack.has("and", sentence.word(at)) else 0
        after = next((one for one in parties.values() if at + join == _without_articles(sentence, one.first, pack) > at - 1), None)
        if after is None or after.first < at or not (join or sentence.gap(at).strip() == ","):
            break
        if not join and is_body(after) and not is_body(party) and not pack.has("and", sentence.word(after.end)):
            break  # `Fiji, BM mahkemesinden`: a comma behind the subject
        found.append(after)
    return [one for member in found for one in sentence.beside(member)]
