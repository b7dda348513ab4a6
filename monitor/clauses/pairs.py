"""Features of a pair of predicate and target that are known before its sentence is read.

They are the input of the first stage of the model, which decides which stories are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.clauses.patterns import Meaning

# classes of words that may be what is left, where no gazetteer entry names it
TARGETS = (
    "treaty",
    "deal",
    "body",
    "membership",
)
# the concept of taking an exit back: always read, though it is neither an act nor a threat
TAKE_BACK = "take-back"
WINDOW = 12  # most words between predicate and target in one sentence
JOINED_WINDOW = 20  # most words between them if headline and first sentence are read as one
JOINED = "j"  # `Sentence.place` of headline and first sentence read as one
ACRONYM_SORT = "acronym"
DISTANCES = ((1, "0-1"), (3, "2-3"), (6, "4-6"), (9, "7-9"))


@dataclass(frozen=True, slots=True)
class PairWeights:
    """The weights of the first stage of the model. A story is read if the weights of one of its pairs add up
    to at least `least`; without weights, if it has a pair.
    """

    by_feature: Mapping[str, float] = field(default_factory=dict)
    least: float = 0.0

    def worth(self, features: Sequence[str]) -> float:
        """The sum of the weights of these features."""
        return sum(self.by_feature.get(name, 0.0) for name in features)


def distance_of(gap: int) -> str:
    """The name of a distance in words."""
    return next((name for most, name in DISTANCES if gap <= most), "10+")


def pair_features(predicate: Meaning, sort: str, gap: int, behind: bool, place: str) -> tuple[str, ...]:
    """The features of a pair: concept and form of the predicate, sort of the target, distance in words,
    order, and place of the sentence.
    """
    form = f"{predicate.kind}/{'noun' if predicate.noun else 'verb'}"
    order = "behind" if behind else "before"
    return (
        "bias",
        f"concept={predicate.value}",
        f"class={form}",
        f"target={sort}",
        f"class={form}&target={sort}",
        f"distance={distance_of(gap)}&order={order}",
        f"place={place}",
    )
