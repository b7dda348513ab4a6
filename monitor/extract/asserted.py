"""Words of ending that assert nothing of now: denied, asked, of years ago, or of exits in general.

An article that the judge does not take for the news of an exit states one only where a sentence asserts one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.extract.actors import Claim, is_of_old
from monitor.extract.columns import note, unreal_marks
from monitor.extract.dates import DateMatch, find_dates
from monitor.extract.denials import denial
from monitor.extract.history import is_signing
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_dateline, is_side
from monitor.model import Evidence

_YEARS = 2  # before publication: an exit of that year, or an earlier one, is no news
_NEAR = 12  # words between a word of ending and its year
_DEMAND = 12  # words between a demand and what is demanded
_SINCE = 2  # words between a name and a day without a clause between them
STATED = 2  # points of a subject with which a sentence says that it acts
_OPENING = 3  # words behind a name among which a relative clause opens: `, to which`
_CLOSING = "\"'”“»«’ )"


def statements(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that say what ends, and of which state or by whose name it is known: what an article can
    assert. A noun without a subject only points to an exit that is told elsewhere.
    """
    named = [claim for claim in claims if claim.mention is not None]
    first = [claim for claim in named if claim.sentence.place in FIRST]
    return [claim for claim in named if _is_statement(claim)] or first or named


def _is_statement(claim: Claim) -> bool:
    """True if a claim about an agreement has a state for its subject, or a verb and a name of its own."""
    mention = claim.mention
    if any(score > STATED and is_side(party) for score, party in claim.subjects):
        return True
    if mention is None or claim.mark.role == "noun":
        return False
    return bool(mention.entry) or mention.is_title or any(is_side(party) for party in mention.parties)


def asserted(claims: Sequence[Claim], pack: Pack, published: date | None) -> list[Claim]:
    """The claims that may assert an exit of now. Where the first statement of headline and first paragraph
    is of years ago, the others are of the same time, but for those with a day of these years. A headline on
    exits in general leaves only what a sentence clearly says of a state.
    """
    reasons = [(claim, unasserted(claim, pack, published)) for claim in claims]
    now = [claim for claim, reason in reasons if reason is None]
    if any(claim.sentence.place is Place.HEADLINE and _is_statistic(claim) for claim in claims):
        now = [claim for claim in now if claim.clear]
    if published is None:
        return now
    first = next((claim for claim in statements(claims) if claim.sentence.place in FIRST), None)
    if first is None or old_time(first, pack, published) is None:
        return now
    return [claim for claim in now if is_dated_now(claim, pack, published)]


def nothing_asserted(claims: Sequence[Claim], pack: Pack, published: date | None) -> Evidence | None:
    """Why none of the statements asserts an exit: of the one that counts most; None if one may, or there is
    none.
    """
    stated = statements(claims)
    now = asserted(claims, pack, published)
    if any(claim in now for claim in stated):
        return None
    reasons = [(claim.weight, unasserted(claim, pack, published)) for claim in stated]
    told = [(weight, reason) for weight, reason in reasons if reason is not None]
    return max(told, key=lambda reason: reason[0])[1] if told else None


def unasserted(claim: Claim, pack: Pack, published: date | None) -> Evidence | None:
    """Why a word of ending asserts no exit of now; None where it may."""
    denied = denial(claim, pack)
    if denied is not None:
        return denied
    sentence, mark = claim.sentence, claim.mark
    if is_question(sentence):
        return note(sentence, mark, f"“{sentence.words(mark)}” is only asked")
    if _is_statistic(claim):
        return note(sentence, mark, f"“{sentence.words(mark)}” is said of exits in general")
    armed = _armed_group(claim, pack)
    if armed is not None:
        return note(sentence, armed, f"“{sentence.words(mark)}” is said of an armed group, and of no state")
    demand = _demand(claim)
    if demand is not None and sentence.place not in FIRST:
        return note(sentence, demand, f"“{sentence.words(mark)}” is only demanded")
    return old_time(claim, pack, published) if published is not None else None


def is_question(sentence: Sentence) -> bool:
    """True if a sentence is a question."""
    return sentence.text.rstrip(_CLOSING).endswith(("?", "？", "؟"))


def first_states(sentences: Sequence[Sentence]) -> set[str]:
    """The states that headline and first paragraph name, without the place of a dateline."""
    return {
        party.value
        for sentence in sentences
        if sentence.place in FIRST
        for party in sentence.of(Layer.PARTY)
        if is_side(party) and not is_dateline(sentence, party)
    }


def is_aside(claim: Claim, states: set[str]) -> bool:
    """True if the end of an article tells what a state did that headline and first paragraph (`states`) do
    not name.
    """
    if claim.sentence.place is not Place.END or not states or not claim.subjects:
        return False
    return claim.subjects[0][1].value not in states


def _is_statistic(claim: Claim) -> bool:
    """True if a noun in the plural speaks of exits, and no state has them: `64 withdrawals in ten years`."""
    if any(score > 0 and is_side(party) for score, party in claim.subjects):
        return False
    return any(mark.first <= claim.mark.first < mark.end for mark in unreal_marks(claim.sentence, "many"))


def _armed_group(claim: Claim, pack: Pack) -> Mark | None:
    """The word for an armed group before a word of ending without a clear subject: `rebels quit it`."""
    sentence, mark = claim.sentence, claim.mark
    if claim.clear:
        return None
    at = next((at for at in range(mark.first) if pack.has("armed", sentence.word(at))), None)
    return Mark(at, at + 1, Layer.CONTEXT, "armed", "") if at is not None else None


def _demand(claim: Claim) -> Mark | None:
    """The word by which somebody demands an exit: `called for the treaty to be denounced`."""
    demands = unreal_marks(claim.sentence, "demand")
    return next((mark for mark in demands if 0 <= claim.mark.first - mark.end <= _DEMAND), None)


def old_time(claim: Claim, pack: Pack, published: date) -> Evidence | None:
    """The words that say that an exit is years old: `six years since Peru left`, `ended it in 2008`."""
    sentence, mark = claim.sentence, claim.mark
    ending = sentence.words(mark)
    if is_of_old(sentence, mark, pack):
        periods = [
            word for word in sentence.of(Layer.PERIOD) if word.value == "year" and word.end <= mark.first
        ]
        if periods:
            return note(sentence, periods[-1], f"“{ending}” is said to be years old")
    near = _nearest(claim, pack, published)
    if near is None or near.treaty_date.year > published.year - _YEARS:
        return None
    return sentence.evidence(near.value, near.first, near.end, f"the year of “{ending}”, which is long over")


def is_dated_now(claim: Claim, pack: Pack, published: date) -> bool:
    """True if the nearest day to a word of ending is one of these years."""
    near = _nearest(claim, pack, published)
    if near is None or near.treaty_date.year <= published.year - _YEARS:
        return False
    return near.weekday or not near.relative


def _nearest(claim: Claim, pack: Pack, published: date) -> DateMatch | None:
    """The nearest date to a word of ending in its clause; None for what expires."""
    sentence, mark, name = claim.sentence, claim.mark, claim.mention
    if claim.how == "expire":
        return None
    inside = range(name.first, name.end) if name is not None and name.sentence is sentence else range(0)
    days = [
        day
        for day in find_dates(sentence, pack, published)
        if day.first not in inside
        and not is_signing(sentence, day)
        and not _is_of_name(claim, day, inside, pack)
    ]
    near = min(days, key=lambda day: _distance(day, claim, inside), default=None)
    if near is None or _distance(near, claim, inside) > _NEAR:
        return None
    low, high = min(mark.end, near.end), max(mark.first, near.first)
    return None if sentence.has_stop(low, high + 1, ";:") else near


def _is_of_name(claim: Claim, day: DateMatch, inside: range, pack: Pack) -> bool:
    """True if a day is told of the agreement before it, whose words are `inside`, without another word of
    ending: in a relative clause (`the end of the pact, to which Peru put its name in 1992`), or as that since
    when it has been in force; not `out of the pact since 1997`.
    """
    sentence = claim.sentence
    if not inside or claim.mark.end > inside.start or day.first < inside.stop:
        return False
    others = (mark for mark in sentence.of(Layer.EXIT) if inside.stop <= mark.first < day.first)
    if next(others, None) is not None:
        return False
    has_comma = sentence.has_stop(inside.stop, day.first, ",")
    if pack.has("since", sentence.word(day.first - 1)):
        return has_comma or day.first - inside.stop > _SINCE
    opening = range(inside.stop, min(inside.stop + _OPENING, day.first))
    return has_comma and any(pack.has("clause", sentence.word(at)) for at in opening)


def _distance(day: DateMatch, claim: Claim, inside: range) -> int:
    """The words between a date and a word of ending, without those of the name."""
    low, high = min(claim.mark.end, day.end), max(claim.mark.first, day.first)
    return sum(1 for at in range(low, high) if at not in inside)
