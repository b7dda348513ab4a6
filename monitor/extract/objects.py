"""Objects of a word of ending that are no agreement between states: a candidate, troops, a bill, a wage
agreement.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.events import STOPS, is_in_name
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.unreal import alerts
from monitor.model import Evidence, Hit

_BEHIND = 4  # words between a word of ending and an object behind it
_BEFORE = 3  # the same before it
_FIRM = 6  # words between an agreement, `with`, and the company that is its other side


def is_of_thing(claim: Claim, pack: Pack, *, named: bool) -> bool:
    """True if the object of a word of ending is something else than an agreement: `withdrew its candidate for
    the post at the Seabed Authority`, not `left the pact`.

    `named`: the text names an agreement or a body; in another text only what is called an agreement counts.
    """
    sentence, mark, mention = claim.sentence, claim.mark, claim.mention
    marks = sentence.of(Layer.CONTEXT)
    if mention is not None and (_is_private_agreement(mention, marks) or _is_with_firm(mention, marks, pack)):
        return True
    if mark.value in ("expire", "notify", "return"):
        return False
    if mark.value == "leave" and mention is not None and _is_before_comma(mention, mark):
        return True  # a candidate for the Seabed Authority, leaving two others
    values = ("thing", "private") if named else ("private",)
    objects = [other for other in marks if other.value in values and not is_in_name(other, claim)]
    if _comes_first(objects, range(mark.end, mark.end + _BEHIND), sentence):
        return True
    if mark.role == "noun":
        return not pack.head_first and any(
            other.end == mark.first and sentence.gap(mark.first) in (" ", "-") for other in objects
        )
    before = range(mark.first - 1, mark.first - 1 - _BEFORE, -1)
    return _may_follow_object(claim, pack) and _comes_first(objects, before, sentence)


def _is_private_agreement(mention: Mention, marks: Sequence[Mark]) -> bool:
    """True if a word at the name says that it is an agreement of unions, firms or parties."""
    return any(
        mark.value == "private" and mark.first <= mention.end and mention.first <= mark.end for mark in marks
    )


def _is_with_firm(mention: Mention, marks: Sequence[Mark], pack: Pack) -> bool:
    """True if the other side of an agreement is a company: `its mining agreement with a unit of a Qatari
    group`, not `its agreement with Qatar on mining companies`.
    """
    sentence = mention.sentence
    states = {party.first for party in sentence.of(Layer.PARTY) if party.role != "adjective"}
    for firm in (mark for mark in marks if mark.value == "firm"):
        if pack.has("with_after", sentence.word(firm.end)) and 0 <= mention.first - firm.end <= _FIRM:
            return True
        side = next(
            (at for at in range(mention.first, firm.first) if pack.has("with", sentence.word(at))), -1
        )
        if side < 0 or not 0 <= firm.first - side <= _FIRM or side - mention.end > _FIRM:
            continue
        between = range(side + 1, firm.first)
        if states.isdisjoint(between) and not sentence.has_stop(side + 1, firm.first + 1, ",;:"):
            return True
    return False


def _is_before_comma(mention: Mention, mark: Mark) -> bool:
    """True if a name stands before a word of ending, and a comma between them."""
    return mention.end <= mark.first and "," in mention.sentence.gap(mark.first)


def _may_follow_object(claim: Claim, pack: Pack) -> bool:
    """True if a verb of ending may stand behind its object: at the end of a clause, in the passive, or
    leaving without an agreement.
    """
    sentence, mark = claim.sentence, claim.mark
    if pack.verb_last or (claim.mention is None and mark.value == "leave"):
        return True
    return any(pack.has("passive", sentence.word(mark.first - back)) for back in (1, 2))


def _comes_first(objects: Sequence[Mark], places: range, sentence: Sentence) -> bool:
    """True if one of the marks `objects` stands in these places, and no stop, agreement or body before it."""
    names = {
        at
        for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY))
        for at in range(mark.first, mark.end)
    }
    for at in places:
        if set(sentence.gap(at if places.step > 0 else at + 1)) & STOPS:
            return False
        if any(mark.first <= at < mark.end for mark in objects):
            return True
        if at in names:
            return False
    return False


def things_alone(
    sentences: Sequence[Sentence], claims: Sequence[Claim], things: Sequence[Claim], hits: tuple[Hit, ...]
) -> Evidence | None:
    """Why a text reports no exit: its headline and first paragraph have a word of ending about something else
    and none about an agreement, or it has no word of ending at all; else None.

    `claims` are those about agreements, `things` the others. If a hit alerts, only the headline counts: an
    agreement of unions, firms or parties, or another thing where neither it nor the first paragraph ends an
    agreement.
    """
    if alerts(hits):
        heading = [claim for claim in things if claim.sentence.place is Place.HEADLINE]
        told = any(
            claim.sentence.place is Place.HEADLINE
            or (claim.sentence.place is Place.LEAD and claim.mention is not None)
            for claim in claims
        )
        alone = [] if told else heading
        private = [claim for claim in heading if _has_private(claim.sentence)]
        first = next(iter([*private, *alone]), None)
    elif not (claims or things):
        return sentences[0].whole("", "no word of ending")
    elif any(claim.mention is not None and claim.sentence.place in FIRST for claim in claims):
        return None
    else:
        above = (claim for claim in things if claim.sentence.place in FIRST)
        first = next(above, None if claims else things[0])
    if first is None:
        return None
    why = "it is about something else than an agreement between states"
    return first.sentence.evidence("", first.mark.first, first.mark.end, why)


def _has_private(sentence: Sentence) -> bool:
    """True if a sentence has a word for an agreement of unions, firms or parties."""
    return any(mark.value == "private" for mark in sentence.of(Layer.CONTEXT))
