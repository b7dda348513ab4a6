"""States that a sentence names by another word: `the island nation`, `his country`; and the little words
before a party.
"""

from __future__ import annotations

from monitor.extract.lexicon import Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_STANDS = 5  # words between `the island nation` and the word of ending
_CLAUSE = 16  # the same where the verb stands last, behind a long name
_BODY = "organisation"  # role of a party


def stand_in(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> int | None:
    """Where `the country's announcement that it` stands between two joined parties and a word of ending: one
    state, the nearer.
    """
    for at in range(party.end + 1, mark.first - 1):
        if (
            pack.has("state", sentence.word(at))
            and pack.has("article", sentence.word(at - 1))
            and sentence.word(at + 1) == "s"
        ):
            return at
    return None


def antecedent(sentence: Sentence, mark: Mark, pack: Pack) -> tuple[Mark, int] | None:
    """The state that `the island nation` stands for, right before a word of ending, and where that stands."""
    low = max(mark.first - (_CLAUSE if pack.verb_last else _STANDS), 0)
    at = next(
        (
            at
            for at in range(mark.first - 1, low, -1)
            if pack.has("state", sentence.word(at)) or _is_own(sentence, at, pack)
        ),
        -1,
    )
    if (
        at < 0
        or sentence.word(at + 1) == "s"
        or any("," in sentence.gap(place) for place in range(at + 1, mark.first + 1))
    ):
        return None
    if _is_own(sentence, at, pack):
        return _speaker(sentence, at, pack)
    article = next(
        (place for place in (at - 1, at - 2, at - 3) if pack.has("article", sentence.word(place))), -1
    )
    if article < 1 or not pack.has("clause", sentence.word(article - 1)):
        return None
    named = [
        one for one in sentence.of(Layer.PARTY) if one.end < article and one.role in ("name", "adjective")
    ]
    named = [one for one in named if not is_owner(sentence, one) and not _is_acted_on(sentence, one, pack)]
    return (named[-1], at) if named else None


def _is_acted_on(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether something is done to a party that is not only the genitive of an office: `el ministro de
    Colombia`.
    """
    return is_object(sentence, party, pack) and not pack.has("of", before_group(sentence, party, pack))


def _is_own(sentence: Sentence, at: int, pack: Pack) -> bool:
    """Whether a word means the state of the one who speaks: `his country`, `sein Land`, `ülkesi`."""
    whose = pack.has("state", sentence.word(at)) and pack.has("whose", sentence.word(at - 1))
    return whose or pack.has("own_state", sentence.word(at))


def _speaker(sentence: Sentence, at: int, pack: Pack) -> tuple[Mark, int] | None:
    """The state whose office opens a sentence that tells of `his country` at a place."""
    led = (one for one in sentence.of(Layer.PARTY) if one.end < at and one.role != _BODY)
    apart = ("with", "between", "place", "told", "toward")
    own = [one for one in led if not any(pack.has(name, before_group(sentence, one, pack)) for name in apart)]
    own = [one for one in own if not _is_acted_on(sentence, one, pack)]
    return (own[0], at) if own else None


def is_object(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether the word before a party makes it one that something is done to: `the attack on Ukraine`."""
    return pack.has("against", before_group(sentence, party, pack))


def before_group(sentence: Sentence, party: Mark, pack: Pack) -> str:
    """The word before a party, its article, and those it is joined to: `between` of `between the US and
    Russia`.
    """
    return sentence.word(group_start(sentence, party, pack))


def group_start(sentence: Sentence, party: Mark, pack: Pack) -> int:
    ends = {one.end for one in sentence.of(Layer.PARTY)}
    at = party.first - 1
    while pack.has("article", sentence.word(at)) or (pack.has("and", sentence.word(at)) and at in ends):
        if pack.has("and", sentence.word(at)):
            at = next(one.first for one in sentence.of(Layer.PARTY) if one.end == at)
        at -= 1
    return at
