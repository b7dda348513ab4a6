"""The agreements that a sentence names: as written, with the parties that stand in or at the name."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Sentence

_LONGEST = 9  # words of a name to one side of its noun


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at words `first:end` of a sentence. `bare` ones ("the treaty") only point back to another."""

    sentence: Sentence
    first: int
    end: int
    entry: str  # gazetteer id or ""
    kind: str  # treaty, convention ... or "" for an organisation
    subject: str
    parties: tuple[Mark, ...]  # in the name and at it: "with", "between"
    reach: int  # the word after the parties that follow the name
    bare: bool

    @property
    def name(self) -> str:
        return self.sentence.raw(self.first, self.end)


def find_mentions(sentence: Sentence, pack: Pack, lexicon: Lexicon) -> list[Mention]:
    """The mentions of one sentence, in order, not overlapping."""
    heads = sentence.of(Layer.HEAD)
    entries = sentence.of(Layer.ENTRY)
    if not heads and not entries:
        return []
    exits = {at for mark in sentence.of(Layer.EXIT) for at in range(mark.first, mark.end)}
    parties = sentence.of(Layer.PARTY)
    found: list[Mention] = []
    taken = -1
    for mark in sorted((*heads, *entries), key=lambda mark: (mark.first, mark.layer is Layer.HEAD)):
        if mark.first < taken:
            continue
        entry = mark.value if mark.layer is Layer.ENTRY else ""
        if mark.layer is Layer.HEAD and any(_within(mark, other) for other in entries):
            continue
        first, end = _span(sentence, pack, mark, exits, max(taken, 0))
        inner = [
            other for other in entries if first <= other.first and other.end <= end and lexicon.entries[other.value].kind != "organisation"
        ]
        if not entry and inner:
            entry = inner[0].value
        if entry:
            head = next((head for head in heads if first <= head.first < end), None)
            kind = lexicon.entries[entry].kind
            subject = lexicon.entries[entry].subject
        else:
            head = mark
            kind = mark.value
            subject = next((one.value for one in sentence.of(Layer.SUBJECT) if first <= one.first < end), "")
        inside = [party for party in parties if first <= party.first < end and party.role in ("adjective", "name", "former")]
        beside, reach = _beside(sentence, pack, parties, end)
        bare = not entry and end - first == mark.end - mark.first and not beside
        found.append(Mention(sentence, first, end, entry, kind if head or entry else "", subject, (*inside, *beside), reach, bare))
        taken = end
    return found


def _within(mark: Mark, other: Mark) -> bool:
    return other.first <= mark.first and mark.end <= other.end


def _span(sentence: Sentence, pack: Pack, mark: Mark, exits: set[int], low: int) -> tuple[int, int]:
    """How far the name reaches around its noun."""
    first, end = mark.first, mark.end
    plain = {" ", "-", "‑", "–", " “", " ‘", ' "', "’", "'", "” ", "’ ", "' ", '" '}
    while first > low and mark.first - first < _LONGEST and sentence.gap(first) in plain:
        word = sentence.word(first - 1)
        if first - 1 in exits or pack.has("stop", word):
            break
        first -= 1
    if mark.layer is Layer.ENTRY:
        heads = {head.first: head for head in sentence.of(Layer.HEAD)}
        for skip in (0, 1, 2):
            head = heads.get(end + skip)
            if head is not None and all(sentence.gap(at) in plain for at in range(end, head.first + 1)):
                return mark.first, head.end
        return mark.first, end
    if sentence.gap(end) in plain and (pack.has("about", sentence.word(end)) or pack.head_first):
        stop = end + (1 if pack.has("about", sentence.word(end)) else 0)
        while stop < len(sentence.tokens) and stop - end < _LONGEST and sentence.gap(stop) in plain:
            if stop in exits or pack.has("name_ends", sentence.word(stop)):
                break
            stop += 1
        if stop > end + 1 or (pack.head_first and stop > end):
            end = stop
            while end > mark.end and pack.has("stop", sentence.word(end - 1)):
                end -= 1
    return first, end


def _beside(sentence: Sentence, pack: Pack, parties: list[Mark], end: int) -> tuple[list[Mark], int]:
    """The parties that follow a name: `with France, Portugal and Canada`, `between X and Y`."""
    at = end
    for skip in range(3):
        if pack.has("with", sentence.word(end + skip)) or pack.has("between", sentence.word(end + skip)):
            at = end + skip + 1
            break
    else:
        return [], end
    return follow(sentence, pack, parties, at)


def follow(sentence: Sentence, pack: Pack, parties: list[Mark], at: int) -> tuple[list[Mark], int]:
    """The list of parties that begins within three words of a place, and the word after it."""
    by_first = {party.first: party for party in parties}
    found: list[Mark] = []
    misses = 0
    while at < len(sentence.tokens) and misses < 3:
        party = by_first.get(at)
        if party is not None:
            found.append(party)
            at = party.end
            misses = 0
        elif pack.has("and", sentence.word(at)):
            at += 1
        elif found and (sentence.gap(at).strip() not in (",", "") or not pack.has("article", sentence.word(at))):
            break
        else:
            at += 1
            misses += 1
    return found, at
