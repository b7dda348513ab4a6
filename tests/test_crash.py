"""Kill the process at each named point of poll, settle, compose, deliver, depositary mail and follow-ups; start it again; nothing is lost
(docs/faults.md 50, 55, 120).

Real processes, a real database, a real feed server and a real webhook receiver.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from crash_child import PATIENT_S
from servers import Site, rss, site
from test_sources_mail import LITHUANIA, OURS, un

from monitor.config import load
from monitor.model import Grade, MessageState, Schedule
from monitor.service import Service, destinations, knowledge, readings, rebuild

RULES = Path(__file__).parent / "data" / "small-rules"
CHILD = Path(__file__).with_name("crash_child.py")
TITLES = (
    "Norway withdraws from the whaling convention",
    "Chile terminates its extradition treaty with Peru",
    "Kenya quits the regional customs union treaty",
)

POINTS = [
    "after_fetch", "before_record_poll", "mid_tx_story", "before_commit_poll", "after_commit_poll",
    "after_page", "mid_tx_page", "after_commit_page", "mid_tx_settle", "before_commit_settle",
    "after_commit_settle", "before_compose", "mid_tx_digest", "before_commit_digest", "after_commit_digest",
    "before_commit_claim", "after_commit_claim", "before_send", "after_accept", "before_commit_sent",
    "after_commit_sent",
]  # fmt: skip
AGAIN = [
    "after_page",
    "mid_tx_settle",
    "after_commit_settle",
    "after_commit_claim",
    "after_accept",
    "before_commit_sent",
    "after_commit_sent",
]
REPEATS = {"after_accept", "before_commit_sent"}  # the one window that no sender can close


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """A feed with three exits and a hook, and an installation that knows both."""
    with site() as here:
        config = tmp_path / "treaty-monitor.toml"
        here.put("/hook", b"", status=204)
        here.put("/robots.txt", b"", status=404)
        for n, title in enumerate(TITLES):
            here.put(f"/story/{n}", page(title), content_type="text/html")
        feed = here.put(
            "/feed", rss(*((f"g{n}", title, here.url(f"/story/{n}")) for n, title in enumerate(TITLES)))
        )
        config.write_text(
            f'data_dir = "{tmp_path / "data"}"\noperator = "operator@monitor.example"\n'
            f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{here.port}]\n'
            f"[poll]\nparse_limit_s = {PATIENT_S}\n[pages]\nlimit_s = {PATIENT_S}\n"
            f'[rules]\npackaged = false\ndir = "{RULES}"\n'
        )
        with Service.open(load(config), packaged=False) as service:
            now = service.clock()
            service.store.feeds.add(feed, title="Wire", publisher="Wire", interval_s=900, now=now)
            destinations.add(
                service,
                name="team",
                channel="webhook",
                address=here.url("/hook"),
                schedule=Schedule(),
                owner="ops@monitor.example",
            )
        yield here, config


def page(title: str) -> bytes:
    """An article as an outlet serves it."""
    text = (
        "The treaty was signed in 1987 and had been in force ever since. Officials gave no further "
        "reason for the decision. " * 3
    )
    body = f"<article><h1>{title}</h1><p>{text}</p></article>"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{body}</body></html>".encode()
    )


def run_child(config: Path, point: str = "-", nth: int = 1, ahead: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, str(CHILD), str(config), point, str(nth), str(ahead)],
        capture_output=True,
        text=True,
        timeout=5 * PATIENT_S,
        check=False,
    )
    assert done.stdout.strip() in ("killed", "whole"), done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("point", "nth"), [*((point, 1) for point in POINTS), *((point, 2) for point in AGAIN)]
)
def test_a_kill_at_any_point_loses_nothing_and_repeats_only_under_the_same_id_with_the_same_bytes(
    world: tuple[Site, Path], point: str, nth: int
) -> None:
    here, config = world
    outcome = run_child(config, point, nth)
    if nth == 1:
        assert outcome == "killed", f"the point {point} was never reached"
    assert run_child(config) == "whole"

    told: dict[str, list[bytes]] = {}
    for headers, body in here.posts("/hook"):
        told.setdefault(headers["webhook-id"], []).append(body)
    headlines = sorted(
        item["headline"] for bodies in told.values() for item in json.loads(bodies[0])["data"]["items"]
    )
    assert headlines == sorted(TITLES), "each exit reaches the receiver once under one id"
    assert all(len(set(bodies)) == 1 for bodies in told.values()), "the same id always carries the same bytes"
    repeats = sum(len(bodies) - 1 for bodies in told.values())
    assert repeats == 0 or point in REPEATS
    with Service.open(load(config), packaged=False) as service:
        pages = [service.store.pages.get(number) for number in range(1, len(TITLES) + 1)]
        assert [one is not None and "signed in 1987" in one.text for one in pages] == [True] * len(TITLES)
        rows = service.store.outbox.find(None, 100)
        assert {row.message.state for row in rows} == {MessageState.SENT}
        assert service.store.counts().stories == len(TITLES)


NOTICE_POINTS = ["mid_tx_notice", "before_commit_notice", "after_commit_notice", "after_notice_stored"]
DUE_POINTS = ["mid_tx_due", "before_commit_due", "after_commit_due"]
DAYS = 186  # more than six months, after which the exit is due


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """A mailbox with a depositary's notice, and a hook."""
    with site() as here:
        config = tmp_path / "treaty-monitor.toml"
        here.put("/hook", b"", status=204)
        for part in ("tmp", "new", "cur"):
            (tmp_path / "box" / part).mkdir(parents=True)
        (tmp_path / "box" / "new" / "1").write_bytes(notice())
        config.write_text(
            f'data_dir = "{tmp_path / "data"}"\noperator = "operator@monitor.example"\n'
            f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{here.port}]\n'
            f"[poll]\nparse_limit_s = {PATIENT_S}\n[pages]\nlimit_s = {PATIENT_S}\n"
            f'[depositary]\nmaildir = "{tmp_path / "box"}"\nauthserv_id = "{OURS}"\n'
            f'senders = ["treaties@un.org=UN"]\n[rules]\npackaged = false\ndir = "{RULES}"\n'
        )
        with Service.open(load(config), packaged=False) as service:
            destinations.add(
                service,
                name="team",
                channel="webhook",
                address=here.url("/hook"),
                schedule=Schedule(),
                owner="ops@monitor.example",
            )
        yield here, config


def notice() -> bytes:
    """A notice of an exit from the Ottawa Convention, of today."""
    now = datetime.now(UTC)
    raw = un(*LITHUANIA[:4], f"The above action was effected on {now.day} {now:%B %Y}.")
    return raw.replace(b"Mon, 23 Nov 2026 10:00:00 +0000", format_datetime(now).encode())


def told_reasons(here: Site) -> list[list[str]]:
    """The reasons of the items that reached the hook, each message once."""
    bodies = {headers["webhook-id"]: json.loads(body) for headers, body in here.posts("/hook")}
    return [item["reasons"] for body in bodies.values() for item in body["data"].get("items", ())]


@pytest.mark.parametrize("point", NOTICE_POINTS)
def test_a_kill_while_a_depositarys_mail_is_read_tells_its_act_once(
    mailed: tuple[Site, Path], point: str
) -> None:
    here, config = mailed
    assert run_child(config, point) == "killed"
    assert run_child(config) == "whole"
    assert told_reasons(here) == [["new"]]
    with Service.open(load(config), packaged=False) as service:
        [act] = service.store.acts.standing()
        assert (act.states, act.grade) == (("LT",), Grade.DEPOSITARY)
        assert service.store.counts().stories == 1


@pytest.mark.parametrize("point", DUE_POINTS)
def test_a_kill_while_a_follow_up_is_written_tells_it_once(mailed: tuple[Site, Path], point: str) -> None:
    here, config = mailed
    assert run_child(config) == "whole"
    assert run_child(config, point, ahead=DAYS) == "killed"
    assert run_child(config, ahead=DAYS) == "whole"
    assert told_reasons(here) == [["new"], ["due"]]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("point", "nth"),
    [
        ("mid_reread", 1),
        *(("mid_tx_reread", n) for n in (1, 2, 3)),
        *(("after_commit_reread", n) for n in (1, 2, 3)),
    ],
)
def test_a_kill_while_stories_are_read_again_loses_nothing_doubles_nothing_and_tells_nobody(
    world: tuple[Site, Path], point: str, nth: int
) -> None:
    here, config = world
    assert run_child(config) == "whole"
    with Service.open(load(config), packaged=False) as service:
        acts, posts, alerts = (
            service.store.acts.standing(),
            len(here.posts("/hook")),
            service.store.alerts.newest(),
        )
        as_an_earlier_version_left_it(service)
        assert [len(act.rows) for act in service.store.acts.standing()] == [0, 0, 0]
    assert run_child(config, point, nth) == "killed"
    assert run_child(config) == "whole"
    with Service.open(load(config), packaged=False) as service:
        store = service.store
        assert [(act.id, act.rows) for act in store.acts.standing()] == [(act.id, act.rows) for act in acts]
        assert rebuild.compare(store, knowledge.lexicon().heads).same
        assert (
            store.readings.unread(readings.fingerprint()),
            store.alerts.newest(),
            len(here.posts("/hook")),
        ) == (
            0,
            alerts,
            posts,
        )
        assert store.database.row("SELECT count(*), count(DISTINCT story) FROM statement")[:] == (
            len(TITLES),
            len(TITLES),
        )  # type: ignore[index]


def as_an_earlier_version_left_it(service: Service) -> None:
    """The stories are flagged and state nothing in particular; the register is what that makes."""
    with service.store.database.write() as db:
        db.execute("UPDATE statement SET terminations = '[]', reading = 'earlier'")
    service.store.readings.begin("earlier")
    service.store.meta.set("step reading", "earlier")
    rebuild.repair(service.store, knowledge.lexicon().heads, service.clock())
