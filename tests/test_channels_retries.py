"""When a message that could not be delivered is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.channels import by_name
from monitor.channels.retries import retry_delay


def attempts(channel: str) -> list[timedelta]:
    """When each attempt is made, counted from the first."""
    delays = by_name(channel).retry_delays
    made, number = [retry_delay(delays, 0) or timedelta()], 1
    while (delay := retry_delay(delays, number)) is not None:
        made.append(made[-1] + delay)
        number += 1
    return made


@pytest.mark.parametrize("channel", ["webhook", "slack"])
def test_fault_124_an_endpoint_dead_for_three_days_gets_ten_attempts(channel: str) -> None:
    made = attempts(channel)
    assert len(made) == 10
    assert made[:4] == [
        timedelta(),
        timedelta(seconds=5),
        timedelta(minutes=5, seconds=5),
        timedelta(minutes=35, seconds=5),
    ]
    assert made[-1] == timedelta(hours=75, minutes=35, seconds=5)


def test_fault_103_mail_is_tried_after_5_15_and_60_minutes_and_for_four_days() -> None:
    made = attempts("email")
    assert made[1:4] == [timedelta(minutes=5), timedelta(minutes=20), timedelta(minutes=80)]
    assert timedelta(days=3, hours=20) < made[-1] <= timedelta(days=4)
    assert attempts("maildir") == made


def test_fault_110_mail_written_while_the_server_was_down_for_two_days_leaves_within_hours_of_its_return() -> (
    None
):
    down = timedelta(days=2)
    for age in range(0, 48, 5):
        after = [
            after_first for after_first in attempts("email") if timedelta(hours=age) + after_first >= down
        ]
        assert after, "not given up"
        assert timedelta(hours=age) + after[0] - down <= timedelta(hours=4)


def test_attempts_that_failed_together_are_spread_over_a_fifth_of_the_delay() -> None:
    delays = by_name("webhook").retry_delays
    for number, delay in enumerate(delays, 1):
        assert retry_delay(delays, number, 0.0) == 0.9 * delay
        assert retry_delay(delays, number, 0.5) == delay
        assert retry_delay(delays, number, 1.0) == 1.1 * delay
    assert retry_delay(delays, 0, 1.0) == timedelta()
    assert retry_delay(delays, len(delays) + 1, 0.0) is None
