"""Builds the rows of the lines of a list, and says what prose and lists state of the same agreement."""

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
    lines: Sequence[ListLine], claims: Sequence[Claim], acting: Collection[str]
) -> dict[str, Evidence]:
    """The states that leave, where each line is about one: no line names an agreement, and prose says of
    nobody else that it acts.
    """
    if not lines or any(line.mention is not None or not line.states for line in lines):
        return {}
    leaving = {state.value: _opening(line.sentences[0], state) for line in lines for state in line.states}
    first = [claim for claim in claims if claim.sentence.place in FIRST]
    subjects = {party.value for claim in first for score, party in claim.subjects if score > 0}
    others_act = bool(subjects & set(acting)) and not set(leaving) & set(acting)
    return {} if others_act else leaving


def rows_of(
    lines: Sequence[ListLine],
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
    start = lines[0].sentences[0].number if lines else 0
    before = [claim for claim in claims if claim.sentence.number < start]
    alone = not any(claim.mention is not None for claim in before)  # the list is all that tells of exits
    if any(line.mention is not None for line in lines):
        before = [
            claim for claim in before if claim.mention is None or _is_general(claim.mention, acting, pack)
        ]
    main = max(
        before,
        key=lambda claim: (claim.mention is not None, claim.weight, -claim.sentence.number),
        default=None,
    )
    telling = _telling(lines, claims, pack)
    opening = {line.states[0].value for line in telling if line.states}
    leave = set(acting)
    if not first or opening & leave:
        leave |= opening
    rows = [
        _own_row(line, claims) if line.headed else _row(line, main, claims, leave, alone=alone)
        for line in telling
    ]
    return [row for row in rows if row.claims]


def _telling(lines: Sequence[ListLine], claims: Sequence[Claim], pack: Pack) -> Sequence[ListLine]:
    """The lines without those that tell of another thing: of an agreement that is prolonged or stays as it
    is, or, where lines open with two states, of no end.
    """
    own = {claim.sentence.number for claim in claims}
    telling = [line for line in lines if any(sentence.number in own for sentence in line.sentences)]
    pairs = any(len(line.states) > 1 for line in telling)
    return [
        line
        for line in lines
        if line.headed or line in telling or not (pairs or _is_prolonged(line) or _stays(line, pack))
    ]


def _is_prolonged(line: ListLine) -> bool:
    """True if a line says that an agreement is prolonged."""
    return any(mark.value == "extends" for sentence in line.sentences for mark in sentence.of(Layer.CONTEXT))


def _stays(line: ListLine, pack: Pack) -> bool:
    """True if a line says that nothing changes, `Timber Organisation. Membership is unchanged.`; not that it
    is no longer in force.
    """
    return any(_is_lasting(sentence, pack) for sentence in line.sentences)


def _is_lasting(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence says that something lasts, outside of negations and of words for what holds."""
    negations = (doubt for doubt in sentence.of(Layer.UNREAL) if doubt.value == "negation")
    left_out = {at for negation in negations for at in range(negation.first, negation.end + _NOT)}
    left_out |= {at for verb in sentence.of(Layer.HELD) for at in range(verb.first, verb.end)}
    tokens = enumerate(sentence.tokens)
    return any(pack.has("lasting", token.text) for at, token in tokens if at not in left_out)


def _opening(sentence: Sentence, state: Mark) -> Evidence:
    """A state that a line of a list opens with, as a value."""
    return sentence.evidence(state.value, state.first, state.end, "its line of the list opens with it")


def _is_general(mention: Mention, acting: Collection[str], pack: Pack) -> bool:
    """True if a mention may stand for several agreements: a noun alone, or a plural with one counterparty."""
    sides = {party.value for party in mention.parties} - set(acting)
    return mention.bare or (is_plural(mention, pack) and not mention.identity and len(sides) <= 1)


def without_remarks(lines: Sequence[ListLine], *, tables: bool) -> tuple[list[ListLine], set[int]]:
    """The lines that tell of exits, and the sentences of those that only comment on the rows of a table:
    `Peru: acquired rights remain`.
    """
    kept = [line for line in lines if not tables or line.mention is not None]
    return kept, {sentence.number for line in lines if line not in kept for sentence in line.sentences}


def headed(lines: Sequence[ListLine]) -> set[int]:
    """The sentences of lines under headings of states: they are no prose, also where they end nothing."""
    return {sentence.number for line in lines if line.headed for sentence in line.sentences}


def _own_row(line: ListLine, claims: Sequence[Claim]) -> DraftRow:
    """The row of a line under a heading of states, if the line itself ends an agreement: the one that does so
    acts, else the first.
    """
    numbers = {sentence.number for sentence in line.sentences}
    # due to lapse in September, it has been prolonged
    without = {"return", "expire"} if _is_prolonged(line) else {"return"}
    own = [claim for claim in claims if claim.sentence.number in numbers and claim.how not in without]
    own = own or [claim for sentence in line.sentences for claim in _notice(sentence)]
    row = DraftRow(lines=list(line.sentences), claims=own if line.mention is not None else [])
    states = {state.value: _opening(line.sentences[0], state) for state in line.states}
    subjects = [claim.subjects[0][1].value for claim in own if claim.clear]
    acting = next((value for value in subjects if value in states), next(iter(states)))
    row.actors = {acting: states[acting]}
    if line.mention is not None:
        row.join(line.mention, [party.value for party in line.mention.parties if party.value != acting])
    others = {code: state for code, state in states.items() if code != acting}
    row.others = {**others, **row.others}
    return row


def _notice(sentence: Sentence) -> list[Claim]:
    """A notice that is given, as the word of ending of a sentence that has none: `delivered written notice
    under the treaty`.
    """
    if not sentence.of(Layer.GIVEN):
        return []
    documents = [form for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS]
    marks = [replace(document, layer=Layer.EXIT, value="notify", role="noun") for document in documents]
    return [Claim(sentence, mark, None, (), 1.0, False, ()) for mark in marks[:1]]


def _row(
    line: ListLine, main: Claim | None, claims: Sequence[Claim], acting: Collection[str], *, alone: bool
) -> DraftRow:
    """The row of a line without a heading. `main`: the claim before the list that it spells out; `acting`:
    the states that leave; `alone`: only the list tells of exits.
    """
    mention = line.mention or (main.mention if main is not None else None)
    row = DraftRow(lines=list(line.sentences), claims=_claims_of(line, main, claims, alone=alone))
    why = "its line of the list says that it acts"
    first = line.sentences[0]
    row.actors = {state.value: replace(_opening(first, state), why=why) for state in line.doers}
    leaving = set(row.actors) or set(acting)
    if mention is not None:
        row.join(mention, [party.value for party in mention.parties if party.value not in leaving])
    stated = {state.value: _opening(first, state) for state in line.states}
    above = main.mention if main is not None else None
    if above is not None and line.mention is not None and not (row.others or stated):
        # two treaties with Peru
        sides = [party for party in above.parties if party.value not in leaving]
        row.others = {party.value: above.side(party) for party in sides}
    _divide_states(row, stated, leaving)
    return row


def _claims_of(line: ListLine, main: Claim | None, claims: Sequence[Claim], *, alone: bool) -> list[Claim]:
    """The claims of a line: its own, where it may end an agreement, and the one that it spells out."""
    numbers = {sentence.number for sentence in line.sentences}
    own = [claim for claim in claims if claim.sentence.number in numbers]
    if main is not None:
        return [*own, replace(main, mention=line.mention or main.mention)]
    is_told = bool(line.states) or line.mention is not None
    return own if line.doers or (alone and is_told) else []


def _divide_states(row: DraftRow, stated: dict[str, Evidence], leaving: Collection[str]) -> None:
    """Make the states that a line opens with actors or counterparties of its row: of several one acts, the
    first that leaves or else the first; one alone acts if it leaves.
    """
    if len(stated) > 1:
        first = next((code for code in stated if code in leaving), next(iter(stated)))
        row.actors = {first: stated[first]}
        others = {**stated, **row.others}
        row.others = {code: party for code, party in others.items() if code != first}
    elif set(stated) & set(leaving):
        row.actors = dict(stated)
    else:
        row.others = {**stated, **row.others}


def spelled_out(rows: Sequence[DraftRow], pack: Pack) -> list[DraftRow]:
    """The rows without those that a table or a list spells out: a plural ("five treaties"), and what stands
    in it line by line.
    """
    parts = [row for row in rows if row.table is not None or row.lines]
    if len(parts) < 2:
        return list(rows)
    kept = []
    for row in rows:
        same = [part for part in parts if part.lines and _is_same(part, row)]
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


def _is_same(part: DraftRow, row: DraftRow) -> bool:
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
