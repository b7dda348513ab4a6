"""Claims about several agreements: the sentence lists them, or the sentence after it names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.full_title import is_introduced
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
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
    """A claim, repeated for each agreement of the list that it is about: `the road treaty with Chile and the
    rail treaty with Peru`, or `three agreements`, which a sentence after it names. `mentions`: by sentence.
    """
    mention = claim.mention
    if mention is None or mention.bare:
        return [claim]
    members = [mention]
    for following in mentions[mention.sentence.number]:
        last = members[-1]
        if following.first < last.reach or not _may_be_listed(following):
            continue
        in_list = _in_list(mention.sentence, last.reach, following.first, pack)
        if len(members) == _LISTED or not in_list or _is_apposition(following, pack):
            break
        members.append(following)
    if len(members) == 1 and _is_unnamed_plural(mention, pack):
        members = _named_next(mention, sentences, mentions) or members
    return [replace(claim, mention=member) for member in members]


def _is_unnamed_plural(mention: Mention, pack: Pack) -> bool:
    """True for a plural that names neither a party nor an entry of the gazetteer: `three agreements`."""
    return is_plural(mention, pack) and not mention.parties and not mention.identity


def _may_be_listed(mention: Mention) -> bool:
    """True if a mention names an agreement, and does not only point back."""
    return not mention.bare and mention.kind != ORGANISATION


def introduced(
    claims: Sequence[Claim], mentions: Mapping[int, Sequence[Mention]], nameless: float
) -> list[Claim]:
    """The claims; one without an agreement is replaced by one a title where a sentence right behind it
    introduces the agreements: `tears up two documents. At issue are the Agreement on ... and the Agreement
    on ...`. `mentions`: by sentence. `nameless`: the weight of claims without an agreement.
    """
    result = list(claims)
    for number, names in mentions.items():
        titles = [name for name in names if name.is_title and name.kind != ORGANISATION]
        if not any(is_introduced(title) for title in titles):
            continue
        ended = _claim_without_name(result, number, titles[0].sentence.field)
        if ended is not None:
            at = result.index(ended)
            weight = ended.weight / (nameless or 1.0)
            result[at : at + 1] = [replace(ended, mention=title, weight=weight) for title in titles[:_LISTED]]
    return result


def _claim_without_name(claims: Sequence[Claim], number: int, field: str) -> Claim | None:
    """The last claim of an end right before the sentence `number` of a field, preferably one whose subject is
    likely; None if a claim there has an agreement.
    """
    before = [
        claim
        for claim in claims
        if 0 < number - claim.sentence.number <= _BEFORE and claim.sentence.field == field
    ]
    if any(claim.mention is not None for claim in before):
        return None
    ends = [claim for claim in before if claim.how in _ENDS]
    with_subject = [claim for claim in ends if any(score > 0 for score, _ in claim.subjects)]
    return next(reversed(with_subject or ends), None)


def _is_apposition(mention: Mention, pack: Pack) -> bool:
    """True if a plain noun behind a comma describes the agreement before it: `the Convention on ..., the
    treaty that created the court`.
    """
    sentence, at = mention.sentence, mention.first
    while pack.has("article", sentence.word(at - 1)):
        at -= 1
    return not mention.own and not mention.against and not pack.has("and", sentence.word(at - 1))


def _in_list(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if only the words of a list stand between two names: `and`, articles, dates and cities (`signed in
    Minsk`).
    """
    dates = {mark.first for mark in sentence.of(Layer.DATE)}
    cities = {mark.first for mark in sentence.of(Layer.PARTY) if mark.role == "capital"}
    comma = sentence.has_stop(first - 1, end + 1, ",")
    if not comma and not any(pack.has("and", sentence.word(at)) for at in range(first - 2, end)):
        return False
    return all(
        at in dates
        or at in cities
        or sentence.word(at).isdigit()
        or any(pack.has(name, sentence.word(at)) for name in ("and", "article", "in"))
        for at in range(first, end)
    )


def _named_next(
    mention: Mention, sentences: Sequence[Sentence], mentions: Mapping[int, Sequence[Mention]]
) -> list[Mention]:
    """The agreements that the first of the next sentences with two or more names; none from behind a word of
    ending.
    """
    for sentence in sentences[mention.sentence.number + 1 :][:SOON]:
        if sentence.of(Layer.EXIT):
            return []
        names = [name for name in mentions.get(sentence.number, ()) if _may_be_listed(name)]
        if len(names) > 1:
            return names[:_LISTED]
    return []
