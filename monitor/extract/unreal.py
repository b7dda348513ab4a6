"""Articles that report no exit although they speak of one: fiction, a denial, an opinion, a look back at
times long past.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.columns import SHORT, WEEKS, label_of, note, opinion, unreal_marks
from monitor.extract.dates import EXACT, DateMatch, find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.prolonged import ends_as_infinitive
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.model import Evidence, Hit, leading

_WORKS = 3  # words of books and films
_LONG_AGO = 8  # years
_NEAR = 3  # words between "not" or "must" and a word of ending
_REFUSED = 2  # words between a word of refusing and a word of ending
_CLAUSE = 12  # the same where the verb stands last
_STEM = 7  # letters that the forms of a word of confirming share
_THAT = 3  # words behind a word of denial, the last of which is "that"


def why_none(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """Why a text reports no exit, by its headline and its first paragraph, with the words that say so; None
    where it may report one.

    Where the judge alerts, only "must" gives way to it.
    """
    found = (
        _fiction(sentences)
        or _long_ago(sentences, claims, hits, pack, published)
        or opinion(sentences, claims, pack, published)
    )
    if found is not None:
        return found
    first = [sentence for sentence in sentences if sentence.place is Place.HEADLINE] or sentences[:1]
    main = _about(first, claims)
    asked = all(sentence.text.rstrip().endswith("?") for sentence in first)
    denials = [_denial(claim, pack) for claim in main] or [None]
    if None not in denials:
        return denials[0]
    if (asked or not main) and (denial := _denies(sentences, claims, pack)):
        return denial
    if alerts(hits):
        return None
    demands = [_demanded(claim, claims, pack) for claim in main] or [None]
    if None not in demands:
        return demands[0]
    each = [_denial(claim, pack) for claim in claims if claim.mention is not None] or [None]
    if None not in each:
        return each[0]
    duties = [_near_before(claim, "must") for claim in main] or [None]
    return (
        note(main[0].sentence, duties[0], "it is only said that somebody must do so")
        if duties[0] and None not in duties
        else None
    )


def alerts(hits: tuple[Hit, ...]) -> bool:
    """True if the judge takes the text for the news of an exit."""
    lead = leading(hits)
    return lead is not None and lead.kind.alerts


def _about(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> list[Claim]:
    """The words of ending in these sentences that are no words of denial themselves."""
    return [
        claim
        for claim in claims
        if claim.sentence in sentences and not _overlaps(claim, unreal_marks(claim.sentence, "denial"))
    ]


def _denies(sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack) -> Evidence | None:
    """The first denial of a first paragraph that denies each exit, or says where else it was told: `a website
    had reported`.
    """
    told = _about([sentence for sentence in sentences if sentence.place is Place.LEAD], claims)
    denials = [(claim, _denial(claim, pack)) for claim in told]
    first = next((denial for _, denial in denials if denial is not None), None)
    return (
        first
        if all(denial is not None or unreal_marks(claim.sentence, "outlet") for claim, denial in denials)
        else None
    )


def _fiction(sentences: Sequence[Sentence]) -> Evidence | None:
    """Words of fiction, if the first paragraphs name a work of it, and the text another word of such works,
    or three words of books and films do; of a short text one is enough in the headline or beside a word of
    ending.
    """
    told = [(sentence, mark) for sentence in sentences for mark in unreal_marks(sentence, "fiction")]
    words = {sentence.raw(mark.first, mark.end).casefold() for sentence, mark in told}
    works = [(sentence, mark) for sentence in sentences for mark in unreal_marks(sentence, "work")]
    work = {sentence.words(mark).casefold() for sentence, mark in works}
    if len(work) >= _WORKS and label_of(sentences):
        return note(*works[0], "a review: words of books and films under a label")
    if not any(sentence.place is not Place.END for sentence, _ in told):
        return None
    short = sum(len(sentence.tokens) for sentence in sentences) < SHORT
    near = short and any(one.place is Place.HEADLINE or one.of(Layer.EXIT) for one, _ in told)
    return note(*told[0], "a work of fiction") if len(words) > 1 or near or len(work) > _WORKS else None


def _denial(claim: Claim, pack: Pack) -> Evidence | None:
    """The word of denial before the word of ending in its clause, or the negation beside it."""
    sentence, at = claim.sentence, claim.mark.first
    refused = _refusal(claim, pack)
    if refused is not None:
        return note(sentence, refused, f"“{sentence.words(claim.mark)}” is refused")
    if (false := _falsehood(claim, pack)) is not None:
        return note(
            sentence, false, f"“{sentence.words(claim.mark)}” is told of a report that is said to be false"
        )
    parties = {at for party in sentence.of(Layer.PARTY) for at in range(party.first, party.end)}
    # N'Djamena
    negations = [mark for mark in unreal_marks(sentence, "negation") if mark.first not in parties]
    negations = [mark for mark in negations if not _is_pronoun(sentence, mark, pack)]
    denials = unreal_marks(sentence, "denial")
    pairs = (
        (negation, other)
        for negation in negations
        for other in denials
        if 0 <= other.first - negation.end < _NEAR
    )
    # n'a aucune intention
    twice = [(one, other) for one, other in pairs if not pack.has("none_of", sentence.word(other.first))]
    double = [(one, other) for one, other in twice if not _is_cut(sentence, one, other)]
    for mark in denials:
        if any(mark is other for _, other in double):
            continue  # does not rule out
        that = (at + 1 for at in range(mark.end, mark.end + _THAT) if pack.has("that", sentence.word(at)))
        first = next(that, mark.end)  # denies that it will leave, rumours to the effect that
        before = mark.end <= at and not any(
            pack.has("clause", sentence.word(place)) for place in range(first, at)
        )
        if mark.end <= at and _is_beyond(claim, mark, pack):
            continue
        if before or (pack.verb_last and mark.first >= claim.mark.end):
            return note(sentence, mark, f"“{sentence.words(claim.mark)}” is denied")
    plain = [mark for mark in negations if not any(mark is one for one, _ in double)]
    behind = _NEAR if pack.verb_last else -1
    ahead = [
        mark
        for mark in plain
        if 0 <= at - mark.end <= _NEAR
        and not any(set(sentence.gap(n)) & set(":;") for n in range(mark.end, at + 1))
    ]
    ahead += _neither(claim, pack)
    after = [mark for mark in plain if 0 <= mark.first - claim.mark.end <= behind]
    beside = ahead + [
        mark
        for mark in after
        if not any("," in sentence.gap(n) for n in range(claim.mark.end, mark.first + 1))
    ]
    if not beside or claim.how in ("return", "expire"):
        return None
    return note(sentence, beside[0], f"“{sentence.words(claim.mark)}” is negated")


def _neither(claim: Claim, pack: Pack) -> list[Mark]:
    """The word of a subject that does not do what a word of ending says: `neither Quito nor Lima has ended
    it`.
    """
    sentence, at = claim.sentence, claim.mark.first
    subjects = {party.first for party in sentence.of(Layer.PARTY)}
    found = []
    for mark in unreal_marks(sentence, "neither"):
        led = mark.end + pack.has("article", sentence.word(mark.end))
        cut = any(set(sentence.gap(n)) & set(";:") for n in range(mark.end, at + 1))
        if led in subjects and mark.end <= at <= mark.end + _CLAUSE and not cut:
            found.append(mark)
    return found


def _demanded(claim: Claim, claims: Sequence[Claim], pack: Pack) -> Evidence | None:
    """The word by which somebody demands an exit that the article denies further down: `growers want Paris to
    leave`.
    """
    sentence, at = claim.sentence, claim.mark.first
    demands = [
        mark
        for mark in unreal_marks(sentence, "demand")
        if 0 <= at - mark.end <= _CLAUSE or (pack.verb_last and mark.first >= at)
    ]
    below = [other for other in claims if other.sentence.place not in FIRST]
    if not demands or not any(_denial(one, pack) for one in below):
        return None
    return note(sentence, demands[0], "it is only demanded, and denied further down")


def _is_pronoun(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a negation is a pronoun that only lacks its accent: `ne denuncia un altro`."""
    return (
        mark.end - mark.first == 1
        and pack.has("object", sentence.word(mark.first))
        and sentence.words(mark).isascii()
    )


def _is_beyond(claim: Claim, denial: Mark, pack: Pack) -> bool:
    """True if a word of ending stands in another statement than the denial before it: behind "and" or a comma
    with a subject of its own (`denies the charge and quits the pact`), or behind a word of confirming.
    """
    sentence, at = claim.sentence, claim.mark.first
    if _is_parted(sentence, denial.first, at) or _is_confirmed(sentence, denial, at, pack):
        return True
    if claim.mark.role == "noun":
        return False
    between = range(denial.end, at)
    inner = any(
        pack.has(name, sentence.word(denial.first - back)) for name in ("that", "relative") for back in (1, 2)
    )
    if inner and not any(pack.has("that", sentence.word(place)) for place in between):
        return True  # reports of abuse that Togo denies lead Ghana to quit
    that = any(pack.has("that", sentence.word(place)) for place in between)
    # denies it has left
    that = that or any(pack.has(name, sentence.word(denial.end)) for name in ("pronoun", "object"))
    # dément avoir violé et quitté
    that = that or any(
        ends_as_infinitive(sentence.word(place), pack) for place in (denial.end, denial.end + 1)
    )
    others = any(denial.end <= mark.first < at for mark in sentence.of(Layer.EXIT))
    joined = next((place for place in (at - 1, at - 2) if pack.has("and", sentence.word(place))), -1)
    if joined > denial.end and not others and sentence.word(at)[-3:] != "ing":
        return "," in sentence.gap(joined) or not that
    subject = next(
        (
            party
            for party in sentence.of(Layer.PARTY)
            if denial.end < party.first and 0 <= at - party.end < _NEAR
        ),
        None,
    )
    return subject is not None and not that and "," in sentence.gap(subject.first)


def _is_confirmed(sentence: Sentence, denial: Mark, end: int, pack: Pack) -> bool:
    """True if what is denied or rumoured is said to be confirmed: `confirms rumours: it has left`, `desmiente
    ... y confirma su salida`.
    """
    stems = {word[:_STEM] for word in pack.sets.get("confirms", ()) if len(word) >= _STEM}
    places = [at for at in range(max(0, denial.first - _NEAR), end) if sentence.word(at)[:_STEM] in stems]
    colon = any(":" in sentence.gap(at) for at in range(denial.end, end + 1))
    return any(colon or (at > denial.end and pack.has("and", sentence.word(at - 1))) for at in places)


def _falsehood(claim: Claim, pack: Pack) -> Mark | None:
    """The word by which a report that holds a word of ending is called false: `claims that it has quit are
    false`.
    """
    sentence, at = claim.sentence, claim.mark.first
    reports = [
        mark
        for mark in unreal_marks(sentence, "report")
        if (pack.verb_last or mark.end <= at) and not _is_source(sentence, mark, pack)
    ]
    reports = [one for one in reports if not _is_parted(sentence, one.first, at)]
    if not reports:
        return None
    report = reports[0]
    false = [*unreal_marks(sentence, "false"), *unreal_marks(sentence, "denial")]
    rejects = [*unreal_marks(sentence, "rejection"), *unreal_marks(sentence, "rejects")]
    rejected = (
        reject for reject in rejects if any(0 <= other.first - reject.end < _NEAR for other in reports)
    )
    for one in (*false, *rejected):
        if _is_parted(sentence, one.first, at):
            continue
        inside = not pack.verb_last and report.end <= one.first < at
        if not inside or any(pack.has("that", sentence.word(place)) for place in range(one.end, at)):
            return one  # not in `reports of abuse that Togo denies lead Ghana to quit`
    return None


def _is_source(sentence: Sentence, report: Mark, pack: Pack) -> bool:
    """True if a report is only who says it: `according to reports`, `según informaciones`."""
    places = (report.first - 1, report.first - 2, *((report.end,) if pack.verb_last else ()))
    return any(pack.has("sources", sentence.word(at)) for at in places)


def _is_parted(sentence: Sentence, one: int, other: int) -> bool:
    """True if two words stand in different statements of a sentence: a semicolon is between them."""
    first, end = sorted((one, other))
    return any(";" in sentence.gap(at) for at in range(first + 1, end + 1))


def _is_cut(sentence: Sentence, one: Mark, other: Mark) -> bool:
    """True if a stop stands between two words."""
    return any(set(sentence.gap(at)) & set(",;:.!?»”") for at in range(one.end, other.first + 1))


def _refusal(claim: Claim, pack: Pack) -> Mark | None:
    """The word before a word of ending that says that it is not done: `refuses to leave`, `weigert sich, den
    Pakt zu kündigen`.

    A word of refusing that is one of ending elsewhere (`rejected the pact`) is none there.
    """
    sentence = claim.sentence
    for mark in sentence.of(Layer.UNREAL):
        refused = [
            exit_mark
            for exit_mark in sentence.of(Layer.EXIT)
            if mark.value in ("refusal", "rejection") and _refuses(sentence, mark, exit_mark, pack)
        ]
        if any(_overlaps(claim, (mark, one)) for one in refused):
            return mark
    return None


def _refuses(sentence: Sentence, mark: Mark, ending: Mark, pack: Pack) -> bool:
    """True if a word of refusing stands right before a word of ending, or, where verbs stand last, before its
    infinitive.
    """
    between = ending.first - mark.end
    if between < 0 or (mark.value == "rejection" and ending.role == "noun"):
        return False
    to = pack.sets.get("infinitive", frozenset())
    words = [sentence.word(at) for at in range(ending.first - 1, ending.end)]
    infinitive = pack.verb_last and any(word in to or any(one in word[2:-2] for one in to) for word in words)
    opened = any(set(sentence.gap(at)) & set(",;:") for at in range(mark.end, ending.first + 1))
    return (between <= _REFUSED and not opened) or (infinitive and between <= _CLAUSE)


def _overlaps(claim: Claim, marks: Sequence[Mark]) -> bool:
    return any(mark.first < claim.mark.end and claim.mark.first < mark.end for mark in marks)


def _near_before(claim: Claim, value: str) -> Mark | None:
    return next(
        (mark for mark in unreal_marks(claim.sentence, value) if 0 <= claim.mark.first - mark.end <= _NEAR),
        None,
    )


def _long_ago(
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """The first old day, if the first paragraphs tell of days long past that are no signature and of none of
    these years, and the text says how long ago that is, or speaks of historians and archives.
    """
    if published is None:
        return None
    early = [sentence for sentence in sentences if sentence.place is not Place.END]
    lead = [sentence for sentence in early if sentence.place is not Place.MIDDLE]
    if any(_acts_now(sentence, pack, published) for sentence in early):
        return None
    days = [
        (sentence, day)
        for sentence in early
        for day in find_dates(sentence, pack, None)
        if not is_signing(sentence, day)
    ]
    if any(abs(int(day.value[:4]) - published.year) <= 1 for _, day in days):
        return None
    old = [(sentence, day) for sentence, day in days if int(day.value[:4]) <= published.year - _LONG_AGO]
    if alerts(hits) and any(claim.clear and claim.sentence.place is Place.HEADLINE for claim in claims):
        # not of what else was years ago
        old = [(sentence, day) for sentence, day in old if _is_of_ending(sentence, day, claims)]
    history = {
        sentence.raw(mark.first, mark.end).casefold()
        for sentence in sentences
        for mark in unreal_marks(sentence, "history")
    }
    in_lead = any(sentence in lead for sentence, _ in old)
    if any(unreal_marks(sentence, "past") for sentence in lead):
        is_past = in_lead or len(old) > 1
    else:
        is_past = in_lead and (any(unreal_marks(sentence, "past") for sentence in early) or len(history) > 1)
    if not is_past:
        return None
    sentence, day = old[0]
    return sentence.evidence(
        day.value, day.first, day.end, "history: its days are long past, and the text says so"
    )


def _is_of_ending(sentence: Sentence, day: DateMatch, claims: Sequence[Claim]) -> bool:
    """True if a sentence that tells who ended an agreement has a day that is not in the agreement's name."""
    told = [
        claim
        for claim in claims
        if claim.sentence is sentence and claim.subjects and claim.mention is not None
    ]
    named = [claim.mention for claim in told if claim.mention is not None]
    return bool(told) and not any(mention.first <= day.first < mention.end for mention in named)


def _acts_now(sentence: Sentence, pack: Pack, published: date) -> bool:
    """True if a sentence tells that a document was given or an exit taken back in these weeks."""
    given = bool(sentence.of(Layer.GIVEN)) and any(
        mark.value in DOCUMENTS for mark in sentence.of(Layer.FORM)
    )
    back = any(mark.value == "reversed" for mark in sentence.of(Layer.STAGE)) or any(
        mark.value == "return" for mark in sentence.of(Layer.EXIT)
    )
    days = find_dates(sentence, pack, published) if given or back else ()
    return any(
        len(day.value) == EXACT and 0 <= (published - date.fromisoformat(day.value)).days <= WEEKS
        for day in days
    )


def is_signing(sentence: Sentence, found: DateMatch) -> bool:
    """True if a date belongs to a word of signing or to the name of an agreement."""
    signs = any(
        -_NEAR <= found.first - mark.end <= 2 * _NEAR
        for mark in sentence.of(Layer.DATE)
        if mark.role == "signed"
    )
    return signs or any(
        0 <= found.first - mark.end <= 1 or mark.first == found.end for mark in sentence.of(Layer.HEAD)
    )
