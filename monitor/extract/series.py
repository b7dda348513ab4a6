"""Agreements that a sentence lists, or that the one after it spells out: a word of ending holds for each of
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.nickname import is_introduced
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural
from monitor.extract.rows import SOON
from monitor.extract.story_marks import Sentence

_LISTED = 12  # agreements of one list
_BEFORE = 2  # sentences between a word of ending and the names of what it ends
_ENDS = ("leave", "end", "suspend", "notify")


def listed(
    claim: Claim, sentences: Sequence[Sentence], mentions: Mapping[int, Sequence[Mention]], pack: Pack
) -> list[Claim]:
    """A claim once for each agreement of the list that it is about: `the road treaty with Chile and the rail
    treaty with Peru`, or `three agreements`, which a sentence after it names. `mentions`: by sentence.
    """
    mention = claim.mention
    if mention is None or mention.bare:
        return [claim]
    found = [mention]
    for one in mentions[mention.sentence.number]:
        if (
            one.first >= found[-1].reach
            and not one.bare
            and one.kind != ORGANISATION
            and len(found) < _LISTED
        ):
            if not _in_list(mention.sentence, found[-1].reach, one.first, pack) or _is_apposition(one, pack):
                break
            found.append(one)
    if len(found) == 1 and is_plural(mention, pack) and not mention.parties and not mention.identity:
        found = _named_next(mention, sentences, mentions) or found
    return [replace(claim, mention=one) for one in found]


def introduced(
    claims: Sequence[Claim], mentions: Mapping[int, Sequence[Mention]], nameless: float
) -> list[Claim]:
    """The claims, of which one without an agreement ends those that a sentence right behind it introduces by
    their names: `tears up two documents. At issue are the Agreement on ... and the Agreement on ...`.
    `nameless`: the weight of claims without an agreement.
    """
    found = list(claims)
    for number, names in mentions.items():
        titles = [
            name_mention
            for name_mention in names
            if name_mention.is_title and name_mention.kind != ORGANISATION
        ]
        if not titles or not any(is_introduced(title) for title in titles):
            continue
        before = [
            one
            for one in found
            if 0 < number - one.sentence.number <= _BEFORE and one.sentence.field == titles[0].sentence.field
        ]
        if any(one.mention is not None for one in before):
            continue
        open_claims = [one for one in before if one.how in _ENDS]
        said = [
            claim for claim in open_claims if any(score > 0 for score, _ in claim.subjects)
        ] or open_claims
        if said:
            ended = said[-1]
            at = found.index(ended)
            found[at : at + 1] = [
                replace(ended, mention=title, weight=ended.weight / (nameless or 1.0))
                for title in titles[:_LISTED]
            ]
    return found


def _is_apposition(mention: Mention, pack: Pack) -> bool:
    """True if a plain noun behind a comma says what was named before it: `the Convention on ..., the treaty
    that created the court`.
    """
    sentence, at = mention.sentence, mention.first
    while pack.has("article", sentence.word(at - 1)):
        at -= 1
    return not mention.own and not mention.against and not pack.has("and", sentence.word(at - 1))


def _in_list(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if only the words of a list stand between two names: `and`, articles and dates."""
    dates = {mark.first for mark in sentence.of(Layer.DATE)}
    places = {mark.first for mark in sentence.of(Layer.PARTY) if mark.role == "capital"}  # signed in Minsk
    commas = any("," in sentence.gap(at) for at in range(first - 1, end + 1))
    parts = commas or any(pack.has("and", sentence.word(at)) for at in range(first - 2, end))
    return parts and all(
        pack.has("and", sentence.word(at))
        or pack.has("article", sentence.word(at))
        or pack.has("in", sentence.word(at))
        or at in dates
        or at in places
        or sentence.word(at).isdigit()
        for at in range(first, end)
    )


def _named_next(
    mention: Mention, sentences: Sequence[Sentence], mentions: Mapping[int, Sequence[Mention]]
) -> list[Mention]:
    """The agreements that a sentence soon after a plural names, two or more, with no word of ending before
    them.
    """
    for sentence in sentences[mention.sentence.number + 1 :][:SOON]:
        if sentence.of(Layer.EXIT):
            return []
        found = [
            one for one in mentions.get(sentence.number, ()) if not one.bare and one.kind != ORGANISATION
        ]
        if len(found) > 1:
            return found[:_LISTED]
    return []
