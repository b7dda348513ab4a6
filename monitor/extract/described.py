"""Replaces kinds of treaty and descriptions ("oil cartel") by the entries of the gazetteer that they mean,
once the whole story is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.extract.lexicon import ORGANISATIONS, LexiconEntry
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.rules.gazetteer import meant

_PENDING = (Layer.KIND, Layer.DESCRIPTION)


def with_entries(sentences: Sequence[Sentence], entries: Mapping[str, LexiconEntry]) -> list[Sentence]:
    """The sentences, in which kinds are marked as entries, and descriptions that can mean only one; other
    descriptions have no mark.
    """
    sentences = _with_short_names(sentences, entries)
    named = {mark.value for sentence in sentences for mark in sentence.of(Layer.ENTRY)}
    everywhere = {mark.value for sentence in sentences for mark in sentence.of(Layer.PARTY)}
    return [_settled(sentence, entries, named, everywhere) for sentence in sentences]


def _with_short_names(
    sentences: Sequence[Sentence], entries: Mapping[str, LexiconEntry]
) -> Sequence[Sentence]:
    """The sentences, in which a short name of one body that is a word of a longer one means that: `the
    Commonwealth`, after "Commonwealth of Independent States".
    """
    marks = [
        (sentence, mark)
        for sentence in sentences
        for mark in sentence.of(Layer.ENTRY)
        if entries[mark.value].code
    ]
    longer = {
        (sentence.word(mark.first), mark.value) for sentence, mark in marks if mark.end - mark.first > 2
    }
    full = {mark.value for _, mark in marks if mark.end - mark.first > 2}
    meant_by = dict(sorted(longer))
    if not longer:
        return sentences
    wrong = {}
    for sentence, mark in marks:
        other = meant_by.get(sentence.word(mark.first), mark.value)
        is_known = mark.value in full or entries[mark.value].code in ORGANISATIONS
        if other != mark.value and not is_known and _is_short(sentence, mark):
            wrong[sentence.number, mark] = other
    return [
        _with(
            sentence,
            {mark: id_ for (number, mark), id_ in wrong.items() if number == sentence.number},
            entries,
        )
        for sentence in sentences
    ]


def _is_short(sentence: Sentence, mark: Mark) -> bool:
    """True if a name is one word, with the noun of its founding treaty or without."""
    nouns = {head.first for head in sentence.of(Layer.HEAD) if head.value == "charter"}
    return mark.end - mark.first == 1 or (mark.end - mark.first == 2 and mark.first + 1 in nouns)


def _with(sentence: Sentence, meant_by: Mapping[Mark, str], entries: Mapping[str, LexiconEntry]) -> Sentence:
    """A sentence in which some names mean other entries."""
    if not meant_by:
        return sentence
    codes = {(mark.first, entries[mark.value].code): entries[id_].code for mark, id_ in meant_by.items()}
    marks = []
    for mark in sentence.marks:
        code = codes.get((mark.first, mark.value)) if mark.layer is Layer.PARTY else None
        marks.append(
            replace(mark, value=code) if code else replace(mark, value=meant_by.get(mark, mark.value))
        )
    return replace(sentence, marks=tuple(marks))


def _settled(
    sentence: Sentence, entries: Mapping[str, LexiconEntry], named: set[str], everywhere: set[str]
) -> Sentence:
    """A sentence in which kinds and descriptions are marked as the entries that they mean. `named`: entries
    that the story names; `everywhere`: its parties.
    """
    pending = [mark for mark in sentence.marks if mark.layer in _PENDING]
    if not pending:
        return sentence
    states = {mark.value for mark in sentence.of(Layer.PARTY)} or everywhere
    kinds = [mark for mark in pending if mark.layer is Layer.KIND]
    marks = [mark for mark in sentence.marks if mark.layer not in _PENDING and not _is_part(mark, kinds)]
    names = sentence.of(Layer.ENTRY)
    for description in sentence.of(Layer.DESCRIPTION):
        scopes = [entries[id_].scope for id_ in description.value.split()]
        entry = None if _crosses(description, names) else entries.get(meant(scopes, named, states))
        if entry is not None and not _explains(sentence, description, entry):
            marks = [*_outside(description, marks), *_named(description, entry)]
    taken = [mark for mark in marks if mark.layer is Layer.ENTRY]
    marks += [replace(kind, layer=Layer.ENTRY) for kind in kinds if not _overlaps(kind, taken)]
    return replace(sentence, marks=tuple(sorted(marks, key=lambda mark: (mark.first, -mark.end))))


def _explains(sentence: Sentence, mark: Mark, entry: LexiconEntry) -> bool:
    """True if a description stands right before the name of another body: the bloc of "Central African bloc
    ECCAS" is no other.
    """
    beside = [name for name in sentence.of(Layer.ENTRY) if name.first == mark.end and name.value != entry.id]
    return any(sentence.gap(mark.end).strip() in ("", "(", "–", "—", "“") for _ in beside)


def _named(mark: Mark, entry: LexiconEntry) -> list[Mark]:
    """What a name of the entry would be marked as."""
    marks = [replace(mark, layer=Layer.ENTRY, value=entry.id)]
    if entry.code and entry.code not in ORGANISATIONS:
        marks.append(Mark(mark.first, mark.end, Layer.PARTY, entry.code, "organisation"))
    return marks


def _outside(mark: Mark, marks: Iterable[Mark]) -> list[Mark]:
    """The marks without the names that the description holds: the UN of "UN health agency"."""
    layers = (Layer.ENTRY, Layer.PARTY)
    return [
        other
        for other in marks
        if other.layer not in layers or not (mark.first <= other.first and other.end <= mark.end)
    ]


def _crosses(mark: Mark, names: Iterable[Mark]) -> bool:
    """True if a name holds words of the description, and not the description the name."""
    return any(name.first < mark.end and mark.first < name.end and not _holds(mark, name) for name in names)


def _holds(mark: Mark, name: Mark) -> bool:
    """True if a name stands in a longer mark."""
    return (
        mark.first <= name.first and name.end <= mark.end and (mark.first, mark.end) != (name.first, name.end)
    )


def _is_part(mark: Mark, kinds: Iterable[Mark]) -> bool:
    """True if a plain name of a kind stands inside a longer name of that kind: 免签 in 互免签证协定."""
    return mark.layer is Layer.ENTRY and any(
        kind.value == mark.value and _holds(kind, mark) for kind in kinds
    )


def _overlaps(mark: Mark, names: Iterable[Mark]) -> bool:
    """True if a mark shares a word with one of the names."""
    return any(name.first < mark.end and mark.first < name.end for name in names)
