"""What a digest says of its coverage: feeds watched, what may be missing, what is held back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import floor

from monitor.digest.values import FeedNote, Silence
from monitor.digest.words import day, short
from monitor.model import Uncovered
from monitor.names import language_name
from monitor.wording import Language

MAX_LANGUAGES = 3  # that no rules read, named in a digest
MAX_GAPS = 2  # named in a digest; the list of feeds is the operator's
MAX_SILENT = 3  # feeds that bring nothing new, named in a digest
GAP_COLUMNS = 90
FEED_COLUMNS = 40


def coverage(silence: Silence, zone: str, now: datetime, say: Language) -> tuple[str, ...]:
    """What was watched, in three lines at most: feeds, what may be missing, what this message does not
    tell. Days are those of `zone`.
    """
    feeds = say(
        "coverage.feeds", feeds=say.count("feeds", silence.feeds), failing=len(silence.failing) or say("none")
    )
    gaps = [short(say(f"gap.{gap.kind}", feed=gap.feed), GAP_COLUMNS) for gap in silence.gaps]
    more = [say.count("others", len(gaps) - MAX_GAPS)] if len(gaps) > MAX_GAPS else []
    shown = say("list.parts").join([*gaps[:MAX_GAPS], *more])
    missing = say("coverage.gaps", gaps=shown) if gaps else ""
    joined = say.count("coverage.joined", silence.merged) if silence.merged else ""
    waiting = say.count("coverage.waiting", silence.deferred) if silence.deferred else ""
    withheld = say.count("coverage.withheld", silence.withheld) if silence.withheld else ""
    older = say.count("coverage.older", silence.older) if silence.older else ""
    lines = (
        _joined(feeds, _complete(silence.complete, say), _silent(silence.quiet, zone, now, say)),
        _joined(missing, _uncovered(silence.uncovered, say)),
        _joined(joined, withheld, older, waiting),
    )
    return tuple(line for line in lines if line)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _complete(share: float, say: Language) -> str:
    """How complete the last week is, rounded down; "" if nothing is known to be missing."""
    percent = floor(share * 1000) / 10
    return say("coverage.complete", percent=say.decimal(percent)) if percent < 100 else ""


def _silent(notes: Sequence[FeedNote], zone: str, now: datetime, say: Language) -> str:
    """The feeds that answer and bring nothing new, the longest silent first; "" for none."""
    if not notes:
        return ""
    named = [
        say(
            "coverage.silent.feed",
            feed=short(note.title, FEED_COLUMNS),
            day=day(note.since, zone, now=now, say=say) if note.since else "?",
        )
        for note in notes
    ]
    return say.count("coverage.silent", len(notes), feeds=say.joined(named, MAX_SILENT))


def _uncovered(uncovered: Sequence[Uncovered], say: Language) -> str:
    """How many stories are in languages without rules, and the languages with most of them; "" for none."""
    if not uncovered:
        return ""
    named = [
        say(
            "coverage.language",
            language=language_name(language.lang, say.code) or language.lang,
            n=language.stories,
            feed=short(language.feed, FEED_COLUMNS),
        )
        for language in uncovered
    ]
    return say.count(
        "coverage.uncovered",
        sum(language.stories for language in uncovered),
        languages=say.joined(named, MAX_LANGUAGES),
    )
