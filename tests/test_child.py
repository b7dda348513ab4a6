"""What the children do: matching and extraction, killable, with the rules of now; and rounds that tell while
they poll.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from servers import Site, rss, site
from test_pipeline import EXIT, START, World, made_world

from monitor import __version__, child, pipeline, preload
from monitor.config import Config, load
from monitor.errors import RuleError
from monitor.model import Feed, FeedKind, FeedState, Hit, Kind, Parsed, Span, Stage, Story
from monitor.pipeline import Context, Polled, rounds, settling
from monitor.sandbox import ChildCrashed
from monitor.service import packaged, rulebook
from monitor.service.children import sources
from monitor.store import Unsettled

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
RULE = """
[[rule]]
id = "en.zanzibar"
title = "A test"
lang = "en"
kind = "act"
stage = "decided"
query = "{0}"
why = "for the test"

[[rule.example]]
title = "{1}"
match = true
"""
FEED = Feed(1, "http://wire.example/feed", title="Wire")


@pytest.fixture
def held() -> None:
    child.hold(
        child.Knowledge.of({"own.toml": RULE.format("zanzibar AND treaty", "Zanzibar ends a treaty")}, {})
    )


def received(body: str) -> child.Received:
    return child.Received(body.encode(), "", frozenset(), FEED.address, FEED, NOW)


@pytest.mark.usefixtures("held")
def test_a_document_becomes_stories_with_their_hits() -> None:
    body = rss(
        ("1", "Zanzibar leaves the clove treaty", "http://wire.example/1"),
        ("2", "Rain", "http://wire.example/2"),
        now=NOW,
    )
    read = child.read_document(received(body))
    assert isinstance(read, child.Read)
    assert [(story.title, [hit.rule for hit in hits]) for story, hits in read.stories] == [
        ("Zanzibar leaves the clove treaty", ["en.zanzibar"]),
        ("Rain", []),
    ]
    assert isinstance(read.parsed, Parsed)
    assert (read.parsed.entries, len(read.parsed.item_hashes)) == ((), 2), "each story travels once"


def test_a_depositarys_feed_is_flagged_by_what_its_notices_say() -> None:
    child.hold(sources({}).read())
    feed = replace(FEED, kind=FeedKind.OFFICIAL, depositary="UN")
    body = rss(
        ("1", "Convention on Cluster Munitions - Lithuania: Withdrawal", "http://wire.example/1"),
        ("2", "Convention on Cluster Munitions - Vanuatu: Accession", "http://wire.example/2"),
        (
            "3",
            "Convention on Cluster Munitions - Lithuania: Withdrawal of reservation",
            "http://wire.example/3",
        ),
        now=NOW,
    )
    read = child.read_document(replace(received(body), feed=feed))
    assert isinstance(read, child.Read)
    assert [[(hit.rule, hit.stage) for hit in hits] for _, hits in read.stories] == [
        [("clause.depositary-notice", Stage.NOTIFIED)],
        [],
        [],
    ]
    [story, hits] = read.stories[0]
    [termination] = child.terminations(child.Flagged(story, hits, NOW.date()))
    assert [actor.value for actor in termination.actors] == ["LT"]
    assert (termination.entry, termination.stage.value) == ("ccm", "notified")


@pytest.mark.usefixtures("held")
def test_what_is_no_feed_is_said_and_examines_nothing() -> None:
    assert getattr(child.read_document(received("no feed")), "code", "") == "not_a_feed"


def test_examples_that_fail_come_back_as_a_plain_value_with_their_place() -> None:
    texts = {"own.toml": RULE.format("zanzibar AND treaty", "Something else")}
    refused = child.examine(child.Knowledge.of(texts, {}))
    assert isinstance(refused, child.Refused)
    assert (refused.path, refused.line) == ("own.toml", 11)
    assert "must match and does not" in refused.problem


# ---------------------------------------------------------------- rules that change


def test_changed_rules_reach_the_children(tmp_path: Path) -> None:
    with site() as here, made_world(here, tmp_path) as world:
        own = world.service.config.data_dir / "rules"
        world.publish("Zanzibar parts with the clove accord")

        async def scenario() -> list[int]:
            flagged = []
            async with world.service.context() as context:
                flagged.append(await poll_all(context))
                (own / "own.toml").write_text(
                    RULE.format("zanzibar AND accord", "Zanzibar parts with an accord")
                )
                await asyncio.to_thread(world.service.reload_rules)
                here.put(
                    "/feed",
                    rss(("n", "Zanzibar parts with the salt accord", "http://wire.example/n"), now=START),
                )
                flagged.append(await poll_all(context))
            return flagged

        assert asyncio.run(scenario()) == [0, 1]


async def poll_all(context: Context) -> int:
    polled = await pipeline.poll(
        context, [(feed, state) for feed, state, _ in context.store.feeds.states(hashes=True)]
    )
    return sum(one.result.flagged for one in polled)


# ---------------------------------------------------------------- examples run once


@pytest.fixture
def config(tmp_path: Path) -> Config:
    own = tmp_path / "data" / "rules"
    own.mkdir(parents=True)
    (own / "own.toml").write_text(RULE.format("zanzibar AND treaty", "Zanzibar ends a treaty"))
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{tmp_path / "data"}"\n[rules]\npackaged = false\n')
    return load(path, environ={}, cwd=tmp_path, secrets_dir=tmp_path / "none")


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    counts: list[int] = []
    before = rulebook.examine

    def counted(texts: dict[str, str]) -> int:
        counts.append(len(texts))
        return before(texts)

    monkeypatch.setattr(rulebook, "examine", counted)
    return counts


def test_examples_run_when_a_rule_file_has_changed_and_not_before(
    config: Config, examined: list[int]
) -> None:
    for _ in range(2):
        assert [rule.id for rule in rulebook.load_rules(config).rules] == ["en.zanzibar"]
    assert examined == [1]
    own = config.data_dir / "rules" / "own.toml"
    own.write_text(own.read_text().replace("A test", "Another"))
    assert [rule.title for rule in rulebook.load_rules(config).rules] == ["Another"]
    assert examined == [1, 1]


def test_a_changed_file_with_a_failing_example_is_refused_with_its_place(config: Config) -> None:
    rulebook.load_rules(config)
    own = config.data_dir / "rules" / "own.toml"
    own.write_text(RULE.format("zanzibar AND treaty", "Something else"))
    for _ in range(2):
        with pytest.raises(RuleError) as caught:
            rulebook.load_rules(config)
        assert (Path(caught.value.path).name, caught.value.line) == ("own.toml", 11)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"fingerprint": "another", "rules": 1}',
        b'{"fingerprint": 1}',
        b"null",
        b"[" * 10_000,
    ],
)
def test_a_wrong_stale_or_foreign_cache_is_rebuilt_without_a_word(
    config: Config, examined: list[int], content: bytes
) -> None:
    place = config.data_dir / rulebook.TESTED
    rulebook.load_rules(config)
    good = json.loads(place.read_bytes())
    place.write_bytes(content)
    rulebook.load_rules(config)
    assert examined == [1, 1]
    assert json.loads(place.read_bytes()) == good


def test_another_version_of_the_program_runs_the_examples_again(
    config: Config, examined: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rulebook.load_rules(config)
    monkeypatch.setattr(rulebook, "__version__", f"{__version__}.1")
    rulebook.load_rules(config)
    assert examined == [1, 1]


def test_nothing_is_written_where_there_is_no_data(config: Config) -> None:
    own = config.data_dir / "rules"
    nowhere = config.model_copy(
        update={"data_dir": config.data_dir / "none", "rules": config.rules.model_copy(update={"dir": own})}
    )
    assert len(rulebook.load_rules(nowhere).rules) == 1
    assert not nowhere.data_dir.exists()


def test_the_service_takes_what_is_known_to_hold_without_reading_rules(
    config: Config, examined: list[int]
) -> None:
    rulebook.load_rules(config)
    assert rulebook.tested(config, rulebook.texts(config)) == 1
    held = sources(rulebook.texts(config))
    assert [Path(path).name for path in held.rules] == ["own.toml"]
    assert "little.toml" in {Path(path).name for path in held.lexicon}
    assert "weights.txt" in {Path(path).name for path in held.vocabulary}
    assert examined == [1]


def test_a_process_reads_packaged_files_once_until_rules_change(tmp_path: Path) -> None:
    states = tmp_path / "names" / "states.toml"
    states.parent.mkdir()
    states.write_text('role = "name"\n', encoding="utf-8")
    given = preload.Sources({}, (str(states),), tuple(map(str, packaged.vocabulary_files())))
    preload.hold(given)
    states.unlink()
    preload.hold(given)
    with pytest.raises(FileNotFoundError):
        preload.hold(replace(given, rules={"own.toml": ""}))


SHORT_ROUND = """
import sys
from datetime import date
from monitor import child, langid
from monitor.model import Story
from monitor.service.children import sources

child.warm(sources({}).read(), langid.detector, settling=False)
print("monitor.extract" in sys.modules)
story = Story(key="a", title="Mali withdraws from the lighthouse treaty with Niger", lang="en")
hits = child.flagging(story)
child.ready(child.flagging, (story,))
print("monitor.extract" in sys.modules)
child.ready(child.terminations, ())
print("monitor.extract" in sys.modules)
[exit] = child.terminations(child.Flagged(story, hits, date(2026, 11, 28)))
print(*(actor.value for actor in exit.actors), exit.instrument.value)
"""


def test_a_short_round_makes_what_reads_flagged_stories_when_there_is_one() -> None:
    ran = subprocess.run([sys.executable, "-c", SHORT_ROUND], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["False", "False", "True", "ML lighthouse treaty"]


# ---------------------------------------------------------------- the budget of a story


class Slow:
    """A sandbox in which every text that has a body, or (with `harder`) a summary, takes too long."""

    def __init__(self, *, harder: bool = False) -> None:
        self.harder = harder
        self.asked: list[Story] = []

    async def run(
        self, function: Callable[..., Any], flagged: child.Flagged, *, time_limit_s: float
    ) -> object:
        self.asked.append(flagged.story)
        if flagged.story.body:
            raise TimeoutError
        if self.harder and flagged.story.summary:
            raise ChildCrashed("the child process died (exit code 9)")
        return ()


@pytest.mark.parametrize(("harder", "parts"), [(False, ["title", "summary"]), (True, ["title"])])
def test_a_story_that_takes_too_long_is_settled_with_what_can_be_read(
    tmp_path: Path, harder: bool, parts: list[str]
) -> None:
    story = Story(
        "key", title="Zanzibar leaves the clove treaty", summary="It said so.", body="Much more.", id=7
    )
    hit = Hit("en.zanzibar", "", Kind.ACT, Stage.DECIDED, (Span("title", 0, 8),), "", "")
    waiting = Unsettled(story, (hit,), quiet=False, version=1, settle_by=NOW, feed=1, seen=NOW)
    sandbox = Slow(harder=harder)
    with site() as here, made_world(here, tmp_path) as world:
        context = cast(Context, type("E", (), {"sandbox": sandbox, "settings": world.service.settings()}))
        item = asyncio.run(settling.stated_apart(context, waiting))
    assert item is not None
    assert (item.key, item.kind, item.stage) == ("key", Kind.ACT, Stage.DECIDED)
    read = sandbox.asked[-1]
    assert [part for part in ("title", "summary", "body") if getattr(read, part)] == parts


# ---------------------------------------------------------------- a round


def test_a_round_tells_of_one_feed_while_another_is_still_polled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site() as here, made_world(here, tmp_path) as world:
        world.add()
        here.put("/hook", b"", status=204)
        world.publish(EXIT, path="/quick")
        world.publish("Rain", path="/slow")
        assert told_before_the_end(world, here, monkeypatch) == [True]


def told_before_the_end(world: World, here: Site, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    before: list[bool] = []

    async def scenario() -> None:
        told = asyncio.Event()

        async def slow(
            context: Context, due: Sequence[tuple[Feed, FeedState]], done: Callable[[Polled], None]
        ) -> list[Polled]:
            first = await pipeline.poll(context, due[:1], done)
            await told.wait()
            before.append(len(here.posts("/hook")) == 1)
            return first + await pipeline.poll(context, due[1:], done)

        async def deliver(context: Context) -> object:
            attempts = await pipeline.deliver(context)
            if attempts:
                told.set()
            return attempts

        monkeypatch.setattr(rounds, "poll", slow)
        monkeypatch.setattr(rounds, "deliver", deliver)
        monkeypatch.setattr(rounds, "PAUSE_S", 0.01)
        async with world.service.context() as context, asyncio.timeout(60):
            due = [(feed, state) for feed, state, _ in context.store.feeds.states(hashes=True)]
            result = await pipeline.one_round(context, due)
        assert (len(result.polled), result.written, len(result.sent)) == (2, 1, 1)

    asyncio.run(scenario())
    return before
