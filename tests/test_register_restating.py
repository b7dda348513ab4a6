"""A rise is told once, and an outlet's other word for the same step is no rise. Own sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from register_kit import START, Desk, item, leaves

from monitor.model import Kind, Stage
from monitor.register import FlaggedStory
from monitor.register.reports import reports

HOURS = 1 / 24


def day(number: float) -> str:
    return f"{START + timedelta(days=number):%Y-%m-%d}"


def staged(key: str, at: float, stage: Stage, ended: str = "", **more: object) -> FlaggedStory:
    return item(key, at, leaves(key, stage=stage, ended=ended), **more)


@pytest.mark.parametrize("stage", [Stage.NOTIFIED, Stage.SUSPENDED, Stage.EFFECTIVE])
def test_one_step_in_another_outlets_words_is_told_once(stage: Stage) -> None:
    desk, decided, again = Desk(), item("a"), staged("b", 19 * HOURS, stage)
    assert desk.settle(decided) == ["new"]
    assert desk.settle(decided, again) == []
    assert desk.acts[1].stage is stage, "the act is shown as far as any outlet says"
    assert desk.settle(decided, again, staged("c", 9, stage)) == [], "nor when it is told once more"


def test_what_follows_a_restatement_is_a_rise() -> None:
    desk, decided, again = Desk(), item("a"), staged("b", 19 * HOURS, Stage.NOTIFIED)
    assert [desk.settle(decided), desk.settle(decided, again)] == [["new"], []]
    assert desk.settle(decided, again, staged("c", 190, Stage.EFFECTIVE)) == ["rises"]


def test_a_step_of_another_day_is_a_rise() -> None:
    desk, decided = Desk(), item("a")
    assert desk.settle(decided) == ["new"]
    assert desk.settle(decided, staged("b", 1.5, Stage.NOTIFIED)) == ["rises"]


def test_what_was_only_proposed_or_threatened_rises_within_hours() -> None:
    desk, bill = Desk(), staged("a", 0, Stage.PROPOSED)
    assert desk.settle(bill) == ["new"]
    assert desk.settle(bill, staged("b", 5 * HOURS, Stage.NOTIFIED)) == ["rises"]


def test_an_end_whose_day_lies_behind_that_of_the_decision_is_a_rise() -> None:
    desk, decided = Desk(), item("a", 0.6)
    assert desk.settle(decided) == ["new"]
    assert desk.settle(decided, staged("b", 1.1, Stage.EFFECTIVE, day(1))) == ["rises"]


def test_an_end_that_comes_later_is_told_though_an_outlet_had_said_so_at_once() -> None:
    desk, decided, again = Desk(), item("a"), staged("b", 6 * HOURS, Stage.EFFECTIVE)
    assert [desk.settle(decided), desk.settle(decided, again)] == [["new"], []]
    assert desk.settle(decided, again, staged("c", 20.5, Stage.EFFECTIVE, day(20))) == ["rises"]


@pytest.mark.parametrize("stage", [Stage.NOTIFIED, Stage.SUSPENDED])
def test_a_notice_of_another_day_is_told_though_an_outlet_had_said_so_at_once(stage: Stage) -> None:
    desk, decided, again = Desk(), item("a", 0.3), staged("b", 0.6, stage)
    assert [desk.settle(decided), desk.settle(decided, again)] == [["new"], []]
    notice = leaves("c", stage=Stage.NOTIFIED, notified=day(20))
    assert desk.settle(decided, again, item("c", 20.5, notice)) == ["rises"]


def test_a_rise_that_a_first_poll_brought_does_not_make_a_later_one_a_restatement() -> None:
    desk, decided = Desk(), item("a")
    quiet = staged("b", 5 * HOURS, Stage.NOTIFIED, quiet=True)
    assert desk.settle(decided) == ["new"]
    assert desk.settle(decided, quiet) == []
    assert desk.settle(decided, quiet, staged("c", 9, Stage.NOTIFIED)) == ["rises"]


def test_an_end_that_has_come_is_told_even_in_passing() -> None:
    desk, notice = Desk(), item("a", 0, leaves("a", stage=Stage.NOTIFIED, ended=day(365)))
    assert desk.settle(notice) == ["new"]
    ended = staged("b", 367, Stage.EFFECTIVE, kind=Kind.PASSING)
    assert desk.settle(notice, ended) == ["rises"]
    assert desk.settle(notice, ended, staged("c", 380, Stage.EFFECTIVE, kind=Kind.PASSING)) == []


def test_in_passing_an_end_without_a_day_of_these_weeks_is_no_news() -> None:
    for ended, at in (("", 367), (day(365), 420), (day(365), 300)):
        desk, notice = Desk(), item("a", 0, leaves("a", stage=Stage.NOTIFIED, ended=ended))
        assert desk.settle(notice) == ["new"]
        assert desk.settle(notice, staged("b", at, Stage.EFFECTIVE, kind=Kind.PASSING)) == []


def test_a_look_back_at_an_end_of_these_days_reports_it() -> None:
    desk, notice = Desk(), item("a", 0, leaves("a", stage=Stage.NOTIFIED))
    assert desk.settle(notice) == ["new"]
    assert desk.settle(notice, staged("b", 366, Stage.EFFECTIVE, day(365), kind=Kind.AFTERMATH)) == ["rises"]


@pytest.mark.parametrize(("stage", "ended"), [
    (Stage.EFFECTIVE, ""), (Stage.EFFECTIVE, "2026"), (Stage.EFFECTIVE, day(0)), (Stage.EFFECTIVE, day(20)),
    (Stage.DECIDED, day(9)),
])  # fmt: skip
def test_a_look_back_at_anything_else_stays_one(stage: Stage, ended: str) -> None:
    back = staged("b", 10, stage, ended, kind=Kind.AFTERMATH)
    assert [one.kind for one in reports(back)] == [Kind.AFTERMATH]


OTTAWA = {"instrument": "Ottawa Convention", "others": "", "entry": "ottawa", "actors": "LT"}


def ottawa(key: str, at: float, stage: Stage, ended: str = "", **more: object) -> FlaggedStory:
    return item(key, at, leaves(key, stage=stage, ended=ended, **OTTAWA), **more)


@pytest.mark.parametrize(
    ("stage", "ended"),
    [(Stage.EFFECTIVE, "2026"), (Stage.EFFECTIVE, day(2)), (Stage.EFFECTIVE, "")],
)
def test_an_exit_that_is_held_and_told_again_a_year_later_alerts_nobody(stage: Stage, ended: str) -> None:
    desk, held = Desk(), ottawa("a", 2, Stage.EFFECTIVE, day(2))
    assert desk.settle(held) == ["new"]
    again = ottawa("b", 340, stage, ended)
    assert desk.settle(held, again) == []
    assert len(desk.acts) == 1
    assert desk.settle(held, again, ottawa("c", 345, stage, ended)) == []
    assert desk.settle(held, again, ottawa("d", 350, Stage.DECIDED)) == ["new"], "it does not last longer"


def test_an_exit_after_a_return_is_another_act() -> None:
    desk = Desk()
    first, back = ottawa("a", 0, Stage.DECIDED), ottawa("b", 60, Stage.REVERSED)
    assert [desk.settle(first), desk.settle(first, back)] == [["new"], ["reversed"]]
    again = ottawa("c", 700, Stage.EFFECTIVE, "2027", kind=Kind.PASSING)
    assert desk.settle(first, back, again) == ["new"]
    assert [act.stage for act in desk.acts.values()] == [Stage.REVERSED, Stage.EFFECTIVE]


def test_an_exit_that_ended_later_than_the_one_held_is_another_act() -> None:
    desk, held = Desk(), ottawa("a", 2, Stage.EFFECTIVE, day(2))
    assert desk.settle(held) == ["new"]
    assert desk.settle(held, ottawa("b", 700, Stage.EFFECTIVE, day(690))) == ["new"]
    assert len(desk.acts) == 2


def test_an_exit_of_a_past_year_is_background_below_a_headline() -> None:
    below = ottawa("a", 500, Stage.EFFECTIVE, "2026")
    assert [report.kind for report in reports(below)] == [Kind.AFTERMATH]
    [stated] = below.terminations
    above = replace(below, terminations=(replace(stated, stage=replace(stated.stage, field="title")),))
    assert [report.kind for report in reports(above)] == [Kind.PASSING]
    late = ottawa("b", 300, Stage.EFFECTIVE, "2026")
    assert [report.kind for report in reports(late)] == [Kind.ACT], "the year is not over"
