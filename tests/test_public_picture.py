"""Who leaves what with whom: the flows count each act, and nothing of the picture lies outside it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from test_public import entries

from monitor.model import Stage
from monitor.public import Entry
from monitor.public.drawing import width_of
from monitor.public.entries import Tie
from monitor.public.picture import (
    BETWEEN,
    MARGIN,
    MOST_PARTIES,
    Names,
    Picture,
    Tone,
    flows,
    largest,
    picture,
)

BASE = entries()[0]
CODES = st.sampled_from([f"{first}{last}" for first in "ABCDEFGH" for last in "JKLMN"])
TIES = st.builds(
    Tie,
    st.sampled_from(["", *(f"treaty-{number}" for number in range(30))]),
    st.sampled_from(["", "trade", "defence"]),
    st.lists(CODES, max_size=3, unique=True).map(tuple),
)
ENTRIES = st.lists(
    st.builds(
        lambda stage, states, ties: replace(BASE, stage=stage, states=states, ties=ties),
        st.sampled_from(Stage),
        st.lists(CODES, max_size=3, unique=True).map(tuple),
        st.lists(TIES, max_size=4, unique=True).map(tuple),
    ),
    max_size=80,
)
NAMES = Names(
    party=lambda code: f"State of {code} and its islands beyond the sea",
    agreement=lambda key: f"Convention {key} on the conservation of everything that lives in rivers",
    tone=lambda tone: tone.value,
)


def act(*states: str, stage: Stage = Stage.DECIDED, ties: tuple[Tie, ...]) -> Entry:
    return replace(BASE, stage=stage, states=states, ties=ties)


def drawn(acts: list[Entry]) -> Picture:
    return picture(largest(flows(acts)), NAMES)


@given(ENTRIES)
def test_flows_count_each_state_and_agreement_of_an_act(acts: list[Entry]) -> None:
    counted = flows(acts)
    assert counted.acts == sum(len(entry.states) * len(entry.ties or [0]) for entry in acts)
    pairs = [(flow.source, flow.target) for flow in counted.leaving]
    assert len(pairs) == len(set(pairs))


@given(ENTRIES)
def test_the_flows_that_are_shown_are_whole_ones_of_few_parties(acts: list[Entry]) -> None:
    counted = flows(acts)
    shown = largest(counted)
    assert set(shown.leaving) <= set(counted.leaving)
    assert set(shown.left_with) <= set(counted.left_with)
    assert len({flow.source for flow in shown.leaving}) <= MOST_PARTIES
    assert len({flow.target for flow in shown.left_with}) <= MOST_PARTIES
    assert {flow.source for flow in shown.left_with} <= {flow.target for flow in shown.leaving}
    assert bool(shown.leaving) == bool(counted.leaving)


@given(ENTRIES)
def test_nothing_lies_outside_the_picture(acts: list[Entry]) -> None:
    made = drawn(acts)
    for node in made.nodes:
        assert 0 <= node.x <= node.x + node.width <= made.width
        assert node.y > 0
        assert node.y + node.height <= made.height - MARGIN + 0.01
        begin = node.label.x - {"start": 0, "middle": 0.5, "end": 1}[node.label.anchor] * width_of(
            node.label.text
        )
        assert begin >= 0
        assert begin + width_of(node.label.text) <= made.width
    for ribbon in made.ribbons:
        assert all(map(math.isfinite, (ribbon.x1, ribbon.y1, ribbon.x2, ribbon.y2, ribbon.width)))
        for y in (ribbon.y1, ribbon.y2):
            assert ribbon.width / 2 - 1 <= y <= made.height - ribbon.width / 2 + 1
        assert ribbon.x1 < ribbon.x2


@given(ENTRIES)
def test_nodes_of_a_column_do_not_overlap_and_hold_their_curves(acts: list[Entry]) -> None:
    made = drawn(acts)
    columns: dict[float, list[tuple[float, float]]] = {}
    for node in made.nodes:
        columns.setdefault(node.x, []).append((node.y, node.height))
    for places in columns.values():
        ordered = sorted(places)
        for (y, height), (following, _) in itertools.pairwise(ordered):
            assert following >= y + height + BETWEEN - 0.01
    taken = Counter[float]()
    for ribbon in made.ribbons:
        taken[ribbon.x1] += ribbon.width
    for x, width in taken.items():
        heights = sum(node.height for node in made.nodes if math.isclose(node.x + node.width, x))
        assert width <= heights + len(made.ribbons)


def test_what_is_done_weighs_more_than_what_is_said() -> None:
    tie = Tie("ect", "energy", ())
    [flow] = flows([act("FR", ties=(tie,)), act("FR", stage=Stage.THREATENED, ties=(tie,))]).leaving
    assert (flow.tone, flow.number) == (Tone.EXIT, 2)
    [flow] = flows([act("FR", stage=Stage.REVERSED, ties=(tie,))]).leaving
    assert flow.tone is Tone.REVERSED


def test_agreements_with_counterparties_are_shown_beside_those_that_many_leave() -> None:
    acts = [
        act(f"{first}{last}", ties=(Tie(f"open-{number}", "", ()),))
        for number in range(20)
        for first in "ABC"
        for last in "DE"
    ]
    acts.append(act("NO", ties=(Tie("grazing", "farming", ("SE",)),)))
    shown = largest(flows(acts))
    assert [(flow.source, flow.target) for flow in shown.left_with] == [("grazing", "SE")]
    assert ("NO", "grazing") in [(flow.source, flow.target) for flow in shown.leaving]


def test_without_acts_the_picture_is_empty() -> None:
    assert (drawn([]).nodes, drawn([]).ribbons) == ((), ())
    assert drawn([]).height > 0
