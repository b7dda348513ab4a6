"""Agreements named in full: `the Agreement between the Government of X and the Government of Y for the
Surrender of Offenders`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.extract.dates import find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_LONGEST = 45  # words of a title
_BETWEEN = 9  # words before a party: `the Government of the People's Republic of`
_ATTRIBUTES = 4  # adjectives behind a noun
_OF_BODY = 3  # little words before the body that numbers a convention
_ITEMS = 6  # words of an item of a list inside a title
_VERBS = (Layer.EXIT, Layer.DATE, Layer.TOLD, Layer.GIVEN, Layer.HELD)  # words that are none of a name
_LONG = 5  # letters of a word that has a capital in a headline of capitals
_OPENING, _CLOSING, _HARD = frozenset("«“„‘"), frozenset("»”’"), frozenset(",;:()–—|\t\n!?")


@dataclass(frozen=True, slots=True)
class Title:
    """A title at words `first:end`, its noun, and the parties that it names."""

    first: int
    end: int
    head: Mark
    parties: tuple[Mark, ...]


def find_titles(sentence: Sentence, pack: Pack) -> list[Title]:
    """The titles of one sentence, in order, not overlapping; none in a headline of capitals, where nothing
    tells their ends.
    """
    found: list[Title] = []
    for head in sentence.of(Layer.HEAD):
        if head.value == "organisation" or head.role == "compound" or (found and head.first < found[-1].end):
            continue
        title = (
            _ending(sentence, head, pack)
            if pack.verb_last and not pack.sets.get("title_about")
            else _opening(sentence, head, pack)
        )
        if title is not None and (not found or title.first >= found[-1].end):
            found.append(title)
    return found


def is_headline(sentence: Sentence) -> bool:
    """True if all but little words have a capital, and no stop ends it."""
    return not sentence.text.endswith(".") and not any(
        len(token.raw) >= _LONG and token.raw[0].islower() for token in sentence.tokens
    )


def verbs_of_ending(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The words of ending that may end a name: not those with a capital in a sentence that has small letters,
    as in `Agreement on Mountain Rescue`.
    """
    marks = sentence.of(Layer.EXIT)
    if pack.lang == "de" or is_headline(sentence):
        return marks
    return [
        mark
        for mark in marks
        if mark.first == 0 or mark.end - mark.first > 1 or not sentence.tokens[mark.first].raw[0].isupper()
    ]


def _opening(sentence: Sentence, head: Mark, pack: Pack) -> Title | None:
    """A title that begins with its noun, and adjectives behind it: `Convention fiscale entre ... et ...
    relative à ...`.
    """
    parties, at, formal = _between(sentence, head.end, pack)
    numbered = _past_number(sentence, head.end, pack)
    formal = formal or numbered > head.end
    at = at if parties else numbered
    if not (formal or _is_name(sentence, head, pack)) or (is_headline(sentence) and not formal):
        return None
    if any(pack.has("indefinite", sentence.word(head.first - back)) for back in (1, 2)):
        return None
    if not parties and pack.head_first:
        at = _past_attributes(sentence, at, pack)
    end = at
    if pack.has("title_about", sentence.word(at)) and sentence.gap(at) in (" ", "\xa0"):
        end = _content_end(sentence, at, head, pack)
    if end - at < 2 and len(parties) < 2:
        return None
    if not parties:
        place = next((place for place in range(at, end) if pack.has("between", sentence.word(place))), end)
        parties = [one for one in _between(sentence, place, pack)[0] if one.end <= end]
    return Title(head.first, end, head, tuple(parties))


def _past_number(sentence: Sentence, at: int, pack: Pack) -> int:
    """The word behind the number of an agreement and the body that numbers it: `Convention No. 96 of the ILO
    concerning`; else the same.
    """
    if not pack.has("number", sentence.word(at)) or not sentence.word(at + 1).isdigit():
        return at
    end = at + 2
    body = end
    while body < end + _OF_BODY and any(pack.has(name, sentence.word(body)) for name in ("of", "article")):
        body += 1
    return max(
        (mark.end for mark in sentence.of(Layer.ENTRY) if mark.first == body and body > end), default=end
    )


def _past_attributes(sentence: Sentence, at: int, pack: Pack) -> int:
    """The word that tells what an agreement is about, behind adjectives: `Convention fiscale relative à`;
    else the same place.
    """
    place = at
    verbs = {mark.first for layer in _VERBS for mark in sentence.of(layer)}
    while (
        place < at + _ATTRIBUTES
        and sentence.gap(place) == " "
        and not pack.has("title_about", sentence.word(place))
    ):
        if pack.has("title_ends", sentence.word(place)) or place in verbs:
            return at  # Соглашение подписали в Душанбе
        place += 1
    return place if pack.has("title_about", sentence.word(place)) and sentence.gap(place) == " " else at


def _is_name(sentence: Sentence, head: Mark, pack: Pack) -> bool:
    """True if the noun is written as a name."""
    return sentence.tokens[head.first].raw[0].isupper() and (
        head.first > 0 or pack.declines or bool(_quote_before(sentence, head.first))
    )


def _between(sentence: Sentence, at: int, pack: Pack) -> tuple[list[Mark], int, bool]:
    """The parties named behind a noun, the word after them, and whether they are named as governments."""
    if (
        not (pack.has("between", sentence.word(at)) or pack.has("with", sentence.word(at)))
        or sentence.gap(at) != " "
    ):
        return [], at, False
    by_first = {party.first: party for party in sentence.of(Layer.PARTY)}
    found: list[Mark] = []
    formal = False
    end = start = at
    at += 1
    while (
        at < len(sentence.tokens)
        and at - max(end, start) <= _BETWEEN
        and not set(sentence.gap(at)) & (_HARD - {","})
    ):
        word = sentence.word(at)
        if at in by_first and by_first[at].role != "organ":
            found += sentence.beside(by_first[at])
            at = by_first[at].end
            while pack.has("governments", sentence.word(at)) and sentence.gap(at) == " ":
                at += 1  # der Russischen Föderation
            end = at
            continue
        formal = formal or pack.has("governments", word)
        if found and not pack.has("governments", word) and _is_state(sentence, at, pack):
            at, end = at + 1, at + 1
            continue
        is_joint = any(
            pack.has(name, word)
            for name in ("governments", "and", "article", "of", "between", "with", "title_small")
        )
        if not is_joint or ("," in sentence.gap(at) and not pack.has("article", word)):
            break
        at += 1
    return (found, end, formal) if found else ([], start, False)


def _is_state(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word in capitals stands behind `the Government of`: a state by a name that no list holds."""
    before = at - 1
    while pack.has("of", sentence.word(before)) or pack.has("article", sentence.word(before)):
        before -= 1
    return sentence.tokens[at].raw[0].isupper() and pack.has("governments", sentence.word(before))


def _content_end(sentence: Sentence, at: int, head: Mark, pack: Pack) -> int:
    """Where the words that say what an agreement is about end."""
    strict = _has_capitals(sentence, at, pack)
    stops = {day.first for day in find_dates(sentence, pack, None)}
    stops |= {
        mark.first - 1
        for mark in sentence.of(Layer.DATE)
        if mark.role == "month" and sentence.word(mark.first - 1).isdigit()
    }
    stops |= {
        mark.first for mark in sentence.of(Layer.HELD) if not sentence.tokens[mark.first].raw[0].isupper()
    }
    stops |= {mark.first for mark in sentence.of(Layer.DATE)} | {
        one.first for one in verbs_of_ending(sentence, pack) if one.role != "noun"
    }
    stops |= {_joint_before(sentence, mark, pack) for mark in sentence.of(Layer.HEAD) if mark.first > at}
    quotes = _quote_before(sentence, head.first)
    depth = 1 if quotes else 0
    end = at + 1
    while end < len(sentence.tokens) and end - head.first < _LONGEST:
        gap = sentence.gap(end)
        if depth <= 1 and quotes and set(gap) & _CLOSING and gap.strip() != "’":
            break
        if gap.strip() == "-" and gap != "-":
            break
        depth += sum(letter in _OPENING for letter in gap) - sum(
            letter in _CLOSING for letter in gap if letter != "’"
        )
        if depth < 0 or ('"' in gap and not quotes):
            break
        # государств — участников
        apposed = gap.strip() in ("—", "–") and pack.has("members", sentence.word(end))
        listed = "," in gap and _goes_on(sentence, end, stops, pack)
        if not quotes and depth == 0 and set(gap) & _HARD and not (listed or apposed):
            break
        if not quotes and depth == 0 and (end in stops or _ends(sentence, end, pack)):
            break
        if strict and not _fits(sentence, end, pack):
            break
        end += 1
    while end > at + 1 and _is_little(sentence.word(end - 1), pack):
        end -= 1
    return end


def _joint_before(sentence: Sentence, head: Mark, pack: Pack) -> int:
    """The `and` before a noun that begins a title of its own: `the Agreement on Seals and the Agreement on
    Seeds`; else -1.
    """
    if (
        not (
            sentence.tokens[head.first].raw[0].isupper() and pack.has("title_about", sentence.word(head.end))
        )
        or pack.lang == "de"
    ):
        return -1
    at = head.first - 1
    while (
        pack.has("article", sentence.word(at))
        or pack.has("of", sentence.word(at))
        or pack.has("title_about", sentence.word(at))
    ):
        at -= 1
    return at if pack.has("and", sentence.word(at)) else -1


def _has_capitals(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a title has a capital in each word that counts, as English ones have: then a small letter ends
    it.
    """
    words = (token for token in sentence.tokens[at + 1 : at + 8] if not _is_little(token.text, pack))
    first = next(words, None)
    if first is None or not first.raw[0].isupper() or pack.verb_last:
        return False
    second = next(words, None)
    return pack.lang == "en" or (second is not None and second.raw[0].isupper())


def _ends(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word is none of a title: a verb, a year, what begins a clause."""
    token = sentence.tokens[at]
    if _is_year(token.text) or pack.has("title_ends", token.text) or token.raw in pack.accented_ends:
        return True
    attributes = tuple(pack.sets.get("attributes", ()))
    hyphen = sentence.gap(at + 1) in ("-", "\u2011")  # wissenschaftlich-technische
    small = pack.verb_last and token.raw[0].islower() and not token.text.endswith(attributes) and not hyphen
    return small and not _is_little(token.text, pack) and not pack.has("title_small", token.text)


def _is_year(word: str) -> bool:
    return len(word) == len("1990") and word.isdigit()


def _fits(sentence: Sentence, at: int, pack: Pack) -> bool:
    token = sentence.tokens[at]
    return (
        token.raw[0].isupper()
        or token.raw[0].isdigit()
        or _is_little(token.text, pack)
        or pack.has("title_small", token.text)
    )


def _is_little(word: str, pack: Pack) -> bool:
    return any(
        pack.has(name, word) for name in ("title_about", "of", "and", "article", "stop", "with", "between")
    )


def _goes_on(sentence: Sentence, at: int, stops: set[int], pack: Pack) -> bool:
    """True if what follows a comma is an item of a list that `and` ends: `in Kultur, Bildung und
    Wissenschaft`.
    """
    if any(party.first == at for party in sentence.of(Layer.PARTY)) or any(
        pack.has(name, sentence.word(at)) for name in ("article", "and", "clause")
    ):
        return False
    for place in range(at, min(at + _ITEMS, len(sentence.tokens))):
        if place in stops or pack.has("title_ends", sentence.word(place)):
            return False
        if place > at and (pack.has("and", sentence.word(place)) or sentence.gap(place).strip() == ","):
            return pack.has("and", sentence.word(place)) or _goes_on(sentence, place, stops, pack)
    return False


def _quote_before(sentence: Sentence, at: int) -> str:
    """The quotation mark that opens right before a word."""
    gap = sentence.source[max(0, sentence.tokens[at].start - 1) : sentence.tokens[at].start]
    return gap if gap in _OPENING or gap == '"' else ""


def _ending(sentence: Sentence, head: Mark, pack: Pack) -> Title | None:
    """A title that ends with its noun: `Türkiye Cumhuriyeti ile X Arasında Suçluların İadesi Anlaşması`."""
    if not sentence.tokens[head.first].raw[0].isupper() or is_headline(sentence):
        return None
    first = head.first
    while (
        first > 0
        and head.first - first < _LONGEST
        and not set(sentence.gap(first)) & (_HARD | _OPENING | _CLOSING)
    ):
        token = sentence.tokens[first - 1]
        if sentence.gap(first) == " - ":
            break  # ANKARA - Türkiye ile
        if not token.raw[0].isupper() and not _is_joint(token.text, pack):
            break
        if pack.has("with_after", token.text) and any(
            mark.end == first - 1 for mark in sentence.of(Layer.FORM)
        ):
            break  # Cumhurbaşkanı Kararı ile
        first -= 1
    while first < head.first and not sentence.tokens[first].raw[0].isupper():
        first += 1
    parties = tuple(_joined_parties(sentence, first, head.first, pack))
    words = [token for token in sentence.tokens[first : head.first] if token.raw[0].isupper()]
    return Title(first, head.end, head, parties) if len(words) > 2 and (first > 0 or parties) else None


def _is_joint(word: str, pack: Pack) -> bool:
    return any(pack.has(name, word) for name in ("with_after", "and", "title_small"))


def _joined_parties(sentence: Sentence, first: int, end: int, pack: Pack) -> Iterator[Mark]:
    named: Sequence[Mark] = [
        party for party in sentence.of(Layer.PARTY) if first <= party.first and party.end <= end
    ]
    if any(pack.has("with_after", sentence.word(at)) for at in range(first, end)):
        yield from named
