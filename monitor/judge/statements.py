"""Compares the statements of a story (who leaves what): repetitions, other states or agreements, and
lists.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses import Candidate, Mark, Sentence
from monitor.clauses.reader import JOINERS
from monitor.judge.frames import Clause

MOST = 8  # most statements of one story
_LIST = 3  # most words between two members of a list
_NAMED = ("entry-treaty", "entry-body", "acronym")  # sorts of targets with a name
_STEM = 4  # letters of a subject's words that are compared, because languages decline them
_BESIDE = 3  # words before a noun in which its subject stands


@dataclass(frozen=True, slots=True)
class Statement:
    """Who leaves what, as one clause states it. `leavers`: the states; `name` of the target, "" without name;
    `subject`: the beginnings of the words of its subject.

    `joins`: the words that join the last member of a list (`and`).
    """

    candidate: Candidate
    joins: frozenset[str]
    leavers: tuple[Mark, ...]
    name: str
    subject: frozenset[str]

    @property
    def who(self) -> frozenset[str]:
        """Codes of the states."""
        return frozenset(mark.value for mark in self.leavers)

    def repeats(self, other: Statement) -> bool:
        """True if the two may be the same statement: none of their values are in conflict."""
        if self.who and other.who and self.who.isdisjoint(other.who):
            return False
        if self.name and other.name:
            return self.name == other.name
        return (
            bool(self.name or other.name)
            or not (self.subject and other.subject)
            or not self.subject.isdisjoint(other.subject)
        )

    def shares_predicate(self, other: Statement) -> bool:
        """True if the two have the same verb or noun as predicate."""
        return (
            self.candidate.sentence is other.candidate.sentence
            and self.candidate.predicate == other.candidate.predicate
        )

    def listed_with(self, other: Statement) -> bool:
        """True if the targets are members of one list behind one predicate, as in: quits the Rome Statute and
        the Paris Agreement.
        """
        if not self.shares_predicate(other) or not (self.name and other.name):
            return False
        targets = (self.candidate.target, other.candidate.target)
        first, second = sorted(targets, key=lambda mark: mark.first)
        return first.end <= second.first and _in_list(self.candidate.sentence, first, second, self.joins)


def statement(candidate: Candidate, clause: Clause, joins: frozenset[str]) -> Statement:
    """The statement of a candidate; `joins` as in `Frames`."""
    sentence, target = candidate.sentence, candidate.target
    name = ""
    if candidate.sort in _NAMED:
        name = target.value or " ".join(sentence.words[target.first : target.end])
    beside = [
        mark
        for mark in sentence.of("subject")
        if target.first - _BESIDE <= mark.first and mark.end <= target.end + 1
    ]
    subject = frozenset(word[:_STEM] for mark in beside for word in sentence.words[mark.first : mark.end])
    return Statement(candidate, joins, _leavers(sentence, clause, joins), name, subject)


def _leavers(sentence: Sentence, clause: Clause, joins: frozenset[str]) -> tuple[Mark, ...]:
    """The party nearest to the predicate in its clause, and those in a list with it, each state once."""
    if not clause.inside:
        return ()
    chain = [max(clause.inside, key=lambda party: party.first)]
    for mark in reversed(sentence.parties):
        if mark.end <= chain[-1].first:
            if mark.kind == "adjective" or not _in_list(sentence, mark, chain[-1], joins):
                break
            chain.append(mark)
    return tuple({mark.value: mark for mark in reversed(chain)}.values())


def _in_list(sentence: Sentence, first: Mark, second: Mark, joins: frozenset[str]) -> bool:
    """True if only a comma, a word of `joins` or small function words stand between two marks."""
    between = sentence.words[first.end : second.first]
    if len(between) > _LIST or not all(
        word in joins or sentence.traits.is_function(word) for word in between
    ):
        return False
    if any(sentence.near(name, first.end, second.first) for name in JOINERS):
        return False
    return not joins.isdisjoint(between) or any(first.end <= at <= second.first for at in sentence.breaks)
