"""replay: runs a story file through match, extract, register and alerts, on a virtual clock, without
network or mail.

Each story is taken as if it had been polled at its `published` time. Its alerts are only recorded, and
sent to nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.config import package_data
from monitor.model import REPLAYED, Alert, Hit, Story
from monitor.normalize import text_digest
from monitor.parse.dates import read_date
from monitor.pipeline import RegisterCache
from monitor.service import rulebook
from monitor.service.backtest import Line, flag, read_records, read_stories
from monitor.service.knowledge import lexicon
from monitor.store import Store

if TYPE_CHECKING:
    from monitor.service import Service

BATCH = 500  # stories of one transaction
_COARSE = re.compile(r"(\d{4})(?:-(\d{2}))?")


@dataclass
class Replayed:
    """The progress of a replay."""

    clock: datetime  # the virtual one
    stories: int = 0
    new: int = 0
    flagged: int = 0
    alerts: list[Alert] = field(default_factory=list)

    @property
    def alerts_a_day(self) -> dict[str, int]:
        """Alerts by day (UTC) of the virtual clock; days without one are left out."""
        return dict(sorted(Counter(f"{alert.at:%Y-%m-%d}" for alert in self.alerts).items()))


def moment(text: str) -> datetime | None:
    """The time in a story file: ISO 8601, a day, month or year only (their beginnings, UTC), or a
    format of feeds; None for an empty text.

    Raises `ValueError` for a text that is no time.
    """
    text = text.strip()
    if not text:
        return None
    if coarse := _COARSE.fullmatch(text):
        return datetime(int(coarse[1]), int(coarse[2] or 1), 1, tzinfo=UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        if (read := read_date(text)) is None:
            raise ValueError(f"{text!r} is no time; write it like 2026-11-29") from None
        return read
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def replay(
    store: Store,
    register_cache: RegisterCache,
    path: Path,
    rules: dict[str, str],
    *,
    now: datetime,
    workers: int = 0,
    progress: Callable[[Replayed], None] = lambda done: None,
) -> Replayed:
    """Takes the stories of a file in order of time; those without a date come last, or at `now` when
    none has one.

    Doing it twice changes nothing. If it dies half-way, the stored part stays, and the next run
    continues: a stored story is not taken again. Raises `UsageError` for a line that is no story.
    """
    lines, first = _in_order(path)
    done = Replayed(clock=first or now)
    flagged_lines = iter(flag(lines, rules, workers=workers))
    while batch := list(islice(flagged_lines, BATCH)):
        moments: dict[str, datetime] = {}
        stories: list[tuple[Story, tuple[Hit, ...]]] = []
        for line, hits in batch:
            published = moment(line.story.published_raw)
            done.clock = max(done.clock, published or done.clock)
            story = _replayed(line, published)
            moments[story.key] = done.clock
            stories.append((story, hits))
        stored = store.history.record(stories, done.clock)
        done.stories += len(batch)
        done.new += stored.new
        done.flagged += stored.flagged
        for waiting in sorted(
            store.unsettled.due(done.clock, everything=True),
            key=lambda waiting: moments.get(waiting.story.key, done.clock),
        ):
            at = moments.get(waiting.story.key)
            if at is not None:  # other stories that wait are left to the service
                done.alerts += register_cache.settle(store, waiting, at, history=True)
        progress(done)
    store.history.skip()
    return done


def replay_file(
    service: Service, path: Path, *, workers: int, progress: Callable[[Replayed], None]
) -> Replayed:
    """`replay` with the rules, words and clock of the service."""
    rules = rulebook.read(rulebook.files(service.config))
    cache = RegisterCache(lexicon(rules))
    now = service.clock()
    return replay(service.store, cache, path, rules, now=now, workers=workers, progress=progress)


def load_starter(service: Service) -> Replayed:
    """Loads the packaged starter register: a few past exits, by the packaged judge, whatever rules are
    in force.
    """
    starter = package_data("rules") / "starter.jsonl"
    return replay(service.store, RegisterCache(lexicon()), starter, {}, now=service.clock())


def _in_order(path: Path) -> tuple[Iterable[Line], datetime | None]:
    """The stories of a file by time, and the first time.

    A file that is in order is read as it is used, however long it is.
    """
    # each line is checked before the first one is stored
    times = list(read_records(path, _time_of))
    dated = [at for at in times if at is not None]
    first = min(dated, default=None)
    if all(earlier <= other for earlier, other in pairwise(dated)):
        return read_stories(path), first
    late = datetime.max.replace(tzinfo=UTC)
    order = sorted(range(len(times)), key=lambda place: times[place] or late)
    lines = list(read_stories(path))
    return (lines[place] for place in order), first


def _time_of(record: dict[str, Any]) -> datetime | None:
    """The time of a record. Raises KeyError or ValueError for one that is no story."""
    missing = {"id", "title"} - record.keys()
    if missing:
        raise KeyError(min(missing))
    return moment(str(record.get("published") or ""))


def _replayed(line: Line, published: datetime | None) -> Story:
    """A story of a file with its own key, from which its id can be read."""
    story = line.story
    digest = text_digest(story.title, story.summary, story.body)
    return replace(story, key=f"{REPLAYED}{line.id}", guid=line.id, published=published, digest=digest)
