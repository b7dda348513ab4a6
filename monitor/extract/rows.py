"""Agreements that a text says are ended, gathered from its sentences and tables: one `Row` each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.scene import Sentence
from monitor.model import Evidence


@dataclass(slots=True)
class Row:
    """An agreement while its facts are gathered; what a table states stands in the fields of evidence."""

    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    shared: list[Mention] = field(default_factory=list)  # mentions that speak of several rows at once
    actors: dict[str, Evidence] = field(default_factory=dict)
    others: dict[str, Evidence] = field(default_factory=dict)
    name: Evidence | None = None
    signed: Evidence | None = None
    ended: Evidence | None = None
    reason: Evidence | None = None
    table: Sentence | None = None

    @property
    def entry(self) -> str:
        """The gazetteer's id, from the first mention that has one."""
        return next((mention.entry for mention in self.mentions if mention.entry), "")

    def best(self) -> Mention | None:
        """The mention that names it best: an entry of the gazetteer, one of its own, with its own party, with the longest name."""
        return max(
            self.mentions,
            key=lambda one: (bool(one.entry), one not in self.shared, one.own, _own_party(one), -one.sentence.number),
            default=None,
        )

    def join(self, mention: Mention, sides: Iterable[str]) -> None:
        """Add a mention, and of its parties those in `sides`."""
        self.mentions.append(mention)
        for party in mention.parties:
            if party.value in sides:
                self.others.setdefault(party.value, mention.sentence.evidence(party.value, party.first, party.end))


def _own_party(mention: Mention) -> bool:
    return any(mention.first <= party.first < mention.end for party in mention.parties)


def gather(claims: Sequence[Claim], mentions: Sequence[Mention], acting: set[str], pack: Pack, lexicon: Lexicon) -> list[Row]:
    """The rows that prose states, the best founded first; a plural name with several counterparties is as many rows."""
    rows: list[Row] = []
    for claim in sorted(claims, key=lambda claim: (-claim.weight, claim.sentence.number, claim.mark.first)):
        mention = claim.mention
        if mention is None or mention.bare or is_actor(mention, acting, lexicon):
            continue
        sides = _sides(mention, acting)
        many = len(sides) > 1 and is_plural(mention, pack) and not (mention.entry and lexicon.entries[mention.entry].parties)
        if is_plural(mention, pack) and rows and not sides and not mention.entry:
            continue  # "such agreements": no row of its own
        for part in [[side] for side in sides] if many else [sides]:
            row = find(rows, mention, part, lexicon)
            if row is None:
                row = Row()
                rows.append(row)
            row.join(mention, part)
            row.claims.append(claim)
            if many:
                row.shared.append(mention)
    for mention in mentions:
        if mention.bare:
            continue
        sides = _sides(mention, acting)
        row = find(rows, mention, sides, lexicon)
        if row is not None and mention not in row.mentions and (mention.kind != ORGANISATION or row.entry == mention.entry):
            row.join(mention, sides)
    return rows


def _sides(mention: Mention, acting: set[str]) -> list[str]:
    return list(dict.fromkeys(party.value for party in mention.parties if party.value not in acting))


def is_actor(mention: Mention, acting: set[str], lexicon: Lexicon) -> bool:
    """Whether a mention is the organisation that acts, not what is ended."""
    return mention.kind == ORGANISATION and mention.entry in lexicon.entries and lexicon.entries[mention.entry].code in acting


def is_plural(mention: Mention, pack: Pack) -> bool:
    """Whether the noun of the name is a plural."""
    return any(pack.has("plurals", token.text) for token in mention.sentence.tokens[mention.first : mention.end])


def find(rows: Iterable[Row], mention: Mention, sides: Sequence[str], lexicon: Lexicon) -> Row | None:
    """The row that a mention speaks of: the same entry, else the same counterparty, else one that nothing tells apart."""
    for row in rows:
        if mention.entry and row.entry:
            if mention.entry == row.entry and not (sides and row.others and not set(sides) & set(row.others)):
                return row
            continue
        if any((one.kind == ORGANISATION) != (mention.kind == ORGANISATION) for one in row.mentions):
            continue
        if sides and row.others:
            if set(sides) & set(row.others):
                return row
            continue
        if not row.entry or set(sides) <= set(lexicon.entries[row.entry].parties):
            return row
    return None
