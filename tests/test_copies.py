"""A copy of the database for readers: replaced by a rename while it is read; nothing is written to it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from events_kit import report
from processes_kit import configured, started, wait_for
from register_kit import item, leaves
from servers import ONE_REQUEST_EACH, Site, free_port, rss, site
from store_kit import feed
from waiting import wait_until
from web_kit import ask, installation, words

from monitor.__main__ import commands
from monitor.config import load
from monitor.errors import StoreError, StoreMissing, StoreNewer
from monitor.service import Service
from monitor.service import installation as whole
from monitor.service.copied import OLD
from monitor.store import Store
from monitor.store.sqlite import sqlite3
from monitor.web import build_app
from monitor.web.copies import COPIED, PRIVATE, WRITES

PAGES = (
    *(
        "/",
        "/index.json",
        "/register",
        "/register.csv",
        "/register.atom",
        "/treaties",
        "/states",
        "/timeline",
    ),
    *(
        "/picture.svg",
        "/acts/ECWS",
        "/search?q=pacts",
        "/api",
        "/api/v1/acts",
        "/api/v1/stories",
        "/api/v1/status",
    ),
    *("/embed/acts/ECWS", "/healthz", "/readyz"),
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def copy(service: Service, tmp_path: Path) -> Path:
    """A copy of the installation's database, in a folder of its own."""
    path = tmp_path / "readers" / "treaty-monitor.sqlite3"
    path.parent.mkdir()
    whole.backup(service, path)
    path.with_name(f"{path.name}.key").unlink()
    return path


@pytest.fixture
def reading(service: Service, copy: Path, tmp_path: Path) -> Iterator[Service]:
    """The pages of that copy."""
    config = tmp_path / "readers.toml"
    config.write_text(
        f'data_dir = "{copy.parent}"\nbase_url = "https://monitor.example"\n[web]\nsign_up = true\n'
    )
    opened = Service.open_copy(load(config), clock=service.clock)
    opened.polls = False
    with opened:
        yield opened


# ---------------------------------------------------------------- the store


def test_a_newer_copy_is_taken_up_between_two_queries(service: Service, copy: Path) -> None:
    with Store.open_copy(copy) as store:
        assert len(store.feeds.all()) == 1
        feed(service.store, "https://new.example/feed")
        service.store.backup(copy)
        assert len(store.feeds.all()) == 2


def test_what_is_being_read_is_read_to_its_end(service: Service, copy: Path) -> None:
    with Store.open_copy(copy) as store:
        stories = store.stories.all()
        first = next(stories)
        with store.database.within(5.0):
            feed(service.store, "https://new.example/feed")
            service.store.backup(copy)
            assert len(store.feeds.all()) == 1, "a block reads one copy"
        assert len(store.feeds.all()) == 2
        assert [first, *stories] == list(service.store.stories.all())


def test_threads_take_up_a_new_copy_too(service: Service, copy: Path) -> None:
    with Store.open_copy(copy) as store:
        seen: list[int] = []
        begin, end = threading.Barrier(2), threading.Barrier(2)

        def read() -> None:
            seen.append(len(store.feeds.all()))
            begin.wait()
            end.wait()
            seen.append(len(store.feeds.all()))

        thread = threading.Thread(target=read)
        thread.start()
        begin.wait()
        feed(service.store, "https://new.example/feed")
        service.store.backup(copy)
        end.wait()
        thread.join()
        assert seen == [1, 2]


@pytest.mark.parametrize("text", [b"", b"my thesis" * 1000, None], ids=["empty", "no database", "cut off"])
def test_a_file_that_is_no_whole_copy_is_not_taken_up(
    service: Service, copy: Path, text: bytes | None
) -> None:
    with Store.open_copy(copy) as store:
        broken = copy.with_name("broken")
        broken.write_bytes(copy.read_bytes()[:50_000] if text is None else text)
        broken.replace(copy)
        assert len(store.feeds.all()) == 1
        thread = threading.Thread(target=lambda: feeds.append(len(store.feeds.all())))
        feeds: list[int] = []
        thread.start()
        thread.join()
        assert feeds == [1], "a thread that had read nothing before"
        feed(service.store, "https://new.example/feed")
        service.store.backup(copy)
        assert len(store.feeds.all()) == 2


def test_a_copy_that_is_away_for_a_moment_is_still_read(copy: Path) -> None:
    with Store.open_copy(copy) as store:
        copy.rename(copy.with_name("aside"))
        assert len(store.feeds.all()) == 1


def test_a_copy_is_not_written_to_and_nothing_is_made_beside_it(copy: Path) -> None:
    before = copy.read_bytes()
    with Store.open_copy(copy) as store:
        writes: list[Callable[[], object]] = [
            lambda: store.meta.set("name", "value"),
            lambda: store.lock().__enter__(),
            lambda: store.database.run_script("PRAGMA wal_checkpoint"),
        ]
        for write in writes:
            with pytest.raises(StoreError, match="copy for readers"):
                write()
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_what_is_no_copy_is_refused_in_a_sentence(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="no copy"):
        Store.open_copy(tmp_path / "nothing.sqlite3")
    newer = tmp_path / "newer.sqlite3"
    shutil.copy(copy, newer)
    with closing(sqlite3.connect(newer, isolation_level=None)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name) SELECT migration_set, 'z' FROM _sqlite_migrations LIMIT 1"
        )
    with pytest.raises(StoreNewer):
        Store.open_copy(newer)


def test_a_restored_database_is_another_one_for_those_who_read_copies(service: Service, copy: Path) -> None:
    config, before = service.config, service.store.register.revision()
    service.close()
    whole.restore(config, copy, datetime.now(UTC))
    with Service.open(config, packaged=False, make=False) as again:
        assert again.store.register.revision() > before + 100_000
        assert again.store.meta.get("copied_at") is None


# ---------------------------------------------------------------- the pages


def test_pages_of_a_copy_are_read_as_always_and_say_of_what_time_they_are(
    service: Service, reading: Service
) -> None:
    for path in PAGES:
        answer = ask(reading, "GET", path)
        assert answer.status_code == 200, path
        assert answer.headers[COPIED] == f"{service.clock():%Y-%m-%dT%H:%M:%SZ}"


def test_what_writes_leads_to_the_installation_itself(reading: Service) -> None:
    shown = ask(reading, "GET", "/u/aaaaaaaaaaaaaaaaaaaaaa", headers={"Accept-Language": "fr"})
    assert shown.status_code == 503
    assert "https://monitor.example/u/aaaaaaaaaaaaaaaaaaaaaa" in shown.text
    assert "copie" in shown.text
    for method, path in (
        ("POST", "/subscribe"),
        ("POST", "/register"),
        ("GET", "/operator"),
        ("DELETE", "/"),
    ):
        assert ask(reading, method, path).status_code == 503, path
    data = ask(reading, "GET", "/api/v1/deliveries", headers={"Authorization": "Bearer tm_x"})
    assert (data.status_code, data.json()["ok"]) == (503, False)
    assert ask(reading, "GET", "/nothing").status_code == 404


def test_the_addresses_that_write_are_all_known(service: Service) -> None:
    app = build_app(service)
    first = {path.split("/")[1] for path in app.openapi()["paths"]}
    assert first - {"healthz", "readyz", "metrics"} == WRITES - {"operator"}
    document = ask(service, "GET", "/api/v1/openapi.json").json()["paths"]
    behind = {
        path.split("/")[1]
        for path, ways in document.items()
        if any("security" in way for way in ways.values())
    }
    assert behind == PRIVATE


def test_a_copy_older_than_an_hour_is_called_so_on_each_page(reading: Service) -> None:
    now = reading.clock()
    for lang, text in (("en", "made of a copy of"), ("fr", "copie du"), ("ru", "по копии на")):
        path = f"/register?lang={lang}"
        reading.clock = lambda: now + OLD
        app = build_app(reading)
        assert text not in ask(reading, "GET", path, app=app).text
        reading.clock = lambda: now + 2 * OLD
        assert text in words(ask(reading, "GET", path, app=app).text)
    metrics = ask(reading, "GET", "/metrics", peer="127.0.0.1", headers={"host": "127.0.0.1"})
    assert metrics.status_code == 403, "its address is public"


def test_an_answer_that_was_kept_is_made_anew_from_a_newer_copy(
    service: Service, copy: Path, reading: Service
) -> None:
    app = build_app(reading)
    first = ask(reading, "GET", "/register.json", app=app)
    assert ask(reading, "GET", "/register.json", app=app).headers["etag"] == first.headers["etag"]
    report(
        service.store,
        item("z", 9, leaves("z", "IS", "NO", "Herring Treaty"), source="Wire"),
        "Iceland leaves",
    )
    whole.backup(service, copy)
    again = ask(reading, "GET", "/register.json", app=app)
    assert len(again.json()["acts"]) == len(first.json()["acts"]) + 1


# ---------------------------------------------------------------- as processes


def test_a_backup_is_written_anew_until_it_is_ended(service: Service, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with started("backup", str(copy), "--every", "1", "--db", str(service.config.db)) as writing:
        wait_until(copy.is_file)
        first = copy.stat().st_ino, copy.stat().st_mtime_ns
        wait_until(lambda: (copy.stat().st_ino, copy.stat().st_mtime_ns) != first)
        writing.terminate()
        assert writing.wait(20) == 0
    with Store.open_copy(copy) as store:
        assert store.copied_at is not None
        assert datetime.now(UTC) - store.copied_at < OLD


@pytest.mark.soak
def test_a_copy_is_refreshed_under_readers_and_no_answer_fails_or_is_older_than_one_refresh(
    tmp_path: Path,
) -> None:
    with site() as publisher:
        address = publisher.put(
            "/feed", rss(("0", "Norway leaves the herring treaty 0", "http://w.example/0"))
        )
        ports = [free_port(), free_port()]
        written = configured(tmp_path, ports[0], name="run")
        written.write_text(written.read_text().replace("[http]\n", f"[http]\nports = [{publisher.port}]\n"))
        for given in (["init", "--no-feeds"], ["feeds", "add", "--no-check", address]):
            assert CliRunner().invoke(commands(), [*given, "--config", str(written)]).exit_code == 0
        read = configured(tmp_path / "readers", ports[1])
        copy = tmp_path / "readers" / "data" / "treaty-monitor.sqlite3"
        copy.parent.mkdir()
        with Service.open(load(written), make=False) as service:
            whole.backup(service, copy)
            with (
                started("run", "--config", str(written)),
                started("web", "--read-only", "--processes", "2", "--config", str(read)),
            ):
                wait_for(ports[1])
                answers, shown = _read_while_it_grows(service, copy, publisher, ports[1])
    assert {status for status, _, _ in answers} == {200}
    assert [at for _, at, before in answers if at < before] == [], (
        "older than the newest copy at its beginning"
    )
    assert len({at for _, at, _ in answers}) > 5, "several copies were read"
    assert shown == 4


def _read_while_it_grows(
    service: Service, copy: Path, publisher: Site, port: int
) -> tuple[list[tuple[int, str, str]], int]:
    """Copies are made all the while, and three items come one after the other. Status and time of each
    answer, and the newest copy when it was asked for; and how many stories the last one has.
    """
    newest, over = ["1970"], threading.Event()
    answers: list[tuple[int, str, str]] = []

    def copies() -> None:
        while not over.wait(0.3):
            at = service.clock()
            service.store.backup(copy, at)
            newest[0] = f"{at:%Y-%m-%dT%H:%M:%SZ}"

    def ask_all() -> None:
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, trust_env=False, timeout=30, limits=ONE_REQUEST_EACH) as client:
            while not over.is_set():
                for path in ("/", "/search?q=herring", "/api/v1/stories", "/register.csv"):
                    before = newest[0]
                    answer = client.get(path)
                    answers.append((answer.status_code, answer.headers.get(COPIED, ""), before))

    threads = [threading.Thread(target=work) for work in (copies, ask_all, ask_all)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 4):
            wait_until(partial(_has_stories, port, number), 40)
            names = range(number + 1)
            items = [
                (f"{n}", f"Norway leaves the herring treaty {n}", f"http://w.example/{n}") for n in names
            ]
            publisher.put("/feed", rss(*items))
            service.store.feeds.poll_now([1], service.clock())
        wait_until(partial(_has_stories, port, 4), 40)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    return answers, _stories(port)


def _has_stories(port: int, number: int) -> bool:
    return _stories(port) == number


def _stories(port: int) -> int:
    answer = httpx.get(f"http://127.0.0.1:{port}/api/v1/stories", trust_env=False, timeout=30)
    return len(answer.json()["stories"])
