"""A new version of judge or extraction reads stored stories again: the register follows, nobody is told,
people's decisions stand.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from clauses_kit import OTHERS
from click.testing import CliRunner
from compose_kit import context_of
from events_kit import report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_kit import HEADS, START, fix, item, leaves
from store_kit import AFTERMATH, NOW, feed, hit, mailbox, open_store, place, poll, record, settle, story
from structlog.testing import capture_logs
from test_register import TERMINATIONS
from test_register_truth import LATER, assert_true, correct, histories, served, take, withdraw
from test_store_possible import maybe

from monitor import child, clauses, cli, extract, judge, langid, names, pipeline
from monitor.config import package_data
from monitor.corrections import Fix
from monitor.extract import Lexicon
from monitor.judge import Detector
from monitor.match import Matcher, load
from monitor.model import Hit, Kind, Page, Stage, Termination
from monitor.pipeline import Context, Fate, RegisterCache
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.service import knowledge, readings, rebuild
from monitor.service.rereading import Background, everything
from monitor.store import Store

NONE = cast(tuple[Hit, ...], ())
OWN = (hit(rule="desk.wool"),)  # by a rule of the installation


@dataclass
class Reader:
    """The children of a new version: what it finds by the key of a story, and for all others what was
    stored.
    """

    store: Store
    hits: dict[str, tuple[Hit, ...] | None] = field(default_factory=dict)
    states: dict[str, tuple[Termination, ...]] = field(default_factory=dict)
    broken: Exception | None = None

    async def run(self, function: Callable[[Any], Any], value: Any, *, time_limit_s: float) -> Any:
        if self.broken is not None:
            raise self.broken
        if function is child.flagging:
            return self.hits[value.key] if value.key in self.hits else self.store.stories.hits(value)
        assert isinstance(value, child.Flagged)
        key = value.story.key
        if key in self.states:
            return self.states[key]
        stated = {one.key: one.terminations for one in self.store.register.whole().stories}
        return stated.get(key, ())

    def context(self) -> Context:
        context = replace(
            context_of(self.store, LATER),
            sandbox=cast(Sandbox, self),
            register_cache=RegisterCache(Lexicon({}, {}, HEADS)),
        )
        return replace(context, writer=ThreadPoolExecutor(max_workers=1))


def reread(reader: Reader, reading: str = "new") -> Counter[Fate]:
    """One reading of all that another one has read."""
    store = reader.store
    if store.readings.current() != reading:
        store.readings.begin(reading)
    context = reader.context()
    try:
        return asyncio.run(pipeline.reread(context, store.readings.stated(reading=reading), reading))
    finally:
        context.writer.shutdown()


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the database but those of `meta`, with statements as if there were no readings."""
    tables = [
        row["name"]
        for row in store.database.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%'"
        )
    ]
    rows = {
        table: [tuple(row) for row in store.database.rows(f"SELECT * FROM {table}")]
        for table in tables
        if table != "meta"
    }
    return rows | {"statement": [row[:-1] for row in rows["statement"]]}


def told(store: Store) -> tuple[list[tuple[object, ...]], ...]:
    """All that anybody was told or is owed."""
    return tuple(
        [tuple(row) for row in store.database.rows(f"SELECT * FROM {name}")]
        for name in ("alert", "held_alert", "outbox")
    )


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


@pytest.fixture
def reader(store: Store) -> Reader:
    return Reader(store)


# ---------------------------------------------------------------- what changes


def test_the_same_reading_of_a_story_changes_nothing(store: Store, reader: Reader) -> None:
    report(store, item("a", 0, leaves("a", signed="1972")))
    before, revision = rows_of(store), store.register.revision()
    assert reread(reader) == {Fate.SAME: 1}
    assert (rows_of(store), store.register.revision(), store.readings.unread("new")) == (before, revision, 0)


def test_what_is_read_otherwise_changes_the_rows_of_the_same_act_and_tells_nobody(
    store: Store, reader: Reader
) -> None:
    mailbox(store)
    report(store, item("a"))
    before = told(store)
    reader.states["a"] = (leaves("a", instrument="Ferry Convention", signed="1981"),)
    assert reread(reader) == {Fate.CHANGED: 1}
    assert_true(store)
    [act] = store.acts.standing()
    [row] = act.rows
    assert (act.id, row.instrument and row.instrument.value, row.signed and row.signed.value) == (
        1,
        "Ferry Convention",
        "1981",
    )
    assert told(store) == before
    report(store, item("b", 1, leaves("b", instrument="Ferry Convention")))
    assert told(store) == before, "a later story corrects nothing that nobody was told"


def test_a_story_that_is_flagged_no_more_leaves_its_act_which_is_withdrawn_silently(
    store: Store, reader: Reader
) -> None:
    report(store, item("a"))
    report(store, item("b", 1))
    report(store, item("c", 2, leaves("c", actors="DK", others="FI")))
    before = told(store)
    reader.hits |= {"b": NONE, "c": NONE}
    assert reread(reader) == {Fate.SAME: 1, Fate.OUT: 2}
    assert_true(store)
    assert [(act.id, act.stories) for act in store.acts.standing()] == [(1, ("a",))]
    [gone] = store.acts.views([2])
    assert (gone.withdrawn, [one.key for one in store.acts.stories([gone])[2].stories]) == (True, ["c"]), (
        "what flagged it stays on record"
    )
    assert told(store) == before
    assert store.possible.find() == []
    assert [
        one.text.story.key for one in store.readings.stated() if store.readings.taken_out(one.text.story)
    ] == ["b", "c"]


def test_a_story_that_a_later_reading_flags_again_brings_its_act_back(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    before = told(store)
    reader.hits["a"] = NONE
    reread(reader, "second")
    reader.hits["a"] = (hit(),)
    reader.states["a"] = (leaves("a"),)
    assert reread(reader, "third") == {Fate.CHANGED: 1}
    assert_true(store)
    assert [(act.id, act.stories) for act in store.acts.standing()] == [(1, ("a",))]
    assert told(store) == before


def test_a_story_below_the_threshold_waits_for_a_person_and_is_news_to_no_digest(
    store: Store, reader: Reader
) -> None:
    report(store, item("a"))
    version, newest = store.readings.stated()[0].version, store.possible.newest_noticed()
    reader.hits["a"] = maybe(0.4)
    assert reread(reader) == {Fate.POSSIBLE: 1}
    [waits] = store.possible.find()
    assert (waits.score, waits.noticed, waits.at) == (0.4, version, START + timedelta(minutes=5))
    assert store.possible.find(noticed=(newest, newest + 9)) == []
    assert store.acts.standing() == []


def test_a_story_that_was_taken_out_can_be_accepted_as_a_threat(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    reader.hits["a"] = maybe(0.4)
    reread(reader)
    assert store.possible.accept(store.possible.find()[0].story.id or 0, LATER, kind=Kind.THREAT)
    settle(store, LATER)
    assert [one.kind for one in store.register.whole().stories] == [Kind.THREAT]
    assert_true(store)


def test_a_look_back_that_is_an_act_after_all_joins_the_register_silently(
    store: Store, reader: Reader
) -> None:
    report(store, item("a", kind=Kind.AFTERMATH))
    reader.hits["a"] = (hit(),)
    assert reread(reader) == {Fate.CHANGED: 1}
    assert_true(store)
    assert [act.stories for act in store.acts.standing()] == [("a",)]
    assert store.alerts.newest() == 0
    [alert] = report(store, item("b", 1))
    assert alert.reason.value == "new", "registered is not told"


def test_other_words_for_the_same_statement_are_shown_and_change_no_act(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    before = store.acts.standing()
    reader.hits["a"] = (replace(hit(), rule="clause.act.denounce", title="denounce + treaty"),)
    assert reread(reader) == {Fate.CHANGED: 1}
    assert store.acts.standing() == before
    assert [one.rule for one in store.stories.hits(store.readings.stated()[0].text.story)] == [
        "clause.act.denounce"
    ]


# ---------------------------------------------------------------- what stays


def test_an_accepted_story_stays_flagged_as_the_person_said(store: Store, reader: Reader) -> None:
    poll(store, feed(store), (story("a", key="a"), maybe()))
    assert store.possible.accept(store.possible.find()[0].story.id or 0, NOW, kind=Kind.THREAT)
    settle(store, NOW)
    reader.hits["a"] = NONE
    assert reread(reader) == {Fate.SAME: 1}
    assert [one.kind for one in store.register.whole().stories] == [Kind.THREAT]


def test_a_dismissed_story_stays_out(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    reader.hits["a"] = maybe()
    reread(reader, "second")
    assert store.possible.dismiss(store.possible.find()[0].story.id or 0, NOW)
    reader.hits["a"] = (hit(),)
    assert reread(reader, "third") == {Fate.SAME: 1}
    assert (store.acts.standing(), store.possible.find()) == ([], [])


@pytest.mark.parametrize("what", [Fix.EDIT, Fix.REJECT])
def test_the_stories_of_an_act_that_people_corrected_are_not_touched(
    store: Store, reader: Reader, what: Fix
) -> None:
    report(store, item("a"))
    report(store, item("b", 1))
    correct(store, fix(what, "a", **({"field": "signed", "value": "1999"} if what is Fix.EDIT else {})))
    before = rows_of(store)
    reader.hits |= {"a": NONE, "b": NONE}
    assert reread(reader) == {Fate.SAME: 2}
    assert rows_of(store) == before


def test_a_correction_that_comes_while_a_story_is_read_wins(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    store.readings.begin("new")
    stated = store.readings.stated(reading="new")
    correct(store, fix(Fix.EDIT, "a", field="signed", value="1999"))
    context = reader.context()
    reader.hits["a"] = NONE
    assert asyncio.run(pipeline.reread(context, stated, "new")) == {Fate.LATER: 1}
    context.writer.shutdown()
    assert reread(reader) == {Fate.SAME: 1}
    assert [act.corrections for act in store.acts.standing()] == [(1,)]


def test_a_rule_of_the_installation_keeps_its_story_flagged_also_when_it_is_gone(
    store: Store, reader: Reader
) -> None:
    source = feed(store)
    poll(store, source, (story("a", key="a"), OWN), (story("b", key="b"), (hit(rule="en.act.denounces"),)))
    settle(store)
    reader.hits |= {"a": maybe(), "b": NONE}
    assert reread(reader) == {Fate.SAME: 1, Fate.OUT: 1}
    assert [one.key for one in store.register.whole().stories] == ["a"]


def test_a_story_that_nothing_here_can_judge_stays_flagged(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    reader.hits["a"] = None
    assert reread(reader) == {Fate.SAME: 1}
    assert [one.key for one in store.register.whole().stories] == ["a"]


@pytest.mark.parametrize("broken", [TimeoutError(), ChildCrashed("the child process died")])
def test_a_story_that_takes_too_long_or_kills_its_child_keeps_its_statement(
    store: Store, reader: Reader, broken: Exception
) -> None:
    report(store, item("a"))
    before = rows_of(store)
    reader.broken = broken
    with capture_logs() as logs:
        assert reread(reader) == {Fate.UNREADABLE: 1}
    assert (rows_of(store), store.readings.unread("new")) == (before, 0)
    assert [(entry["event"], entry["story"]) for entry in logs] == [("stored story not read again", 1)]


def test_a_story_whose_page_was_dropped_keeps_what_the_page_stated(store: Store, reader: Reader) -> None:
    source = feed(store)
    store.polls.record(source, record((story("a"), (hit(),))), page_wait_s=60)
    [wanted] = store.pages.wanted(NOW, 9)
    store.pages.record(
        wanted,
        Page("https://press.example/a", "", "It was signed in 1972. " * 9, "en", date(2026, 11, 23)),
        NOW,
    )
    settle(store, NOW)
    store.retention.run(NOW + timedelta(days=400), 30)
    assert not store.readings.stated()[0].whole
    reader.hits["https://press.example/a"] = NONE
    assert reread(reader) == {Fate.UNREADABLE: 1}
    assert len(store.register.whole().stories) == 1


def test_a_text_that_waits_is_read_again_once_it_has_settled(store: Store, reader: Reader) -> None:
    source = feed(store)
    poll(store, source, (story("a", key="a"), (hit(),)))
    store.readings.begin("new")
    assert store.readings.stated(reading="new") == []
    settle(store)
    assert [one.text.story.key for one in store.readings.stated(reading="new")] == ["a"], (
        "an earlier judge has flagged it"
    )
    reread(reader)
    poll(store, source, (story("b", "Sudland denounces its salt treaty", key="b"), (hit(),)), now=LATER)
    settle(store, LATER)
    assert store.readings.unread("new") == 0, "what comes later is of this reading at once"


def test_a_newer_text_that_came_while_a_story_was_read_is_not_overwritten(
    store: Store, reader: Reader
) -> None:
    report(store, item("a"))
    store.readings.begin("new")
    stated = store.readings.stated(reading="new")
    withdraw(store, RegisterCache(Lexicon({}, {}, HEADS)), "a")
    reader.states["a"] = (leaves("a", signed="1972"),)
    context = reader.context()
    assert asyncio.run(pipeline.reread(context, stated, "new")) == {Fate.LATER: 1}
    context.writer.shutdown()
    assert store.acts.standing() == []


# ---------------------------------------------------------------- in the background, and by command


def test_the_background_ends_by_itself_and_says_when_it_begins_and_ends(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    report(store, item("b", 1, leaves("b", actors="DK")))
    store.readings.begin("new")
    reader.hits["b"] = NONE
    context = reader.context()
    background = Background(context, lambda: False)

    async def turns() -> None:
        for _ in range(3):
            await background.turn()

    with capture_logs() as logs:
        asyncio.run(turns())
    context.writer.shutdown()
    said = {"same": 1, "changed": 0, "out": 1, "possible": 0, "unreadable": 0, "later": 0}
    assert [entry for entry in logs if entry["log_level"] == "info"] == [
        {"event": "reading stored stories again", "stories": 2, "log_level": "info"},
        {"event": "stored stories read again", "log_level": "info"} | said,
    ]


def test_the_background_stops_when_the_service_does_and_goes_on_later(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    store.readings.begin("new")
    context = reader.context()
    asyncio.run(Background(context, lambda: True).turn())
    assert store.readings.unread("new") == 1
    asyncio.run(Background(context, lambda: False).turn())
    assert store.readings.unread("new") == 0
    context.writer.shutdown()


def test_a_dry_run_reads_everything_and_changes_nothing(store: Store, reader: Reader) -> None:
    report(store, item("a"))
    report(store, item("b", 1, leaves("b", actors="DK")))
    reader.hits["b"] = maybe()
    before = rows_of(store)
    context = reader.context()
    dry = asyncio.run(everything(context, dry=True))
    assert (dry.named["stories"], dry.named["same"], dry.named["possible"]) == (2, 1, 1)
    assert [changed.story.key for changed in dry.sample] == ["b"]
    assert rows_of(store) == before
    assert asyncio.run(everything(context, dry=False)).fates == dry.fates
    context.writer.shutdown()
    assert [act.stories for act in store.acts.standing()] == [("a",)]


def test_the_command_shows_what_would_change_and_then_changes_it(tmp_path: Path) -> None:
    def call(*words: str) -> Any:
        done = CliRunner().invoke(cli.root, [*words, "--db", str(tmp_path / "treaty.db")])
        assert done.exit_code == 0, done.output
        return done

    starter = (package_data("rules") / "starter.jsonl").read_text(encoding="utf-8").splitlines()
    stories = [
        line for line in starter if '"starter-2025-07-ru-de"' in line or '"starter-2025-12-ru"' in line
    ]
    (tmp_path / "two.jsonl").write_text("\n".join(stories), encoding="utf-8")
    call("init", "--no-feeds")
    call("replay", str(tmp_path / "two.jsonl"))
    with open_store(tmp_path / "treaty.db") as store:
        assert store.readings.unread(readings.fingerprint()) == 0, "a new database is of this version"
        acts = [act.rows for act in store.acts.standing()]
        with store.database.write() as db:
            db.execute("UPDATE statement SET terminations = '[]', reading = 'earlier' WHERE version = 1")
        rebuild.repair(store, knowledge.lexicon().heads, NOW)
    assert (
        "1 of 2 stored stories are still to be read again"
        in CliRunner().invoke(cli.root, ["doctor", "--db", f"{tmp_path}/treaty.db"]).output
    )
    text = call("stories", "reread", "--dry-run").output
    assert "2 stories read again, nothing changed" in text
    assert (
        "before: act, decided; no agreement\n  after:  RU: Military-Technical Cooperation Agreement, "
        "with DE, signed 2000s" in text
    )
    done = json.loads(call("stories", "reread", "--json").stdout)
    assert (done["changed"], done["same"], done["dry_run"], done["sample"][0]["story"]) == (1, 1, False, 1)
    with open_store(tmp_path / "treaty.db") as store:
        assert [act.rows for act in store.acts.standing()] == acts
        assert store.readings.unread(readings.fingerprint()) == 0


def test_a_new_reading_begins_when_the_service_takes_the_database(store: Store) -> None:
    report(store, item("a"))
    with served(store).alone():
        assert (store.readings.current(), store.readings.unread(readings.fingerprint())) == (
            readings.fingerprint(),
            1,
        )


def test_what_is_in_no_language_that_the_judge_knows_is_not_judged() -> None:
    rules = Matcher(load({}))
    assert Detector(rules).detect_if_covered(story("a", lang="en")) is None, "the judge is switched off"
    judging = Detector(rules, knowledge.judge)
    assert judging.detect_if_covered(story("a", "Norge lämnar avtalet", lang=OTHERS[0])) is None
    assert judging.detect_if_covered(story("a", "Rain is expected on Friday", lang="en")) == ()


# ---------------------------------------------------------------- any history, any reading


def some_reading(
    draw: st.DrawFn, keys: list[str]
) -> tuple[dict[str, tuple[Hit, ...]], dict[str, tuple[Termination, ...]]]:
    hits: dict[str, tuple[Hit, ...]] = {}
    states: dict[str, tuple[Termination, ...]] = {}
    for key in keys:
        match draw(st.sampled_from(["same", "out", "possible", "aftermath", "other"])):
            case "out":
                hits[key] = NONE
            case "possible":
                hits[key] = maybe()
            case "aftermath":
                hits[key] = AFTERMATH
            case "other":
                hits[key] = (hit(stage=draw(st.sampled_from(Stage))),)
                states[key] = tuple(draw(st.lists(TERMINATIONS, max_size=2)))
    return hits, states


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.data())
def test_whatever_a_reading_changes_the_register_is_what_its_stories_make_and_nobody_is_told(
    steps: list[tuple[str, object]], data: st.DataObject
) -> None:
    with place() as path, open_store(path) as store:
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        feed(store)
        for number, (verb, about) in enumerate(steps):
            take(store, cache, verb, about, number)
        before, owed = rows_of(store), told(store)
        reader = Reader(store)
        reread(reader, "same")
        assert rows_of(store) == before, "the same reading changes nothing"
        keys = [one.key for one in store.register.whole().stories]
        reader.hits, reader.states = data.draw(st.composite(some_reading)(keys))
        reread(reader, "other")
        assert_true(store)
        assert told(store) == owed
        assert store.readings.unread("other") == 0


def test_every_packaged_word_and_all_code_that_judges_belong_to_the_reading() -> None:
    files = set(readings.files())
    words = {path for path in package_data("rules").rglob("*") if path.suffix in (".toml", ".txt")}
    assert words <= files
    assert {Path(str(module.__file__)) for module in (clauses, extract, judge, langid, names)} <= files
