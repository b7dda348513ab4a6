"""Stories in which no word of ending is about an agreement: the row that is left, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.proper import proper_name
from monitor.extract.rows import Row, is_actor
from monitor.extract.scene import FIRST, Sentence
from monitor.model import Evidence


def is_told_first(claims: Sequence[Claim]) -> bool:
    """Whether headline or first paragraph say who does what a word of ending says, even where they name no agreement."""
    return any(claim.clear and claim.sentence.place in FIRST for claim in claims)


def nothing_in(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> Evidence | None:
    """What of a text without a row comes nearest to a statement: its best founded word of ending, else its first sentence."""
    best = max(claims, key=lambda claim: claim.weight, default=None)
    if best is not None:
        return best.sentence.evidence("", best.mark.first, best.mark.end, "no agreement is named that could end, and nobody who ends one")
    return sentences[0].whole("", "no agreement is named, nobody who ends one, and no word of ending") if sentences else None


def only_row(claims: Sequence[Claim], mentions: Sequence[Mention], acting: set[str], pack: Pack, lexicon: Lexicon) -> Row:
    """The row of a story in which no word of ending has an agreement: the first that is named, a name that no list holds, or none."""
    row = Row(claims=sorted(claims, key=lambda claim: -claim.weight)[:1])
    named = [one for one in mentions if not one.bare and not one.is_office and not is_actor(one, acting, lexicon)]
    if named:
        first = min(named, key=lambda one: (one.kind == ORGANISATION, one.sentence.number, not one.entry))
        row.join(first, [party.value for party in first.parties if party.value not in acting])
        row.why = "no word of ending is about an agreement: the first that the text names"
    elif row.claims and (unknown := proper_name(row.claims[0], pack)) is not None:
        row.join(unknown, ())
        row.why = "a name in capitals right behind the word of ending, which no list holds"
    return row
