"""Exits of other states, told as background below the first paragraph: they are never what the article reports."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.extract.actors import CLEAR, Claim, group, is_body
from monitor.extract.course import is_item
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.rows import Row, gather, is_plural
from monitor.extract.scene import Place

_STATED = 2.0  # score of a subject that the sentence has, if further from its word


def parted(claims: Sequence[Claim], acting: Collection[str]) -> tuple[list[Claim], list[Claim]]:
    """The claims of the article's own exits, and those of exits that others made elsewhere."""
    elsewhere = [claim for claim in claims if _is_elsewhere(claim, acting)]
    return [claim for claim in claims if claim not in elsewhere], elsewhere


def _is_elsewhere(claim: Claim, acting: Collection[str]) -> bool:
    """Whether a state that does not act in the article is the subject."""
    if not acting or claim.sentence.place in (Place.HEADLINE, Place.LEAD) or claim.how == "expire" or not claim.subjects:
        return False
    score, party = claim.subjects[0]
    if party.value in acting or is_body(party):
        return False
    return score > CLEAR or (score > _STATED and not any(one.value in acting for _, one in claim.subjects))


def without(mentions: Sequence[Mention], own: Sequence[Claim], elsewhere: Sequence[Claim]) -> list[Mention]:
    """The mentions in sentences that do not speak of exits elsewhere alone."""
    told = {claim.sentence.number for claim in own}
    apart = {claim.sentence.number for claim in elsewhere} - told
    return [mention for mention in mentions if mention.sentence.number not in apart]


def others(claims: Sequence[Claim], rows: Sequence[Row], pack: Pack, lexicon: Lexicon) -> list[Row]:
    """The rows of exits elsewhere: each from one agreement that the article's own exits are not from."""
    found = [row for row in gather(claims, (), set(), pack, lexicon) if _is_new(row, rows, pack)]
    for row in found:
        row.elsewhere = True
        claim = max(row.claims, key=lambda claim: claim.subjects[0][0])
        joined = group(claim.sentence, claim.subjects[0][1], pack, claim.mark)
        row.actors = {one.value: claim.sentence.evidence(one.value, one.first, one.end) for one in joined}
    return found


def in_passing(row: Row, acting: Collection[str], pack: Pack) -> bool:
    """Whether only the end of an article tells of the end of another agreement, in sentences that name nobody who acts."""
    if row.lines or row.table is not None or not row.claims or not acting:
        return False
    return all(
        claim.sentence.place is Place.END
        and not is_item(claim.sentence)
        and not any(party.value in acting for party in claim.sentence.of(Layer.PARTY))
        for claim in row.claims
    )


def _is_new(row: Row, rows: Sequence[Row], pack: Pack) -> bool:
    """Whether an exit elsewhere is from one agreement that the article's own exits are not from."""
    best = row.best()
    if best is None or is_plural(best, pack):
        return False
    return not any((row.entry and row.entry == one.entry) or best in one.mentions for one in rows) and bool(row.entry or row.others)
