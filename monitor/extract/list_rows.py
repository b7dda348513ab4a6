"""Draft rows from the lines of a list, one a line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.lists import ListLine
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.plurals import is_plural
from monitor.extract.rows import KEPT, DraftRow
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.model import Evidence

_NOT = 2  # words behind "not"


def actors_of(
    items: Sequence[ListLine], claims: Sequence[Claim], acting: Collection[str]
) -> dict[str, Evidence]:
    """The states that leave, if each line is about a state: no line names an agreement, and prose near the
    top names no other actor.
    """
    if not items or any(item.mention is not None or not item.states for item in items):
        return {}
    named = {state.value: _opening(item.sentences[0], state) for item in items for state in item.states}
    above = [claim for claim in claims if claim.sentence.place in FIRST]
    stated = any(score > 0 and party.value in acting for claim in above for score, party in claim.subjects)
    return {} if stated and not set(named) & set(acting) else named


def _opening(sentence: Sentence, state: Mark) -> Evidence:
    """A state that opens a line, as evidence."""
    return sentence.evidence(state.value, state.first, state.end, "its line of the list opens with it")


def rows_of(
    items: Sequence[ListLine],
    claims: Sequence[Claim],
    acting: Collection[str],
    first: Collection[str],
    pack: Pack,
) -> list[DraftRow]:
    """A row for each line that ends something.

    The claim before the list with the highest weight, if it names no agreement of its own (`four treaties`),
    holds for each line; in lines about states its agreement is that of each line. `first`: the acting states
    that headline or first paragraph name. If there are none, or lines open with them, the states that open
    lines leave; else they are the other sides.
    """
    before = [claim for claim in claims if items and claim.sentence.number < items[0].sentences[0].number]
    alone = not any(claim.mention is not None for claim in before)  # no exit is reported but in the list
    if any(item.mention is not None for item in items):
        before = [
            claim for claim in before if claim.mention is None or _is_general(claim.mention, acting, pack)
        ]
    items = _with_news(items, claims, pack)
    main = max(
        before,
        key=lambda claim: (claim.mention is not None, claim.weight, -claim.sentence.number),
        default=None,
    )
    opening = {state.value for item in items for state in item.states[:1]}
    leaving = set(acting)
    if not first or opening & set(acting):
        leaving |= opening
    rows = [
        _own_row(item, claims) if item.headed else _row(item, main, claims, leaving, alone=alone)
        for item in items
    ]
    return [row for row in rows if row.claims]


def _is_general(mention: Mention, acting: Collection[str], pack: Pack) -> bool:
    """True for a mention without a name, or of several agreements with at most one other side."""
    sides = {party.value for party in mention.parties} - set(acting)
    return mention.bare or (is_plural(mention, pack) and not mention.identity and len(sides) <= 1)


def _with_news(items: Sequence[ListLine], claims: Sequence[Claim], pack: Pack) -> list[ListLine]:
    """The lines that end something or may do so: without lines about an agreement that is prolonged or stays
    as it is, and, where lines open with two states, without lines that have no claim.
    """
    claimed = {claim.sentence.number for claim in claims}
    ending = [item for item in items if any(sentence.number in claimed for sentence in item.sentences)]
    pairs = any(len(item.states) > 1 for item in ending)
    return [
        item
        for item in items
        if item.headed or item in ending or not (pairs or _is_prolonged(item) or _stays(item, pack))
    ]


def _is_prolonged(item: ListLine) -> bool:
    """True if a line has a word of prolonging."""
    return any(mark.value == "extends" for sentence in item.sentences for mark in sentence.of(Layer.CONTEXT))


def _stays(item: ListLine, pack: Pack) -> bool:
    """True if a line says that nothing changes, `Timber Organisation. Membership is unchanged.`; not if it
    says that the agreement is no longer in force.
    """
    for sentence in item.sentences:
        negations = [mark for mark in sentence.of(Layer.UNREAL) if mark.value == "negation"]
        excepted = {at for mark in negations for at in range(mark.first, mark.end + _NOT)}
        excepted |= {at for mark in sentence.of(Layer.HELD) for at in range(mark.first, mark.end)}
        for at, token in enumerate(sentence.tokens):
            if pack.has("lasting", token.text) and at not in excepted:
                return True
    return False


def _own_row(item: ListLine, claims: Sequence[Claim]) -> DraftRow:
    """The row of a line under a heading of states. It has claims if the line itself ends an agreement.

    The state that ends it acts, else the first of the heading; the others are the other sides.
    """
    numbers = {sentence.number for sentence in item.sentences}
    # due to lapse in September, it has been prolonged
    without = {"return", "expire"} if _is_prolonged(item) else {"return"}
    own = [claim for claim in claims if claim.sentence.number in numbers and claim.how not in without]
    own = own or [claim for sentence in item.sentences for claim in _notice(sentence)]
    row = DraftRow(lines=list(item.sentences), claims=own if item.mention is not None else [])
    states = {state.value: _opening(item.sentences[0], state) for state in item.states}
    subjects = [claim.subjects[0][1].value for claim in own if claim.clear]
    acting = next((value for value in subjects if value in states), next(iter(states)))
    row.actors = {acting: states.pop(acting)}
    if item.mention is not None:
        row.join(item.mention, [party.value for party in item.mention.parties if party.value != acting])
    row.others = {**states, **row.others}
    return row


def _notice(sentence: Sentence) -> list[Claim]:
    """The claim of a notice that is given, in a sentence without a word of ending: `delivered written notice
    under the treaty`.
    """
    if not sentence.of(Layer.GIVEN):
        return []
    papers = [form for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS]
    marks = [replace(paper, layer=Layer.EXIT, value="notify", role="noun") for paper in papers[:1]]
    return [Claim(sentence, mark, None, (), 1.0, False, ()) for mark in marks]


def _row(
    item: ListLine, main: Claim | None, claims: Sequence[Claim], acting: Collection[str], *, alone: bool
) -> DraftRow:
    """The row of a line. `main`: the claim that holds for all lines; `acting`: the states that leave;
    `alone`: no exit is reported but in the list.
    """
    row = DraftRow(lines=list(item.sentences), claims=_claims_of(item, main, claims, alone=alone))
    sentence = item.sentences[0]
    row.actors = {
        doer.value: replace(_opening(sentence, doer), why="its line of the list says that it acts")
        for doer in item.doers
    }
    leaving = set(row.actors) or set(acting)
    states = {state.value: _opening(sentence, state) for state in item.states}
    general = main.mention if main is not None else None
    mention = item.mention or general
    if mention is not None:
        row.join(mention, [party.value for party in mention.parties if party.value not in leaving])
    if general is not None and item.mention is not None and not (row.others or states):
        # two treaties with Peru
        sides = [party for party in general.parties if party.value not in leaving]
        row.others = {side.value: general.side(side) for side in sides}
    _set_states(row, item, states, leaving)
    return row


def _claims_of(item: ListLine, main: Claim | None, claims: Sequence[Claim], *, alone: bool) -> list[Claim]:
    """The claims of a line: its own, if it is known what they end, and the claim that holds for all lines."""
    numbers = {sentence.number for sentence in item.sentences}
    own = [claim for claim in claims if claim.sentence.number in numbers]
    if main is not None:
        return [*own, replace(main, mention=item.mention or main.mention)]
    names = bool(item.states) or item.mention is not None
    return own if item.doers or (alone and names) else []


def _set_states(row: DraftRow, item: ListLine, states: dict[str, Evidence], leaving: set[str]) -> None:
    """Set the states that open a line: of two, the first one that leaves acts (else the first one); else
    those that leave act, or all are other sides.
    """
    if len(states) > 1:
        values = [state.value for state in item.states]
        acting = next((value for value in values if value in leaving), values[0])
        row.actors = {acting: states.pop(acting)}
        row.others = {**states, **row.others}
        row.others.pop(acting, None)
    elif set(states) & leaving:
        row.actors = states
    else:
        row.others = {**states, **row.others}


def spelled_out(rows: Sequence[DraftRow], pack: Pack) -> list[DraftRow]:
    """The rows without those whose agreements a table or a list gives line by line: a plural ("five
    treaties"), and an agreement that has a line.
    """
    parts = [row for row in rows if row.table is not None or row.lines]
    if len(parts) < 2:
        return list(rows)
    kept = []
    for row in rows:
        if row in parts:
            kept.append(row)
            continue
        same = [part for part in parts if part.lines and _is_same(part, row)]
        is_of_many = _is_of_many(row, pack)
        if row.claims and is_of_many:
            for part in parts:
                part.claims += row.claims if part.table is not None else ()
        elif not same:
            kept.append(row)
        for part in same if not is_of_many else ():
            part.mentions += row.mentions[: KEPT - len(part.mentions)]
    return kept


def _is_same(part: DraftRow, row: DraftRow) -> bool:
    """True if a row of prose is about the agreement of a line."""
    if part.stated or row.stated:
        return part.stated == row.stated
    return any(mention in part.mentions for mention in row.mentions)


def _is_of_many(row: DraftRow, pack: Pack) -> bool:
    """True if a row is of a plural, or of an agreement that only the headline names."""
    best = row.best()
    if best is None or all(claim.sentence.place is Place.HEADLINE for claim in row.claims):
        return True
    return not best.identity and is_plural(best, pack)
