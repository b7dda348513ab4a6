"""Search, backup, restore, retention, notices and counts (docs/faults.md 60, 70, 71, 76)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from store_kit import (
    ACT,
    NOW,
    feed,
    flag,
    indexed,
    mailbox,
    open_store,
    place,
    poll,
    queue,
    stored_words,
    story,
)

from monitor import tokens
from monitor.errors import QueryError, StoreBusy, StoreCorrupt, StoreError
from monitor.inbound import Report, ReportKind
from monitor.match.document import Document
from monitor.match.oracle import oracle
from monitor.model import Attempt, Outcome
from monitor.query import parse_query
from monitor.store import MailOutcome, Store, migrations, restore
from monitor.store.searching import Unknown
from monitor.store.sqlite import sqlite3

LATER = NOW + timedelta(hours=1)
YEARS = NOW + timedelta(days=401)


@pytest.fixture
def path() -> Iterator[Path]:
    with place() as made:
        yield made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


# ---------------------------------------------------------------- search


def titles(store: Store, text: str) -> list[str]:
    return [one.title for one in store.stories.search(text)]


def test_search_finds_words_phrases_and_beginnings_in_every_script(store: Store) -> None:
    told = [
        "Norland leaves the fisheries treaty",
        "The treaty of Norland",
        "Россия денонсирует договор о ловле",
        "Élysée dénonce l'accord",
    ]
    poll(store, feed(store), *((story(str(n), title), ()) for n, title in enumerate(told)))
    assert titles(store, "norland treaty") == [told[1], told[0]]
    assert titles(store, '"fisheries treaty" norland') == [told[0]]
    assert titles(store, '"treaty fisheries"') == []
    assert titles(store, "fish* nor*") == [told[0]]
    assert titles(store, "ДОГОВОР россия") == [told[2]]
    assert titles(store, "elysee denonce") == [told[3]]
    assert titles(store, "absent") == []
    assert titles(store, "  ") == told[::-1]
    assert len(store.stories.search("norland", 1)) == 1


def test_search_finds_a_story_by_any_of_its_texts_and_shows_the_newest(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("a", "Norland denies"), ()))
    poll(store, one, (story("a", "Norland confirms"), ()))
    assert titles(store, "denies") == titles(store, "confirms") == ["Norland confirms"]


def test_search_knows_the_words_of_the_rules(store: Store) -> None:
    told = [
        "日本は条約から脱退する",
        "Russia’s pull-out from the U.S. grain deal",
        "Ёлки и договор",
        "WHO leaves; who leaves",
        "Norland left",
    ]
    poll(store, feed(store), *((story(str(n), title), ()) for n, title in enumerate(told)))
    assert titles(store, "脱退") == titles(store, "条約から") == [told[0]]
    assert (
        titles(store, "“grain deal” russia")
        == titles(store, "«grain deal»")
        == titles(store, "pull-out")
        == [told[1]]
    )
    assert titles(store, "US") == titles(store, "u.s.") == titles(store, "russia's") == [told[1]]
    assert titles(store, "елки") == [told[2]]
    assert titles(store, "leave*") == [told[3]]
    assert titles(store, "=WHO") == [told[3]]
    assert titles(store, "norland OR who NOT left") == [told[4], told[3]]
    assert titles(store, "(norland OR who) NOT left") == [told[3]]
    assert titles(store, "grain BEFORE/1 deal") == [told[1]]
    assert titles(store, "deal BEFORE/1 grain") == []
    assert titles(store, '"pull* out"') == [told[1]]
    assert titles(store, "source:press title:norland") == [told[4]]
    assert titles(store, "summary:norland") == []
    assert titles(store, "lang:pl") == []


WORDS = st.sampled_from(
    [
        "norland",
        "ostland",
        "leaves",
        "leav*",
        "treaty",
        "=WHO",
        "who",
        "脱退",
        "pull-out",
        '"the pact"',
        '"nor* leav*"',
    ]
)


def longer(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(parts, parts)
    return st.one_of(
        pair.map(lambda both: f"({both[0]} AND {both[1]})"),
        pair.map(lambda both: f"({both[0]} OR {both[1]})"),
        pair.map(lambda both: f"({both[0]} NOT {both[1]})"),
        parts.map(lambda one: f"SENTENCE({one})"),
        parts.map(lambda one: f"title:({one})"),
        st.tuples(WORDS, WORDS).map(lambda both: f"({both[0]} NEAR/2 {both[1]})"),
        st.tuples(WORDS, WORDS).map(lambda both: f"({both[0]} BEFORE/1 {both[1]})"),
    )


TOLD = [
    ("Norland leaves the pact", "Ostland stays. It leaves nothing."),
    ("WHO: the treaty of Norland", "the pact of Ostland"),
    ("who leaves", "Norland. A pull-out from the treaty"),
    ("脱退", "条約から脱退 Norland"),
    ("Nothing", ""),
]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(WORDS, longer, max_leaves=6))
def test_a_search_finds_what_a_rule_would_find(store: Store, text: str) -> None:
    if not store.counts().stories:
        poll(store, feed(store), *((story(str(number), *texts), ()) for number, texts in enumerate(TOLD)))
    try:
        query = parse_query(text)
    except QueryError:
        return
    found = {
        number
        for number, (title, summary) in enumerate(TOLD)
        if oracle(query, Document(title, summary)) is not None
    }
    assert {int(one.guid) for one in store.stories.search(text)} == found


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
@example('"')
@example("AND")
@example("a AND")
@example("-x")
@example("t:")
@example("title:norland")
@example("(" * 300)
@example("(" * 99 + "a" + ")" * 99)
@example("NEAR(")
@example("^norland")
@example("a*b* *")
@example('"unclosed phrase')
@example('""')
@example("\x00 norland")
@example("{a b} : c")
@example("+ a")
@example("\ud800x")
@example("word " * 150)
@example("(" + " OR ".join(f"w{number} AND x" for number in range(90)) + ")")
@example("word " * 300)
@example("a NOT b " * 50)
@example("NOT ".join(["(a "] * 60) + "b" + ")" * 60)
def test_fault_76_any_text_is_a_search_or_an_error_with_its_place(store: Store, text: str) -> None:
    problem = None
    try:
        store.stories.search(text)
        if text.strip():
            store.stories.unknown_words(text)
    except QueryError as error:
        problem = error
    assert problem is None or (problem.line >= 1 and problem.column >= 1)


def test_words_that_no_story_holds_are_named_with_those_that_look_like_them(store: Store) -> None:
    poll(store, feed(store), (story("a", "Norland quits the fisheries accord; a fishery, the Treaties"), ()))
    assert store.stories.unknown_words("fisherys norland") == [Unknown("fisherys", ("fishery", "fisheries"))]
    assert store.stories.unknown_words("nroland NOT absent") == [Unknown("nroland", ("norland",))]
    assert store.stories.unknown_words("trea* OR trae*") == [Unknown("trae", ())]
    assert store.stories.unknown_words("norland accord") == []
    assert store.stories.unknown_words("xylophone") == [Unknown("xylophone", ())]


@pytest.mark.usefixtures("made_databases")
def test_a_database_of_before_finds_its_stories_by_the_new_words(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = migrations.Migrations([step for step in migrations.STEPS.steps if step.name < "0007"])
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", older)
        with open_store(path) as old, old.database.write() as db:
            db.execute(
                "INSERT INTO story (id, key, guid, source, host, author, official, published_raw, "
                "seen_at, current) "
                "VALUES (1, 'k', '', '', '', '', 0, '', ?, 1)",
                (NOW.isoformat(),),
            )
            db.execute(
                "INSERT INTO version (id, story, number, digest, seen_at, title, summary, body) VALUES "
                "(1, 1, 1, x'', ?, ?, '', '')",
                (NOW.isoformat(), "条約から脱退"),
            )
            db.execute(
                "INSERT INTO version_fts (rowid, title, summary, body) SELECT id, title, summary, body "
                "FROM version"
            )
    with open_store(path) as store:
        assert titles(store, "脱退") == ["条約から脱退"]
        assert indexed(store) == stored_words(store)


def test_all_stories_come_out_in_batches_as_they_read_now(store: Store) -> None:
    one = feed(store)
    poll(store, one, *((story(f"s{n}", f"Title {n}"), ()) for n in range(1203)))
    poll(store, one, (story("s7", "Seven anew"), ()))
    found = list(store.stories.all())
    assert [one.id for one in found] == list(range(1, 1204))
    assert found[7].title == "Seven anew"


# ---------------------------------------------------------------- backup and restore


def filled(store: Store) -> None:
    flag(store, feed(store), "a", "b")
    queue(store, mailbox(store), 1)


def test_fault_60_a_backup_beside_a_running_service_holds_every_commit_in_one_file(
    store: Store, path: Path
) -> None:
    filled(store)
    target = path.with_name("copy.bak")
    made = store.backup(target)
    assert sorted(one.name for one in path.parent.glob("copy*")) == ["copy.bak", "copy.bak.key"]
    assert target.stat().st_mode & 0o077 == 0
    assert (made.path, made.bytes) == (target, target.stat().st_size)
    assert str(made) == f"{target} ({made.bytes:,} bytes, {made.rows} rows)"
    feed(store, "https://later.example/")
    again = store.backup(target)
    assert again.rows == made.rows + 1
    assert again.generation > made.generation


def test_a_backup_that_cannot_be_written_says_so(store: Store, path: Path) -> None:
    with pytest.raises(StoreError, match="cannot replace"):
        store.backup(path)
    with pytest.raises(StoreError, match="Cannot write"):
        store.backup(path.parent / "nowhere" / "copy.bak")
    folder = path.with_name("folder")
    folder.mkdir()
    with pytest.raises(StoreError, match="Cannot write"):
        store.backup(folder)
    assert list(path.parent.glob("*.tmp")) == []


def test_a_backup_that_does_not_verify_is_not_published(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.backup.verify", lambda copy: (1, []))
    with pytest.raises(StoreCorrupt, match="no backup was made"):
        store.backup(path.with_name("copy.bak"))
    assert list(path.parent.glob("copy*")) == []


def test_a_restored_backup_is_whole_newer_than_its_marker_and_the_old_file_is_kept(path: Path) -> None:
    with open_store(path) as store:
        filled(store)
        store.backup(path.with_name("copy.bak"))
        feed(store, "https://later.example/")
    path.write_bytes(b"damaged" * 999)
    with pytest.raises(StoreCorrupt):
        open_store(path)
    kept = restore(path.with_name("copy.bak"), path, NOW)
    assert kept is not None
    assert kept.read_bytes().startswith(b"damaged")
    with open_store(path) as again:
        again.check()
        counts = again.counts()
        assert (counts.feeds, counts.stories, counts.alerts, counts.ready) == (1, 2, 2, 1)
        assert [one.title for one in again.stories.search("norland")] == [
            "Norland denounces its fisheries treaty"
        ] * 2


def test_the_key_of_the_unsubscribe_links_goes_with_a_backup(path: Path) -> None:
    copy = path.with_name("copy.bak")
    key, copied = path.with_name(f"{path.name}.key"), path.with_name("copy.bak.key")
    with open_store(path) as store:
        token = mailbox(store).token
        store.backup(copy)
    assert copied.read_text() == key.read_text()
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600
    anew = path.with_name("new.db")
    restore(copy, anew, NOW)
    with open_store(anew) as again:
        assert again.destinations.all()[0].token == token
    key.write_text("f" * 64)
    kept = restore(copy, path, NOW)
    assert kept is not None
    assert kept.with_name(f"{kept.name}.key").read_text().strip() == "f" * 64
    with open_store(path) as again:
        assert again.destinations.all()[0].token == token
    copied.unlink()
    restore(copy, path, NOW + timedelta(seconds=5))
    with open_store(path) as again:
        assert again.destinations.all()[0].token == token, (
            "a backup without a key leaves the one that is there"
        )


def test_a_restored_backup_gives_no_number_again_that_a_mail_sent_since_may_hold(path: Path) -> None:
    copy = path.with_name("copy.bak")
    with open_store(path) as store:
        first = mailbox(store)
        store.backup(copy)
        late = mailbox(store, "late", "late@news.example")
        queue(store, late, 1)
        [lost] = store.outbox.lease(NOW, 1, 60)
        lost_acts = flag(store, feed(store), "Norland leaves") and store.acts.ids()
    restore(copy, path, NOW)
    with open_store(path) as again:
        queue(again, first, 2)
        [sent] = again.outbox.lease(NOW, 1, 60)
        assert sent.id > lost.id
        other = mailbox(again, "other", "other@news.example")
        assert other.id > late.id
        flag(again, feed(again), "Sudland leaves")
        assert not set(lost_acts) & set(again.acts.ids())
        bounced = Report(
            ReportKind.HARD, tokens.write(again.database.key, tokens.Purpose.BOUNCE, lost.id), "5.1.1"
        )
        assert again.inbound.record("k", bounced, NOW).outcome is MailOutcome.UNKNOWN
        left = Report(
            ReportKind.UNSUBSCRIBE, tokens.write(again.database.key, tokens.Purpose.UNSUBSCRIBE, late.id)
        )
        assert again.inbound.record("l", left, NOW).outcome is MailOutcome.UNKNOWN


def test_a_backup_restored_where_nothing_was_is_a_database(path: Path) -> None:
    with open_store(path) as store:
        filled(store)
        store.backup(path.with_name("copy.bak"))
    anew = path.with_name("new.db")
    assert restore(path.with_name("copy.bak"), anew, NOW) is None
    with open_store(anew) as again:
        assert again.counts().stories == 2


def test_fault_151_a_restore_over_a_live_database_is_refused(store: Store, path: Path) -> None:
    store.backup(path.with_name("copy.bak"))
    with store.lock(), pytest.raises(StoreBusy, match="in use by process"):
        restore(path.with_name("copy.bak"), path, NOW)


def test_what_is_no_whole_backup_is_refused_and_nothing_changes(store: Store, path: Path) -> None:
    filled(store)
    good = path.with_name("good.bak")
    store.backup(good)
    cut, text, other = path.with_name("cut.bak"), path.with_name("text.bak"), path.with_name("other.bak")
    cut.write_bytes(good.read_bytes()[:-8192])
    text.write_text("no database " * 99)
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE recipe (name TEXT)")
    store.close()
    before = path.read_bytes()
    for bad in (cut, text, other):
        with pytest.raises(StoreCorrupt):
            restore(bad, path, NOW)
    with pytest.raises(StoreError, match="no backup at"):
        restore(path.with_name("none.bak"), path, NOW)
    with pytest.raises(StoreError, match="Cannot"):
        restore(good, path.parent / "nowhere" / "x.db", NOW)
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.restoring")) == []


def test_a_restore_whose_place_cannot_be_written_says_so(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.backup(path.with_name("copy.bak"))
    store.close()
    path.with_name("treaty.db.restoring").mkdir()
    with pytest.raises(StoreError, match="Cannot restore"):
        restore(path.with_name("copy.bak"), path, NOW)


def test_check_finds_broken_references(store: Store) -> None:
    filled(store)
    store.check()
    store.database.writer.execute("PRAGMA foreign_keys = OFF")
    with store.database.write() as db:
        db.execute("DELETE FROM feed")
    with pytest.raises(StoreCorrupt, match="refer to rows"):
        store.check()


# ---------------------------------------------------------------- retention


def test_old_texts_go_and_what_was_seen_or_flagged_stays(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("old", "Plain title", "long summary", body="very long body"), ()))
    flag(store, one, "kept")
    poll(store, one, (story("waits", "Waiting", "its summary"), ACT))
    poll(store, one, (story("young", "Young", "young summary"), ()), now=NOW + timedelta(days=2))
    assert store.retention.run(NOW + timedelta(days=400, seconds=1), 400).stories == 1
    assert [(old.title, old.summary, old.body) for old in store.stories.search("plain")] == [
        ("Plain title", "", "")
    ]
    assert store.stories.search("long") == []
    assert [
        found.summary for found in (*store.stories.search("young"), *store.stories.search("waiting"))
    ] == [
        "young summary",
        "its summary",
    ]
    assert store.retention.run(NOW + timedelta(days=400, seconds=1), 400).stories == 0
    assert (
        poll(store, one, (story("old", "Plain title", "long summary", body="very long body"), ())).new == 0
    ), "seen outlives the text"
    assert indexed(store) == stored_words(store)


def test_superseded_texts_of_a_feed_that_changes_at_each_fetch_are_dropped(store: Store) -> None:
    one = feed(store)
    for number in range(30):
        poll(store, one, (story("a", f"Counter {number}"), ACT if number == 5 else ()))
    assert store.retention.run(NOW, 400).versions == 18
    assert [kept.version for kept in store.stories.versions(1)] == [1, 6, *range(21, 31)]
    assert store.stories.search("counter 9") == []
    assert indexed(store) == stored_words(store)
    store.check()


def test_fault_70_a_message_that_is_still_owed_is_never_touched(store: Store) -> None:
    made = mailbox(store)
    queue(store, made, 1, 2)
    [sent] = store.outbox.lease(NOW, 1, 120)
    store.outbox.finish(sent, Attempt(Outcome.SENT), NOW)
    store.events.add("gap", "an old notice", NOW)
    store.events.add("gap", "a new notice", YEARS)
    assert store.retention.run(YEARS, 400).messages == 1
    bodies = {number: found.message.body for number in (1, 2) if (found := store.outbox.get(number))}
    assert bodies == {1: b"", 2: b"To: desk\r\n\r\nNorland leaves.\r\n"}
    assert not store.outbox.retry(1, YEARS), "there is nothing left to send"
    assert [one.text for one in store.events.find()] == ["a new notice"]


def test_an_editing_command_does_not_move_pages_under_the_service(path: Path, store: Store) -> None:
    poll(store, feed(store), *((story(f"s{n}", f"T {n}", "word " * 900), ()) for n in range(50)))
    with open_store(path, editing=True) as command:
        done = command.retention.run(YEARS, 400)
    assert (done.stories, done.freed_bytes) == (50, 0)


def test_a_vacuum_that_cannot_run_is_an_error_of_ours(store: Store, path: Path) -> None:
    poll(store, feed(store), *((story(f"s{n}", f"T {n}", "word " * 900), ()) for n in range(50)))
    store.database.writer.execute("PRAGMA busy_timeout = 0")
    with open_store(path, editing=True) as other:
        other.retention.run(YEARS, 400)
        assert store.counts().free_bytes > 0
        with other.database.write(), pytest.raises(StoreBusy):
            store.retention._give_back()
    assert store.retention.run(YEARS, 400).freed_bytes > 0
    assert store.counts().free_bytes == 0


# ---------------------------------------------------------------- notices, settings, counts


def test_notices_come_newest_first_of_one_kind_and_since(store: Store) -> None:
    one = feed(store)
    store.events.add("gap", "first", NOW, feed=one.id)
    store.events.add("rules", "\udcffsecond" + "x" * 3000, LATER)
    assert [(event.kind, event.feed) for event in store.events.find()] == [("rules", None), ("gap", one.id)]
    assert [event.text for event in store.events.find("gap")] == ["first"]
    assert [event.kind for event in store.events.find(since=LATER)] == ["rules"]
    assert len(store.events.find(limit=1)[0].text) == 2000


def test_a_notice_that_repeats_within_the_hour_is_counted(store: Store) -> None:
    for minutes in (0, 10, 65, 126):
        store.events.add("halted", "535 refused", NOW + timedelta(minutes=minutes))
    store.events.add("halted", "other", NOW)
    assert [(event.text, event.count, event.at) for event in store.events.find()] == [
        ("535 refused", 1, NOW + timedelta(minutes=126)),
        ("535 refused", 3, NOW + timedelta(minutes=65)),
        ("other", 1, NOW),
    ]


def test_settings_of_the_file_are_kept_and_its_own_are_not_for_others(store: Store) -> None:
    assert store.meta.get("initialised") is None
    store.meta.set("initialised", "yes")
    store.meta.set("initialised", "again")
    assert store.meta.get("initialised") == "again"
    with pytest.raises(AssertionError):
        store.meta.set("generation", "0")


def test_counts_of_a_filled_store(store: Store, path: Path) -> None:
    assert store.counts().stories == 0
    filled(store)
    poll(store, feed(store), (story("c"), ACT), (story("d", "Weather"), ()))
    counts = store.counts()
    assert (counts.feeds, counts.enabled, counts.failing, counts.stories, counts.versions) == (1, 1, 0, 4, 4)
    assert (counts.flagged, counts.unsettled, counts.acts, counts.alerts) == (3, 1, 2, 2)
    assert counts.bytes == path.stat().st_size
    assert counts.free_bytes >= 0
