"""Computes the features of a candidate for the model: names that contain no word of a language, treaty or
state.

A candidate has a feature or not. Features come from slots, order, form, modality and the words around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from monitor.clauses import Candidate, Mark, Reading, Sentence
from monitor.clauses.pairs import distance_of
from monitor.judge.around import around, story_kinds
from monitor.judge.clause import MODIFIERS
from monitor.judge.frames import INTENT, OTHERS, Clause
from monitor.judge.target import (
    NEAR_TARGET,
    YEAR,
    has_party_before,
    has_party_behind,
    has_subject,
    has_year,
    is_modified,
    is_named,
    noun_phrase_start,
)
from monitor.rules.frames import Frame

HEADS = (
    "state-noun",
    "politics",
    "company",
    "sport",
    "rebels",
    "post",
    "opinion",
    "domestic",
    "troops",
    "treaty",
    "body",
)
STORY_WORDS = ("company", "sport", "rebels", "domestic", "fiction", "opinion")
_BEHIND = 5  # words behind the pair
_FIELDS = {"t": "title", "s": "summary", "j": "joined"}  # by the first letter of a sentence's place
_BESIDE = 2  # words on either side of a party


def describe(candidate: Candidate, clause: Clause, frame: Frame, story: Iterable[str]) -> list[str]:
    """The features of a candidate.

    `clause` is its clause, `frame` the frame that holds for it, `story` the features of its whole story
    (`story_features`).
    """
    features = [
        f"frame={frame.feature}",
        *_slots(candidate, clause),
        *_modifiers(candidate, clause),
        *_others(candidate, clause),
        *_target(candidate, clause),
    ]
    features += [*_actor(candidate, clause), *_place(candidate, clause), *around(candidate, clause), *story]
    return list(dict.fromkeys(features))


def story_features(reading: Reading) -> list[str]:
    """The features that all candidates of a story have."""
    features = []
    for name in STORY_WORDS:
        count = sum(len(sentence.of(name)) for sentence in reading.sentences)
        features += [f"story={name}"] * (count > 0) + [f"story2={name}"] * (count > 1)
    titles = [sentence for sentence in reading.sentences if sentence.place[0] == "t"]
    if not reading.has_actor:
        features.append("story=no-actor")
    if any(sentence.entries for sentence in reading.sentences):
        features.append("story=entry")
    if any(sentence.predicates for sentence in titles):
        features.append("title=predicate")
    if any(
        sentence.entries or sentence.of("treaty") or sentence.of("deal") or sentence.of("body")
        for sentence in titles
    ):
        features.append("title=target")
    return features + story_kinds(reading.sentences)


def _slots(candidate: Candidate, clause: Clause) -> Iterator[str]:
    kind = f"{clause.kind}/{'noun' if clause.noun else 'verb'}"
    gap = _actor_gap(candidate, clause)
    order = "behind" if clause.behind else "before"
    distance = distance_of(candidate.gap)
    yield "bias"
    yield f"class={kind}"
    yield f"concept={candidate.predicate.value}"
    yield f"target={candidate.sort}"
    yield f"class={kind}&target={candidate.sort}"
    yield f"distance={distance}"
    yield f"distance={distance}&order={order}"
    yield f"form={clause.form}"
    yield f"form={clause.form}&class={kind}"
    yield f"order={order}&form={clause.form}{'&of-subject' if clause.of_subject else ''}"
    yield f"slot={clause.slot}"
    yield f"slot={clause.slot}&target={candidate.sort}"
    yield f"slot={clause.slot}&class={kind}"
    yield f"chain={gap}&{clause.slot}&{distance}"
    yield f"chain={gap}&{clause.form}"
    yield f"slot={clause.slot}&form={clause.form}"
    if not (clause.start <= candidate.target.first and candidate.target.end <= clause.end):
        yield "target-in-other-clause"


def _actor_gap(candidate: Candidate, clause: Clause) -> str:
    """The distance between the actor and the predicate: next, near or far; without actor in the clause, its
    place outside.
    """
    if not clause.inside:
        return clause.actor
    gap = candidate.sentence.traits.words_in(
        candidate.predicate.first - max(mark.end for mark in clause.inside)
    )
    return "next" if gap == 0 else "near" if gap <= 3 else "far"


def _modifiers(candidate: Candidate, clause: Clause) -> Iterator[str]:
    sentence, predicate = candidate.sentence, candidate.predicate
    low, high = candidate.between
    last = max(predicate.end, candidate.target.end)
    for name in MODIFIERS:
        if name not in sentence.classes:
            continue
        marks = [
            mark
            for mark in sentence.of(name)
            if not mark.overlaps(predicate) and not mark.overlaps(candidate.target)
        ]
        if not marks:
            continue
        if name in clause.modifiers:
            yield f"pre={name}"
        elif _within(marks, clause.start, predicate.first):
            yield f"clause={name}"
        elif _within(marks, 0, predicate.first):
            yield f"earlier={name}"
        if _within(marks, last, last + _BEHIND):
            yield f"post={name}"
        if _within(marks, low, high):
            yield f"between={name}"
    intent = sorted(clause.modifiers & INTENT)
    yield f"intent={'many' if len(intent) > 1 else ''.join(intent) or 'none'}"


def _others(candidate: Candidate, clause: Clause) -> Iterator[str]:
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    low, high = candidate.between
    phrase = noun_phrase_start(sentence, target)
    for name in OTHERS:
        if name not in sentence.classes:
            continue
        marks = [mark for mark in sentence.of(name) if not mark.overlaps(target)]
        if any(phrase <= mark.first and mark.end <= target.first for mark in marks):
            yield f"qualifies={name}"
        marks = [mark for mark in marks if not (phrase <= mark.first and mark.end <= target.first)]
        if not marks:
            continue
        if _within(marks, low, high):
            yield f"between={name}"
        elif _within(marks, target.end, target.end + 2):
            yield f"behind-target={name}"
        elif _within(marks, predicate.end, predicate.end + 3):
            yield f"next={name}"
        elif _within(marks, clause.start, clause.end):
            yield f"clause={name}"
        else:
            yield f"sentence={name}"


def _target(candidate: Candidate, clause: Clause) -> Iterator[str]:
    sentence, target, sort = candidate.sentence, candidate.target, candidate.sort
    if has_subject(candidate):
        yield f"subject&{sort}"
    if is_named(candidate):
        yield f"named&{sort}"
    if has_party_before(candidate):
        yield f"party-before&{sort}"
    if has_party_behind(candidate):
        yield f"party-behind&{sort}"
    for word in reversed(sentence.words[max(0, target.first - NEAR_TARGET) : target.first]):
        if word in sentence.traits.indefinite:
            yield f"indefinite&{sort}"
            break
        if word in sentence.traits.definite:
            yield f"definite&{sort}"
            break
    if has_year(candidate):
        yield "year-near-target"
    if is_modified(candidate):
        yield f"modified&{sort}"
    if sort in ("deal", "body", "membership"):
        yield f"{'dressed' if clause.dressed else 'bare'}&{sort}"


def _actor(candidate: Candidate, clause: Clause) -> Iterator[str]:
    sentence, predicate = candidate.sentence, candidate.predicate
    kind = f"{clause.kind}/{'noun' if clause.noun else 'verb'}"
    yield f"actor={clause.actor}"
    yield f"actor={clause.actor}&class={kind}"
    if clause.inside:
        yield f"actor-role={clause.inside[0].kind}"
        for name in _heads(sentence, clause.inside[-1]):
            yield f"actor-with={name}"
    if any(mark.first <= 1 and mark.end <= predicate.first for mark in sentence.parties):
        yield "actor-opens"
    if clause.noun and any(
        predicate.first - 2 <= mark.first and mark.end <= predicate.first for mark in sentence.parties
    ):
        yield "noun-has-owner"
    yield f"parties={min(len({mark.value for mark in sentence.parties}), 3)}"


def _place(candidate: Candidate, clause: Clause) -> Iterator[str]:
    sentence = candidate.sentence
    yield f"field={_FIELDS[sentence.place[0]]}"
    yield f"place={sentence.place}"
    if sentence.question:
        yield "question"
    if _in_year(sentence):
        yield "in-year"
    if sentence.near("question", 0, 3):
        yield "opens-with-question"
    if sentence.quoted:
        yield "quoted"
    yield f"clause={clause.subordinate}"
    yield f"clause={clause.subordinate}&form={clause.form}"
    if clause.other_predicate:
        yield "predicate-between"
    if any(
        clause.start <= other.first and other.end <= candidate.predicate.first
        for other in sentence.predicates
    ):
        yield "predicate-before"
    yield f"length={'short' if len(sentence.words) < 8 else 'middle' if len(sentence.words) < 20 else 'long'}"


def _in_year(sentence: Sentence) -> bool:
    """True if a year follows a preposition (`in 2016`): the sentence gives the time of an event."""
    words = sentence.words
    return any(
        YEAR.fullmatch(word) and before in sentence.traits.prepositions for before, word in pairwise(words)
    )


def _heads(sentence: Sentence, party: Mark) -> list[str]:
    """The classes of the words beside a party, such as its minister or a company from there."""
    return [name for name in HEADS if sentence.near(name, party.first - _BESIDE, party.end + _BESIDE)]


def _within(marks: list[Mark], low: int, high: int) -> bool:
    return any(mark.first >= low and mark.end <= high for mark in marks)
