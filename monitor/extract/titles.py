"""Full titles of agreements: `the Agreement between the Government of X and the Government of Y for the
Surrender of Offenders`.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence, is_headline
from monitor.extract.title_content import CLOSING, HARD, LONGEST, OPENING, content_end, quote_before

_BETWEEN = 9  # words before a party: `the Government of the People's Republic of`
_ATTRIBUTES = 4  # adjectives behind a noun
_OF_BODY = 3  # little words before the body that numbers a convention
_VERBS = (Layer.EXIT, Layer.DATE, Layer.TOLD, Layer.GIVEN, Layer.HELD)  # words that belong to no name


@dataclass(frozen=True, slots=True)
class Title:
    """A title at words `first:end`, its noun, and the parties that it names."""

    first: int
    end: int
    head: Mark
    parties: tuple[Mark, ...]


def find_titles(sentence: Sentence, pack: Pack) -> list[Title]:
    """The titles of one sentence, in order, not overlapping; none in a headline of capitals, where their ends
    cannot be seen.
    """
    noun_stands_last = pack.verb_last and not pack.sets.get("title_about")
    titles: list[Title] = []
    for head in sentence.of(Layer.HEAD):
        last_end = titles[-1].end if titles else 0
        if head.value == "organisation" or head.role == "compound" or head.first < last_end:
            continue
        title = _ending(sentence, head, pack) if noun_stands_last else _opening(sentence, head, pack)
        if title is not None and title.first >= last_end:
            titles.append(title)
    return titles


def _opening(sentence: Sentence, head: Mark, pack: Pack) -> Title | None:
    """The title that begins with the noun `head`: `Convention fiscale entre ... et ... relative à ...`; None
    if the noun begins none.
    """
    parties, at, formal = _between(sentence, head.end, pack)
    numbered = _past_number(sentence, head.end, pack)
    formal = formal or numbered > head.end
    if not formal and (is_headline(sentence) or not _is_name(sentence, head, pack)):
        return None
    if any(pack.has("indefinite", sentence.word(head.first - back)) for back in (1, 2)):
        return None
    if not parties:
        at = _past_attributes(sentence, numbered, pack) if pack.head_first else numbered
    end = at
    if pack.has("title_about", sentence.word(at)) and sentence.gap(at) in (" ", "\xa0"):
        end = content_end(sentence, at, head, pack)
    if end - at < 2 and len(parties) < 2:
        return None
    if not parties:
        place = next((place for place in range(at, end) if pack.has("between", sentence.word(place))), end)
        parties = [party for party in _between(sentence, place, pack)[0] if party.end <= end]
    return Title(head.first, end, head, tuple(parties))


def _past_number(sentence: Sentence, at: int, pack: Pack) -> int:
    """The place behind the number of an agreement and the body that gave it: `Convention No. 96 of the ILO
    concerning`; `at` without a number.
    """
    if not pack.has("number", sentence.word(at)) or not sentence.word(at + 1).isdigit():
        return at
    end = at + 2
    body = end
    while body < end + _OF_BODY and any(pack.has(name, sentence.word(body)) for name in ("of", "article")):
        body += 1
    if body == end:
        return end
    return max((mark.end for mark in sentence.of(Layer.ENTRY) if mark.first == body), default=end)


def _past_attributes(sentence: Sentence, at: int, pack: Pack) -> int:
    """The place behind adjectives of a noun, if a word like `on` stands there: `Convention fiscale relative
    à`; else `at`, also before a verb (`Соглашение подписали в Душанбе`).
    """
    verbs = {mark.first for layer in _VERBS for mark in sentence.of(layer)}
    for place in range(at, at + _ATTRIBUTES + 1):
        if sentence.gap(place) != " ":
            return at
        if pack.has("title_about", sentence.word(place)):
            return place
        if pack.has("title_ends", sentence.word(place)) or place in verbs:
            return at
    return at


def _is_name(sentence: Sentence, head: Mark, pack: Pack) -> bool:
    """True if the noun has the capital of a name, not only that of the sentence's first word."""
    if not sentence.tokens[head.first].raw[0].isupper():
        return False
    return head.first > 0 or pack.declines or bool(quote_before(sentence, head.first))


def _between(sentence: Sentence, at: int, pack: Pack) -> tuple[list[Mark], int, bool]:
    """The parties named behind a noun, the place behind them, and True if they are named as governments.

    `at`: the place of `between` or `with`; without such a word, no parties and the same place.
    """
    start = at
    opens = pack.has("between", sentence.word(at)) or pack.has("with", sentence.word(at))
    if not opens or sentence.gap(at) != " ":
        return [], start, False
    by_first = {party.first: party for party in sentence.of(Layer.PARTY) if party.role != "organ"}
    named: list[Mark] = []
    formal = False
    end = start
    at += 1
    while at < len(sentence.tokens) and at - end <= _BETWEEN and not _is_cut(sentence, at):
        party = by_first.get(at)
        if party is not None:
            named += sentence.beside(party)
            at = end = _past_governments(sentence, party.end, pack)
            continue
        is_government = pack.has("governments", sentence.word(at))
        formal = formal or is_government
        if named and not is_government and _is_state(sentence, at, pack):
            at = end = at + 1
        elif _joins_parties(sentence, at, pack):
            at += 1
        else:
            break
    return (named, end, formal) if named else ([], start, False)


def _is_cut(sentence: Sentence, at: int) -> bool:
    """True if a mark of punctuation other than a comma stands before a word."""
    return bool(set(sentence.gap(at)) & (HARD - {","}))


def _past_governments(sentence: Sentence, at: int, pack: Pack) -> int:
    """The place behind words like `Federation` that follow the name of a state: `der Russischen
    Föderation`.
    """
    while pack.has("governments", sentence.word(at)) and sentence.gap(at) == " ":
        at += 1
    return at


def _joins_parties(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a word that may stand between the parties of a title: `and`, `the Government of`."""
    word = sentence.word(at)
    if "," in sentence.gap(at) and not pack.has("article", word):
        return False
    return any(
        pack.has(name, word)
        for name in ("governments", "and", "article", "of", "between", "with", "title_small")
    )


def _is_state(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a word with a capital behind `the Government of`: a state whose name no list holds."""
    before = at - 1
    while pack.has("of", sentence.word(before)) or pack.has("article", sentence.word(before)):
        before -= 1
    return sentence.tokens[at].raw[0].isupper() and pack.has("governments", sentence.word(before))


def _ending(sentence: Sentence, head: Mark, pack: Pack) -> Title | None:
    """The title that ends with the noun `head`: `Türkiye Cumhuriyeti ile X Arasında Suçluların İadesi
    Anlaşması`; None if the noun ends none.
    """
    if not sentence.tokens[head.first].raw[0].isupper() or is_headline(sentence):
        return None
    first = head.first
    while first > 0 and head.first - first < LONGEST and not _begins_at(sentence, first, pack):
        first -= 1
    while first < head.first and not sentence.tokens[first].raw[0].isupper():
        first += 1
    parties = tuple(_joined_parties(sentence, first, head.first, pack))
    words = [token for token in sentence.tokens[first : head.first] if token.raw[0].isupper()]
    return Title(first, head.end, head, parties) if len(words) > 2 and (first > 0 or parties) else None


def _begins_at(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if the word before a place does not belong to a title that ends with its noun."""
    gap = sentence.gap(at)
    if set(gap) & (HARD | OPENING | CLOSING) or gap == " - ":
        return True  # ANKARA - Türkiye ile
    token = sentence.tokens[at - 1]
    if not token.raw[0].isupper() and not _is_joint(token.text, pack):
        return True
    # Cumhurbaşkanı Kararı ile: the decree is no part of the title
    return pack.has("with_after", token.text) and any(mark.end == at - 1 for mark in sentence.of(Layer.FORM))


def _is_joint(word: str, pack: Pack) -> bool:
    """True for a word in small letters within a title that ends with its noun."""
    return any(pack.has(name, word) for name in ("with_after", "and", "title_small"))


def _joined_parties(sentence: Sentence, first: int, end: int, pack: Pack) -> list[Mark]:
    """The parties among the words `first:end`, if a word like `with` stands behind one of them."""
    if not any(pack.has("with_after", sentence.word(at)) for at in range(first, end)):
        return []
    return [party for party in sentence.of(Layer.PARTY) if first <= party.first and party.end <= end]
