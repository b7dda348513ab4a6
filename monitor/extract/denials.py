"""Denials of an exit: words by which a sentence says that it is not true, not done, or refused."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.columns import note, unreal_marks
from monitor.extract.lexicon import Pack
from monitor.extract.outvoted import has_refusal, is_infinitive, outvoted
from monitor.extract.phrases import Layer, Mark
from monitor.extract.prolonging import ends_as_infinitive
from monitor.extract.story_marks import FIRST, Sentence
from monitor.model import Evidence

NEAR = 3  # words between "not" or "must" and a word of ending
_REFUSED = 2  # words between a word of refusing and a word of ending
_CLAUSE = 12  # the same where the verb stands last
_STEM = 7  # letters that the forms of a word of confirming share
_NUMBER = ".°º"  # signs of the abbreviation of "number"
_THAT = 3  # words behind a word of denial, the last of which is "that"


def denial(claim: Claim, pack: Pack) -> Evidence | None:
    """The word by which the claim's sentence refuses, denies or negates its word of ending, with the reason;
    None without one.
    """
    sentence, ending = claim.sentence, claim.sentence.words(claim.mark)
    refused = _refusal(claim, pack)
    if refused is not None:
        return note(sentence, refused, f"“{ending}” is refused")
    false = _falsehood(claim, pack)
    if false is not None:
        return note(sentence, false, f"“{ending}” is told of a report that is said to be false")
    negations = _negations(sentence, pack)
    double = _double_negations(sentence, negations, pack)
    doubled = [mark for pair in double for mark in pair]
    for mark in unreal_marks(sentence, "denial"):
        if mark.first < claim.mark.first < mark.end:
            return note(sentence, mark, f"“{ending}” is denied")  # `not leaving`
        if not _is_among(mark, doubled) and _denies(claim, mark, pack):
            return note(sentence, mark, f"“{ending}” is denied")
    if (excluded := _exclusion(claim)) is not None:
        return note(sentence, excluded, f"“{ending}” is out of the question")
    if claim.how in ("return", "expire"):
        return None
    single = [mark for mark in negations if not _is_among(mark, doubled)]
    negation = next(iter(_beside(claim, single, pack)), None)
    return note(sentence, negation, f"“{ending}” is negated") if negation is not None else None


def without_excluded(claims: Sequence[Claim]) -> list[Claim]:
    """The claims without those further down whose exit is out of the question: no row tells of one."""
    return [claim for claim in claims if not _is_excluded_below(claim)]


def _is_excluded_below(claim: Claim) -> bool:
    """True if a sentence further down says that the exit from what it names is out of the question."""
    mention = claim.mention
    if claim.sentence.place in FIRST or mention is None or mention.bare:
        return False
    return _exclusion(claim) is not None


def _exclusion(claim: Claim) -> Mark | None:
    """The words behind a word of ending by which it is out of the question; not where they are negated
    (`leaving is not off the table`), or stand behind another word of ending.
    """
    sentence, end = claim.sentence, claim.mark.end
    for mark in unreal_marks(sentence, "excluded"):
        if not 0 <= mark.first - end <= _CLAUSE or sentence.has_stop(end, mark.first + 1, ";:"):
            continue
        others = any(end <= other.first < mark.first for other in sentence.of(Layer.EXIT))
        negated = any(0 <= mark.first - other.end < NEAR for other in unreal_marks(sentence, "negation"))
        if not others and not negated:
            return mark
    return None


def _is_among(mark: Mark, marks: Sequence[Mark]) -> bool:
    """True if a mark is one of these, and not only equal to it."""
    return any(mark is other for other in marks)


def overlaps(claim: Claim, marks: Sequence[Mark]) -> bool:
    """True if one of the marks shares a word with the word of ending of a claim."""
    return any(mark.first < claim.mark.end and claim.mark.first < mark.end for mark in marks)


# ---------------------------------------------------------------- negations


def _negations(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The negations of a sentence; not within names (N'Djamena), nor pronouns without their accent, nor the
    abbreviation of "number".
    """
    names = {at for party in sentence.of(Layer.PARTY) for at in range(party.first, party.end)}
    return [
        mark
        for mark in unreal_marks(sentence, "negation")
        if mark.first not in names
        and not _is_pronoun(sentence, mark, pack)
        and not _is_number(sentence, mark)
    ]


def _is_number(sentence: Sentence, mark: Mark) -> bool:
    """True if a negation is the abbreviation of "number" before one: `Convention No. 158`, `n.º 8`."""
    written = sentence.words(mark) + sentence.gap(mark.end)
    return sentence.word(mark.end)[:1].isdigit() and bool(set(written) & set(_NUMBER))


def _is_pronoun(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a negation is a pronoun that only lacks its accent: `ne denuncia un altro`."""
    return (
        mark.end - mark.first == 1
        and pack.has("object", sentence.word(mark.first))
        and sentence.words(mark).isascii()
    )


def _double_negations(sentence: Sentence, negations: Sequence[Mark], pack: Pack) -> list[tuple[Mark, Mark]]:
    """The negations with a word of denial right behind them: `does not rule out`; not `n'a aucune
    intention`.
    """
    return [
        (negation, denied)
        for negation in negations
        for denied in unreal_marks(sentence, "denial")
        if 0 <= denied.first - negation.end < NEAR and _is_double(sentence, negation, denied, pack)
    ]


def _is_double(sentence: Sentence, negation: Mark, denied: Mark, pack: Pack) -> bool:
    """True if a negation negates the word of denial right behind it."""
    if pack.has("none_of", sentence.word(denied.first)):
        return False
    return not sentence.has_stop(negation.end, denied.first + 1, ",;:.!?»”")


def _beside(claim: Claim, negations: Sequence[Mark], pack: Pack) -> list[Mark]:
    """The negations of a word of ending: right before it, in its subject (`neither Quito nor Lima`), and
    right behind a verb that stands last.
    """
    sentence, verb = claim.sentence, claim.mark
    before = [
        mark
        for mark in negations
        if 0 <= verb.first - mark.end <= NEAR and not sentence.has_stop(mark.end, verb.first + 1, ":;")
    ]
    behind = [
        mark
        for mark in negations
        if pack.verb_last
        and 0 <= mark.first - verb.end <= NEAR
        and not sentence.has_stop(verb.end, mark.first + 1, ",")
    ]
    return [*before, *_neither(claim, pack), *behind]


def _neither(claim: Claim, pack: Pack) -> list[Mark]:
    """The words `neither` of subjects before a word of ending: `neither Quito nor Lima has ended it`."""
    sentence, at = claim.sentence, claim.mark.first
    parties = {party.first for party in sentence.of(Layer.PARTY)}
    return [
        mark
        for mark in unreal_marks(sentence, "neither")
        if mark.end <= at <= mark.end + _CLAUSE
        and mark.end + pack.has("article", sentence.word(mark.end)) in parties
        and not sentence.has_stop(mark.end, at + 1, ";:")
    ]


# ---------------------------------------------------------------- words of denial


def _denies(claim: Claim, mark: Mark, pack: Pack) -> bool:
    """True if a word of denial denies a word of ending: in front of it in the same statement, or behind a
    verb that stands last.
    """
    sentence, at = claim.sentence, claim.mark.first
    if pack.verb_last and mark.first >= claim.mark.end:
        return True
    if mark.end > at or _is_beyond(claim, mark, pack):
        return False
    # `denies that it will leave`, `rumours to the effect that`
    that = (place for place in range(mark.end, mark.end + _THAT) if pack.has("that", sentence.word(place)))
    first = next(that, mark.end - 1) + 1
    return not any(pack.has("clause", sentence.word(place)) for place in range(first, at))


def _is_beyond(claim: Claim, denied: Mark, pack: Pack) -> bool:
    """True if a word of ending stands in another statement than the denial before it: behind "and" or a comma
    with a subject of its own (`denies the charge and quits the pact`), or behind a word of confirming.
    """
    sentence, at = claim.sentence, claim.mark.first
    if _is_parted(sentence, denied.first, at) or _is_confirmed(sentence, denied, at, pack):
        return True
    if claim.mark.role == "noun":
        return False
    if _is_relative(sentence, denied, at, pack):
        return True
    governs = _governs_statement(sentence, denied, at, pack)
    joint = next((place for place in (at - 1, at - 2) if pack.has("and", sentence.word(place))), -1)
    others = any(denied.end <= mark.first < at for mark in sentence.of(Layer.EXIT))
    if joint > denied.end and not others and not sentence.word(at).endswith("ing"):
        return not governs or "," in sentence.gap(joint)
    return not governs and _has_own_subject(sentence, denied, at)


def _is_relative(sentence: Sentence, denied: Mark, at: int, pack: Pack) -> bool:
    """True if a denial stands in a relative clause before a word of ending: `reports of abuse that Togo
    denies lead Ghana to quit`.
    """
    opened = any(
        pack.has(name, sentence.word(denied.first - back)) for name in ("that", "relative") for back in (1, 2)
    )
    return opened and not any(pack.has("that", sentence.word(place)) for place in range(denied.end, at))


def _governs_statement(sentence: Sentence, denied: Mark, at: int, pack: Pack) -> bool:
    """True if the words behind a denial, up to a place, are what is denied: `denies that`, `denies it has
    left`, `dément avoir violé et quitté`.
    """
    following = sentence.word(denied.end)
    if any(pack.has("that", sentence.word(place)) for place in range(denied.end, at)):
        return True
    if pack.has("pronoun", following) or pack.has("object", following):
        return True
    return any(ends_as_infinitive(word, pack) for word in (following, sentence.word(denied.end + 1)))


def _has_own_subject(sentence: Sentence, denied: Mark, at: int) -> bool:
    """True if the first party right before a word of ending stands behind a comma."""
    subjects = (
        party for party in sentence.of(Layer.PARTY) if denied.end < party.first and 0 <= at - party.end < NEAR
    )
    subject = next(subjects, None)
    return subject is not None and "," in sentence.gap(subject.first)


def _is_confirmed(sentence: Sentence, denied: Mark, end: int, pack: Pack) -> bool:
    """True if a word says that what is denied or rumoured is confirmed: `confirms rumours: it has left`,
    `desmiente ... y confirma su salida`.
    """
    stems = {word[:_STEM] for word in pack.sets.get("confirms", ()) if len(word) >= _STEM}
    places = [at for at in range(max(0, denied.first - NEAR), end) if sentence.word(at)[:_STEM] in stems]
    colon = sentence.has_stop(denied.end, end + 1, ":")
    return any(colon or (at > denied.end and pack.has("and", sentence.word(at - 1))) for at in places)


def _is_parted(sentence: Sentence, place: int, other: int) -> bool:
    """True if a semicolon stands between two words."""
    first, end = sorted((place, other))
    return sentence.has_stop(first + 1, end + 1, ";")


# ---------------------------------------------------------------- false reports and refusals


def _falsehood(claim: Claim, pack: Pack) -> Mark | None:
    """The word that calls a report with a word of ending false: `claims that it has quit are false`."""
    sentence, at = claim.sentence, claim.mark.first
    reports = [
        mark
        for mark in unreal_marks(sentence, "report")
        if (pack.verb_last or mark.end <= at)
        and not _is_source(sentence, mark, pack)
        and not _is_parted(sentence, mark.first, at)
    ]
    if not reports:
        return None
    rejected = (
        mark
        for mark in (*unreal_marks(sentence, "rejection"), *unreal_marks(sentence, "rejects"))
        if any(0 <= report.first - mark.end < NEAR for report in reports)
    )
    for mark in (*unreal_marks(sentence, "false"), *unreal_marks(sentence, "denial"), *rejected):
        if _is_parted(sentence, mark.first, at):
            continue
        inside = not pack.verb_last and reports[0].end <= mark.first < at
        if not inside or any(pack.has("that", sentence.word(place)) for place in range(mark.end, at)):
            return mark  # not in `reports of abuse that Togo denies lead Ghana to quit`
    return None


def _is_source(sentence: Sentence, report: Mark, pack: Pack) -> bool:
    """True if a report is only the source of a statement: `according to reports`, `según informaciones`."""
    places = (report.first - 1, report.first - 2, *((report.end,) if pack.verb_last else ()))
    return any(pack.has("sources", sentence.word(at)) for at in places)


def _refusal(claim: Claim, pack: Pack) -> Mark | None:
    """The word before a word of ending that says that it is not done: `refuses to leave`, `weigert sich, den
    Pakt zu kündigen`.

    The claim may also be about a word of refusing that is one of ending elsewhere: `rejected the pact`.
    """
    sentence = claim.sentence
    for mark in sentence.of(Layer.UNREAL):
        if mark.value not in ("refusal", "rejection"):
            continue
        refused = [ending for ending in sentence.of(Layer.EXIT) if _refuses(sentence, mark, ending, pack)]
        if refused and overlaps(claim, [mark, *refused]):
            return mark
    for ending in sentence.of(Layer.EXIT) if has_refusal(sentence) else ():
        refusing = outvoted(sentence, ending, pack)
        if refusing is not None and overlaps(claim, [refusing, ending]):
            return refusing
    return None


def _refuses(sentence: Sentence, mark: Mark, ending: Mark, pack: Pack) -> bool:
    """True if a word of refusing stands right before a word of ending, or, where verbs stand last, before its
    infinitive.
    """
    between = ending.first - mark.end
    if between < 0 or (mark.value == "rejection" and ending.role == "noun"):
        return False
    joined = any(pack.has("and", sentence.word(at)) for at in range(mark.end, ending.first))
    if between <= _REFUSED and not joined and not sentence.has_stop(mark.end, ending.first + 1, ",;:"):
        return True
    return pack.verb_last and between <= _CLAUSE and is_infinitive(sentence, ending, pack)
