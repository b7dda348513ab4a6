"""How well the register tells acts apart, over the pairs of stories of tests/data/pairs; run by hand it
prints each pair that goes wrong.

    python tests/gate/pairs_score.py [--raise]

Half of the pairs are two acts, half are one. Rules, extraction and register read each pair alone. `apart`: of
the pairs that are two acts, the share whose stories are in two acts; `together`: of those that are one, the
share in one act; a pair of which the rules do not flag both stories counts as wrong in both. `precision`: of
all pairs that the register made one act, the share that are one.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

if __name__ == "__main__":  # run as a script, its own folder is on the path instead of the checkout and tests
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from gate import score

from monitor.extract import Lexicon, extract
from monitor.judge import Detector
from monitor.model import Act, Kind, Story, leading
from monitor.register import FlaggedStory, build
from monitor.service import knowledge

ROOT = Path(__file__).resolve().parents[2]
PAIRS = ROOT / "tests" / "data" / "pairs"
FLOORS = Path(__file__).with_name("floors-pairs.toml")
SETS = ("apart", "together")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two stories, each a day, language, outlet, headline and summary; `expected`: `apart` or `together`."""

    expected: str
    why: str
    stories: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a pair: `apart`, `together`, or `unflagged` where the rules flag one story or none."""

    pair: Pair
    result: str
    entries: tuple[Act, ...]

    @property
    def right(self) -> bool:
        return self.result == self.pair.expected


def pairs(folder: Path = PAIRS) -> list[Pair]:
    """All pairs, those of two acts first."""
    return [
        Pair(name, raw["why"], (tuple(raw["one"]), tuple(raw["two"])))
        for name in SETS
        for raw in tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))["pair"]
    ]


@cache
def readers() -> tuple[Detector, Lexicon]:
    """The packaged judge and lexicon."""
    return score.detector(), knowledge.lexicon()


def item(key: str, story: tuple[str, ...], rules: Detector, lexicon: Lexicon) -> FlaggedStory | None:
    """A story as the register takes it; None for one that is not flagged."""
    day, lang, outlet, title, summary = story
    at = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
    told = Story(key=key, title=title, summary=summary, lang=lang)
    hits = rules.detect(told)
    lead = leading(hits)
    if lead is None or lead.kind is Kind.POSSIBLE:
        return None
    stated = extract(told, hits, lexicon, published=at.date())
    return FlaggedStory(key, at, lead.kind, lead.stage, stated, at, source=outlet, lang=lang)


def outcome(pair: Pair, rules: Detector, lexicon: Lexicon) -> Outcome:
    """The register of the two stories of a pair alone."""
    items = [
        found
        for key, story in zip("ab", pair.stories, strict=True)
        if (found := item(key, story, rules, lexicon)) is not None
    ]
    entries = build(items, heads=lexicon.heads)
    if len(items) < len(pair.stories):
        return Outcome(pair, "unflagged", entries)
    return Outcome(pair, "together" if any(len(entry.stories) > 1 for entry in entries) else "apart", entries)


def outcomes() -> list[Outcome]:
    """What becomes of each pair."""
    rules, lexicon = readers()
    return [outcome(pair, rules, lexicon) for pair in pairs()]


def figures(scored: Iterable[Outcome]) -> dict[str, float]:
    """Shares from 0 to 1: `apart`, `together`, `precision`."""
    scored = list(scored)
    joined = [one for one in scored if one.result == "together"]
    shares = {}
    for name in SETS:
        own = [one for one in scored if one.pair.expected == name]
        shares[name] = sum(one.right for one in own) / max(len(own), 1)
    return shares | {"precision": sum(one.right for one in joined) / max(len(joined), 1)}


def below(now: Mapping[str, float], pinned: Mapping[str, float]) -> list[str]:
    """The figures that are below their floors, by name."""
    return [
        f"{name}: {now.get(name, 0):.3f} is below its floor {floor:.3f}"
        for name, floor in pinned.items()
        if now.get(name, 0) < floor - score.MARGIN
    ]


def floors(path: Path = FLOORS) -> dict[str, float]:
    """The pinned figures."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write(now: Mapping[str, float], path: Path = FLOORS) -> None:
    """Write floors, rounded down to three digits, none lower than it was."""
    pinned = floors(path) if path.exists() else {}
    head = (
        "# Floors of `make gate` over the pairs of tests/data/pairs. They only go up: python "
        "tests/gate/pairs_score.py --raise\n\n"
    )
    best = {name: max(value, pinned.get(name, 0)) for name, value in now.items()}
    path.write_text(
        head + "".join(f"{name} = {int(value * 1000 + 1e-6) / 1000:.3f}\n" for name, value in best.items()),
        encoding="utf-8",
    )


def show(scored: Iterable[Outcome]) -> str:
    """The pairs that went wrong, with what the register made of them."""
    lines = []
    for one in scored:
        if not one.right:
            lines.append(
                f"{one.pair.expected} ({one.pair.why}) is {one.result}: {one.pair.stories[0][3]} | "
                f"{one.pair.stories[1][3]}"
            )
            for entry in one.entries:
                rows = [
                    (
                        row.entry,
                        row.instrument.value if row.instrument else None,
                        row.kind,
                        " ".join(row.states),
                    )
                    for row in entry.rows
                ]
                lines.append(f"    {' '.join(entry.stories)}: {' '.join(entry.states)} {entry.stage} {rows}")
    return "\n".join(lines)


if __name__ == "__main__":
    result = outcomes()
    print(show(result))
    measured = figures(result)
    print(measured)
    if "--raise" in sys.argv:
        write(measured)
