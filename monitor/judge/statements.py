"""How many things a story states: repetitions of one statement are told apart from statements of another state or agreement."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses import Candidate, Mark, Sentence
from monitor.judge.frames import Clause

MOST = 8  # statements of one story
_JOINING = 3  # letters of the longest word that joins members of a list (and, und, та), and words between two of them
_NAMED = ("entry-treaty", "entry-body", "acronym")  # sorts of targets that a name tells apart
_STEM = 4  # letters by which words of a subject are compared: languages decline them
_BESIDE = 3  # words before a noun in which its subject stands


@dataclass(frozen=True, slots=True)
class Statement:
    """Who leaves what, as far as a clause tells: codes of the states, the name of the target, the subject of one without a name."""

    who: frozenset[str]
    name: str
    subject: frozenset[str]

    def same(self, other: Statement) -> bool:
        """True if the two may be one statement in other words: what one of them leaves out may be what the other says."""
        if self.who and other.who and self.who.isdisjoint(other.who):
            return False
        if self.name and other.name:
            return self.name == other.name
        return bool(self.name or other.name) or not (self.subject and other.subject) or not self.subject.isdisjoint(other.subject)


def statement(candidate: Candidate, clause: Clause) -> Statement:
    """What a candidate states."""
    sentence, target = candidate.sentence, candidate.target
    name = ""
    if candidate.sort in _NAMED:
        name = target.value or " ".join(sentence.words[target.first : target.end])
    beside = [mark for mark in sentence.of("subject") if target.first - _BESIDE <= mark.first and mark.end <= target.end + 1]
    subject = frozenset(word[:_STEM] for mark in beside for word in sentence.words[mark.first : mark.end])
    return Statement(frozenset(mark.value for mark in leavers(candidate, clause)), name, subject)


def leavers(candidate: Candidate, clause: Clause) -> tuple[Mark, ...]:
    """Those who leave, each state once: the party next to the predicate in its clause, and those in one list with it."""
    if not clause.inside:
        return ()
    last = max(clause.inside, key=lambda party: party.first)
    chain = [last]
    for mark in reversed(candidate.sentence.parties):
        if mark.end <= chain[-1].first:
            if not joined(candidate.sentence, mark, chain[-1]):
                break
            chain.append(mark)
    return tuple({mark.value: mark for mark in reversed(chain)}.values())


def listed(one: Candidate, other: Candidate) -> bool:
    """True if the targets of two candidates of one predicate stand in one list, as in: the Rome Statute and the Paris Agreement."""
    if one.sentence is not other.sentence or one.predicate != other.predicate or other.sort not in _NAMED:
        return False
    first, second = sorted((one.target, other.target), key=lambda mark: mark.first)
    return joined(one.sentence, first, second)


def joined(sentence: Sentence, first: Mark, second: Mark) -> bool:
    """True if nothing but a comma and little words stands between two marks."""
    between = sentence.words[first.end : second.first]
    return len(between) <= _JOINING and all(len(word) <= _JOINING for word in between)
