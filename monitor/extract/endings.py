"""Of what a word of expiry or effect tells the end: of the agreement, of the exit, or of something else (a
strike, a loan, a tariff).
"""

from __future__ import annotations

from datetime import date

from monitor.extract.dates import DateMatch
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Sentence

_OPENS = 4  # words that open a sentence: `Under it, the decision`
_BEHIND = 8  # words between a verb that opens a sentence and the agreement
_RIGHT = 2  # words between a verb and the agreement behind it
_PRONOUN = 4  # words between `it` and its verb, without a date
_NAMED = 3  # words between a party and its verb: `Peru will then remain a member`
_DATED = 2  # words between a verb that opens a sentence and its date: `Expired on 3 May`
_YEAR = 365
_EXITS = ("leave", "end", "notify")
_LITTLE = (
    "future",
    "perfect",
    "past",
    "be",
    "in",
    "of",
    "and",
    "article",
    "with",
    "place",
    "pronoun",
    "to",
    "date_joins",
    "of_date",
)


def is_of_agreement(sentence: Sentence, mark: Mark, known: set[str], pack: Pack) -> bool:
    """Whether a sentence names what runs out: the agreement, the exit, its notice or a known party before the
    word, else as `points_back`.

    Where a verb opens its sentence, the agreement may stand behind it.
    """
    named = [
        *sentence.of(Layer.HEAD),
        *(entry for entry in sentence.of(Layer.ENTRY) if not _is_attribute(sentence, entry, mark, pack)),
    ]
    named += [ending for ending in sentence.of(Layer.EXIT) if ending.value in _EXITS or ending.role == "noun"]
    named += [form for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS]
    if any(
        ending.first < mark.end and mark.first < ending.end and ending.value == "leave"
        for ending in sentence.of(Layer.EXIT)
    ):
        return True  # ceases to be a party
    bonds = any(
        pack.has(name, sentence.word(at)) for name in ("notice_period", "bonds") for at in range(mark.first)
    )
    if bonds or any(other.end <= mark.first for other in named):
        return True
    right = [other for other in named if 0 <= other.first - mark.end <= _RIGHT]
    if pack.head_first and any(
        all(is_little(sentence, at, pack) for at in range(mark.end, other.first)) for other in right
    ):
        return True  # ya no rige el Acuerdo
    behind = any(0 <= other.first - mark.end <= _BEHIND for other in named)
    opens = all(is_little(sentence, at, pack) for at in range(mark.first))
    return (behind and opens) or _has_party(sentence, mark, known, pack) or points_back(sentence, mark, pack)


def points_back(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """Whether the subject of a word is what the sentence before named: a pronoun, `the decision`, `the
    document`, or nothing at all.
    """
    for at in range(min(_OPENS, mark.first)):
        if any(pack.has(name, sentence.word(at)) for name in ("state", "states")) and at + 1 == mark.first:
            return True  # the country ceases to be a party
        if pack.has("decision", sentence.word(at)) or pack.has("document", sentence.word(at)):
            return True
    for at in range(mark.first):
        between = [place for place in range(at + 1, mark.first) if not is_dated(sentence, place)]
        if (
            pack.has("pronoun", sentence.word(at))
            and len(between) <= _PRONOUN
            and not _has_noun(sentence, at, between, pack)
        ):
            return True
    opens = next((at for at in range(min(_OPENS, mark.first)) if pack.has("all_of", sentence.word(at))), None)
    if opens is not None and all(
        is_little(sentence, at, pack) or pack.has("object", sentence.word(at))
        for at in range(opens + 1, mark.first)
    ):
        return True  # all of them lapse
    if _opens_after_colon(sentence, mark, pack):
        return True
    dated = any(is_dated(sentence, at) for at in range(mark.end, mark.end + _DATED))
    return dated and all(is_little(sentence, at, pack) for at in range(mark.first))


def _opens_after_colon(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """Whether a verb opens the clause behind a colon, where a subject needs no word: `è successo: cesserà il
    15 marzo`.
    """
    clause = next((at for at in range(mark.first, 0, -1) if ":" in sentence.gap(at)), 0)
    return (
        bool(clause)
        and pack.head_first
        and all(is_little(sentence, at, pack) for at in range(clause, mark.first))
    )


def of_act(sentence: Sentence, mark: Mark) -> bool:
    """Whether a decree or law stands before a word of effect."""
    return any(form.first < mark.first and form.value not in DOCUMENTS for form in sentence.of(Layer.FORM))


def is_of_start(sentence: Sentence, mark: Mark, day: DateMatch, pack: Pack, published: date | None) -> bool:
    """Whether a word of effect tells when the agreement came into force: `quit the pact, which took effect on
    3 May 1994`.

    It is a day of the past, in a side clause about the agreement; the exit may be told by a verb, or the day
    is long past.
    """
    names = [
        other
        for other in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY))
        if other.role != "compound" or other.first < mark.first
    ]
    if mark.role != "own" or not names or (published is not None and day.treaty_date.earliest > published):
        return False
    if published is not None and day.day is not None and (published - day.day).days > _YEAR:
        return True
    before = [name for name in names if name.end <= mark.first]
    exits = [
        ending for ending in sentence.of(Layer.EXIT) if ending.value in _EXITS and ending.end <= mark.first
    ]
    if not before or not exits or exits[-1].role == "noun":
        return False
    side = range(max(before[-1].end, exits[-1].end), mark.first)
    opened = next(
        (at for at in side if "," in sentence.gap(at) or pack.has("relative", sentence.word(at))), None
    )
    if opened is None:
        return "," in sentence.gap(mark.first)
    return not any(pack.has("decision", sentence.word(at)) for at in range(opened, mark.first))


def _is_attribute(sentence: Sentence, entry: Mark, mark: Mark, pack: Pack) -> bool:
    """Whether the name of a body stands before a noun that is not its own: the World Bank `loan` expires."""
    body = any(
        party.first <= entry.first < party.end and party.role == "organisation"
        for party in sentence.of(Layer.PARTY)
    )
    return (
        body and not pack.head_first and entry.end < mark.first and not is_little(sentence, entry.end, pack)
    )


def exits_beside(sentence: Sentence, mark: Mark, pack: Pack) -> list[Mark]:
    """The words of ending of a sentence, other than those that are part of a word of effect: `tritt am 1.

    Juli in Kraft`.
    """
    names = sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY)
    marks = [
        ending
        for ending in sentence.of(Layer.EXIT)
        if ending.value in (*_EXITS, "expire") and (ending.end <= mark.first or mark.end <= ending.first)
    ]
    split = pack.verb_last and not names
    return [
        mark
        for mark in marks
        if not (split and mark.role != "noun" and pack.has("coming", sentence.word(mark.first)))
    ]


def _has_party(sentence: Sentence, mark: Mark, known: set[str], pack: Pack) -> bool:
    """Whether a known party is the subject of a word: `Peru will remain a member until`, not `the strike in
    Peru ended`.
    """
    for party in sentence.of(Layer.PARTY):
        near = party.value in known and party.role == "name" and 0 <= mark.first - party.end <= _NAMED
        governed = any(
            pack.has(name, sentence.word(party.first - 1))
            for name in ("place", "in", "with", "of", "between", "and")
        )
        if (
            near
            and not governed
            and all(is_little(sentence, at, pack) for at in range(party.end, mark.first))
        ):
            return True
    return False


def _has_noun(sentence: Sentence, pronoun: int, between: list[int], pack: Pack) -> bool:
    """Whether a pronoun stands with a noun (`dieser Streik endete`): another noun is the subject then."""
    behind = between[0] if between else pronoun
    joined = behind == pronoun + 1 and pack.has("article", sentence.word(pronoun))
    capital = pack.lang == "de" and any(sentence.tokens[at].raw[:1].isupper() for at in between)
    return capital or (joined and not is_little(sentence, behind, pack))


def is_little(sentence: Sentence, at: int, pack: Pack) -> bool:
    """Whether a word is part of a date or says nothing by itself: an article, a preposition, an auxiliary."""
    word = sentence.word(at)
    return (
        word in pack.function_words or is_dated(sentence, at) or any(pack.has(name, word) for name in _LITTLE)
    )


def is_dated(sentence: Sentence, at: int) -> bool:
    """Whether a word is part of a date."""
    dates = [
        date_mark
        for date_mark in sentence.of(Layer.DATE)
        if date_mark.role not in ("own", "effect", "signed", "ends")
    ]
    return (
        any(one.first <= at < one.end for one in (*dates, *sentence.of(Layer.PERIOD)))
        or sentence.word(at)[:1].isdigit()
    )


def in_side_clause(sentence: Sentence, mark: Mark, day: DateMatch, pack: Pack) -> bool:
    """Whether a clause about something else stands with its day behind a word of ending, or before it and a
    comma.

    `with Chile, where elections were held on 9 April`, `after ministers met on 9 April`, `on the day Bolivia
    marked, 9 April`.
    """
    if mark.end <= day.first:
        parties = [party.first for party in sentence.of(Layer.PARTY) if party.end <= day.first]
        if any(
            mark.end <= period.first and any(at >= period.end for at in parties)
            for period in sentence.of(Layer.PERIOD)
        ):
            return True
        side = range(mark.end, day.first)
    else:
        commas = [at for at in range(day.end, mark.first + 1) if "," in sentence.gap(at)]
        side = range(day.first if commas else 0)
    return any(_opens_clause(sentence, at, pack) and not _closes(sentence, at, day, pack) for at in side)


def _opens_clause(sentence: Sentence, at: int, pack: Pack) -> bool:
    relative = pack.has("relative", sentence.word(at)) and "," in sentence.gap(at)
    return relative or pack.has("where", sentence.word(at))


def _closes(sentence: Sentence, at: int, day: DateMatch, pack: Pack) -> bool:
    """Whether a comma right before a date ends the clause that opens at a place: `the pact, which binds both,
    on 9 April`.
    """
    start = day.first
    while start - 1 > at and is_little(sentence, start - 1, pack) and "," not in sentence.gap(start):
        start -= 1
    return "," in sentence.gap(start)
