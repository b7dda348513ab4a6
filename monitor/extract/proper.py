"""The name of an agreement or body that no list holds, beside a word of leaving: `hints at quitting SPARTECA
Plus`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.titles import is_headline

_LONGEST = 6
_ACRONYM = 3  # capitals that make a single word a name
_AWAY = 4  # words between: `ends its participation in the`
_NAME = 10  # words of the name of a body
_FULL = 3  # words of a name that nothing but its noun tells to be one
_BESIDE = 9  # words of a clause before a verb that stands last
_ATTRIBUTES = (
    3  # small words between the first capital of a name and its noun: `Чорноморського інвестиційного банку`
)
_GAPS = (" ", "-", "\u2011", "'", "’")
_LITTLE = ("of", "and", "article", "title_about", "title_small")


def proper_name(claim: Claim, pack: Pack) -> Mention | None:
    """The capitals behind the word of ending of a claim without an agreement; nothing in a headline that has
    capitals everywhere.
    """
    sentence, mark = claim.sentence, claim.mark
    if claim.mention is not None or claim.how == "expire" or not _has_plain_words(sentence):
        return None
    first = mark.end
    while first < mark.end + _AWAY and (
        pack.has("article", sentence.word(first)) or pack.has("leaving", sentence.word(first))
    ):
        first += 1
    end = first
    while (
        end < len(sentence.tokens)
        and end - first < _LONGEST
        and sentence.tokens[end].raw[0].isupper()
        and sentence.gap(end) in (" ", "-")
    ):
        end += 1
    known = {
        at
        for one in sentence.marks
        if one.layer in (Layer.PARTY, Layer.DATE)
        for at in range(one.first, one.end)
    }
    if end == first or known & set(range(first, end)):
        return None
    if end - first == 1 and not (
        len(sentence.tokens[first].raw) >= _ACRONYM and sentence.tokens[first].raw.isupper()
    ):
        return None
    return Mention(sentence, first, end, "", "", "", (), end, False)


def body_name(claim: Claim, pack: Pack) -> Mention | None:
    """The body that a word of leaving is about, by the noun of its name: `la Autoridad del Río`, `the
    International Date Palm Council`.
    """
    sentence, mark = claim.sentence, claim.mark
    plain = claim.mention is None or (claim.mention.kind == ORGANISATION and claim.mention.bare)
    nouns = {
        at
        for context in sentence.of(Layer.CONTEXT)
        if context.value == "body"
        for at in range(context.first, context.end)
    }
    if not plain or not nouns or mark.value != "leave" or is_headline(sentence):
        return None
    first = mark.end
    while first < mark.end + _AWAY and _is_between(sentence, first, pack):
        first += 1
    found = _span(sentence, first, nouns, pack)
    if found is None and pack.verb_last:
        starts = (at for at in range(max(mark.first - _BESIDE, 0), mark.first))
        found = next(
            (
                span
                for at in starts
                if (span := _span(sentence, at, nouns, pack)) is not None and span[1] <= mark.first
            ),
            None,
        )
    if found is None or any(
        found[0] <= entry_mark.first < found[1] for entry_mark in sentence.of(Layer.ENTRY)
    ):
        return None
    subjects = {party.value for score, party in claim.subjects if score > 0}
    if any(
        found[0] <= party.first < found[1] and party.value in subjects for party in sentence.of(Layer.PARTY)
    ):
        return None  # the central bank of the one who acts
    return Mention(sentence, found[0], found[1], "", ORGANISATION, "", (), found[1], False)


def opening_body(sentence: Sentence, pack: Pack) -> Mention | None:
    """The body whose name opens a sentence that tells nothing else of it before a stop: a line of a list, `2.
    Southern Maize Council.`
    """
    nouns = {
        at
        for mark in sentence.of(Layer.CONTEXT)
        if mark.value == "body"
        for at in range(mark.first, mark.end)
    }
    first = next((at for at, token in enumerate(sentence.tokens) if not token.text.isdigit()), 0)
    span = _span(sentence, first, nouns, pack) if nouns else None
    if span is None:
        return None
    end = span[1]
    rest = range(end, len(sentence.tokens))
    if all(
        sentence.tokens[at].raw[0].isupper() or any(pack.has(name, sentence.word(at)) for name in _LITTLE)
        for at in rest
    ):
        end = len(sentence.tokens)  # a union of the Americas, Spain and Portugal
    if end < len(sentence.tokens) and not set(sentence.gap(end)) & set(",;:(–—"):
        return None
    return Mention(sentence, first, end, "", ORGANISATION, "", (), end, False)


def with_bodies(
    claims: list[Claim], mentions: list[Mention], sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon
) -> tuple[list[Claim], list[Mention]]:
    """The claims of leaving a body that no list holds, with its name, and all mentions in order."""
    names = {
        id(claim): name
        for claim in claims
        if (name := body_name(claim, pack) or _by_noun(claim, sentences, pack)) is not None
    }
    plain = all(mention.bare or mention.is_office for mention in mentions)
    if not names and (plain or all(claim.mention is None for claim in claims)):
        above = _body_above(sentences, pack, plain=plain)
        if above is not None:
            left = [
                claim
                for claim in claims
                if claim.mention is None and (claim.how == "leave" or _is_noun_of_end(claim))
            ]
            names = {id(claim): above for claim in left} or ({0: above} if plain else {})
    nameless = lexicon.weights.nameless or 1.0
    claims = [
        replace(claim, mention=names[id(claim)], weight=claim.weight / nameless)
        if id(claim) in names
        else claim
        for claim in claims
    ]
    found = {id(one): one for one in (*mentions, *names.values())}
    return claims, sorted(found.values(), key=lambda one: (one.sentence.number, one.first))


def _is_noun_of_end(claim: Claim) -> bool:
    return claim.how == "end" and claim.mark.role == "noun"


def _by_noun(claim: Claim, sentences: Sequence[Sentence], pack: Pack) -> Mention | None:
    """The only body of the text whose name has the noun that stands behind a word of leaving: `out of that
    fund. The Sugar Fund ...`.
    """
    # Peru's coach left the group
    owned = bool(claim.subjects) and is_owner(claim.sentence, claim.subjects[0][1])
    if claim.mention is not None or claim.how != "leave" or owned or not claim.clear or pack.lang == "de":
        return None
    behind = range(claim.mark.end, min(claim.mark.end + _AWAY, len(claim.sentence.tokens)))
    known = {
        at
        for mark in claim.sentence.of(Layer.CONTEXT)
        if mark.value == "body"
        for at in range(mark.first, mark.end)
    }
    noun = next(
        (
            claim.sentence.word(at)
            for at in behind
            if at in known and claim.sentence.tokens[at].raw[0].islower()
        ),
        "",
    )
    found = [
        one for sentence in sentences if noun for one in _bodies_in(sentence, pack) if noun in _words(one)
    ]
    return found[0] if len({one.name for one in found}) == 1 else None


def _words(mention: Mention) -> set[str]:
    return {mention.sentence.word(at) for at in range(mention.first, mention.end)}


def _bodies_in(sentence: Sentence, pack: Pack) -> list[Mention]:
    """The bodies that a sentence names in capitals, in names that hold no state."""
    nouns = {
        at
        for mark in sentence.of(Layer.CONTEXT)
        if mark.value == "body"
        for at in range(mark.first, mark.end)
    }
    found: list[Mention] = []
    at = 1
    while nouns and not is_headline(sentence) and at < len(sentence.tokens):
        span = _span(sentence, at, nouns, pack)
        if span is not None and span[1] - span[0] >= _FULL and not _holds_name(sentence, span):
            found.append(Mention(sentence, span[0], span[1], "", ORGANISATION, "", (), span[1], False))
        at = span[1] if span is not None else at + 1
    return found


def _body_above(sentences: Sequence[Sentence], pack: Pack, *, plain: bool) -> Mention | None:
    """The only body that the first paragraph names, in a `plain` text that names nothing else and speaks of
    members: `two shareholders of the Inter-Steppe Bank`; in another one the body that opens the article.
    """
    words = {token.text for sentence in sentences for token in sentence.tokens}
    of_members = plain and any(
        words & pack.sets.get(name, frozenset()) for name in ("members", "fellows", "membership")
    )
    found = [
        one for sentence in sentences if sentence.place is Place.LEAD for one in _bodies_in(sentence, pack)
    ]
    found = [one for one in found if of_members or one.first == 1]
    return found[0] if len({one.name for one in found}) == 1 else None


def _holds_name(sentence: Sentence, span: tuple[int, int]) -> bool:
    """True if a name holds that of a state, as those of its own bodies do, or of an entry."""
    return any(
        span[0] <= mark.first < span[1] for layer in (Layer.PARTY, Layer.ENTRY) for mark in sentence.of(layer)
    )


def _is_between(sentence: Sentence, at: int, pack: Pack) -> bool:
    little = any(pack.has(name, sentence.word(at)) for name in ("article", "leaving", "of", "members"))
    return (
        little and sentence.gap(at).lstrip('"”»') in (" ", "'", "’") and sentence.tokens[at].raw[0].islower()
    )


def _span(sentence: Sentence, first: int, nouns: set[int], pack: Pack) -> tuple[int, int] | None:
    """The name of a body that begins at a word: capitals that hold its noun, and behind it what it is for."""
    if first >= len(sentence.tokens) or not sentence.tokens[first].raw[0].isupper():
        return None
    stops = {
        at
        for mark in sentence.marks
        if mark.layer in (Layer.EXIT, Layer.DATE)
        for at in range(mark.first, mark.end)
    }
    end, seen = first, False
    while end < len(sentence.tokens) and end - first < _NAME and end not in stops:
        if (end > first and sentence.gap(end) not in _GAPS) or not _goes_on(
            sentence, end, first, nouns, pack, seen=seen
        ):
            break
        seen = seen or end in nouns
        end += 1
    while end > first and (
        sentence.word(end - 1).isdigit()
        or any(pack.has(name, sentence.word(end - 1)) for name in (*_LITTLE, "stop"))
    ):
        end -= 1
    return (first, end) if seen and end - first > 1 else None


def _goes_on(sentence: Sentence, at: int, first: int, nouns: set[int], pack: Pack, *, seen: bool) -> bool:
    """True if a word is part of the name.

    Where its words have no capitals, it goes on behind its noun up to a word that ends names.
    """
    if not sentence.tokens[at].raw[0].islower() or at in nouns:
        return True
    little = any(pack.has(name, sentence.word(at)) for name in _LITTLE)
    if pack.lang in ("en", "de", "nl", "tr"):
        return little
    if not seen:
        return at - first <= _ATTRIBUTES
    return little or not any(pack.has(name, sentence.word(at)) for name in ("name_ends", "title_ends"))


def _has_plain_words(sentence: Sentence) -> bool:
    """True if a long word stands in small letters."""
    return any(token.raw.islower() and len(token.raw) > 3 for token in sentence.tokens)
