"""Why a story is judged as it is: its best clause in words, the frame, and the features that count most."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.judge.judge import Judge, Judgement
from monitor.judge.weights import LABELS
from monitor.model import Kind, Story

STRONGEST = 5
_FRAMES = {
    "act": "its slots say by themselves that an exit is reported",
    "threat": "its slots say by themselves that an exit is threatened or planned",
    "subordinate": "it fits, but stands in a subordinate clause",
    "denied": "the exit is denied",
    "other-object": "the verb governs something else",
    "other-predicate": "another verb stands between the two",
    "opinion": "somebody thinks that a state must leave",
    "bare": "nothing says that the agreement is one between states, or the body one of states",
    "far": "the noun stands far from the verb",
    "subject": "the agreement is the subject of the verb",
    "no-actor": "nobody is named who leaves",
    "none": "this verb does not take this noun here",
}


@dataclass(frozen=True, slots=True)
class ClauseExplanation:
    """The best clause of a story. `answer`: what the judge says, in words; `features`: the strongest, with their weights."""

    answer: str
    sentence: str = ""
    predicate: str = ""
    target: str = ""
    parties: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    frame: str = ""
    score: float = 0.0
    probabilities: tuple[tuple[str, float], ...] = ()
    features: tuple[tuple[str, float], ...] = ()

    def lines(self) -> list[str]:
        """For a terminal, one fact a line."""
        if not self.predicate:
            return [self.answer]
        told = ", ".join(f"{label} {value:.2f}" for label, value in self.probabilities)
        return [
            self.answer,
            f"who: {', '.join(self.parties) or 'nobody named'}",
            f"predicate: {self.predicate}",
            f"what: {self.target}",
            f"modality: {', '.join(self.modality) or 'none'}",
            f"frame: {self.frame}, because {_FRAMES[self.frame]}",
            f"probabilities: {told}",
            "strongest features: " + ", ".join(f"{name} {weight:+.2f}" for name, weight in self.features),
        ]


def explain(judge: Judge, story: Story) -> ClauseExplanation:
    """What the judge makes of a story, and why."""
    lang = judge.reader.language(story)
    if lang is None:
        return ClauseExplanation(f"Its language ({story.lang or 'unknown'}) is not covered, or it has too few words to tell.")
    judged = judge.judge(story, lang)
    if judged is None:
        return ClauseExplanation("No word of leaving stands near an agreement or a body.")
    probabilities = tuple(zip(LABELS, judged.probabilities, strict=True))
    label = max(probabilities, key=lambda pair: pair[1])[0]
    predicate, target = judged.words
    return ClauseExplanation(
        answer=_answer(judge, judged),
        sentence=" ".join(judged.candidate.sentence.words),
        predicate=f"{predicate} ({judged.candidate.predicate.value})",
        target=f"{target} ({judged.candidate.sort})",
        parties=tuple(dict.fromkeys(mark.value for mark in judged.candidate.sentence.parties)),
        modality=tuple(sorted(judged.clause.modifiers)),
        frame=judged.frame,
        score=judged.score,
        probabilities=probabilities,
        features=tuple(judge.weights.strongest(judged.features, label, STRONGEST)),
    )


def _answer(judge: Judge, judged: Judgement) -> str:
    kind = judge.kind(judged)
    words = {
        Kind.ACT: "The clauses report an exit",
        Kind.THREAT: "The clauses report a threat or plan to leave",
        Kind.AFTERMATH: "The clauses look back at an exit",
        Kind.POSSIBLE: "The clauses may report an exit",
        None: "The clauses report no exit",
    }[kind]
    return f"{words} (score {judged.score:.2f}; alert from {judge.weights.alert:.2f}, possible from {judge.weights.possible:.2f})."
