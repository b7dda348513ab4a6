"""Kill the service at random moments under load, with peers that fail, and start it again: nothing is lost,
nothing is doubled once the ids are compared (docs/faults.md 50, 55, 100, 112, 120).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest
from crash_child import PATIENT_S
from servers import Site, rss, site
from smtp_double import server_in_a_thread
from unreliable import FailingInbox, Receiver, receiver
from waiting import hold_up

from monitor.config import load
from monitor.model import MessageState, SavedQuery, Schedule
from monitor.service import Service, destinations, feeds

RULES = Path(__file__).parent / "data" / "small-rules"
CHILD = Path(__file__).with_name("crash_load_child.py")
KILLS = 50  # a seed; four seeds
STATES = ("Norway", "Chile", "Kenya", "Japan", "Canada", "Morocco", "Fiji", "Nepal", "Peru", "Ghana")
FEEDS = 6


def stories() -> list[tuple[str, str]]:
    """Guid and title of each story: two treaties of one kind a state, a convention, and what other outlets
    say of the same.
    """
    told = []
    for number, state in enumerate(STATES):
        first, second = STATES[(number + 3) % len(STATES)], STATES[(number + 5) % len(STATES)]
        told += [
            (f"{state}-1", f"{state} terminates its extradition treaty with {first}"),
            (f"{state}-2", f"{state} terminates its extradition treaty with {second}"),
            (f"{state}-3", f"{state} withdraws from the Ottawa Convention"),
            (f"{state}-4", f"{state} withdraws from the Ottawa Convention on landmines"),
        ]
    return told


ACTS = 3 * len(STATES)


@contextmanager
def world(folder: Path, seed: int) -> Iterator[tuple[Site, Receiver, FailingInbox, Path]]:
    inbox = FailingInbox(seed)
    with site() as press, receiver(seed) as team, server_in_a_thread(inbox) as port:
        config = folder / "treaty-monitor.toml"
        config.write_text(
            f'data_dir = "{folder / "data"}"\noperator = "operator@monitor.example"\n'
            f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{press.port}, {team.port}]\nper_host = 16\n'
            f'[smtp]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nsender = "monitor@monitor.example"\n'
            f"[poll]\nparse_limit_s = {PATIENT_S}\n[pages]\nenabled = false\n[digests]\nwindow_s = 1\n"
            f'[rules]\npackaged = false\ndir = "{RULES}"\n'
        )
        with Service.open(load(config), packaged=False) as service:
            outlines = "".join(
                f'<outline text="Wire {n}" xmlUrl="{press.url(f"/feed/{n}")}"/>' for n in range(FEEDS)
            )
            feeds.import_opml(service, f'<opml version="2.0"><body>{outlines}</body></opml>'.encode())
            for path in ("/quick", "/slow"):
                destinations.add(
                    service, name=path[1:], channel="webhook", address=team.url(path), schedule=Schedule(),
                    owner="ops@monitor.example",
                )  # fmt: skip
            for name, query in (("desk", SavedQuery()), ("extradition", SavedQuery(query="extradition"))):
                destinations.add(
                    service, name=name, channel="email", address=f"{name}@desk.example", schedule=Schedule(),
                    queries=(query,),
                )  # fmt: skip
        yield press, team, inbox, config


def publish(press: Site, shown: list[tuple[str, str]]) -> None:
    """Each story in the feed of its number; feeds keep what they had."""
    for number in range(FEEDS):
        items = [
            (guid, title, press.url(f"/story/{guid}"))
            for place, (guid, title) in enumerate(shown)
            if place % FEEDS == number
        ]
        press.put(f"/feed/{number}", rss(*items, title=f"Wire {number}"))


def run(config: Path, seconds: float | None, point: str = "", nth: int = 1) -> bool:
    """Start the service and kill it so long after it has opened its database; None: let it end, or kill
    itself when it comes to the point for the nth time. Returns True if it ended by itself.
    """
    where = [point, str(nth)] if point else []
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(config), *where], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        opened = child.stdout.readline().strip()
        assert opened == "open", "the service could not be started again"
        if seconds is not None:
            hold_up(seconds)
            child.kill()
        ended = child.stdout.read().strip() == "idle"
    assert ended or child.returncode == -9
    return ended


# Every point of a round without article pages, each under load; `test_crash.py` has those of pages.
POINTS = (
    "after_fetch", "before_record_poll", "mid_tx_story", "before_commit_poll", "after_commit_poll",
    "mid_tx_settle", "before_commit_settle", "after_commit_settle", "before_compose", "mid_tx_digest",
    "before_commit_digest", "after_commit_digest", "before_commit_claim", "after_commit_claim", "before_send",
    "after_accept", "before_commit_sent", "after_commit_sent",
)  # fmt: skip


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_kills_at_any_moment_under_load_lose_nothing_and_double_nothing(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with world(tmp_path, seed) as (press, team, inbox, config):
        told = stories()
        dice.shuffle(told)
        for kill in range(KILLS):
            publish(press, told[: 1 + kill * len(told) // (KILLS - 5)])
            run(config, dice.uniform(0.0, 1.2))
        publish(press, told)
        assert run(config, None)
        nothing_is_lost_or_doubled(team, inbox, config, acts=ACTS)


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_a_point_under_load_loses_nothing_and_doubles_nothing(tmp_path: Path, point: str) -> None:
    with world(tmp_path, POINTS.index(point)) as (press, team, inbox, config):
        told = stories()[:12]
        for nth in (1, 3):
            publish(press, told[: 4 * nth])
            assert not run(config, None, point, nth), f"the point {point} was not reached"
        assert run(config, None)
        nothing_is_lost_or_doubled(team, inbox, config, acts=9)


def nothing_is_lost_or_doubled(team: Receiver, inbox: FailingInbox, config: Path, *, acts: int) -> None:
    """So many acts reached every destination that asks for them, each as news in one message."""
    with Service.open(load(config), packaged=False) as service:
        standing = {act.id: act for act in service.store.acts.standing()}
        states = Counter(delivery.message.state for delivery in service.store.outbox.find(None, 10_000))
        written = service.store.database.rows(
            "SELECT outbox.wid, destination.name, act FROM tells JOIN outbox ON outbox.id = tells.outbox "
            "JOIN destination ON destination.id = outbox.destination"
        )
    assert len(standing) == acts
    assert set(states) == {MessageState.SENT}, "every message that was owed went out"
    due: dict[str, set[int]] = {}
    for row in written:
        due.setdefault(row["name"], set()).add(row["act"])
    extradition = {number for number, act in standing.items() if act.rows[0].others}
    everything = set(standing)
    assert due == {"quick": everything, "slow": everything, "desk": everything, "extradition": extradition}

    for name in ("quick", "slow"):
        whole(team.taken[f"/{name}"])
        news = Counter(
            item["act"]
            for body in dict(team.taken[f"/{name}"]).values()
            for item in json.loads(body)["data"]["items"]
            if "new" in item["reasons"]
        )
        assert set(news) == everything, "each act reached the receiver"
        assert set(news.values()) == {1}, "and was news in one message"
    mails = [(message_from_bytes(mail.content)["Message-ID"], mail) for mail in inbox.envelopes]
    for name in ("desk", "extradition"):
        got = [(wid, mail.content) for wid, mail in mails if mail.rcpt_tos == [f"{name}@desk.example"]]
        whole(got)
        ids = {wid.strip("<>").partition("@")[0] for wid, _ in got}
        assert ids == {row["wid"] for row in written if row["name"] == name}


def whole(got: list[tuple[str, bytes]]) -> None:
    """The same id always carries the same bytes."""
    bodies: dict[str, set[bytes]] = {}
    for wid, body in got:
        bodies.setdefault(wid, set()).add(body)
    assert all(len(different) == 1 for different in bodies.values())
