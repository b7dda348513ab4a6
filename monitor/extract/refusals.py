"""Why names, parties and reasons of a text are none of a row, for who asks: seen once the row is known, by
the rules that made it.
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
from monitor.extract.reasons import clause_end
from monitor.extract.rows import DraftRow, is_actor
from monitor.extract.story_marks import Sentence
from monitor.extract.subject_roles import is_dateline
from monitor.extract.subjects import START, Candidate
from monitor.extract.trace import CellName
from monitor.model import Evidence

# What a subject loses points by (rules/extract-weights.toml), in words for people.
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
    """Those who end other agreements in an article about somebody else's exit, and these agreements."""
    for claim in claims:
        sentence, party = claim.sentence, claim.subjects[0][1]
        sentence.refuse(
            CellName.ACTORS,
            party.value,
            party.first,
            party.end,
            "acts in another exit, told beside the one that is reported",
        )
        if claim.mention is not None:
            _refuse_name(
                claim.mention, f"what {sentence.words(party)} ends: told beside the exit that is reported"
            )


def refuse_names(
    row: DraftRow,
    rows: Sequence[DraftRow],
    mentions: Iterable[Mention],
    acting: set[str],
    pack: Pack,
    lexicon: Lexicon,
) -> None:
    """The names that are not the row's: other names of its agreement, and other agreements."""
    best = row.best()
    elsewhere = [one for other in rows if other is not row for one in other.mentions]
    for mention in mentions:
        if mention is not best and not mention.bare:
            _refuse_name(mention, _why_not_named(row, best, mention, elsewhere, acting, pack, lexicon))


def _refuse_name(mention: Mention, why: str) -> None:
    mention.sentence.refuse(CellName.INSTRUMENT, mention.name, mention.first, mention.end, why)


def _why_not_named(
    row: DraftRow,
    best: Mention | None,
    mention: Mention,
    elsewhere: Collection[Mention],
    acting: set[str],
    pack: Pack,
    lexicon: Lexicon,
) -> str:
    if mention in row.mentions:
        if mention in row.shared:
            return "speaks of several agreements at once"
        if mention.is_title and not row.is_titled(mention):
            return "written in full, but shares no entry, party or word with the agreement that ends"
        if best is not None and row.is_titled(best) and not row.is_titled(mention):
            return "another name of it: the one that is written in full leads"
        if best is not None and best.identity and not mention.identity:
            return "another name of it: the one that the gazetteer knows leads"
        return "another name of it, which says less or stands further down"
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
    """The parties that the text names which are neither those that act nor the other sides."""
    elsewhere = {value for other in rows if other is not row for value in other.others}
    named = "not named in or at the agreement, which has its other side"
    if not others:
        many = any(is_wide(mention, lexicon) for mention in row.mentions)
        named = (
            "an agreement of many states has no single other side"
            if many
            else "nothing says that it belongs to the agreement"
        )
    for sentence in sentences:
        for party in sentence.of(Layer.PARTY) if sentence.trace is not None else ():
            if party.value not in acting and party.value not in others:
                why = "the other side of another row" if party.value in elsewhere else named
                why = "only keeps the agreement, as depositary" if party.value in kept else why
                why = (
                    "the place of a dateline"
                    if party.role == "capital" and is_dateline(sentence, party)
                    else why
                )
                sentence.refuse(CellName.OTHERS, party.value, party.first, party.end, why)


def refuse_reasons(
    found: Evidence | None,
    claims: Sequence[Claim],
    sentences: Iterable[Sentence],
    known: set[str],
    pack: Pack,
) -> None:
    """The words of giving reasons that did not lead to the reason."""
    for sentence in sentences:
        for mark in sentence.of(Layer.REASON) if sentence.trace is not None else ():
            why = _why_no_reason(found, sentence, mark, claims, known, pack)
            end = clause_end(sentence, mark.end)
            sentence.refuse(CellName.REASON, sentence.raw(mark.first, end), mark.first, end, why)


def _why_no_reason(
    found: Evidence | None,
    sentence: Sentence,
    mark: Mark,
    claims: Iterable[Claim],
    known: set[str],
    pack: Pack,
) -> str:
    own = [claim for claim in claims if claim.sentence is sentence]
    if is_foreign(sentence, known, mark.first, pack):
        return "said of or by one who takes no part in the exit"
    if own and mark.first < own[0].mark.first:
        return f"stands before “{sentence.words(own[0].mark)}”: it may be the reason of something else"
    if found is not None:
        return "another reason stands nearer to the exit"
    return (
        "too few words follow, or somebody else says them"
        if own
        else "its sentence speaks neither of the exit nor of the decision"
    )


def refuse_actors(claims: Iterable[Claim], actors: Collection[str]) -> None:
    """The parties beside a word of ending that do not act; what the weightier claims say of one counts."""
    for claim in sorted(claims, key=lambda claim: claim.weight):
        sentence = claim.sentence
        for one in claim.candidates if sentence.trace is not None else ():
            if one.party.value not in actors:
                why = one.refused.value if one.refused is not None else _why_not_acting(one, claim, actors)
                sentence.refuse(CellName.ACTORS, one.party.value, one.party.first, one.party.end, why)


def _why_not_acting(one: Candidate, claim: Claim, actors: Collection[str]) -> str:
    """What a party loses most points by, and whether these decide."""
    ends = claim.sentence.words(claim.mark)
    rivals = [other for other in claim.candidates if other.refused is None and other.party.value in actors]
    best = max(rivals, key=lambda other: other.score, default=None)
    if best is None or best.score <= one.score:
        return (
            f"the story says more often, or further up, that another acts ({one.score:.1f} points "
            f"for “{ends}” here)"
        )
    name, _ = min(one.parts, key=lambda part: part[1])
    first = claim.sentence.words(best.party)
    return (
        f"{LOST[name].format(ends=ends, first=first)} ({one.score:.1f} points for “{ends}”, {first} "
        f"{best.score:.1f})"
    )
