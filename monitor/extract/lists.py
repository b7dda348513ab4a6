"""Finds the lines of a list in an article, the states that they open with, and the agreements they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.proper import opening_body
from monitor.extract.story_marks import Sentence

_BULLET = re.compile(r"[ \t]*(?:[-–—•*·▪◦‣]|\(?\d{1,2}[.)]|[a-zа-я]\))[ \t]+")
_OPENS = 3  # words of a line before the state that it is about
_ACTING = (Layer.EXIT, Layer.FORM, Layer.GIVEN)
_TELLING = (Layer.EXIT, Layer.FORM, Layer.STAGE, Layer.DATE)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list: the states that it opens with, those that it says act, and the agreement that it
    names first.

    `headed`: its first sentence is nothing but these states (`2. Lesotho / Botswana.`), so that the line
    tells a story of its own.
    """

    sentences: tuple[Sentence, ...]
    states: tuple[Mark, ...]
    doers: tuple[Mark, ...]
    mention: Mention | None
    headed: bool = False


def find_lines(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> list[ListLine]:
    """The lines of the first list, or the sentences that tell of `the first` and `the second`, in which most
    lines name an agreement, or open with a state and tell something of it.
    """
    named_after = [
        mention
        for mention in mentions
        if not pack.has("indefinite", mention.sentence.word(mention.first - 1))
    ]
    for block in _blocks(sentences):
        lines = _telling_lines([_line(line, mentions, pack) for line in block])
        if lines:
            return lines
    for block in _ordinals(sentences, pack):
        lines = _telling_lines([_line(line, named_after, pack) for line in block])
        if lines:
            return lines
    return []


def _telling_lines(lines: list[ListLine]) -> list[ListLine]:
    """Those lines of a list that name an agreement, if most do; else all, if each opens with a state and most
    tell something; else none.
    """
    named = [line for line in lines if line.mention is not None]
    if 2 * len(named) > len(lines) > 1:
        return named
    telling = [line for line in lines if any(_tells(sentence) for sentence in line.sentences)]
    is_list_of_states = all(line.states for line in lines)
    return lines if is_list_of_states and 2 * len(telling) > len(lines) > 1 else []


def _tells(sentence: Sentence) -> bool:
    return any(sentence.of(layer) for layer in _TELLING)


def _blocks(sentences: Sequence[Sentence]) -> Iterator[list[list[Sentence]]]:
    """The lines of each list, as sentences."""
    by_line = groupby(sentences, key=lambda sentence: (sentence.field, _line_start(sentence)))
    lines = [list(line) for _, line in by_line]
    blocks = groupby(lines, key=lambda line: line[0].field != "title" and _opens_line(line[0]))
    for is_list, block in blocks:
        if is_list:
            yield list(block)


def _ordinals(sentences: Sequence[Sentence], pack: Pack) -> Iterator[list[list[Sentence]]]:
    """Sentences that begin with `the first` and `the second`, each with those behind it in its paragraph."""
    block: list[list[Sentence]] = []
    line = -1
    for sentence in (sentence for sentence in sentences if sentence.field != "title"):
        # the second; `secondo il ministro` is none
        opening = [sentence.word(at) for at in range(bool(pack.sets.get("article")), _OPENS)]
        if any(pack.has("next_of" if block else "first_of", word) for word in opening):
            block.append([sentence])
            line = _line_start(sentence)
        elif block and _line_start(sentence) == line:
            block[-1].append(sentence)
    if len(block) > 1:
        yield block


def _line_start(sentence: Sentence) -> int:
    """The offset of the line in which a sentence stands."""
    return sentence.source.rfind("\n", 0, sentence.tokens[0].start) + 1


def _opens_line(sentence: Sentence) -> bool:
    """True if a sentence begins a line of a list: with a bullet, a number or states."""
    start = _line_start(sentence)
    return _BULLET.match(sentence.source, start) is not None or bool(_states(sentence, start))


def _heading(sentence: Sentence, start: int, pack: Pack) -> tuple[Mark, ...]:
    """The states of a sentence that opens a line and has nothing else: `1. Latvia.`,
    `- Peru and Chile.`, `2. Lesotho / Botswana.`
    """
    parties = [party for party in sentence.of(Layer.PARTY) if party.role == "name"]
    bullet = _BULLET.match(sentence.source, start)
    inside = {at for party in parties for at in range(party.first, party.end)}
    first = bullet.end() if bullet is not None else start
    rest = [
        at
        for at, token in enumerate(sentence.tokens)
        if at not in inside and token.start >= first and not pack.has("and", token.text)
    ]
    return tuple(parties) if parties and not rest else ()


def _states(sentence: Sentence, start: int) -> tuple[Mark, ...]:
    """The states that a line opens with, before a colon, a dash or a bracket: `Mali / Algérie :`; or alone in
    capitals: `BELIZE.`
    """
    if sentence.tokens[0].start - start > _OPENS + 2:
        return ()
    states: list[Mark] = []
    for party in sentence.of(Layer.PARTY):
        follows = _is_beside(sentence, states[-1], party) if states else party.first < _OPENS
        if party.role != "name" or not follows:
            break
        states += sentence.beside(party)
        if _ends_line(sentence, states[0].first, party) or _is_cut(sentence, party):
            return tuple(states)
    return ()


def _ends_line(sentence: Sentence, first: int, party: Mark) -> bool:
    """True if a sentence ends with a state, in capitals from `first` on."""
    return party.end == len(sentence.tokens) and sentence.raw(first, party.end).isupper()


def _is_cut(sentence: Sentence, party: Mark) -> bool:
    """True if a colon, a dash or a bracket stands behind a state, and no other state behind the dash."""
    gap = sentence.gap(party.end)
    return gap != "-" and bool(set(gap) & set(":–—(-")) and not _goes_on(sentence, party)


def _is_beside(sentence: Sentence, before: Mark, party: Mark) -> bool:
    """True if nothing but a stroke or a dash stands between two states that open a line."""
    return party.first in (before.first, before.end) and bool(set(sentence.gap(party.first)) & set("/–—-"))


def _goes_on(sentence: Sentence, party: Mark) -> bool:
    """True if another state stands behind the dash: `Mali – Algérie:`"""
    return any(mark.first == party.end and mark.role == "name" for mark in sentence.of(Layer.PARTY))


def _line(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> ListLine:
    """A line of a list from its sentences; `mentions` are those of the story."""
    # without the number of the line
    sentences = [sentence for sentence in sentences if not sentence.text.rstrip(".)").isdigit()] or sentences
    first = sentences[0]
    start = _line_start(first)
    mention = _mention_of(sentences, mentions, pack)
    heading = _heading(first, start, pack) if len(sentences) > 1 else ()
    if heading:
        return ListLine(tuple(sentences), heading, (), mention, headed=True)
    states = _states(first, start)
    if not states:
        return ListLine(tuple(sentences), (), _doers(first, mention), mention)
    if mention is not None and not _codes(states) & _codes(mention.parties):
        mention = replace(mention, parties=(*states, *mention.parties))
    return ListLine(tuple(sentences), states, (), mention)


def _codes(parties: Iterable[Mark]) -> set[str]:
    return {party.value for party in parties}


def _mention_of(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> Mention | None:
    """The agreement that a line names first, else the body that it names or opens with; None without one."""
    numbers = {sentence.number for sentence in sentences}
    own = [mention for mention in mentions if mention.sentence.number in numbers and not mention.bare]
    agreements = (mention for mention in own if mention.kind != ORGANISATION)
    entries = (mention for mention in own if mention.entry)
    mention = next(agreements, None) or next(entries, None)
    first = sentences[0]
    ends_with_stop = first.text.rstrip().endswith(".")
    body = opening_body(first, pack) if len(sentences) > 1 or ends_with_stop else None
    if body is None:
        return mention
    is_named_first = mention is not None and mention.sentence is first and mention.end >= body.end
    return mention if is_named_first else body


def _doers(sentence: Sentence, mention: Mention | None) -> tuple[Mark, ...]:
    """The states that a line opens with and says to act: `Chad sent a denunciation of the treaty`, not
    `Chad's treaty of 1994`.
    """
    party = next((party for party in sentence.of(Layer.PARTY) if party.role in ("name", "adjective")), None)
    if (
        mention is None
        or party is None
        or party.first >= _OPENS
        or any(mark.value == party.value for mark in mention.parties)
    ):
        return ()
    acts = (mark for layer in _ACTING for mark in sentence.of(layer))
    end = mention.first if mention.sentence is sentence else len(sentence.tokens)
    return tuple(sentence.beside(party)) if any(party.end <= mark.first < end for mark in acts) else ()
