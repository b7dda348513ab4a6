"""Reads and writes the weights of the log-linear model: a text file with one feature a line.

Features are in sections by the part before "=": under `[slot]` the line `object` is the feature
`slot=object`. A line that begins with `&` has the same text before its first `&` as the last line that does
not begin with `&`. A line has the weights of act, threat and aftermath relative to none; a feature of the
first stage (in a section that begins with `pair:`) has one weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.clauses import PairWeights
from monitor.errors import OutdatedWeights, RuleError

LABELS = ("act", "threat", "aftermath", "none")
PAIR = "pair:"  # before the features of the first stage
_HINT = "Write the file anew with make train."


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of each feature, one for each label in the order of `LABELS`.

    `alert` and `possible`: thresholds of the probability of act or threat. `pairs`: the first stage, which
    decides which stories are read.
    """

    by_feature: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    alert: float = 0.5
    possible: float = 0.2
    fingerprint: str = ""
    pairs: PairWeights = field(default_factory=PairWeights)

    def probabilities(self, features: Iterable[str]) -> tuple[float, ...]:
        """The probability of each label, in the order of `LABELS`."""
        known = filter(None, map(self.by_feature.get, features))
        sums = [sum(column) for column in zip(*known, strict=True)] or [0.0] * len(LABELS)
        top = max(sums)
        powers = [math.exp(value - top) for value in sums]
        total = sum(powers)
        return tuple(power / total for power in powers)

    def strongest(self, features: Iterable[str], label: str, count: int = 5) -> list[tuple[str, float]]:
        """The features with the largest weights for or against a label, strongest first."""
        place = LABELS.index(label)
        weighed = [(name, self.by_feature[name][place]) for name in features if name in self.by_feature]
        return sorted(weighed, key=lambda pair: (-abs(pair[1]), pair[0]))[:count]


def parse_weights(text: str, *, path: str, fingerprint: str | None = None) -> Weights:
    """Reads a weights file. Raises RuleError with the line of a bad number or column count, and
    OutdatedWeights if `fingerprint` is given and is not that of the file.
    """
    settings: dict[str, str] = {}
    weights: dict[str, tuple[float, ...]] = {}
    pairs: dict[str, float] = {}
    section = head = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, *cells = line.split()
        if name.startswith("["):
            section, head = f"{name.strip('[]')}=", ""
            continue
        if name.endswith(":"):
            settings[name[:-1]] = " ".join(cells)
            continue
        head = head if name.startswith("&") else name.partition("&")[0]
        name = section + (head + name if name.startswith("&") else name)
        pair = name.startswith(PAIR)
        values = _numbers(cells, 1 if pair else len(LABELS) - 1, path=path, line=number, text=line)
        if pair:
            pairs[name.removeprefix(PAIR)] = values[0]
        else:
            weights[name] = _about_zero(values)
    learnt_with = settings.get("vocabulary", "")
    if fingerprint is not None and learnt_with != fingerprint:
        raise OutdatedWeights("these weights belong to another vocabulary", path=path, line=1, hint=_HINT)
    try:
        first = PairWeights(pairs, float(settings["worth"]) if pairs else 0.0)
        return Weights(weights, float(settings["alert"]), float(settings["possible"]), learnt_with, first)
    except (KeyError, ValueError):
        raise RuleError(
            "alert:, possible: and worth: need a number each", path=path, line=1, hint=_HINT
        ) from None


def _numbers(cells: Sequence[str], count: int, *, path: str, line: int, text: str) -> tuple[float, ...]:
    try:
        values = tuple(float(cell) for cell in cells)
    except ValueError:
        raise RuleError(f"not a number: {text!r}", path=path, line=line, hint=_HINT) from None
    if len(values) != count or not all(map(math.isfinite, values)):
        needed = "one finite number is" if count == 1 else f"{count} finite numbers are"
        raise RuleError(f"{needed} needed: {text!r}", path=path, line=line, hint=_HINT)
    return values


def _about_zero(values: Sequence[float]) -> tuple[float, ...]:
    """The weights of all labels with the sum zero, from weights relative to the last label: a weight above
    zero then speaks for its own label.
    """
    middle = sum(values) / len(LABELS)
    return tuple(round(value - middle, 4) for value in (*values, 0.0))


def weights_text(weights: Weights, about: str) -> str:
    """The text of the file: settings, then features by section in alphabetical order, with two decimals."""
    lines = [
        f"# {about}",
        f"# [section], then the rest of a feature and its weights of {', '.join(LABELS[:-1])} against "
        f"{LABELS[-1]};",
    ]
    lines += ["# a line that begins with & goes on where the one above had its first &."]
    lines += [
        f"vocabulary: {weights.fingerprint}",
        f"alert: {weights.alert:.2f}",
        f"possible: {weights.possible:.2f}",
    ]
    lines += [f"worth: {weights.pairs.least:.2f}"]
    against = {
        name: tuple(value - values[-1] for value in values[:-1])
        for name, values in weights.by_feature.items()
    }
    rows = against | {f"{PAIR}{name}": (value,) for name, value in weights.pairs.by_feature.items()}
    lines += _sections(
        {name: values for name, values in rows.items() if any(round(value, 2) for value in values)}
    )
    return "\n".join(lines) + "\n"


def _sections(rows: Mapping[str, Sequence[float]]) -> list[str]:
    lines: list[str] = []
    section = head = ""
    for name, values in sorted(rows.items(), key=lambda row: ("=" in row[0], row[0].partition("="))):
        template, named, rest = name.partition("=")
        if named and template != section:
            section, head = template, ""
            lines.append(f"[{section}]")
        first, more, last = (rest if named else name).partition("&")
        lines.append(
            f"{more + last if more and first == head else first + more + last} "
            f"{' '.join(map(_shown, values))}"
        )
        head = first
    return lines


def _shown(value: float) -> str:
    """A number with at most two decimals, without a zero before the point."""
    sign = "-" if round(value, 2) < 0 else ""
    return sign + (f"{abs(value):.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0")
