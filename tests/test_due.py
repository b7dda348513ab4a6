"""What is due on its day is told once, in words that claim no effect, to those who were told of the act."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from compose_kit import context_of
from events_kit import report
from register_kit import HEADS, item, leaves, said
from store_kit import open_store, place
from test_dossiers import EXIT, HEAD, read

from monitor import pipeline
from monitor.dossiers import Due, DueEvent, due_between, due_of, due_or_near
from monitor.model import Act, Alert, Cell, Choice, Reason, Row, Stage, Step, Termination
from monitor.pipeline import Context
from monitor.service import rebuild, register
from monitor.store import Store

DOSSIERS = read(HEAD + EXIT)
NOTICE = date(2026, 3, 5)
DAY = date(2026, 9, 5)  # six months after the notice


def row(stage: Stage = Stage.NOTIFIED, **cells: str) -> Row:
    values = {name: Cell(said(value, "a")) for name, value in cells.items()}
    return Row(entry="grazing", stage=stage, number=1, **values)


def due(own: Row, dossiers: str = HEAD + EXIT, **more: object) -> Due | None:
    step = Step(own.stage, datetime(2026, 3, 6, tzinfo=UTC), said(own.stage.value, "a"))
    act = Act(id=1, stage=own.stage, actors=(said("NO", "a"),), rows=(own,), history=(step,), **more)  # type: ignore[arg-type]
    return due_of(act, own, read(dossiers))


def days(own: Due | None) -> tuple[DueEvent, str, bool] | None:
    return own and (own.event, str(own.day), own.is_stated)


def test_a_notice_of_a_known_day_is_due_on_the_day_that_the_clause_gives() -> None:
    own = due(row(notified="2026-03-05"))
    assert own is not None
    assert days(own) == (DueEvent.EFFECT, "2026-09-05", False)
    assert own.words == "due to take effect (computed)"
    assert not own.is_due(DAY - timedelta(days=1))
    assert own.is_due(DAY)


def test_a_leap_day_ends_on_the_last_day_of_february() -> None:
    own = due(row(notified="2027-08-29"))
    assert days(own) == (DueEvent.EFFECT, "2028-02-29", False)
    assert days(due(row(notified="2026-08-29"))) == (DueEvent.EFFECT, "2027-02-28", False)


@pytest.mark.parametrize(
    "own",
    [
        row(notified="2026-03"),
        row(),
        row(Stage.DECIDED, decided="2026-03-05"),
        row(Stage.EFFECTIVE, notified="2026-03-05"),
        row(Stage.REVERSED, notified="2026-03-05"),
        row(notified="2026-03-05", ended="2026-10-01"),
        row(notified="2026-03-05", ended="2026-10"),
    ],
    ids=["a month", "no day", "not notified", "in effect", "reversed", "another day", "another month"],
)
def test_nothing_is_due_without_an_exact_day_or_against_what_is_stated(own: Row) -> None:
    assert due(own) is None


def near(own: Row, today: str = "2026-09-10", **more: object) -> list[tuple[str, str, bool]]:
    """First day, last day and `is_stated` of what is due in the week from a day."""
    step = Step(own.stage, datetime(2026, 4, 3, tzinfo=UTC), said(own.stage.value, "a"))
    act = Act(id=1, stage=own.stage, actors=(said("NO", "a"),), rows=(own,), history=(step,), **more)  # type: ignore[arg-type]
    first = date.fromisoformat(today)
    soon = due_or_near([act], DOSSIERS, first, first + timedelta(days=7))
    return [(str(due.day), str(due.latest), due.is_stated) for due in soon]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"notified": "2026-03"}, ("2026-09-01", "2026-09-30", False)),
        ({"notified": "2026"}, ("2026-07-01", "2027-06-30", False)),
        ({"notified": "2026-03", "ended": "2026-09"}, ("2026-09-01", "2026-09-30", True)),
        ({"notified": "2026-03-12"}, ("2026-09-12", "2026-09-12", False)),
    ],
)
def test_an_effect_on_one_of_several_days_is_near_while_one_of_them_is(
    cells: dict[str, str], days: tuple[str, str, bool]
) -> None:
    assert near(row(**cells)) == [days]
    assert near(row(**cells), "2027-07-02") == []
    assert near(row(Stage.REVERSED, **cells)) == near(row(Stage.EFFECTIVE, **cells)) == []
    assert near(row(**cells), rejected=True) == []


def test_the_days_of_a_range_are_not_told_as_one_day() -> None:
    own = row(notified="2026-03")
    act = Act(id=1, stage=own.stage, actors=(said("NO", "a"),), rows=(own,))
    (soon,) = due_or_near([act], DOSSIERS, DAY, DAY)
    assert soon.words == "due to take effect on one of these days (computed)"
    assert not soon.is_due(date(2026, 9, 29))
    assert due_between([act], DOSSIERS, DAY, date(2026, 9, 30)) == ()


@pytest.mark.parametrize("flag", ["rejected", "withdrawn", "closed"])
def test_nothing_is_due_of_an_act_that_does_not_stand(flag: str) -> None:
    assert due(row(notified="2026-03-05"), **{flag: True}) is None


def test_nothing_is_due_where_the_notice_may_have_been_too_early() -> None:
    clause = HEAD + 'in_force = "2000-01-01"\n' + EXIT + 'not_before = "P5Y"\n'
    assert due(row(notified="2026-03-05"), clause) is None, "when the state joined is not known"
    joined = clause + 'joined = { NO = "2001-01-01" }\n'
    assert days(due(row(notified="2026-03-05"), joined)) == (DueEvent.EFFECT, "2026-09-05", False)


def test_a_notice_that_may_have_been_too_early_is_listed_as_that_and_told_to_nobody() -> None:
    dossiers = read(HEAD + 'in_force = "2000-01-01"\n' + EXIT + 'not_before = "P5Y"\n')
    own = row(notified="2026-03-05")
    act = Act(id=1, stage=own.stage, actors=(said("NO", "a"),), rows=(own,))
    (soon,) = due_or_near([act], dossiers, DAY, DAY)
    assert soon.words == "due to take effect (computed; if the state could give notice then)"
    assert (soon.day, soon.last, soon.depends) == (DAY, None, True)
    assert due_between([act], dossiers, DAY, DAY) == ()
    stated = row(notified="2026-03-05", ended="2026-09-06")
    (soon,) = due_or_near([replace(act, rows=(stated,))], dossiers, DAY, DAY + timedelta(days=2))
    assert (soon.is_stated, soon.depends) == (True, False)


def test_a_renewal_is_due_by_whatever_rule_the_clause_has() -> None:
    term = HEAD + 'expires = "2026-12-31"\nrenews = "P5Y"\n'
    rounded = EXIT + 'rounding = "year-end"\n'
    assert days(due(row(Stage.THREATENED), term + rounded)) == (DueEvent.RENEWAL, "2026-07-01", False)


def test_a_stated_day_comes_before_the_computed_one() -> None:
    assert days(due(row(notified="2026-03-05", ended="2026-09-07"))) == (DueEvent.EFFECT, "2026-09-07", True)


def test_what_may_hold_the_effect_back_is_said() -> None:
    own = due(row(notified="2026-03-05"), HEAD + EXIT + 'blocked = "armed conflict"\n')
    assert own is not None
    assert own.words == "due to take effect (computed; may be held back: armed conflict)"


def test_an_announced_end_and_a_suspension_with_an_end_are_due_as_stated() -> None:
    assert days(due(row(Stage.DECIDED, ended="2026-09-05"))) == (DueEvent.END, "2026-09-05", True)
    stated = due(row(Stage.SUSPENDED, ended="2026-09-05"))
    assert days(stated) == (DueEvent.SUSPENSION_ENDS, "2026-09-05", True)
    assert due(row(Stage.THREATENED, ended="2026-09-05")) is None


def test_the_end_of_a_term_is_due_and_a_renewal_the_day_after_the_last_notice() -> None:
    term = HEAD + 'expires = "2026-09-05"\n'
    assert days(due(row(Stage.DECIDED), term)) == (DueEvent.END, "2026-09-05", False)
    renewed = due(row(Stage.THREATENED), term + 'renews = "P5Y"\n' + EXIT)
    assert days(renewed) == (DueEvent.RENEWAL, "2026-03-06", False)


def test_contradicting_days_of_notice_give_no_day() -> None:
    own = replace(row(), notified=Cell(said("2026-03-05", "a"), (said("2026-04-05", "b"),)))
    assert due(own) is None


# ---------------------------------------------------------------- told


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as made:
        yield made


def context(store: Store, day: date, hour: int = 9) -> Context:
    built = context_of(store, datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
    return replace(built, settings=replace(built.settings, dossiers=lambda: DOSSIERS))


def notice(key: str = "a") -> Termination:
    stated = leaves(key, "NO", "SE", "Grazing Treaty", Stage.NOTIFIED, notified=str(NOTICE))
    return replace(stated, entry="grazing")


def first_seen(key: str = "a", on: date = date(2026, 3, 6), **more: object):
    seen = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    return replace(item(key, 0, notice(key), **more), seen=seen, published=seen)  # type: ignore[arg-type]


@pytest.fixture
def told(store: Store) -> Store:
    """A destination that was told of the notice in March."""
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    store.destinations.add(
        name="desk", channel="webhook", address="https://hook.example/in", now=begin, owner="ops@desk.example"
    )
    report(store, first_seen())
    assert pipeline.compose(context(store, date(2026, 3, 6))) == 1
    return store


def reasons(alerts: tuple[Alert, ...]) -> list[Reason]:
    return [alert.reason for alert in alerts]


def test_the_follow_up_is_told_once_on_the_day_and_the_stage_stays(told: Store) -> None:
    assert pipeline.tell_due(context(told, DAY - timedelta(days=1))) == ()
    assert reasons(pipeline.tell_due(context(told, DAY))) == [Reason.DUE]
    assert pipeline.compose(context(told, DAY)) == 1
    body = json.loads(told.outbox.get(2).message.body)  # type: ignore[union-attr]
    (shown,) = body["data"]["items"]
    assert (shown["stage"], shown["reasons"]) == ("notified", ["due"])
    assert shown["effect"] == (
        "Due to take effect today (computed: 6 months after the depositary receives the notice, art. 9), no "
        "source says so yet"
    )
    for later in (DAY, DAY + timedelta(days=20), DAY - timedelta(days=5), DAY + timedelta(days=1)):
        assert pipeline.tell_due(context(told, later)) == (), "also when the clock jumps back"
    assert pipeline.compose(context(told, DAY + timedelta(days=1))) == 0


def test_who_was_not_told_of_the_act_is_not_told_that_it_is_due(told: Store) -> None:
    added = datetime(2026, 9, 1, tzinfo=UTC)
    told.destinations.add(name="late", channel="webhook", address="https://x.example/in", now=added,
                          owner="ops@desk.example")  # fmt: skip
    pipeline.tell_due(context(told, DAY))
    assert pipeline.compose(context(told, DAY)) == 1, "only the one that knows it"


def test_after_thirty_days_of_downtime_it_is_only_shown(told: Store) -> None:
    assert pipeline.tell_due(context(told, DAY + timedelta(days=31))) == ()
    assert len(pipeline.tell_due(context(told, DAY + timedelta(days=30)))) == 1


def test_what_nobody_was_told_of_before_the_day_has_no_follow_up(store: Store) -> None:
    report(store, first_seen(quiet=True))
    report(store, first_seen("b", date(2026, 9, 5)))
    assert pipeline.tell_due(context(store, DAY)) == ()


@pytest.mark.parametrize("change", [register.reject])
def test_a_rejected_act_is_not_due(told: Store, change: Callable[..., object]) -> None:
    change(told, "1", register.signed("Ada", "a commentary"), datetime(2026, 4, 1, tzinfo=UTC))
    assert pipeline.tell_due(context(told, DAY)) == ()


def test_a_changed_register_writes_nothing_until_it_is_read_again(told: Store) -> None:
    owed = pipeline.due_follow_ups(context(told, DAY))
    report(told, first_seen("b", date(2026, 4, 1)))
    assert told.due.write(owed.revision, owed.follow_ups, owed.now) is None
    assert len(pipeline.tell_due(context(told, DAY))) == 1


@pytest.mark.parametrize("point", ["mid_tx_due", "before_commit_due"])
def test_a_process_that_dies_before_the_commit_writes_it_at_the_next_start(told: Store, point: str) -> None:
    class DiedError(Exception):
        pass

    def trace(name: str) -> None:
        if name == point:
            raise DiedError

    told.database.trace = trace
    with pytest.raises(DiedError):
        pipeline.tell_due(context(told, DAY))
    told.database.trace = lambda name: None
    assert told.alerts.newest() == 1
    assert len(pipeline.tell_due(context(told, DAY))) == 1
    assert pipeline.tell_due(context(told, DAY)) == ()


def test_acts_that_are_merged_or_parted_after_the_follow_up_are_not_told_again(told: Store) -> None:
    other = leaves("z", "NO", "FI", "Reindeer Convention", Stage.NOTIFIED, notified=str(NOTICE))
    stated = replace(first_seen("z", date(2026, 4, 20)), terminations=(other,))
    report(told, stated)
    pipeline.compose(context(told, date(2026, 3, 7)))
    assert len(pipeline.tell_due(context(told, DAY))) == 1
    signed, at = register.signed("Ada", "the same"), datetime(2026, 9, 6, tzinfo=UTC)
    register.merge(told, ["1", "2"], signed, at)
    assert pipeline.tell_due(context(told, DAY + timedelta(days=1))) == ()
    register.undo(told, "1", signed, at)
    assert pipeline.tell_due(context(told, DAY + timedelta(days=2))) == ()


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from test_due import DAY, context
from monitor import pipeline
from monitor.store import Store

def trace(name):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

with Store.open(Path(sys.argv[1]), trace=trace) as store:
    pipeline.tell_due(context(store, DAY))
"""


@pytest.mark.parametrize("point", ["mid_tx_due", "before_commit_due", "after_commit_due"])
def test_a_kill_at_any_point_leaves_one_follow_up(told: Store, point: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(told.database.path), point],
        cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    pipeline.tell_due(context(told, DAY))
    alerts = told.alerts.between(0)
    assert [alert.reason for alert in alerts] == [Reason.NEW, Reason.DUE]
    assert pipeline.compose(context(told, DAY)) == 1


def test_a_source_that_tells_the_end_first_leaves_no_follow_up_to_tell(told: Store) -> None:
    pipeline.tell_due(context(told, DAY))
    ended = replace(leaves("e", "NO", "SE", "Grazing Treaty", Stage.EFFECTIVE), entry="grazing")
    seen = datetime(2026, 9, 5, 10, tzinfo=UTC)
    report(told, replace(item("e", 0, ended), seen=seen, published=seen))
    assert pipeline.compose(context(told, DAY, 11)) == 1
    body = json.loads(told.outbox.get(2).message.body)  # type: ignore[union-attr]
    (shown,) = body["data"]["items"]
    assert (shown["stage"], shown["reasons"]) == ("effective", ["rises"])


def test_a_follow_up_changes_nothing_that_the_register_is_rebuilt_from(told: Store) -> None:
    pipeline.tell_due(context(told, DAY))
    assert rebuild.compare(told, HEADS).same


def test_a_muted_act_stays_mute(told: Store) -> None:
    told.choices.choose(1, 1, Choice.MUTE, datetime(2026, 4, 1, tzinfo=UTC))
    assert len(pipeline.tell_due(context(told, DAY))) == 1
    pipeline.compose(context(told, DAY))
    assert json.loads(told.outbox.get(2).message.body)["type"] == "heartbeat"  # type: ignore[union-attr]
