"""Lists, a line an exit: lines that open with a bullet, a number, or a state and a colon."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from monitor.extract.actors import Claim
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.plurals import is_plural
from monitor.extract.proper import opening_body
from monitor.extract.rows import KEPT, DraftRow
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.model import Evidence

_BULLET = re.compile(r"[ \t]*(?:[-–—•*·▪◦‣]|\(?\d{1,2}[.)]|[a-zа-я]\))[ \t]+")
_NOT = 2  # words behind "not"
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


def find_items(sentences: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> list[ListLine]:
    """The lines of the first list, or the sentences that tell of `the first` and `the second`, in which most
    lines name an agreement, or open with a state and tell something of it.
    """
    named_after = [
        mention
        for mention in mentions
        if not pack.has("indefinite", mention.sentence.word(mention.first - 1))
    ]
    for block, own in (
        *((one, mentions) for one in _blocks(sentences)),
        *((one, named_after) for one in _ordinals(sentences, pack)),
    ):
        items = [_item(line, own, pack) for line in block]
        named = [item for item in items if item.mention is not None]
        if 2 * len(named) > len(items) > 1:
            return named
        told = [
            item
            for item in items
            if any(sentence.of(layer) for sentence in item.sentences for layer in _TELLING)
        ]
        if 2 * len(told) > len(items) > 1 and all(item.states for item in items):
            return items
    return []


def _blocks(sentences: Sequence[Sentence]) -> Iterator[list[list[Sentence]]]:
    """The lines of each list, as sentences."""
    lines = [
        list(line)
        for _, line in groupby(sentences, key=lambda sentence: (sentence.field, _line_start(sentence)))
    ]
    for is_item, block in groupby(lines, key=lambda line: line[0].field != "title" and _is_item(line[0])):
        if is_item:
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
    return sentence.source.rfind("\n", 0, sentence.tokens[0].start) + 1


def _is_item(sentence: Sentence) -> bool:
    start = _line_start(sentence)
    return _BULLET.match(sentence.source, start) is not None or bool(_states(sentence, start))


def _heading(sentence: Sentence, start: int, pack: Pack) -> tuple[Mark, ...]:
    """The states of a sentence that opens a line and has nothing else: `1.

    Latvia.`, `- Peru and Chile.`, `2. Lesotho / Botswana.`
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
    found: list[Mark] = []
    for party in sentence.of(Layer.PARTY):
        if (
            party.role != "name"
            or (not found and party.first >= _OPENS)
            or (found and not _is_beside(sentence, found[-1], party))
        ):
            break
        found += sentence.beside(party)
        gap = sentence.gap(party.end)
        alone = party.end == len(sentence.tokens) and sentence.raw(found[0].first, party.end).isupper()
        if alone or (set(gap) & set(":–—(-") and gap != "-" and not _goes_on(sentence, party)):
            return tuple(found)
    return ()


def _is_beside(sentence: Sentence, one: Mark, party: Mark) -> bool:
    """True if nothing but a stroke or a dash stands between two states that open a line."""
    return party.first in (one.first, one.end) and bool(set(sentence.gap(party.first)) & set("/–—-"))


def _goes_on(sentence: Sentence, party: Mark) -> bool:
    """True if another state stands behind the dash: `Mali – Algérie:`"""
    return any(mark.first == party.end and mark.role == "name" for mark in sentence.of(Layer.PARTY))


def _item(line: Sequence[Sentence], mentions: Sequence[Mention], pack: Pack) -> ListLine:
    line = [one for one in line if not one.text.rstrip(".)").isdigit()] or line  # its number
    heading = _heading(line[0], _line_start(line[0]), pack) if len(line) > 1 else ()
    states = heading or _states(line[0], _line_start(line[0]))
    numbers = {sentence.number for sentence in line}
    own = [mention for mention in mentions if mention.sentence.number in numbers and not mention.bare]
    mention = next((mention for mention in own if mention.kind != ORGANISATION), None) or next(
        (mention for mention in own if mention.entry), None
    )
    body = opening_body(line[0], pack) if len(line) > 1 or line[0].text.rstrip().endswith(".") else None
    if body is not None and (mention is None or mention.sentence is not line[0] or mention.end < body.end):
        mention = body
    if heading:
        return ListLine(tuple(line), heading, (), mention, headed=True)
    if (
        mention is not None
        and states
        and not any(state.value == party.value for state in states for party in mention.parties)
    ):
        mention = replace(mention, parties=(*states, *mention.parties))
    return ListLine(tuple(line), states, () if states else _doers(line[0], mention), mention)


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


def actors_of(
    items: Sequence[ListLine], claims: Sequence[Claim], acting: Collection[str]
) -> dict[str, Evidence]:
    """The states that leave, where each line is about one: no line names an agreement, and prose says of
    nobody else that it acts.
    """
    if not items or any(item.mention is not None or not item.states for item in items):
        return {}
    named = {state.value: _opening(item.sentences[0], state) for item in items for state in item.states}
    first = [claim for claim in claims if claim.sentence.place in FIRST]
    stated = any(score > 0 and party.value in acting for claim in first for score, party in claim.subjects)
    return {} if stated and not set(named) & set(acting) else named


def rows_of(
    items: Sequence[ListLine],
    claims: Sequence[Claim],
    acting: Collection[str],
    first: Collection[str],
    pack: Pack,
) -> list[DraftRow]:
    """A row a line, under the best founded claim before the list that names no agreement: it spells out `four
    treaties`. A line that is about a state says how far that one has come with the agreement of the best
    founded claim.

    `first`: of the acting states, those that the headline or the first paragraph names. Where these are none,
    or lines open with them, the states that lines open with are those that leave, else the other sides.
    """
    before = [claim for claim in claims if items and claim.sentence.number < items[0].sentences[0].number]
    alone = not any(claim.mention is not None for claim in before)  # the list is all that tells of exits
    if any(item.mention is not None for item in items):
        before = [
            claim for claim in before if claim.mention is None or _is_general(claim.mention, acting, pack)
        ]
    items = _telling(items, claims, pack)
    main = max(
        before,
        key=lambda claim: (claim.mention is not None, claim.weight, -claim.sentence.number),
        default=None,
    )
    opening = {state.value for item in items for state in item.states[:1]}
    leave = set(acting) | (opening if not first or opening & set(acting) else set())
    rows = (
        _own_row(item, claims) if item.headed else _row(item, main, claims, leave, alone=alone)
        for item in items
    )
    return [row for row in rows if row.claims]


def _telling(items: Sequence[ListLine], claims: Sequence[Claim], pack: Pack) -> Sequence[ListLine]:
    """The lines without those that tell of another thing: of an agreement that is prolonged or stays as it
    is, or, where lines open with two states, of no end.
    """
    own = {claim.sentence.number for claim in claims}
    telling = [item for item in items if any(sentence.number in own for sentence in item.sentences)]
    pairs = any(len(item.states) > 1 for item in telling)
    return [
        item
        for item in items
        if item.headed or item in telling or not (pairs or _is_prolonged(item) or _stays(item, pack))
    ]


def _is_prolonged(item: ListLine) -> bool:
    return any(mark.value == "extends" for sentence in item.sentences for mark in sentence.of(Layer.CONTEXT))


def _stays(item: ListLine, pack: Pack) -> bool:
    """True if a line says that nothing changes, `Timber Organisation.

    Membership is unchanged.`; not that it is no longer in force.
    """
    for sentence in item.sentences:
        negated = {
            at
            for doubt in sentence.of(Layer.UNREAL)
            if doubt.value == "negation"
            for at in range(doubt.first, doubt.end + _NOT)
        }
        held = {at for verb in sentence.of(Layer.HELD) for at in range(verb.first, verb.end)}
        if any(
            pack.has("lasting", token.text) and at not in negated | held
            for at, token in enumerate(sentence.tokens)
        ):
            return True
    return False


def _opening(sentence: Sentence, state: Mark) -> Evidence:
    return sentence.evidence(state.value, state.first, state.end, "its line of the list opens with it")


def _is_general(mention: Mention, acting: Collection[str], pack: Pack) -> bool:
    sides = {party.value for party in mention.parties} - set(acting)
    return mention.bare or (is_plural(mention, pack) and not mention.identity and len(sides) <= 1)


def without_remarks(items: Sequence[ListLine], *, tables: bool) -> tuple[list[ListLine], set[int]]:
    """The lines that tell of exits, and the sentences of those that only comment on the rows of a table:
    `Peru: acquired rights remain`.
    """
    kept = [item for item in items if not tables or item.mention is not None]
    return kept, {sentence.number for item in items if item not in kept for sentence in item.sentences}


def headed(items: Sequence[ListLine]) -> set[int]:
    """The sentences of lines under headings of states: they are no prose, also where they end nothing."""
    return {sentence.number for item in items if item.headed for sentence in item.sentences}


def _own_row(item: ListLine, claims: Sequence[Claim]) -> DraftRow:
    """The row of a line under a heading of states, if the line itself ends an agreement: the one that does so
    acts, else the first.
    """
    numbers = {sentence.number for sentence in item.sentences}
    # due to lapse in September, it has been prolonged
    without = {"return", "expire"} if _is_prolonged(item) else {"return"}
    own = [claim for claim in claims if claim.sentence.number in numbers and claim.how not in without]
    own = own or [claim for sentence in item.sentences for claim in _notice(sentence)]
    row = DraftRow(lines=list(item.sentences), claims=own if item.mention is not None else [])
    heads = {state.value: _opening(item.sentences[0], state) for state in item.states}
    subjects = [claim.subjects[0][1].value for claim in own if claim.clear]
    acting = next((value for value in subjects if value in heads), next(iter(heads)))
    row.actors = {acting: heads[acting]}
    if item.mention is not None:
        row.join(item.mention, [party.value for party in item.mention.parties if party.value != acting])
    row.others = {**{value: found for value, found in heads.items() if value != acting}, **row.others}
    return row


def _notice(sentence: Sentence) -> list[Claim]:
    """A notice that is given, as the word of ending of a sentence that has none: `delivered written notice
    under the treaty`.
    """
    papers = (
        [form for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS]
        if sentence.of(Layer.GIVEN)
        else []
    )
    marks = [replace(paper, layer=Layer.EXIT, value="notify", role="noun") for paper in papers]
    return [Claim(sentence, mark, None, (), 1.0, False, ()) for mark in marks[:1]]


def _row(
    item: ListLine, main: Claim | None, claims: Sequence[Claim], acting: Collection[str], *, alone: bool
) -> DraftRow:
    numbers = {sentence.number for sentence in item.sentences}
    own = [claim for claim in claims if claim.sentence.number in numbers]
    shared = [replace(main, mention=item.mention or main.mention)] if main is not None else []
    told = bool(item.states) or item.mention is not None
    row = DraftRow(
        lines=list(item.sentences),
        claims=[*(own if main is not None or item.doers or (alone and told) else ()), *shared],
    )
    sentence = item.sentences[0]
    stated = {state.value: _opening(sentence, state) for state in item.states}
    mention = item.mention or (main.mention if main is not None else None)
    row.actors = {
        doer.value: replace(_opening(sentence, doer), why="its line of the list says that it acts")
        for doer in item.doers
    }
    acting = set(row.actors) or set(acting)
    if mention is not None:
        row.join(mention, [party.value for party in mention.parties if party.value not in acting])
    if (
        main is not None
        and main.mention is not None
        and item.mention is not None
        and not (row.others or stated)
    ):
        # two treaties with Peru
        sides = [party for party in main.mention.parties if party.value not in acting]
        row.others = {side.value: main.mention.side(side) for side in sides}
    pair = len(item.states) > 1 and len(stated) > 1
    if pair:
        first = next((state.value for state in item.states if state.value in acting), item.states[0].value)
        row.actors = {first: stated.pop(first)}
        row.others = {**stated, **row.others}
        row.others.pop(first, None)
    elif set(stated) & acting:
        row.actors = {value: found for value, found in stated.items() if value in acting}
    else:
        row.others = {**stated, **row.others}
    return row


def spelled_out(rows: Sequence[DraftRow], pack: Pack) -> list[DraftRow]:
    """The rows without those that a table or a list spells out: a plural ("five treaties"), and what stands
    in it line by line.
    """
    parts = [row for row in rows if row.table is not None or row.lines]
    if len(parts) < 2:
        return list(rows)
    kept = []
    for row in rows:
        same = [part for part in parts if part.lines and _is_one(part, row)]
        if row in parts:
            kept.append(row)
            continue
        if row.claims and _is_of_many(row, pack):
            for part in parts:
                part.claims += row.claims if part.table is not None else ()
        elif not same:
            kept.append(row)
        for part in same if not _is_of_many(row, pack) else ():
            part.mentions += row.mentions[: KEPT - len(part.mentions)]
    return kept


def _is_one(part: DraftRow, row: DraftRow) -> bool:
    """True if a row of prose is about the agreement of a line."""
    if part.stated or row.stated:
        return part.stated == row.stated
    return any(mention in part.mentions for mention in row.mentions)


def _is_of_many(row: DraftRow, pack: Pack) -> bool:
    """True if a row is of a plural, or of what nothing but the headline names."""
    best = row.best()
    if best is None or all(claim.sentence.place is Place.HEADLINE for claim in row.claims):
        return True
    return not best.identity and is_plural(best, pack)
