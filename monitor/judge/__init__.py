"""Whether a story reports an exit: act, threat, look back, possible exit or nothing, and why.

Judge(reader, weights).judge(story, lang) -> Judgement
"""

from __future__ import annotations

from monitor.judge.detector import WEIGHTS, Detector, build_judge
from monitor.judge.explain import ClauseExplanation, explain
from monitor.judge.features import describe, read_clause, story_features
from monitor.judge.frames import frame
from monitor.judge.judge import Judge, Judgement
from monitor.judge.weights import LABELS, Weights, parse_weights, weights_text

__all__ = [
    "LABELS",
    "WEIGHTS",
    "ClauseExplanation",
    "Detector",
    "Judge",
    "Judgement",
    "Weights",
    "build_judge",
    "describe",
    "explain",
    "frame",
    "parse_weights",
    "read_clause",
    "story_features",
    "weights_text",
]
