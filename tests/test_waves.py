"""The register says how many states left a treaty in a short time, and only what it can prove."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.dossiers.waves import Departure, Wave, wave_of

START = date(2025, 6, 27)


def left(act: int, actor: str, day: date, *, spread: int = 0) -> Departure:
    return Departure(act, actor, day, day + timedelta(spread))


OTTAWA = [
    left(1, "LT", START),
    left(2, "LV", START),
    left(3, "EE", START),
    left(4, "FI", date(2025, 7, 10)),
    left(5, "PL", date(2025, 8, 20)),
]


def test_the_fifth_state_to_leave_in_90_days_after_26_quiet_years() -> None:
    assert wave_of(5, OTTAWA, date(1999, 3, 1)) == Wave(5, 90, (1, 2, 3, 4, 5), 26)


def test_nothing_is_said_of_quiet_years_unless_all_exits_are_known() -> None:
    wave = wave_of(5, OTTAWA)
    assert wave is not None
    assert wave.quiet_years == 0


def test_one_state_is_no_wave_and_a_state_counts_once() -> None:
    assert wave_of(1, OTTAWA) is None
    assert wave_of(2, [left(1, "US", START), left(2, "US", START + timedelta(9))]) is None


def test_an_exit_of_an_unknown_day_is_in_no_wave_but_ends_a_quiet_time() -> None:
    vague = left(9, "NO", date(2025, 1, 1), spread=170)
    wave = wave_of(5, [*OTTAWA, vague], date(1999, 3, 1))
    assert wave == Wave(5, 90, (1, 2, 3, 4, 5), 0)


@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 900)), min_size=1, max_size=12),
)
def test_a_wave_holds_what_it_says_whatever_the_order(exits: list[tuple[str, int]]) -> None:
    known = [left(act, actor, START + timedelta(day)) for act, (actor, day) in enumerate(exits, 1)]
    for own in known:
        wave = wave_of(own.act, known)
        assert wave == wave_of(own.act, known[::-1])
        if wave is not None:
            members = [exit_ for exit_ in known if exit_.act in wave.acts]
            assert own in members
            assert wave.count == len({exit_.actor for exit_ in members}) >= 2
            assert all(0 <= (own.last - exit_.first).days < wave.days for exit_ in members)
