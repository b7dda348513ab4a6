"""Exits of other states, told as background below the first paragraph: they are never what the article
reports.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from monitor.extract.acting import subject
from monitor.extract.actors import Claim, group
from monitor.extract.addressees import depositaries
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
_MORE = 3  # words between `another` and the law: `ещё один законопроект`
_CLAUSE = 8  # words between a word of denial and the word of ending that it denies
_UNDONE = ("denial", "refusal", "rejection", "negation")


def parted(
    claims: Sequence[Claim], acting: Collection[str], lexicon: Lexicon
) -> tuple[list[Claim], list[Claim]]:
    """The claims of the article's own exits, and those of exits that others made elsewhere."""
    elsewhere = [claim for claim in claims if _is_elsewhere(claim, acting, lexicon.weights.stated)]
    return [claim for claim in claims if claim not in elsewhere], elsewhere


def _is_elsewhere(claim: Claim, acting: Collection[str], stated: float) -> bool:
    """True if a state that does not act in the article is the subject."""
    if not acting or claim.sentence.place in FIRST or claim.how == "expire" or not claim.subjects:
        return False
    score, party = claim.subjects[0]
    if party.value in acting or is_body(party):
        return False
    return claim.clear or (
        score > stated
        and not any(other.value in acting for points, other in claim.subjects if points > stated)
    )


def without(mentions: Sequence[Mention], own: Sequence[Claim], elsewhere: Sequence[Claim]) -> list[Mention]:
    """The mentions in sentences that do not speak of exits elsewhere alone."""
    told = {claim.sentence.number for claim in own}
    apart = {claim.sentence.number for claim in elsewhere} - told
    return [mention for mention in mentions if mention.sentence.number not in apart]


def others(claims: Sequence[Claim], rows: Sequence[DraftRow], pack: Pack, lexicon: Lexicon) -> list[DraftRow]:
    """The rows of exits elsewhere: each from one agreement that the article's own exits are not from."""
    new_rows = [
        row
        for row in gather(claims, (), {claim.subjects[0][1].value for claim in claims}, pack, lexicon)
        if _is_new(row, rows, pack)
    ]
    for row in new_rows:
        row.elsewhere = True
        claim = max(row.claims, key=lambda claim: claim.subjects[0][0])
        joined = group(claim.sentence, claim.subjects[0][1], pack, claim.mark)
        row.name = _alike(row, rows)
        row.actors = {party.value: subject(claim, party, claim.subjects[0][1]) for party in joined}
    return new_rows


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
    subjects = {party.value for claim in main.claims for _, party in claim.subjects[:1]}
    known = {*subjects, *main.others, *depositaries(sentences, pack)}
    # of a bilateral agreement: it may end it too
    partner = set(main.others) if len(main.others) == 1 else set()
    headlines = [sentence for sentence in sentences if sentence.place is Place.HEADLINE]
    headline = {party.value for sentence in headlines for party in sentence.of(Layer.PARTY)}
    pair = _pair_above(sentences, pack)
    by_actor: dict[str, DraftRow] = {}
    for claim in claims:
        if _is_of_row(claim, main) and (
            _leaves_body(claim, main, headline)
            or _is_news(claim, known, pack, published)
            or _is_step(claim, known - partner, pack, published)
        ):
            actor = claim.subjects[0][1].value
            by_actor.setdefault(actor, _parallel_row(claim, main, sentences, pair))
    return list(by_actor.values())


def _is_of_row(claim: Claim, main: DraftRow) -> bool:
    """True if a claim is about the agreement of the article's own row."""
    mention = claim.mention
    return mention in main.mentions or (mention is not None and _is_same(mention, main))


def _leaves_body(claim: Claim, main: DraftRow, headline: Collection[str]) -> bool:
    """True if the article is about an organisation, and a party that the headline names clearly leaves it."""
    clear = main.bodies == {True} and bool(claim.subjects) and claim.clear
    return clear and claim.subjects[0][1].value in headline


def _parallel_row(
    claim: Claim, main: DraftRow, sentences: Sequence[Sentence], pair: Collection[str]
) -> DraftRow:
    """The row of another state that ends the agreement of the article's own row (`main`)."""
    party = claim.subjects[0][1]
    others = {value: words for value, words in main.others.items() if value != party.value}
    lines = [
        sentence
        for sentence in sentences
        if 0 <= sentence.number - claim.sentence.number <= _BEHIND
        and _line(sentence) == _line(claim.sentence)
    ]
    return DraftRow(
        list(main.mentions),
        set(main.bodies),
        [claim],
        actors={party.value: subject(claim, party, party)},
        others=others or _actors(main, party, pair),
        lines=lines,
    )


def _actors(main: DraftRow, party: Mark, pair: Collection[str]) -> dict[str, Evidence]:
    """Who ends the agreement with its partner, the other side of the partner's own step; nobody where there
    is no partner. The `pair` that the headline joins are each other's, where the agreement is no convention
    and no body.
    """
    acting = {
        actor.value: subject(claim, actor, actor)
        for claim in main.claims
        for score, actor in claim.subjects[:1]
        if score > 0
    }
    wide = True in main.bodies or any(mention.kind in WIDE for mention in main.mentions)
    return acting if party.value in main.others or (not wide and set(pair) == {party.value, *acting}) else {}


def _pair_above(sentences: Sequence[Sentence], pack: Pack) -> set[str]:
    """The two states that the headline opens with and joins: `Peru and Chile trade blows over a pact`; else
    none.
    """
    head = sentences[0] if sentences and sentences[0].place is Place.HEADLINE else None
    if head is None:
        return set()
    first = next((party for party in head.of(Layer.PARTY) if party.first <= 1), None)
    joined = {party.value for party in group(head, first, pack)} if first is not None else set()
    return joined if len(joined) == 2 else set()


def _is_same(mention: Mention, main: DraftRow) -> bool:
    """True if a mention is of the article's own agreement, or calls itself the same: `left the same
    organisation`.
    """
    if mention.entry:
        return mention.entry == main.entry
    alike = [mark for mark in mention.sentence.of(Layer.CONTEXT) if mark.value == "alike"]
    near = any(mark.first - mention.first >= -1 and mark.first < mention.end for mark in alike)
    return near and not mention.parties and (mention.kind == ORGANISATION) in main.bodies


def _is_news(claim: Claim, known: Collection[str], pack: Pack, published: date) -> bool:
    """True if a sentence below the first paragraph, which names none of the `known` parties, tells what
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
    """True if a word of denial stands before a word of ending: `will not leave`."""
    undone = (doubt for doubt in claim.sentence.of(Layer.UNREAL) if doubt.value in _UNDONE)
    return any(0 <= claim.mark.first - doubt.end <= _CLAUSE for doubt in undone)


def _is_step(claim: Claim, known: Collection[str], pack: Pack, published: date) -> bool:
    """True if a sentence below the first paragraph says that another state plans, asks for or threatens the
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
    """The offset of the line in which a sentence stands."""
    return sentence.source.rfind("\n", 0, sentence.tokens[0].start)


def _is_of_these_days(sentence: Sentence, pack: Pack, published: date) -> bool:
    """True if a sentence names a day of the weeks before publication."""
    days = [match.day for match in find_dates(sentence, pack, published)]
    return any(day is not None and 0 <= (published - day).days <= _DAYS for day in days)


def in_passing(row: DraftRow, acting: Collection[str], pack: Pack) -> bool:
    """True if only the end of an article tells of the end of another agreement, in sentences that name nobody
    who acts, and not as one more act: `another bill, on the exit from the Agreement on Postal Services`.
    """
    if row.lines or row.table is not None or not row.claims or not acting:
        return False
    return all(
        claim.sentence.place is Place.END
        and not is_item(claim.sentence)
        and not _is_one_more_act(claim, pack)
        and not any(party.value in acting for party in claim.sentence.of(Layer.PARTY))
        for claim in row.claims
    )


def _is_one_more_act(claim: Claim, pack: Pack) -> bool:
    """True if a word like `another` leads to the law, vote or decree that ends an agreement named in full."""
    sentence, mention = claim.sentence, claim.mention
    if mention is None or not mention.is_title:
        return False
    acts = [form.first for form in sentence.of(Layer.FORM) if form.value in _ACTS]
    acts += [word.first for word in sentence.of(Layer.STAGE) if word.value == "bill"]
    return any(
        pack.has("one_more", sentence.word(at))
        for first in acts
        if first < claim.mark.first
        for at in range(max(first - _MORE, 0), first)
    )


def _is_new(row: DraftRow, rows: Sequence[DraftRow], pack: Pack) -> bool:
    """True if an exit elsewhere is from one agreement that the article's own exits are not from."""
    best = row.best()
    if best is None or (is_several(best, pack) if pack.declines else is_plural(best, pack)):
        return False
    named = bool(row.entry or row.others or best.is_title) or is_named_body(best)
    return named and not any(
        (row.entry and row.entry == other.entry) or best in other.mentions for other in rows
    )
