"""Articles that report no exit although they speak of one: fiction, a denial, an opinion, a look back at times long past."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice

from monitor.extract.actors import Claim
from monitor.extract.dates import EXACT, Found, find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.scene import Place, Sentence
from monitor.model import Evidence, Hit, leading

_LABELLED = re.compile(r"[^\W\d_a-zа-я][^\n:a-zа-я]{2,24}:\s")  # who speaks, in a transcript: `MINISTER: I meant it`
_WORKS = 3  # words of books and films
_SHORT = 60  # words of a story that is no article
_LONG_AGO = 8  # years
_WEEKS = 45  # days before publication that are these weeks
_NEAR = 3  # words between "not" or "must" and a word of ending
_REFUSED = 2  # words between a word of refusing and a word of ending
_CLAUSE = 12  # the same where the verb stands last
_THAT = 3  # words behind a word of denial, the last of which is "that"
_BYLINE = 8  # words of a line below the headline that says whose column it is
_LABEL = 3  # words of a headline in which `Opinion:` stands


def why_none(
    sentences: Sequence[Sentence], claims: Sequence[Claim], hits: tuple[Hit, ...], pack: Pack, published: date | None
) -> Evidence | None:
    """Why a text reports no exit, by its headline and its first paragraph, with the words that say so; None where it may report one.

    Where the judge alerts, only "must" gives way to it.
    """
    found = _fiction(sentences) or _long_ago(sentences, pack, published) or _opinion(sentences)
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
    return _note(main[0].sentence, duties[0], "it is only said that somebody must do so") if duties[0] and None not in duties else None


def _note(sentence: Sentence, mark: Mark, why: str) -> Evidence:
    return sentence.evidence("", mark.first, mark.end, why)


def alerts(hits: tuple[Hit, ...]) -> bool:
    """Whether the judge takes the text for the news of an exit."""
    lead = leading(hits)
    return lead is not None and lead.kind.alerts


def _about(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> list[Claim]:
    """The words of ending in these sentences that are no words of denial themselves."""
    return [claim for claim in claims if claim.sentence in sentences and not _overlaps(claim, _marks(claim.sentence, "denial"))]


def _denies(sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack) -> Evidence | None:
    """The first denial of a first paragraph that denies each exit, or says where else it was told: `a website had reported`."""
    told = _about([one for one in sentences if one.place is Place.LEAD], claims)
    denials = [(claim, _denial(claim, pack)) for claim in told]
    first = next((denial for _, denial in denials if denial is not None), None)
    return first if all(denial is not None or _marks(claim.sentence, "outlet") for claim, denial in denials) else None


def _marks(sentence: Sentence, value: str) -> list[Mark]:
    return [mark for mark in sentence.of(Layer.UNREAL) if mark.value == value]


def _fiction(sentences: Sequence[Sentence]) -> Evidence | None:
    """Words of fiction, if the first paragraphs name a work of it, and the text another word of such works, or three words of books and
    films do; of a short text one is enough in the headline or beside a word of ending.
    """
    told = [(sentence, mark) for sentence in sentences for mark in _marks(sentence, "fiction")]
    words = {sentence.raw(mark.first, mark.end).casefold() for sentence, mark in told}
    works = [(sentence, mark) for sentence in sentences for mark in _marks(sentence, "work")]
    work = {sentence.words(mark).casefold() for sentence, mark in works}
    if len(work) >= _WORKS and _label(sentences):
        return _note(*works[0], "a review: words of books and films under a label")
    if not any(sentence.place is not Place.END for sentence, _ in told):
        return None
    short = sum(len(sentence.tokens) for sentence in sentences) < _SHORT
    near = short and any(one.place is Place.HEADLINE or one.of(Layer.EXIT) for one, _ in told)
    return _note(*told[0], "a work of fiction") if len(words) > 1 or near or len(work) > _WORKS else None


def _denial(claim: Claim, pack: Pack) -> Evidence | None:
    """The word of denial before the word of ending in its clause, or the negation beside it."""
    sentence, at = claim.sentence, claim.mark.first
    refused = _refusal(claim, pack)
    if refused is not None:
        return _note(sentence, refused, f"“{sentence.words(claim.mark)}” is refused")
    if (false := _falsehood(claim, pack)) is not None:
        return _note(sentence, false, f"“{sentence.words(claim.mark)}” is told of a report that is said to be false")
    parties = {at for one in sentence.of(Layer.PARTY) for at in range(one.first, one.end)}
    negations = [mark for mark in _marks(sentence, "negation") if mark.first not in parties]  # N'Djamena
    denials = _marks(sentence, "denial")
    pairs = ((one, other) for one in negations for other in denials if 0 <= other.first - one.end < _NEAR)
    twice = [(one, other) for one, other in pairs if not pack.has("none_of", sentence.word(other.first))]  # n'a aucune intention
    double = [(one, other) for one, other in twice if not _is_cut(sentence, one, other)]
    for mark in denials:
        if any(mark is other for _, other in double):
            continue  # does not rule out
        that = (at + 1 for at in range(mark.end, mark.end + _THAT) if pack.has("that", sentence.word(at)))
        first = next(that, mark.end)  # denies that it will leave, rumours to the effect that
        before = mark.end <= at and not any(pack.has("clause", sentence.word(place)) for place in range(first, at))
        if before or (pack.verb_last and mark.first >= claim.mark.end):
            return _note(sentence, mark, f"“{sentence.words(claim.mark)}” is denied")
    plain = [mark for mark in negations if not any(mark is one for one, _ in double)]
    behind = _NEAR if pack.verb_last else -1
    ahead = [
        mark for mark in plain if 0 <= at - mark.end <= _NEAR and not any(set(sentence.gap(n)) & set(":;") for n in range(mark.end, at + 1))
    ]
    ahead += _neither(claim, pack)
    after = [mark for mark in plain if 0 <= mark.first - claim.mark.end <= behind]
    beside = ahead + [mark for mark in after if not any("," in sentence.gap(n) for n in range(claim.mark.end, mark.first + 1))]
    if not beside or claim.how in ("return", "expire"):
        return None
    return _note(sentence, beside[0], f"“{sentence.words(claim.mark)}” is negated")


def _neither(claim: Claim, pack: Pack) -> list[Mark]:
    """The word of a subject that does not do what a word of ending says: `neither Quito nor Lima has ended it`."""
    sentence, at = claim.sentence, claim.mark.first
    subjects = {one.first for one in sentence.of(Layer.PARTY)}
    found = []
    for mark in _marks(sentence, "neither"):
        led = mark.end + pack.has("article", sentence.word(mark.end))
        cut = any(set(sentence.gap(n)) & set(";:") for n in range(mark.end, at + 1))
        if led in subjects and mark.end <= at <= mark.end + _CLAUSE and not cut:
            found.append(mark)
    return found


def _demanded(claim: Claim, claims: Sequence[Claim], pack: Pack) -> Evidence | None:
    """The word by which somebody demands an exit that the article denies further down: `growers want Paris to leave`."""
    sentence, at = claim.sentence, claim.mark.first
    demands = [one for one in _marks(sentence, "demand") if 0 <= at - one.end <= _CLAUSE or (pack.verb_last and one.first >= at)]
    below = [one for one in claims if one.sentence.place not in (Place.HEADLINE, Place.LEAD)]
    if not demands or not any(_denial(one, pack) for one in below):
        return None
    return _note(sentence, demands[0], "it is only demanded, and denied further down")


def _falsehood(claim: Claim, pack: Pack) -> Mark | None:
    """The word by which a report that holds a word of ending is called false: `claims that it has quit are false`."""
    sentence, at = claim.sentence, claim.mark.first
    reports = [one for one in _marks(sentence, "report") if pack.verb_last or one.end <= at]
    if not reports:
        return None
    false = [*_marks(sentence, "false"), *_marks(sentence, "denial")]
    rejects = [*_marks(sentence, "rejection"), *_marks(sentence, "rejects")]
    rejected = (one for one in rejects if any(0 <= report.first - one.end < _NEAR for report in reports))
    return next((one for one in (*false, *rejected) if one.first > reports[0].first or one.end <= reports[0].first), None)


def _is_cut(sentence: Sentence, one: Mark, other: Mark) -> bool:
    """Whether a stop stands between two words."""
    return any(set(sentence.gap(at)) & set(",;:.!?»”") for at in range(one.end, other.first + 1))


def _refusal(claim: Claim, pack: Pack) -> Mark | None:
    """The word before a word of ending that says that it is not done: `refuses to leave`, `weigert sich, den Pakt zu kündigen`.

    A word of refusing that is one of ending elsewhere (`rejected the pact`) is none there.
    """
    sentence = claim.sentence
    for mark in sentence.of(Layer.UNREAL):
        refused = [one for one in sentence.of(Layer.EXIT) if mark.value in ("refusal", "rejection") and _refuses(sentence, mark, one, pack)]
        if any(_overlaps(claim, (mark, one)) for one in refused):
            return mark
    return None


def _refuses(sentence: Sentence, mark: Mark, ending: Mark, pack: Pack) -> bool:
    """Whether a word of refusing stands right before a word of ending, or, where verbs stand last, before its infinitive."""
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
    return next((mark for mark in _marks(claim.sentence, value) if 0 <= claim.mark.first - mark.end <= _NEAR), None)


def _opinion(sentences: Sequence[Sentence]) -> Evidence | None:
    """The label before the headline, the line that says whose views they are, or the `I` of an author that makes the text a column."""
    views = next((_note(one, mark, "a line says whose views it holds") for one in sentences for mark in _marks(one, "views")), None)
    return _label(sentences) or views or _says_i(sentences)


def _label(sentences: Sequence[Sentence]) -> Evidence | None:
    for sentence in sentences:
        for mark in _marks(sentence, "opinion"):
            label = mark.first < _LABEL and set(sentence.gap(mark.end)) & set(":|/—–")
            if (sentence.place is Place.HEADLINE and label) or (mark.first < _LABEL and _is_byline(sentence)):
                return _note(sentence, mark, "a label before the headline makes it a column")
    return None


def _is_byline(sentence: Sentence) -> bool:
    """Whether a sentence is a short line without a stop right below the headline."""
    opens = sentence.field == "body" and not sentence.source[: sentence.tokens[0].start].strip()
    return opens and len(sentence.tokens) <= _BYLINE and not sentence.text.endswith((".", "!", "?"))


def _says_i(sentences: Sequence[Sentence]) -> Evidence | None:
    """The first of two sentences of an article that say `I` or `my` outside of quotations."""
    said = ((one, _unquoted(one, _marks(one, "person"))) for one in sentences if one.field == "body")
    own = list(islice(((one, mark) for one, mark in said if mark is not None), 2))
    if len(own) < 2 or sum(len(one.tokens) for one in sentences) < _SHORT:
        return None
    return _note(*own[0], "its author speaks in the first person: a column")


def _unquoted(sentence: Sentence, marks: Sequence[Mark]) -> Mark | None:
    """The last of some words that stands in no quotation of the paragraph; none in a paragraph that is one, behind a dash."""
    if not marks:
        return None
    start = sentence.tokens[0].start
    above = sentence.source[sentence.paragraph[1] + 1 : start]
    if above.lstrip()[:1] in ("—", "–", "-") or _LABELLED.match(sentence.source, sentence.paragraph[1] + 1):
        return None
    opened, straight = _signs(above)  # counted once: a paragraph may be long
    for mark in reversed(marks):
        more_opened, more_straight = _signs(sentence.source[start : sentence.tokens[mark.first].start])
        if opened + more_opened <= 0 and (straight + more_straight) % 2 == 0:
            return mark
    return None


def _signs(text: str) -> tuple[int, int]:
    """How many more quotations a text opens than it closes, and its straight quotation marks."""
    opened = sum(text.count(sign) for sign in "«“„‹") - sum(text.count(sign) for sign in "»”›")
    return opened, text.count('"')


def _long_ago(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The first old day, if the first paragraphs tell of days long past that are no signature and of none of these years, and the text says
    how long ago that is, or speaks of historians and archives.
    """
    if published is None:
        return None
    early = [sentence for sentence in sentences if sentence.place is not Place.END]
    lead = [sentence for sentence in early if sentence.place is not Place.MIDDLE]
    if any(_acts_now(sentence, pack, published) for sentence in early):
        return None
    days = [(sentence, day) for sentence in early for day in find_dates(sentence, pack, None) if not is_signing(sentence, day)]
    if any(abs(int(day.value[:4]) - published.year) <= 1 for _, day in days):
        return None
    old = [(sentence, day) for sentence, day in days if int(day.value[:4]) <= published.year - _LONG_AGO]
    history = {sentence.raw(mark.first, mark.end).casefold() for sentence in sentences for mark in _marks(sentence, "history")}
    in_lead = any(sentence in lead for sentence, _ in old)
    if any(_marks(sentence, "past") for sentence in lead):
        is_past = in_lead or len(old) > 1
    else:
        is_past = in_lead and (any(_marks(sentence, "past") for sentence in early) or len(history) > 1)
    if not is_past:
        return None
    sentence, day = old[0]
    return sentence.evidence(day.value, day.first, day.end, "history: its days are long past, and the text says so")


def _acts_now(sentence: Sentence, pack: Pack, published: date) -> bool:
    """Whether a sentence tells that a document was given or an exit taken back in these weeks."""
    given = bool(sentence.of(Layer.GIVEN)) and any(one.value in DOCUMENTS for one in sentence.of(Layer.FORM))
    back = any(one.value == "reversed" for one in sentence.of(Layer.STAGE)) or any(one.value == "return" for one in sentence.of(Layer.EXIT))
    days = find_dates(sentence, pack, published) if given or back else ()
    return any(len(day.value) == EXACT and 0 <= (published - date.fromisoformat(day.value)).days <= _WEEKS for day in days)


def is_signing(sentence: Sentence, found: Found) -> bool:
    """Whether a date belongs to a word of signing or to the name of an agreement."""
    signs = any(-_NEAR <= found.first - mark.end <= 2 * _NEAR for mark in sentence.of(Layer.DATE) if mark.role == "signed")
    return signs or any(0 <= found.first - mark.end <= 1 or mark.first == found.end for mark in sentence.of(Layer.HEAD))
