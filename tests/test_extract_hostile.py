"""Texts that nobody writes in earnest: none is an error, and none takes more than linear time."""

from __future__ import annotations

import gc
import time
from datetime import date

import pytest

from monitor.extract import extract, html_article
from monitor.extract.periods import later
from monitor.model import Story, Termination
from monitor.service.knowledge import lexicon


def rows(title: str, body: str, *, published: date | None = None) -> tuple[Termination, ...]:
    return extract(Story("k", title, "", body, lang="en"), (), lexicon(), published=published)


@pytest.mark.parametrize("period", ["12 months", "1 day", "999 days", "999 weeks", "999 years"])
def test_a_period_that_ends_behind_the_calendar_counts_to_no_day(period: str) -> None:
    body = f"The agreement ends {period} after the notice was received on 31.12.9999."
    [row] = rows("Peru quits Salt Treaty with Chile", body)
    assert row.ended is None or "counted" not in row.ended.why


def test_the_last_days_of_the_calendar_are_reached() -> None:
    assert later(date(9998, 12, 31), 12, "month") == later(date(9998, 12, 31), 365, "day") == date.max
    assert later(date(9999, 12, 24), 1, "week") == date.max
    assert (
        later(date(9999, 12, 25), 1, "week")
        is later(date(9999, 12, 1), 1, "month")
        is later(date(9999, 1, 1), 1, "year")
        is None
    )


def test_the_year_after_the_last_one_has_no_end() -> None:
    body = "The agreement ends at the end of next year."
    assert [row.ended for row in rows("Peru quits Salt Treaty with Chile", body, published=date.max)] == [
        None
    ]


def test_half_a_surrogate_pair_in_a_page_is_a_question_mark() -> None:
    assert html_article("<p>Peru \ud800 quits</p>") == "Peru ? quits"


def test_half_a_surrogate_pair_in_a_story_is_no_error() -> None:
    assert rows("Peru \ud800 quits Salt Treaty with Chile", "\udfff")


@pytest.mark.parametrize(
    ("opens", "repeated", "characters"),
    [
        ("Peru quit the Salt Treaty with Chile.", '"a" ', 48_000),
        ("Peru quit the Salt Treaty with Chile.", "“a” b. ", 48_000),
        ("", "I ", 200_000),
        ('"', "I ", 200_000),
        ("", "Peru and ", 48_000),
    ],
)
def test_what_is_repeated_takes_linear_time(opens: str, repeated: str, characters: int) -> None:
    def cost(length: int) -> float:
        def once() -> float:
            gc.collect()
            start = time.process_time()
            rows("", opens + repeated * (length // len(repeated)))
            return time.process_time() - start

        return min(once(), once())

    rows("", opens + repeated)  # words are read when they are first needed
    assert cost(characters) < 10 * cost(characters // 4) + 0.2, (
        "four times the text takes about four times as long, not sixteen"
    )


def test_a_sentence_of_many_parties_and_words_of_ending_costs_by_its_length() -> None:
    def cost(copies: int) -> float:
        def once() -> float:
            gc.collect()
            start = time.process_time()
            for _ in range(4):
                rows("", "Peru quits " * copies)
            return time.process_time() - start

        return min(once(), once())

    rows("", "Peru quits ")
    assert cost(128) < 10 * cost(32) + 0.2, (
        "the sentence is below the length at which a text without stops is cut"
    )


def test_a_crowded_sentence_is_read_by_its_nearest_parties() -> None:
    [row, *_] = rows("", "Peru quits Salt Treaty with Chile, " + "Mali quits, " * 60)
    assert [one.value for one in row.actors]
