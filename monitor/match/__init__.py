"""Evaluates rules and queries on stories: hits, and explanations of why a query matched or not."""

from __future__ import annotations

from monitor.match.document import Document
from monitor.match.explain import Explanation, Missing, explain
from monitor.match.index import Index
from monitor.match.matcher import Comparison, Matcher, RuleExplanation, Score, check, compare, load, score
from monitor.match.oracle import oracle

__all__ = [
    "Comparison", "Document", "Explanation", "Index", "Matcher", "Missing", "RuleExplanation", "Score",
    "check", "compare", "explain", "load", "oracle", "score",
]  # fmt: skip
