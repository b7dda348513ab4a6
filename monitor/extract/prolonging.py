"""Words that prolong an agreement (`extends`, `renewed`) or keep it, with the agreement that is their object
or subject.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from monitor.extract.events import STOPS, governor
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Sentence

_UNDONE = ("denial", "refusal", "rejection")
_NEAR = 6  # words between a negation and the word that it negates
_OBJECT = 12  # words between a word of prolonging and the agreement
_PRONOUN = 4  # words between it and "it"
_PASSIVE = 3  # words between it and "was"
_AUXILIARY = 4  # words between it and "had"
_INSERTED = 2  # words between a comma and a participle: `, last renewed in 2021,`
_YEAR = (3, 6)  # words before and behind it among which a year says when it was
_ATTRIBUTE = 3  # words between an article and a participle before its noun: `the recently renewed treaty`
_TIMES = 2  # words between it and the word that says how often: `rolled over four times`
_MOST = 60  # words of prolonging of a text that are read


@dataclass(frozen=True, slots=True)
class Extension:
    """A word that prolongs an agreement; the agreement is None for a pronoun: `extended it by a year`."""

    sentence: Sentence
    mark: Mark
    mention: Mention | None


def find_extensions(
    sentences: Sequence[Sentence],
    due: Mapping[int, Sentence],
    mentions: Sequence[Mention],
    pack: Pack,
    published: date | None,
) -> list[Extension]:
    """The words by which a text says that an agreement has now been prolonged.

    Headline and first paragraph have to name it; elsewhere it has to be about to expire in the same sentence
    or the one before (`due`, by number).
    """
    extensions = []
    for sentence, mark in _context_marks(sentences, "extends"):
        own = [
            mention for mention in mentions if mention.sentence is sentence and mention.kind != ORGANISATION
        ]
        if not _is_due(sentence, due) and not (own and sentence.place in FIRST):
            continue
        if is_undone(sentence, mark, pack) or _is_attribute(sentence, mark, pack):
            continue
        if _is_earlier(sentence, mark, own, pack, published):
            continue
        named = _agreement(sentence, mark, own, pack)
        if named is not None or _has_pronoun(sentence, mark, pack):
            extensions.append(Extension(sentence, mark, named))
    return extensions


def kept_agreements(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> list[Mention]:
    """The agreements that a sentence says to be kept: `keeps the power deal, drops the rail pact`."""
    kept = []
    for sentence, mark in _context_marks(sentences, "keeps"):
        own = [mention for mention in mentions if mention.sentence is sentence and mention.first >= mark.end]
        named = _agreement(sentence, mark, own, pack)
        if named is not None and not is_undone(sentence, mark, pack):
            kept.append(named)
    return kept


def _context_marks(sentences: Sequence[Sentence], value: str) -> Iterator[tuple[Sentence, Mark]]:
    """The first words of the layer CONTEXT with a value, each with its sentence."""
    marked = (
        (sentence, mark)
        for sentence in sentences
        for mark in sentence.of(Layer.CONTEXT)
        if mark.value == value
    )
    return islice(marked, _MOST)


def _is_due(sentence: Sentence, due: Mapping[int, Sentence]) -> bool:
    """True if a sentence, or the one before it in its paragraph, says when an agreement was to expire."""
    before = due.get(sentence.number - 1)
    return sentence.number in due or (before is not None and before.paragraph == sentence.paragraph)


# ---------------------------------------------------------------- the agreement


def _agreement(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement that a word prolongs: the next one behind it, if it is no other word's object, else the
    one before it.
    """
    behind = _next_behind(mark, mentions)
    if behind is not None and _is_object(sentence, mark, behind, pack):
        return behind
    near = (
        mention for mention in reversed(mentions) if mention.first < mark.first <= mention.reach + 2 * _OBJECT
    )
    before = next(near, None)
    return before if before is not None and _is_subject(sentence, before, mark, pack) else None


def _next_behind(mark: Mark, mentions: Sequence[Mention]) -> Mention | None:
    """The first agreement shortly behind a word of prolonging."""
    return next((mention for mention in mentions if mark.end <= mention.first <= mark.end + _OBJECT), None)


def _is_object(sentence: Sentence, mark: Mark, mention: Mention, pack: Pack) -> bool:
    """True if an agreement behind a word of prolonging is its object: no word of ending between, and no
    preposition before it.
    """
    ends = (
        exit_mark
        for exit_mark in sentence.of(Layer.EXIT)
        if exit_mark.end <= mark.first or exit_mark.first >= mark.end
    )
    if any(mark.end <= exit_mark.first < mention.first for exit_mark in ends):
        return False
    return not _is_governed(mention, mark.end, pack)


def _is_subject(sentence: Sentence, mention: Mention, mark: Mark, pack: Pack) -> bool:
    """True if an agreement before a word of prolonging is prolonged by it, and not another one: `lets the
    pact with Peru lapse, renews one with Chile`.
    """
    if not pack.verb_last and _is_governed(mention, 0, pack):
        return False
    own = {party.value for party in mention.parties}
    if has_side(sentence, mark.end - 1, clause_end(sentence, mark.end), own, pack):
        return False
    has_subject = any(mention.reach <= party.first < mark.first for party in sentence.of(Layer.PARTY))
    if not has_subject or pack.verb_last:
        return True
    return any(pack.has("passive", sentence.word(mark.first - back)) for back in range(1, _PASSIVE + 1))


def _is_governed(mention: Mention, low: int, pack: Pack) -> bool:
    """True if a preposition other than "of", behind the word `low`, governs an agreement: renews its toll
    `under the pact`.
    """
    at = governor(mention.sentence, mention.first, low, pack)
    return at >= 0 and not any(pack.has(name, mention.sentence.word(at)) for name in ("of", "article"))


def has_side(sentence: Sentence, low: int, end: int, own: Collection[str], pack: Pack) -> bool:
    """True if a party behind "with" that is none of an agreement's `own` stands between two places."""
    return any(
        low < party.first < end
        and party.value not in own
        and any(pack.has("with", sentence.word(party.first - back)) for back in (1, 2))
        for party in sentence.of(Layer.PARTY)
    )


def clause_end(sentence: Sentence, at: int) -> int:
    """The first place from `at` on with a stop before it."""
    places = range(at, len(sentence.tokens))
    return next((place for place in places if set(sentence.gap(place)) & STOPS), len(sentence.tokens))


def _has_pronoun(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a pronoun is the object or subject of a word of prolonging: `extended it`, `l'ont prolongé`,
    `Es wurde verlängert`.
    """
    if sentence.gap(mark.end) == "-":
        return True  # prorrogaram-no
    behind = range(mark.end, min(mark.end + _PRONOUN, len(sentence.tokens)))
    if any(_is_pronoun(sentence.word(at), pack) for at in behind):
        return True
    for at in range(mark.first - 1, mark.first - 1 - _NEAR, -1):
        word, after = sentence.word(at), sentence.word(at + 1)
        if pack.has("pronoun", word) or _is_pronoun(word, pack):
            return True
        if pack.has("object", word) and (at + 1 == mark.first or pack.has("copula", after)):
            return True
        if set(sentence.gap(at)) & STOPS:
            return pack.has("passive", word)  # Została przedłużona
    return False


def _is_pronoun(word: str, pack: Pack) -> bool:
    """True for a word like `it` that is no article too."""
    return pack.has("object", word) and not pack.has("article", word)


# ---------------------------------------------------------------- what was not done, or done before


def is_undone(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a sentence does not say that a word of prolonging or keeping came true: it is refused, nobody
    does it, or it is still to come.
    """
    unreal = sentence.of(Layer.UNREAL)
    if any(other.value in _UNDONE for other in unreal):
        return True
    if any(other.value == "negation" and _is_beside(sentence, other, mark) for other in unreal):
        return True
    if any(pack.has("lacking", sentence.word(at)) for at in range(max(0, mark.first - _NEAR), mark.first)):
        return True
    stages = {word.value for word in sentence.of(Layer.STAGE) if word.first < mark.first}
    if _is_infinitive(sentence, mark.first, pack) and "decided" not in stages:
        return True  # wants to extend
    return bool(stages & {"modal", "threatened", "proposed"})


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
    return end - first <= _NEAR and not sentence.has_stop(first + 1, end + 1, STOPS)


def _is_attribute(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if the word is a participle of the agreement's name (`the recently renewed treaty`, `l'accord
    reconduit en 2021`), or inserted between commas: `the pact, last renewed in 2021, expired`.
    """
    heads = sentence.of(Layer.HEAD)
    if pack.head_first and any(head.end == mark.first for head in heads):
        return True
    if _is_inserted(sentence, mark, heads, pack):
        return True
    if pack.head_first or not any(head.first in (mark.end, mark.end + 1) for head in heads):
        return False
    return any(pack.has("article", sentence.word(at)) for at in range(mark.first - _ATTRIBUTE, mark.first))


def _is_inserted(sentence: Sentence, mark: Mark, heads: Sequence[Mark], pack: Pack) -> bool:
    """True if a word stands between two commas without subject, auxiliary and object."""
    start = _comma_before(sentence, mark)
    if start is None or not any(head.end <= start for head in heads):
        return False
    if any(start <= party.first < mark.first for party in sentence.of(Layer.PARTY)):
        return False
    little = ("copula", "passive", "pronoun", "relative", "and")
    if any(pack.has(name, sentence.word(at)) for at in range(start, mark.first) for name in little):
        return False
    end = clause_end(sentence, mark.end)
    return end < len(sentence.tokens) and not any(mark.end <= head.first < end for head in heads)


def _comma_before(sentence: Sentence, mark: Mark) -> int | None:
    """The place right before or shortly before a word with a comma or the like before it."""
    for at in range(mark.first, max(mark.first - 1 - _INSERTED, 0), -1):
        if set(sentence.gap(at)) & set(",(–—"):
            return at
    return None


def _is_earlier(
    sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack, published: date | None
) -> bool:
    """True if an agreement was prolonged earlier: `had been extended`, `zuletzt 2021 verlängert`, `rolled
    over four times`; not where somebody only says so: `said it had renewed`.
    """
    beside = range(max(0, mark.first - _TIMES), mark.end + _TIMES)
    if any(pack.has("repeated", sentence.word(at)) for at in beside):
        return True
    years = _years(sentence, mark, mentions, pack)
    if published is not None and years:
        return all(year < published.year for year in years)  # not `until 2031`
    places = [*range(max(0, mark.first - _AUXILIARY), mark.first)]
    if pack.verb_last:
        places += range(mark.end, min(mark.end + _AUXILIARY, len(sentence.tokens)))
    if not any(pack.has("had", sentence.word(at)) for at in places):
        return False
    return not any(pack.has("says", token.text) for token in sentence.tokens)


def _years(sentence: Sentence, mark: Mark, mentions: Sequence[Mention], pack: Pack) -> list[int]:
    """The years that say when an agreement was prolonged, or until when; not those of its name."""
    named = {at for mention in mentions for at in range(mention.first, mention.end)}
    behind = _next_behind(mark, mentions)
    end = mark.end + _YEAR[1]
    if behind is not None:
        end = min(end, behind.first)
    places = [at for at in range(mark.first - _YEAR[0], end) if at not in named]
    if behind is not None:  # renewed the pact in 2019
        places += [at + 1 for at in {behind.end, behind.reach} if not pack.has("of", sentence.word(at))]
    words = (sentence.word(at) for at in places)
    return [int(word) for word in words if len(word) == 4 and word.isdecimal() and word[0] in "12"]
