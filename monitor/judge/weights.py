"""The weights of the log-linear model: a text file that a person can read, one feature a line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.clauses import PairWeights
from monitor.errors import RuleError

LABELS = ("act", "threat", "aftermath", "none")
PAIR = "pair:"  # before the features of the first stage
_HINT = "Write the file anew with make train."


@dataclass(frozen=True, slots=True)
class Weights:
    """By feature, one weight a label in the order of `LABELS`; thresholds on the probability of act and threat together.

    `pairs`: the first stage, which says what is worth reading.
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
        """The features that speak most for or against a label, strongest first."""
        place = LABELS.index(label)
        told = [(name, self.by_feature[name][place]) for name in features if name in self.by_feature]
        return sorted(told, key=lambda pair: (-abs(pair[1]), pair[0]))[:count]


def parse_weights(text: str, *, path: str, fingerprint: str | None = None) -> Weights:
    """Reads a weights file. Raises RuleError with the line of what is wrong: a number, the columns, another vocabulary's fingerprint."""
    settings: dict[str, str] = {}
    weights: dict[str, tuple[float, ...]] = {}
    pairs: dict[str, float] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, *cells = line.split()
        if name.endswith(":"):
            settings[name[:-1]] = " ".join(cells)
            continue
        try:
            values = tuple(float(cell) for cell in cells)
        except ValueError:
            raise RuleError(f"not a number: {line!r}", path=path, line=number, hint=_HINT) from None
        pair = name.startswith(PAIR)
        count = 1 if pair else len(LABELS)
        if len(values) != count or not all(map(math.isfinite, values)):
            raise RuleError(
                f"{'one finite number is' if pair else f'{count} finite numbers are'} needed: {line!r}", path=path, line=number, hint=_HINT
            )
        if pair:
            pairs[name.removeprefix(PAIR)] = values[0]
        else:
            weights[name] = values
    found = settings.get("vocabulary", "")
    if fingerprint is not None and found != fingerprint:
        raise RuleError("these weights belong to another vocabulary", path=path, line=1, hint=_HINT)
    try:
        first = PairWeights(pairs, float(settings["worth"]) if pairs else 0.0)
        return Weights(weights, float(settings["alert"]), float(settings["possible"]), found, first)
    except (KeyError, ValueError):
        raise RuleError("alert:, possible: and worth: need a number each", path=path, line=1, hint=_HINT) from None


def weights_text(weights: Weights, about: str) -> str:
    """The file's text: settings, then the features in alphabetical order with two decimals, then those of the first stage."""
    lines = [f"# {about}", f"# feature {' '.join(LABELS)}"]
    lines += [f"vocabulary: {weights.fingerprint}", f"alert: {weights.alert:.2f}", f"possible: {weights.possible:.2f}"]
    lines += [f"worth: {weights.pairs.least:.2f}"]
    for name, values in sorted(weights.by_feature.items()):
        if any(round(value, 2) for value in values):
            lines.append(f"{name} {' '.join(f'{value:.2f}' for value in values)}")
    lines += [f"{PAIR}{name} {value:.2f}" for name, value in sorted(weights.pairs.by_feature.items()) if round(value, 2)]
    return "\n".join(lines) + "\n"
