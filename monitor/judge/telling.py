"""Why a story is flagged or not, by rules and judge together: the answer first."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.judge.explain import Explanation, answer, explain
from monitor.judge.judge import Judge
from monitor.match import Matcher, RuleExplanation
from monitor.model import Hit, Kind, Story, leading

NO_JUDGE = "No rule matches, and the packaged judge is switched off (rules.packaged)."


@dataclass(frozen=True, slots=True)
class Why:
    """`answer`: in words; `kind`: that of the story, None if it reports no exit; `judged`: its clauses;
    `rules`: every rule, those that match first, then those that lack least; `matched`: how many match.
    """

    answer: str
    kind: Kind | None
    judged: Explanation
    rules: tuple[RuleExplanation, ...]
    matched: int

    @property
    def is_flagged(self) -> bool:
        """True if the story becomes part of the register; a possible exit waits for a person."""
        return self.matched > 0 or self.judged.kind not in (None, Kind.POSSIBLE)


def tell(matcher: Matcher, judge: Judge | None, story: Story) -> Why:
    """Why this story is flagged or not. Without a judge by rules alone."""
    certain = judge.reader.detect_language(story).certain_lang if judge else story.lang or ""
    rules = matcher.explain(story, certain)
    judged = explain(judge, story) if judge else Explanation(NO_JUDGE)
    matched = [result.rule for result in rules if result.matched]
    lead = leading(tuple(Hit(rule.id, rule.digest, rule.kind, rule.stage) for rule in matched))
    if lead is None:
        return Why(judged.answer, judged.kind, judged, rules, 0)
    return Why(f"{answer(lead.kind)}: {matches(len(matched))}.", lead.kind, judged, rules, len(matched))


def matches(count: int) -> str:
    """How many rules match, in words."""
    if count == 0:
        return "No rule matches"
    return "1 rule matches" if count == 1 else f"{count} rules match"
