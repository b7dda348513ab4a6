"""Real material through the real path: every stored feed document over HTTP, and three weeks of real news
through match and store.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gate import score
from gate.feeds_corpus import corpora, documents
from servers import site
from waiting import longest_pause

from monitor import pipeline
from monitor.config import load
from monitor.model import Fetched, Hit, Kind, Parsed, Story
from monitor.service import Service, backtest
from monitor.store import PollRecord

HOUR = timedelta(hours=1)
BATCH = 400  # stories of one poll: a real feed shows tens, so this is the harder case
SLOWEST_BEAT_S = 5.0  # the loop shares two cores with a server, the parser children and other work


@pytest.mark.gate
def test_every_stored_document_goes_through_the_whole_poll_without_an_exception_a_hang_or_a_dead_service(
    tmp_path: Path,
) -> None:
    given = list(documents(corpora()))
    config = tmp_path / "treaty-monitor.toml"
    with site() as here:
        config.write_text(
            f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = '
            f"[{here.port}]\n[pages]\nenabled = false\n"
            '[poll]\nparse_limit_s = 10\n[log]\nlevel = "error"\n'
        )
        with Service.open(load(config), editing=False, packaged=False) as service:
            now = service.clock()
            for number, (_, body) in enumerate(given):
                address = here.put(f"/{number}", body, content_type="")
                service.store.feeds.add(address, title=f"{number}", publisher="", interval_s=900, now=now)
            slowest, polled = asyncio.run(poll_all(service))
            errors = {one.error.code for one in polled if one.error}
            stored = service.store.counts().stories
    codes: dict[str, int] = {}
    for one in polled:
        code = one.error.code if one.error else "read"
        codes[code] = codes.get(code, 0) + 1
    print(
        f"\n{len(polled)} documents over HTTP: {codes}; {stored} stories; slowest beat of the loop "
        f"{slowest:.2f} s"
    )
    assert len(polled) == len(given) > 5000
    assert errors <= {"empty", "not_a_feed", "doctype", "charset", "too_large"}, (
        "every failure is of the document, none of ours"
    )
    assert codes["read"] > 4000
    assert slowest < SLOWEST_BEAT_S


async def poll_all(service: Service) -> tuple[float, list[pipeline.Polled]]:
    """Poll every feed; also the longest pause of a heartbeat (seconds) while that went on."""
    async with service.context() as context:
        due = [(feed, state) for feed, state, _ in service.store.feeds.states(hashes=True)]
        polling = asyncio.create_task(pipeline.poll(context, due))
        slowest = await longest_pause(polling)
    return slowest, polling.result()


@pytest.mark.gate
def test_three_weeks_of_real_news_go_through_match_and_store_and_a_second_time_change_nothing(
    tmp_path: Path,
) -> None:
    stories = corpora() / "stream-2023-02.jsonl.gz"
    with Service.open(
        load(None, tmp_path / "treaty-monitor.sqlite3"), editing=False, packaged=False
    ) as service:
        now = datetime(2023, 3, 6, tzinfo=UTC)
        feed = service.store.feeds.add(
            "https://stream.example/feed", title="Stream", publisher="Stream", interval_s=900, now=now
        )
        detector = score.detector()
        read = flagged = alerting = 0
        batches: list[tuple[tuple[Story, tuple[Hit, ...]], ...]] = []
        for batch in chunks(stories):
            found = tuple((line.story, detector.detect(line.story)) for line in batch)
            batches.append(found)
            read += len(found)
            flagged += sum(any(hit.kind is not Kind.POSSIBLE for hit in hits) for _, hits in found)
            alerting += sum(any(hit.kind.alerts for hit in hits) for _, hits in found)
        for again in (False, True):
            new = waiting = 0
            for found in batches:
                parsed = Parsed(format="rss20", title="Stream", lang="en", entries=(), item_hashes=())
                record = PollRecord(
                    now=now,
                    fetched=Fetched(url=feed.address, body=b""),
                    parsed=parsed,
                    stories=found,
                    next_due=timedelta(900),
                )
                result = service.store.polls.record(feed, record)
                new, waiting = new + result.new, waiting + result.flagged
            if again:
                assert (new, waiting) == (0, 0), "a story seen again is not new and is flagged once"
            else:
                assert new == read == service.store.counts().stories > 39_000
                assert waiting == flagged
        print(f"\n{read:,} stories stored, {flagged} flagged, {alerting} of them alert")
        assert 0 < alerting <= flagged
        assert service.store.stories.search('"New START"', 10), "the full-text index holds them"


def chunks(path: Path) -> Iterator[list[backtest.Line]]:
    lines = backtest.read_stories(path)
    while batch := list(itertools.islice(lines, BATCH)):
        yield batch
