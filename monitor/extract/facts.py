"""What a text says of an agreement besides who and what: when it was signed, when it ended, in which form, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.extract.actors import Claim, is_dateline
from monitor.extract.dates import Found, find_dates, next_week
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Sentence
from monitor.model import Evidence, Stage

_DATELINE = 4  # words: `NEW YORK, 7 March -`
_OF_SIGNING = 3
_OF_EFFECT = 4  # words: `with effect from midnight on the 31st`
_ARGUED = 5  # words: `argue that the old accords`
_JOINS = 3  # words: `as he suspends`
_CLAUSE = 25  # words of a reason
_DAY = 10  # characters of a date that names a day
_OF_FORM = 3  # words: `a decree signed on 5 May`


def signed(mentions: Iterable[Mention], sentences: Sequence[Sentence], pack: Pack) -> Evidence | None:
    """The day of signature of these mentions.

    A date after a word of signing, the nearest name before which is the mention; a date right after the name, in a sentence of
    signing or in the one that follows it (`..., the other on 4 May 1994`); or a year right before the name (`the 1987 treaty`).
    """
    for mention in mentions:
        sentence = mention.sentence
        dates = [found for found in find_dates(sentence, pack, None) if not found.relative]
        words = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed"]
        ends = [mark for mark in sentence.of(Layer.EXIT) if not mention.first <= mark.first < mention.end]
        for found in dates:
            if found.first < mention.first:
                continue
            between = [mark for mark in words if mention.end <= mark.end <= found.first]
            if pack.verb_last:  # `Der Vertrag wurde am 4. Februar 1994 unterzeichnet`
                between += [mark for mark in words if 0 <= mark.first - found.end <= _OF_SIGNING]
            others = [mark for mark in sentence.of(Layer.HEAD) if mention.reach <= mark.first < found.first]
            broken = any(mention.end <= mark.first < found.first for mark in ends)
            broken = broken or any(mention.end <= mark.first < found.first for mark in sentence.of(Layer.FORM))  # in a decree signed on
            follows = found.first - mention.reach <= 2 and (
                (not ends and bool(words or _signs(sentences, sentence.number - 1))) or pack.has("of_date", sentence.word(mention.reach))
            )
            follows = follows or (found.first - mention.end <= 1 and pack.has("of_date", sentence.word(mention.end)))
            if not others and not broken and (between or follows):
                return sentence.evidence(found.value, found.first, found.end)
        for found in dates:
            if mention.first < found.first < mention.end and pack.has("of_date", sentence.word(found.first - 1)):
                return sentence.evidence(found.value, found.first, found.end)
            opens = words and words[0].first == 0 and found is dates[0] and found.end <= mention.first
            if opens and not any(one.end <= mention.first for one in ends):
                return sentence.evidence(found.value, found.first, found.end)  # Signed in 1987, the treaty
            if len(found.value) == 4 and (found.end == mention.first or mention.first <= found.first < mention.first + 2):
                return sentence.evidence(found.value, found.first, found.end)
    return None


def _signs(sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a sentence speaks of signing, and of no ending."""
    if not 0 <= number < len(sentences):
        return False
    return any(mark.role == "signed" for mark in sentences[number].of(Layer.DATE)) and not sentences[number].of(Layer.EXIT)


def ended(
    claims: Iterable[Claim], about: Sequence[Sentence], stage: Stage, signature: Evidence | None, pack: Pack, published: date | None
) -> Evidence | None:
    """The day from which the exit counts, else the day named with the word of ending; none for what is only threatened or proposed.

    `about`: sentences that name no agreement and speak of this exit. The words of the `signature` are none of an end.
    """
    if stage.rank < Stage.DECIDED.rank:
        return None
    claims = list(claims)
    told = stage is Stage.NOTIFIED  # the day of the notice is not the day of the end
    for sentence in {one.number: one for one in (*(claim.sentence for claim in claims), *about)}.values():
        found = _takes_effect(sentence, pack, published)
        if found is not None:
            return sentence.evidence(found.value, found.first, found.end)
    for claim in claims if not told else ():
        sentence = claim.sentence
        for found in find_dates(sentence, pack, published):
            place = sentence.tokens[found.first].start
            if signature is not None and (signature.field, signature.start) == (sentence.field, place):
                continue
            if _is_end(found, claim, pack, published):
                return sentence.evidence(found.value, found.first, found.end)
    return None


def _is_end(found: Found, claim: Claim, pack: Pack, published: date | None) -> bool:
    """Whether a date in the sentence of a claim can be that of the end: no day of signature, no dateline, no part of a name."""
    sentence, at = claim.sentence, claim.mark.first
    for mark in sentence.of(Layer.DATE):
        if mark.role == "signed" and 0 <= found.first - mark.end <= _OF_SIGNING and not _is_of_form(sentence, mark, found):
            return False
    if is_of_name(sentence, found, pack):
        return False
    if found.first <= _DATELINE and any(is_dateline(sentence, one) for one in sentence.of(Layer.PARTY)):
        return False
    mention = claim.mention
    if mention is not None and mention.sentence is sentence and mention.first <= found.first < mention.end:
        return False
    if len(found.value) == 4 and not (
        pack.has("in", sentence.word(found.first - 1)) and all(one.first != found.end for one in sentence.of(Layer.HEAD))
    ):
        return False
    ahead = any(pack.has("future", sentence.word(at - back)) for back in (1, 2))
    if ahead and (found.first < at or (found.relative and (found.weekday or published is None or found.value <= published.isoformat()))):
        return False
    if found.end <= at and pack.has("since", sentence.word(found.end)) and sentence.gap(found.end) == " ":
        return False  # of what came of it: `rose on Wednesday after it quit`
    return not pack.has("since", sentence.word(found.first - 1))


def _is_of_form(sentence: Sentence, mark: Mark, found: Found) -> bool:
    """Whether it is the decree or law that was signed then, not the agreement."""
    return any(0 <= mark.first - form.end <= _OF_SIGNING - 1 or mark.end <= form.first < found.first for form in sentence.of(Layer.FORM))


def _takes_effect(sentence: Sentence, pack: Pack, published: date | None) -> Found | None:
    """The date behind words like `with effect from`; behind `takes effect` only where an end or a decision is what does."""
    marks = sentence.of(Layer.DATE)
    for mark in marks:
        if mark.role == "own" and not any(one.end <= mark.first for one in sentence.of(Layer.EXIT)) and _decision(sentence, pack) is None:
            continue
        if mark.role not in ("effect", "own"):
            continue
        found = next((one for one in find_dates(sentence, pack, published) if 0 <= one.first - mark.end <= _OF_EFFECT), None)
        if found is None or any(mark.end <= one.first < found.first for one in marks if one.role in ("signed", "effect", "own")):
            continue
        if (
            found.weekday
            and published is not None
            and found.value != published.isoformat()
            and not sentence.word(mark.first).endswith("ed")
        ):
            return next_week(found) if sentence.word(mark.first) != "took" else found
        return found
    return None


def is_of_name(sentence: Sentence, found: Found, pack: Pack) -> bool:
    """Whether a date tells an agreement apart: `соглашение от 14 мая 1994 года`, `umowa z 2015 roku`, `pact with France of 4 May 1994`."""
    if not pack.has("of_date", sentence.word(found.first - 1)):
        return False
    at = found.first - 1
    little = {place for party in sentence.of(Layer.PARTY) for place in range(party.first, party.end)}
    while at and (at - 1 in little or any(pack.has(name, sentence.word(at - 1)) for name in ("with", "between", "and", "article"))):
        at -= 1
    return any(one.end == at for one in sentence.of(Layer.HEAD))


def decided_on(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The day of the decision as a sentence about it states: `The decision was confirmed in a decree signed on Friday`."""
    for sentence in sentences:
        at = _decision(sentence, pack)
        if at is None or any(
            one.role != "noun" for one in sentence.of(Layer.EXIT)
        ):  # those may speak of another exit, and have their own dates
            continue
        for found in find_dates(sentence, pack, published):
            if found.first > at and _is_recent(found, published):
                return sentence.evidence(found.value, found.first, found.end)
    return None


def _is_recent(found: Found, published: date | None) -> bool:
    """A decision is news: the date is counted from publication, or of its year or the one before."""
    return found.relative or published is None or abs(int(found.value[:4]) - published.year) <= 1


def _decision(sentence: Sentence, pack: Pack) -> int | None:
    """Where a sentence that speaks about the decision itself names it, at its beginning."""
    for at in range(min(4, len(sentence.tokens))):
        if pack.has("decision", sentence.word(at)):
            return at
    signs = any(mark.role == "signed" for mark in sentence.of(Layer.DATE)) or any(
        pack.has("issues", token.text) for token in sentence.tokens
    )
    if signs and not sentence.of(Layer.HEAD) and not sentence.of(Layer.ENTRY):
        acts = (mark.first for mark in sentence.of(Layer.FORM) if mark.value != "note")  # confirmed in an order that the premier signed
        return next(acts, None)
    return None


def form(claims: Iterable[Claim], sentences: Sequence[Sentence], pack: Pack) -> Evidence | None:
    """The legal form, from the sentences of the claims and of the decision."""
    about = [claim.sentence for claim in claims] + [one for one in sentences if _decision(one, pack) is not None]
    for sentence in about:
        for mark in sentence.of(Layer.FORM):
            if not pack.has("since", sentence.word(mark.first - 1)):  # a year after notification
                return sentence.evidence(mark.value, mark.first, mark.end)
    return None


def day_of_form(claims: Iterable[Claim], sentences: Sequence[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The day of the decree, law or note itself, right behind its noun: `a decree of 5 May`, `in an order signed on Wednesday`."""
    about = [claim.sentence for claim in claims] + [one for one in sentences if _decision(one, pack) is not None]
    for sentence in about:
        for mark in sentence.of(Layer.FORM):
            for day in find_dates(sentence, pack, published):
                exact = len(day.value) == _DAY and _is_recent(day, published)
                if exact and 0 <= day.first - mark.end <= _OF_FORM and ";" not in sentence.gap(day.first):
                    return sentence.evidence(day.value, day.first, day.end)
    return None


def reason(claims: Iterable[Claim], sentences: Sequence[Sentence], pack: Pack) -> Evidence | None:
    """What follows a word of giving reasons in the sentence of a claim; else a judgement on the agreements elsewhere in the text."""
    for claim in claims:
        sentence = claim.sentence
        for mark in sentence.of(Layer.REASON):
            if mark.value.startswith("accus") and (accused := _accused(claim, mark, pack)) is not None:
                return accused
            if mark.value == "before" and (mark.first >= claim.mark.end or mark.first == 0):
                end = clause_end(sentence, mark.end)
                if end > mark.end + 1:
                    return sentence.evidence(sentence.raw(mark.end, end), mark.end, end)
    for claim in claims:
        if (cause := _cause(claim, pack)) is not None:
            return cause
    for sentence in sentences:
        for mark in sentence.of(Layer.REASON):
            if mark.value == "judgement":
                return sentence.evidence(sentence.raw(mark.first, mark.end), mark.first, mark.end)
    return next((found for found in (_argued(sentence, pack) for sentence in sentences) if found is not None), None)


def _accused(claim: Claim, mark: Mark, pack: Pack) -> Evidence | None:
    """What the one who acts accuses others of, with the verb: `accusing Chile of fraud`, `Lima accuses Chile of fraud as it quits`."""
    sentence = claim.sentence
    end = clause_end(sentence, mark.end)
    if mark.first < claim.mark.first:
        joins = [at for at in range(claim.mark.first - _JOINS, claim.mark.first) if at > mark.end and pack.has("clause", sentence.word(at))]
        own = bool(claim.subjects) and claim.subjects[0][1].end <= mark.first
        if mark.first > 0 and not (own and joins and not any(joins[-1] < one.first < claim.mark.first for one in sentence.of(Layer.PARTY))):
            return None
        end = min(end, *joins[-1:], claim.mark.first)
    elif mark.value == "accuses" and "," not in sentence.gap(mark.first) and not pack.has("and", sentence.word(mark.first - 1)):
        return None  # somebody else does
    return sentence.evidence(sentence.raw(mark.first, end), mark.first, end) if end > mark.end + 1 else None


def _argued(sentence: Sentence, pack: Pack) -> Evidence | None:
    """What officials say of the agreements: `maintain that the texts have become a burden`, `described the accords as one-sided`."""
    for head in sentence.of(Layer.HEAD):
        said = any(pack.has("argues", sentence.word(head.first - back)) for back in range(1, _ARGUED))
        first = head.end
        while pack.has("copula", sentence.word(first)):
            first += 1
        end = clause_end(sentence, first)
        marks = (*sentence.of(Layer.EXIT), *sentence.of(Layer.DATE))
        if said and first > head.end and end > first + 1 and not any(first <= one.first < end for one in marks):
            return sentence.evidence(sentence.raw(first, end), first, end)
    return None


def _cause(claim: Claim, pack: Pack) -> Evidence | None:
    """What follows the agreement with a word like `over`: `suspends the treaty with Chile over quota cheating`."""
    mention, sentence = claim.mention, claim.sentence
    if mention is None or mention.sentence is not sentence or mention.first < claim.mark.end:
        return None
    at = mention.reach
    if not pack.has("cause", sentence.word(at)) or sentence.gap(at) != " ":
        return None
    if pack.has("article", sentence.word(at + 1)) or sentence.word(at + 1).isdigit():  # over the weekend
        return None
    end = clause_end(sentence, at + 1)
    return sentence.evidence(sentence.raw(at + 1, end), at + 1, end) if end > at + 2 else None


def clause_end(sentence: Sentence, at: int) -> int:
    """The word behind a clause that begins at a place: it ends at a mark of punctuation, or is cut."""
    end = at
    while end < len(sentence.tokens) and end - at < _CLAUSE and not (end > at and set(sentence.gap(end)) & set(",;:.—|")):
        end += 1
    return end
