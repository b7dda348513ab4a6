"""Agreements that are prolonged: their expiry is no exit, unless another agreement expires, or they were
prolonged years before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from monitor.extract.actors import Claim
from monitor.extract.events import STOPS, governor
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.rows import stems
from monitor.extract.story_marks import FIRST, Sentence
from monitor.model import Evidence

_WHY = "the agreement is prolonged"
_UNDONE = ("denial", "refusal", "rejection")
_NEAR = 6  # words between a negation and the word that it negates
_OBJECT = 12  # words between a word of prolonging and the agreement
_PRONOUN = 4  # words between it and "it"
_AUXILIARY = 4  # words between it and "had"
_INSERTED = 2  # words between a comma and a participle: `, last renewed in 2021,`
_YEAR = (3, 6)  # words before and behind it between which a year is its own
_ATTRIBUTE = 3  # words between an article and a participle before its noun: `the recently renewed treaty`
_MOST = 60  # words of prolonging of a text, at most


@dataclass(frozen=True, slots=True)
class _Extension:
    """A word that prolongs an agreement, which is its object or subject;

    None for a pronoun: `extended it by a year`.
    """

    sentence: Sentence
    mark: Mark
    mention: Mention | None


def without_prolonged(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    mentions: Sequence[Mention],
    pack: Pack,
    published: date | None,
) -> tuple[list[Claim], list[Mention], Evidence | None]:
    """The claims without those of an agreement that the text says to be prolonged, and of what did not happen
    (`would have expired`); the mentions without the prolonged agreements, which name no exit; and the words
    that prolong the agreement.
    """
    kept = [claim for claim in claims if not _is_contrary(claim)]
    due = {claim.sentence.number: claim.sentence for claim in claims if claim.how == "expire"}
    told = _extensions(sentences, due, mentions, pack, published)
    stays = _kept(sentences, mentions, pack)
    if not told:
        return kept, _without_names(mentions, stays, kept), None
    others = [
        claim
        for claim in kept
        if not any(_prolongs(other, claim, _meant(claim, mentions), pack) for other in told)
    ]
    removed = len(kept) - len(others)
    names = [claim.mention for claim in told if claim.mention is not None]
    ended = [
        replace(claim, mention=None)
        if claim.mention in names and _is_of_another(told, claim, pack)
        else claim
        for claim in others
    ]
    spoken = _without_names(mentions, [*names, *stays], ended)
    first = told[0]
    why = first.sentence.evidence("", first.mark.first, first.mark.end, _WHY)
    return ended, spoken, why if removed or not others else None


def _without_names(
    mentions: Sequence[Mention], names: Sequence[Mention], claims: Sequence[Claim]
) -> list[Mention]:
    """The mentions without those that a text says to be prolonged or kept, unless a word of ending is about
    them.
    """
    meant = [claim.mention for claim in claims]
    return [mention for mention in mentions if mention not in names or mention in meant]


def _kept(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> list[Mention]:
    """The agreements that a sentence says to be kept: `keeps the power deal, drops the rail pact`."""
    marked = (
        (sentence, context)
        for sentence in sentences
        for context in sentence.of(Layer.CONTEXT)
        if context.value == "keeps"
    )
    found = []
    for sentence, mark in islice(marked, _MOST):
        own = [mention for mention in mentions if mention.sentence is sentence and mention.first >= mark.end]
        named = _agreement(sentence, mark, own, pack)
        if named is not None and not _is_undone(sentence, mark, pack):
            found.append(named)
    return found


def _meant(claim: Claim, mentions: Sequence[Mention]) -> Mention | None:
    """The agreement of a claim; of a bare noun, the last one that was named before it in the text, from its
    first sentence on.
    """
    mention = claim.mention
    if mention is None or not mention.bare:
        return mention
    at = (mention.sentence.number, mention.first)
    named = (
        one
        for one in reversed(mentions)
        if (one.sentence.number, one.first) < at and not one.bare and one.kind != ORGANISATION
    )
    return next(named, mention)


def _prolongs(extension: _Extension, claim: Claim, mention: Mention | None, pack: Pack) -> bool:
    """True if an agreement that a claim says to end by itself, or to be ended by nobody, is prolonged."""
    if claim.how != "expire" and (claim.how != "end" or claim.subjects):
        return False
    back = extension.sentence.number - claim.sentence.number
    first = extension.sentence.place in FIRST
    if not first and not (claim.how == "expire" and back in (0, 1)):
        return False
    if extension.mention is None:
        return back in (0, 1)
    return not _is_another(extension, claim, mention, pack)


def _is_another(extension: _Extension, claim: Claim, mention: Mention | None, pack: Pack) -> bool:
    """True if a claim is about another agreement than an extension: `extends the fish deal, the pact
    expires`.
    """
    named = extension.mention
    if named is None or mention is None or mention is named or mention.bare or named.bare:
        return claim.sentence is extension.sentence and _others_beside(extension, claim, pack)
    if claim.sentence is extension.sentence and mention is claim.mention:
        return True
    if named.identity or mention.identity:
        return named.identity != mention.identity
    sides, own = ({party.value for party in one.parties} for one in (named, mention))
    if sides and own and not sides & own:
        return True
    if named.subject and mention.subject and named.subject != mention.subject:
        return True
    return bool(stems(named) and stems(mention)) and not stems(named) & stems(mention)


def _is_of_another(told: Sequence[_Extension], claim: Claim, pack: Pack) -> bool:
    same = (other for other in told if other.mention is claim.mention and other.sentence is claim.sentence)
    return any(_others_beside(one, claim, pack) for one in same)


def _others_beside(extension: _Extension, claim: Claim, pack: Pack) -> bool:
    """True if the clause of a claim behind an extension tells of another agreement: `renews the pact with
    Peru but drops that with Chile`, `extends one deal and ends another`.
    """
    sentence, named, at = extension.sentence, extension.mention, claim.mark
    if at.first < extension.mark.end:
        return False
    low = min(max(extension.mark.end, named.reach if named is not None else 0), at.first)
    end = _clause_end(sentence, at.end)
    if any(
        pack.has(name, sentence.word(place))
        for place in range(at.end, end)
        for name in ("another", "next_of")
    ):
        return True
    own = {party.value for party in named.parties if party.first < at.first} if named is not None else set()
    return _has_side(sentence, low, end, own, pack)


def _has_side(sentence: Sentence, low: int, end: int, own: Collection[str], pack: Pack) -> bool:
    """True if a party behind "with" stands in some words that is none of an agreement's `own`."""
    parties = [
        party for party in sentence.of(Layer.PARTY) if low < party.first < end and party.value not in own
    ]
    return any(pack.has("with", sentence.word(party.first - back)) for party in parties for back in (1, 2))


def _clause_end(sentence: Sentence, at: int) -> int:
    return next(
        (place for place in range(at, len(sentence.tokens)) if set(sentence.gap(place)) & STOPS),
        len(sentence.tokens),
    )


def _is_contrary(claim: Claim) -> bool:
    """True if a word of ending stands in a sentence about what did not happen."""
    contrary = any(mark.value == "contrary" for mark in claim.sentence.of(Layer.CONTEXT))
    return claim.mark.role != "noun" and contrary and claim.how in ("expire", "end")


# ---------------------------------------------------------------- the words that prolong


def _extensions(
    sentences: Sequence[Sentence],
    due: Mapping[int, Sentence],
    mentions: Sequence[Mention],
    pack: Pack,
    published: date | None,
) -> list[_Extension]:
    """The words by which a text says that an agreement has now been prolonged. Headline and first paragraph
    name it; elsewhere it was `due` to expire right before.
    """
    marked = (
        (sentence, context)
        for sentence in sentences
        for context in sentence.of(Layer.CONTEXT)
        if context.value == "extends"
    )
    found = []
    for sentence, mark in islice(marked, _MOST):
        own = [
            mention for mention in mentions if mention.sentence is sentence and mention.kind != ORGANISATION
        ]
        if not _follows(sentence, due) and not (own and sentence.place in FIRST):
            continue
        if (
            _is_undone(sentence, mark, pack)
            or _is_attribute(sentence, mark, pack)
            or _is_earlier(sentence, mark, own, pack, published)
        ):
            continue
        named = _agreement(sentence, mark, own, pack)
        if named is not None or _has_pronoun(sentence, mark, pack):
            found.append(_Extension(sentence, mark, named))
    return found


def _follows(sentence: Sentence, due: Mapping[int, Sentence]) -> bool:
    """True if a sentence, or the one before it in its paragraph, says when an agreement was due to expire."""
    before = due.get(sentence.number - 1)
    return sentence.number in due or (before is not None and before.paragraph == sentence.paragraph)


def _agreement(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement that a word prolongs: the next one behind it, if it is no other word's object, else the
    one before it.
    """
    ends = [
        exit_mark
        for exit_mark in sentence.of(Layer.EXIT)
        if exit_mark.end <= mark.first or exit_mark.first >= mark.end
    ]
    behind = next((mention for mention in mentions if mark.end <= mention.first <= mark.end + _OBJECT), None)
    if (
        behind is not None
        and not any(mark.end <= end.first < behind.first for end in ends)
        and not _is_led(behind, mark.end, pack)
    ):
        return behind
    before = next(
        (
            mention
            for mention in reversed(mentions)
            if mention.first < mark.first <= mention.reach + 2 * _OBJECT
        ),
        None,
    )
    if before is None or (not pack.verb_last and _is_led(before, 0, pack)):
        return None
    own = {party.value for party in before.parties}
    if _has_side(sentence, mark.end - 1, _clause_end(sentence, mark.end), own, pack):
        return None  # lets the pact with Peru lapse, renews one with Chile
    passive = any(pack.has("passive", sentence.word(mark.first - back)) for back in (1, 2, 3))
    has_subject = any(before.reach <= party.first < mark.first for party in sentence.of(Layer.PARTY))
    return None if has_subject and not passive and not pack.verb_last else before


def _is_led(mention: Mention, low: int, pack: Pack) -> bool:
    """True if a preposition other than "of" governs an agreement: renews its toll `under the pact`."""
    at = governor(mention.sentence, mention.first, low, pack)
    return at >= 0 and not any(pack.has(name, mention.sentence.word(at)) for name in ("of", "article"))


def _has_pronoun(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a pronoun is the object or subject of a word of prolonging: `extended it`, `l'ont prolongé`,
    `Es wurde verlängert`.
    """
    if sentence.gap(mark.end) == "-":
        return True  # prorrogaram-no
    behind = range(mark.end, min(mark.end + _PRONOUN, len(sentence.tokens)))
    if any(
        pack.has("object", sentence.word(at)) and not pack.has("article", sentence.word(at)) for at in behind
    ):
        return True
    for at in range(mark.first - 1, mark.first - 1 - _NEAR, -1):
        word, after = sentence.word(at), sentence.word(at + 1)
        if pack.has("pronoun", word) or (pack.has("object", word) and not pack.has("article", word)):
            return True
        if pack.has("object", word) and (at + 1 == mark.first or pack.has("copula", after)):
            return True
        if set(sentence.gap(at)) & STOPS:
            return pack.has("passive", word)  # Została przedłużona
    return False


def _is_undone(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a sentence does not say that it has been done: it is refused, nobody does it, or it is still to
    come.
    """
    unreal = sentence.of(Layer.UNREAL)
    if any(other.value in _UNDONE for other in unreal) or any(
        other.value == "negation" and _is_beside(sentence, other, mark) for other in unreal
    ):
        return True
    if any(pack.has("lacking", sentence.word(at)) for at in range(max(0, mark.first - _NEAR), mark.first)):
        return True
    stages = [stage_mark.value for stage_mark in sentence.of(Layer.STAGE) if stage_mark.first < mark.first]
    if _is_infinitive(sentence, mark.first, pack) and "decided" not in stages:
        return True  # wants to extend
    return any(value in ("modal", "threatened", "proposed") for value in stages)


def _is_infinitive(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word is an infinitive: by its ending where a language has one (`a` is no à in `l'a
    prolongé`), else by the word before.
    """
    if pack.sets.get("infinitive_ends"):
        return ends_as_infinitive(sentence.word(at), pack)
    return pack.has("infinitive", sentence.word(at - 1))


def ends_as_infinitive(word: str, pack: Pack) -> bool:
    """True if a folded word has the ending of an infinitive, in a language that has one."""
    return word.endswith(tuple(pack.sets.get("infinitive_ends", ())))


def _is_beside(sentence: Sentence, negation: Mark, mark: Mark) -> bool:
    """True if a negation stands in the clause of a word, near it."""
    first, end = sorted((negation.first, mark.first))
    return end - first <= _NEAR and not any(set(sentence.gap(at)) & STOPS for at in range(first + 1, end + 1))


def _is_attribute(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if the word is a participle of the agreement's name (`the recently renewed treaty`, `l'accord
    reconduit en 2021`), or put in between commas: `the pact, last renewed in 2021, expired`.
    """
    heads = sentence.of(Layer.HEAD)
    if pack.head_first and any(head.end == mark.first for head in heads):
        return True
    if _is_inserted(sentence, mark, heads, pack):
        return True
    behind = any(head.first == mark.end or (head.first == mark.end + 1) for head in heads)
    articles = range(mark.first - _ATTRIBUTE, mark.first)
    return not pack.head_first and behind and any(pack.has("article", sentence.word(at)) for at in articles)


def _is_inserted(sentence: Sentence, mark: Mark, heads: Sequence[Mark], pack: Pack) -> bool:
    """True if a word stands between two commas without subject, auxiliary and object."""
    start = next(
        (
            at
            for at in range(mark.first, mark.first - 1 - _INSERTED, -1)
            if at > 0 and set(sentence.gap(at)) & set(",(–—")
        ),
        -1,
    )
    if start < 0 or not any(head.end <= start for head in heads):
        return False
    little = ("copula", "passive", "pronoun", "relative", "and")
    if any(pack.has(name, sentence.word(at)) for at in range(start, mark.first) for name in little):
        return False
    if any(start <= party.first < mark.first for party in sentence.of(Layer.PARTY)):
        return False
    end = _clause_end(sentence, mark.end)
    return end < len(sentence.tokens) and not any(mark.end <= head.first < end for head in heads)


def _is_earlier(
    sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack, published: date | None
) -> bool:
    """True if it was done earlier: `had been extended`, `zuletzt 2021 verlängert`; not where it is only told
    so: `said it had renewed`.
    """
    years = _years(sentence, mark, mentions, pack)
    if published is not None and any(year >= published.year for year in years):
        return False  # until 2031
    if published is not None and years:
        return True
    near = [
        *range(max(0, mark.first - _AUXILIARY), mark.first),
        *range(mark.end, min(mark.end + _AUXILIARY, len(sentence.tokens))),
    ]
    had = [
        at
        for at in near
        if pack.has("had", sentence.word(at))
        and (at < mark.first or pack.verb_last or pack.lang in ("de", "nl"))
    ]
    said = any(pack.has("says", sentence.word(at)) for at in range(len(sentence.tokens)))
    return bool(had) and not said


def _years(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> list[int]:
    """The years that say when, or until when, a word of prolonging holds; none of an agreement's name."""
    named = {at for mention in mentions for at in range(mention.first, mention.end)}
    behind = next((mention for mention in mentions if mark.end <= mention.first <= mark.end + _OBJECT), None)
    end = min([mark.end + _YEAR[1], *([behind.first] if behind is not None else [])])
    places = [at for at in range(mark.first - _YEAR[0], end) if at not in named]
    if behind is not None:  # renewed the pact in 2019
        places += [at + 1 for at in {behind.end, behind.reach} if not pack.has("of", sentence.word(at))]
    words = (sentence.word(at) for at in places)
    return [int(word) for word in words if len(word) == 4 and word.isdecimal() and word[0] in "12"]
