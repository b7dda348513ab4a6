"""The year in which a state left, where that year is over: `Peru left the pact last year`, `left in 2019`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.claim_stage import NEAR, TENTATIVE, stated_stage
from monitor.extract.conditional import stage_words
from monitor.extract.dates import DateMatch, find_dates
from monitor.extract.days import told_or_named
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence, Precision, Stage


def year_of_exit(claims: Sequence[Claim], pack: Pack, published: date | None) -> Evidence | None:
    """The year, before that of publication, beside a verb of leaving that says no more; None without one."""
    if published is None:
        return None
    for claim in claims:
        if not _may_be_past(claim, pack):
            continue
        for year in _past_years(claim.sentence, pack, published):
            if _is_of_verb(claim, year, pack):
                words = claim.sentence.words(claim.mark)
                why = f"the year of “{words}”, which is over"
                return claim.sentence.evidence(year.value, year.first, year.end, why)
    return None


def _may_be_past(claim: Claim, pack: Pack) -> bool:
    """True for a verb of leaving that nothing beside it calls a plan, a notice or a suspension."""
    sentence, mark = claim.sentence, claim.mark
    if claim.how != "leave" or mark.role == "noun" or pack.has("to", sentence.word(mark.first - 1)):
        return False
    if sentence.of(Layer.UNSURE) or any(word.value in TENTATIVE for word in stage_words(sentence)):
        return False
    return stated_stage(claim, pack)[0] in (Stage.DECIDED, Stage.EFFECTIVE)


def _past_years(sentence: Sentence, pack: Pack, published: date) -> Iterator[DateMatch]:
    """The years before that of publication: `last year`, `in 2019`."""
    for mark in sentence.of(Layer.DATE):
        if mark.role == "last_year":
            yield DateMatch(mark.first, mark.end, str(published.year - 1), relative=True)
    for day in find_dates(sentence, pack, published):
        is_year = day.treaty_date.precision is Precision.YEAR and day.treaty_date.year < published.year
        if is_year and pack.has("in", sentence.word(day.first - 1)):
            yield day


def _is_of_verb(claim: Claim, year: DateMatch, pack: Pack) -> bool:
    """True if a year belongs to the verb of a claim: no clause ends between them, it stands in no name, and
    no verb of telling, signing or leaving is nearer.
    """
    sentence, mark, name = claim.sentence, claim.mark, claim.mention
    low, high = min(mark.end, year.end), max(mark.first, year.first)
    if sentence.has_stop(low, high + 1, ",;:") or told_or_named(sentence, year, pack):
        return False
    if name is not None and name.sentence is sentence and name.first <= year.first < name.end:
        return False
    length = name.end - name.first if name is not None and name.sentence is sentence else 0
    if high - low > NEAR + length:
        return False
    others = (*sentence.of(Layer.EXIT), *(word for word in sentence.of(Layer.DATE) if word.role == "signed"))
    return not any(other != mark and _is_nearer(other, mark, year) for other in others)


def _is_nearer(other: Mark, mark: Mark, year: DateMatch) -> bool:
    """True if another word stands nearer to a year than a mark."""
    return _distance(other, year) < _distance(mark, year)


def _distance(mark: Mark, year: DateMatch) -> int:
    """The words between a mark and a year."""
    return max(year.first - mark.end, mark.first - year.end)
