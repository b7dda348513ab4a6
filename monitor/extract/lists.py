"""The lines of a list: lines that open with a bullet, a number, or a state and a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.proper_names import opening_body
from monitor.extract.story_marks import Sentence

_BULLET = re.compile(r"[ \t]*(?:[-–—•*·▪◦‣]|\(?\d{1,2}[.)]|[a-zа-я]\))[ \t]+")
_OPENS = 3  # words of a line before the state that it is about
_ACTING = (Layer.EXIT, Layer.FORM, Layer.GIVEN)
_TELLING = (Layer.EXIT, Layer.FORM, Layer.STAGE, Layer.DATE)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list: its sentences, the states that open it, those that it says act (`doers`), and the
    first agreement that it names.

    `headed`: its first sentence only names these states (`2. Lesotho / Botswana.`), so that the line reports
    an exit of its own.
    """

    sentences: tuple[Sentence, ...]
    states: tuple[Mark, ...]
    doers: tuple[Mark, ...]
    mention: Mention | None
    headed: bool = False


def find_items(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> list[ListLine]:
    """The lines of the first list, or the sentences about `the first` and `the second`, in which most lines
    name an agreement, or all open with a state and most report something.
    """
    definite = [
        mention
        for mention in mentions
        if not pack.has("indefinite", mention.sentence.word(mention.first - 1))
    ]
    blocks = [(block, mentions) for block in _blocks(sentences)]
    blocks += [(block, definite) for block in _ordinals(sentences, pack)]
    for block, block_mentions in blocks:
        items = [_line(line, block_mentions, pack) for line in block]
        named = [item for item in items if item.mention is not None]
        if 2 * len(named) > len(items) > 1:
            return named
        reporting = [item for item in items if _reports(item)]
        if 2 * len(reporting) > len(items) > 1 and all(item.states for item in items):
            return items
    return []


def _reports(item: ListLine) -> bool:
    """True if a line has a word of ending, a document, a word of stage or a date."""
    return any(sentence.of(layer) for sentence in item.sentences for layer in _TELLING)


def _blocks(sentences: Sequence[Sentence]) -> Iterator[list[list[Sentence]]]:
    """The lists of the text: of each the lines, as sentences."""
    lines = [
        list(line)
        for _, line in groupby(sentences, key=lambda sentence: (sentence.field, _line_start(sentence)))
    ]
    for is_item, block in groupby(lines, key=lambda line: line[0].field != "title" and _is_item(line[0])):
        if is_item:
            yield list(block)


def _ordinals(sentences: Sequence[Sentence], pack: Pack) -> Iterator[list[list[Sentence]]]:
    """The sentences that begin with `the first` and `the second`, each with those behind it in its
    paragraph.
    """
    block: list[list[Sentence]] = []
    line = -1
    for sentence in sentences:
        if sentence.field == "title":
            continue
        # only behind an article, in a language that has one: `secondo il ministro` means "according to"
        opening = [sentence.word(at) for at in range(bool(pack.sets.get("article")), _OPENS)]
        if any(pack.has("next_of" if block else "first_of", word) for word in opening):
            block.append([sentence])
            line = _line_start(sentence)
        elif block and _line_start(sentence) == line:
            block[-1].append(sentence)
    if len(block) > 1:
        yield block


def _line_start(sentence: Sentence) -> int:
    """The first character of the line in which a sentence begins."""
    return sentence.source.rfind("\n", 0, sentence.tokens[0].start) + 1


def _is_item(sentence: Sentence) -> bool:
    """True if the line of a sentence opens with a bullet, a number or a state."""
    start = _line_start(sentence)
    return _BULLET.match(sentence.source, start) is not None or bool(_states(sentence, start))


def _heading(sentence: Sentence, start: int, pack: Pack) -> tuple[Mark, ...]:
    """The states of a sentence that opens a line and has nothing else: `1. Latvia.`, `- Peru and Chile.`, `2.
    Lesotho / Botswana.`; none if it has other words.
    """
    parties = [party for party in sentence.of(Layer.PARTY) if party.role == "name"]
    bullet = _BULLET.match(sentence.source, start)
    first = bullet.end() if bullet is not None else start
    inside = {at for party in parties for at in range(party.first, party.end)}
    has_other_words = any(
        at not in inside and token.start >= first and not pack.has("and", token.text)
        for at, token in enumerate(sentence.tokens)
    )
    return () if has_other_words else tuple(parties)


def _states(sentence: Sentence, start: int) -> tuple[Mark, ...]:
    """The states that open a line, before a colon, a dash or a bracket: `Mali / Algérie :`; or alone in
    capitals: `BELIZE.`
    """
    if sentence.tokens[0].start - start > _OPENS + 2:
        return ()
    states: list[Mark] = []
    for party in sentence.of(Layer.PARTY):
        if party.role != "name":
            break
        if not states and party.first >= _OPENS:
            break
        if states and not _is_beside(sentence, states[-1], party):
            break
        states += sentence.beside(party)
        if _closes_opening(sentence, states[0].first, party):
            return tuple(states)
    return ()


def _closes_opening(sentence: Sentence, first: int, party: Mark) -> bool:
    """True if the opening of a line, from the word `first` on, ends behind a party: before punctuation, or
    alone in capitals.
    """
    if party.end == len(sentence.tokens) and sentence.raw(first, party.end).isupper():
        return True
    gap = sentence.gap(party.end)
    return bool(set(gap) & set(":–—(-")) and gap != "-" and not _goes_on(sentence, party)


def _is_beside(sentence: Sentence, state: Mark, party: Mark) -> bool:
    """True if only a stroke or a dash stands between two states that open a line."""
    return party.first in (state.first, state.end) and bool(set(sentence.gap(party.first)) & set("/–—-"))


def _goes_on(sentence: Sentence, party: Mark) -> bool:
    """True if another state stands right behind a state: `Mali – Algérie:`"""
    return any(mark.first == party.end and mark.role == "name" for mark in sentence.of(Layer.PARTY))


def _line(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> ListLine:
    """The sentences of a line as a ListLine. `mentions`: of the whole text."""
    line = [sentence for sentence in sentences if not sentence.text.rstrip(".)").isdigit()]
    line = line or list(sentences)  # without a sentence that is only its number
    start = _line_start(line[0])
    heading = _heading(line[0], start, pack) if len(line) > 1 else ()
    mention = _mention_of(line, mentions, pack)
    if heading:
        return ListLine(tuple(line), heading, (), mention, headed=True)
    states = _states(line[0], start)
    if not states:
        return ListLine(tuple(line), (), _doers(line[0], mention), mention)
    if mention is not None and not _shares_party(states, mention):
        mention = replace(mention, parties=(*states, *mention.parties))
    return ListLine(tuple(line), states, (), mention)


def _mention_of(line: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The first agreement that a line names, else the first body of the gazetteer; but a body that opens the
    line and is longer, or stands before it.
    """
    numbers = {sentence.number for sentence in line}
    own = [mention for mention in mentions if mention.sentence.number in numbers and not mention.bare]
    agreements = (mention for mention in own if mention.kind != ORGANISATION)
    bodies = (mention for mention in own if mention.entry)
    mention = next(agreements, None) or next(bodies, None)
    is_sentence = len(line) > 1 or line[0].text.rstrip().endswith(".")
    body = opening_body(line[0], pack) if is_sentence else None
    if body is None:
        return mention
    if mention is None or mention.sentence is not line[0] or mention.end < body.end:
        return body
    return mention


def _shares_party(states: Sequence[Mark], mention: Mention) -> bool:
    """True if one of the states is a party of an agreement."""
    return bool({state.value for state in states} & {party.value for party in mention.parties})


def _doers(sentence: Sentence, mention: Mention | None) -> tuple[Mark, ...]:
    """The states that open a line and act in it: `Chad sent a denunciation of the treaty`, not `Chad's treaty
    of 1994`.
    """
    party = next((party for party in sentence.of(Layer.PARTY) if party.role in ("name", "adjective")), None)
    if mention is None or party is None or party.first >= _OPENS or _shares_party([party], mention):
        return ()
    acts = (mark for layer in _ACTING for mark in sentence.of(layer))
    end = mention.first if mention.sentence is sentence else len(sentence.tokens)
    return tuple(sentence.beside(party)) if any(party.end <= mark.first < end for mark in acts) else ()


def without_remarks(items: Sequence[ListLine], *, tables: bool) -> tuple[list[ListLine], set[int]]:
    """The lines about exits, and the sentences of the others, which only comment on the rows of a table:
    `Peru: acquired rights remain`.
    """
    kept = [item for item in items if not tables or item.mention is not None]
    return kept, {sentence.number for item in items if item not in kept for sentence in item.sentences}


def headed(items: Sequence[ListLine]) -> set[int]:
    """The numbers of the sentences of lines under headings of states: they are no prose, also if they end
    nothing.
    """
    return {sentence.number for item in items if item.headed for sentence in item.sentences}
