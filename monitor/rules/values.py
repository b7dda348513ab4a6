"""The content of rule files as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.model import Kind, Stage, Story
from monitor.query import Query, Terms


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must match, or must not. `line` and `column` are those of its table."""

    title: str
    summary: str = ""
    body: str = ""
    match: bool = True
    lang: str | None = None
    source: str = ""
    state: str | None = None
    line: int = 0
    column: int = 0

    def story(self) -> Story:
        return Story(
            key=self.title,
            title=self.title,
            summary=self.summary,
            body=self.body,
            lang=self.lang,
            source=self.source,
            host=self.source,
            state=self.state,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `digest` changes with everything that changes its results: query, lists, patterns and filters
    that it uses, kind, stage, language.
    """

    id: str
    title: str
    lang: str  # ISO 639, as in the file or the rule
    kind: Kind
    stage: Stage
    query: Query
    why: str = ""
    examples: tuple[Example, ...] = ()
    path: str = ""
    line: int = 0
    digest: str = ""
    filters: tuple[str, ...] = ()  # names of the shared filters that are part of `query`


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules in the order of files and lines, and the term lists of each file with the shared ones."""

    rules: tuple[Rule, ...] = ()
    terms: Mapping[str, Terms] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rules)

    def get(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)
