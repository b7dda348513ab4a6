"""Exits of other states, told as background below the first paragraph: they are never what the article
reports.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from monitor.extract.acting import subject
from monitor.extract.actors import Claim, group
from monitor.extract.counterparties import depositaries
from monitor.extract.course import is_item
from monitor.extract.dates import find_dates
from monitor.extract.gathering import gather
from monitor.extract.instruments import ORGANISATION, WIDE, Mention, is_named_body
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.plurals import is_plural, is_several
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_body
from monitor.model import Evidence

_ACTS = ("law", "vote", "decree", "decision")
_DAYS = 45  # before publication
_BEHIND = 2  # sentences
_CLAUSE = 8  # words between a word of denial and the word of ending that it denies
_UNDONE = ("denial", "refusal", "rejection", "negation")


def parted(
    claims: Sequence[Claim], acting: Collection[str], lexicon: Lexicon
) -> tuple[list[Claim], list[Claim]]:
    """The claims of the article's own exits, and those of exits that others made elsewhere."""
    elsewhere = [claim for claim in claims if _is_elsewhere(claim, acting, lexicon.weights.stated)]
    return [claim for claim in claims if claim not in elsewhere], elsewhere


def _is_elsewhere(claim: Claim, acting: Collection[str], stated: float) -> bool:
    """Whether a state that does not act in the article is the subject."""
    if not acting or claim.sentence.place in FIRST or claim.how == "expire" or not claim.subjects:
        return False
    score, party = claim.subjects[0]
    if party.value in acting or is_body(party):
        return False
    return claim.clear or (
        score > stated and not any(one.value in acting for points, one in claim.subjects if points > stated)
    )


def without(mentions: Sequence[Mention], own: Sequence[Claim], elsewhere: Sequence[Claim]) -> list[Mention]:
    """The mentions in sentences that do not speak of exits elsewhere alone."""
    told = {claim.sentence.number for claim in own}
    apart = {claim.sentence.number for claim in elsewhere} - told
    return [mention for mention in mentions if mention.sentence.number not in apart]


def others(claims: Sequence[Claim], rows: Sequence[DraftRow], pack: Pack, lexicon: Lexicon) -> list[DraftRow]:
    """The rows of exits elsewhere: each from one agreement that the article's own exits are not from."""
    found = [
        row
        for row in gather(claims, (), {claim.subjects[0][1].value for claim in claims}, pack, lexicon)
        if _is_new(row, rows, pack)
    ]
    for row in found:
        row.elsewhere = True
        claim = max(row.claims, key=lambda claim: claim.subjects[0][0])
        joined = group(claim.sentence, claim.subjects[0][1], pack, claim.mark)
        row.name = _alike(row, rows)
        row.actors = {one.value: subject(claim, one, claim.subjects[0][1]) for one in joined}
    return found


def _alike(row: DraftRow, rows: Sequence[DraftRow]) -> Evidence | None:
    """The name of the article's own agreement for one that is called of the same kind: `its analogous treaty
    with Russia`.
    """
    best, own = row.best(), next((row.best() for row in rows if not row.elsewhere), None)
    if best is None or own is None or best.is_title or best.identity:
        return None
    alike = [mark for mark in best.sentence.of(Layer.CONTEXT) if mark.value == "alike"]
    if not any(mark.first - best.first >= -1 and mark.first < best.end for mark in alike):
        return None
    return own.sentence.evidence(
        own.name, own.first, own.end, "the article's own agreement, which this one is said to be like"
    )


def parallel(
    claims: Sequence[Claim],
    rows: Sequence[DraftRow],
    sentences: Sequence[Sentence],
    pack: Pack,
    published: date | None,
) -> list[DraftRow]:
    """The rows of other states that end the article's agreement in these days too: `On Monday Benin's
    parliament voted to leave it`.
    """
    main = next((row for row in rows if not row.lines and row.table is None and not row.elsewhere), None)
    if main is None or published is None:
        return []
    known = {
        *(party.value for claim in main.claims for _, party in claim.subjects[:1]),
        *main.others,
        *depositaries(sentences, pack),
    }
    # of a bilateral agreement: it may end it too
    partner = main.others.keys() if len(main.others) == 1 else set()
    headline = {
        party.value
        for sentence in sentences
        if sentence.place is Place.HEADLINE
        for party in sentence.of(Layer.PARTY)
    }
    pair = _pair_above(sentences, pack)
    found: dict[str, DraftRow] = {}
    for claim in claims:
        same = claim.mention in main.mentions or (claim.mention is not None and _is_same(claim.mention, main))
        above = (
            main.bodies == {True}
            and bool(claim.subjects)
            and claim.subjects[0][1].value in headline
            and claim.clear
        )
        if same and (
            above
            or _is_news(claim, known, pack, published)
            or _is_step(claim, known - partner, pack, published)
        ):
            party = claim.subjects[0][1]
            lines = [
                sentence
                for sentence in sentences
                if 0 <= sentence.number - claim.sentence.number <= _BEHIND
                and _line(sentence) == _line(claim.sentence)
            ]
            row = DraftRow(
                list(main.mentions),
                set(main.bodies),
                [claim],
                actors={party.value: subject(claim, party, party)},
                others={value: found for value, found in main.others.items() if value != party.value}
                or _actors(main, party, pair),
                lines=lines,
            )
            found.setdefault(party.value, row)
    return list(found.values())


def _actors(main: DraftRow, party: Mark, pair: Collection[str]) -> dict[str, Evidence]:
    """Who ends the agreement with its partner, the other side of the partner's own step; nobody where there
    is no partner. The `pair` that the headline joins are each other's, where the agreement is no convention
    and no body.
    """
    acting = {
        one.value: subject(claim, one, one)
        for claim in main.claims
        for score, one in claim.subjects[:1]
        if score > 0
    }
    wide = True in main.bodies or any(mention.kind in WIDE for mention in main.mentions)
    return acting if party.value in main.others or (not wide and set(pair) == {party.value, *acting}) else {}


def _pair_above(sentences: Sequence[Sentence], pack: Pack) -> set[str]:
    """The two states that the headline opens with and joins: `Peru and Chile trade blows over a pact`; else
    none.
    """
    head = sentences[0] if sentences and sentences[0].place is Place.HEADLINE else None
    first = (
        next((party for party in head.of(Layer.PARTY) if party.first <= 1), None)
        if head is not None
        else None
    )
    found = (
        {one.value for one in group(head, first, pack)} if head is not None and first is not None else set()
    )
    return found if len(found) == 2 else set()


def _is_same(mention: Mention, main: DraftRow) -> bool:
    """Whether a mention is of the article's own agreement, or calls itself the same: `left the same
    organisation`.
    """
    if mention.entry:
        return mention.entry == main.entry
    alike = [mark for mark in mention.sentence.of(Layer.CONTEXT) if mark.value == "alike"]
    near = any(mark.first - mention.first >= -1 and mark.first < mention.end for mark in alike)
    return near and not mention.parties and (mention.kind == ORGANISATION) in main.bodies


def _is_news(claim: Claim, known: Collection[str], pack: Pack, published: date) -> bool:
    """Whether a sentence below the first paragraph, which names none of the `known` parties, tells what
    another state did in these days.
    """
    sentence = claim.sentence
    if sentence.place is not Place.MIDDLE or {party.value for party in sentence.of(Layer.PARTY)} & set(known):
        return False
    if _is_undone(claim):
        return False
    decided = any(stage_mark.value == "decided" for stage_mark in sentence.of(Layer.STAGE))
    acts = decided or any(form.value in _ACTS for form in sentence.of(Layer.FORM))
    done = acts or (bool(sentence.of(Layer.FORM)) and claim.mark.role != "noun")
    return done and _is_of_these_days(sentence, pack, published)


def _is_undone(claim: Claim) -> bool:
    """Whether a word of denial stands before a word of ending: `will not leave`."""
    undone = (doubt for doubt in claim.sentence.of(Layer.UNREAL) if doubt.value in _UNDONE)
    return any(0 <= claim.mark.first - doubt.end <= _CLAUSE for doubt in undone)


def _is_step(claim: Claim, known: Collection[str], pack: Pack, published: date) -> bool:
    """Whether a sentence below the first paragraph says that another state plans, asks for or threatens the
    same, `too` or in these days: `Ethiopia's minister said on Tuesday that she would ask the government to
    withdraw as well`.
    """
    sentence = claim.sentence
    if sentence.place is not Place.MIDDLE or {party.value for party in sentence.of(Layer.PARTY)} & set(known):
        return False
    if claim.how not in ("leave", "end", "suspend") or _is_undone(claim):
        return False
    planned = any(
        stage_mark.value in ("threatened", "proposed", "modal") for stage_mark in sentence.of(Layer.STAGE)
    ) or bool(sentence.of(Layer.UNSURE))
    also = any(pack.has("also", token.text) for token in sentence.tokens)
    of_old = any(
        abs(day.treaty_date.year - published.year) > 1 for day in find_dates(sentence, pack, published)
    )
    return (planned or also) and not of_old and (also or _is_of_these_days(sentence, pack, published))


def _line(sentence: Sentence) -> int:
    return sentence.source.rfind("\n", 0, sentence.tokens[0].start)


def _is_of_these_days(sentence: Sentence, pack: Pack, published: date) -> bool:
    days = [match.day for match in find_dates(sentence, pack, published)]
    return any(day is not None and 0 <= (published - day).days <= _DAYS for day in days)


def in_passing(row: DraftRow, acting: Collection[str]) -> bool:
    """Whether only the end of an article tells of the end of another agreement, in sentences that name nobody
    who acts.
    """
    if row.lines or row.table is not None or not row.claims or not acting:
        return False
    return all(
        claim.sentence.place is Place.END
        and not is_item(claim.sentence)
        and not any(party.value in acting for party in claim.sentence.of(Layer.PARTY))
        for claim in row.claims
    )


def _is_new(row: DraftRow, rows: Sequence[DraftRow], pack: Pack) -> bool:
    """Whether an exit elsewhere is from one agreement that the article's own exits are not from."""
    best = row.best()
    if best is None or (is_several(best, pack) if pack.declines else is_plural(best, pack)):
        return False
    named = bool(row.entry or row.others or best.is_title) or is_named_body(best)
    return named and not any((row.entry and row.entry == one.entry) or best in one.mentions for one in rows)
