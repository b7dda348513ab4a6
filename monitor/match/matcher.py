"""Applies the rules to a story: hits, explanations, examples of rules, and the comparison of two sets of
rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.errors import RuleError
from monitor.match.document import Document
from monitor.match.evaluate import holds
from monitor.match.explain import Explainer, Explanation, Missing
from monitor.match.index import Index
from monitor.match.story_index import StoryIndex
from monitor.model import Hit, Story, leading
from monitor.normalize import language_code
from monitor.rules import Example, Rule, Rules
from monitor.rules import load as load_rules


class Matcher:
    """All rules in one index, whatever their language: words of another language select few rules.

    `lang` is the language that a text is clearly in ("": not clear); rules of other languages then give no
    hit.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._by_id = {rule.id: rule for rule in rules.rules}
        # A few hundred rules are no faster with learning, and child processes would copy the memory that it
        # writes to.
        self._index = Index(learns=False)
        for rule in rules.rules:
            self._index.add(rule.id, rule.query)

    def match(self, story: Story | Document, lang: str = "") -> tuple[Hit, ...]:
        """The hits of one story, in the order of the rules."""
        if not self._by_id:
            return ()
        document = Document.of(story) if isinstance(story, Story) else story
        return tuple(
            Hit(rule.id, rule.digest, rule.kind, rule.stage, spans, rule.title, rule.why)
            for rule_id, spans in self._index.match(document).items()
            for rule in (self._by_id[rule_id],)
            if _may_judge(rule, lang)
        )

    def explain(self, story: Story, lang: str = "") -> tuple[RuleExplanation, ...]:
        """The result of every rule on one story: first those that match, then those that lack least."""
        explainer = Explainer(StoryIndex(Document.of(story)))
        results = [
            RuleExplanation(
                rule,
                explainer.explain(rule.query),
                explainer.missing(rule.query),
                explainer.distance(rule.query),
            )
            for rule in self.rules.rules
            if _may_judge(rule, lang)
        ]
        return tuple(
            sorted(
                results,
                key=lambda result: (
                    not result.matched,
                    result.distance,
                    sum(clause.weight for clause in result.missing),
                ),
            )
        )


def _may_judge(rule: Rule, lang: str) -> bool:
    """True if the rule applies to a text that is clearly in `lang` ("": not clear)."""
    return not lang or language_code(rule.lang) == lang


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """The result of one rule on one story. `distance` is the share of its clauses that failed, 0 for a hit;
    `missing` are the fewest clauses that would have to hold.
    """

    rule: Rule
    tree: Explanation
    missing: tuple[Missing, ...]
    distance: float

    @property
    def matched(self) -> bool:
        return self.tree.ok

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """The shared filters that failed, if the rest of the rule holds."""
        filters = dict.fromkeys(missing.filter for missing in self.missing)
        return () if "" in filters else tuple(filters)

    def rows(self) -> Iterator[tuple[int, bool, str]]:
        """Yields depth, result and text of each line of the tree, the rule first."""
        yield 0, self.matched, f"{self.rule.id}: {self.rule.title} ({self.rule.kind}, {self.rule.stage})"
        yield from self.tree.rows(1)
        for missing in self.missing:
            yield 1, False, missing.sentence if missing.filter else f"missing: {missing.sentence}"
        if self.stopped_by:
            yield (
                1,
                False,
                f"the rule's own query holds; stopped by the shared filter {', '.join(self.stopped_by)}",
            )

    def to_json(self) -> dict[str, object]:
        """The keys rule, title, kind, stage, lang, why, matched, distance, missing (text, note, filter),
        stopped_by (filters) and tree.
        """
        rule = self.rule
        return {
            "rule": rule.id,
            "title": rule.title,
            "kind": rule.kind.value,
            "stage": rule.stage.value,
            "lang": rule.lang,
            "why": rule.why,
            "matched": self.matched,
            "distance": round(self.distance, 3),
            "missing": [
                {"text": missing.text, "note": missing.note, "filter": missing.filter or None}
                for missing in self.missing
            ],
            "stopped_by": list(self.stopped_by),
            "tree": self.tree.to_json(),
        }


# ---------------------------------------------------------------- loading


def load(files: Mapping[str, str]) -> Rules:
    """The rules of all files (path to text), with their examples checked. Raises RuleError."""
    rules = load_rules(files)
    check(rules)
    return rules


def check(rules: Rules) -> None:
    """Checks every example of every rule. Raises RuleError for the first that fails, with the clause that is
    the reason.
    """
    for rule in rules.rules:
        for number, example in enumerate(rule.examples, 1):
            story_index = StoryIndex(Document.of(example.story()))
            if holds(rule.query.root, story_index) != example.match:
                _refuse(rule, number, example, Explainer(story_index))


def _refuse(rule: Rule, number: int, example: Example, explainer: Explainer) -> None:
    if example.match:
        lacking = "; ".join(missing.sentence for missing in explainer.missing(rule.query))
        problem, hint = f"example {number} of {rule.id} must match and does not", f"Missing: {lacking}"
    else:
        tree = explainer.explain(rule.query)
        texts = {"title": example.title, "summary": example.summary, "body": example.body}
        matched = ", ".join(repr(texts[span.field][span.start : span.end]) for span in tree.spans)
        problem, hint = f"example {number} of {rule.id} must not match and does", f"It matches by: {matched}"
    raise RuleError(problem, path=rule.path, line=example.line, column=example.column, hint=hint)


# ---------------------------------------------------------------- backtest


@dataclass(frozen=True, slots=True)
class Comparison:
    """Story ids in the order of the new run: `gained` alert now and did not before, `lost` the reverse,
    `changed` have another leading kind.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    changed: tuple[str, ...]


def compare(old: Mapping[str, tuple[Hit, ...]], new: Mapping[str, tuple[Hit, ...]]) -> Comparison:
    """Compares the hits of two runs by story id. A story without hits may be missing from either."""
    ids = list(dict.fromkeys((*new, *old)))
    kinds = {
        story: tuple(hit.kind if (hit := leading(hits.get(story, ()))) else None for hits in (old, new))
        for story in ids
    }
    alerts = {
        story: tuple(kind is not None and kind.alerts for kind in pair) for story, pair in kinds.items()
    }
    return Comparison(
        gained=tuple(story for story in ids if alerts[story] == (False, True)),
        lost=tuple(story for story in ids if alerts[story] == (True, False)),
        changed=tuple(
            story
            for story in ids
            if alerts[story][0] == alerts[story][1] and kinds[story][0] != kinds[story][1]
        ),
    )


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of labelled stories: `relevant` must be flagged, `flagged` were flagged."""

    relevant: int
    flagged: int
    right: int  # flagged and relevant
    kind_right: int  # of `right`, with the wanted kind

    @property
    def recall(self) -> float:
        return self.right / self.relevant if self.relevant else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.flagged if self.flagged else 1.0

    @property
    def kind_accuracy(self) -> float:
        return self.kind_right / self.right if self.right else 1.0


def score(rows: Iterable[tuple[str, str, str | None, str | None]]) -> dict[str, Score]:
    """Scores by language from rows (id, language, wanted kind or None, given kind or None); the key "" has
    the score of all rows.
    """
    counts: dict[str, list[int]] = {"": [0, 0, 0, 0]}
    for _, lang, wanted, given in rows:
        for count in (counts[""], counts.setdefault(lang, [0, 0, 0, 0])):
            count[0] += wanted is not None
            count[1] += given is not None
            count[2] += wanted is not None and given is not None
            count[3] += wanted is not None and given == wanted
    return {lang: Score(*count) for lang, count in counts.items()}
