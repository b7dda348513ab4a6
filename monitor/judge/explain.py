"""Explains a judgement: the answer in words, and the clauses with slots, frame and strongest features."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.clauses import Sentence
from monitor.judge.frames import Clause, has
from monitor.judge.general import outside_names
from monitor.judge.judge import Judge
from monitor.judge.judgement import Judgement
from monitor.judge.weights import LABELS
from monitor.model import Kind, Story
from monitor.rules.frames import Frame, Makes

STRONGEST = 5
BIAS = "bias"
_ANSWERS = {
    Kind.ACT: "The story reports an exit",
    Kind.THREAT: "The story reports a threat or plan to leave",
    Kind.PASSING: "The story tells of an exit in passing: news when nobody was told of it yet",
    Kind.AFTERMATH: "The story looks back at an exit",
    Kind.POSSIBLE: "The story may report an exit",
    None: "The story reports no exit",
}


@dataclass(frozen=True, slots=True)
class ClauseExplanation:
    """The explanation of one clause. A judge without weights gives no kind and no probabilities.

    `frame` and `why`: the frame that holds, and its reason; `nearest`: a frame for an act or threat that
    holds too, but is not the first because of the slots in `failed`. `features`: the strongest, with their
    weights.
    """

    sentence: str
    who: tuple[str, ...]
    predicate: str
    what: str
    modality: tuple[str, ...]
    kind: Kind | None
    frame: str
    why: str
    nearest: str
    failed: tuple[str, ...]
    score: float
    probabilities: tuple[tuple[str, float], ...]
    features: tuple[tuple[str, float], ...]

    def lines(self) -> list[str]:
        """The explanation for a terminal, one fact a line."""
        model = [
            "model: " + ", ".join(f"{label} {value:.2f}" for label, value in self.probabilities),
            "strongest features: " + ", ".join(f"{name} {weight:+.2f}" for name, weight in self.features),
        ]
        near = (
            [f"nearest frame: {self.nearest}, which fails by {'; '.join(self.failed)}"]
            if self.nearest
            else []
        )
        return [
            f"clause: {self.sentence}",
            f"who: {', '.join(self.who) or 'nobody named'}",
            f"predicate: {self.predicate}",
            f"what: {self.what}",
            f"modality: {', '.join(self.modality) or 'none'}",
            f"frame: {self.frame}, because {self.why}",
            *near,
            *(model if self.probabilities else []),
        ]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`answer`: the result in words; `kind`: that of the story; `clauses`: one for each statement, or the
    best one.
    """

    answer: str
    kind: Kind | None = None
    clauses: tuple[ClauseExplanation, ...] = ()


def explain(judge: Judge, story: Story) -> Explanation:
    """Explains how the judge judges a story."""
    lang = judge.reader.detect_language(story).lang
    if lang not in judge.reader.languages:
        return Explanation(
            f"Its language ({lang or 'unknown'}) is not covered, or it has too few words to tell."
        )
    judged = judge.judgements(story, lang)
    if not judged:
        unread = judge.judgements(story, lang, every=True)[:1]
        why = (
            "the words of leaving in it are not worth reading"
            if unread
            else "no word of leaving stands near an agreement or a body"
        )
        return Explanation(
            f"{answer(None)}: {why}.",
            None,
            tuple(_explained(judge, story, judgement) for judgement in unread),
        )
    if not judge.weights.by_feature:
        return Explanation(
            "Read without the model: this is what its clauses say by their frames.",
            None,
            tuple(_unweighed(_explained(judge, story, judgement)) for judgement in judged),
        )
    stated = judge.statements(judged)
    kind = judge.kind((stated or judged)[0])
    told = f"{answer(kind)}{_several(stated)}{_because(judge, judged[0])}."
    return Explanation(
        told, kind, tuple(_explained(judge, story, judgement) for judgement in stated or judged[:1])
    )


def answer(kind: Kind | None) -> str:
    """The sentence for a story of this kind, without a full stop."""
    return _ANSWERS[kind]


def _several(stated: list[Judgement]) -> str:
    return f", and makes {len(stated)} statements in all" if len(stated) > 1 else ""


def _because(judge: Judge, judged: Judgement) -> str:
    """The score of the best clause with the thresholds, and the reason if a frame refuses it."""
    weights = judge.weights
    score = (
        f" (score {judged.score:.2f}; alert from {weights.alert:.2f}, possible from {weights.possible:.2f})"
    )
    if judged.score >= weights.alert and judged.frame.refuses:
        return f": {judged.frame.why}{score}"
    return score


def _explained(judge: Judge, story: Story, judged: Judgement) -> ClauseExplanation:
    clause, candidate = judged.clause, judged.candidate
    predicate, target = judged.words
    probabilities = tuple(zip(LABELS, judged.probabilities, strict=True))
    label = max(probabilities, key=lambda pair: pair[1])[0]
    features = [name for name in judged.features if name != BIAS]  # which every clause has
    is_clear = judged.frame.makes in (Makes.ACT, Makes.THREAT, Makes.REVERSAL)
    nearest = None if is_clear else judge.frames.nearest(clause)
    who = judged.statement.leavers or outside_names(candidate.sentence, candidate.sentence.parties)
    return ClauseExplanation(
        sentence=_text(story, candidate.sentence),
        who=tuple(dict.fromkeys(mark.value for mark in who)),
        predicate=f"{predicate} ({clause.concept}: {clause.kind}, {clause.form})",
        what=f"{target} ({candidate.sort}, {clause.slot})",
        modality=_modality(clause),
        kind=judge.kind(judged),
        frame=judged.frame.id,
        why=judged.frame.why,
        nearest="" if nearest is None else nearest.id,
        failed=() if nearest is None else _slots(judged.frame, clause),
        score=judged.score,
        probabilities=probabilities,
        features=tuple(judge.weights.strongest(features, label, STRONGEST)),
    )


def _unweighed(explained: ClauseExplanation) -> ClauseExplanation:
    """The same explanation without kind, probabilities and features."""
    return replace(explained, kind=None, score=0.0, probabilities=(), features=())


def _text(story: Story, sentence: Sentence) -> str:
    """The text of a sentence; of a joined one both parts with a slash between."""
    tokens, split = sentence.tokens, sentence.split
    if sentence.field == "joined":
        parts = ((story.title, tokens[:split]), (story.summary, tokens[split:]))
    else:
        parts = ((getattr(story, sentence.field), tokens), ("", []))
    return " / ".join(text[words[0].start : words[-1].end] for text, words in parts if words)


def _modality(clause: Clause) -> tuple[str, ...]:
    beside = (
        ()
        if clause.subordinate == "main"
        else (f"subordinate clause ({clause.subordinate.removeprefix('sub-')})",)
    )
    return (*sorted(clause.modifiers), *beside)


def _slots(frame: Frame, clause: Clause) -> tuple[str, ...]:
    """The slots of the clause by which a frame holds that is tried before the nearest one."""
    conditions = [
        f"{condition.name} {has(clause, condition)}"
        for condition in frame.conditions
        if condition.name != "class"
    ]
    return tuple(
        conditions
        + [
            f"{condition.name} {has(clause, condition)}, not {' or '.join(condition.values)}"
            for condition in frame.unless
        ]
    )
