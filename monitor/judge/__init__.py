"""Judges whether a story reports an exit (act, threat, aftermath, possible exit or nothing), and explains it.

Judge(reader, weights, frames).hits(story, lang) -> tuple[Hit, ...]    one hit a statement, best first
"""

from __future__ import annotations

from monitor.judge.check import check_frames
from monitor.judge.clause import MODIFIERS, read_clause
from monitor.judge.detector import Detector, build_judge
from monitor.judge.explain import ClauseExplanation, Explanation, answer, explain
from monitor.judge.features import describe, story_features
from monitor.judge.frames import Frames, read_frames
from monitor.judge.judge import Judge
from monitor.judge.judgement import Judgement
from monitor.judge.telling import Why, matches, tell
from monitor.judge.weights import LABELS, Weights, parse_weights, weights_text

__all__ = [
    "LABELS",
    "MODIFIERS",
    "ClauseExplanation",
    "Detector",
    "Explanation",
    "Frames",
    "Judge",
    "Judgement",
    "Weights",
    "Why",
    "answer",
    "build_judge",
    "check_frames",
    "describe",
    "explain",
    "matches",
    "parse_weights",
    "read_clause",
    "read_frames",
    "story_features",
    "tell",
    "weights_text",
]
