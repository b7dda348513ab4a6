"""Which agreement a row is about: its entry in the gazetteer, how exactly its name identifies it, and the
parties that the entry adds.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.acting import named
from monitor.extract.instruments import is_description
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, LexiconEntry, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_several
from monitor.extract.resemble import resembled
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence, Naming


def entry_of(row: DraftRow, acting: set[str], pack: Pack, lexicon: Lexicon) -> LexiconEntry | None:
    """The row's entry; a name like "friendship treaty" is that entry only between its own parties."""
    entry = lexicon.entries.get(row.entry)
    if entry is not None and entry.is_kind and _has_own_name(row, pack):
        return None
    if entry is None or not entry.parties:
        return entry
    stated = set(row.others) - ORGANISATIONS
    elsewhere = bool(stated) and not stated & {*entry.parties, entry.code}
    return None if elsewhere or (acting and not acting & set(entry.parties)) else entry


def _has_own_name(row: DraftRow, pack: Pack) -> bool:
    """True if a name says more than the kind of treaty: `Military Visits Pact` beside "military
    agreements".
    """
    best = row.best()
    if best is None or best.entry or best.bare:
        return False
    return not is_description(best, pack)


def name_of(row: DraftRow) -> Evidence | None:
    """The name of the agreement: the one that the row was given, else as its best mention writes it."""
    best = row.best()
    if row.name is not None or best is None:
        return row.name
    return best.sentence.evidence(best.name, best.first, best.end, row.why_named(best))


def subject_of(row: DraftRow, entry: LexiconEntry | None) -> str:
    """The subject of the agreement: that of its entry, else of its first mention that has one."""
    if entry:
        return entry.subject
    return next((mention.subject for mention in row.mentions if mention.subject), "")


def naming_of(row: DraftRow, entry: LexiconEntry | None, pack: Pack) -> Naming:
    """Whether the row's name identifies its agreement, or only its kind, or several agreements."""
    best = row.best()
    several = best is not None and is_several(best, pack)
    if entry is not None and not entry.is_kind:
        return Naming.SEVERAL if entry.collective and several else Naming.ONE
    if entry is None and (row.name is not None or best is None or not is_description(best, pack)):
        return Naming.ONE
    return Naming.SEVERAL if several and not row.others else Naming.KIND


def resembled_by(
    row: DraftRow,
    entry: LexiconEntry | None,
    name: Evidence | None,
    parties: tuple[frozenset[str], frozenset[str]],
    signature: Evidence | None,
    pack: Pack,
    lexicon: Lexicon,
) -> tuple[str, ...]:
    """The ids of the entries that a name may mean which is no name of an entry. `parties`: those that act,
    and the counterparties.
    """
    best = row.best()
    is_entry = entry is not None and not entry.is_kind
    if name is None or is_entry or (best is not None and is_several(best, pack)):
        return ()
    words = [best.sentence.words(party) for party in best.sentence.of(Layer.PARTY)] if best else []
    # "gas treaty" is no body of gas exporters
    close = pack.vocabulary.close(name.value, words, least=1 if entry is None else 2)
    return resembled(lexicon.entries, close, *parties, signature.value if signature else "")


def with_parties(
    row: DraftRow, entry: LexiconEntry, acting: set[str], about: Sequence[Sentence]
) -> dict[str, Evidence]:
    """The counterparties of a row by code, and those that its entry adds: the organisation that is left, the
    parties that the sentences `about` the row name, and both parties of a bilateral treaty.
    """
    others = dict(row.others)
    if entry.code:
        others.setdefault(entry.code, _entry_words(row, entry, entry.code, "the body that is left"))
    why = "a party of the agreement, as the gazetteer has it"
    for code, party in named(about, entry.parties, why).items():
        others.setdefault(code, party)
    if not set(others) - acting and len(entry.parties) == 2:
        why = "the name stands for its two parties, as the gazetteer has them"
        others |= {code: _entry_words(row, entry, code, why) for code in entry.parties}
    return others


def _entry_words(row: DraftRow, entry: LexiconEntry, code: str, why: str) -> Evidence:
    """A party, in the words that name the entry."""
    mention = next(mention for mention in row.mentions if mention.entry == entry.id)
    return mention.sentence.evidence(code, mention.first, mention.end, why)
