"""The register in the store: one transaction a change, nothing lost on the way to a row and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from events_kit import bookkeeping_of, report, untold
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_kit import HEADS, fix, item, leaves
from store_kit import ACT, NOW, feed, hit, open_store, place, poll, settle, story
from test_register import some_fixes, some_items

from monitor.corrections import Correction, Fix, RowRef
from monitor.extract import Lexicon
from monitor.model import (
    Act,
    Alert,
    Evidence,
    Kind,
    Reason,
    SavedQuery,
    Stage,
)
from monitor.pipeline import RegisterCache
from monitor.register import FlaggedStory, Ledger, block_keys, build, decide
from monitor.store import Store, register_rows
from monitor.store.rows import token_hash
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unsettled


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, Store.open(path, ballast_bytes=0) as opened:
        yield opened


def waiting(store: Store, stated: FlaggedStory, text: str = "", rule: str = "en.act") -> Unsettled:
    """The story of this item as a poll just found it flagged."""
    source = store.feeds.all()[0] if store.feeds.all() else feed(store)
    more = {
        "source": stated.source,
        "lang": stated.lang,
        "published": stated.published,
        "official": stated.official,
    }
    found = story(stated.key, f"Norland leaves, says {stated.key} {text}", key=stated.key, **more)
    poll(store, source, (found, (hit(stated.kind, stated.stage, rule),)))
    return next(one for one in store.unsettled.due(NOW) if one.story.key == stated.key)


def joined(store: Store, stated: FlaggedStory, wait: Unsettled | None = None) -> list[Alert] | None:
    """What settle will do: read the block, compute, write."""
    wait = wait or waiting(store, stated)
    stated = replace(stated, id=wait.story.id, seen=NOW, host=wait.story.host)
    read = store.register.block(block_keys(stated), [stated.key])
    items = [one for one in read.stories if one.key != stated.key] + [stated]
    changes = decide(
        read.acts,
        build(items, read.corrections, heads=HEADS),
        bookkeeping=read.bookkeeping,
        former=read.former,
    )
    return store.register.replace_block(read.revision, changes, now=NOW, stated=stated, settled=wait)


def people(store: Store, correction: Correction) -> list[Alert] | None:
    """What an editing command will do."""
    read = store.register.block((), (*correction.stories, *correction.apart))
    changes = decide(
        read.acts,
        build(read.stories, (*read.corrections, correction), heads=HEADS),
        bookkeeping=read.bookkeeping,
        former=read.former,
    )
    return store.register.replace_block(read.revision, changes, now=NOW, corrected=[correction])


def whole(store: Store) -> tuple[Act, ...]:
    return tuple(store.acts.standing())


def test_an_act_comes_back_as_it_was_written(store: Store) -> None:
    stated = item(
        "a",
        0,
        leaves(
            "a",
            "RU",
            "CA",
            "Visits Pact",
            signed="1989-11-20",
            ended="2025-12",
            reason="of no use",
            form="decree",
        ),
    )
    alerts = joined(store, stated)
    assert alerts is not None
    assert [(one.act, one.kind, one.stage, one.reason, one.at) for one in alerts] == [
        (1, Kind.ACT, Stage.DECIDED, Reason.NEW, NOW)
    ]
    (known,) = whole(store)
    read = store.register.block(["RU"])
    assert build(read.stories, heads=HEADS) == (known,)
    assert decide(read.acts, build(read.stories, heads=HEADS), bookkeeping=read.bookkeeping) == ()
    assert store.unsettled.due(NOW) == []
    assert store.alerts.newest() == 1


def test_a_second_story_joins_and_a_rise_alerts(store: Store) -> None:
    joined(store, item("a"))
    assert joined(store, item("b", 1)) == []
    risen = joined(store, item("c", 2, leaves("c", stage=Stage.NOTIFIED)))
    assert risen is not None
    assert [(one.act, one.reason) for one in risen] == [(1, Reason.RISES)]
    (listed,) = store.acts.standing()
    assert (listed.stories, [alert.reason for alert in store.alerts.of_acts([1])[1]]) == (
        ("a", "b", "c"),
        [Reason.NEW, Reason.RISES],
    )
    assert store.acts.views([1])[0].stage is Stage.NOTIFIED
    assert {one.key for one in store.acts.stories(store.acts.views([1]))[1].stories} == {"a", "b", "c"}


def test_a_block_holds_what_is_near_and_nothing_else(store: Store) -> None:
    for stated in (
        item("a"),
        item("b", 1, leaves("b", actors="DK")),
        item("c", 2, leaves("c", actors="DK FI")),
    ):
        joined(store, stated)
    assert {one.key for one in store.register.block(["FI"]).stories} == {"b", "c"}
    assert {one.key for one in store.register.block((), ["a"]).stories} == {"a"}
    assert store.register.block(["SE"]).stories == ()


def test_nothing_is_written_when_the_register_moved_meanwhile(store: Store) -> None:
    wait = waiting(store, item("a"))
    read = store.register.block(["NO"])
    joined(store, item("b", 1))
    assert (
        store.register.replace_block(
            read.revision, (), now=NOW, stated=item("a", id=wait.story.id), settled=wait
        )
        is None
    )
    assert [one.story.key for one in store.unsettled.due(NOW)] == ["a"]


def test_a_story_settles_once_and_only_with_its_newest_text(store: Store) -> None:
    wait = waiting(store, item("a"))
    assert joined(store, item("a"), replace(wait, version=9)) is None
    assert joined(store, item("a"), wait)
    assert joined(store, item("a"), wait) is None
    assert len(store.acts.standing()) == 1


def test_an_edited_story_states_only_what_its_newest_text_says(store: Store) -> None:
    joined(store, item("a", 0, leaves("a", stage=Stage.PROPOSED)))
    again = waiting(store, item("a", 0, leaves("a", stage=Stage.EFFECTIVE)), "now otherwise")
    alerts = joined(
        store, item("a", 0, leaves("a", actors="DK", ended="2027-01", stage=Stage.EFFECTIVE)), again
    )
    assert alerts is not None
    assert [one.reason for one in alerts] == [Reason.RISES]
    assert store.register.block(["NO"]).stories == ()
    (known,) = whole(store)
    assert (known.id, known.states) == (1, ("DK",))


def test_a_story_that_no_rule_matches_any_more_leaves_its_act(store: Store) -> None:
    joined(store, item("a"))
    poll(store, store.feeds.all()[0], (story("a", "Weather", key="a"), ()))
    (edit,) = store.unsettled.due(NOW, everything=True)
    read = store.register.block((), ["a"])
    alerts = store.register.replace_block(
        read.revision, decide(read.acts, (), bookkeeping=read.bookkeeping), now=NOW, settled=edit
    )
    assert alerts is not None
    assert [(one.reason, one.story) for one in alerts] == [(Reason.CORRECTION, 1)]
    assert store.acts.standing() == []
    assert store.register.block((), ["a"]).stories == ()
    (shown,) = store.acts.views([1])
    assert ([one.key for one in store.acts.stories([shown])[1].stories], shown.withdrawn) == (["a"], True), (
        "the correction can still show it"
    )


def test_a_merge_by_people_joins_acts_of_two_blocks_and_later_stories_follow(store: Store) -> None:
    joined(store, item("a"))
    joined(store, item("b", 1, leaves("b", actors="DK")))
    assert people(store, fix(Fix.MERGE, "a", "b")) == []
    (known,) = whole(store)
    assert (
        known.id,
        known.stories,
        store.acts.standing_id(2),
        store.acts.standing_id(1),
    ) == (
        1,
        ("a", "b"),
        1,
        1,
    )
    assert store.acts.get(2) is None
    assert joined(store, item("c", 2, leaves("c", actors="DK"))) == []
    assert whole(store)[0].stories == ("a", "b", "c")


def test_a_merged_act_can_be_split_off_again(store: Store) -> None:
    joined(store, item("a"))
    joined(store, item("b", 1, leaves("b", actors="DK")))
    people(store, fix(Fix.MERGE, "a", "b"))
    assert people(store, fix(Fix.SPLIT, "b", number=2, day=31, apart=("a",))) == []
    assert [(one.id, one.stories) for one in whole(store)] == [(1, ("a",)), (2, ("b",))]
    assert (
        store.acts.standing_id(2),
        store.acts.number(f"#{store.acts.standing([2])[0].ref}"),
    ) == (2, 2), "a reference opens the same act for ever"


def test_a_merge_is_taken_back_with_rows_references_and_what_was_told(store: Store) -> None:
    joined(store, item("a", 0, leaves("a", ended="2027-01")))
    joined(store, item("b", 1, leaves("b", actors="DK", ended="2028-01")))
    before = {one.id: (one.rows[0].ended, one.numbers, bookkeeping_of(store)[one.id]) for one in whole(store)}
    people(store, fix(Fix.MERGE, "a", "b"))
    joined(store, item("c", 2, leaves("c", actors="DK")))
    assert [one.id for one in whole(store)] == [1]
    assert people(store, fix(Fix.UNDO, "a", "b", number=2, day=31, value="1")) == []
    after = whole(store)
    assert [(one.id, one.stories) for one in after] == [(1, ("a",)), (2, ("b", "c"))]
    assert {
        one.id: (one.rows[0].ended, one.numbers, bookkeeping_of(store)[one.id]) for one in after
    } == before
    assert [one.fix for one in store.register.corrections()] == [Fix.MERGE, Fix.UNDO]
    assert joined(store, item("d", 3, leaves("d", actors="DK", stage=Stage.EFFECTIVE))) != []


def test_corrections_are_kept_as_they_were_given_and_never_changed(store: Store) -> None:
    joined(store, item("a", 0, leaves("a", ended="2026-03")))
    edit = fix(Fix.EDIT, "a", row=RowRef("x", "Grazing Treaty", ("SE",)), field="ended", value="2026-09")
    alerts = people(store, edit)
    assert alerts is not None
    assert [one.reason for one in alerts] == [Reason.CORRECTION]
    assert people(store, fix(Fix.REJECT, "a", number=2, apart=("b",)))
    assert store.register.corrections() == [edit, fix(Fix.REJECT, "a", number=2, apart=("b",))]
    assert store.acts.standing()[0].rejected
    for statement in ("DELETE FROM correction", "UPDATE correction SET who = 'Eve'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.database.write() as db:
            db.execute(statement)


def test_history_writes_no_alert(store: Store) -> None:
    assert joined(store, item("a", quiet=True)) == []
    assert bookkeeping_of(store)[1].told is None


def test_what_is_over_the_cap_is_registered_and_not_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.caps.FEED_CAP", 1)
    assert joined(store, item("a"))
    assert joined(store, item("b", 1, leaves("b", actors="DK"))) == []
    assert joined(store, item("c", 2, leaves("c", stage=Stage.EFFECTIVE))) == []
    first, second = bookkeeping_of(store)[1], bookkeeping_of(store)[2]
    assert (first.peak, first.told and first.told.stage, second.told, second.peak) == (
        3,
        Stage.DECIDED,
        None,
        0,
    )
    assert (whole(store)[0].stage, untold(store)) == (Stage.EFFECTIVE, [False, True])
    assert len(store.events.find("cap")) == 1
    alerts, _ = store.register.release(NOW, everything=True)
    assert [(one.act, one.reason, one.stage) for one in alerts] == [
        (1, Reason.RISES, Stage.EFFECTIVE),
        (2, Reason.NEW, Stage.DECIDED),
    ]
    first, second = bookkeeping_of(store)[1], bookkeeping_of(store)[2]
    assert (first.peak, first.told and first.told.stage, second.peak) == (5, Stage.EFFECTIVE, 3)


def without_0013(db: sqlite3.Connection) -> None:
    """Let the sentence of an edited value say who, when and why; tables may be gone."""
    for table in ("act_value", "act_stage"):
        if db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
            db.execute(
                f"UPDATE {table} SET part = 'people', sentence = coalesce(nullif(\"by\", ''), 'an editor') || "
                f"', ' || substr(correction.at, 1, 10) || ': ' || why FROM correction WHERE correction.id = {table}.correction"
            )
            db.execute(f"ALTER TABLE {table} DROP COLUMN correction")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = '0013_edits_as_values'")


def without_0019(db: sqlite3.Connection) -> None:
    """Take back whether principled exits are asked for."""
    db.execute("ALTER TABLE saved_query DROP COLUMN exits")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = '0019_principled_exits'")


def without_0018(db: sqlite3.Connection) -> None:
    """Take back notices of depositaries and computed days."""
    without_0019(db)
    for table in ("due", "notice_mail"):
        db.execute(f"DROP TABLE {table}")
    for table in ("feed", "story"):
        db.execute(f"ALTER TABLE {table} DROP COLUMN depositary")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = '0018_notices_and_days'")


def without_0015(db: sqlite3.Connection) -> None:
    """Take back what tells operators of dead letters."""
    without_0018(db)
    for index in ("outbox_dead", "outbox_sent"):
        db.execute(f"DROP INDEX IF EXISTS {index}")
    for column in ("healthy_at", "dead_told", "dead_told_at"):
        db.execute(f"ALTER TABLE destination DROP COLUMN {column}")
    for name in ("0015_dead_letters", "0017_last_delivered"):
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (name,))


def without_0014(db: sqlite3.Connection) -> None:
    """Take back what destinations ask for since then; rows of destinations stay as they are."""
    without_0015(db)
    for table in ("saved_query", "withheld", "ahead", "act_choice", "backoff", "inbound", "alarm"):
        db.execute(f"DROP TABLE {table}")
    for column in ("quiet", "urgent", "reader", "empty", "filters", "revision", "warned"):
        db.execute(f"ALTER TABLE destination DROP COLUMN {column}")
    for column in ("kinds", "langs", "query"):
        db.execute(f"ALTER TABLE destination ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    for name in ("0014_what_and_when", "0016_withheld_by_evidence"):
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (name,))


def without_0012(db: sqlite3.Connection) -> None:
    """Take back that a story may report several acts; tables may be gone."""
    without_0013(db)
    for table, key in (
        ("act_story", "PRIMARY KEY (act, story), UNIQUE (story)"),
        ("act_source", "PRIMARY KEY (story)"),
    ):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "report"]
        if columns:
            db.execute(f"CREATE TABLE older ({', '.join(columns)}, {key})")
            db.execute(f"INSERT INTO older SELECT {', '.join(columns)} FROM {table}")
            db.execute(f"DROP TABLE {table}")
            db.execute(f"ALTER TABLE older RENAME TO {table}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = '0012_several_acts_a_story'")


def without_0005(db: sqlite3.Connection) -> None:
    """Take back what the migrations since 0005 add; `correction` may be gone."""
    without_0012(db)
    for statement in ("TABLE held_alert", "TABLE act_former", "TABLE act_before", "INDEX act_feed"):
        db.execute(f"DROP {statement}")
    for table, column in (
        ("act", "feed"),
        ("alert", "summary"),
        ("correction", '"by"'),
        ("correction", "command"),
    ):
        if db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
            db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def test_a_database_of_today_keeps_what_it_told_and_what_it_did_not() -> None:
    with place() as path:
        with open_store(path) as old:
            source = feed(old)
            poll(
                old,
                source,
                (story("live"), ACT),
                (story("quiet", published=NOW - timedelta(days=9)), ACT),
                quiet_before=NOW,
            )
            settle(old)
            old.history.record([(story("past", key="replay:1"), ACT)], NOW)
            [waits] = old.unsettled.due(NOW, everything=True)
            RegisterCache(Lexicon({}, {})).settle(old, waits, NOW, history=True)
            people(old, fix(Fix.EDIT, story("live").key, field="stage", value="notified"))
            told = {act: bookkeeping.told for act, bookkeeping in bookkeeping_of(old).items()}
            assert [told[act] and told[act].history for act in (1, 2, 3)] == [False, None, True]  # type: ignore[union-attr]
        with sqlite3.connect(
            path
        ) as db:  # as the version before it left them: peak is the rank registered, history is not marked
            db.execute("UPDATE act_state SET peak = 4, told = json_remove(told, '$[2]')")
            db.execute("UPDATE act_state SET told = NULL WHERE act = 1")
            without_0005(db)
            db.execute("DELETE FROM _sqlite_migrations WHERE name = '0005_told_and_undone'")
        db.close()
        with Store.open(path, ballast_bytes=0) as again:
            after = bookkeeping_of(again)
            assert [after[act].peak for act in (1, 2, 3)] == [4, 0, 3]
            assert [
                (told.stage, told.history) if (told := after[act].told) else None for act in (1, 2, 3)
            ] == [
                (Stage.NOTIFIED, False),
                None,
                (Stage.DECIDED, True),
            ]
            assert [(one.who, one.by, one.command) for one in again.register.corrections()] == [
                ("ada", "", 0)
            ]
            assert settle(again) == []
            for statement in ("DELETE FROM correction", "UPDATE correction SET who = 'Eve'"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"), again.database.write() as db:
                    db.execute(statement)


def test_edits_of_the_version_before_become_values_that_name_their_correction() -> None:
    with place() as path:
        with open_store(path) as old:
            report(old, item("a"))
            for number, (field, value) in enumerate(
                (
                    ("signed", "1972"),
                    ("signed", "1973"),
                    ("others", "DK African_Union"),
                    ("stage", "notified"),
                ),
                1,
            ):
                people(old, fix(Fix.EDIT, "a", field=field, value=value, number=number))
            before = whole(old)
        with sqlite3.connect(path) as db:
            without_0013(db)
            assert db.execute("SELECT count(*) FROM act_value WHERE part = 'people'").fetchone() == (4,)
        db.close()
        with Store.open(path, ballast_bytes=0) as again:
            assert whole(again) == before
            [act] = again.acts.standing()
            edits = [
                act.rows[0].signed.leading,
                *act.rows[0].others,
                act.history[-1].evidence,
            ]  # type: ignore[union-attr]
            assert [(one.value, one.edit and one.edit.correction) for one in edits] == [
                ("1973", 2), ("African Union", 3), ("DK", 3), ("notified", 4),
            ]  # fmt: skip
            assert {one.proof for one in edits} == {"Ada, 2026-04-01: the gazette says so"}


def test_edits_of_one_day_become_the_corrections_that_made_them() -> None:
    """The same day, author and reason: value, step of the history and undoing tell them apart."""
    edits = [
        ("reason", "coup"), ("reason", "coup in Niger"), ("reason", "coup"), ("stage", "decided"),
        ("stage", "proposed"), ("stage", "decided"), ("signed", "1972"), ("signed", "1972"),
    ]  # fmt: skip
    with place() as path:
        with open_store(path) as old:
            report(old, item("a"))
            for number, (field, value) in enumerate(edits, 1):
                edit = fix(Fix.EDIT, "a", field=field, value=value, number=number)
                people(old, replace(edit, at=edit.at + timedelta(minutes=number)))
            undo = fix(Fix.UNDO, "a", value="8", number=9)
            people(old, replace(undo, at=undo.at + timedelta(minutes=9)))
            with closing(sqlite3.connect(path)) as db:
                named = (
                    db.execute("SELECT * FROM act_value").fetchall(),
                    db.execute("SELECT * FROM act_stage").fetchall(),
                )
        with closing(sqlite3.connect(path)) as db, db:
            without_0013(db)
        with Store.open(path, ballast_bytes=0), closing(sqlite3.connect(path)) as db:
            assert named == (
                db.execute("SELECT * FROM act_value").fetchall(), db.execute("SELECT * FROM act_stage").fetchall(),
            )  # fmt: skip


def test_a_database_of_the_first_schema_is_migrated_with_its_rows(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with place() as path:
        with open_store(path) as old:
            poll(old, feed(old), (story("a"), (hit(),)))
        with sqlite3.connect(path) as db:
            for kind, name in db.execute(
                "SELECT type, name FROM sqlite_schema WHERE name IN (SELECT value FROM json_each(?))", (NEW,)
            ).fetchall():
                db.execute(f"DROP {kind} IF EXISTS {name}")
            db.execute("ALTER TABLE outbox DROP COLUMN follows")
            for index in ("outbox_destination", "alert_story", "act_story_joined"):
                db.execute(f"DROP INDEX IF EXISTS {index}")
            db.execute("ALTER TABLE outbox DROP COLUMN reach")
            for column in ("by_guid", "identity"):
                db.execute(f"ALTER TABLE feed DROP COLUMN {column}")
            columns = (
                "moved_since",
                "ttl_s",
                "skip_hours",
                "skip_days",
                "rhythm",
                "pushed_until",
                "past_polls",
            )
            for column in columns:
                db.execute(f"ALTER TABLE feed_state DROP COLUMN {column}")
            db.execute("ALTER TABLE alert DROP COLUMN history")
            for column in ("paused_at", "gone", "secret_until", "possible_after", "link_epoch"):
                db.execute(f"ALTER TABLE destination DROP COLUMN {column}")
            without_0014(db)
            without_0005(db)
            db.execute("DROP TABLE unsubscribe_hash")
            db.execute("DROP TABLE possible")
            db.execute("DELETE FROM meta WHERE key IN ('register', 'links')")
            db.execute(
                "INSERT INTO destination (id, name, channel, address, cadence, at, weekday, zone, kinds, query, "
                "cursor, created_at, token, token_hash) VALUES (1, 'desk', 'email', 'desk@news.example', "
                "'instant', '08:00:00', 0, 'UTC', 'act', 'treaty', 0, '2026-11-23T12:00:00.000000Z', 'tok', ?)",
                (token_hash("tok"),),
            )
            db.execute("DELETE FROM unsettled")
            db.execute("DELETE FROM _sqlite_migrations WHERE name != '0001_first'")
        db.close()
        with Store.open(path, ballast_bytes=0) as again:
            assert again.acts.standing() == []
            [desk] = again.destinations.all()
            assert desk.queries == (SavedQuery(kinds=frozenset({Kind.ACT}), query="treaty"),)
            assert desk.token not in (None, "tok")
            assert "tok" not in [
                value for row in again.database.rows("SELECT * FROM destination") for value in row
            ]
            assert again.destinations.unsubscribe("tok", NOW), "a link that was sent answers for ever"
            assert [one.quiet for one in again.unsettled.due(NOW)] == [True], (
                "what was flagged before is registered, quietly"
            )
            assert settle(again) == []
            assert len(again.acts.standing()) == 1
            assert joined(again, item("z"))


NEW = json.dumps(
    [
        "statement",
        "story_key",
        "act_state",
        "act_row",
        "act_value",
        "act_stage",
        "act_source",
        "correction",
        "page",
        "tells",
        "version_words",
        "bucket",
        "api_token",
        "operator_session",
        "operator",
        "sign_up",
        "sighting_first",
        "invitation",
        "own_request",
        "domain_pause",
        "feed_gap",
        "websub",
    ]
)


def test_an_act_of_many_stories_that_gains_one_writes_only_what_changed(store: Store) -> None:
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    for number in range(60):
        report(store, item(f"s{number:03}", number / 10), cache=cache)

    def rows_written(stated: FlaggedStory) -> int:
        """How many rows the settling of a story writes."""
        writes: list[int] = []

        def count(name: str) -> None:
            writes.append(store.database.writer.total_changes)

        wait = waiting(store, stated)
        start, store.database.trace = store.database.writer.total_changes, count
        cache.join(store, wait, replace(stated, id=wait.story.id, host=wait.story.host, seen=wait.seen), NOW)
        store.database.trace = lambda name: None
        return writes[0] - start

    few = rows_written(item("a"))
    many = rows_written(item("t", 6.1))
    late = rows_written(item("late", 3.05))
    assert len(store.acts.standing()[0].stories) == 63
    assert max(many, late) <= few <= 20, (few, many, late)


def test_beside_a_ledger_only_the_acts_that_a_story_touches_are_read(store: Store) -> None:
    ledger = Ledger(heads=HEADS)
    for one in (
        item("a"),
        item("b", 1, leaves("b", actors="DK")),
        item("c", 2, leaves("c", stage=Stage.EFFECTIVE)),
    ):
        wait = waiting(store, one)
        stated = replace(one, id=wait.story.id, seen=NOW, host=wait.story.host)
        touched = ledger.add(stated)
        read = store.register.holding(touched.stories)
        assert store.register.replace_block(
            read.revision,
            decide(read.acts, touched.acts, bookkeeping=read.bookkeeping),
            now=NOW,
            stated=stated,
            settled=wait,
        )
    assert [act.id for act in store.register.holding(["b"]).acts] == [2]
    assert set(whole(store)) == set(ledger.acts())


# ---------------------------------------------------------------- crashes

POINTS = ("mid_tx_settle", "before_commit_settle")


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_between_two_steps_changes_nothing(point: str) -> None:
    def die(name: str) -> None:
        if name == point and armed:
            raise KeyboardInterrupt

    armed: list[bool] = []
    with place() as path, Store.open(path, ballast_bytes=0, trace=die) as store:
        joined(store, item("a"))
        before = (whole(store), store.alerts.newest(), store.register.block(["NO"]))
        wait = waiting(store, item("b", 1, leaves("b", stage=Stage.EFFECTIVE)))
        armed.append(True)
        with pytest.raises(KeyboardInterrupt):
            joined(store, item("b", 1, leaves("b", stage=Stage.EFFECTIVE)), wait)
        armed.clear()
        assert (whole(store), store.alerts.newest(), store.register.block(["NO"])) == before
        assert [
            one.reason for one in joined(store, item("b", 1, leaves("b", stage=Stage.EFFECTIVE)), wait) or ()
        ] == [Reason.RISES]


# ---------------------------------------------------------------- rows and back


@given(some_items())
@settings(max_examples=40, deadline=None)
def test_terminations_come_back_as_they_were_written(items: list[FlaggedStory]) -> None:
    for one in items:
        assert (
            register_rows.terminations(register_rows.terminations_text(one.terminations)) == one.terminations
        )


def test_every_field_of_a_termination_comes_back() -> None:
    full = leaves("a", entry="grazing", kind="farming", signed="1972", ended="2026", reason="r", form="law")
    odd = replace(full, instrument=Evidence("\ud800 “x”", "line\nline", "k", "title", 3, 9))
    (back,) = register_rows.terminations(register_rows.terminations_text([odd]))
    assert back == replace(odd, instrument=Evidence("? “x”", "line\nline", "k", "title", 3, 9))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_items(), some_fixes(), st.permutations(range(9)))
def test_the_stored_register_is_the_computed_one_whatever_the_order(
    items: list[FlaggedStory], fixes: list, arrival: list[int]
) -> None:  # type: ignore[type-arg]
    with place() as path, Store.open(path, ballast_bytes=0) as store:
        for number in arrival:
            for one in items[number : number + 1]:
                joined(store, replace(one, seen=NOW))
        for number, one in enumerate(fixes):
            people(store, replace(one, id=number + 1))
        read = store.register.block([key for one in items for key in block_keys(one)])
        assert set(whole(store)) == set(build(read.stories, read.corrections, heads=HEADS))
        assert len(read.stories) == len(items)
