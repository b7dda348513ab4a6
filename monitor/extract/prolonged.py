"""Claims about agreements that are prolonged: their expiry is no exit, unless another agreement expires, or
they were prolonged years before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer
from monitor.extract.prolonging import (
    Extension,
    clause_end,
    find_extensions,
    has_side,
    kept_agreements,
)
from monitor.extract.rows import stems
from monitor.extract.story_marks import FIRST, Sentence
from monitor.model import Evidence

_WHY = "the agreement is prolonged"


def without_prolonged(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    mentions: Sequence[Mention],
    pack: Pack,
    published: date | None,
) -> tuple[list[Claim], list[Mention], Evidence | None]:
    """The claims without those of an agreement that the text says to be prolonged, and of what did not happen
    (`would have expired`); the mentions without the agreements that are prolonged or kept; and the words that
    prolong the agreement, if they left out a claim or no claim is left.
    """
    real = [claim for claim in claims if not _is_contrary(claim)]
    due = {claim.sentence.number: claim.sentence for claim in claims if claim.how == "expire"}
    extensions = find_extensions(sentences, due, mentions, pack, published)
    kept = kept_agreements(sentences, mentions, pack)
    if not extensions:
        return real, _without_names(mentions, kept, real), None
    others = [claim for claim in real if not _is_prolonged(claim, extensions, mentions, pack)]
    prolonged = [extension.mention for extension in extensions if extension.mention is not None]
    ended = [
        replace(claim, mention=None)
        if claim.mention in prolonged and _is_of_another(extensions, claim, pack)
        else claim
        for claim in others
    ]
    rest = _without_names(mentions, [*prolonged, *kept], ended)
    first = extensions[0]
    why = first.sentence.evidence("", first.mark.first, first.mark.end, _WHY)
    return ended, rest, why if len(others) < len(real) or not others else None


def _without_names(
    mentions: Sequence[Mention], names: Sequence[Mention], claims: Sequence[Claim]
) -> list[Mention]:
    """The mentions without `names`, unless a claim is about them."""
    claimed = [claim.mention for claim in claims]
    return [mention for mention in mentions if mention not in names or mention in claimed]


def _is_contrary(claim: Claim) -> bool:
    """True if a verb of ending stands in a sentence about what did not happen."""
    if claim.mark.role == "noun" or claim.how not in ("expire", "end"):
        return False
    return any(mark.value == "contrary" for mark in claim.sentence.of(Layer.CONTEXT))


def _is_prolonged(
    claim: Claim, extensions: Sequence[Extension], mentions: Sequence[Mention], pack: Pack
) -> bool:
    """True if the agreement of a claim is prolonged by one of the extensions."""
    mention = _meant(claim, mentions)
    return any(_prolongs(extension, claim, mention, pack) for extension in extensions)


def _meant(claim: Claim, mentions: Sequence[Mention]) -> Mention | None:
    """The agreement of a claim; of a bare noun, the last one that was named before it in the text."""
    mention = claim.mention
    if mention is None or not mention.bare:
        return mention
    place = (mention.sentence.number, mention.first)
    names = (
        name
        for name in reversed(mentions)
        if (name.sentence.number, name.first) < place and not name.bare and name.kind != ORGANISATION
    )
    return next(names, mention)


def _prolongs(extension: Extension, claim: Claim, mention: Mention | None, pack: Pack) -> bool:
    """True if the agreement `mention` of a claim, which expires or is ended by nobody, is prolonged."""
    if claim.how != "expire" and (claim.how != "end" or claim.subjects):
        return False
    follows = extension.sentence.number - claim.sentence.number in (0, 1)
    if extension.sentence.place not in FIRST and not (claim.how == "expire" and follows):
        return False
    if extension.mention is None:
        return follows
    return not _is_another(extension, claim, mention, pack)


def _is_another(extension: Extension, claim: Claim, mention: Mention | None, pack: Pack) -> bool:
    """True if a claim, about `mention`, is about another agreement than an extension: `extends the fish deal,
    the pact expires`.
    """
    prolonged = extension.mention
    same_sentence = claim.sentence is extension.sentence
    if prolonged is None or mention is None or mention is prolonged or mention.bare or prolonged.bare:
        return same_sentence and _is_other_beside(extension, claim, pack)
    if same_sentence and mention is claim.mention:
        return True
    return _are_different(prolonged, mention)


def _are_different(first: Mention, second: Mention) -> bool:
    """True if two names have different entries, sides, subjects or words."""
    if first.identity or second.identity:
        return first.identity != second.identity
    if _are_disjoint({party.value for party in first.parties}, {party.value for party in second.parties}):
        return True
    if first.subject and second.subject and first.subject != second.subject:
        return True
    return _are_disjoint(stems(first), stems(second))


def _are_disjoint(first: set[str], second: set[str]) -> bool:
    """True if neither set is empty, and they share nothing."""
    return bool(first and second) and not first & second


def _is_of_another(extensions: Sequence[Extension], claim: Claim, pack: Pack) -> bool:
    """True if a claim has the agreement of an extension of its sentence, but is about another one."""
    return any(
        extension.mention is claim.mention
        and extension.sentence is claim.sentence
        and _is_other_beside(extension, claim, pack)
        for extension in extensions
    )


def _is_other_beside(extension: Extension, claim: Claim, pack: Pack) -> bool:
    """True if the clause of a claim behind an extension is about another agreement: `renews the pact with
    Peru but drops that with Chile`, `extends one deal and ends another`.
    """
    sentence, prolonged, mark = extension.sentence, extension.mention, claim.mark
    if mark.first < extension.mark.end:
        return False
    end = clause_end(sentence, mark.end)
    words = [sentence.word(place) for place in range(mark.end, end)]
    if any(pack.has("another", word) or pack.has("next_of", word) for word in words):
        return True
    low, own = extension.mark.end, set()
    if prolonged is not None:
        low = max(low, prolonged.reach)
        own = {party.value for party in prolonged.parties if party.first < mark.first}
    return has_side(sentence, min(low, mark.first), end, own, pack)
