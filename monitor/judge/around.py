"""Computes the features of the sentence around a candidate: who acts, other predicates, conditions, and which
predicate has the target as its object.

As in `monitor.judge.features` they contain no word of a language, state or treaty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.clauses import Candidate, Mark, Sentence
from monitor.clauses.reader import JOINERS
from monitor.judge.frames import OTHERS, Clause
from monitor.rules.traits import Traits

ACTING = (
    "state-noun",
    "first-person",
    "politics",
    "company",
    "sport",
    "rebels",
    "post",
    "opinion",
    "domestic",
    "troops",
    "measure",
    "talks",
)
_NEAR = 2  # words between a verb and its object: an article, an adjective
_HEAD = 4  # most words from a noun to the head of the noun phrase that it qualifies
_PARTIES = 6  # words beside an agreement in which its parties stand
_CONDITION = "condition"  # class of the words that open a condition
OPENERS = (*JOINERS, _CONDITION)
_LEFT = ("state-noun", "domestic", "post", "company", "sport", "politics")  # what a person leaves


def around(candidate: Candidate, clause: Clause) -> Iterator[str]:
    """Yields the features of the sentence around a candidate; `clause` is its clause."""
    yield from _doer(candidate, clause)
    yield from _other_predicates(candidate, clause)
    yield from _conditions(candidate, clause)
    yield from _target_place(candidate, clause)


def story_kinds(sentences: Iterable[Sentence]) -> list[str]:
    """Features for predicates anywhere in a story that speak against an exit: a return, a breach."""
    kinds = {mark.kind for sentence in sentences for mark in sentence.predicates}
    return [f"story={kind}" for kind in ("return", "breach") if kind in kinds]


def _doer(candidate: Candidate, clause: Clause) -> Iterator[str]:
    """The first actor of the clause and the one next to the predicate: a state, a party, a company, a
    person.
    """
    marks = _acting(candidate, clause)
    if not marks:
        yield "doer=none"
        return
    last = max(mark.end for mark, _ in marks)
    yield from (f"opener={name}" for name in _openers(marks))
    yield from (f"doer={name}" for name in sorted({name for mark, name in marks if mark.end == last}))
    if last < candidate.predicate.first - _NEAR:
        yield "doer-far"
    if _outsider(candidate, clause):
        yield "outsider"
        yield f"outsider&{clause.kind}"


def _acting(candidate: Candidate, clause: Clause) -> list[tuple[Mark, str]]:
    """The marks before the predicate in its clause that may be the actor, each with its class."""
    sentence, predicate = candidate.sentence, candidate.predicate
    marks = [(mark, f"party-{mark.kind}") for mark in clause.inside]
    for name in ACTING:
        marks += [
            (mark, name)
            for mark in sentence.of(name)
            if clause.start <= mark.first and mark.end <= predicate.first
        ]
    return [(mark, name) for mark, name in marks if not mark.overlaps(candidate.target)]


def _openers(marks: list[tuple[Mark, str]]) -> list[str]:
    first = min((mark.first for mark, _ in marks), default=0)
    return sorted({name for mark, name in marks if mark.first == first})


def _outsider(candidate: Candidate, clause: Clause) -> bool:
    """True if two parties stand beside the target and none of them is the actor: it is no party of the
    agreement.
    """
    if not clause.inside:
        return False
    target = candidate.target
    doer = clause.inside[-1].value
    beside = [mark for mark in candidate.sentence.parties if mark not in clause.inside]
    behind = {mark.value for mark in beside if target.end <= mark.first <= target.end + _PARTIES}
    before = {
        mark.value for mark in beside if target.first - _PARTIES <= mark.first and mark.end <= target.first
    }
    return any(len(parties) > 1 and doer not in parties for parties in (behind, before))


def _other_predicates(candidate: Candidate, clause: Clause) -> Iterator[str]:
    """The classes of the other predicates by place, and of those that have the target as their object."""
    sentence, predicate = candidate.sentence, candidate.predicate
    for other in sentence.predicates:
        if other.overlaps(predicate):
            continue
        kind = f"{other.kind}/{'noun' if other.meaning.noun else 'verb'}"
        inside = clause.start <= other.first and other.end <= clause.end
        yield f"with={kind}" if inside else f"else={other.kind}"
        if _governs(sentence, other, candidate.target):
            yield f"taken={other.value if other.kind == 'return' else other.kind}"


def read_around(candidate: Candidate) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Three slots of the clause: `belongs_to`, `across` and `object_of` (see `Clause`)."""
    sentence = candidate.sentence
    low, high = candidate.between
    nouns = frozenset(
        name for name in OTHERS if name in sentence.classes and belongs_to(sentence, name, candidate)
    )
    across = frozenset(
        name for name in OPENERS if any(low <= mark.first < high for mark in sentence.of(name))
    )
    others = [
        other
        for other in sentence.predicates
        if not other.overlaps(candidate.predicate) and not other.meaning.noun
    ]
    return (
        nouns,
        across,
        frozenset(other.value for other in others if _governs(sentence, other, candidate.target)),
    )


def has_other_object(candidate: Candidate, start: int, form: str, slot: str) -> bool:
    """True if a verb of leaving has another object than the target: an office that a person leaves, or a
    state that troops leave. `start`: the first word of the clause.
    """
    if candidate.predicate.kind != "leave":
        return False
    if not candidate.behind and _leads_to_party(candidate):
        return True
    if form == "noun" or (slot == "governed" and not _is_led(candidate)):
        return False  # `withdraws the country from the treaty`
    return any(_is_left(candidate, start, form, name) for name in _LEFT if name in candidate.sentence.classes)


def _leads_to_party(candidate: Candidate) -> bool:
    """True if the predicate governs a state: `UN calls on them to withdraw from Ukraine`."""
    sentence, end = candidate.sentence, candidate.predicate.end
    for words in candidate.predicate.governs:
        at = end + len(words)
        if tuple(sentence.words[end:at]) == words and any(
            mark.first == at and mark.kind == "name" for mark in sentence.parties
        ):
            return True
    return False


def _is_led(candidate: Candidate) -> bool:
    """True if a preposition stands right behind the predicate."""
    words, at = candidate.sentence.words, candidate.predicate.end
    return at < len(words) and words[at] in candidate.sentence.traits.prepositions


def _governs(sentence: Sentence, verb: Mark, target: Mark) -> bool:
    """True if the target stands right beside a verb, where its object stands."""
    last = sentence.traits.stands_last(sentence.traits.form(sentence.words[verb.first]))
    low, high = (target.end, verb.first) if last else (verb.end, target.first)
    if not 0 <= high - low <= _NEAR + 1:
        return False
    return not any(low < at <= high for at in sentence.breaks)


def _conditions(candidate: Candidate, clause: Clause) -> Iterator[str]:
    """Features for a condition or another clause that begins between predicate and target, or for the clause
    of the predicate.
    """
    yield from (f"across={name}" for name in sorted(clause.across))
    if _CONDITION in clause.across:
        yield from (f"across={_CONDITION}&opener={who}" for who in _openers(_acting(candidate, clause)))
    predicate = candidate.predicate
    if any(
        mark.first == clause.start or mark.first < predicate.first <= mark.end + _NEAR
        for mark in candidate.sentence.of(_CONDITION)
    ):
        yield "in-condition"


def _target_place(candidate: Candidate, clause: Clause) -> Iterator[str]:
    """Features for a target that belongs to another noun, and for another object of the predicate."""
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    leads_to_noun = clause.noun and not candidate.behind and target.end < predicate.first
    if leads_to_noun and sentence.words[target.end] in sentence.traits.prepositions:
        yield "about-noun"  # `the agreement on a withdrawal`: what the agreement is about
    if not candidate.behind and not clause.noun:
        touching = predicate.first == target.end
        yield f"subject{'-touching' if touching else ''}&{clause.kind}/{clause.form}"
        if any(mark.first == predicate.end for mark in sentence.parties):
            yield f"acts-on-party&{clause.kind}"
    yield from (f"belongs-to={name}" for name in sorted(clause.belongs_to))
    yield from (f"head={name}" for name in OTHERS if _is_before(sentence, target, name))
    if clause.kind == "leave" and not clause.noun:
        yield from (
            f"leaves={name}" for name in _LEFT if _is_left(candidate, clause.start, clause.form, name)
        )


def belongs_to(sentence: Sentence, name: str, candidate: Candidate) -> bool:
    """True if the target belongs to a noun of this class right before it: `talks on the treaty`."""
    target, traits = candidate.target, sentence.traits
    if "always" in traits.verb_last:
        return False  # such a language puts the noun behind what belongs to it
    for mark in sentence.of(name):
        between = sentence.words[mark.end : target.first]
        if not 0 <= target.first - mark.end <= _NEAR + 1 or any(
            mark.end <= at <= target.first for at in sentence.breaks
        ):
            continue
        is_outside = candidate.predicate.first < mark.end or candidate.predicate.first >= target.end
        if is_outside and _is_linked(between, traits):
            return True
    return False


def _is_linked(between: Sequence[str], traits: Traits) -> bool:
    """True if the second of two nouns belongs to the first, by word order and the words between."""
    if traits.modifiers == "both" or any(word in traits.prepositions for word in between):
        return True
    return traits.modifiers == "before" and any(map(traits.is_function, between))


def _is_before(sentence: Sentence, target: Mark, name: str) -> bool:
    """True if the target qualifies a noun of this class behind it: `treaty summit`."""
    if sentence.traits.modifiers != "before":
        return False
    stop = next(
        (
            at
            for at in range(target.end, len(sentence.words))
            if at in sentence.breaks or sentence.traits.is_function(sentence.words[at])
        ),
        len(sentence.words),
    )
    stop = min(
        stop,
        target.end + _HEAD,
        *(mark.first for mark in sentence.predicates if mark.first >= target.end),
        len(sentence.words),
    )
    return any(target.end <= mark.first and mark.end <= stop for mark in sentence.of(name))


def _is_left(candidate: Candidate, start: int, form: str, name: str) -> bool:
    """True if a noun of this class stands as object of the verb, before the target: `leave the government
    over a treaty`.
    """
    sentence, predicate = candidate.sentence, candidate.predicate
    if sentence.traits.stands_last(form):
        return sentence.near(name, max(start + 1, predicate.first - 1, candidate.target.end), predicate.first)
    low, high = predicate.end, predicate.end + _NEAR + 1
    if candidate.behind:
        high = min(high, candidate.target.first)
    marks = [mark for mark in sentence.of(name) if low <= mark.first and mark.end <= high]
    return any(sentence.breaks.isdisjoint(range(low, mark.first + 1)) for mark in marks)
