"""Gathers the claims and mentions of prose into rows, one an agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from monitor.extract.actors import Claim
from monitor.extract.instruments import NARROW, ORGANISATION, Mention, is_description
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural
from monitor.extract.rows import IS_TOLD, KEPT, SOON, DraftRow, is_actor, stems
from monitor.extract.same_agreement import find_row
from monitor.extract.story_marks import FIRST
from monitor.extract.subject_roles import is_side
from monitor.extract.subjects import Candidate
from monitor.model import Evidence


def gather(
    claims: Sequence[Claim], mentions: Sequence[Mention], acting: set[str], pack: Pack, lexicon: Lexicon
) -> list[DraftRow]:
    """The rows that prose states, the best founded first; a plural name with several counterparties is as
    many rows. `mentions` join the rows that they speak of.
    """
    rows: list[DraftRow] = []
    by_word: dict[tuple[int, int], list[DraftRow]] = {}  # what one word ends are several agreements
    for claim in sorted(claims, key=lambda claim: (-claim.weight, claim.sentence.number, claim.mark.first)):
        mention = claim.mention
        if mention is None or mention.bare or is_actor(mention, acting, lexicon):
            continue
        sides = _sides(mention, acting) or _told(claim, mention, acting, lexicon)
        plural = is_plural(mention, pack)
        if plural and rows and not sides and not mention.identity:
            _say_of_all(rows, claim)
            continue  # "such agreements": no row of its own
        is_closed = mention.entry and lexicon.entries[mention.entry].parties
        many = plural and len(sides) > 1 and not is_closed
        same = by_word.setdefault((claim.sentence.number, claim.mark.first), [])
        for part in [[side] for side in sides] if many else [sides]:
            row = _row_of_claim(claim, mention, part, rows, same, acting, pack, lexicon)
            if row is None:
                row = DraftRow()
                rows.append(row)
            same.append(row)
            _add_claim(row, claim, mention, part)
            if many and len(row.shared) < KEPT:
                row.shared.append(mention)
    _join_mentions(rows, mentions, acting, pack, lexicon)
    return rows


def _row_of_claim(
    claim: Claim,
    mention: Mention,
    sides: Sequence[str],
    rows: Sequence[DraftRow],
    same: Sequence[DraftRow],
    acting: set[str],
    pack: Pack,
    lexicon: Lexicon,
) -> DraftRow | None:
    """The row to which a claim belongs; None if it begins one. `same`: the rows of its word of ending, of
    which only that of its mention is open to a title.
    """
    open_rows = [row for row in rows if not _is_of_others(mention, sides, row, lexicon)]
    open_rows = [row for row in open_rows if not _is_apart(claim, mention, row)]
    if mention.is_title:
        open_rows = [row for row in open_rows if row not in same or mention in row.mentions]
        open_rows = [row for row in open_rows if not _is_of_other_sort(mention, row)]
        open_rows = [row for row in open_rows if not _is_one_more(claim, mention, row, pack)]
    open_rows.sort(key=partial(_is_of_other_sort, mention))
    row = find_row(open_rows, mention, sides, lexicon)
    if row is None:
        return None
    has_entry = any(_same_entry(other, mention) for other in row.mentions)
    return row if has_entry or not _is_others(claim, acting) else None


def _add_claim(row: DraftRow, claim: Claim, mention: Mention, sides: Sequence[str]) -> None:
    """Add a claim, its mention, and the party that its sentence says to be told."""
    row.join(mention, sides)
    row.others = {**_evidence_of_told(claim, sides), **row.others}
    if len(row.claims) < KEPT:
        row.claims.append(claim)


def _join_mentions(
    rows: Sequence[DraftRow], mentions: Iterable[Mention], acting: set[str], pack: Pack, lexicon: Lexicon
) -> None:
    """Add the mentions that no claim is about to the rows that they speak of."""
    joined = {id(mention) for row in rows for mention in row.mentions}
    for mention in mentions:
        if mention.bare or id(mention) in joined:
            continue
        sides = _sides(mention, acting)
        if not sides and not mention.identity and is_plural(mention, pack):
            continue  # speaks of them all
        row = find_row(rows, mention, sides, lexicon)
        if row is not None and _may_join(row, mention, sides, pack, lexicon):
            row.join(mention, sides)


def _may_join(row: DraftRow, mention: Mention, sides: Sequence[str], pack: Pack, lexicon: Lexicon) -> bool:
    """True if a mention that no claim is about is not of another agreement, named in passing."""
    if _is_of_others(mention, sides, row, lexicon):
        return False
    if sides and (_is_prolonged(mention) or _is_of_another_title(row, mention)):
        return False  # signed on the same day, with somebody else
    if not row.entry:
        if mention.identity and _has_own_name(row, mention, pack):
            return False
        if mention.entry and not sides and lexicon.entries[mention.entry].is_kind:
            return False  # another agreement of a sort is not the one that ends
    return mention.kind != ORGANISATION or row.entry == mention.entry


def _is_others(claim: Claim, acting: set[str]) -> bool:
    """True if another state ends an agreement that has a name of its own: it is not the one that the story
    has no name for.
    """
    mention = claim.mention
    if mention is None or not (mention.identity or mention.against) or not acting:
        return False
    return claim.clear and claim.subjects[0][1].value not in acting


def _is_apart(claim: Claim, mention: Mention, row: DraftRow) -> bool:
    """True if another state ended the agreement of a row, which has a title without a word of this one's:
    each ended its own.
    """
    titled = [
        (other.subjects[0][1].value, other.mention)
        for other in row.claims
        if other.mention is not None and other.mention.is_title and other.subjects
    ]
    if not (titled and mention.is_title and claim.subjects):
        return False
    actor, words = claim.subjects[0][1].value, stems(mention)
    return all(other != actor and not stems(title) & words for other, title in titled)


def _is_one_more(claim: Claim, mention: Mention, row: DraftRow, pack: Pack) -> bool:
    """True if a title behind a word like `another` is not that of a row: `another bill, on the exit from the
    Agreement on Postal Services`.
    """
    if not any(pack.has("one_more", claim.sentence.word(at)) for at in range(mention.first)):
        return False
    titles = [title for title in row.mentions if title.is_title and title.sentence is not claim.sentence]
    words = stems(mention)
    return bool(titles) and all(
        2 * len(stems(title) & words) < min(len(stems(title)), len(words)) for title in titles
    )


def _is_of_others(mention: Mention, sides: Sequence[str], row: DraftRow, lexicon: Lexicon) -> bool:
    """True if an agreement stands between others than that of a row, whose title names its parties: an entry
    of two other states, or `the accord between the EU and San Marino`, which the one who acts is no party of.
    """
    titles = [title for title in row.mentions if title.is_title and title is not mention]
    parties = {party.value for title in titles for party in title.parties}
    if not parties:
        return False
    closed = lexicon.entries[mention.entry].parties if mention.identity else ()
    if closed and parties - set(closed):
        return True
    return len(sides) > 1 and len(sides) == len(mention.parties) and not set(sides) <= parties


def _is_of_other_sort(mention: Mention, row: DraftRow) -> bool:
    """True if a name is no protocol and the row's agreement is one, or the other way round, and they share no
    word.
    """
    if mention.parties or mention.entry:
        return False
    named = [other for other in row.mentions if not other.bare and other.kind != ORGANISATION]
    is_narrow, words = mention.kind in NARROW, stems(mention)
    return bool(named) and all(
        (other.kind in NARROW) != is_narrow and not stems(other) & words for other in named
    )


def _is_prolonged(mention: Mention) -> bool:
    """True if the sentence of an agreement says that one is prolonged."""
    return any(mark.value == "extends" for mark in mention.sentence.of(Layer.CONTEXT))


def _is_of_another_title(row: DraftRow, mention: Mention) -> bool:
    """True if a row without other sides has a title, of which a name with a side, further down, has no
    word.
    """
    if row.others or not mention.says_more or mention.sentence.place in FIRST:
        return False
    words = stems(mention)
    if not words or not any(other.is_title for other in row.mentions):
        return False
    return not any(stems(other) & words for other in row.mentions)


def _same_entry(mention: Mention, other: Mention) -> bool:
    """True if two mentions have the same entry of the gazetteer."""
    return bool(mention.entry) and mention.entry == other.entry


def _say_of_all(rows: Iterable[DraftRow], claim: Claim) -> None:
    """What is said soon after of "three agreements" holds for the rows that a plural name made: `By a decree
    of 5 May ...`.
    """
    for row in rows:
        near = bool(row.shared) and 0 <= claim.sentence.number - row.claims[0].sentence.number <= SOON
        if near and row.claims[0].how == claim.how and len(row.claims) < KEPT:
            row.claims.append(claim)


def _told(claim: Claim, mention: Mention, acting: set[str], lexicon: Lexicon) -> list[str]:
    """The state that the sentence of a claim says to be told of it, the other side of an agreement whose name
    holds none; not of one that the gazetteer has as an agreement of many, of which its depositary is told.
    """
    entry = lexicon.entries.get(mention.entry) if mention.entry else None
    if entry is not None and not entry.is_kind and not entry.parties:
        return []
    told = [hearer.party.value for hearer in _hearers(claim) if is_side(hearer.party)]
    return [value for value in told if value not in acting][:1]


def _hearers(claim: Claim) -> list[Candidate]:
    """The parties that a sentence says to be told of the exit."""
    return [candidate for candidate in claim.candidates if any(name == "told" for name, _ in candidate.parts)]


def _evidence_of_told(claim: Claim, values: Iterable[str]) -> dict[str, Evidence]:
    """Of the parties `values`, those that the sentence of a claim says to be told, by code."""
    parties = [candidate.party for candidate in _hearers(claim)]
    return {
        party.value: claim.sentence.evidence(party.value, party.first, party.end, IS_TOLD)
        for party in parties
        if party.value in values
    }


def _sides(mention: Mention, acting: set[str]) -> list[str]:
    """The codes of the parties of a name that do not act, in order."""
    return list(dict.fromkeys(party.value for party in mention.parties if party.value not in acting))


def _has_own_name(row: DraftRow, mention: Mention, pack: Pack) -> bool:
    """True if what ends has a name with words of its own, of which this one has none."""
    named = [
        claim.mention
        for claim in row.claims
        if claim.mention is not None and claim.mention.sentence is not mention.sentence
    ]
    if not named or not all(_is_own(other, pack) for other in named):
        return False
    words = stems(mention)
    return not any(stems(other) & words for other in named)


def _is_own(mention: Mention, pack: Pack) -> bool:
    """True if a name has words of its own."""
    return mention.says_more and not mention.bare and not is_description(mention, pack)
