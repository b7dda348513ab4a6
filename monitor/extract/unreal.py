"""Articles that report no exit although they speak of one: fiction, a denial, an opinion, a look back at
times long past.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.asserted import is_question
from monitor.extract.columns import SHORT, label_of, note, opinion, unreal_marks
from monitor.extract.denials import NEAR, denial, overlaps
from monitor.extract.genres import genre
from monitor.extract.history import long_ago, opens_long_ago
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence, is_article
from monitor.model import Evidence, Hit, Kind, Stage, leading

_WORKS = 3  # words of books and films
_CLAUSE = 12  # words between a demand and a word of ending


def why_none(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """Why a text reports no exit, by its headline and first paragraph, with the words that say so; None if it
    may report one.

    If a hit alerts, words of duty and denials further down do not count, and a demand only in an article that
    the judge takes for a threat.
    """
    return (
        _fiction(sentences)
        or _history(sentences, claims, hits, pack, published)
        or genre(sentences, claims, pack, published)
        or opinion(sentences, claims, pack, published)
        or _what_if(sentences, claims)
        or _by_headline(sentences, claims, hits, pack)
    )


def _what_if(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> Evidence | None:
    """The words by which a headline asks what would follow an exit (`What would happen if Peru left?`),
    if the first paragraph tells of none, and of no note or letter.
    """
    lead = [sentence for sentence in sentences if sentence.place is Place.LEAD]
    noted = any(form.value in DOCUMENTS for sentence in lead for form in sentence.of(Layer.FORM))
    if noted or any(claim.sentence in lead for claim in claims):
        return None
    asked = [sentence for sentence in sentences if sentence.place is Place.HEADLINE and is_question(sentence)]
    marks = [(sentence, mark) for sentence in asked for mark in unreal_marks(sentence, "what_if")]
    return note(*marks[0], "the headline only asks what would follow") if marks else None


def _by_headline(
    sentences: Sequence[Sentence], claims: Sequence[Claim], hits: tuple[Hit, ...], pack: Pack
) -> Evidence | None:
    """Why a text reports no exit, by the claims of its headline (the first sentence, if it has none): all are
    denied, demanded and denied further down, or duties.
    """
    if any(is_reversal(hit) for hit in hits):
        return None
    headline = [sentence for sentence in sentences if sentence.place is Place.HEADLINE] or sentences[:1]
    main = _claims_in(headline, claims)
    if (denied := _if_all(denial(claim, pack) for claim in main)) is not None:
        return denied
    asked = all(sentence.text.rstrip().endswith("?") for sentence in headline)
    if (asked or not main) and (denied := _denied_below(sentences, claims, pack)) is not None:
        return denied
    return _not_done(sentences, claims, main, hits, pack)


def _not_done(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    main: Sequence[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
) -> Evidence | None:
    """Why the claims of the headline (`main`) are only demanded and denied further down, or duties, or why
    every agreement stays; of what alerts only an article on a threat may be a demand.
    """
    demanded = _if_all(_demanded(claim, claims, pack) for claim in main)
    if alerts(hits):
        return demanded if all(hit.kind is Kind.THREAT for hit in hits) and is_article(sentences) else None
    return (
        demanded
        or _if_all(denial(claim, pack) for claim in claims if claim.mention is not None)
        or _if_all(_duty(claim) for claim in main)
    )


def _if_all(reasons: Iterable[Evidence | None]) -> Evidence | None:
    """The first reason, if there are reasons and none is None."""
    first = None
    for reason in reasons:
        if reason is None:
            return None
        first = first or reason
    return first


def is_reversal(hit: Hit) -> bool:
    """True if the judge found that a state takes its exit back."""
    return hit.kind is Kind.ACT and hit.stage is Stage.REVERSED


def alerts(hits: tuple[Hit, ...]) -> bool:
    """True if the leading hit alerts: the judge takes the text for the news of an exit."""
    lead = leading(hits)
    return lead is not None and lead.kind.alerts


def _claims_in(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> list[Claim]:
    """The claims of these sentences whose word of ending is not a word of denial too; that of `not leaving`
    is none.
    """
    return [claim for claim in claims if claim.sentence in sentences and not _is_of_denial(claim)]


def _is_of_denial(claim: Claim) -> bool:
    """True if a word of denial begins at a word of ending, or inside it."""
    denials = unreal_marks(claim.sentence, "denial")
    return overlaps(claim, [mark for mark in denials if mark.first >= claim.mark.first])


def _denied_below(sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack) -> Evidence | None:
    """The first denial of the first paragraph, if it denies each exit there, or says where else it was
    reported: `a website had reported`.
    """
    lead = [sentence for sentence in sentences if sentence.place is Place.LEAD]
    denials = [(claim, denial(claim, pack)) for claim in _claims_in(lead, claims)]
    if not all(denied is not None or unreal_marks(claim.sentence, "outlet") for claim, denied in denials):
        return None
    return next((denied for _, denied in denials if denied is not None), None)


def _demanded(claim: Claim, claims: Sequence[Claim], pack: Pack) -> Evidence | None:
    """The word by which somebody demands an exit that the article denies further down: `growers want Paris to
    leave`.
    """
    sentence, at = claim.sentence, claim.mark.first
    demands = (
        mark
        for mark in unreal_marks(sentence, "demand")
        if 0 <= at - mark.end <= _CLAUSE or (pack.verb_last and mark.first >= at)
    )
    demand = next(demands, None)
    if demand is None or not any(
        denial(other, pack) for other in claims if other.sentence.place not in FIRST
    ):
        return None
    return note(sentence, demand, "it is only demanded, and denied further down")


def _duty(claim: Claim) -> Evidence | None:
    """The word `must` right before a word of ending."""
    for mark in unreal_marks(claim.sentence, "must"):
        if 0 <= claim.mark.first - mark.end <= NEAR:
            return note(claim.sentence, mark, "it is only said that somebody must do so")
    return None


def _history(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """The first old day of a look back, or the words that open its headline; None without a day of
    publication.
    """
    if published is None:
        return None
    is_news = alerts(hits) and any(claim.clear and claim.sentence.place is Place.HEADLINE for claim in claims)
    old = long_ago(sentences, claims, pack, published, is_news=is_news)
    return old if old is not None or is_news else opens_long_ago(sentences, claims)


def _fiction(sentences: Sequence[Sentence]) -> Evidence | None:
    """The words of fiction, if the first paragraphs have one, and the text another one or four words of
    books and films. In a short text one is enough, in the headline or beside a word of ending. Three words of
    books and films under a label make a review.
    """
    fiction = _marked(sentences, "fiction")
    works = _marked(sentences, "work")
    titles = {sentence.words(mark).casefold() for sentence, mark in works}
    if len(titles) >= _WORKS and label_of(sentences):
        return note(*works[0], "a review: words of books and films under a label")
    if not any(sentence.place is not Place.END for sentence, _ in fiction):
        return None
    words = {sentence.words(mark).casefold() for sentence, mark in fiction}
    is_short = sum(len(sentence.tokens) for sentence in sentences) < SHORT
    near = is_short and any(
        sentence.place is Place.HEADLINE or sentence.of(Layer.EXIT) for sentence, _ in fiction
    )
    is_fiction = len(words) > 1 or near or len(titles) > _WORKS
    return note(*fiction[0], "a work of fiction") if is_fiction else None


def _marked(sentences: Sequence[Sentence], value: str) -> list[tuple[Sentence, Mark]]:
    """The marks of the layer UNREAL with a value, each with its sentence."""
    return [(sentence, mark) for sentence in sentences for mark in unreal_marks(sentence, value)]
