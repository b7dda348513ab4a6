"""The store as a file: opening, refusing, locking, writing, migrating (docs/faults.md 56-59, 61-71)."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from store_kit import ACT, NOW, feed, flag, open_store, place, poll, story

from monitor.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreNewer
from monitor.store import Store, connection, migrations, open_checks, schema, sqlite_warning
from monitor.store.sidecar_files import Ballast, Marker, file_lock
from monitor.store.sqlite import IOERR_WRITE, sqlite3

pytestmark = pytest.mark.usefixtures("made_databases")


@pytest.fixture
def path() -> Iterator[Path]:
    with place() as made:
        yield made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def bytes_of(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir() if one.suffix in (".db", ".db-wal")}


# ---------------------------------------------------------------- opening


def test_a_new_database_is_made_for_its_owner_only_and_can_be_opened_again(path: Path) -> None:
    with open_store(path) as first:
        source = feed(first)
    assert path.stat().st_mode & 0o077 == 0
    with open_store(path) as again:
        assert again.feeds.all() == [source]
        again.check()


def test_fault_63_70_every_connection_is_durable_and_checks_references(store: Store) -> None:
    for db in (store.database.writer, store.database.reader()):
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert db.execute("PRAGMA busy_timeout").fetchone()[0] == 5000
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert store.database.reader().execute("PRAGMA query_only").fetchone()[0] == 1
    assert store.database.writer.execute("PRAGMA auto_vacuum").fetchone()[0] == 2


def test_only_the_service_checkpoints(path: Path) -> None:
    with open_store(path) as service, open_store(path, editing=True) as command:
        assert service.database.writer.execute("PRAGMA wal_autocheckpoint").fetchone()[0] > 0
        assert command.database.writer.execute("PRAGMA wal_autocheckpoint").fetchone()[0] == 0


def test_fault_66_every_table_is_strict(store: Store) -> None:
    tables = store.database.rows(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name "
        "NOT LIKE 'sqlite_%'"
    )
    assert {row["name"] for row in tables if not row["strict"]} == {"_sqlite_migrations"}
    with pytest.raises(sqlite3.IntegrityError), store.database.write() as db:
        db.execute("INSERT INTO act_story VALUES ('not a number', 1, 1, 'x')")


def test_times_in_the_file_have_one_width_so_that_they_sort(store: Store) -> None:
    source = feed(store)
    flag(store, source, "a")
    for table, column in (
        ("feed_state", "due_at"),
        ("story", "seen_at"),
        ("alert", "at"),
        ("act", "opened_at"),
    ):
        assert [len(row[0]) for row in store.database.rows(f"SELECT {column} FROM {table}")] == [27]


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flipped(path: Path) -> None:
    """Every interior byte of the second half of the pages, so that some used page is hit."""
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 8] = bytes(255 - one for one in data[at : at + 8])
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("dear diary, " * 20),
    "random bytes": lambda path: path.write_bytes(os.urandom(20_000)),
    "three bytes": lambda path: path.write_bytes(b"abc"),
    "emptied (59)": lambda path: os.truncate(path, 0),
    "removed": lambda path: path.unlink(),
    "cut in half": half,
    "cut to one page": lambda path: os.truncate(path, 4096),
    "header only": lambda path: os.truncate(path, 60),
    "flipped pages": flipped,
}


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("editing", [False, True])
def test_fault_57_59_a_damaged_file_is_refused_kept_and_explained(
    path: Path, kind: str, editing: bool
) -> None:
    with open_store(path) as made:
        poll(made, feed(made), *((story(f"s{n}", f"Story number {n} " * 20), ()) for n in range(60)))
    DAMAGE[kind](path)
    before = bytes_of(path)
    with pytest.raises(StoreCorrupt, match="restore"):
        open_store(path, editing=editing)
    assert bytes_of(path) == before


def test_a_file_that_was_closed_whole_today_is_not_read_through_again_unless_it_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(path) as made:
        poll(made, feed(made), *((story(f"s{n}", f"Story number {n} " * 20), ()) for n in range(60)))
    open_store(path).close()
    checks: list[str] = []
    monkeypatch.setattr(connection.Checked, "passed", lambda checked: checks.append("checked"))
    open_store(path).close()
    assert checks == []
    note = path.with_name("treaty.db.checked")
    at, *state = note.read_text().split()
    for old in (int(at) - 86_400, int(at) + 3_600):  # a day ago; the clock was set back
        note.write_text(" ".join([str(old), *state]))
        open_store(path).close()
    note.unlink()
    open_store(path).close()
    assert len(checks) == 3
    monkeypatch.undo()
    open_store(path).close()
    assert note.exists()
    times = path.stat()
    flipped(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(StoreCorrupt):
        open_store(path)


def test_a_database_of_another_program_is_refused_and_kept(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipe (name TEXT)")
    db.commit()
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="not one of Treaty Monitor"):
        open_store(path)
    assert path.read_bytes() == before


def test_fault_57_a_page_that_is_damaged_while_it_runs_is_an_error_of_ours(path: Path) -> None:
    with open_store(path) as made:
        poll(made, feed(made), *((story(f"s{n}", f"Story number {n} " * 20), ()) for n in range(60)))
        made.database.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with open_store(path) as made:
        flipped(path)
        with pytest.raises(StoreCorrupt):
            made.check()


def copy_with_wal(path: Path) -> Path:
    """The directory as a snapshot of the disk would show it, while the database is open."""
    target = path.parent / "copy"
    shutil.copytree(path.parent, target, ignore=shutil.ignore_patterns("copy"))
    return target / path.name


@pytest.mark.parametrize("loss", ["removed", "damaged"])
def test_fault_58_commits_lost_with_the_wal_are_noticed(store: Store, path: Path, loss: str) -> None:
    feed(store)
    store.database.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    poll(store, feed(store), (story(), ACT))
    snapshot = copy_with_wal(path)
    wal = snapshot.with_name(snapshot.name + "-wal")
    if loss == "removed":
        wal.unlink()
    else:
        wal.write_bytes(b"\0" * 500 + wal.read_bytes()[500:])
    with pytest.raises(StoreCorrupt, match="gone back in time"):
        open_store(snapshot)
    snapshot.with_name(snapshot.name + ".marker").unlink()
    with open_store(snapshot) as accepted:  # the way out that the message names
        assert accepted.counts().stories == 0


def test_fault_58_a_database_whose_every_commit_was_in_the_lost_wal_is_not_taken_for_a_new_one(
    store: Store, path: Path
) -> None:
    feed(store)
    snapshot = copy_with_wal(path)
    snapshot.with_name(snapshot.name + "-wal").unlink()
    with pytest.raises(StoreCorrupt, match="held a database before"):
        open_store(snapshot)


def test_a_service_that_commits_while_a_command_opens_is_no_alarm(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Marker.read

    def just_after_a_commit(marker: Marker) -> tuple[str, int]:
        store.meta.set("busy", "yes")
        return real(marker)

    monkeypatch.setattr(Marker, "read", just_after_a_commit)
    open_store(path, editing=True).close()


def test_fault_58_another_database_in_the_same_place_is_noticed(path: Path, tmp_path: Path) -> None:
    with open_store(path) as one:
        feed(one)
    other = tmp_path / "other.db"
    with open_store(other) as two:
        for number in range(9):
            feed(two, f"https://press.example/{number}")
    shutil.copy(other, path)
    with pytest.raises(StoreCorrupt, match="another database"):
        open_store(path)


def test_a_crash_between_commit_and_marker_is_no_alarm_and_a_lost_marker_is_made_anew(
    store: Store, path: Path
) -> None:
    marker = path.with_name("treaty.db.marker")
    before = marker.read_bytes()
    feed(store)
    store.close()
    marker.write_bytes(before)
    open_store(path).close()
    marker.unlink()
    open_store(path).close()
    database, generation = marker.read_text().split()
    assert len(database) == 32
    assert int(generation) >= 3


def test_fault_69_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        open_store(tmp_path / "nowhere" / "treaty.db")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match=r"folder\.db"):
        open_store(tmp_path / "folder.db")


def test_fault_69_a_database_of_another_user_is_refused_in_clear_words(path: Path) -> None:
    open_store(path).close()
    path.parent.chmod(0o555)
    path.chmod(0o444)
    path.with_name("treaty.db.marker").chmod(0o444)
    code = (
        "import os, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from monitor.store import Store; from monitor.errors import StoreError\n"
        "os.geteuid() or os.setuid(65534)\n"
        "try: Store.open(Path(sys.argv[1]))\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), *sys.path],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    path.parent.chmod(0o755)
    assert "belong to the user that runs this" in done.stdout, done.stderr


def test_a_file_system_without_wal_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoWal(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute("SELECT 'delete'" if sql == "PRAGMA journal_mode = WAL" else sql, *values)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: real(*args, factory=NoWal, **more))
    with pytest.raises(StoreError, match="local disk"):
        open_store(path)


def test_fault_64_an_old_sqlite_is_told() -> None:
    assert "3.40.1" in (sqlite_warning((3, 40, 1)) or "")
    assert sqlite_warning((3, 51, 3)) is None


# ---------------------------------------------------------------- writing


def test_fault_65_an_exception_in_a_transaction_undoes_all_of_it(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.database.write() as db:
        db.executemany("INSERT INTO meta VALUES ('a', ?)", [("b",), ("twice",)])
    assert store.meta.get("a") is None
    store.meta.set("a", "c")
    assert store.meta.get("a") == "c"


def test_a_write_inside_a_write_is_a_mistake_that_shows(store: Store) -> None:
    with pytest.raises(AssertionError), store.database.write(), store.database.write():
        pass
    store.meta.set("still", "usable")


def test_fault_62_a_write_transaction_begins_immediate(path: Path, store: Store) -> None:
    with open_store(path, editing=True) as other:
        other.database.writer.execute("PRAGMA busy_timeout = 0")
        with store.database.write(), pytest.raises(StoreBusy), other.database.write():
            pass


def test_fault_61_a_writer_waits_for_another_process(path: Path, store: Store) -> None:
    with open_store(path, editing=True) as other:
        entered = threading.Event()

        def hold() -> None:
            with other.database.write() as db:
                db.execute("INSERT INTO meta VALUES ('first', '1')")
                entered.set()
                pause.wait(0.2)

        pause = threading.Event()
        thread = threading.Thread(target=hold)
        thread.start()
        entered.wait()
        store.meta.set("second", "2")
        thread.join()
    assert (store.meta.get("first"), store.meta.get("second")) == ("1", "2")


def test_a_thread_that_has_ended_leaves_no_file_open(store: Store) -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(store.feeds.all).result()
    before = opened()
    for _ in range(20):  # the threads of the pages come with readers, and go
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(store.feeds.all).result() == []
    assert opened() == before


def test_a_database_is_closed_while_threads_that_read_it_end(path: Path, store: Store) -> None:
    code = """if True:
        import sys
        sys.path[:0] = sys.argv[2:]
        from threading import Barrier, Thread
        from monitor.store.connection import Database

        def read(database, together):
            database.reader().execute("SELECT count(*) FROM meta").fetchone()
            together.wait()

        for _ in range(60):  # two threads that close one connection end the process within ten
            database, together = Database.open(sys.argv[1], editing=True), Barrier(5)
            threads = [Thread(target=read, args=(database, together)) for _ in range(4)]
            for thread in threads:
                thread.start()
            together.wait()
            database.close()
            for thread in threads:
                thread.join()
    """
    done = subprocess.run([sys.executable, "-c", code, str(path), *sys.path], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_threads_share_one_store(store: Store) -> None:
    source = feed(store)

    def work(number: int) -> int:
        poll(store, source, (story(f"t{number}"), ACT))
        return len(store.stories.search("norland", 100))

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(work, range(24)))
    assert max(seen) == 24
    assert len(store.unsettled.due(NOW)) == 24


def test_readers_cannot_write_and_do_not_see_what_is_not_committed(store: Store) -> None:
    with pytest.raises(StoreError):
        store.database.rows("INSERT INTO meta VALUES ('a', 'b') RETURNING key")
    with store.database.write() as db:
        db.execute("INSERT INTO meta VALUES ('a', 'b')")
        assert store.meta.get("a") is None
    assert store.meta.get("a") == "b"


def test_programming_mistakes_keep_their_own_exception(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        store.database.rows("SELECT * FROM nowhere")


def test_closing_twice_is_no_error(path: Path) -> None:
    opened = open_store(path)
    opened.feeds.all()
    opened.close()
    opened.close()


# ---------------------------------------------------------------- full disk


def test_fault_56_a_full_disk_undoes_the_poll_and_keeps_the_validators(store: Store) -> None:
    source = feed(store)
    pages = store.database.writer.execute("PRAGMA page_count").fetchone()[0]
    store.database.writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreFull, match="Free some disk space"):
        poll(store, source, *((story(f"s{n}", f"word{n} " * 500), ACT) for n in range(50)))
    assert store.database.full
    assert store.counts().stories == 0
    assert store.feeds.state(source.id).etag is None
    assert store.feeds.due(NOW)
    store.database.writer.execute("PRAGMA max_page_count = 100000")
    assert poll(store, source, (story(), ACT)).new == 1
    assert not store.database.full


def test_fault_56_the_system_refusing_to_write_is_a_full_disk(path: Path) -> None:
    code = (
        "import resource, signal, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path\n"
        "from store_kit import ACT, NOW, feed, open_store, poll, story\n"
        "from monitor.errors import StoreFull\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = open_store(Path(sys.argv[1])); source = feed(store)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))\n"
        "try: poll(store, source, *((story(f's{n}', f'word{n} ' * 2000), ACT) for n in range(90)))\n"
        "except StoreFull: print('full', store.counts().stories, store.feeds.state(source.id).etag)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "print(poll(store, source, (story(), ACT)).new); store.check(); store.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), *sys.path],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout.splitlines() == ["full 0 None", "1"], done.stderr


def test_fault_56_the_ballast_is_made_with_the_lock_and_given_back_for_retention(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path, ballast_bytes=1_000_000) as store, store.lock():
        ballast = path.with_name("treaty.db.ballast")
        assert ballast.stat().st_size == 1_000_000
        assert ballast.stat().st_blocks * 512 >= 1_000_000, "room that is really taken"
        real, tries = store.retention._retain, []

        def full_first(*args: object) -> object:
            tries.append(ballast.exists())
            if len(tries) == 1:
                raise StoreFull("full")
            return real(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(store.retention, "_retain", full_first)
        store.retention.run(NOW, 400)
        assert tries == [True, False]
        assert ballast.exists(), "taken again as soon as there is room"
        ballast.unlink()
        monkeypatch.setattr(
            store.retention, "_retain", lambda *args: (_ for _ in ()).throw(StoreFull("full"))
        )
        with pytest.raises(StoreFull):
            store.retention.run(NOW, 400)


def test_no_ballast_is_taken_where_room_is_short(tmp_path: Path) -> None:
    assert not Ballast(tmp_path / "a.db", 10**16).make()
    assert not Ballast(tmp_path / "a.db", 0).make()
    assert list(tmp_path.iterdir()) == []


def test_a_ballast_that_cannot_be_taken_whole_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    assert not Ballast(tmp_path / "a.db", 1000).make()
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- lock


def test_fault_67_a_second_process_is_refused_and_told_who_holds_it(store: Store, path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from monitor.store.sidecar_files import file_lock\n"
        "with file_lock(Path(sys.argv[1])):\n"
        "  print('held', flush=True); sys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path), *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(StoreBusy, match=rf"process {child.pid} \(.*treaty\.db"), store.lock():
        pass
    child.kill()
    child.communicate()
    with store.lock():  # gone with the process, however it died
        pass


def test_a_lock_that_was_not_signed_yet_is_still_a_lock(store: Store, path: Path) -> None:
    with store.lock():
        os.truncate(path.with_name("treaty.db.lock"), 0)
        with pytest.raises(StoreBusy, match="another process"), store.lock():
            pass


def test_a_lock_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lock file"), file_lock(tmp_path / "nowhere" / "a.db"):
        pass


# ---------------------------------------------------------------- migrations


def test_a_new_database_has_the_schema_of_today(store: Store) -> None:
    def plain(sql: str) -> str:
        """A statement without comments and line breaks, spaces only between words."""
        return re.sub(r"\s*([(),])\s*", r"\1", " ".join(re.sub(r"--.*", "", sql).split()))

    own = "sql IS NOT NULL AND name NOT LIKE '%sqlite_%' AND name NOT LIKE 'version_fts_%'"
    made = {plain(row["sql"]) for row in store.database.rows(f"SELECT sql FROM sqlite_schema WHERE {own}")}
    shown = re.sub(r"--.*", "", schema.TODAY).split(";\n")
    assert {plain(statement) for statement in shown if statement.strip()} == made


@pytest.fixture
def next_schema(monkeypatch: pytest.MonkeyPatch) -> migrations.Migrations:
    """The migrations of a next version: a table is rebuilt, another comes."""
    following = migrations.Migrations(list(migrations.STEPS.steps))

    @following(name="0002_next")
    def step(db: object) -> None:
        db.conn.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT")  # type: ignore[attr-defined]
        db.conn.execute("UPDATE feed SET title = title || ' migrated'")  # type: ignore[attr-defined]

    monkeypatch.setattr(migrations, "STEPS", following)
    return following


def test_fault_68_a_migration_runs_once_after_a_backup(path: Path, request: pytest.FixtureRequest) -> None:
    with open_store(path) as old:
        feed(old)
    request.getfixturevalue("next_schema")
    for _ in range(2):
        with open_store(path) as new:
            assert [one.title for one in new.feeds.all()] == ["Press migrated"]
            assert new.database.writer.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    before = path.with_name("treaty.db.before-0002_next")
    assert stat.S_IMODE(before.stat().st_mode) == 0o600
    db = sqlite3.connect(before)
    assert db.execute("SELECT title FROM feed").fetchall() == [("Press",)]
    db.close()


def test_fault_68_a_newer_database_is_refused(
    path: Path, next_schema: migrations.Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(path).close()
    older = migrations.Migrations(next_schema.steps[:-1])
    monkeypatch.setattr(migrations, "STEPS", older)
    before = path.read_bytes()
    with pytest.raises(StoreNewer, match="0002_next"):
        open_store(path)
    assert path.read_bytes() == before


def test_fault_68_a_migration_that_breaks_references_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(path) as old:
        feed(old)
    bad = migrations.Migrations(list(migrations.STEPS.steps))
    bad(name="0002_bad")(lambda db: db.conn.execute("DELETE FROM feed"))  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", bad)
        with pytest.raises(StoreCorrupt, match="references"):
            open_store(path)
    with open_store(path) as same:
        assert len(same.feeds.all()) == 1


def test_a_migration_while_the_service_runs_is_refused(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    with open_store(path) as service, service.lock():
        request.getfixturevalue("next_schema")
        with pytest.raises(StoreBusy, match="in use by process"):
            open_store(path, editing=True)


def test_fault_71_the_file_shrinks_when_texts_go(path: Path) -> None:
    with open_store(path) as store:
        poll(store, feed(store), *((story(f"s{n}", f"Title {n}", f"word{n} " * 800), ()) for n in range(200)))
        store.database.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        size = path.stat().st_size
        done = store.retention.run(NOW + timedelta(days=500), 400)
        assert done.stories == 200
        assert done.freed_bytes > 500_000
        assert path.stat().st_size < size - 500_000
        store.check()


def test_the_errors_of_sqlite_are_told_apart() -> None:
    def made(code: int) -> sqlite3.OperationalError:
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode = code
        return error

    place = Path("a.db")
    assert isinstance(open_checks.translate(made(sqlite3.SQLITE_FULL), place), StoreFull)
    assert isinstance(open_checks.translate(made(IOERR_WRITE), place), StoreFull)
    # pysqlite3 knows no more than this
    assert isinstance(open_checks.translate(made(sqlite3.SQLITE_IOERR), place), StoreFull)
    assert type(open_checks.translate(made(sqlite3.SQLITE_IOERR | (1 << 8)), place)) is StoreError
    assert isinstance(open_checks.translate(made(sqlite3.SQLITE_LOCKED), place), StoreBusy)
    assert isinstance(open_checks.translate(made(sqlite3.SQLITE_NOTADB), place), StoreCorrupt)
    assert type(open_checks.translate(made(sqlite3.SQLITE_READONLY), place)) is StoreError
    assert isinstance(open_checks.translate(sqlite3.ProgrammingError("x"), place), sqlite3.ProgrammingError)


# ---------------------------------------------------------------- room and rights


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"f_bavail": 0}, StoreFull, "No room left"),
        ({"f_favail": 0}, StoreFull, "No room left"),
        ({"f_flag": os.ST_RDONLY}, StoreError, "mounted read-only"),
        ({}, StoreError, "There is room"),
    ],
)
def test_why_a_file_cannot_be_written_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, int], kind: type[StoreError], says: str
) -> None:
    space = {"f_bavail": 9, "f_files": 9, "f_favail": 9, "f_flag": 0} | change
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(**space))
    found = open_checks.unwritable(tmp_path / "x.db", "disk I/O error")
    assert type(found) is kind
    assert says in str(found)


def test_a_database_that_cannot_be_made_says_whether_room_or_right_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match="is not there or may not be entered"):
        open_checks.create(tmp_path / "no" / "x.db")

    def full(*args: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(StoreFull, match="No room left"):
        open_checks.create(tmp_path / "x.db")


def test_a_key_that_cannot_be_read_or_written_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = path.with_name(f"{path.name}.key")
    key.mkdir()
    with pytest.raises(StoreError, match="Cannot read the key"):
        open_store(path)
    key.rmdir()

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(connection, "write_key", full)
    with pytest.raises(StoreError, match="Cannot write the key"):
        open_store(path)


def test_the_version_of_sqlite_names_the_package_that_brought_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        open_checks, "sqlite3", SimpleNamespace(sqlite_version="3.53.4", __name__="pysqlite3")
    )
    assert open_checks.sqlite_version() == "3.53.4 (pysqlite3)"
    monkeypatch.setattr(open_checks, "sqlite3", SimpleNamespace(sqlite_version="3.40.1", __name__="sqlite3"))
    assert open_checks.sqlite_version() == "3.40.1"


def test_a_feed_that_has_moved_is_asked_without_validators_at_once(path: Path) -> None:
    with open_store(path) as store:
        source = feed(store)
        poll(store, source, (story(), ACT))
        moved = replace(source, title="Moved", address="https://new.example/feed")
        store.feeds.update(moved)
        assert store.feeds.all() == [replace(moved, identity=source.address)]
        state = store.feeds.state(source.id)
        assert (state.etag, state.last_modified, state.body_hash) == (None, None, None)
        assert [one.id for one, _ in store.feeds.due(NOW)] == [source.id]
