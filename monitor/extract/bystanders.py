"""Recognises parties that do not act: put in between commas, another's ally, the name of a group, put out by
others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.extract.lexicon import Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence, is_headline

_STOPS = frozenset(",;،(–—")
_CLOSES = frozenset(",;،)–—")
_GAPS = (" ", "-", "'", "’", "’ ", "' ")  # between the words of a name
_SUBJECT = 4  # words between a subject and the comma behind it: `Chad's foreign ministry`
_TIE = 2  # words between a party and what it is known by: `Peru's northern neighbour`
_GROUP = 5  # words of the name of a movement or firm
_OUT = 3  # words between a party and the word that puts it out: `Malta should be expelled`


def is_inserted(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """True if a party stands in words put in between a subject and the word of ending: `Chad, backed by
    Benin, quits`.
    """
    first = next((at for at in range(party.first, 0, -1) if _STOPS & set(sentence.gap(at))), 0)
    end = next((at for at in range(party.end, mark.first + 1) if _CLOSES & set(sentence.gap(at))), 0)
    if not first or not end or any(_CLOSES & set(sentence.gap(at)) for at in range(end + 1, mark.first + 1)):
        return False
    ahead = [at for at in range(first, party.first) if not pack.has("article", sentence.word(at))]
    if pack.has("that", sentence.word(first)) or (not ahead and not is_owner(sentence, party)):
        return False  # a list of subjects: `Mali, Niger, Chad quit`
    if any(pack.has("article", sentence.word(at)) for at in range(first, first + 1)) and not _leads(
        sentence, first, party, pack
    ):
        return False  # a subject of its own: `In May, the new Ugandan government, ...`
    return any(
        first - _SUBJECT <= mark.end <= first
        and not _is_led(sentence, mark, pack)
        and mark.value != party.value
        for mark in sentence.of(Layer.PARTY)
    )


def _leads(sentence: Sentence, first: int, party: Mark, pack: Pack) -> bool:
    """True if a preposition in words put in leads to a party: `the ally of Benin`."""
    return any(_is_little(sentence.word(at), pack) for at in range(first, party.first))


def _is_led(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a preposition or a verb with an object stands before a party."""
    at = party.first - 1
    while pack.has("article", sentence.word(at)):
        at -= 1
    says = pack.has("says", sentence.word(party.end)) and not _STOPS & set(sentence.gap(party.end))
    return says or _is_little(sentence.word(at), pack)


def _is_little(word: str, pack: Pack) -> bool:
    """True for a preposition that leads to no subject, and a verb of telling."""
    return any(pack.has(name, word) for name in ("against", "by", "of", "place", "told"))


def is_known_by_tie(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party only says which other state is meant: `a NATO ally`, `Peru's northern neighbour`, `un
    voisin du Pérou`.
    """
    owner = is_owner(sentence, party)
    after = range(party.end + owner, party.end + owner + (1 + _TIE if owner else 1))
    if any(pack.has("ties", sentence.word(at)) for at in after) and not _has_stop(
        sentence, party.end + owner + 1, after[-1] + 1
    ):
        return owner or party.role in ("organisation", "name") or sentence.gap(party.end) == "-"
    at = party.first - 1
    linked = pack.declines
    while pack.has("article", sentence.word(at)) or pack.has("of", sentence.word(at)):
        linked, at = linked or pack.has("of", sentence.word(at)), at - 1
    linked = linked or (pack.head_first and sentence.gap(party.first) in ("'", "’"))
    return linked and pack.has("ties", sentence.word(at)) and not _has_stop(sentence, at + 1, party.first + 1)


def without_groups(sentences: Iterable[Sentence], pack: Pack) -> list[Sentence]:
    """The sentences, in which a state's name within that of a party, movement or firm is no party."""
    return [_without_groups(sentence, pack) for sentence in sentences]


def _without_groups(sentence: Sentence, pack: Pack) -> Sentence:
    """A sentence without these names as parties."""
    groups = [party for party in sentence.of(Layer.PARTY) if is_of_group(sentence, party, pack)]
    if not groups:
        return sentence
    return replace(sentence, marks=tuple(mark for mark in sentence.marks if mark not in groups))


def is_of_group(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a state's name stands in that of a party, movement or firm: `the Sudan People's Liberation
    Movement`.
    """
    if party.role not in ("name", "adjective"):
        return False
    if _is_of_armed(sentence, party, pack):
        return True
    if is_headline(sentence):
        return False
    if _group_behind(sentence, party, pack):
        return not pack.head_first
    if not pack.head_first and not pack.declines:
        return False
    at = party.first - 1
    while at > party.first - _GROUP and not pack.has("groups", sentence.word(at)):
        word = sentence.word(at)
        if not (_is_capital(sentence, at) or pack.has("of", word) or pack.has("article", word)):
            return False
        at -= 1
    return _is_group(sentence, at, pack) and not _has_stop(sentence, at + 1, party.first + 1)


def _is_of_armed(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a state's name only says where an armed group fights: `Myanmar rebels`, `a rebel army in
    Myanmar's north`, `les rebelles maliens`.
    """
    if sentence.gap(party.end) in (" ", "-") and pack.has("armed", sentence.word(party.end)):
        return True
    at = party.first - 1
    while any(pack.has(name, sentence.word(at)) for name in ("of", "article", "in")):
        at -= 1
    if pack.has("armed", sentence.word(at)):
        return True
    led = at < party.first - 1
    return led and pack.has("armed", sentence.word(at - 1)) and not pack.head_first


def _is_group(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word with a capital names a group: `Movement`."""
    return at >= 0 and pack.has("groups", sentence.word(at)) and sentence.tokens[at].raw[0].isupper()


def _group_behind(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if words with capitals behind a state lead to the word for a group."""
    for at in range(party.end, party.end + _GROUP):
        if sentence.gap(at) not in _GAPS or not _is_capital(sentence, at):
            return False
        if _is_group(sentence, at, pack):
            return True
    return False


def _is_capital(sentence: Sentence, at: int) -> bool:
    """True if a word has a capital, or is the s of a genitive."""
    if not 0 <= at < len(sentence.tokens):
        return False
    return sentence.tokens[at].raw[0].isupper() or sentence.word(at) == "s"


def is_put_out(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """True if others put a party out of what is left: `calls for Malta to be expelled from`, `demands that
    Malta be suspended from`.
    """
    near = range(mark.first - 1, mark.end + 1)
    if mark.role == "noun" or not any(pack.has("put_out", sentence.word(at)) for at in near):
        return False
    between = range(party.end, mark.first)
    if not 0 <= mark.first - party.end <= _OUT or any(
        _STOPS & set(sentence.gap(at)) for at in (*between, mark.first)
    ):
        return False
    passive = any(pack.has("passive", sentence.word(at)) for at in between)
    if not passive and not any(pack.has(name, sentence.word(mark.end)) for name in ("leaving", "of")):
        return False  # `Canada suspended its treaty`
    return any(mark.end <= party.first and mark.value != party.value for mark in sentence.of(Layer.PARTY))


def is_place(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a state only says where a city lies: `a market in Turin, Italy`."""
    if party.role != "name" or sentence.gap(party.first).strip() != "," or party.first < 2:
        return False
    city = party.first - 1
    while city > 0 and sentence.tokens[city].raw[0].isupper() and sentence.gap(city) == " ":
        city -= 1
    names = {other.first for other in sentence.of(Layer.PARTY) if other.role != "capital"}
    return city < party.first - 1 and city + 1 not in names and pack.has("place", sentence.word(city))


def is_on_route(sentence: Sentence, party: Mark) -> bool:
    """True if a hyphen joins a capital to a city that stands for no state: `the Mersin-Tripoli line`."""
    if party.role != "capital":
        return False
    cities = [
        at
        for at, place in ((party.first - 1, party.first), (party.end, party.end))
        if sentence.gap(place) in ("-", "–", "‑")
    ]
    parties = {at for other in sentence.of(Layer.PARTY) for at in range(other.first, other.end)}
    return any(
        0 <= at < len(sentence.tokens) and at not in parties and sentence.tokens[at].raw[0].isupper()
        for at in cities
    )


def _has_stop(sentence: Sentence, first: int, end: int) -> bool:
    """True if punctuation stands before one of the words `first:end`."""
    return sentence.has_stop(first, min(end, len(sentence.tokens)), _STOPS | _CLOSES | {":", "."})
