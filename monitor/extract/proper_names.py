"""Names of agreements and bodies that the gazetteer does not hold, beside a word of leaving: `hints at
quitting SPARTECA Plus`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence, is_headline

_LONGEST = 6  # words of a name in capitals
_ACRONYM = 3  # capitals that make a single word a name
_AWAY = 4  # words between the word of leaving and the name: `ends its participation in the`
_NAME = 10  # words of the name of a body
_FULL = 3  # words of a name that is known by its noun only
_BESIDE = 9  # words of a clause before a verb that stands last
# words in small letters from the first of a name to its noun: `Чорноморського інвестиційного банку`
_ATTRIBUTES = 3
_GAPS = (" ", "-", "\u2011", "'", "’")
_LITTLE = ("of", "and", "article", "title_about", "title_small")


def proper_name(claim: Claim, pack: Pack) -> Mention | None:
    """The words with capitals behind the word of ending of a claim without an agreement.

    None in a headline that has capitals everywhere, and where the words are a state or a date.
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
    while end < len(sentence.tokens) and end - first < _LONGEST and _is_capital(sentence, end):
        end += 1
    known = {
        at
        for mark in (*sentence.of(Layer.PARTY), *sentence.of(Layer.DATE))
        for at in range(mark.first, mark.end)
    }
    if end == first or known & set(range(first, end)):
        return None
    if end - first == 1 and not _is_acronym(sentence, first):
        return None
    return Mention(sentence, first, end, "", "", "", (), end, False)


def _is_capital(sentence: Sentence, at: int) -> bool:
    """True if a word begins with a capital, and a space or a hyphen stands before it."""
    return sentence.tokens[at].raw[0].isupper() and sentence.gap(at) in (" ", "-")


def _is_acronym(sentence: Sentence, at: int) -> bool:
    """True for a word of three capitals or more."""
    raw = sentence.tokens[at].raw
    return len(raw) >= _ACRONYM and raw.isupper()


def body_name(claim: Claim, pack: Pack) -> Mention | None:
    """The body that a word of leaving is about, recognised by the noun of its name: `la Autoridad del Río`,
    `the International Date Palm Council`.

    None for a body of the gazetteer, and for one whose name holds the party that acts (its central bank).
    """
    sentence, mark = claim.sentence, claim.mark
    unnamed = claim.mention is None or (claim.mention.kind == ORGANISATION and claim.mention.bare)
    if not unnamed or mark.value != "leave":
        return None
    nouns = _body_nouns(sentence)
    if not nouns or is_headline(sentence):
        return None
    span = _span_behind(sentence, mark, nouns, pack)
    if span is None and pack.verb_last:
        span = _span_before(sentence, mark, nouns, pack)
    if span is None:
        return None
    acting = {party.value for score, party in claim.subjects if score > 0}
    inside = [mark for mark in sentence.marks if span[0] <= mark.first < span[1]]
    if any(mark.layer is Layer.ENTRY for mark in inside):
        return None
    if any(mark.layer is Layer.PARTY and mark.value in acting for mark in inside):
        return None
    return _body(sentence, span)


def _span_behind(sentence: Sentence, mark: Mark, nouns: set[int], pack: Pack) -> tuple[int, int] | None:
    """The words of a body's name behind a word of leaving."""
    first = mark.end
    while first < mark.end + _AWAY and _is_between(sentence, first, pack):
        first += 1
    return _span(sentence, first, nouns, pack)


def _span_before(sentence: Sentence, mark: Mark, nouns: set[int], pack: Pack) -> tuple[int, int] | None:
    """The words of a body's name before a verb of leaving that stands last."""
    for at in range(max(mark.first - _BESIDE, 0), mark.first):
        span = _span(sentence, at, nouns, pack)
        if span is not None and span[1] <= mark.first:
            return span
    return None


def _body_nouns(sentence: Sentence) -> set[int]:
    """The places of the nouns for bodies: `bank`, `council`."""
    return {
        at
        for mark in sentence.of(Layer.CONTEXT)
        if mark.value == "body"
        for at in range(mark.first, mark.end)
    }


def _body(sentence: Sentence, span: tuple[int, int]) -> Mention:
    """The words of a span as the name of a body."""
    first, end = span
    return Mention(sentence, first, end, "", ORGANISATION, "", (), end, False)


def opening_body(sentence: Sentence, pack: Pack) -> Mention | None:
    """The body whose name is all that stands before the first stop of a sentence: a line of a list, `2.
    Southern Maize Council.`; else None.
    """
    nouns = _body_nouns(sentence)
    first = next((at for at, token in enumerate(sentence.tokens) if not token.text.isdigit()), 0)
    span = _span(sentence, first, nouns, pack) if nouns else None
    if span is None:
        return None
    end = span[1]
    if all(
        sentence.tokens[at].raw[0].isupper() or _is_little(sentence, at, pack)
        for at in range(end, len(sentence.tokens))
    ):
        end = len(sentence.tokens)  # a union of the Americas, Spain and Portugal
    if end < len(sentence.tokens) and not set(sentence.gap(end)) & set(",;:(–—"):
        return None
    return _body(sentence, (first, end))


def with_bodies(
    claims: list[Claim], mentions: list[Mention], sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon
) -> tuple[list[Claim], list[Mention]]:
    """The claims, those of leaving a body that the gazetteer does not hold with its name; and the mentions,
    these names included, in the order of the text.
    """
    names = {
        id(claim): name
        for claim in claims
        if (name := body_name(claim, pack) or _by_noun(claim, sentences, pack)) is not None
    }
    if not names:
        names = _names_above(claims, mentions, sentences, pack)
    nameless = lexicon.weights.nameless or 1.0
    named_claims = [
        replace(claim, mention=names[id(claim)], weight=claim.weight / nameless)
        if id(claim) in names
        else claim
        for claim in claims
    ]
    all_mentions = {id(mention): mention for mention in (*mentions, *names.values())}
    in_order = sorted(all_mentions.values(), key=lambda mention: (mention.sentence.number, mention.first))
    return named_claims, in_order


def _names_above(
    claims: Sequence[Claim], mentions: Sequence[Mention], sentences: Sequence[Sentence], pack: Pack
) -> dict[int, Mention]:
    """The body of the first paragraph by the ids of the claims that leave it.

    In a text that names nothing else it is kept (as 0) without such a claim too.
    """
    plain = all(mention.bare or mention.is_office for mention in mentions)
    if not plain and any(claim.mention is not None for claim in claims):
        return {}
    body = _body_above(sentences, pack, plain=plain)
    if body is None:
        return {}
    leaving = {id(claim): body for claim in claims if claim.mention is None and _is_of_leaving(claim)}
    return leaving or ({0: body} if plain else {})


def _is_of_leaving(claim: Claim) -> bool:
    """True for a word of leaving, and a noun of ending."""
    return claim.how == "leave" or (claim.how == "end" and claim.mark.role == "noun")


def _by_noun(claim: Claim, sentences: Sequence[Sentence], pack: Pack) -> Mention | None:
    """The only body of the text whose name has the noun that stands behind a word of leaving: `out of that
    fund. The Sugar Fund ...`.
    """
    sentence = claim.sentence
    # Peru's coach left the group
    owned = bool(claim.subjects) and is_owner(sentence, claim.subjects[0][1])
    if claim.mention is not None or claim.how != "leave" or owned:
        return None
    if not claim.clear or pack.noun_capitals:
        return None
    nouns = _body_nouns(sentence)
    behind = range(claim.mark.end, min(claim.mark.end + _AWAY, len(sentence.tokens)))
    noun = next(
        (sentence.word(at) for at in behind if at in nouns and sentence.tokens[at].raw[0].islower()), ""
    )
    if not noun:
        return None
    bodies = [body for sentence in sentences for body in _bodies_in(sentence, pack) if noun in _words(body)]
    return _only(bodies)


def _only(bodies: Sequence[Mention]) -> Mention | None:
    """The first of these bodies, if all have the same name."""
    return bodies[0] if len({body.name for body in bodies}) == 1 else None


def _words(mention: Mention) -> set[str]:
    """The folded words of a name."""
    return {mention.sentence.word(at) for at in range(mention.first, mention.end)}


def _bodies_in(sentence: Sentence, pack: Pack) -> list[Mention]:
    """The bodies that a sentence names with capitals, in names that hold no state."""
    nouns = _body_nouns(sentence)
    if not nouns or is_headline(sentence):
        return []
    bodies: list[Mention] = []
    at = 1
    while at < len(sentence.tokens):
        span = _span(sentence, at, nouns, pack)
        if span is not None and span[1] - span[0] >= _FULL and not _holds_name(sentence, span):
            bodies.append(_body(sentence, span))
        at = span[1] if span is not None else at + 1
    return bodies


def _body_above(sentences: Sequence[Sentence], pack: Pack, *, plain: bool) -> Mention | None:
    """The only body that the first paragraph names, in a text that speaks of members (`two shareholders of
    the Inter-Steppe Bank`) and names nothing else (`plain`); in another text the body that opens a sentence
    of that paragraph.
    """
    words = {token.text for sentence in sentences for token in sentence.tokens}
    of_members = plain and any(
        words & pack.sets.get(name, frozenset()) for name in ("members", "fellows", "membership")
    )
    lead = [sentence for sentence in sentences if sentence.place is Place.LEAD]
    bodies = [body for sentence in lead for body in _bodies_in(sentence, pack)]
    return _only([body for body in bodies if of_members or body.first == 1])


def _holds_name(sentence: Sentence, span: tuple[int, int]) -> bool:
    """True if the words of a span hold the name of a state, as those of its own bodies do, or an entry."""
    return any(
        span[0] <= mark.first < span[1] for mark in (*sentence.of(Layer.PARTY), *sentence.of(Layer.ENTRY))
    )


def _is_between(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word may stand between a word of leaving and the name of a body: an article, `membership
    of`.
    """
    if not any(pack.has(name, sentence.word(at)) for name in ("article", "leaving", "of", "members")):
        return False
    return sentence.gap(at).lstrip('"”»') in (" ", "'", "’") and sentence.tokens[at].raw[0].islower()


def _span(sentence: Sentence, first: int, nouns: set[int], pack: Pack) -> tuple[int, int] | None:
    """The words of a body's name that begins at a word: with capitals, with one of `nouns`, and with what the
    body is for. None if no name of two words or more begins there.
    """
    if first >= len(sentence.tokens) or not sentence.tokens[first].raw[0].isupper():
        return None
    stops = {
        at
        for mark in (*sentence.of(Layer.EXIT), *sentence.of(Layer.DATE))
        for at in range(mark.first, mark.end)
    }
    end, has_noun = first, False
    while end < len(sentence.tokens) and end - first < _NAME and end not in stops:
        if end > first and sentence.gap(end) not in _GAPS:
            break
        if not _goes_on(sentence, end, first, nouns, pack, has_noun=has_noun):
            break
        has_noun = has_noun or end in nouns
        end += 1
    while end > first and _is_loose_end(sentence, end - 1, pack):
        end -= 1
    return (first, end) if has_noun and end - first > 1 else None


def _is_loose_end(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if no name ends with this word: a number, an article, a preposition."""
    word = sentence.word(at)
    return word.isdigit() or pack.has("stop", word) or _is_little(sentence, at, pack)


def _is_little(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a short word within names: an article, `of`, `and`."""
    return any(pack.has(name, sentence.word(at)) for name in _LITTLE)


def _goes_on(sentence: Sentence, at: int, first: int, nouns: set[int], pack: Pack, *, has_noun: bool) -> bool:
    """True if a word goes on with the name of a body that begins at `first`.

    In a language that writes such names in small letters, the name goes on behind its noun up to a word that
    ends names.
    """
    if not sentence.tokens[at].raw[0].islower() or at in nouns:
        return True
    if pack.lang in ("en", "de", "nl", "tr"):
        return _is_little(sentence, at, pack)
    if not has_noun:
        return at - first <= _ATTRIBUTES
    ends_name = any(pack.has(name, sentence.word(at)) for name in ("name_ends", "title_ends"))
    return _is_little(sentence, at, pack) or not ends_name


def _has_plain_words(sentence: Sentence) -> bool:
    """True if a word of four letters or more stands in small letters."""
    return any(token.raw.islower() and len(token.raw) > 3 for token in sentence.tokens)
