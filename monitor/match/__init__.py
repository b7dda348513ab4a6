"""Compiled queries x Story -> Hits, and why or why not."""

from __future__ import annotations

from monitor.match.document import Document
from monitor.match.index import Index
from monitor.match.matcher import Matcher, check, load
from monitor.match.oracle import oracle

__all__ = ["Document", "Index", "Matcher", "check", "load", "oracle"]
