"""Reads the clause of a candidate: form of the predicate, slot of the target, actor, modality."""

from __future__ import annotations

from monitor.clauses import Candidate, Mark, Sentence
from monitor.clauses.reader import JOINERS
from monitor.judge.around import has_other_object, read_around
from monitor.judge.frames import OTHERS, Clause
from monitor.judge.general import is_anybody, opened_by, outside_names
from monitor.judge.target import NEAR_TARGET, is_specific, noun_phrase_start

MODIFIERS = (
    "plan", "consider", "threaten", "vow", "propose", "call", "bill", "vote", "must", "pass", "deny",
    "negation", "undo", "hypothesis", "fiction", "opinion", "anniversary", "long-ago", "recent", "after",
    "when", "relative", "to", "future", "perfect", "past", "be", "report", "react", "not-yet",
    "prevent", "formal", "because", "politics", "notice", "effect", "reported",
)  # fmt: skip  # fmt: skip
_BEFORE = 4  # words before the predicate in which modifiers stand
_GOVERNED = 7  # most words from what governs the target to the target
_NOMINAL = frozenset({"base", "present", "finite"})  # forms of a verb that a noun may look like
_END = "end"  # concept of a verb that needs no object: what ends may stand as its subject
_OF_ITSELF = frozenset({"present", "past", "perfect"})  # its forms then: `the treaty ends on Friday`
_DATED = ("recent", "future", "when", "effect", "formal")  # what may follow it, beside a preposition
_EXIT = "exit"  # concept of a verb that is spelled as its noun
_AUXILIARIES = ("to", "future", "hypothesis", "must", "past", "negation")
_DENIED = 8  # most words from `denies that` to the predicate
_HEADS = ("plan", "consider", "threaten", "propose", "hypothesis")  # behind a noun: `exit plan`, `exit could`


def read_clause(candidate: Candidate) -> Clause:
    """The clause of a candidate with all its slots."""
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    start, end = _bounds(sentence, predicate)
    form = _form(sentence, predicate)
    last = _verb_last(candidate)
    inside = [
        mark
        for mark in outside_names(sentence, sentence.parties)
        if mark.end <= predicate.first and mark.first >= start and not mark.overlaps(target)
    ]
    low, high = candidate.between
    belongs_to, across, object_of = read_around(candidate)
    slot = _slot(candidate, form, last)
    by_itself = slot == "subject" and form in _OF_ITSELF and _ends_by_itself(sentence, predicate)
    return Clause(
        kind="lapse" if by_itself else predicate.kind,
        concept=predicate.value,
        noun=form == "noun",
        of_subject=by_itself or predicate.meaning.of_subject,
        form=form,
        slot=slot,
        gap=candidate.gap,
        behind=candidate.behind != last,
        sort=candidate.sort,
        dressed=is_specific(candidate),
        actor=_actor_place(candidate, start, inside),
        modifiers=_modifiers(candidate, form, last),
        words=sentence.classes,
        subordinate=_subordinate(sentence, predicate, start),
        other_object=bool(belongs_to)
        or _other_object(candidate)
        or has_other_object(candidate, start, form, slot),
        belongs_to=belongs_to,
        across=across,
        object_of=object_of,
        opened_by=opened_by(candidate),
        anybody=is_anybody(candidate),
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
    """True if a noun of another object stands between the two, right behind the predicate, or behind the
    target as its head.
    """
    sentence, predicate, target = candidate.sentence, candidate.predicate, candidate.target
    low, high = candidate.between
    phrase = noun_phrase_start(sentence, target)
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


def _bounds(sentence: Sentence, predicate: Mark) -> tuple[int, int]:
    """The words start:end of the clause of a predicate, from the last comma or joining word before it to the
    next one.
    """
    cuts = set(sentence.breaks)
    for name in JOINERS:
        cuts.update(mark.first for mark in sentence.of(name))
    start = max((cut for cut in cuts if cut <= predicate.first), default=0)
    end = min((cut for cut in cuts if cut >= predicate.end), default=len(sentence.words))
    return start, end


def _form(sentence: Sentence, predicate: Mark) -> str:
    """The form of the predicate with its auxiliary: passive, perfect, will, modal, to ..."""
    if predicate.meaning.noun:
        return "noun"
    form = sentence.traits.form(sentence.words[predicate.first])
    if form in _NOMINAL and _follows_owner(sentence, predicate):
        return "noun"
    if form == "base" and _follows_what_is_left(sentence, predicate):
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
    """True if an article, a possessive, an adjective of a state or a preposition stands before the word, so
    that it is a noun (`its exit`, `la denuncia`, `calls for end to`).
    """
    if not predicate.first or predicate.first in sentence.breaks:
        return False
    word = sentence.words[predicate.first - 1]
    owner = (
        word in sentence.traits.definite
        or word in sentence.traits.indefinite
        or word in sentence.traits.possessive
        or word in sentence.traits.before_noun
    )
    return owner or any(mark.end == predicate.first and mark.kind == "adjective" for mark in sentence.parties)


def _follows_what_is_left(sentence: Sentence, predicate: Mark) -> bool:
    """True for an `exit` that a name or a noun in the singular qualifies, without an auxiliary before them:
    `weighs Unesco exit`, not `will Unesco exit` or `members exit`.
    """
    first = predicate.first
    if predicate.value != _EXIT or sentence.traits.modifiers != "before" or first in sentence.breaks:
        return False
    nouns = [mark for name in ("treaty", "deal", "body") for mark in sentence.of(name)]
    if not any(mark.end == first for mark in (*sentence.entries, *sentence.acronyms, *nouns)):
        return False
    return not sentence.words[first - 1].endswith("s") and not any(
        sentence.near(name, max(0, first - _BEFORE), first) for name in _AUXILIARIES
    )


def _modifiers(candidate: Candidate, form: str, last: bool) -> frozenset[str]:
    """The classes of words beside the predicate that change what it says."""
    sentence, predicate = candidate.sentence, candidate.predicate
    own = {
        name for name in MODIFIERS if name in sentence.classes and _governs(sentence, name, candidate, last)
    }
    if form == "noun":
        own |= _heads(sentence, predicate)
    if _is_denied(sentence, predicate):
        own.add("deny")
    return frozenset(own)


def _ends_by_itself(sentence: Sentence, predicate: Mark) -> bool:
    """True for `end` without an object: the clause closes behind it, or goes on with a time or a preposition
    that leads to no state (`was ended by Peru`).
    """
    at, traits = predicate.end, sentence.traits
    if predicate.value != _END or predicate.end - predicate.first > 1:
        return False
    if any(mark.first in (at + 1, at + 2) for mark in sentence.parties):
        return False
    closed = at >= len(sentence.words) or at in sentence.breaks
    return (
        closed
        or sentence.words[at] in traits.prepositions
        or any(mark.first == at for name in _DATED for mark in sentence.of(name))
    )


def _heads(sentence: Sentence, predicate: Mark) -> set[str]:
    """The classes of the word that a noun of leaving qualifies, or that says whether it happens (`exit plan`,
    `exit could follow`); empty where what qualifies a noun stands behind it.
    """
    if sentence.traits.modifiers != "before" or predicate.end in sentence.breaks:
        return set()
    return {name for name in _HEADS if any(mark.first == predicate.end for mark in sentence.of(name))}


def _is_denied(sentence: Sentence, predicate: Mark) -> bool:
    """True if the predicate stands in what somebody denies: `denies that it is preparing to leave`."""
    for denial in sentence.of("deny"):
        for opener in sentence.of("reported"):
            low, high = opener.end, predicate.first
            if opener.first == denial.end and low <= high <= low + _DENIED:
                return sentence.breaks.isdisjoint(range(low + 1, high + 1))
    return False


def _verb_last(candidate: Candidate) -> bool:
    """True if the predicate stands behind its object, as its language orders them."""
    predicate, traits = candidate.predicate, candidate.sentence.traits
    is_noun = _form(candidate.sentence, predicate) == "noun"
    form = "noun" if is_noun else traits.form(candidate.sentence.words[predicate.first])
    return traits.stands_last(form) and not candidate.behind


def _slot(candidate: Candidate, form: str, last: bool) -> str:
    """The syntactic relation of the target to the predicate: governed, object, subject ..."""
    predicate = candidate.predicate
    if last and form != "passive":
        if predicate.meaning.of_subject:
            return "subject"
        return "governed" if form == "noun" else "object"
    if not candidate.behind:
        return _slot_before(candidate, form)
    if predicate.governs and (predicate.meaning.noun or form != "noun"):
        return "governed" if _is_governed(candidate) else "ungoverned"
    low, high = candidate.between
    between = candidate.sentence.words[low:high]
    if not any(word in candidate.sentence.traits.prepositions for word in between):
        return "object"
    return "governed" if form == "noun" and high - low <= NEAR_TARGET else "behind-preposition"


def _slot_before(candidate: Candidate, form: str) -> str:
    """The relation of a target that stands before the predicate."""
    low, high = candidate.between
    if form == "noun":
        return "before-noun" if high - low <= 1 else "far"
    return "subject" if high - low <= 3 or _unbroken(candidate.sentence, low, high) else "far-subject"


def _is_governed(candidate: Candidate) -> bool:
    """True if words that the predicate governs lead to the target: `withdraws from the treaty`."""
    words, predicate, target = candidate.sentence.words, candidate.predicate, candidate.target
    starts = range(max(predicate.end, target.first - _GOVERNED), target.first + 1)
    return any(
        tuple(words[at : at + len(governing)]) == governing
        for governing in predicate.governs
        for at in starts
    )


def _unbroken(sentence: Sentence, low: int, high: int) -> bool:
    """True if there is no comma, joining word or other predicate among the words low:high."""
    if any(low <= at <= high for at in sentence.breaks) or any(
        low <= mark.first < high for mark in sentence.predicates
    ):
        return False
    return not any(sentence.near(name, low, high) for name in JOINERS)


def _actor_place(candidate: Candidate, start: int, inside: list[Mark]) -> str:
    """The place of the actor: in the clause, earlier or behind; or which word stands for it."""
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


def _subordinate(sentence: Sentence, predicate: Mark, start: int) -> str:
    """`main`, or `sub-` with the class of the word that opens the clause, and `-first` if it opens the
    sentence.
    """
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


def _governs(sentence: Sentence, name: str, candidate: Candidate, last: bool) -> bool:
    """True if a mark of the class stands right before the predicate, or right behind it if verbs stand
    last.
    """
    predicate = candidate.predicate
    low, high = predicate.first - _BEFORE, predicate.first
    if last:
        low, high = predicate.end, predicate.end + _BEFORE
    return any(
        mark.first >= low and mark.end <= high and not mark.overlaps(candidate.target)
        for mark in sentence.of(name)
    )
