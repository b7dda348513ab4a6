"""Agreements that a text says are ended, gathered from its sentences and tables: one `Row` each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import find_dates, is_recent
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural
from monitor.extract.scene import Place, Sentence
from monitor.extract.titles import is_headline
from monitor.model import Evidence

_KEPT = 60  # mentions or claims of one row: an article has fewer, and more would make a long one slow
_LITTLE = 3  # letters
_STEM = 5  # letters
SOON = 3  # sentences
_OPENS = 3  # words in which `The text was signed` speaks of what was named before
_FIRST = (Place.HEADLINE, Place.LEAD)


@dataclass(slots=True, eq=False)
class Row:
    """An agreement while its facts are gathered; what a table states stands in the fields of evidence."""

    mentions: list[Mention] = field(default_factory=list)
    bodies: set[bool] = field(default_factory=set)  # whether its mentions are organisations
    claims: list[Claim] = field(default_factory=list)
    shared: list[Mention] = field(default_factory=list)  # mentions that speak of several rows at once
    actors: dict[str, Evidence] = field(default_factory=dict)
    others: dict[str, Evidence] = field(default_factory=dict)
    title: Mention | None = None  # its name in full, where nothing but the article as a whole tells it
    name: Evidence | None = None
    signed: Evidence | None = None
    ended: Evidence | None = None
    is_over: bool = False  # `ended` is the day of the end itself, not of the act that brings it about
    notice: Evidence | None = None
    decided: Evidence | None = None
    form: Evidence | None = None
    reason: Evidence | None = None
    note: Evidence | None = None  # a remark in a table
    elsewhere: bool = False  # an exit that the article tells of in passing
    table: Sentence | None = None
    lines: list[Sentence] = field(default_factory=list)  # what a list says of it alone
    why: str = ""  # why it has its name, where no word of ending is about that

    @property
    def entry(self) -> str:
        """The gazetteer's id, from the first mention that has one; an own one before that of a plural ("transport treaties")."""
        return self.stated or next((mention.entry for mention in self.mentions if mention.entry), "")

    @property
    def stated(self) -> str:
        """The gazetteer's id of this agreement, or of its own kind of treaty."""
        ids = [mention.identity for mention in self.mentions if mention.identity]
        ids += [mention.entry for mention in self.mentions if mention.entry and mention not in self.shared]
        return ids[0] if ids else ""

    def claims_of_line(self) -> list[Claim]:
        """The words of ending in its line of a list."""
        return [claim for claim in self.claims if any(claim.sentence is sentence for sentence in self.lines)]

    def best(self) -> Mention | None:
        """The mention that names it best: in full, an entry of the gazetteer, one of its own, with its own party, the first."""
        return max(
            self.mentions,
            key=lambda one: (
                self.is_titled(one),
                bool(one.identity),
                bool(one.identity) and _has_capitals(one),
                one not in self.shared,
                one.own,
                one.says_more and (one.sentence.place in _FIRST or any(claim.mention is one for claim in self.claims)),
                _own_party(one),
                -one.sentence.number,
            ),
            default=None,
        )

    def why_named(self, best: Mention) -> str:
        """Why its name is that of a mention."""
        ends = next((one for one in self.claims if one.mention is best), None)
        why = self.why or (f"what “{ends.sentence.words(ends.mark)}” is about" if ends else "names the agreement that ends")
        if self.is_titled(best):
            return f"{why}; written in full"
        return f"{why}; in the gazetteer as {best.entry}" if best.identity else why

    def is_titled(self, mention: Mention) -> bool:
        """Whether a mention is a title of this agreement: it ends with it, or shares its entry, a counterparty or a word of its own."""
        if mention is self.title:
            return True
        if not mention.is_title or mention in self.shared:
            return False
        if any(claim.mention is mention for claim in self.claims):
            return True
        rest = [one for one in self.mentions if one is not mention]
        if any(one.is_title and one.sentence is mention.sentence and one.identity != (mention.identity or "-") for one in rest):
            return False  # a list of agreements, of which nothing tells this one
        parties = {party.value for one in rest for party in one.parties} & {party.value for party in mention.parties}
        same_entry = bool(mention.entry) and any(one.entry == mention.entry for one in rest)
        same_subject = not mention.identity and bool(mention.subject) and any(one.subject == mention.subject for one in rest)
        return same_entry or same_subject or bool(parties) or any(_stems(mention) & _stems(one) for one in rest)

    def join(self, mention: Mention, sides: Iterable[str]) -> None:
        """Add a mention, and of its parties those in `sides`."""
        if len(self.mentions) < _KEPT:
            self.mentions.append(mention)
            self.bodies.add(mention.kind == ORGANISATION)
        for party in mention.parties:
            if party.value in sides:
                self.others.setdefault(party.value, mention.side(party))


def _stems(mention: Mention) -> set[str]:
    """The beginnings of the longer words of a name besides its noun."""
    sentence = mention.sentence
    nouns = {at for mark in sentence.of(Layer.HEAD) for at in range(mark.first, mark.end)}
    words = (sentence.word(at) for at in range(mention.first, mention.end) if at not in nouns)
    return {word[:_STEM] for word in words if len(word) >= _STEM}


def _has_capitals(mention: Mention) -> bool:
    """Whether a name is written as one: `Paris Agreement` beside "the climate deal", in a sentence that has small letters too."""
    words = [token.raw for token in mention.sentence.tokens[mention.first : mention.end]]
    if is_headline(mention.sentence) or ")" in mention.name or (len(words) == 1 and mention.kind != ORGANISATION):
        return False
    return all(word[0].isupper() for word in words if len(word) > _LITTLE)


def _own_party(mention: Mention) -> bool:
    return any(mention.first <= party.first < mention.end for party in mention.parties)


def gather(claims: Sequence[Claim], mentions: Sequence[Mention], acting: set[str], pack: Pack, lexicon: Lexicon) -> list[Row]:
    """The rows that prose states, the best founded first; a plural name with several counterparties is as many rows."""
    rows: list[Row] = []
    listed: dict[tuple[int, int], list[Row]] = {}  # by word of ending: what one word ends are several agreements
    for claim in sorted(claims, key=lambda claim: (-claim.weight, claim.sentence.number, claim.mark.first)):
        mention = claim.mention
        if mention is None or mention.bare or is_actor(mention, acting, lexicon):
            continue
        sides = _sides(mention, acting)
        many = len(sides) > 1 and is_plural(mention, pack) and not (mention.entry and lexicon.entries[mention.entry].parties)
        if is_plural(mention, pack) and rows and not sides and not mention.identity:
            _say_of_all(rows, claim)
            continue  # "such agreements": no row of its own
        for part in [[side] for side in sides] if many else [sides]:
            same = listed.setdefault((claim.sentence.number, claim.mark.first), [])
            row = find([one for one in rows if one not in same or mention in one.mentions or not mention.is_title], mention, part, lexicon)
            if row is None or (_is_others(claim, acting) and all(one.entry != mention.entry for one in row.mentions)):
                row = Row()
                rows.append(row)
            row.join(mention, part)
            same.append(row)
            if len(row.claims) < _KEPT:
                row.claims.append(claim)
            if many and len(row.shared) < _KEPT:
                row.shared.append(mention)
    joined = {(id(row), id(mention)) for row in rows for mention in row.mentions}
    for mention in mentions:
        if mention.bare:
            continue
        sides = _sides(mention, acting)
        if not sides and not mention.identity and is_plural(mention, pack):
            continue  # speaks of them all
        row = find(rows, mention, sides, lexicon)
        if row is not None and not row.entry and mention.entry and lexicon.entries[mention.entry].is_kind and not sides:
            continue  # another agreement of a sort that is named in passing is not the one that ends
        if row is not None and (id(row), id(mention)) not in joined and (mention.kind != ORGANISATION or row.entry == mention.entry):
            row.join(mention, sides)
    return rows


def spelled_out(rows: Sequence[Row], pack: Pack) -> list[Row]:
    """The rows without those that a table or a list spells out: a plural ("five treaties"), and what stands in it line by line."""
    parts = [row for row in rows if row.table is not None or row.lines]
    if len(parts) < 2:
        return list(rows)
    kept = []
    for row in rows:
        same = [part for part in parts if part.lines and _is_one(part, row)]
        if row in parts:
            kept.append(row)
            continue
        if row.claims and _is_general(row, pack):
            for part in parts:
                part.claims += row.claims if part.table is not None else ()
        elif not same:
            kept.append(row)
        for part in same if not _is_general(row, pack) else ():
            part.mentions += row.mentions[: _KEPT - len(part.mentions)]
    return kept


def _is_one(part: Row, row: Row) -> bool:
    """Whether a row of prose is about the agreement of a line."""
    if part.stated or row.stated:
        return part.stated == row.stated
    return any(mention in part.mentions for mention in row.mentions)


def _is_general(row: Row, pack: Pack) -> bool:
    """Whether a row is of a plural, or of what nothing but the headline names."""
    best = row.best()
    if best is None or all(claim.sentence.place is Place.HEADLINE for claim in row.claims):
        return True
    return not best.identity and is_plural(best, pack)


def _is_others(claim: Claim, acting: set[str]) -> bool:
    """Whether another state ends an agreement that has a name of its own: it is not the one that the story has no name for."""
    named = claim.mention is not None and bool(claim.mention.identity)
    return named and bool(acting) and claim.clear and claim.subjects[0][1].value not in acting


def _say_of_all(rows: Iterable[Row], claim: Claim) -> None:
    """What is said soon after of "three agreements" holds for the rows that a plural name made: `By a decree of 5 May ...`."""
    for row in rows:
        near = bool(row.shared) and 0 <= claim.sentence.number - row.claims[0].sentence.number <= SOON
        if near and row.claims[0].how == claim.how and len(row.claims) < _KEPT:
            row.claims.append(claim)


def echoes(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack, published: date | None, *, alone: bool
) -> list[tuple[Mention, Mention]]:
    """Words that point back to a name, each with it: `the treaty`, and `It was signed` or `the document` where nothing else is spoken of.

    A document of these days is the decree or the note, not the agreement. Where one agreement is all (`alone`), a plural is no other:
    some languages have one form for both.
    """
    found: list[tuple[Mention, Mention]] = []
    at = 0
    last: Mention | None = None
    for sentence in sentences:
        first = at
        opening = next((place for place in range(min(_OPENS, len(sentence.tokens))) if pack.has("document", sentence.word(place))), None)
        if opening is not None and last is not None and any(one.first > opening for one in mentions[at:] if one.sentence is sentence):
            found.append((last, Mention(sentence, opening, opening + 1, "", "", "", (), opening + 1, True)))
        while at < len(mentions) and mentions[at].sentence is sentence:
            one = mentions[at]
            if not one.bare and one.kind != ORGANISATION:
                last = one
            elif one.bare and last is not None and (alone or not is_plural(one, pack)):
                found.append((last, one))
            at += 1
        if at == first and last is not None:
            place = next((place for place, token in enumerate(sentence.tokens) if pack.has("document", token.text)), None)
            if place is not None and not any(is_recent(one, published) for one in find_dates(sentence, pack, None)):
                found.append((last, Mention(sentence, place, place + 1, "", "", "", (), place + 1, True)))
        if at == first and last is not None and sentence.number - last.sentence.number == 1 and pack.has("pronoun", sentence.word(0)):
            found.append((last, Mention(sentence, 0, 1, "", "", "", (), 1, True)))
    return found


def _sides(mention: Mention, acting: set[str]) -> list[str]:
    return list(dict.fromkeys(party.value for party in mention.parties if party.value not in acting))


def is_actor(mention: Mention, acting: set[str], lexicon: Lexicon) -> bool:
    """Whether a mention is the organisation that acts, not what is ended."""
    return mention.kind == ORGANISATION and mention.entry in lexicon.entries and lexicon.entries[mention.entry].code in acting


def _between_others(row: Row, mention: Mention, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether an entry named elsewhere in the text is of other parties than the row's counterparties."""
    if not mention.entry or mention.kind == ORGANISATION or any(one.sentence is mention.sentence for one in row.mentions):
        return False
    if lexicon.entries[mention.entry].is_kind and not any(one.says_more for one in row.mentions):
        return False  # `treaty with Peru`, and what it is about further down
    return not set(row.others) & {*sides, *lexicon.entries[mention.entry].parties}


def find(rows: Iterable[Row], mention: Mention, sides: Sequence[str], lexicon: Lexicon) -> Row | None:
    """The row that a mention speaks of: the same entry, else the same counterparty, else one that nothing tells apart."""
    for row in rows:
        if mention.entry and row.stated and _is_other_kind(mention, row, sides, lexicon):
            return row
        if mention.entry and row.stated and not _may_describe(mention, row, lexicon):
            if _left(mention.entry, lexicon) == _left(row.stated, lexicon) and not (
                sides and row.others and not set(sides) & set(row.others)
            ):
                return row
            continue
        if (mention.kind != ORGANISATION) in row.bodies:
            continue
        if row.others and _between_others(row, mention, sides, lexicon):
            continue  # no name for the pact with this one
        if sides and row.others:
            if set(sides) & set(row.others):
                return row
            continue
        if not row.entry or set(sides) <= set(lexicon.entries[row.entry].parties):
            return row
        if (
            mention.is_title
            and not mention.entry
            and lexicon.entries[row.entry].is_kind
            and mention.subject == lexicon.entries[row.entry].subject
        ):
            return row
    return None


def _left(entry: str, lexicon: Lexicon) -> str:
    """The entry that an exit is from: a body for the treaty that founded it."""
    return lexicon.entries[entry].left


def _is_other_kind(mention: Mention, row: Row, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether two sentences call the agreement with one partner two kinds of treaty: `security deal`, further down `police agreement`."""
    kinds = lexicon.entries[mention.entry].is_kind and lexicon.entries[row.stated].is_kind
    apart = all(one.sentence is not mention.sentence for one in row.mentions)
    return kinds and apart and bool(set(sides) & set(row.others)) and not row.shared


def _may_describe(mention: Mention, row: Row, lexicon: Lexicon) -> bool:
    """Whether a kind of treaty may stand for the row's entry or the other way round: "the trade agreement", where USMCA is named."""
    one, other = lexicon.entries[mention.entry], lexicon.entries[row.stated]
    return one.is_kind != other.is_kind and one.subject == other.subject
