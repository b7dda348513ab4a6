"""Who leaves what with whom: the flows from states to agreements and from these to counterparties, and the
geometry of their picture.

The picture shows the agreements with most acts, those among them that have counterparties, and who leaves
these; `hidden` says how much it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from monitor.model import Stage
from monitor.public.drawing import LINE, Mark, Text, fitting, legend
from monitor.public.entries import Entry, Tie

KIND = "kind:"  # begins the key of agreements without an entry in the gazetteer, by kind
MOST_LEFT, MOST_LEFT_WITH = 12, 6  # agreements with most acts, and further ones with counterparties
MOST_PARTIES = 18  # of a column
WIDTH, MARGIN = 960.0, 14.0
EDGES = (190.0, 200.0, 340.0, 630.0, 770.0, 780.0)  # left and right side of the nodes of each column
LEAST_HEIGHT, BETWEEN = 20.0, 6.0  # of a node, which has its name beside or in it; between two
ROOM = 420.0  # for the flows of the fullest column
THICKEST, THINNEST = 14.0, 1.0  # of the flow of one act


class Tone(StrEnum):
    """What the acts of a flow are."""

    EXIT = "exit"
    THREAT = "threat"
    REVERSED = "reversed"


class Flow(NamedTuple):
    """Acts from one node to another."""

    source: str
    target: str
    number: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Flows:
    """Who leaves what (`leaving`), and what is left with whom (`left_with`)."""

    leaving: Sequence[Flow]
    left_with: Sequence[Flow]

    @property
    def acts(self) -> int:
        """How often somebody leaves something."""
        return sum(flow.number for flow in self.leaving)


def flows(entries: Iterable[Entry]) -> Flows:
    """The flows of these acts, the largest first. An act counts once for each state and agreement."""
    leaving: dict[tuple[str, str], Counter[Tone]] = {}
    left_with: dict[tuple[str, str], Counter[Tone]] = {}
    for entry in entries:
        tone = tone_of(entry)
        for tie in entry.ties or (Tie("", "", entry.others),):
            agreement = tie.treaty or f"{KIND}{tie.kind}"
            for state in entry.states:
                leaving.setdefault((state, agreement), Counter())[tone] += 1
            for other in tie.others:
                left_with.setdefault((agreement, other), Counter())[tone] += 1
    return Flows(_flows(leaving), _flows(left_with))


def tone_of(entry: Entry) -> Tone:
    """What an act is."""
    if entry.stage is Stage.REVERSED:
        return Tone.REVERSED
    return Tone.THREAT if entry.stage in (Stage.THREATENED, Stage.PROPOSED) else Tone.EXIT


def _flows(counted: Mapping[tuple[str, str], Counter[Tone]]) -> list[Flow]:
    """A flow has the tone of an exit if it has one: what is done weighs more than what is said."""
    made = [
        Flow(source, target, tones.total(), next(tone for tone in (Tone.EXIT, *Tone) if tones[tone]))
        for (source, target), tones in counted.items()
    ]
    return sorted(made, key=lambda flow: (-flow.number, flow.source, flow.target))


# ---------------------------------------------------------------- what is shown


def largest(all_flows: Flows) -> Flows:
    """The flows that a picture shows."""
    agreements = _agreements(all_flows)
    left = [flow for flow in all_flows.leaving if flow.target in agreements]
    states = _parties(left, lambda flow: flow.target, lambda flow: flow.source)
    leaving = [flow for flow in left if flow.source in states]
    shown = {flow.target for flow in leaving}
    left_with = [flow for flow in all_flows.left_with if flow.source in shown]
    others = _parties(left_with, lambda flow: flow.source, lambda flow: flow.target)
    return Flows(leaving, [flow for flow in left_with if flow.target in others])


def _agreements(all_flows: Flows) -> set[str]:
    numbers = _sums(all_flows.leaving, lambda flow: flow.target)
    ranked = sorted(numbers, key=lambda key: (-numbers[key], key))
    first = ranked[:MOST_LEFT]
    shared = {flow.source for flow in all_flows.left_with}
    return {*first, *[key for key in ranked[MOST_LEFT:] if key in shared][:MOST_LEFT_WITH]}


def _parties(
    flow_list: Sequence[Flow], agreement: Callable[[Flow], str], party: Callable[[Flow], str]
) -> set[str]:
    """The parties with most acts, first of all one for each agreement."""
    numbers = _sums(flow_list, party)
    best: dict[str, str] = {}
    for flow in flow_list:
        best.setdefault(agreement(flow), party(flow))
    ranked = [*dict.fromkeys(best.values()), *sorted(numbers, key=lambda key: (-numbers[key], key))]
    return set(list(dict.fromkeys(ranked))[:MOST_PARTIES])


# ---------------------------------------------------------------- the picture


class Node(NamedTuple):
    """A state, an agreement or a counterparty: `key` names it, `label` is its name in the picture."""

    key: str
    x: float
    y: float
    width: float
    height: float
    label: Text
    name: str  # not cut


class Ribbon(NamedTuple):
    """A flow as a curve from (x1, y1) to (x2, y2), which are the middles of its ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    tone: Tone
    title: str  # "Russia – Rome Statute: 2"


@dataclass(frozen=True, slots=True)
class Picture:
    """Three columns of nodes, and the curves between them."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    legend: tuple[Mark, ...]


class Names(NamedTuple):
    """What nodes and tones are called."""

    party: Callable[[str], str]
    agreement: Callable[[str], str]
    tone: Callable[[Tone], str]


class _Column:
    """The nodes of a column while the picture is made: their order, their sizes, and where they are."""

    def __init__(self, place: int, sizes: Counter[str]) -> None:
        self.place = place
        self.sizes = sizes
        self.keys = sorted(sizes, key=lambda key: (-sizes[key], key))
        self.nodes: dict[str, Node] = {}

    @property
    def total(self) -> int:
        return self.sizes.total()

    def sort(self, weights: Mapping[str, float]) -> None:
        """Puts nodes near those that they are joined to."""
        self.keys.sort(key=lambda key: weights.get(key, 0.0))

    def height(self, unit: float) -> float:
        between = BETWEEN * max(len(self.keys) - 1, 0)
        return sum(max(self.sizes[key] * unit, LEAST_HEIGHT) for key in self.keys) + between

    def put(self, top: float, unit: float, name_of: Callable[[str], str]) -> None:
        left, right = EDGES[2 * self.place : 2 * self.place + 2]
        y = top
        for key in self.keys:
            height = max(self.sizes[key] * unit, LEAST_HEIGHT)
            name = name_of(key)
            label = _label(self.place, name, left, right, y + height / 2 + 4.5)
            self.nodes[key] = Node(key, left, y, right - left, height, label, name)
            y += height + BETWEEN


def picture(shown: Flows, names: Names) -> Picture:
    """The picture of these flows, all of them."""
    leaving, left_with = shown.leaving, shown.left_with
    states = _Column(0, _sums(leaving, lambda flow: flow.source))
    agreements = _Column(
        1, _sums(leaving, lambda flow: flow.target) | _sums(left_with, lambda flow: flow.source)
    )
    others = _Column(2, _sums(left_with, lambda flow: flow.target))
    agreements.sort(_means(leaving, states))
    others.sort(_means(left_with, agreements))
    tones = [tone for tone in Tone if any(flow.tone is tone for flow in (*leaving, *left_with))]
    marks = legend([(tone.value, names.tone(tone)) for tone in tones], MARGIN, 18, WIDTH - MARGIN)
    top = (marks[-1].text.y if marks else 0) + LINE
    columns = (states, agreements, others)
    unit = min(THICKEST, ROOM / max(1, *(column.total for column in columns)))
    height = max(column.height(unit) for column in columns)
    for column in columns:
        name_of = names.agreement if column is agreements else names.party
        column.put(top + (height - column.height(unit)) / 2, unit, name_of)
    return Picture(
        WIDTH,
        max(top + height, 2 * LINE) + MARGIN,
        tuple(node for column in columns for node in column.nodes.values()),
        (*_ribbons(leaving, states, agreements, unit), *_ribbons(left_with, agreements, others, unit)),
        marks,
    )


def _label(place: int, name: str, left: float, right: float, y: float) -> Text:
    """The name of a node: beside it in the outer columns, in it in the middle."""
    match place:
        case 0:
            return Text(left - 8, y, fitting(name, left - 8 - MARGIN), "end")
        case 1:
            return Text((left + right) / 2, y, fitting(name, right - left - 12), "middle")
        case _:
            return Text(right + 8, y, fitting(name, WIDTH - MARGIN - right - 8))


def _sums(flow_list: Iterable[Flow], end: Callable[[Flow], str]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for flow in flow_list:
        sums[end(flow)] += flow.number
    return sums


def _means(flow_list: Sequence[Flow], source: _Column) -> dict[str, float]:
    """By target, the mean place of the sources that it is joined to."""
    places = {key: place for place, key in enumerate(source.keys)}
    totals: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for flow in flow_list:
        totals[flow.target] += places[flow.source] * flow.number
        numbers[flow.target] += flow.number
    return {key: totals[key] / numbers[key] for key in numbers}


def _ribbons(flow_list: Sequence[Flow], source: _Column, target: _Column, unit: float) -> list[Ribbon]:
    """The curves between two columns; at a node they lie one below the other in the order of their other
    ends.
    """
    begins = _stacked(flow_list, source, target, unit, lambda flow: (flow.source, flow.target))
    ends = _stacked(flow_list, target, source, unit, lambda flow: (flow.target, flow.source))
    made = []
    for flow in flow_list:
        first, last = source.nodes[flow.source], target.nodes[flow.target]
        title = f"{first.name} – {last.name}: {flow.number}"
        x = first.x + first.width
        made.append(
            Ribbon(x, begins[flow], last.x, ends[flow], max(flow.number * unit, THINNEST), flow.tone, title)
        )
    return made


def _stacked(
    flow_list: Sequence[Flow],
    own: _Column,
    other: _Column,
    unit: float,
    ends: Callable[[Flow], tuple[str, str]],
) -> dict[Flow, float]:
    """By flow, the y of its middle at its own node."""
    places = {key: place for place, key in enumerate(other.keys)}
    sums = _sums(flow_list, lambda flow: ends(flow)[0])
    at = {key: node.y + (node.height - sums[key] * unit) / 2 for key, node in own.nodes.items()}
    middles = {}
    for flow in sorted(flow_list, key=lambda flow: places[ends(flow)[1]]):
        key, width = ends(flow)[0], flow.number * unit
        middles[flow] = at[key] + width / 2
        at[key] += width
    return middles
