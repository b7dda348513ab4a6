"""Exports say what is still to come and what is over, and that an exit is principled; a foreign library reads
each calendar.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from icalendar import Calendar, Component
from register_kit import START, fix, item, leaves, register, said

from monitor.corrections import Fix
from monitor.dossiers import Effect, effect_of
from monitor.exports import calendar, csv_text, detail, json_ld, json_lines, markdown, record
from monitor.model import Act, Row, Stage
from monitor.service.dossiers import known_dossiers, known_effect, known_principled, known_usual

TODAY = date(2026, 6, 1)


def effect_on(act: Act, row: Row, today: date) -> Effect | None:
    """When a row takes effect, as known on this day."""
    return effect_of(act, row, known_dossiers(), today)


def listed(stage: Stage = Stage.NOTIFIED, entry: str = "ottawa", **dates: str) -> Act:
    """Finland leaves a treaty, as was reported on 2 March 2026."""
    told = leaves("a", "FI", "", "Convention", stage, entry=entry, ended=dates.pop("ended", None))
    stated = replace(told, **{name: said(value, "a") for name, value in dates.items()})
    (act,) = register(item("a", 0, stated))
    rows = tuple(replace(row, number=place) for place, row in enumerate(act.rows, 1))
    return replace(act, id=7, ref="K7QM", rows=rows, opened_at=START, changed_at=START + timedelta(hours=1))


def reversed_act() -> Act:
    """An exit that was taken back."""
    back = item("b", 1, leaves("b", "FI", "", "Convention", Stage.REVERSED, entry="ottawa"))
    (act,) = register(
        item("a", 0, leaves("a", "FI", "", "Convention", entry="ottawa", ended="2026-12")), back
    )
    return replace(act, id=7, ref="K7QM", opened_at=START, changed_at=START)


def events(act: Act, today: date | None = TODAY, **more: Any) -> list[Component]:
    """The events of the act's calendar, as the library reads them."""
    text = calendar([act], effect_of=known_effect, today=today, **more)
    parsed = Calendar.from_ical(text)
    assert not [error for event in parsed.walk() for error in event.errors]
    assert all(event["SUMMARY"] and event["DTSTART"] and event["DTSTAMP"] for event in parsed.walk("VEVENT"))
    return parsed.walk("VEVENT")


def alarms(event: Component) -> list[timedelta]:
    return [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]


WEEK_AND_DAY = [timedelta(days=-7), timedelta(days=-1)]


# ---------------------------------------------------------------- the calendar


@pytest.mark.parametrize(
    ("ended", "rings"),
    [
        ("2026-06-02", WEEK_AND_DAY),
        ("2026-06-01", []),
        ("2025-12-27", []),
        ("2026-06", []),  # its first day is today
        ("2027", WEEK_AND_DAY),
    ],
)
def test_only_what_is_to_come_has_alarms(ended: str, rings: list[timedelta]) -> None:
    (event,) = events(listed(ended=ended))
    assert alarms(event) == rings
    assert event["STATUS"] in ("CONFIRMED", "TENTATIVE")


def test_a_computed_day_that_is_over_has_no_alarm_and_stays() -> None:
    (event,) = events(listed(notified="2025-06-27"))
    assert (event["DTSTART"].dt, alarms(event)) == (date(2025, 12, 27), [])
    assert "computed" in event["SUMMARY"]
    (event,) = events(listed(notified="2026-05-20"))
    assert (event["DTSTART"].dt, alarms(event)) == (date(2026, 11, 20), WEEK_AND_DAY)


def test_a_day_before_which_nothing_takes_effect_is_left_out_once_it_is_over() -> None:
    announced = listed(Stage.DECIDED)  # on 2 March 2026: not before 2 September
    assert [event["DTSTART"].dt for event in events(announced)] == [date(2026, 9, 2)]
    assert [event["DTSTART"].dt for event in events(announced, date(2026, 9, 2))] == [date(2026, 9, 2)]
    assert events(announced, date(2026, 9, 3)) == []
    assert events(announced, None) != []


def test_deadlines_are_those_to_come_each_with_an_id_of_its_own() -> None:
    announced = listed(Stage.DECIDED, "genocide")  # terms of five years, to 12 January 2031, 2036 ...
    by_day = {
        today: [str(event["UID"]) for event in events(announced, today) if "-notice-" in event["UID"]]
        for today in (TODAY, date(2026, 12, 1), date(2027, 10, 1))
    }
    assert list(by_day.values()) == [["act-7-row-7.1-notice-2030@treaty-monitor.invalid"]] * 2 + [[]]


def test_of_what_was_only_announced_and_not_reported_for_18_months_there_is_no_event() -> None:
    assert events(listed(Stage.DECIDED, "ilo-c169"), date(2028, 1, 1)) == []
    assert events(listed(Stage.DECIDED, "ottawa"), date(2028, 1, 1)) == []
    assert len(events(listed(Stage.DECIDED, "ottawa", ended="2029"), date(2028, 1, 1))) == 1


def test_a_day_that_is_counted_from_today_is_a_new_version_of_its_event_each_day() -> None:
    act, versions = listed(Stage.DECIDED), []
    for today in (date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 2)):
        parsed = Calendar.from_ical(
            calendar([act], effect_of=partial(effect_on, today=today), today=today)
        ).walk("VEVENT")
        versions += [
            (str(event["UID"]), event["DTSTART"].dt, event["DTSTAMP"].dt, int(event["SEQUENCE"]))
            for event in parsed
        ]
    assert len({uid for uid, *_ in versions}) == 1
    assert versions[1] == versions[2]
    assert versions[1][1:3] == (date(2026, 12, 1), datetime(2026, 6, 1, tzinfo=UTC))
    assert versions[0][1:] < versions[1][1:] < versions[3][1:]
    assert [sequence for *_, sequence in versions] == sorted(sequence for *_, sequence in versions)


def test_ids_times_and_numbers_of_events_stay_while_the_act_does() -> None:
    act = listed(notified="2026-05-20")
    days = (TODAY, TODAY + timedelta(days=90), date(2027, 6, 1))
    versions = {
        (str(event["UID"]), event["DTSTAMP"].dt, int(event["SEQUENCE"]))
        for day in days
        for event in events(act, day)
    }
    assert versions == {
        ("act-7-row-7.1-effect@treaty-monitor.invalid", datetime(2026, 3, 2, 9, tzinfo=UTC), 60)
    }
    assert calendar([act], effect_of=known_effect, today=TODAY) == calendar(
        [act], effect_of=known_effect, today=TODAY
    )


def test_the_number_of_an_event_rises_when_its_act_changes() -> None:
    act = listed(ended="2026-12-27")
    later = replace(act, changed_at=act.changed_at + timedelta(minutes=5))
    assert [int(events(version)[0]["SEQUENCE"]) for version in (act, later)] == [60, 65]


def test_a_reversal_is_cancelled_without_alarms_and_a_rejected_act_is_left_out() -> None:
    (event,) = events(reversed_act())
    assert (event["STATUS"], alarms(event)) == ("CANCELLED", [])
    (rejected,) = register(item("a", 0, leaves("a", ended="2026-12")), fixes=(fix(Fix.REJECT, "a"),))
    assert events(rejected) == []


def test_every_calendar_of_the_known_treaties_can_be_read() -> None:
    stages = (
        Stage.THREATENED,
        Stage.DECIDED,
        Stage.NOTIFIED,
        Stage.SUSPENDED,
        Stage.EFFECTIVE,
        Stage.EXPIRED,
    )
    for entry in ("ottawa", "ilo-c169", "genocide", "iwc", "paris", "iccpr", "icc", "new-start"):
        for stage in stages:
            for dates in ({}, {"notified": "2026-01"}, {"ended": "2027-01-31"}, {"ended": "9999"}):
                events(listed(stage, entry, **dates))


# ---------------------------------------------------------------- tables


def line(act: Act, today: date | None = TODAY) -> dict[str, str]:
    """The act's only line in the CSV."""
    text = csv_text([act], effect_of=known_effect, is_principled=known_principled, today=today)
    (cells,) = csv.DictReader(io.StringIO(text, newline=""))
    return cells


@pytest.mark.parametrize(
    ("dates", "lies"),
    [
        ({"ended": "2026-12-27"}, "future"),
        ({"ended": "2026-06-01"}, "reached"),
        ({"ended": "2026-06"}, "unsure"),
        ({"ended": "2025"}, "reached"),
        ({"notified": "2026-05-20"}, "future"),
        ({"notified": "2025-06-27"}, "reached"),
        ({"notified": "2025-11-15", "ended": "2026-06"}, "unsure"),
        ({"notified": "2025-12"}, "unsure"),  # between 1 and 30 June
    ],
)
def test_the_csv_says_whether_the_day_of_effect_has_come(dates: dict[str, str], lies: str) -> None:
    cells = line(listed(**dates))
    assert cells["effect_when"] == lies
    assert cells["ended"] == dates.get("ended", "")
    assert line(listed(**dates), None)["effect_when"] == ""


@pytest.mark.parametrize(
    ("stage", "ended", "cell"),
    [
        (Stage.NOTIFIED, "2026-12-27", "27 Dec 2026 (to come)"),
        (Stage.NOTIFIED, "2026-05-27", "27 May 2026"),
        (Stage.NOTIFIED, "2026-06", "Jun 2026"),
        (Stage.NOTIFIED, "2027", "2027 (to come)"),
        (Stage.EFFECTIVE, "2026-12-27", "27 Dec 2026 (to come)"),
        (Stage.THREATENED, "2026-12-27", "27 Dec 2026 (would end)"),
        (Stage.DECIDED, None, ""),
    ],
)
def test_markdown_says_of_a_date_under_terminated_that_it_is_to_come(
    stage: Stage, ended: str | None, cell: str
) -> None:
    act = listed(stage, "", **({"ended": ended} if ended else {}))
    assert markdown([act], today=TODAY).splitlines()[-1].split(" | ")[4].strip() == cell


def test_markdown_says_of_a_reversed_exit_that_it_was_to_end() -> None:
    assert "| Dec 2026 (was to end) |" in markdown([reversed_act()], today=TODAY)


# ---------------------------------------------------------------- principled exits

PROOF = "Finland denounced the convention as a result of its ratification of Convention No. 188."


def principled() -> Act:
    """An exit that follows from joining a later treaty."""
    told = replace(
        leaves("a", "FI", "", None, Stage.NOTIFIED, ended="2026-12-27"),
        instrument=said("Convention No. 112", "a", PROOF),
    )
    (act,) = register(item("a", 0, told))
    rows = tuple(replace(row, number=place) for place, row in enumerate(act.rows, 1))
    return replace(act, id=7, ref="K7QM", rows=rows, opened_at=START, changed_at=START)


def test_all_exports_say_that_an_exit_is_principled() -> None:
    act, other = principled(), listed(ended="2026-12-27")
    assert (line(act)["principled"], line(other)["principled"]) == ("yes", "")
    assert "| Notified; principled exit |" in markdown([act], is_principled=known_principled)
    assert "principled" not in markdown([other], is_principled=known_principled)
    (event,) = events(act, is_principled=known_principled)
    assert "Principled exit: it follows from joining a later treaty" in event["DESCRIPTION"]
    graph = json.loads(json_ld([act, replace(other, id=8)], is_principled=known_principled))["@graph"]
    assert [node["principled"] for node in graph if node["@type"] == "Exit"] == [True, False]


# ---------------------------------------------------------------- what is usual

USUAL = "sually such agreements end 6 months after notice; the text of this one was not checked"


def test_what_is_usual_is_told_as_usual_and_gives_no_day() -> None:
    told = replace(leaves("a", "RU", "FR", "Fishing Agreement", kind="fisheries"))
    (act,) = register(item("a", 0, told))
    row = record(act, usual_of=known_usual, effect_of=known_effect)["rows"][0]  # type: ignore[index]
    assert row["effect"] is None
    assert row["usual"] == {"kind": "fisheries", "notice": "P6M", "survival": None, "text": f"U{USUAL}"}
    assert json.loads(json_lines([act], usual_of=known_usual))["rows"][0] | {"effect": None} == row
    assert detail(act, usual_of=known_usual)["rows"][0]["usual"] == row["usual"]  # type: ignore[index]
    assert f"| Decided; u{USUAL} |" in markdown([act], usual_of=known_usual)


def test_nothing_is_usual_of_a_treaty_with_a_dossier_or_of_an_exit_that_is_over() -> None:
    over = leaves("a", "RU", "FR", "Fishing Agreement", Stage.EFFECTIVE, kind="fisheries")
    for act in (listed(), *register(item("a", 0, over))):
        assert record(act, usual_of=known_usual)["rows"][0]["usual"] is None  # type: ignore[index]
        assert "usually" not in markdown([act], usual_of=known_usual)


# ---------------------------------------------------------------- a stated day that the clause does not give


@pytest.mark.parametrize(
    ("ended", "days", "says"),
    [
        ("2026-04-01", "87", "the stated day is 87 days earlier than by the exit clause (art. 20(2)-(3))"),
        ("2026-06-28", "", ""),  # within three days
        ("2026-07-01", "4", "the stated day is 4 days later than by the exit clause (art. 20(2)-(3))"),
    ],
)
def test_every_export_says_that_the_stated_day_differs(ended: str, days: str, says: str) -> None:
    act = listed(notified="2025-12-27", ended=ended)
    assert line(act)["effect_differs_days"] == days
    written = markdown([act], effect_of=known_effect)
    (event,) = events(act)
    assert (says in written, says in str(event["DESCRIPTION"])) == (True, True)
    assert ("the stated day is" in written) is bool(days)
    if days:
        assert "takes effect on 27 Jun 2026" in str(event["DESCRIPTION"])
