"""Finds the row that a mention speaks of: the same entry, the same counterparty, or nothing that tells them
apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon
from monitor.extract.phrases import Layer
from monitor.extract.rows import STEM, DraftRow, stems
from monitor.extract.story_marks import Place

# beginnings of `international`
_WORLDWIDE = frozenset({"inter", "межд", "между", "міжна", "międz", "ulusl", "medju", "među"})


def find_row(
    rows: Iterable[DraftRow], mention: Mention, sides: Sequence[str], lexicon: Lexicon
) -> DraftRow | None:
    """The first row that a mention speaks of: the same entry, else the same counterparty (`sides`), else one
    that nothing tells apart; None without one.
    """
    return next((row for row in rows if _speaks_of(mention, row, sides, lexicon)), None)


def _speaks_of(mention: Mention, row: DraftRow, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """True if a mention with these counterparties speaks of the agreement of a row."""
    shared = set(sides) & set(row.others)
    if mention.entry and row.stated:
        if _is_other_kind(mention, row, sides, lexicon) or _spells_out(mention, row, lexicon):
            return True
        if not _may_describe(mention, row, lexicon):
            is_same = _left(mention.entry, lexicon) == _left(row.stated, lexicon)
            return is_same and (not sides or not row.others or bool(shared))
    if _founds(mention, row):
        return True
    if (mention.kind == ORGANISATION) not in row.bodies:
        return False
    if row.others and _between_others(row, mention, sides, lexicon):
        return False  # no name for the pact with this one
    if sides and row.others:
        return bool(shared)
    return _fits_entry(mention, row, sides, lexicon)


def _fits_entry(mention: Mention, row: DraftRow, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """True if the entry of a row allows these counterparties, or is a kind of treaty that a title names."""
    if not row.entry or _spells_out(mention, row, lexicon):
        return True
    entry = lexicon.entries[row.entry]
    if set(sides) <= set(entry.parties):
        return True
    is_kind_named = mention.is_title and not mention.entry and entry.is_kind
    return is_kind_named and mention.subject == entry.subject


def _between_others(row: DraftRow, mention: Mention, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """True if an entry named elsewhere in the text is of other parties than the row's counterparties."""
    if not mention.entry or mention.kind == ORGANISATION:
        return False
    if any(other.sentence is mention.sentence for other in row.mentions):
        return False
    entry = lexicon.entries[mention.entry]
    is_named = any(other.says_more for other in row.mentions)
    if entry.is_kind and (mention.is_title or not is_named):
        return False  # `treaty with Peru`, and its name further down
    return not set(row.others) & {*sides, *entry.parties}


def _founds(mention: Mention, row: DraftRow) -> bool:
    """True if a title is that of the treaty that founded the body of a row, by a word of its name or by its
    letters: `the convention that created the NBA`.
    """
    if mention.kind == ORGANISATION or True not in row.bodies or mention.parties or row.entry:
        return False
    sentence = mention.sentence
    founds = [mark for mark in sentence.of(Layer.CONTEXT) if mark.value == "founds"]
    if any(mention.first <= mark.first < mention.end for mark in founds):
        return True  # the founding convention
    words = {sentence.word(at) for at in range(mention.first, mention.end)}
    bodies = [other for other in row.mentions if other.kind == ORGANISATION]
    return any(_is_called_after(mention, words, body) for body in bodies)


def _is_called_after(mention: Mention, words: Collection[str], body: Mention) -> bool:
    """True if the `words` of a name hold the letters of a body, or a title shares an own word with it."""
    sentence = body.sentence
    letters = sentence.word(body.end) if "(" in sentence.gap(body.end) else ""
    if letters and letters in words:
        return True
    nouns = [mark for mark in sentence.of(Layer.CONTEXT) if mark.value == "body"]
    plain = {sentence.word(noun.first)[:STEM] for noun in nouns} | _WORLDWIDE
    return mention.is_title and bool((stems(mention) & stems(body)) - plain)


def _spells_out(mention: Mention, row: DraftRow, lexicon: Lexicon) -> bool:
    """True if a first paragraph gives the name in full of what the headline calls by its kind: `rail pact`,
    `agreement with Russia on the terms of rail transport`.
    """
    if row.others or mention.identity or not lexicon.entries[row.entry].is_kind:
        return False
    if mention.sentence.place is not Place.LEAD or (mention.entry and not mention.is_title):
        return False
    if not row.claims or any(claim.sentence.place is not Place.HEADLINE for claim in row.claims):
        return False
    words = stems(mention)
    return any(stems(other) & words for other in row.mentions)


def _left(entry: str, lexicon: Lexicon) -> str:
    """The entry that an exit is from: a body for the treaty that founded it."""
    return lexicon.entries[entry].left


def _is_other_kind(mention: Mention, row: DraftRow, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """True if two sentences call the agreement with one partner two kinds of treaty: `security deal`, further
    down `police agreement`.
    """
    kinds = lexicon.entries[mention.entry].is_kind and lexicon.entries[row.stated].is_kind
    if not kinds or row.shared or not set(sides) & set(row.others):
        return False
    return all(other.sentence is not mention.sentence for other in row.mentions)


def _may_describe(mention: Mention, row: DraftRow, lexicon: Lexicon) -> bool:
    """True if a kind of treaty may stand for the row's entry or the other way round: "the trade agreement",
    where USMCA is named.
    """
    named, stated = lexicon.entries[mention.entry], lexicon.entries[row.stated]
    return named.is_kind != stated.is_kind and named.subject == stated.subject
