"""Finds the day on which an agreement was signed and the day on which it ended, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.conditional import stage_words
from monitor.extract.dates import DateMatch, day_evidence, find_dates, refuse_day
from monitor.extract.days import has_day, reaches, told_or_named
from monitor.extract.endings import in_side_clause, is_of_start
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.notice_to_come import is_to_come
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.subject_roles import is_dateline
from monitor.extract.trace import CellName
from monitor.model import Evidence, Precision, Stage

_EFFECT = 4  # words between a word of effect and its date
_DATELINE = 4  # words: `NEW YORK, 7 March -`
_OF_SIGNING = 3
_VERB = 10  # words between a day and a word of signing that ends the clause
_CLOSING = 7  # characters: ` года)`
_PLACE = 3  # words of a city
_OF_FORM = 3  # words: `a decree signed on 5 May`
_BEHIND = "stands right behind the name"
_BRACKETS = "stands in brackets behind the name"
_IN_NAME = "stands in or at the name"


def signed(mentions: Iterable[Mention], sentences: Sequence[Sentence], pack: Pack) -> Evidence | None:
    """The day of signature of these mentions; None without one.

    A date after a word of signing, the nearest name before which is the mention; a date right after the name,
    in a sentence of signing or in the one that follows it (`..., the other on 4 May 1994`); or a year right
    before the name (`the 1987 treaty`).
    """
    for mention in mentions:
        sentence = mention.sentence
        days = [day for day in find_dates(sentence, pack, None) if not day.relative]
        for day in days:
            refuse_day(sentence, CellName.SIGNED, day, "no word of signing stands between it and the name")
        words = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed"]
        value = _signed_behind(mention, days, words, sentences, pack) or _signed_at_name(
            mention, days, words, pack
        )
        if value is not None:
            return value
    return None


def _ends_outside(mention: Mention) -> list[Mark]:
    """The words of ending in the sentence of a name that are not part of it."""
    endings = mention.sentence.of(Layer.EXIT)
    return [ending for ending in endings if not mention.first <= ending.first < mention.end]


def _signed_behind(
    mention: Mention,
    days: Iterable[DateMatch],
    words: Sequence[Mark],
    sentences: Sequence[Sentence],
    pack: Pack,
) -> Evidence | None:
    """The first day behind a name that is the day of its signature. `words`: the words of signing."""
    sentence = mention.sentence
    for day in days:
        if day.first < mention.first:
            continue
        obstacle = _obstacle(mention, day)
        if obstacle:
            refuse_day(sentence, CellName.SIGNED, day, f"{obstacle} stands between it and the name")
            continue
        between = _signs_between(mention, day, words, pack)
        if between:
            return day_evidence(sentence, day, f"stands beside “{sentence.words(between[0])}”")
        if _is_bracketed(sentence, mention, day):
            return day_evidence(sentence, day, _BRACKETS)
        if _follows(mention, day, words, sentences, pack):
            return day_evidence(sentence, day, _BEHIND)
    return None


def _obstacle(mention: Mention, day: DateMatch) -> str:
    """What stands between a name and a date so that the date belongs to something else; "" for nothing."""
    sentence = mention.sentence
    if any(mention.reach <= head.first < day.first for head in sentence.of(Layer.HEAD)):
        return "another agreement"
    # in a decree signed on
    breaks = (*_ends_outside(mention), *sentence.of(Layer.FORM))
    is_broken = any(mention.end <= mark.first < day.first for mark in breaks)
    return "a word of ending or a form" if is_broken else ""


def _signs_between(mention: Mention, day: DateMatch, words: Sequence[Mark], pack: Pack) -> list[Mark]:
    """The words that say that the agreement was signed then: words of signing between its name and the date,
    those behind the date in languages whose verb stands last, and a verb of telling right behind the name.
    """
    sentence = mention.sentence
    signs = [word for word in words if mention.end <= word.end <= day.first]
    if pack.verb_last or pack.longer:
        # `于2019年9月5日签署`, `Der Vertrag wurde am 4. Februar 1994 unterzeichnet`
        signs += [
            word
            for word in words
            if 0 <= word.first - day.end <= _VERB and not _has_comma(sentence, day.end, word.first)
        ]
    signs += [
        verb
        for verb in sentence.of(Layer.TOLD)
        if 0 <= verb.first - mention.reach <= 1 and "," in sentence.gap(verb.first)
    ]
    return signs


def _follows(
    mention: Mention, day: DateMatch, words: Sequence[Mark], sentences: Sequence[Sentence], pack: Pack
) -> bool:
    """True if a date stands right behind a name as that of its signature."""
    sentence = mention.sentence
    start = day.first
    while pack.has("article", sentence.word(start - 1)) or any(
        period.end == start for period in sentence.of(Layer.PERIOD)
    ):
        start -= 1  # das Abkommen aus dem Jahr 1971
    if start - mention.reach <= 2:
        speaks_of_signing = bool(words) or _signs(sentences, sentence.number - 1)
        if speaks_of_signing and not _ends_outside(mention):
            return True
        if pack.has("of_date", sentence.word(mention.reach)):
            return True
    return day.first - mention.end <= 1 and pack.has("of_date", sentence.word(mention.end))


def _signed_at_name(
    mention: Mention, days: Sequence[DateMatch], words: Sequence[Mark], pack: Pack
) -> Evidence | None:
    """The first day before or in a name that is the day of its signature."""
    for day in days:
        why = _why_at_name(mention, day, words, pack, is_first=day is days[0])
        if why:
            return day_evidence(mention.sentence, day, why)
    return None


def _why_at_name(
    mention: Mention, day: DateMatch, words: Sequence[Mark], pack: Pack, *, is_first: bool
) -> str:
    """Why a date before or in a name is the day of its signature; "" if it is not. `is_first`: the first date
    of the sentence.
    """
    sentence = mention.sentence
    if mention.first < day.first < mention.end and pack.has("of_date", sentence.word(day.first - 1)):
        return _IN_NAME
    if day.end <= mention.first:
        opens = is_first and bool(words) and words[0].first == 0
        if opens and not any(ending.end <= mention.first for ending in _ends_outside(mention)):
            # Signed in 1987, the treaty
            return f"the sentence opens with “{sentence.words(words[0])}”"
        verb = _signing_before(sentence, mention, day, words, pack)
        if verb is not None:
            return f"stands before the name with “{sentence.words(verb)}”"
    is_year = day.treaty_date.precision is Precision.YEAR
    adjoins = _ends_at(sentence, day, pack) == mention.first
    return _IN_NAME if is_year and (adjoins or mention.first <= day.first < mention.first + 2) else ""


def _signing_before(
    sentence: Sentence, mention: Mention, day: DateMatch, words: Sequence[Mark], pack: Pack
) -> Mark | None:
    """The word of signing between a date and a name, where all is written as one word:
    `1968年5月2日缔结的协定`.
    """
    if not pack.longer:
        return None
    return next(
        (
            word
            for word in words
            if word.first == _ends_at(sentence, day, pack) and 0 <= mention.first - word.end <= 1
        ),
        None,
    )


def _ends_at(sentence: Sentence, day: DateMatch, pack: Pack) -> int:
    """Where a date ends, with the little words that are written together with it: `1996年的`."""
    at = day.end
    while pack.longer and not sentence.gap(at) and pack.has("date_joins", sentence.word(at)):
        at += 1
    return at


def _has_comma(sentence: Sentence, first: int, end: int) -> bool:
    """True if a comma or the like stands between two words."""
    return sentence.has_stop(first + 1, end + 1, ",;:")


def _is_bracketed(sentence: Sentence, mention: Mention, day: DateMatch) -> bool:
    """True if a date stands in brackets right behind a name, alone or with a place: `(Paris, 19 December
    1954)`.
    """
    opened = next((at for at in range(mention.end, mention.reach + 2) if "(" in sentence.gap(at)), None)
    end = sentence.tokens[day.end - 1].end
    if (
        opened is None
        or not 0 <= day.first - opened <= _PLACE
        or not set(sentence.source[end : end + _CLOSING]) & set(");")
    ):
        return False
    telling = (Layer.HELD, Layer.EXIT, Layer.GIVEN, Layer.TOLD)
    inside = [mark for layer in telling for mark in sentence.of(layer) if opened <= mark.first < day.first]
    return not inside and not any(
        mark.role in ("effect", "own") and opened <= mark.first < day.first
        for mark in sentence.of(Layer.DATE)
    )


def _signs(sentences: Sequence[Sentence], number: int) -> bool:
    """True if the sentence of that number speaks of signing, and of no ending."""
    if not 0 <= number < len(sentences):
        return False
    sentence = sentences[number]
    return any(mark.role == "signed" for mark in sentence.of(Layer.DATE)) and not sentence.of(Layer.EXIT)


def ended(
    claims: Iterable[Claim], stage: Stage, signature: Evidence | None, pack: Pack, published: date | None
) -> Evidence | None:
    """The day named with the word of ending, where that is a verb and nothing else happened then; none of a
    notice, which ends nothing yet.

    The words of the `signature` are none of an end.
    """
    if stage is Stage.NOTIFIED:
        return None
    for claim in claims:
        sentence = claim.sentence
        for day in find_dates(sentence, pack, published) if claim.how != "return" else ():
            place = sentence.tokens[day.first].start
            if signature is not None and (signature.field, signature.start) == (sentence.field, place):
                continue
            why_not = _why_no_end(day, claim, pack, published)
            if not why_not:
                words = sentence.words(claim.mark)
                why = f"stands in the sentence of “{words}”, and nothing else happened then"
                return day_evidence(sentence, day, why)
            refuse_day(sentence, CellName.ENDED, day, why_not)
    return None


def _why_no_end(day: DateMatch, claim: Claim, pack: Pack, published: date | None) -> str:
    """Why a date in the sentence of a claim is not that of the end: a day of signature, a dateline, part of a
    name; "" where it is.
    """
    return (
        told_or_named(claim.sentence, day, pack)
        or _why_of_signing(day, claim, pack)
        or _why_of_other_event(day, claim, pack, published)
        or _why_of_name(day, claim, pack)
        or _why_of_other_time(day, claim, pack, published)
    )


def _why_of_signing(day: DateMatch, claim: Claim, pack: Pack) -> str:
    """Why a date is that of a word of signing, or not surely that of the word of ending; else ""."""
    sentence = claim.sentence
    signs = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed"]
    if pack.longer and any(sign.first == day.end for sign in signs):
        return "the day of the word of signing behind it"
    if claim.mark.role == "noun":
        return f"“{sentence.words(claim.mark)}” is a noun: the day may be that of its verb"
    for sign in signs:
        is_dated = reaches(sentence, sign, day) and not has_day(sentence, sign)
        if is_dated and not _is_of_form(sentence, sign, day):
            return f"the day of “{sentence.words(sign)}”"
    return ""


def _why_of_other_event(day: DateMatch, claim: Claim, pack: Pack, published: date | None) -> str:
    """Why a date is that of the article, of the start of the agreement or of another event; else ""."""
    sentence, mark = claim.sentence, claim.mark
    if day.first <= _DATELINE and any(is_dateline(sentence, party) for party in sentence.of(Layer.PARTY)):
        return "the day of the dateline"
    for word in sentence.of(Layer.DATE):
        is_near = max(day.first - word.end, word.first - day.end) <= _EFFECT
        if is_near and is_of_start(sentence, word, day, pack, published):
            return "the day on which the agreement came into force"
    if in_side_clause(sentence, mark, day, pack):
        return "stands in a clause about something else"
    is_dated = pack.has("of_date", sentence.word(day.first - 1)) and mark.end == day.first - 1
    forms = sentence.of(Layer.FORM)
    if is_dated and any(0 <= mark.first - form.end <= _OF_FORM for form in forms):
        return "the day of the decision"  # cabinet decision to leave of 23 March
    awaited = (word for word in stage_words(sentence) if mark.end <= word.first < day.first)
    if any(word.value == "notified" and is_to_come(sentence, word, pack) for word in awaited):
        return "the day on which notice is to be given"
    return ""


def _why_of_name(day: DateMatch, claim: Claim, pack: Pack) -> str:
    """Why a date belongs to the name of the agreement, or is a year that may; else ""."""
    sentence, mention = claim.sentence, claim.mention
    if mention is not None and mention.sentence is sentence and mention.first <= day.first < mention.end:
        return "stands in the name of the agreement"
    if day.treaty_date.precision is not Precision.YEAR:
        return ""
    is_of_head = any(head.first == day.end for head in sentence.of(Layer.HEAD))
    says_in = pack.has("in", sentence.word(day.first - 1))
    return "" if says_in and not is_of_head else "a year alone"


def _why_of_other_time(day: DateMatch, claim: Claim, pack: Pack, published: date | None) -> str:
    """Why the end is still to come and the date is not, or the date only tells what came before or after the
    end; else "".
    """
    sentence, mark = claim.sentence, claim.mark
    is_ahead = any(pack.has("future", sentence.word(mark.first - back)) for back in (1, 2))
    if is_ahead and (day.first < mark.first or _is_past(day, published)):
        return f"“{sentence.words(mark)}” is still to come, and the day is not"
    effects = (stage for stage in sentence.of(Layer.STAGE) if stage.value == "effective")
    if any(mark.first <= stage.first < mark.end for stage in effects):
        return ""  # has been no party since Monday
    since_before = pack.has("since", sentence.word(day.first - 1))
    since_behind = pack.has("since", sentence.word(day.end)) and sentence.gap(day.end) == " "
    if since_before or (day.end <= mark.first and since_behind):
        return "tells what came after the end or before it"  # `rose on Wednesday after it quit`
    return ""


def _is_past(day: DateMatch, published: date | None) -> bool:
    """True if a day counted from publication is not after it, or may not be."""
    if not day.relative:
        return False
    return day.weekday or published is None or day.treaty_date.earliest <= published


def _is_of_form(sentence: Sentence, mark: Mark, day: DateMatch) -> bool:
    """True if it is the decree or law that was signed then, not the agreement."""
    return any(
        0 <= mark.first - form.end <= _OF_SIGNING - 1 or mark.end <= form.first < day.first
        for form in sentence.of(Layer.FORM)
    )
