"""`make train`: learns the weights of the model from all labelled stories and writes
rules/vocabulary/weights.txt.

The stories are in three parts by agreement: weights are learnt on the first two, thresholds are chosen on the
third. With --score it prints five-fold cross-validated figures instead, by agreement, and writes nothing.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from monitor.clauses import PairWeights
from monitor.judge import LABELS, Weights, weights_text
from training.data import RULES, Labelled, labelled, natural, part, reader, split, vocabulary

STRENGTH = 0.1  # inverse of the regularisation
# of the fit: so near its end that rounding, which differs between runs, chooses no other best candidate
TOLERANCE = 1e-6
ROUNDS = 3  # times that the best candidate of a story is chosen anew
NATURAL = (
    2  # times that a natural story is learnt from: those written for training are harder, and not as news is
)
WRONG = 3  # candidates of a story of nothing that are learnt from
RARE = 25  # candidates that a feature must stand in
FOLDS = 5
FROM_ERRORS = "g6-"  # ids of stories that were written after errors had been read: learnt from only
BIAS = "bias"
WORTH = 8  # weight of a pair that the model finds possible, beside one of a pair that it does not
LOST = 0.003  # share of the exits that the model finds possible which the first stage may lose
# shares of stories of nothing and of looks back that thresholds allow
ALARMS, LOOKS_BACK, WIDE_ALARMS = (
    0.03,
    0.155,
    0.15,
)
WEIGHTS = RULES / "vocabulary" / "weights.txt"


@dataclass(slots=True)
class Model:
    """The result of training."""

    vectorizer: DictVectorizer
    regression: LogisticRegression

    def weights(self) -> dict[str, tuple[float, ...]]:
        """The rounded weights of each feature, one for each label."""
        columns = self.regression.coef_.T
        weights = dict(zip(self.vectorizer.get_feature_names_out(), columns, strict=True))
        weights[BIAS] = weights[BIAS] + self.regression.intercept_  # every candidate has this feature
        return {name: tuple(round(float(value), 2) for value in column) for name, column in weights.items()}


def learn(stories: Sequence[Labelled]) -> Model:
    """Learns on the candidates of stories: first on all, then on the best one of each story as the model of
    before sees it.
    """
    vectorizer = DictVectorizer()
    rows = [(story, candidate) for story in stories for candidate in story.candidates]
    seen = Counter(name for _, candidate in rows for name in candidate)
    vectorizer.fit(
        [dict.fromkeys((name for name in candidate if seen[name] >= RARE), 1.0) for _, candidate in rows]
    )
    matrices = [(story, _matrix(vectorizer, story)) for story in stories if story.candidates]
    regression = LogisticRegression(C=STRENGTH, max_iter=3000, tol=TOLERANCE)
    regression.fit(
        vstack([matrix for _, matrix in matrices]),
        [LABELS.index(story.label) for story, _ in rows],
        sample_weight=[1 / len(story.candidates) for story, _ in rows],
    )
    for _ in range(ROUNDS):
        chosen: list[csr_matrix] = []
        labels: list[int] = []
        for story, matrix in matrices:
            for place in _best(regression, story, matrix):
                chosen.append(matrix[place])
                labels.append(LABELS.index(story.label))
        regression = LogisticRegression(C=STRENGTH, max_iter=3000, tol=TOLERANCE)
        regression.fit(vstack(chosen), labels)
    return Model(vectorizer, regression)


def _matrix(vectorizer: DictVectorizer, story: Labelled) -> csr_matrix:
    return vectorizer.transform([dict.fromkeys(candidate, 1.0) for candidate in story.candidates])


def _best(regression: LogisticRegression, story: Labelled, matrix: csr_matrix) -> list[int]:
    probabilities = regression.predict_proba(matrix)
    if story.label == "none":
        return [
            int(place)
            for place in np.argsort(-(probabilities[:, 0] + probabilities[:, 1]), kind="stable")[:WRONG]
        ]
    return [int(np.argmax(probabilities[:, LABELS.index(story.label)]))]


@dataclass(frozen=True, slots=True)
class Scored:
    """A story, and the probabilities of act and threat of its best candidate; 0 if it has none."""

    story: Labelled
    act: float = 0.0
    threat: float = 0.0

    @property
    def score(self) -> float:
        """Judges stories as the service does."""
        return self.act + self.threat


def score(weights: Weights, stories: Sequence[Labelled]) -> list[Scored]:
    """Judges stories as the service does."""
    scored = []
    for story in stories:
        pairs = [weights.probabilities(candidate) for candidate in story.candidates]
        best = max(pairs, key=lambda values: values[0] + values[1], default=(0.0, 0.0))
        scored.append(Scored(story, best[0], best[1]))
    return scored


def thresholds(scored: Sequence[Scored]) -> tuple[float, float]:
    """The lowest thresholds of alert and possible at which the shares of alarms and of looks back are
    allowed.
    """
    steps = [step / 100 for step in range(5, 96)]

    def allowed(step: float) -> bool:
        return share(scored, "none", step) <= ALARMS and share(scored, "aftermath", step) <= LOOKS_BACK

    alert = next((step for step in steps if allowed(step)), steps[-1])
    possible = next((step for step in steps if share(scored, "none", step) <= WIDE_ALARMS), alert)
    return alert, min(alert, possible)


def share(scored: Sequence[Scored], label: str, threshold: float) -> float:
    """The share of the stories of a label with a score of at least `threshold`."""
    own = [result for result in scored if result.story.label == label]
    return sum(result.score >= threshold for result in own) / len(own) if own else 0.0


def first_stage(weights: Weights, stories: Sequence[Labelled], held: Sequence[Labelled]) -> PairWeights:
    """Trains the first stage: from the features of pairs, whether `weights` find the pair possible."""
    vectorizer = DictVectorizer()
    pairs = [
        (story, pair, _possible(weights, candidate))
        for story in stories
        for candidate, pair in _paired(story)
    ]
    matrix = vectorizer.fit_transform([dict.fromkeys(pair, 1.0) for _, pair, _ in pairs])
    regression = LogisticRegression(C=STRENGTH, max_iter=3000, tol=TOLERANCE)
    shares = [(WORTH if possible else 1) / len(story.candidates) for story, _, possible in pairs]
    regression.fit(matrix, [possible for _, _, possible in pairs], sample_weight=shares)
    known = dict(zip(vectorizer.get_feature_names_out(), regression.coef_[0], strict=True))
    known[BIAS] += regression.intercept_[0]  # every pair has this feature
    stage = PairWeights({name: round(float(value), 2) for name, value in known.items()})
    exits = [story for story in held if story.label in LABELS[:2]]
    best = sorted(
        max(stage.worth(pair) for _, pair in _paired(story))
        for story in exits
        if any(_possible(weights, candidate) for candidate in story.candidates)
    )
    return PairWeights(stage.by_feature, math.floor(best[int(LOST * len(best))] * 100) / 100)


def _paired(story: Labelled) -> zip[tuple[tuple[str, ...], tuple[str, ...]]]:
    return zip(story.candidates, story.pairs, strict=True)


def _possible(weights: Weights, candidate: Sequence[str]) -> bool:
    return sum(weights.probabilities(candidate)[:2]) >= weights.possible


def learnt(stories: Sequence[Labelled]) -> list[Labelled]:
    """The stories that weights are learnt on: those labelled ones on which no threshold is chosen, and those
    of real feeds.
    """
    return [story for story in stories if not is_held(story)] + natural(reader()) * NATURAL


def is_held(story: Labelled) -> bool:
    """True for a story on which thresholds are chosen: of the third part, and not written after an error had
    been read.
    """
    return part(story.group) == "third" and not story.id.startswith(FROM_ERRORS)


def cross_validated(stories: Sequence[Labelled]) -> list[Scored]:
    """Judges each story by a model that has seen no story of its agreement."""
    scored: list[Scored] = []
    for fold in range(FOLDS):
        model = learn([story for story in stories if split(story.group, FOLDS) != fold])
        scored += score(
            Weights(model.weights()), [story for story in stories if split(story.group, FOLDS) == fold]
        )
    return scored


def table(scored: Sequence[Scored], alert: float, possible: float) -> str:
    """The shares of stories that alert, and that are at least possible, by language and label."""
    lines = [f"alert at {alert:.2f}, possible at {possible:.2f}: alerted | at least possible (stories)"]
    for lang in [*sorted({result.story.lang for result in scored}), "all"]:
        own = [result for result in scored if lang in ("all", result.story.lang)]
        counts = Counter(result.story.label for result in own)
        cells = [
            f"{label} {share(own, label, alert):.2f} | {share(own, label, possible):.2f} ({counts[label]})"
            for label in LABELS
            if counts[label]
        ]
        told = [result for result in own if result.story.label in LABELS[:2] and result.score >= alert]
        kinds = [(result.act >= result.threat) == (result.story.label == "act") for result in told]
        lines.append(f"{lang:4}{'   '.join(cells)}   kind {sum(kinds) / max(1, len(kinds)):.2f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--score", action="store_true", help="print cross-validated figures and write nothing"
    )
    options = parser.parse_args()
    stories = labelled(reader())
    if options.score:
        scored = cross_validated(stories)
        print(table(scored, *thresholds(scored)))
        return
    known, held = learnt(stories), [story for story in stories if is_held(story)]
    model = learn(known)
    scored = score(Weights(model.weights()), held)
    alert, possible = thresholds(scored)
    about = (
        f"Written by make train from {len(stories):,} labelled stories: edit the stories or the "
        "features, not this."
    )
    weights = Weights(model.weights(), alert, possible, vocabulary().fingerprint)
    weights = replace(weights, pairs=first_stage(weights, known, held))
    WEIGHTS.write_text(weights_text(weights, about), encoding="utf-8")
    print(table(scored, alert, possible), file=sys.stderr)


if __name__ == "__main__":
    main()
