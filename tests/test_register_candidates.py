"""The index of acts leaves out none that a story can join, and what a story costs does not grow with the acts
of its actor.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from register_kit import HEADS, START, item, leaves
from test_register import STATES

from monitor.corrections.constraints import constraints
from monitor.model import Stage, Termination
from monitor.register.announcements import Announcement
from monitor.register.candidates import Candidates
from monitor.register.episode import Episode, order
from monitor.register.fold import Fold
from monitor.register.statements import Statement, pair


class Everything(Candidates[Episode]):
    """All acts that share an actor, an entry or both parties with the story."""

    def __init__(self) -> None:
        super().__init__()
        self.stated: dict[Episode, set[str]] = {}

    def add(
        self, act: Episode, statements: Sequence[Statement], told: Announcement | None, at: datetime
    ) -> None:
        self.stated.setdefault(act, set()).update(_marks(statements))

    def near(self, statements: Sequence[Statement], told: Announcement | None, at: datetime) -> list[Episode]:
        wanted = _marks(statements)
        return [act for act, marks in self.stated.items() if marks & wanted]


def _marks(statements: Sequence[Statement]) -> set[str]:
    own = (
        (*one.actors, one.press, one.entry and f"={one.entry}", pair(one.actors, one.others))
        for one in statements
    )
    return {mark for marks in own for mark in marks if mark}


DAYS = st.sampled_from([0, 0.4, 1, 1.5, 20, 45, 90, 700])
STATEMENTS = st.builds(
    leaves,
    story=st.just("s"),
    actors=STATES,
    others=st.sampled_from(["SE", "FI", "SE FI", "", ""]),
    instrument=st.sampled_from(
        [
            None,
            "Grazing Treaty",
            "Ferry Treaty",
            "Grazing Ferry Treaty",
            "1994 defence pact",
            "pact",
            "army deal",
        ]
    ),
    stage=st.sampled_from([Stage.THREATENED, Stage.DECIDED, Stage.DECIDED, Stage.EFFECTIVE, Stage.EXPIRED]),
    entry=st.sampled_from([None, None, None, "grazing", "dtt"]),
    kind=st.sampled_from(["", "farming", "defence"]),
    naming=st.sampled_from(["one", "one", "kind", "several"]),
    signed=st.sampled_from([None, None, "1994", "2003"]),
    form=st.sampled_from([None, None, "decree", "law", "note"]),
    decided=st.sampled_from([None, None, "2026-03-02"]),
    resembles=st.sampled_from([None, None, "grazing", "grazing ferry"]),
    topics=st.sampled_from([None, None, "fish", "water fish", "energy", "energy.gas"]),
    hints=st.sampled_from([None, None, "fish", "energy.gas water"]),
    numbers=st.sampled_from([None, None, None, "158", "7"]),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(DAYS, st.sampled_from(["en", "ru", None]), st.lists(STATEMENTS, max_size=2)), max_size=9
    )
)
def test_the_index_of_acts_changes_nothing(drawn: list[tuple[float, str | None, list[Termination]]]) -> None:
    stories = [
        (item(f"s{number}", day, *stated, lang=lang), stated)
        for number, (day, lang, stated) in enumerate(drawn)
    ]
    items = sorted((one if stated else replace(one, terminations=()) for one, stated in stories), key=order)
    fast, slow = _fold(), _fold()
    slow.candidates = Everything()
    for one in items:
        fast.take(one)
        slow.take(one)
    assert [episode.stories for episode in fast.episodes.values()] == [
        episode.stories for episode in slow.episodes.values()
    ]


def test_an_act_that_is_dropped_is_found_no_more() -> None:
    index: Candidates[str] = Candidates()
    fact = Statement(
        frozenset({"NO"}), frozenset({"SE"}), "grazing", frozenset({"grazi"}), "farming", Stage.DECIDED
    )
    index.add("a", [fact], None, START)
    index.add("b", [fact], None, START)
    assert index.near([fact], None, START) == ["a", "b"]
    index.drop("a")
    index.drop("a")
    assert index.near([fact], None, START) == ["b"]


def test_the_three_hundredth_made_up_exit_of_an_actor_costs_no_more_than_twice_the_first() -> None:
    for statement in (_named, _of_a_kind):
        fold = _fold()
        took = []
        for number in range(300):
            one = item(f"s{number:03}", number / 1000, statement(number))
            start = time.process_time_ns()
            fold.take(one)
            took.append(time.process_time_ns() - start)
        assert len(fold.episodes) == 300
        # the least of many: what else the machine does only adds to it
        assert min(took[-50:]) <= 2 * min(took[:50])


def _fold() -> Fold:
    return Fold(constraints(()), HEADS)


def _code(number: int) -> str:
    return chr(ord("A") + number // 26) + chr(ord("A") + number % 26)


def _named(number: int) -> Termination:
    return leaves(f"s{number}", others=_code(number), instrument=f"Pact of {_code(number)}{'x' * 5} {number}")


def _of_a_kind(number: int) -> Termination:
    return leaves(
        f"s{number}", others=_code(number), instrument="tax treaty", entry="dtt", kind="tax", naming="kind"
    )
