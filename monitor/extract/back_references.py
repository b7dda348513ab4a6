"""The agreement that words without a name point back to: `the treaty`, `the military alliance`, `it`."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.lists import ListLine
from monitor.extract.phrases import Layer, Mark
from monitor.extract.plurals import is_plural, is_several
from monitor.extract.story_marks import Sentence

_VERB_LAST = 3  # words between a pronoun and a verb that stands last


def referent(
    claim: Claim, mentions: Sequence[Mention], items: Sequence[ListLine], pack: Pack, *, tables: bool
) -> Mention | None:
    """The agreement of a claim: its own mention if that is a name, else the one that it points back to.

    "The treaty" or "the military alliance" means the nearest name before it, else the first after it; "it"
    beside a word of ending means what the sentence before named last. A plural before all names, which a list
    (`items`) or a table spells out, stays as it is. None if the claim has no agreement.
    """
    mention = claim.mention
    if mention is None:
        return _object(claim, mentions, pack)
    if mention.kind == "charter" and not mention.entry and not mention.is_title:
        return next(filter(_is_named_body, mentions), mention)  # what its statute says of leaving
    if not mention.bare and not _is_described_body(mention, pack):
        return mention
    names = _names_for(mention, mentions, pack)
    place = (claim.sentence.number, mention.first)
    before = [name for name in names if (name.sentence.number, name.first) < place]
    if before:
        return before[-1]
    spelt_out = tables or any(item.mention is not None for item in items)
    if not names or (spelt_out and is_plural(mention, pack)):
        return mention
    return names[0]


def _is_named_body(mention: Mention) -> bool:
    """True for the name of an organisation that is no office (`the UN commissioner`)."""
    return mention.kind == ORGANISATION and not mention.bare and not mention.is_office


def _is_described_body(mention: Mention, pack: Pack) -> bool:
    """True for an organisation that is only described: `the military alliance`."""
    return mention.kind == ORGANISATION and not mention.entry and not _is_name(mention, pack)


def _names_for(mention: Mention, mentions: Sequence[Mention], pack: Pack) -> list[Mention]:
    """The names that a mention without one may mean: bodies of the gazetteer for a body, else agreements.

    A singular means none of the plurals (other treaties of the kind, told of in between) if there are
    singulars.
    """
    if mention.kind == ORGANISATION:
        names = [name for name in mentions if name.kind == ORGANISATION and not name.bare and name.entry]
    else:
        names = [name for name in mentions if name.kind != ORGANISATION and not name.bare]
    several = is_several(mention, pack) if pack.declines else is_plural(mention, pack)
    singulars = [] if several else [name for name in names if not is_plural(name, pack)]
    return singulars or names


def _is_name(body: Mention, pack: Pack) -> bool:
    """True if a body is called by a name that the gazetteer does not hold, which has a capital. Not in
    German, where all nouns have one, and not before another name (`Central African bloc ECCAS`).
    """
    if any(mark.first == body.end for mark in body.sentence.of(Layer.ENTRY)):
        return False
    return not pack.noun_capitals and body.says_more and body.sentence.tokens[body.first].raw[0].isupper()


def _object(claim: Claim, mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement of the sentence before, where a word like `it` stands beside a verb of ending: `The
    cabinet decided to end it too`. None if several are named there.
    """
    sentence, mark = claim.sentence, claim.mark
    if mark.role == "noun" or mark.value not in ("leave", "end", "suspend"):
        return None
    if not _has_pronoun(sentence, mark, pack):
        return None
    names = [mention for mention in mentions if not mention.bare and mention.kind != ORGANISATION]
    named = [
        name
        for name in names
        if name.sentence.number == sentence.number - 1 and name.sentence.paragraph == sentence.paragraph
    ]
    return named[-1] if len({mention.name for mention in named}) == 1 else None


def _has_pronoun(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a word like `it` stands beside a verb of ending, with no stop between: right behind it, right
    before it, or shortly before one that stands last.
    """
    distance = _VERB_LAST if pack.verb_last else 1
    low = mark.first - distance
    stops = {at for at in range(low, mark.end + 1) if set(sentence.gap(at)) & set(",;:.")}
    if any(
        pack.has("object", sentence.word(at)) and not any(at < stop <= mark.first for stop in stops)
        for at in range(low, mark.first)
    ):
        return True
    # the article of a noun is no pronoun: avaient quitté la zone
    is_article = pack.has("article", sentence.word(mark.end)) and sentence.gap(mark.end + 1) == " "
    return pack.has("object", sentence.word(mark.end)) and mark.end not in stops and not is_article
