"""Articles that tell of no exit because of what they are: satire, an exercise, sports, an obituary, a truce
with an armed group.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.asserted import first_states, is_dated_now
from monitor.extract.columns import note, unreal_marks
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Mark
from monitor.extract.story_marks import FIRST, Place, Sentence, is_article
from monitor.model import Evidence

_LAST = 2  # sentences at the end of an article in which it says that it is satire
_PLAYED = 2  # different words of an exercise
_GAMES = 3  # different words of sports
_STEM = 5  # letters in which two words differ


def genre(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack, published: date | None
) -> Evidence | None:
    """The words by which an article is satire, an exercise, sports, an obituary or about a truce with an
    armed group; None if it is none of these, or too short to say so.
    """
    if not is_article(sentences):
        return None
    return (
        _satire(sentences)
        or _exercise(sentences, claims, pack, published)
        or _sports(sentences, claims)
        or _obituary(sentences, claims, pack, published)
        or _armed_truce(sentences, claims)
    )


def _satire(sentences: Sequence[Sentence]) -> Evidence | None:
    """The words of the last sentences that call the text satire: `a weekly column of satire`."""
    marks = [(sentence, mark) for sentence in sentences[-_LAST:] for mark in unreal_marks(sentence, "satire")]
    return note(*marks[0], "the text says that it is satire") if marks else None


def _exercise(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack, published: date | None
) -> Evidence | None:
    """The first word of an exercise, if there are two different ones, and headline and first paragraph
    date no exit to these years.
    """
    played = _words(sentences, claims, "exercise")
    if not _are_different(played, _PLAYED) or _is_dated(claims, pack, published):
        return None
    return note(*played[0], "states and exits of an exercise")


def _sports(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> Evidence | None:
    """The first word of sports, if there are three different ones outside of names of agreements, and
    headline and first paragraph end no agreement whose title or entry is known.
    """
    games = _words(sentences, claims, "sport")
    if not _are_different(games, _GAMES):
        return None
    named = [claim.mention for claim in claims if claim.sentence.place in FIRST and claim.mention is not None]
    if any(name.entry or name.is_title for name in named):
        return None
    return note(*games[0], "sports: what their unions and clubs leave is no agreement of states")


def _obituary(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack, published: date | None
) -> Evidence | None:
    """The words of headline or first paragraph by which somebody's life is told, unless an exit of these
    years is told there.
    """
    first = [sentence for sentence in sentences if sentence.place in FIRST]
    marks = [(sentence, mark) for sentence in first for mark in unreal_marks(sentence, "died")]
    if not marks or _is_dated(claims, pack, published):
        return None
    return note(*marks[0], "an obituary: it tells of a life")


def _armed_truce(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> Evidence | None:
    """The word for an armed group in headline or first paragraph, if what ends there is a truce, and one
    state at most is named there: `ends its ceasefire with the rebels`, not `with Chad, which armed them`.
    """
    first = [sentence for sentence in sentences if sentence.place in FIRST]
    armed = [(sentence, mark) for sentence in first for mark in unreal_marks(sentence, "armed")]
    if not armed or len(first_states(sentences)) > 1:
        return None
    ended = [claim for claim in claims if claim.sentence in first]
    if not ended or not all(unreal_marks(claim.sentence, "truce") for claim in ended):
        return None
    return note(*armed[0], "a truce with an armed group is no agreement between states")


def _is_dated(claims: Sequence[Claim], pack: Pack, published: date | None) -> bool:
    """True if headline or first paragraph give an exit a day of these years."""
    if published is None:
        return False
    return any(claim.sentence.place in FIRST and is_dated_now(claim, pack, published) for claim in claims)


def _words(sentences: Sequence[Sentence], claims: Sequence[Claim], value: str) -> list[tuple[Sentence, Mark]]:
    """The words of a kind that stand in no name of an agreement that ends."""
    names = [claim.mention for claim in claims if claim.mention is not None]
    return [
        (sentence, mark)
        for sentence in sentences
        for mark in unreal_marks(sentence, value)
        if not any(name.sentence is sentence and name.first <= mark.first < name.end for name in names)
    ]


def _are_different(marks: Sequence[tuple[Sentence, Mark]], count: int) -> bool:
    """True if so many of some words begin differently, and the first stands above the end of the article."""
    words = {sentence.words(mark).casefold()[:_STEM] for sentence, mark in marks}
    return len(words) >= count and marks[0][0].place is not Place.END
