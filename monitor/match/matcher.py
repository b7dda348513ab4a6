"""Rules x Story -> Hits, why and why not, and what a changed set of rules gains and loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.errors import RuleError
from monitor.match.document import Document
from monitor.match.evaluate import holds
from monitor.match.explain import Explainer, Explanation, Missing
from monitor.match.index import Index
from monitor.match.scene import Scene
from monitor.model import Hit, Story, leading
from monitor.normalize import language_code
from monitor.rules import Example, Rule, Rules
from monitor.rules import load as load_rules


class Matcher:
    """All rules in one index.

    All of them are tried on a story: a word of another script wakes no rule, so this costs nothing. With
    `lang`, the language that a text is plainly in, rules of other languages say nothing of it.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._by_id = {rule.id: rule for rule in rules.rules}
        # A few hundred rules gain nothing by learning, and children that share them would copy the memory
        # that it touches.
        self._index = Index(learns=False)
        for rule in rules.rules:
            self._index.add(rule.id, rule.query)

    def match(
        self, story: Story, lang: str = "", known: Mapping[str, list[str]] | None = None
    ) -> tuple[Hit, ...]:
        """The hits of one story, in the order of the rules.

        `known` are its folded words by field, where somebody has them.
        """
        if not self._by_id:
            return ()
        document = Document.of(story, known=known or {})
        return tuple(
            Hit(rule.id, rule.digest, rule.kind, rule.stage, spans, rule.title, rule.why)
            for rule_id, spans in self._index.match(document).items()
            for rule in (self._by_id[rule_id],)
            if _may_judge(rule, lang)
        )

    def explain(self, story: Story, lang: str = "") -> tuple[RuleExplanation, ...]:
        """Every rule that may match one story: those that do, then the others, the nearest first."""
        explainer = Explainer(Scene(Document.of(story)))
        found = [
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
                found,
                key=lambda one: (not one.matched, one.distance, sum(each.weight for each in one.missing)),
            )
        )


def _may_judge(rule: Rule, lang: str) -> bool:
    """True if a rule may judge a text that is plainly in `lang` ("": that is not plain)."""
    return not lang or language_code(rule.lang) == lang


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """One rule before one story. `distance` is the share of its clauses that failed, 0 for a hit;

    `missing` are those.
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
        """The shared filters that failed, when all else of the rule holds."""
        filters = dict.fromkeys(missing.filter for missing in self.missing)
        return () if "" in filters else tuple(filters)

    def rows(self) -> Iterator[tuple[int, bool, str]]:
        """Depth, truth and text of each line of a tree, the rule itself on top."""
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
        """Rule, title, kind, stage, lang, why, matched, distance, missing (text, note, filter), stopped_by
        (filters), and the tree.
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
    """The rules of all files (path to text), their examples tried. Raises RuleError."""
    rules = load_rules(files)
    check(rules)
    return rules


def check(rules: Rules) -> None:
    """Try every example of every rule; raises RuleError for the first that fails, with the clause that is to
    blame.
    """
    for rule in rules.rules:
        for number, example in enumerate(rule.examples, 1):
            scene = Scene(Document.of(example.story()))
            if holds(rule.query.root, scene) != example.match:
                _refuse(rule, number, example, Explainer(scene))


def _refuse(rule: Rule, number: int, example: Example, explainer: Explainer) -> None:
    if example.match:
        blame = "; ".join(missing.sentence for missing in explainer.missing(rule.query))
        problem, hint = f"example {number} of {rule.id} must match and does not", f"Missing: {blame}"
    else:
        tree = explainer.explain(rule.query)
        texts = {"title": example.title, "summary": example.summary, "body": example.body}
        found = ", ".join(repr(texts[span.field][span.start : span.end]) for span in tree.spans)
        problem, hint = f"example {number} of {rule.id} must not match and does", f"It matches by: {found}"
    raise RuleError(problem, path=rule.path, line=example.line, column=example.column, hint=hint)


# ---------------------------------------------------------------- backtest


@dataclass(frozen=True, slots=True)
class Comparison:
    """Story ids, in the order of the new run: alerting now and not before, before and not now, and of another
    leading kind.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    changed: tuple[str, ...]


def compare(old: Mapping[str, tuple[Hit, ...]], new: Mapping[str, tuple[Hit, ...]]) -> Comparison:
    """What a change of rules does to stories. A story without hits may be left out of either side."""
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
    """Counts of labelled stories. `relevant` are those that must be flagged; `flagged` those that were."""

    relevant: int
    flagged: int
    right: int  # flagged and relevant
    kind_right: int  # of those, with the wanted kind

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
    """Score by language of `(id, language, wanted kind or None, given kind or None)`; the key "" holds all
    together.
    """
    counts: dict[str, list[int]] = {"": [0, 0, 0, 0]}
    for _, lang, wanted, given in rows:
        for count in (counts[""], counts.setdefault(lang, [0, 0, 0, 0])):
            count[0] += wanted is not None
            count[1] += given is not None
            count[2] += wanted is not None and given is not None
            count[3] += wanted is not None and given == wanted
    return {lang: Score(*count) for lang, count in counts.items()}
