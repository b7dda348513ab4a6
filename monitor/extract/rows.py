"""From marked sentences to the rows of the register: one `Termination` an agreement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from monitor.extract.actors import Claim, add_up, find_claims, together
from monitor.extract.dates import find_dates
from monitor.extract.instruments import Mention, find_mentions
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.scene import Sentence
from monitor.extract.stages import evidence, find_stage
from monitor.model import Evidence, Hit, Stage, Termination


@dataclass(slots=True)
class Row:
    """An agreement while its facts are gathered."""

    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    others: dict[str, Evidence] = field(default_factory=dict)
    signed: Evidence | None = None
    ended: Evidence | None = None

    @property
    def entry(self) -> str:
        return next((mention.entry for mention in self.mentions if mention.entry), "")


def build(sentences: list[Sentence], hits: tuple[Hit, ...], pack: Pack, lexicon: Lexicon, published: date | None) -> list[Termination]:
    """The rows that prose states, the best founded first. Empty when no party and no agreement is named."""
    spans = [span for hit in hits for span in hit.spans]
    mentions: list[Mention] = []
    claims: list[Claim] = []
    for sentence in sentences:
        found = find_mentions(sentence, pack, lexicon)
        mentions += found
        claims += find_claims(sentence, found, pack, lexicon, spans)
    actors = _actors(claims, mentions, sentences, pack, lexicon)
    rows = _rows(claims, mentions, actors, lexicon)
    return [one for row in rows if (one := _termination(row, claims, actors, sentences, hits, pack, lexicon, published))]


def _actors(claims: list[Claim], mentions: list[Mention], sentences: list[Sentence], pack: Pack, lexicon: Lexicon) -> list[Evidence]:
    """The acting parties with the words that name them."""
    main = max(claims, key=lambda claim: (claim.weight, -claim.sentence.number), default=None)
    if main is not None and main.how == "expire":
        both = _both_sides(main, sentences, lexicon)
        if len(both) > 1:
            return both
    total = add_up(claims)
    if total:
        best = max(total, key=lambda value: total[value])
        for claim in sorted(claims, key=lambda claim: -claim.weight):
            for score, party in claim.subjects:
                if party.value == best and score > 0:
                    group = together(claim, party, pack)
                    return list({one.value: claim.sentence.evidence(one.value, one.first, one.end) for one in group}.values())
    if main is not None and (both := _both_sides(main, sentences, lexicon)):
        return both[:1]
    for sentence in sentences[:3]:
        for party in sentence.of(Layer.PARTY):
            return [sentence.evidence(party.value, party.first, party.end)]
    return []


def _both_sides(claim: Claim, sentences: list[Sentence], lexicon: Lexicon) -> list[Evidence]:
    """The parties of the agreement of a claim, as far as the text names them: an agreement expires for all."""
    found: dict[str, Evidence] = {}
    if claim.mention is None:
        return []
    for party in claim.mention.parties:
        found.setdefault(party.value, claim.sentence.evidence(party.value, party.first, party.end))
    if claim.mention.entry:
        found = {**_named(sentences, lexicon.entries[claim.mention.entry].parties), **found}
    return list(found.values())


def _named(sentences: list[Sentence], codes: Iterable[str]) -> dict[str, Evidence]:
    """Of these parties, those that the text names, with the first words that do."""
    wanted = set(codes)
    found: dict[str, Evidence] = {}
    for sentence in sentences:
        for party in sentence.of(Layer.PARTY):
            if party.value in wanted:
                found.setdefault(party.value, sentence.evidence(party.value, party.first, party.end))
    return found


def _rows(claims: list[Claim], mentions: list[Mention], actors: list[Evidence], lexicon: Lexicon) -> list[Row]:
    """Agreements that a claim is about; a plural one with several counterparties is as many rows."""
    acting = {one.value for one in actors}
    rows: list[Row] = []
    ordered = sorted(claims, key=lambda claim: (-claim.weight, claim.sentence.number, claim.mark.first))
    for claim in ordered:
        mention = claim.mention
        if mention is None or mention.bare:
            continue
        sides = list(dict.fromkeys(party.value for party in mention.parties if party.value not in acting))
        split = [[side] for side in sides] if len(sides) > 1 and not mention.entry and _plural(mention) else [sides]
        for part in split:
            row = _find(rows, mention, part)
            if row is None:
                row = Row()
                rows.append(row)
            _join(row, mention, part)
            row.claims.append(claim)
    for mention in mentions:
        sides = [party.value for party in mention.parties if party.value not in acting]
        row = None if mention.bare else _find(rows, mention, list(dict.fromkeys(sides)))
        if row is not None and mention not in row.mentions:
            _join(row, mention, sides)
    return rows or [Row(claims=ordered[:1])]


def _plural(mention: Mention) -> bool:
    return mention.sentence.tokens[mention.end - 1].text.endswith("s") or any(
        token.text.endswith("s") for token in mention.sentence.tokens[mention.first : mention.end]
    )


def _find(rows: list[Row], mention: Mention, sides: list[str]) -> Row | None:
    for row in rows:
        if mention.entry and row.entry:
            if mention.entry == row.entry:
                return row
            continue
        if sides and row.others:
            if set(sides) & set(row.others):
                return row
            continue
        if not (sides and not row.others and row.entry):
            return row
    return None


def _join(row: Row, mention: Mention, sides: list[str]) -> None:
    row.mentions.append(mention)
    for party in mention.parties:
        if party.value in sides:
            row.others.setdefault(party.value, mention.sentence.evidence(party.value, party.first, party.end))


def _termination(
    row: Row,
    claims: list[Claim],
    actors: list[Evidence],
    sentences: list[Sentence],
    hits: tuple[Hit, ...],
    pack: Pack,
    lexicon: Lexicon,
    published: date | None,
) -> Termination | None:
    own = row.claims or claims[:1]
    stage, claim = find_stage(own, hits)
    acting = {one.value for one in actors}
    entry = lexicon.entries.get(row.entry)
    others = dict(row.others)
    if entry is not None:
        if entry.code:
            mention = next(mention for mention in row.mentions if mention.entry == entry.id)
            others.setdefault(entry.code, mention.sentence.evidence(entry.code, mention.first, mention.end))
        for value, found in _named(sentences, entry.parties).items():
            others.setdefault(value, found)
    for value in acting:
        others.pop(value, None)
    best = max(
        row.mentions, key=lambda mention: (bool(mention.entry), mention.end - mention.first > 1, -mention.sentence.number), default=None
    )
    instrument = best.sentence.evidence(best.name, best.first, best.end) if best is not None else None
    if claim is not None:
        stated = evidence(stage, claim)
    elif sentences:
        stated = sentences[0].whole(stage.value)
    else:
        return None
    if not actors and instrument is None:
        return None
    return Termination(
        actors=tuple(actors),
        others=tuple(others.values()),
        instrument=instrument,
        stage=stated,
        entry=row.entry or None,
        kind=entry.subject if entry else next((mention.subject for mention in row.mentions if mention.subject), ""),
        signed=_signed(row, pack, published),
        ended=_ended(own, stage, pack, published),
    )


def _signed(row: Row, pack: Pack, published: date | None) -> Evidence | None:
    """A date beside a word of signing in a sentence that names only this agreement, or a year right before the name."""
    for mention in row.mentions:
        sentence = mention.sentence
        dates = find_dates(sentence, pack, None)
        words = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed" and mark.first >= mention.end]
        for mark in words:
            for found in dates:
                if 0 <= found.first - mark.end <= 8:
                    return sentence.evidence(found.value, found.first, found.end)
        for found in dates:
            if mention.first - 1 <= found.first and found.end <= mention.first + 1 and len(found.value) == 4:
                return sentence.evidence(found.value, found.first, found.end)
    return None


def _ended(claims: list[Claim], stage: Stage, pack: Pack, published: date | None) -> Evidence | None:
    """A date in the sentence of a claim that stands nearer to the word of ending than to a word of signing."""
    if stage.rank < Stage.DECIDED.rank:
        return None
    for claim in claims:
        for found in find_dates(claim.sentence, pack, published):
            if found.first >= claim.mark.end and len(found.value) > 4:
                return claim.sentence.evidence(found.value, found.first, found.end)
    return None
