"""What words that only point back to an agreement mean: `the treaty`, `the military alliance`."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.lists import Item
from monitor.extract.plurals import is_plural


def meant(claim: Claim, mentions: Sequence[Mention], items: Sequence[Item], pack: Pack) -> Mention | None:
    """What "the treaty" or "the military alliance" points back to: the nearest name before it, else the first after it. A plural that
    a list spells out is no name of that list.
    """
    bare = claim.mention
    body = bare is not None and bare.kind == ORGANISATION
    if bare is None or not (bare.bare or (body and not bare.entry)):
        return bare
    at = (claim.sentence.number, bare.first)
    named = [one for one in mentions if not one.bare and (bool(one.entry) if body else one.kind != ORGANISATION)]
    named = [one for one in named if (one.kind == ORGANISATION) == body]
    if not is_plural(bare, pack) and any(not is_plural(one, pack) for one in named):
        named = [one for one in named if not is_plural(one, pack)]  # other treaties of the kind, told of in between
    before = [one for one in named if (one.sentence.number, one.first) < at]
    if not before and is_plural(bare, pack) and any(item.mention is not None for item in items):
        return bare
    return before[-1] if before else named[0] if named else bare
