"""The starter register is made of a table of facts, and gives back exactly these facts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from click.testing import CliRunner
from store_kit import open_store

from monitor.cli import root
from monitor.model import Stage
from training.starter import MARK, RULES, TARGET, PastExit, past_exits, stories

PAST = past_exits((RULES / "starter.toml").read_text(encoding="utf-8"))


def stage_of(past: PastExit) -> Stage:
    if past.reversed:
        return Stage.REVERSED
    if past.effective:
        return Stage.EFFECTIVE
    return Stage.NOTIFIED if past.notified else Stage.DECIDED


def test_the_story_file_is_what_the_table_makes() -> None:
    made = stories()
    assert TARGET.read_text(encoding="utf-8") == made, "run `python -m training.starter`"


def test_each_past_exit_has_a_source_and_dates_since_1990_in_their_order() -> None:
    assert len(PAST) >= 150
    for past in PAST:
        days = [past.announced, past.notified, past.effective or past.reversed]
        given = [day.earliest for day in days if day]
        assert given == sorted(given), past.key
        assert given[0].year >= 1990, past.key
        assert past.source, past.key


def test_judge_extraction_and_register_give_back_the_facts_of_each_past_exit(tmp_path: Path) -> None:
    database = tmp_path / "data" / "t.sqlite3"
    made = CliRunner().invoke(root, ["init", "--with-history", "--db", str(database)], catch_exceptions=False)
    assert "of the starter register new" in made.stdout
    wanted = Counter(
        (
            past.actor,
            past.entry,
            stage_of(past).value,
            str(past.notified) if past.notified else None,
            str(past.effective) if past.effective else None,
        )
        for past in PAST
    )
    with open_store(database) as store:
        acts = [act for act in store.acts.standing() if act.rows[0].entry]
        held = Counter(
            (
                "+".join(act.states),
                row.entry,
                act.stage.value,
                row.notified.value if row.notified else None,
                row.ended.value if row.ended else None,
            )
            for act in acts
            for row in act.rows
        )
        assert (held - wanted, wanted - held) == (Counter(), Counter())
        assert store.alerts.between(0) == []


def test_each_story_is_marked_as_one_of_the_starter_register() -> None:
    assert all(f'"source": "{MARK}' in line for line in stories().splitlines())


def test_the_register_tells_the_wave_of_2025_from_the_ottawa_convention(tmp_path: Path) -> None:
    place = ["--db", str(tmp_path / "data" / "t.sqlite3")]
    CliRunner().invoke(root, ["init", "--with-history", *place], catch_exceptions=False)
    with open_store(tmp_path / "data" / "t.sqlite3") as store:
        poland = next(
            act.id for act in store.acts.standing() if act.states == ("PL",) and act.rows[0].entry == "ottawa"
        )
    shown = CliRunner().invoke(root, ["events", "show", str(poland), *place], catch_exceptions=False).stdout
    assert (
        "Wave: 5 states left or gave notice in 90 days, by this register; none in the 26 years before; "
        "5 exits of these from the starter register"
    ) in shown
