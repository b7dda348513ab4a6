"""Rules x Story -> Hits."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.errors import RuleError
from monitor.match.document import Document
from monitor.match.index import Index
from monitor.match.oracle import oracle
from monitor.model import Hit, Story
from monitor.rules import Rules
from monitor.rules import load as load_rules


class Matcher:
    """All rules in one index. Every pack is tried on every story: a wrong language tag hides nothing."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._order = {rule.id: rule for rule in rules.rules}
        self._index = Index()
        for rule in rules.rules:
            self._index.add(rule.id, rule.query)

    def match(self, story: Story) -> tuple[Hit, ...]:
        """The hits of one story, in the order of the rules."""
        found = self._index.match(Document.of(story))
        return tuple(
            Hit(rule.id, rule.digest, rule.kind, rule.stage, found[rule.id], rule.title, rule.why)
            for rule in self._order.values()
            if rule.id in found
        )


def load(files: Mapping[str, str]) -> Rules:
    """The rules of all files (path to text), their examples tried. Raises RuleError."""
    rules = load_rules(files)
    check(rules)
    return rules


def check(rules: Rules) -> None:
    """Try every example of every rule; raises RuleError for the first that fails."""
    for rule in rules.rules:
        for number, example in enumerate(rule.examples, 1):
            if (oracle(rule.query, Document.of(example.story())) is not None) != example.match:
                problem = f"example {number} of {rule.id} must {'' if example.match else 'not '}match and does{' not' if example.match else ''}"
                raise RuleError(problem, path=rule.path, line=example.line, column=example.column)
