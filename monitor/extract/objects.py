"""What a word of ending may be about that is no agreement between states: a candidate, troops, a bill, a wage
agreement.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.events import STOPS, is_in_name
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.unreal import alerts
from monitor.model import Evidence, Hit

_BEHIND = 4  # words between a word of ending and what it is about
_BEFORE = 3


def is_of_thing(claim: Claim, pack: Pack, *, named: bool) -> bool:
    """True if a word of ending is about a thing: `withdrew its candidate for the post at the Seabed
    Authority`, not `left the pact`.

    `named`: the text names an agreement or a body; in another one only what is called an agreement counts.
    """
    sentence, mark, mention = claim.sentence, claim.mark, claim.mention
    marks = sentence.of(Layer.CONTEXT)
    private = [other for other in marks if other.value == "private"]
    if mention is not None and any(one.first <= mention.end and mention.first <= one.end for one in private):
        return True
    if mark.value in ("expire", "notify", "return"):
        return False
    if (
        mark.value == "leave"
        and mention is not None
        and mention.end <= mark.first
        and "," in sentence.gap(mark.first)
    ):
        return True  # a candidate for the Seabed Authority, leaving two others
    values = ("thing", "private") if named else ("private",)
    things = [other for other in marks if other.value in values and not is_in_name(other, claim)]
    if _first_of(things, range(mark.end, mark.end + _BEHIND), sentence):
        return True
    if mark.role == "noun":
        return not pack.head_first and any(
            thing.end == mark.first and sentence.gap(mark.first) in (" ", "-") for thing in things
        )
    ends_clause = pack.verb_last or pack.lang in ("de", "nl")
    passive = any(pack.has("passive", sentence.word(mark.first - back)) for back in (1, 2))
    if ends_clause or passive or (mention is None and mark.value == "leave"):
        return _first_of(things, range(mark.first - 1, mark.first - 1 - _BEFORE, -1), sentence)
    return False


def _first_of(things: Sequence[Mark], places: range, sentence: Sentence) -> bool:
    """True if one of these words stands in these places, and no stop, agreement or body before it."""
    names = {
        at
        for layer in (Layer.HEAD, Layer.ENTRY)
        for mark in sentence.of(layer)
        for at in range(mark.first, mark.end)
    }
    for at in places:
        if set(sentence.gap(at if places.step > 0 else at + 1)) & STOPS:
            return False
        if any(thing.first <= at < thing.end for thing in things):
            return True
        if at in names:
            return False
    return False


def things_alone(
    sentences: Sequence[Sentence], claims: Sequence[Claim], things: Sequence[Claim], hits: tuple[Hit, ...]
) -> Evidence | None:
    """The word of ending in headline and first paragraph that is about a thing, where these have none that is
    about an agreement; the first sentence of a text without words of ending. Where the judge alerts, only an
    agreement of unions, firms or parties in the headline counts. `claims` are those about agreements.
    """
    if alerts(hits):
        above = [
            thing
            for thing in things
            if thing.sentence.place is Place.HEADLINE and _is_private(thing.sentence)
        ]
        return _note(above[0]) if above else None
    if not (claims or things):
        return sentences[0].whole("", "no word of ending")
    if any(claim.mention is not None and claim.sentence.place in FIRST for claim in claims):
        return None
    found = next((claim for claim in things if claim.sentence.place in FIRST), None if claims else things[0])
    if found is None:
        return None
    return _note(found)


def _is_private(sentence: Sentence) -> bool:
    return any(mark.value == "private" for mark in sentence.of(Layer.CONTEXT))


def _note(claim: Claim) -> Evidence:
    return claim.sentence.evidence(
        "", claim.mark.first, claim.mark.end, "it is about something else than an agreement between states"
    )
