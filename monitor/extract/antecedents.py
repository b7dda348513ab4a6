"""States that a sentence names by another word (`the island nation`, `his country`), and the words before a
party (prepositions, articles).
"""

from __future__ import annotations

from monitor.extract.lexicon import Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_BETWEEN = 5  # words between `the island nation` and the word of ending
_BETWEEN_VERB_LAST = 16  # the same where the verb stands last, after a long name
_BODY = "organisation"  # role of a party
_TO_ARTICLE = 3  # words from `nation` back to its article: `the small island nation`
_NOT_SPEAKING = ("with", "between", "place", "told", "toward")  # word sets: what follows them does not speak


def stand_in(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> int | None:
    """The place of `country` where `the country's announcement that it` stands between a party and the word
    of ending `mark`; None without such words.

    If two parties are joined there, only the nearer one is meant.
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
    """The party that `the island nation` or `his country` means, and the place of that noun.

    The noun stands shortly before the word of ending `mark`. None if there is no such noun or no such party.
    """
    at = _place_of_noun(sentence, mark, pack)
    if at is None:
        return None
    if _is_own(sentence, at, pack):
        return _speaker(sentence, at, pack)
    article = next(
        (
            place
            for place in range(at - 1, at - _TO_ARTICLE - 1, -1)
            if pack.has("article", sentence.word(place))
        ),
        -1,
    )
    if article < 1 or not pack.has("clause", sentence.word(article - 1)):
        return None
    named = [
        party
        for party in sentence.of(Layer.PARTY)
        if party.end < article and party.role in ("name", "adjective") and _may_act(sentence, party, pack)
    ]
    return (named[-1], at) if named else None


def _place_of_noun(sentence: Sentence, mark: Mark, pack: Pack) -> int | None:
    """The place of the nearest noun for a state before a word of ending; None if a comma or `'s` follows."""
    distance = _BETWEEN_VERB_LAST if pack.verb_last else _BETWEEN
    for at in range(mark.first - 1, max(mark.first - distance, 0), -1):
        if pack.has("state", sentence.word(at)) or _is_own(sentence, at, pack):
            comma = sentence.has_stop(at + 1, mark.first + 1, ",")
            return None if comma or sentence.word(at + 1) == "s" else at
    return None


def _may_act(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party is neither a genitive (`Chile's`) nor what something is done to."""
    return not is_owner(sentence, party) and not _is_acted_on(sentence, party, pack)


def _is_acted_on(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if something is done to a party. The genitive of an office is not: `el ministro de Colombia`."""
    return is_object(sentence, party, pack) and not pack.has("of", before_group(sentence, party, pack))


def _is_own(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if the word at a place means the speaker's state: `his country`, `sein Land`, `ülkesi`."""
    possessive = pack.has("state", sentence.word(at)) and pack.has("whose", sentence.word(at - 1))
    return possessive or pack.has("own_state", sentence.word(at))


def _speaker(sentence: Sentence, at: int, pack: Pack) -> tuple[Mark, int] | None:
    """The first party that may speak before `his country`, and the place of that noun."""
    speakers = (
        party
        for party in sentence.of(Layer.PARTY)
        if party.end < at
        and party.role != _BODY
        and not _is_led_by(_NOT_SPEAKING, sentence, party, pack)
        and not _is_acted_on(sentence, party, pack)
    )
    first = next(speakers, None)
    return (first, at) if first is not None else None


def _is_led_by(names: tuple[str, ...], sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if the word before a party, or before its group, belongs to one of the word sets `names`."""
    previous = before_group(sentence, party, pack)
    return any(pack.has(name, previous) for name in names)


def is_object(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if the word before a party says that something is done to it: `the attack on Ukraine`."""
    return pack.has("against", before_group(sentence, party, pack))


def before_group(sentence: Sentence, party: Mark, pack: Pack) -> str:
    """The word before a party, its formal name, its articles and the parties joined to it by `and`: `between`
    in `between the US and the Republic of Korea`. "" at the start of the sentence.
    """
    return sentence.word(group_start(sentence, party, pack))


def group_start(sentence: Sentence, party: Mark, pack: Pack) -> int:
    """The place of the word that `before_group` returns."""
    at = party.first - 1
    while True:
        word = sentence.word(at)
        joined = _party_before(sentence, at) if pack.has("and", word) else None
        if joined is not None:
            at = joined.first - 1
        elif pack.has("article", word):
            at -= 1
        elif pack.has("of", word) and _is_formal(sentence, at - 1, pack):
            at -= 2  # the Republic of Peru
        else:
            return at


def _is_formal(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for the noun that opens the formal name of a state: `Republic`, `Government`, with a capital."""
    return at >= 0 and pack.has("governments", sentence.word(at)) and sentence.tokens[at].raw[0].isupper()


def _party_before(sentence: Sentence, end: int) -> Mark | None:
    """The party whose words end right before a place."""
    return next((party for party in sentence.of(Layer.PARTY) if party.end == end), None)
