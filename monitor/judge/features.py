"""What is said of a candidate, as names that no language, treaty or state stands in: the features of the
model.

Each is either there or not. Features come from slots, order, form, modality and the words around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from monitor.clauses import Candidate, Mark, Reading, Sentence
from monitor.clauses.pairs import distance_of
from monitor.clauses.reader import COMPOUND, JOINERS
from monitor.judge.around import around, has_other_object, read_around, story_kinds
from monitor.judge.frames import INTENT, OTHERS, Clause
from monitor.rules.frames import Frame

MODIFIERS = (
    "plan", "consider", "threaten", "vow", "propose", "call", "bill", "vote", "must", "pass", "deny",
    "negation", "undo", "hypothesis", "fiction", "opinion", "anniversary", "long-ago", "recent", "after",
    "when", "relative", "to", "future", "perfect", "past", "be", "report", "react", "not-yet",
    "prevent", "formal", "because", "politics", "notice", "effect", "reported",
)  # fmt: skip
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
_PRE, _POST, _DRESS = 4, 5, 5  # words before the predicate, behind the pair, around the target
_FIELDS = {"t": "title", "s": "summary", "j": "joined"}  # by the first letter of a sentence's place
_BESIDE = 2  # words on either side of a party
_PHRASE = 5  # words of a noun phrase before its head
_NOMINAL = frozenset({"base", "present", "finite"})  # forms of a verb that a noun may look like
YEAR = re.compile(r"1[89]\d\d|20[0-4]\d")


def describe(candidate: Candidate, clause: Clause, frame: Frame, story: Iterable[str]) -> list[str]:
    """The features of a candidate, whose clause is `clause` and which `frame` describes; `story` are those of
    its whole story (`story_features`).
    """
    found = [
        f"frame={frame.feature}",
        *_slots(candidate, clause),
        *_modifiers(candidate, clause),
        *_others(candidate, clause),
        *_target(candidate, clause),
    ]
    found += [*_actor(candidate, clause), *_place(candidate, clause), *around(candidate, clause), *story]
    return list(dict.fromkeys(found))


def story_features(reading: Reading) -> list[str]:
    """What holds for all candidates of a story."""
    found = []
    for name in STORY_WORDS:
        count = sum(len(sentence.of(name)) for sentence in reading.sentences)
        found += [f"story={name}"] * (count > 0) + [f"story2={name}"] * (count > 1)
    titles = [sentence for sentence in reading.sentences if sentence.place[0] == "t"]
    if not reading.has_actor:
        found.append("story=no-actor")
    if any(sentence.entries for sentence in reading.sentences):
        found.append("story=entry")
    if any(sentence.predicates for sentence in titles):
        found.append("title=predicate")
    if any(
        sentence.entries or sentence.of("treaty") or sentence.of("deal") or sentence.of("body")
        for sentence in titles
    ):
        found.append("title=target")
    return found + story_kinds(reading.sentences)


def read_clause(candidate: Candidate) -> Clause:
    """The clause of a candidate: form, voice, slot, actor, modality."""
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    start, end = _bounds(sentence, predicate)
    form = _form(sentence, predicate)
    last = _verb_last(candidate)
    modifiers = {
        name for name in MODIFIERS if name in sentence.classes and _governs(sentence, name, candidate, last)
    }
    inside = [
        mark
        for mark in sentence.parties
        if mark.end <= predicate.first and mark.first >= start and not mark.overlaps(target)
    ]
    low, high = candidate.between
    belongs_to, across, object_of = read_around(candidate)
    slot = _slot(candidate, form, last)
    return Clause(
        kind=predicate.kind,
        concept=predicate.value,
        noun=form == "noun",
        of_subject=predicate.meaning.of_subject,
        form=form,
        slot=slot,
        gap=candidate.gap,
        behind=candidate.behind != last,
        sort=candidate.sort,
        dressed=_dressed(candidate),
        actor=_actor_place(candidate, start, inside),
        modifiers=frozenset(modifiers),
        words=sentence.classes,
        subordinate=_subordinate(sentence, predicate, start),
        other_object=bool(belongs_to)
        or _other_object(candidate)
        or has_other_object(candidate, start, form, slot),
        belongs_to=belongs_to,
        across=across,
        object_of=object_of,
        led_by=frozenset(
            other.kind
            for other in sentence.predicates
            if start <= other.first and other.end <= predicate.first
        ),
        other_predicate=any(low <= other.first and other.end <= high for other in sentence.predicates),
        start=start,
        end=end,
        inside=tuple(inside),
    )


def _other_object(candidate: Candidate) -> bool:
    """True if the predicate governs something else: between the two, right behind it, or behind the target as
    its head.
    """
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    low, high = candidate.between
    phrase = _phrase(sentence, target)
    head = target.end  # `treaty summit`: the target qualifies another noun, but not in `treaty banning mines`
    if (
        sentence.traits.modifiers == "before"
        and head < len(sentence.words)
        and sentence.traits.form(sentence.words[head]) != "gerund"
    ):
        head += 1
    places = ((low, min(high, phrase) if candidate.behind else high), (target.end, head))
    behind = (predicate.end, min(predicate.end + 3, phrase) if candidate.behind else predicate.end + 3)
    return any(
        sentence.near(name, *place)
        for name in OTHERS
        if name in sentence.classes
        for place in (*places, behind)
    )


def _phrase(sentence: Sentence, target: Mark) -> int:
    """The first word of the noun phrase whose head the target is, where a language puts what qualifies a noun
    before it.
    """
    at = target.first
    if sentence.traits.modifiers == "behind":
        return at
    while (
        at > 0
        and at not in sentence.breaks
        and at > target.first - _PHRASE
        and not sentence.traits.is_function(sentence.words[at - 1])
    ):
        at -= 1
        if any(mark.first <= at < mark.end for mark in sentence.predicates):
            return at + 1
        if sentence.traits.modifiers == "both" and any(sentence.near(name, at, at + 1) for name in OTHERS):
            # a noun that the target belongs to: adjectives stand before a noun, other nouns behind
            return at + 1
    return at


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
    """How near the actor stands to the predicate that it opens: next, near, far, or none in the clause."""
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
        if _within(marks, last, last + _POST):
            yield f"post={name}"
        if _within(marks, low, high):
            yield f"between={name}"
    intent = sorted(clause.modifiers & INTENT)
    yield f"intent={'many' if len(intent) > 1 else ''.join(intent) or 'none'}"


def _others(candidate: Candidate, clause: Clause) -> Iterator[str]:
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    low, high = candidate.between
    phrase = _phrase(sentence, target)
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
    if _subject_near(candidate):
        yield f"subject&{sort}"
    if _named(candidate):
        yield f"named&{sort}"
    if _party_before(candidate):
        yield f"party-before&{sort}"
    if _party_behind(candidate):
        yield f"party-behind&{sort}"
    for word in reversed(sentence.words[max(0, target.first - _DRESS) : target.first]):
        if word in sentence.traits.indefinite:
            yield f"indefinite&{sort}"
            break
        if word in sentence.traits.definite:
            yield f"definite&{sort}"
            break
    if _year_near(candidate):
        yield "year-near-target"
    if _modified(candidate):
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
    """True if a preposition stands right before a year: the sentence says when something was (`in 2016`)."""
    words = sentence.words
    return any(
        YEAR.fullmatch(word) and before in sentence.traits.prepositions for before, word in pairwise(words)
    )


def _bounds(sentence: Sentence, predicate: Mark) -> tuple[int, int]:
    """The words start:end of the clause around a predicate: from the nearest comma or joining word to the
    next.
    """
    cuts = set(sentence.breaks)
    for name in JOINERS:
        cuts.update(mark.first for mark in sentence.of(name))
    start = max((cut for cut in cuts if cut <= predicate.first), default=0)
    end = min((cut for cut in cuts if cut >= predicate.end), default=len(sentence.words))
    return start, end


def _form(sentence: Sentence, predicate: Mark) -> str:
    """The form of the predicate with what stands before it: passive, perfect, will, modal, to ..."""
    if predicate.meaning.noun:
        return "noun"
    form = sentence.traits.form(sentence.words[predicate.first])
    if form in _NOMINAL and _follows_owner(sentence, predicate):
        return "noun"

    def before(name: str, words: int) -> bool:
        return sentence.near(name, max(0, predicate.first - words), predicate.first)

    if form in ("past", "participle", "finite"):
        if before("be", 3) and form != "finite":
            return "passive"
        if before("past", 2):
            return "pluperfect"
        return "perfect" if before("perfect", 3) else form
    if form in ("base", "infinitive"):
        if before("to", 2):
            return "to"
        if before("future", 3):
            return "will"
        return "modal" if before("hypothesis", 3) else form
    if form == "gerund":
        return "be-gerund" if before("be", 3) else form
    return form


def _follows_owner(sentence: Sentence, predicate: Mark) -> bool:
    """True if an article, a possessive or a people stands before the word: it is a noun (`its exit`, `la
    denuncia`).
    """
    if not predicate.first or predicate.first in sentence.breaks:
        return False
    word = sentence.words[predicate.first - 1]
    owner = (
        word in sentence.traits.definite
        or word in sentence.traits.indefinite
        or word in sentence.traits.possessive
    )
    return owner or any(mark.end == predicate.first and mark.kind == "adjective" for mark in sentence.parties)


def _verb_last(candidate: Candidate) -> bool:
    """True if the predicate stands behind its object as its language wants it."""
    predicate, traits = candidate.predicate, candidate.sentence.traits
    is_noun = _form(candidate.sentence, predicate) == "noun"
    form = "noun" if is_noun else traits.form(candidate.sentence.words[predicate.first])
    return traits.stands_last(form) and not candidate.behind


def _slot(candidate: Candidate, form: str, last: bool) -> str:
    """How the target stands to the predicate: governed, object, subject ..."""
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    low, high = candidate.between
    if last and form != "passive":
        if predicate.meaning.of_subject:
            return "subject"
        return "governed" if form == "noun" else "object"
    if not candidate.behind:
        if form == "noun":
            return "before-noun" if high - low <= 1 else "far"
        return "subject" if high - low <= 3 or _unbroken(sentence, low, high) else "far-subject"
    if predicate.governs and (predicate.meaning.noun or form != "noun"):
        governed = any(
            tuple(sentence.words[at : at + len(words)]) == words and target.first - at <= 7
            for words in predicate.governs
            for at in range(predicate.end, target.first + 1)
        )
        return "governed" if governed else "ungoverned"
    between = sentence.words[low:high]
    if not any(word in sentence.traits.prepositions for word in between):
        return "object"
    return "governed" if form == "noun" and high - low <= _DRESS else "behind-preposition"


def _unbroken(sentence: Sentence, low: int, high: int) -> bool:
    """True if no comma, no joining word and no other predicate stands among the words low:high."""
    if any(low <= at <= high for at in sentence.breaks) or any(
        low <= mark.first < high for mark in sentence.predicates
    ):
        return False
    return not any(sentence.near(name, low, high) for name in JOINERS)


def _actor_place(candidate: Candidate, start: int, inside: list[Mark]) -> str:
    sentence, predicate = candidate.sentence, candidate.predicate
    if inside:
        return "in-clause"
    if sentence.near("state-noun", predicate.first - 7, predicate.first):
        return "state-noun"
    if sentence.near("first-person", 0, predicate.first):
        return "first-person"
    if any(mark.end <= predicate.first and not mark.overlaps(candidate.target) for mark in sentence.parties):
        return "earlier"
    return "behind" if sentence.parties else "none"


def _heads(sentence: Sentence, party: Mark) -> list[str]:
    """The classes of words beside a party: who acts in its name, or is only from there."""
    return [name for name in HEADS if sentence.near(name, party.first - _BESIDE, party.end + _BESIDE)]


def _subordinate(sentence: Sentence, predicate: Mark, start: int) -> str:
    openers = [
        name
        for name in JOINERS
        for mark in sentence.of(name)
        if mark.first <= predicate.first and mark.first == start
    ]
    if not openers:
        return "main"
    first = any(mark.first == 0 for name in JOINERS for mark in sentence.of(name))
    return f"sub-{openers[0]}{'-first' if first else ''}"


def _dressed(candidate: Candidate) -> bool:
    """True if a subject, a party, a name or a year stands beside the noun: an agreement between states, not
    any deal.
    """
    beside = _subject_near(candidate) or _party_before(candidate) or _party_behind(candidate)
    return beside or _year_near(candidate) or _named(candidate) or _modified(candidate)


def _modified(candidate: Candidate) -> bool:
    """True if the noun is a compound, or a word that qualifies it stands right before it in a language that
    puts it there.
    """
    sentence, target = candidate.sentence, candidate.target
    return target.meaning.kind == COMPOUND or _phrase(sentence, target) < target.first


def _subject_near(candidate: Candidate) -> bool:
    sentence, target = candidate.sentence, candidate.target
    return sentence.near("subject", target.first - _DRESS, target.first) or sentence.near(
        "subject", target.end, target.end + _DRESS
    )


def _named(candidate: Candidate) -> bool:
    """True if the noun, or the word behind it, is part of a name."""
    target = candidate.target
    return bool(candidate.sentence.names & set(range(target.first, target.end + 3)))


def _party_before(candidate: Candidate) -> bool:
    low = candidate.predicate.end if candidate.behind else 0
    first = candidate.target.first
    return any(mark.first >= max(low, first - 4) and mark.end <= first for mark in candidate.sentence.parties)


def _party_behind(candidate: Candidate) -> bool:
    end = candidate.target.end
    return any(end <= mark.first <= end + 5 for mark in candidate.sentence.parties)


def _year_near(candidate: Candidate) -> bool:
    words = candidate.sentence.words[max(0, candidate.target.first - _DRESS) : candidate.target.end + 4]
    return any(YEAR.fullmatch(word) for word in words)


def _governs(sentence: Sentence, name: str, candidate: Candidate, last: bool) -> bool:
    """True if a mark of the class stands right before the predicate, or right behind it where verbs stand
    last.
    """
    predicate = candidate.predicate
    low, high = predicate.first - _PRE, predicate.first
    if last:
        low, high = predicate.end, predicate.end + _PRE
    return any(
        mark.first >= low and mark.end <= high and not mark.overlaps(candidate.target)
        for mark in sentence.of(name)
    )


def _within(marks: list[Mark], low: int, high: int) -> bool:
    return any(mark.first >= low and mark.end <= high for mark in marks)
