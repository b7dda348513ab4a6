"""The rows that prose states: claims and mentions gathered into agreements, and which row a mention speaks
of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from monitor.extract.actors import Claim
from monitor.extract.instruments import NARROW, ORGANISATION, Mention, is_description
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.plurals import is_plural
from monitor.extract.rows import HEARS, KEPT, SOON, STEM, DraftRow, is_actor, stems
from monitor.extract.story_marks import FIRST, Place
from monitor.extract.subjects import Candidate
from monitor.model import Evidence

# beginnings of `international`
_WORLDWIDE = frozenset({"inter", "межд", "между", "міжна", "międz", "ulusl", "medju", "među"})


def gather(
    claims: Sequence[Claim], mentions: Sequence[Mention], acting: set[str], pack: Pack, lexicon: Lexicon
) -> list[DraftRow]:
    """The rows that prose states, the best founded first; a plural name with several counterparties is as
    many rows.
    """
    rows: list[DraftRow] = []
    listed: dict[
        tuple[int, int], list[DraftRow]
    ] = {}  # by word of ending: what one word ends are several agreements
    for claim in sorted(claims, key=lambda claim: (-claim.weight, claim.sentence.number, claim.mark.first)):
        mention = claim.mention
        if mention is None or mention.bare or is_actor(mention, acting, lexicon):
            continue
        sides = _sides(mention, acting) or _told(claim, acting)
        many = (
            len(sides) > 1
            and is_plural(mention, pack)
            and not (mention.entry and lexicon.entries[mention.entry].parties)
        )
        if is_plural(mention, pack) and rows and not sides and not mention.identity:
            _say_of_all(rows, claim)
            continue  # "such agreements": no row of its own
        for part in [[side] for side in sides] if many else [sides]:
            same = listed.setdefault((claim.sentence.number, claim.mark.first), [])
            open_rows = [
                row for row in rows if row not in same or mention in row.mentions or not mention.is_title
            ]
            open_rows = [
                open_row
                for open_row in open_rows
                if not (
                    _is_apart(claim, mention, open_row) or _is_of_others(mention, part, open_row, lexicon)
                )
            ]
            open_rows = [
                open_row
                for open_row in open_rows
                if not (mention.is_title and _is_of_other_sort(mention, open_row))
            ]
            open_rows.sort(key=partial(_is_of_other_sort, mention))
            row = find(open_rows, mention, part, lexicon)
            if row is None or (
                _is_others(claim, acting) and not any(_same_entry(one, mention) for one in row.mentions)
            ):
                row = DraftRow()
                rows.append(row)
            row.join(mention, part)
            row.others = {**_evidence_of_told(claim, part), **row.others}
            same.append(row)
            if len(row.claims) < KEPT:
                row.claims.append(claim)
            if many and len(row.shared) < KEPT:
                row.shared.append(mention)
    joined = {id(mention) for row in rows for mention in row.mentions}
    for mention in mentions:
        if mention.bare or id(mention) in joined:
            continue
        sides = _sides(mention, acting)
        if not sides and not mention.identity and is_plural(mention, pack):
            continue  # speaks of them all
        row = find(rows, mention, sides, lexicon)
        if row is not None and (
            _is_of_others(mention, sides, row, lexicon) or (sides and _is_prolonged(mention))
        ):
            continue
        if row is not None and sides and _is_of_another_title(row, mention):
            continue  # signed on the same day, with somebody else
        if row is not None and not row.entry and mention.identity and _has_own_name(row, mention, pack):
            continue  # named in passing
        if (
            row is not None
            and not row.entry
            and mention.entry
            and lexicon.entries[mention.entry].is_kind
            and not sides
        ):
            continue  # another agreement of a sort that is named in passing is not the one that ends
        if row is not None and (mention.kind != ORGANISATION or row.entry == mention.entry):
            row.join(mention, sides)
    return rows


def _is_others(claim: Claim, acting: set[str]) -> bool:
    """True if another state ends an agreement that has a name of its own: it is not the one that the story
    has no name for.
    """
    named = claim.mention is not None and bool(claim.mention.identity or claim.mention.against)
    return named and bool(acting) and claim.clear and claim.subjects[0][1].value not in acting


def _is_apart(claim: Claim, mention: Mention, row: DraftRow) -> bool:
    """True if another state ended the agreement of a row, which has a title without a word of this one's:
    each ended its own.
    """
    titled = [
        claim
        for claim in row.claims
        if claim.mention is not None and claim.mention.is_title and claim.subjects
    ]
    if not (titled and mention.is_title and claim.subjects):
        return False
    actor = claim.subjects[0][1].value
    return all(
        claim.subjects[0][1].value != actor and not stems(claim.mention) & stems(mention)
        for claim in titled
        if claim.mention
    )


def _is_of_others(mention: Mention, sides: Sequence[str], row: DraftRow, lexicon: Lexicon) -> bool:
    """True if an agreement stands between others than that of a row, whose title names its parties: an entry
    of two other states, or `the accord between the EU and San Marino`, which the one who acts is no party of.
    """
    titled = {
        party.value for one in row.mentions if one.is_title and one is not mention for party in one.parties
    }
    if not titled:
        return False
    closed = lexicon.entries[mention.entry].parties if mention.identity else ()
    between = len(sides) > 1 and len(sides) == len(mention.parties) and not set(sides) <= titled
    return bool(closed and titled - set(closed)) or between


def _is_of_other_sort(mention: Mention, row: DraftRow) -> bool:
    """True if a name is no protocol and the row's agreement is one, or the other way round, and they share no
    word.
    """
    named = [mention for mention in row.mentions if not mention.bare and mention.kind != ORGANISATION]
    narrow = mention.kind in NARROW
    apart = bool(named) and all(
        (one.kind in NARROW) != narrow and not stems(one) & stems(mention) for one in named
    )
    return apart and not mention.parties and not mention.entry


def _is_prolonged(mention: Mention) -> bool:
    """True if the sentence of an agreement says that one is prolonged."""
    return any(mark.value == "extends" for mark in mention.sentence.of(Layer.CONTEXT))


def _is_of_another_title(row: DraftRow, mention: Mention) -> bool:
    """True if a row without other sides has a title, of which a name with a side, further down, has no
    word.
    """
    if row.others or not mention.says_more or mention.sentence.place in FIRST:
        return False
    titles = [mention for mention in row.mentions if mention.is_title]
    return bool(titles and stems(mention)) and not any(stems(one) & stems(mention) for one in row.mentions)


def _same_entry(one: Mention, other: Mention) -> bool:
    return bool(one.entry) and one.entry == other.entry


def _say_of_all(rows: Iterable[DraftRow], claim: Claim) -> None:
    """What is said soon after of "three agreements" holds for the rows that a plural name made: `By a decree
    of 5 May ...`.
    """
    for row in rows:
        near = bool(row.shared) and 0 <= claim.sentence.number - row.claims[0].sentence.number <= SOON
        if near and row.claims[0].how == claim.how and len(row.claims) < KEPT:
            row.claims.append(claim)


def _told(claim: Claim, acting: set[str]) -> list[str]:
    """The state that the sentence of a claim says to be told of it, the other side of an agreement whose name
    holds none.
    """
    found = [one.party.value for one in _hearers(claim) if one.party.value not in acting]
    return [value for value in found if value not in ORGANISATIONS - {"EU"}][:1]


def _hearers(claim: Claim) -> list[Candidate]:
    return [candidate for candidate in claim.candidates if any(name == "told" for name, _ in candidate.parts)]


def _evidence_of_told(claim: Claim, values: Iterable[str]) -> dict[str, Evidence]:
    parties = (one.party for one in _hearers(claim) if one.party.value in values)
    return {
        party.value: claim.sentence.evidence(party.value, party.first, party.end, HEARS) for party in parties
    }


def _sides(mention: Mention, acting: set[str]) -> list[str]:
    return list(dict.fromkeys(party.value for party in mention.parties if party.value not in acting))


def _between_others(row: DraftRow, mention: Mention, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """True if an entry named elsewhere in the text is of other parties than the row's counterparties."""
    if (
        not mention.entry
        or mention.kind == ORGANISATION
        or any(one.sentence is mention.sentence for one in row.mentions)
    ):
        return False
    if lexicon.entries[mention.entry].is_kind and (
        mention.is_title or not any(mention.says_more for mention in row.mentions)
    ):
        return False  # `treaty with Peru`, and its name further down
    return not set(row.others) & {*sides, *lexicon.entries[mention.entry].parties}


def find(
    rows: Iterable[DraftRow], mention: Mention, sides: Sequence[str], lexicon: Lexicon
) -> DraftRow | None:
    """The row that a mention speaks of: the same entry, else the same counterparty, else one that nothing
    tells apart.
    """
    for row in rows:
        if (
            mention.entry
            and row.stated
            and (_is_other_kind(mention, row, sides, lexicon) or _spells_out(mention, row, lexicon))
        ):
            return row
        if mention.entry and row.stated and not _may_describe(mention, row, lexicon):
            if _left(mention.entry, lexicon) == _left(row.stated, lexicon) and not (
                sides and row.others and not set(sides) & set(row.others)
            ):
                return row
            continue
        if _founds(mention, row):
            return row
        if (mention.kind == ORGANISATION) not in row.bodies:
            continue
        if row.others and _between_others(row, mention, sides, lexicon):
            continue  # no name for the pact with this one
        if sides and row.others:
            if set(sides) & set(row.others):
                return row
            continue
        if (
            not row.entry
            or set(sides) <= set(lexicon.entries[row.entry].parties)
            or _spells_out(mention, row, lexicon)
        ):
            return row
        if (
            mention.is_title
            and not mention.entry
            and lexicon.entries[row.entry].is_kind
            and mention.subject == lexicon.entries[row.entry].subject
        ):
            return row
    return None


def _has_own_name(row: DraftRow, mention: Mention, pack: Pack) -> bool:
    """True if what ends has a name with words of its own, of which this one has none."""
    named = [
        claim.mention
        for claim in row.claims
        if claim.mention is not None and claim.mention.sentence is not mention.sentence
    ]
    own = [
        mention
        for mention in named
        if mention.says_more and not mention.bare and not is_description(mention, pack)
    ]
    return bool(own) and len(own) == len(named) and not any(stems(one) & stems(mention) for one in own)


def _founds(mention: Mention, row: DraftRow) -> bool:
    """True if a title is that of the treaty that founded the body of a row, by a word of its name or by its
    letters: `the convention that created the NBA`.
    """
    if mention.kind == ORGANISATION or True not in row.bodies or mention.parties or row.entry:
        return False
    if any(
        mark.value == "founds" and mention.first <= mark.first < mention.end
        for mark in mention.sentence.of(Layer.CONTEXT)
    ):
        return True  # the founding convention
    words = {mention.sentence.word(at) for at in range(mention.first, mention.end)}
    for body in (mention for mention in row.mentions if mention.kind == ORGANISATION):
        sentence = body.sentence
        letters = sentence.word(body.end) if "(" in sentence.gap(body.end) else ""
        nouns = {
            sentence.word(mark.first)[:STEM] for mark in sentence.of(Layer.CONTEXT) if mark.value == "body"
        }
        if (letters and letters in words) or (
            mention.is_title and (stems(mention) & stems(body)) - nouns - _WORLDWIDE
        ):
            return True
    return False


def _spells_out(mention: Mention, row: DraftRow, lexicon: Lexicon) -> bool:
    """True if a first paragraph gives the name in full of what the headline calls by its kind: `rail pact`,
    `agreement with Russia on the terms of rail transport`.
    """
    if (
        not lexicon.entries[row.entry].is_kind
        or row.others
        or mention.identity
        or mention.sentence.place is not Place.LEAD
    ):
        return False
    if mention.entry and not mention.is_title:
        return False
    above = bool(row.claims) and all(claim.sentence.place is Place.HEADLINE for claim in row.claims)
    return above and any(stems(mention) & stems(one) for one in row.mentions)


def _left(entry: str, lexicon: Lexicon) -> str:
    """The entry that an exit is from: a body for the treaty that founded it."""
    return lexicon.entries[entry].left


def _is_other_kind(mention: Mention, row: DraftRow, sides: Sequence[str], lexicon: Lexicon) -> bool:
    """True if two sentences call the agreement with one partner two kinds of treaty: `security deal`, further
    down `police agreement`.
    """
    kinds = lexicon.entries[mention.entry].is_kind and lexicon.entries[row.stated].is_kind
    apart = all(one.sentence is not mention.sentence for one in row.mentions)
    return kinds and apart and bool(set(sides) & set(row.others)) and not row.shared


def _may_describe(mention: Mention, row: DraftRow, lexicon: Lexicon) -> bool:
    """True if a kind of treaty may stand for the row's entry or the other way round: "the trade agreement",
    where USMCA is named.
    """
    one, other = lexicon.entries[mention.entry], lexicon.entries[row.stated]
    return one.is_kind != other.is_kind and one.subject == other.subject
