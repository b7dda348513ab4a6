"""What words that only point back to an agreement mean: `the treaty`, `the military alliance`."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.lists import Item
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural, is_several

_VERB_LAST = 3  # words between a pronoun and a verb that stands last


def meant(
    claim: Claim, mentions: Sequence[Mention], items: Sequence[Item], pack: Pack, *, tables: bool
) -> Mention | None:
    """What "the treaty" or "the military alliance" points back to: the nearest name before it, else the first
    after it. A plural that a list or a table spells out is no name of that list. "It" beside a word of ending
    is what the sentence before named last.
    """
    if claim.mention is None:
        return _object(claim, mentions, pack)
    if claim.mention.kind == "charter" and not claim.mention.entry and not claim.mention.is_title:
        of = [
            mention
            for mention in mentions
            if mention.kind == ORGANISATION and not mention.bare and not mention.is_office
        ]
        return of[0] if of else claim.mention  # what its statute says of leaving
    bare = claim.mention
    body = bare is not None and bare.kind == ORGANISATION
    if bare is None or not (bare.bare or (body and not bare.entry and not _is_name(bare, pack))):
        return bare
    at = (claim.sentence.number, bare.first)
    named = [
        mention
        for mention in mentions
        if not mention.bare and (bool(mention.entry) if body else mention.kind != ORGANISATION)
    ]
    named = [mention for mention in named if (mention.kind == ORGANISATION) == body]
    several = is_several(bare, pack) if pack.declines else is_plural(bare, pack)
    if not several and any(not is_plural(mention, pack) for mention in named):
        # other treaties of the kind, told of in between
        named = [mention for mention in named if not is_plural(mention, pack)]
    before = [mention for mention in named if (mention.sentence.number, mention.first) < at]
    if not before and is_plural(bare, pack) and (tables or any(item.mention is not None for item in items)):
        return bare
    return before[-1] if before else named[0] if named else bare


def _is_name(body: Mention, pack: Pack) -> bool:
    """True if a body is called by a name that no list holds, and not described: nouns have small letters
    there.
    """
    if any(mark.first == body.end for mark in body.sentence.of(Layer.ENTRY)):
        return False  # Central African bloc ECCAS
    return pack.lang != "de" and body.says_more and body.sentence.tokens[body.first].raw[0].isupper()


def _object(claim: Claim, mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement of the sentence before, where a word like `it` stands beside a verb of ending: `The
    cabinet decided to end it too`.
    """
    sentence, mark = claim.sentence, claim.mark
    if mark.role == "noun" or mark.value not in ("leave", "end", "suspend"):
        return None
    back = _VERB_LAST if pack.verb_last else 1
    cuts = {at for at in range(mark.first - back, mark.end + 1) if set(sentence.gap(at)) & set(",;:.")}
    ahead = any(
        pack.has("object", sentence.word(at)) and not cuts & {*range(at + 1, mark.first + 1)}
        for at in range(mark.first - back, mark.first)
    )
    behind = pack.has("object", sentence.word(mark.end)) and mark.end not in cuts
    # avaient quitté la zone
    noun = pack.has("article", sentence.word(mark.end)) and sentence.gap(mark.end + 1) == " "
    if not ahead and (noun or not behind):
        return None
    before = [
        mention
        for mention in mentions
        if mention.sentence.number == sentence.number - 1 and mention.sentence.field == sentence.field
    ]
    named = [
        one
        for one in before
        if not one.bare and one.kind != ORGANISATION and one.sentence.paragraph == sentence.paragraph
    ]
    return named[-1] if len({mention.name for mention in named}) == 1 else None
