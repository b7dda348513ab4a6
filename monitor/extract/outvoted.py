"""Exits that a parliament or voters refuse: `lawmakers voted down a bill to withdraw from the treaty`."""

from __future__ import annotations

from monitor.extract.endings import is_little
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_REACH = 9  # words between a word of refusing and the word of ending
_PASSIVE = 25  # words between a word of ending and the passive by which its bill is refused
_MOTION = 4  # words between a bill and the word of ending
_NEAR = 3  # words between a word of the passive and its participle
_VOTER = 12  # words between those who vote and the word of refusing
_BILLS = ("bill", "reading", "proposed", "decided")  # words of stage that a bill or motion may be called by
_WORDS = ("relative", "future", "infinitive", "article", "obliges")  # between a motion and what it wants
_REFUSES = ("outvote", "rejection", "rejects")


def has_refusal(sentence: Sentence) -> bool:
    """True if a sentence has a word of refusing at all."""
    return any(mark.value in _REFUSES for mark in sentence.of(Layer.UNREAL))


def outvoted(sentence: Sentence, ending: Mark, pack: Pack) -> Mark | None:
    """The word by which a parliament or voters refuse a word of ending, or a bill on it; None without one."""
    for mark in sentence.of(Layer.UNREAL):
        if mark.value not in _REFUSES:
            continue
        if _is_of_vote(sentence, mark, pack) and _hits(sentence, mark, ending, pack):
            return mark
        if _is_refused(sentence, mark, ending, pack):
            return mark
    return None


def _is_refused(sentence: Sentence, mark: Mark, ending: Mark, pack: Pack) -> bool:
    """True if a bill or motion that leads to a word of ending is the subject of a passive behind it: `a
    motion to leave the treaty was rejected`.
    """
    if pack.verb_last or not 0 <= mark.first - ending.end <= _PASSIVE:
        return False
    bills = (*sentence.of(Layer.FORM), *(word for word in sentence.of(Layer.STAGE) if word.value in _BILLS))
    motion = any(0 <= ending.first - bill.end <= _MOTION for bill in bills)
    others = ("clause", "passes", "resolved")  # `a bill to leave was passed after a motion was rejected`
    if any(pack.has(name, sentence.word(at)) for at in range(ending.end, mark.first) for name in others):
        return False
    passive = any(pack.has("passive", sentence.word(mark.first - back)) for back in range(1, _NEAR + 1))
    return motion and passive and not sentence.has_stop(ending.end, mark.first + 1, ";:")


def _is_of_vote(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if those who vote stand before a word of refusing, in its clause."""
    reach = range(max(mark.first - _VOTER, 0), mark.first)
    places = [
        at for at in reach if any(pack.has(name, sentence.word(at)) for name in ("legislatures", "voters"))
    ]
    return any(not sentence.has_stop(at + 1, mark.first + 1, ";:") for at in places)


def _hits(sentence: Sentence, mark: Mark, ending: Mark, pack: Pack) -> bool:
    """True if only the names of a bill and of states stand between a word of refusing and a word of ending;
    not in `rejects a motion to delay the exit`, `rejects criticism of the exit`.
    """
    if _wants(sentence, mark, ending, pack):
        return True
    if pack.verb_last and mark.first >= ending.end:
        return not sentence.has_stop(ending.end, mark.first + 1, ",;:")
    if not 0 <= ending.first - mark.end <= _REACH or sentence.has_stop(mark.end, ending.first + 1, ",;:"):
        return False
    names = (*sentence.of(Layer.PARTY), *sentence.of(Layer.FORM))
    bills = (*names, *(word for word in sentence.of(Layer.STAGE) if word.value in _BILLS))
    told = {at for word in bills for at in range(word.first, word.end)}
    return all(
        at in told
        or is_little(sentence, at, pack)
        or any(pack.has(name, sentence.word(at)) for name in _WORDS)
        for at in range(mark.end, ending.first)
    )


def _wants(sentence: Sentence, mark: Mark, ending: Mark, pack: Pack) -> bool:
    """True if a clause behind a word of refusing, where verbs stand last, tells that what is refused obliges
    somebody to end: `verwarf eine Motion, die den Bundesrat beauftragt, den Pakt zu kündigen`.
    """
    opens = next((at for at in range(mark.end, ending.first) if "," in sentence.gap(at)), None)
    if not pack.verb_last or opens is None or opens - mark.end > _REACH:
        return False
    if not any(pack.has(name, sentence.word(opens)) for name in ("relative", "article")):
        return False
    motion = any(pack.has("motions", sentence.word(at)) for at in range(max(mark.first - _VOTER, 0), opens))
    if not motion or sentence.has_stop(mark.end, ending.first + 1, ";:"):
        return False
    obliged = any(pack.has("instructs", sentence.word(at)) for at in range(opens, ending.first))
    return obliged and is_infinitive(sentence, ending, pack)


def is_infinitive(sentence: Sentence, ending: Mark, pack: Pack) -> bool:
    """True if a word of ending has a `zu` before it or inside."""
    markers = pack.sets.get("infinitive", frozenset())
    words = [sentence.word(at) for at in range(ending.first - 1, ending.end)]
    return any(word in markers or any(marker in word[2:-2] for marker in markers) for word in words)
