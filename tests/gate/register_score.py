"""How well the register groups stories into acts, over the labelled stories of the corpora; run by hand it
prints the figures.

    python tests/gate/register_score.py [--raise] [--acts]

B-cubed precision: of the stories that share a story's act, how many share its event. Recall: of those that
share its event, how many share its act. Scored are the `done` and `threat` stories that the rules flag. A
mean over the stories of an event, then over events by their size, where none counts for more than a tenth.

The labels cut an event wherever no story of it came for 60 days, and name it in the words of the first one;
an act of the register stays open for 18 months (docs/architecture.md, "Identity"). So there are two truths:
`labels`, the events as they are, printed; and `episodes`, which has floors: events of the same actors and
agreement are one until 18 months pass without a story, or 60 days after it took effect, and the names of
`register-same.toml` are one agreement.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a script, its own folder is on the path instead of the checkout and tests
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from gate import score

from monitor.extract import extract
from monitor.model import Act, Kind, Story, leading
from monitor.register import FlaggedStory, build
from monitor.service import knowledge

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors-register.toml")
SAME = Path(__file__).with_name("register-same.toml")
FIGURES = ("precision", "recall")
UNDATED = datetime(2026, 11, 1, tzinfo=UTC)  # when stories without a date were seen
EPISODE = timedelta(days=548)
AFTERGLOW = timedelta(days=60)

Truth = dict[str, str]
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Scored:
    """The register of the labelled stories, and the records that it rests on."""

    entries: tuple[Act, ...]
    records: Mapping[str, dict[str, Any]]  # of the flagged stories, by id

    def acts(self) -> dict[str, int]:
        return {key: number for number, entry in enumerate(self.entries) for key in entry.stories}

    def labels(self) -> Truth:
        """The event of each story that is scored."""
        acts = self.acts()
        return {
            key: record["event"]
            for key, record in self.records.items()
            if record["label"] in ("done", "threat") and record["event"] and key in acts
        }


def moment(text: str) -> datetime | None:
    """A time of the corpora, which may be a day, a month or a year only."""
    numbers = [int(number) for number in re.findall(r"\d+", text)[:6]]
    return datetime(*(*numbers, 1, 1)[: max(3, len(numbers))], tzinfo=UTC) if numbers else None  # type: ignore[arg-type]


def scored(corpora: Path) -> Scored:
    """Rules, extraction and register over the labelled stories, as they would meet them."""
    items, records, heads = flagged(corpora)
    return Scored(build(items, heads=heads), records)


def flagged(corpora: Path) -> tuple[list[FlaggedStory], dict[str, dict[str, Any]], frozenset[str]]:
    """The labelled stories that the rules flag with what they state, the records of those that may alert, and
    the lexicon's heads.
    """
    lexicon = knowledge.lexicon()
    rules = score.detector()
    items: list[FlaggedStory] = []
    records: dict[str, dict[str, Any]] = {}
    for record in score.stories(corpora / "stories-labelled.jsonl.gz"):
        story = Story(
            key=record["id"],
            title=record["title"] or "",
            summary=record["summary"] or "",
            lang=record["lang"] or None,
        )
        hits = rules.detect(story)
        lead = leading(hits)
        if lead is None or lead.kind is Kind.POSSIBLE:
            continue
        at = moment(record["published"] or "")
        stated = extract(story, hits, lexicon, published=at.date() if at else None)
        source = record["source"] or ""
        items.append(
            FlaggedStory(
                story.key, UNDATED, lead.kind, lead.stage, stated, at, source=source, lang=story.lang
            )
        )
        if lead.kind.alerts:
            records[story.key] = record
    return items, records, lexicon.heads


def episodes(labels: Truth, records: Mapping[str, dict[str, Any]], same: Iterable[Iterable[str]]) -> Truth:
    """The events with those made one that the identity of acts makes one."""
    name = {event: min(group) for group in same for event in group}
    chains: defaultdict[tuple[str, str], list[tuple[datetime, str, bool]]] = defaultdict(list)
    for key, event in labels.items():
        who, what, *_ = name.get(event, event).split("/")
        record = records[key]
        at = moment(record["published"] or "") or UNDATED
        chains[who, what].append(
            (at, key, bool(set(record["stages"] or ()) & {"effective", "expired", "reversed"}))
        )
    found: Truth = {}
    for (who, what), chain in chains.items():
        chain.sort()
        last = closed = None
        number = 0
        for at, key, closes in chain:
            if last is not None and (at - last > EPISODE or (closed is not None and at - last > AFTERGLOW)):
                number, closed = number + 1, None
            last = at
            closed = closed or (at if closes else None)
            found[key] = f"{who}/{what}/{number}"
    return found


def same(path: Path = SAME) -> list[list[str]]:
    """Events that are one agreement under several names."""
    return [one["events"] for one in tomllib.loads(path.read_text(encoding="utf-8"))["same"]]


def b_cubed(
    acts: Mapping[str, int], truth: Truth, wanted: Callable[[str], bool] = lambda event: True
) -> dict[str, float]:
    """Precision and recall, averaged over the `wanted` events; of `acts`, only the stories of `truth`
    count.
    """
    own: defaultdict[int, set[str]] = defaultdict(set)
    right: defaultdict[str, set[str]] = defaultdict(set)
    for key, event in truth.items():
        own[acts[key]].add(key)
        right[event].add(key)
    sums: dict[str, dict[str, float]] = {figure: dict.fromkeys(right, 0.0) for figure in FIGURES}
    for key, event in truth.items():
        both = len(own[acts[key]] & right[event])
        sums["precision"][event] += both / len(own[acts[key]]) / len(right[event])
        sums["recall"][event] += both / len(right[event]) / len(right[event])
    weights = capped({event: len(stories) for event, stories in right.items() if wanted(event)})
    return {
        figure: sum(weight * by[event] for event, weight in weights.items()) for figure, by in sums.items()
    }


def capped(sizes: Mapping[str, int], most: float = 0.1) -> dict[str, float]:
    """Shares by size, none above `most` (or above the mean, where there are few events)."""
    most = max(most, 1 / max(len(sizes), 1))
    free, shares, left = dict(sizes), dict.fromkeys(sizes, most), 1.0
    while free:
        total = sum(free.values())
        over = [event for event, size in free.items() if left * size / total > most + 1e-9]
        if not over:
            shares.update({event: left * size / total for event, size in free.items()})
            break
        left -= most * len(over)
        for event in over:
            del free[event]
    return shares


def half(key: str) -> str:
    """`learn` or `held`: to which half of the stories an event belongs."""
    return "learn" if blake2b(key.encode()).digest()[0] % 2 else "held"


def figures(found: Scored) -> Figures:
    """Precision and recall against both truths, over all events and over each half of them."""
    labels, acts = found.labels(), found.acts()
    wider = episodes(labels, found.records, same())
    table = {"labels": b_cubed(acts, labels), "episodes": b_cubed(acts, wider)}
    for part in ("learn", "held"):
        table[f"episodes, {part}"] = b_cubed(acts, wider, lambda event, part=part: half(event) == part)  # type: ignore[misc]
    for lang in sorted({record["lang"] for record in found.records.values()}):
        table[f"episodes, {lang}"] = b_cubed(
            acts, {key: event for key, event in wider.items() if found.records[key]["lang"] == lang}
        )
    return table


def below(now: Figures, pinned: Figures) -> list[str]:
    """The figures that are below their floors, by name."""
    return [
        f"{name} {figure}: {now.get(name, {}).get(figure, 0):.3f} is below its floor {floor:.3f}"
        for name, of in pinned.items()
        for figure, floor in of.items()
        if now.get(name, {}).get(figure, 0) < floor - score.MARGIN
    ]


def raised(now: Figures, pinned: Figures) -> Figures:
    """The floors after --raise: each the higher of old and new.

    Floors are of whole languages, not of the two halves or the cut labels.
    """
    names = sorted(
        {*pinned, *(name for name in now if name == "episodes" or name.endswith((" en", " ru", " pl")))}
    )
    return {
        name: {
            figure: max(now.get(name, {}).get(figure, 0), pinned.get(name, {}).get(figure, 0))
            for figure in FIGURES
        }
        for name in names
    }


def floors(path: Path = FLOORS) -> Figures:
    """The pinned figures."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write(pinned: Figures, path: Path = FLOORS) -> None:
    """Write floors, rounded down to three digits."""
    head = (
        "# Floors of `make gate` over the grouping of labelled stories. They only go up: python "
        "tests/gate/register_score.py --raise\n"
    )
    tables = (
        f'\n["{name}"]\n'
        + "".join(f"{figure} = {int(of[figure] * 1000 + 1e-6) / 1000:.3f}\n" for figure in FIGURES)
        for name, of in pinned.items()
    )
    path.write_text(head + "".join(tables), encoding="utf-8")


def table(now: Figures) -> str:
    """The figures as lines of text."""
    return "\n".join(
        f"{name:18} " + "  ".join(f"{figure} {value:.3f}" for figure, value in row.items())
        for name, row in now.items()
    )


def show(found: Scored, part: str = "learn") -> str:
    """Acts with the events of their stories, for developing: only those of one half."""
    lines = []
    wider = episodes(found.labels(), found.records, same())
    for number, entry in enumerate(found.entries):
        events = Counter(wider.get(key, "") for key in entry.stories)
        del events[""]
        if any(half(event) == part for event in events):
            rows = [
                (row.entry, row.instrument.value if row.instrument else None, " ".join(row.states))
                for row in entry.rows
            ]
            lines.append(f"{number} {' '.join(entry.states)} {entry.stage} {rows} {dict(events)}")
    return "\n".join(lines)


if __name__ == "__main__":
    result = scored(Path(os.environ["TREATY_MONITOR_CORPORA"]))
    if "--acts" in sys.argv:
        print(show(result))
    measured = figures(result)
    print(table(measured))
    if "--raise" in sys.argv:
        write(raised(measured, floors() if FLOORS.exists() else {}))
