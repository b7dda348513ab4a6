"""How many things a story states: repetitions of one statement are told apart from statements of another
state or agreement.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses import Candidate, Mark, Sentence
from monitor.clauses.reader import JOINERS
from monitor.judge.frames import Clause

MOST = 8  # statements of one story
_LIST = 3  # words between two members of a list
_NAMED = ("entry-treaty", "entry-body", "acronym")  # sorts of targets that a name tells apart
_STEM = 4  # letters by which words of a subject are compared: languages decline them
_BESIDE = 3  # words before a noun in which its subject stands


@dataclass(frozen=True, slots=True)
class Statement:
    """Who leaves what, as far as a clause tells: those who leave, the name of the target, the subject of one
    without a name.

    `joins`: words that join the last member of a list.
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
        """True if the two may be one statement in other words: what one of them leaves out may be what the
        other says.
        """
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
        """True if the two are readings of the same verb or noun."""
        return (
            self.candidate.sentence is other.candidate.sentence
            and self.candidate.predicate == other.candidate.predicate
        )

    def listed_with(self, other: Statement) -> bool:
        """True if the two leave members of one list by one predicate, as in: quits the Rome Statute and the
        Paris Agreement.
        """
        one, two = self.candidate, other.candidate
        if not self.shares_predicate(other) or not (self.name and other.name):
            return False
        first, second = sorted((one.target, two.target), key=lambda mark: mark.first)
        return first.end <= second.first and _in_list(one.sentence, first, second, self.joins)


def statement(candidate: Candidate, clause: Clause, joins: frozenset[str]) -> Statement:
    """What a candidate states; `joins` as in `Frames`."""
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
    """The party next to the predicate in its clause, and those in one list with it; each state once."""
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
    """True if a comma or `and` stands between two marks, and else at most an article or a preposition."""
    between = sentence.words[first.end : second.first]
    if len(between) > _LIST or not all(
        word in joins or sentence.traits.is_function(word) for word in between
    ):
        return False
    if any(sentence.near(name, first.end, second.first) for name in JOINERS):
        return False
    return not joins.isdisjoint(between) or any(first.end <= at <= second.first for at in sentence.breaks)
