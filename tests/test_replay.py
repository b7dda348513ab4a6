"""replay: a story file through match, extract, register and alerts, on a virtual clock, and nobody is
told.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from store_kit import feed, flag, mailbox, open_store, place

from monitor.cli import root
from monitor.errors import UsageError
from monitor.exports import record
from monitor.pipeline import RegisterCache
from monitor.service import knowledge, rulebook
from monitor.service.replay import Replayed, moment, replay
from monitor.store import Store

RULES = Path(__file__).parent / "data" / "small-rules" / "small.toml"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STORIES = [
    {
        "id": "a",
        "title": "Norway threatens to leave the whaling convention",
        "published": "2024-03-01T08:00:00Z",
        "source": "Fjord Post",
    },
    {
        "id": "b",
        "title": "Norway withdraws from the whaling convention",
        "published": "2024-05-02T09:00:00Z",
        "source": "Fjord Post",
    },
    {
        "id": "c",
        "title": "Oslo withdraws from the whaling convention",
        "published": "2024-05-02T11:00:00Z",
        "source": "Harbour Times",
    },
    {"id": "d", "title": "Rain in Bergen", "published": "2024-05-03", "source": "Fjord Post"},
    {
        "id": "e",
        "title": "Chile terminates its extradition treaty with Peru",
        "published": "2024-06",
        "source": "Andes Wire",
    },
]


@cache
def rules() -> dict[str, str]:
    return rulebook.read({RULES.name: RULES})


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def written(folder: Path, stories: list[dict[str, str]] = STORIES, name: str = "stories.jsonl") -> Path:
    path = folder / name
    text = "".join(json.dumps(one) + "\n" for one in stories)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def run(store: Store, path: Path) -> Replayed:
    return replay(store, RegisterCache(knowledge.lexicon()), path, rules(), now=NOW)


def acts(store: Store) -> list[dict[str, object]]:
    acts = store.acts.standing()
    alerts = store.alerts.of_acts(act.id for act in acts)
    return [record(act, alerts.get(act.id, ())) for act in acts]


def test_stories_become_acts_at_the_time_they_were_published(store: Store, tmp_path: Path) -> None:
    done = run(store, written(tmp_path))
    assert (done.stories, done.new, done.flagged) == (5, 5, 4)
    assert done.alerts_a_day == {"2024-03-01": 1, "2024-05-02": 1, "2024-06-01": 1}
    norway, chile = acts(store)
    assert (norway["actors"], norway["stories"], norway["stages"]) == (
        ["NO"],
        ["a", "b", "c"],
        ["threatened", "decided"],
    )
    assert norway["alerts"] == [
        {"at": "2024-03-01T08:00:00Z", "stage": "threatened", "reason": "new"},
        {"at": "2024-05-02T09:00:00Z", "stage": "decided", "reason": "rises"},
    ]
    assert (norway["first_seen"], chile["first_seen"]) == ("2024-03-01T08:00:00Z", "2024-06-01T00:00:00Z")
    assert [row["others"] for row in chile["rows"]] == [["PE"]]  # type: ignore[attr-defined]
    assert store.stories.by_key("replay:b").source == "Fjord Post"  # type: ignore[union-attr]


def test_replaying_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    run(store, written(tmp_path))
    before = (acts(store), store.alerts.newest(), store.counts())
    again = run(store, written(tmp_path, name="same.jsonl.gz"))
    assert (again.new, again.flagged, again.alerts) == (0, 0, [])
    assert (acts(store), store.alerts.newest(), store.counts()) == before


def test_the_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    found = []
    for seed in range(4):
        shuffled = STORIES[:]
        Random(seed).shuffle(shuffled)
        with place() as path, open_store(path) as store:
            run(store, written(tmp_path, shuffled))
            found.append(acts(store))
    assert found == [found[0]] * 4


def test_nobody_is_told_and_nothing_that_was_owed_is_skipped(store: Store, tmp_path: Path) -> None:
    idle, owed = mailbox(store, "idle", "idle@news.example"), None
    run(store, written(tmp_path))
    assert store.alerts.between(0) == []
    assert store.destinations.get(idle.id).cursor == store.alerts.newest() > 0  # type: ignore[union-attr]
    owed = flag(store, feed(store), "fresh")
    run(
        store,
        written(
            tmp_path,
            [{"id": "z", "title": "Kenya quits the customs union treaty", "published": "2025-01-01"}],
        ),
    )
    assert [alert.id for alert in store.alerts.between(store.destinations.get(idle.id).cursor)] == owed  # type: ignore[union-attr]
    assert store.alerts.newest() > owed[-1]


def test_a_replay_that_dies_half_way_is_finished_by_the_next_and_tells_nobody(tmp_path: Path) -> None:
    def die(point: str) -> None:
        if point == "before_commit_settle" and armed:
            armed.pop()
            raise KeyboardInterrupt

    path = written(tmp_path)
    with place() as whole, open_store(whole) as store:
        run(store, path)
        wanted = acts(store)
    armed: list[bool] = [True]
    with place() as broken, open_store(broken, trace=die) as store:
        mailbox(store)
        with pytest.raises(KeyboardInterrupt):
            run(store, path)
        assert store.alerts.between(0) == []
        run(store, path)
        assert [{**act, "first_seen": "", "alerts": len(act["alerts"])} for act in acts(store)] == [  # type: ignore[arg-type]
            {**act, "first_seen": "", "alerts": len(act["alerts"])}  # type: ignore[arg-type]
            for act in wanted
        ]
        assert store.destinations.all()[0].cursor == store.alerts.newest()


def test_stories_without_a_date_come_last_and_alone_they_are_seen_now(store: Store, tmp_path: Path) -> None:
    run(store, written(tmp_path, [{"id": "u", "title": STORIES[1]["title"], "published": ""}, *STORIES[:1]]))
    (act,) = acts(store)
    assert (act["stories"], act["stages"]) == (["a", "u"], ["threatened", "decided"])
    with place() as path, open_store(path) as other:
        assert run(other, written(tmp_path, [{"id": "u", "title": STORIES[1]["title"]}])).alerts_a_day == {
            "2026-11-23": 1
        }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023", datetime(2023, 1, 1, tzinfo=UTC)),
        ("2023-02", datetime(2023, 2, 1, tzinfo=UTC)),
        ("2023-02-13", datetime(2023, 2, 13, tzinfo=UTC)),
        ("2023-02-13 01:00:04+01:00", datetime(2023, 2, 13, 0, 0, 4, tzinfo=UTC)),
        ("2026.02.14", datetime(2026, 2, 14, tzinfo=UTC)),
        ("Mon, 13 Feb 2023 01:00:04 +0100", datetime(2023, 2, 13, 0, 0, 4, tzinfo=UTC)),
        (" ", None),
    ],
)
def test_a_time_may_be_a_day_a_month_or_a_year_only(text: str, wanted: datetime | None) -> None:
    assert moment(text) == wanted


@pytest.mark.parametrize(
    "line", ["not json", '{"title": "no id"}', '{"id": 1, "title": "x", "published": "soon"}']
)
def test_a_line_that_is_no_story_is_named_and_nothing_is_stored(
    store: Store, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(STORIES[0]) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 2"):
        run(store, path)
    assert store.counts().stories == 0


def test_a_story_known_by_its_month_alone_is_not_asked_for_a_weekday(store: Store, tmp_path: Path) -> None:
    title = "Chile terminates its extradition treaty with Peru on Friday"
    for published, ended in (("2024-06", None), ("2024-06-12", "2024-06-07")):
        with place() as path, open_store(path) as one:
            run(one, written(tmp_path, [{"id": "e", "title": title, "published": published}]))
            assert [row["ended"] for act in acts(one) for row in act["rows"]] == [ended]  # type: ignore[attr-defined]


def test_the_command_prints_what_it_made(tmp_path: Path) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[rules]\npackaged = false\ndir = "{RULES.parent}"\n',
        encoding="utf-8",
    )
    path = written(tmp_path)
    done = CliRunner().invoke(root, ["replay", str(path), "--config", str(config), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "stories": 5, "new": 5, "flagged": 4, "acts": 2, "rows": 2, "alerts": 3,
        "alerts_a_day": {"2024-03-01": 1, "2024-05-02": 1, "2024-06-01": 1},
    }  # fmt: skip
    again = CliRunner().invoke(root, ["replay", str(path), "--config", str(config)])
    assert again.stdout.splitlines()[0] == "5 stories, 0 new, 0 flagged, 2 acts, 2 rows, 0 alerts"


def test_progress_is_told_a_batch_at_a_time(store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, datetime]] = []
    many = [
        {"id": str(n), "title": f"Rain {n}", "published": f"{NOW - timedelta(hours=1200 - n)}"}
        for n in range(1100)
    ]
    replay(
        store,
        RegisterCache(knowledge.lexicon()),
        written(tmp_path, many),
        rules(),
        now=NOW,
        progress=lambda done: told.append((done.stories, done.clock)),
    )
    assert [stories for stories, _ in told] == [500, 1000, 1100]


def test_the_starter_register_holds_past_exits_with_their_sentences_and_tells_nobody(tmp_path: Path) -> None:
    database = ["--db", str(tmp_path / "data" / "t.sqlite3")]
    first = CliRunner().invoke(root, ["init", "--with-history", *database], catch_exceptions=False)
    assert "170 acts, 178 stories of the starter register new" in first.stdout
    assert (
        "0 stories of the starter register new"
        in CliRunner().invoke(root, ["init", "--with-history", *database]).stdout
    )
    with open_store(tmp_path / "data" / "t.sqlite3") as store:
        every_row = [row for act in acts(store) for row in act["rows"]]  # type: ignore[attr-defined]
        rows = [row for row in every_row if set(row["others"]) & {"CA", "FR", "PT", "DE"}]
        assert {tuple(row["others"]): (row["instrument"], row["signed"], row["ended"]) for row in rows} == {
            ("CA",): ("Military Visits Pact", "1989-11-20", None),
            ("FR",): ("Franco-Russian Defence Cooperation Agreement", "1994-02-04", None),
            ("PT",): ("Russian-Portuguese Military Cooperation Treaty", "2000-08-04", None),
            ("DE",): ("Military-Technical Cooperation Agreement", "2000s", "2025-07"),
        }
        assert all(
            row["evidence"][name]["sentence"]
            for row in rows
            for name in ("actors", "others", "instrument", "signed")
        )
        assert store.alerts.between(0) == []
        assert {one.cursor for one in store.destinations.all()} == {store.alerts.newest()}
