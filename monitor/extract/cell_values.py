"""What a text says of an agreement besides who and what: when it was signed, when it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import DateMatch, find_dates
from monitor.extract.days import has_day, reaches, told_or_named
from monitor.extract.endings import in_side_clause, is_of_start
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
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
    """The day of signature of these mentions.

    A date after a word of signing, the nearest name before which is the mention; a date right after the name,
    in a sentence of signing or in the one that follows it (`..., the other on 4 May 1994`); or a year right
    before the name (`the 1987 treaty`).
    """
    for mention in mentions:
        sentence = mention.sentence
        dates = [day for day in find_dates(sentence, pack, None) if not day.relative]
        for found in dates:
            sentence.refuse(
                CellName.SIGNED,
                found.value,
                found.first,
                found.end,
                "no word of signing stands between it and the name",
            )
        words = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed"]
        ends = [mark for mark in sentence.of(Layer.EXIT) if not mention.first <= mark.first < mention.end]
        for found in dates:
            if found.first < mention.first:
                continue
            between = [mark for mark in words if mention.end <= mark.end <= found.first]
            if (
                pack.verb_last or pack.longer
            ):  # `于2019年9月5日签署`, `Der Vertrag wurde am 4. Februar 1994 unterzeichnet`
                between += [
                    mark
                    for mark in words
                    if 0 <= mark.first - found.end <= _VERB
                    and not _has_comma(sentence, found.end, mark.first)
                ]
            between += [
                mark
                for mark in sentence.of(Layer.TOLD)
                if 0 <= mark.first - mention.reach <= 1 and "," in sentence.gap(mark.first)
            ]
            others = [mark for mark in sentence.of(Layer.HEAD) if mention.reach <= mark.first < found.first]
            broken = any(mention.end <= mark.first < found.first for mark in ends)
            # in a decree signed on
            broken = broken or any(
                mention.end <= mark.first < found.first for mark in sentence.of(Layer.FORM)
            )
            start = found.first
            while pack.has("article", sentence.word(start - 1)) or any(
                period.end == start for period in sentence.of(Layer.PERIOD)
            ):
                start -= 1  # das Abkommen aus dem Jahr 1971
            follows = start - mention.reach <= 2 and (
                (not ends and bool(words or _signs(sentences, sentence.number - 1)))
                or pack.has("of_date", sentence.word(mention.reach))
            )
            follows = follows or (
                found.first - mention.end <= 1 and pack.has("of_date", sentence.word(mention.end))
            )
            bracketed = _is_bracketed(sentence, mention, found)
            if others or broken:
                apart = "another agreement" if others else "a word of ending or a form"
                sentence.refuse(
                    CellName.SIGNED,
                    found.value,
                    found.first,
                    found.end,
                    f"{apart} stands between it and the name",
                )
            if not others and not broken and (between or follows or bracketed):
                why = (
                    f"stands beside “{sentence.words(between[0])}”"
                    if between
                    else _BRACKETS
                    if bracketed
                    else _BEHIND
                )
                return sentence.evidence(found.value, found.first, found.end, why)
        for found in dates:
            if mention.first < found.first < mention.end and pack.has(
                "of_date", sentence.word(found.first - 1)
            ):
                return sentence.evidence(found.value, found.first, found.end, _IN_NAME)
            opens = words and words[0].first == 0 and found is dates[0] and found.end <= mention.first
            if opens and not any(end.end <= mention.first for end in ends):
                why = f"the sentence opens with “{sentence.words(words[0])}”"
                # Signed in 1987, the treaty
                return sentence.evidence(found.value, found.first, found.end, why)
            if (
                found.end <= mention.first
                and (verb := _signing_before(sentence, mention, found, words, pack)) is not None
            ):
                return sentence.evidence(
                    found.value,
                    found.first,
                    found.end,
                    f"stands before the name with “{sentence.words(verb)}”",
                )
            if found.treaty_date.precision is Precision.YEAR and (
                _ends_at(sentence, found, pack) == mention.first
                or mention.first <= found.first < mention.first + 2
            ):
                return sentence.evidence(found.value, found.first, found.end, _IN_NAME)
    return None


def _signing_before(
    sentence: Sentence, mention: Mention, found: DateMatch, words: Sequence[Mark], pack: Pack
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
            if word.first == _ends_at(sentence, found, pack) and 0 <= mention.first - word.end <= 1
        ),
        None,
    )


def _ends_at(sentence: Sentence, found: DateMatch, pack: Pack) -> int:
    """Where a date ends, with the little words that are written together with it: `1996年的`."""
    at = found.end
    while pack.longer and not sentence.gap(at) and pack.has("date_joins", sentence.word(at)):
        at += 1
    return at


def _has_comma(sentence: Sentence, first: int, end: int) -> bool:
    return any(set(sentence.gap(at)) & set(",;:") for at in range(first + 1, end + 1))


def _is_bracketed(sentence: Sentence, mention: Mention, found: DateMatch) -> bool:
    """Whether a date stands in brackets right behind a name, alone or with a place: `(Paris, 19 December
    1954)`.
    """
    opened = next((at for at in range(mention.end, mention.reach + 2) if "(" in sentence.gap(at)), None)
    end = sentence.tokens[found.end - 1].end
    if (
        opened is None
        or not 0 <= found.first - opened <= _PLACE
        or not set(sentence.source[end : end + _CLOSING]) & set(");")
    ):
        return False
    telling = (Layer.HELD, Layer.EXIT, Layer.GIVEN, Layer.TOLD)
    inside = [mark for layer in telling for mark in sentence.of(layer) if opened <= mark.first < found.first]
    return not inside and not any(
        mark.role in ("effect", "own") and opened <= mark.first < found.first
        for mark in sentence.of(Layer.DATE)
    )


def _signs(sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a sentence speaks of signing, and of no ending."""
    if not 0 <= number < len(sentences):
        return False
    return any(mark.role == "signed" for mark in sentences[number].of(Layer.DATE)) and not sentences[
        number
    ].of(Layer.EXIT)


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
                why = (
                    f"stands in the sentence of “{sentence.words(claim.mark)}”, and nothing else "
                    "happened then"
                )
                return sentence.evidence(day.value, day.first, day.end, why)
            sentence.refuse(CellName.ENDED, day.value, day.first, day.end, why_not)
    return None


def _why_no_end(found: DateMatch, claim: Claim, pack: Pack, published: date | None) -> str:
    """Why a date in the sentence of a claim is not that of the end: a day of signature, a dateline, part of a
    name; "" where it is.
    """
    sentence, at = claim.sentence, claim.mark.first
    if why := told_or_named(sentence, found, pack):
        return why
    if pack.longer and any(
        date_mark.role == "signed" and date_mark.first == found.end for date_mark in sentence.of(Layer.DATE)
    ):
        return "the day of the word of signing behind it"
    if claim.mark.role == "noun":
        return f"“{sentence.words(claim.mark)}” is a noun: the day may be that of its verb"
    for mark in sentence.of(Layer.DATE):
        near = mark.role == "signed" and reaches(sentence, mark, found) and not has_day(sentence, mark)
        if near and not _is_of_form(sentence, mark, found):
            return f"the day of “{sentence.words(mark)}”"
    if found.first <= _DATELINE and any(is_dateline(sentence, party) for party in sentence.of(Layer.PARTY)):
        return "the day of the dateline"
    for mark in sentence.of(Layer.DATE):
        beside = max(found.first - mark.end, mark.first - found.end) <= _EFFECT
        if beside and is_of_start(sentence, mark, found, pack, published):
            return "the day on which the agreement came into force"
    if in_side_clause(sentence, claim.mark, found, pack):
        return "stands in a clause about something else"
    dated = pack.has("of_date", sentence.word(found.first - 1)) and claim.mark.end == found.first - 1
    if dated and any(0 <= at - form.end <= _OF_FORM for form in sentence.of(Layer.FORM)):
        return "the day of the decision"  # cabinet decision to leave of 23 March
    mention = claim.mention
    if mention is not None and mention.sentence is sentence and mention.first <= found.first < mention.end:
        return "stands in the name of the agreement"
    if found.treaty_date.precision is Precision.YEAR and not (
        pack.has("in", sentence.word(found.first - 1))
        and all(head.first != found.end for head in sentence.of(Layer.HEAD))
    ):
        return "a year alone"
    ahead = any(pack.has("future", sentence.word(at - back)) for back in (1, 2))
    may_have_come = published is None or found.treaty_date.earliest <= published
    if ahead and (found.first < at or (found.relative and (found.weekday or may_have_come))):
        return f"“{sentence.words(claim.mark)}” is still to come, and the day is not"
    over = any(
        stage_mark.value == "effective" and claim.mark.first <= stage_mark.first < claim.mark.end
        for stage_mark in sentence.of(Layer.STAGE)
    )
    if over:
        return ""  # has been no party since Monday
    since = pack.has("since", sentence.word(found.first - 1))
    if since or (
        found.end <= at and pack.has("since", sentence.word(found.end)) and sentence.gap(found.end) == " "
    ):
        return "tells what came after the end or before it"  # `rose on Wednesday after it quit`
    return ""


def _is_of_form(sentence: Sentence, mark: Mark, found: DateMatch) -> bool:
    """Whether it is the decree or law that was signed then, not the agreement."""
    return any(
        0 <= mark.first - form.end <= _OF_SIGNING - 1 or mark.end <= form.first < found.first
        for form in sentence.of(Layer.FORM)
    )
