"""The reasons, for `explain`, why names, parties and reasons of a text are not in a row. They are found when
the row is complete, by the rules that made it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from monitor.extract.actors import Claim
from monitor.extract.counterparties import is_wide
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.notices import is_foreign
from monitor.extract.phrases import Layer, Mark
from monitor.extract.plurals import is_plural
from monitor.extract.reasons import reason_end
from monitor.extract.rows import DraftRow, is_actor
from monitor.extract.story_marks import Sentence
from monitor.extract.subject_roles import is_dateline
from monitor.extract.subjects import START, Candidate
from monitor.extract.trace import CellName
from monitor.model import Evidence

# The weights by which a subject loses points (rules/extract-weights.toml), in words for people.
LOST: Mapping[str, str] = MappingProxyType({
    "away": "stands further from “{ends}” than {first}",
    "clause": "another clause begins between it and “{ends}”",
    "acted_on": "something is done to it, or happens there",
    "told": "is told of the exit, or handed the notice",
    "blames": "blames another one for the exit",
    "reacts": "reacts to what another did",
    "other_verb": "is the object of another word of ending",
    "by": "stands behind “{ends}”, where an object may stand",
    "by_away": "stands behind “{ends}”, far from it",
    "taken_out": "is taken out by {first}",
    "behind": "stands behind “{ends}”, and subjects stand before it",
    "behind_away": "stands behind “{ends}”, far from it",
    "of_agreement": "the agreement is called its own",
    "belonging": "only tells whose the next word is",
    "place": "a place where something happens",
    "body_below": "an organisation that reacts, or keeps the treaty",
    START: "stands beside “{ends}” as well as {first}",
})  # fmt: skip


def refuse_elsewhere(claims: Iterable[Claim]) -> None:
    """Record the actors of other exits (`claims`) in an article, and the agreements that they end."""
    for claim in claims:
        sentence, party = claim.sentence, claim.subjects[0][1]
        why = "acts in another exit, told beside the one that is reported"
        sentence.refuse(CellName.ACTORS, party.value, party.first, party.end, why)
        if claim.mention is not None:
            why = f"what {sentence.words(party)} ends: told beside the exit that is reported"
            _refuse_name(claim.mention, why)


def refuse_names(
    row: DraftRow,
    rows: Sequence[DraftRow],
    mentions: Iterable[Mention],
    acting: set[str],
    pack: Pack,
    lexicon: Lexicon,
) -> None:
    """Record the names that the row does not take: other names of its agreement, and other agreements."""
    best = row.best()
    elsewhere = [mention for other in rows if other is not row for mention in other.mentions]
    for mention in mentions:
        if mention is best or mention.bare:
            continue
        if mention in row.mentions:
            why = _why_not_best(row, best, mention)
        else:
            why = _why_not_of_row(mention, elsewhere, acting, pack, lexicon)
        _refuse_name(mention, why)


def _refuse_name(mention: Mention, why: str) -> None:
    """Record a name that a row does not take."""
    mention.sentence.refuse(CellName.INSTRUMENT, mention.name, mention.first, mention.end, why)


def _why_not_best(row: DraftRow, best: Mention | None, mention: Mention) -> str:
    """Why a mention of a row does not give its name."""
    if mention in row.shared:
        return "speaks of several agreements at once"
    is_titled = row.is_titled(mention)
    if mention.is_title and not is_titled:
        return "written in full, but shares no entry, party or word with the agreement that ends"
    if best is not None and row.is_titled(best) and not is_titled:
        return "another name of it: the one that is written in full leads"
    if best is not None and best.identity and not mention.identity:
        return "another name of it: the one that the gazetteer knows leads"
    return "another name of it, which says less or stands further down"


def _why_not_of_row(
    mention: Mention, elsewhere: Collection[Mention], acting: set[str], pack: Pack, lexicon: Lexicon
) -> str:
    """Why a mention is not of a row. `elsewhere`: the mentions of other rows."""
    if mention in elsewhere:
        return "another agreement that ends: a row of its own"
    if is_actor(mention, acting, lexicon):
        return "the body that acts"
    if mention.is_office:
        return "a body that is named as that of an office, such as the depositary"
    if is_plural(mention, pack) and not mention.identity:
        return "speaks of several agreements"
    return (
        "no word of ending is about it, and it has another entry, other parties or another kind than "
        "the agreement that ends"
    )


def refuse_parties(
    row: DraftRow,
    rows: Iterable[DraftRow],
    others: Collection[str],
    sentences: Iterable[Sentence],
    acting: Collection[str],
    kept: Collection[str],
    lexicon: Lexicon,
) -> None:
    """Record the parties in the text that neither act nor are in `others`, the other sides of the row.
    `kept`: the depositaries.
    """
    elsewhere = {value for other in rows if other is not row for value in other.others}
    why_not_named = _why_not_named(row, others, lexicon)
    for sentence in sentences:
        for party in sentence.of(Layer.PARTY) if sentence.trace is not None else ():
            if party.value in acting or party.value in others:
                continue
            if party.role == "capital" and is_dateline(sentence, party):
                why = "the place of a dateline"
            elif party.value in kept:
                why = "only keeps the agreement, as depositary"
            elif party.value in elsewhere:
                why = "the other side of another row"
            else:
                why = why_not_named
            sentence.refuse(CellName.OTHERS, party.value, party.first, party.end, why)


def _why_not_named(row: DraftRow, others: Collection[str], lexicon: Lexicon) -> str:
    """Why a party that is in no other row is not the other side of a row."""
    if others:
        return "not named in or at the agreement, which has its other side"
    if any(is_wide(mention, lexicon) for mention in row.mentions):
        return "an agreement of many states has no single other side"
    return "nothing says that it belongs to the agreement"


def refuse_reasons(
    reason: Evidence | None,
    claims: Sequence[Claim],
    sentences: Iterable[Sentence],
    known: set[str],
    pack: Pack,
) -> None:
    """Record the words of giving reasons that did not give the `reason` of the row."""
    for sentence in sentences:
        for mark in sentence.of(Layer.REASON) if sentence.trace is not None else ():
            why = _why_no_reason(reason, sentence, mark, claims, known, pack)
            end = reason_end(sentence, mark.end)
            sentence.refuse(CellName.REASON, sentence.raw(mark.first, end), mark.first, end, why)


def _why_no_reason(
    reason: Evidence | None,
    sentence: Sentence,
    mark: Mark,
    claims: Iterable[Claim],
    known: set[str],
    pack: Pack,
) -> str:
    """Why a word of giving reasons did not give the reason."""
    own = next((claim for claim in claims if claim.sentence is sentence), None)
    if is_foreign(sentence, known, mark.first, pack):
        return "said of or by one who takes no part in the exit"
    if own is not None and mark.first < own.mark.first:
        return f"stands before “{sentence.words(own.mark)}”: it may be the reason of something else"
    if reason is not None:
        return "another reason stands nearer to the exit"
    if own is not None:
        return "too few words follow, or somebody else says them"
    return "its sentence speaks neither of the exit nor of the decision"


def refuse_actors(claims: Iterable[Claim], actors: Collection[str]) -> None:
    """Record the parties beside a word of ending that do not act. Of several reasons for the same words, that
    of the claim with the highest weight counts.
    """
    for claim in sorted(claims, key=lambda claim: claim.weight):
        sentence = claim.sentence
        for candidate in claim.candidates if sentence.trace is not None else ():
            party = candidate.party
            if party.value in actors:
                continue
            if candidate.refused is not None:
                why = candidate.refused.value
            else:
                why = _why_not_acting(candidate, claim, actors)
            sentence.refuse(CellName.ACTORS, party.value, party.first, party.end, why)


def _why_not_acting(candidate: Candidate, claim: Claim, actors: Collection[str]) -> str:
    """The weight by which a party loses most points, or that the story names another one more often."""
    ending = claim.sentence.words(claim.mark)
    rivals = [other for other in claim.candidates if other.refused is None and other.party.value in actors]
    best = max(rivals, key=lambda rival: rival.score, default=None)
    points = f"{candidate.score:.1f} points for “{ending}”"
    if best is None or best.score <= candidate.score:
        return f"the story says more often, or further up, that another acts ({points} here)"
    name, _ = min(candidate.parts, key=lambda part: part[1])
    first = claim.sentence.words(best.party)
    lost = LOST[name].format(ends=ending, first=first)
    return f"{lost} ({points}, {first} {best.score:.1f})"
