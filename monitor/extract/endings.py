"""Whether a word of expiry or effect is about the agreement, the exit, or something else (a strike, a loan, a
tariff).
"""

from __future__ import annotations

from collections.abc import Sequence
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
_COUNTED = 5  # words between a word of expiry and the period that expires: `of a period of twelve months`
_EXITS = ("leave", "end", "notify")
_AUXILIARY = ("future", "be", "perfect")  # between a subject and its verb
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
    """True if a sentence names what runs out: the agreement, the exit, its notice or a known party before the
    word, else as `points_back`.

    Where a verb opens its sentence, the agreement may stand behind it.
    """
    if any(_overlap(ending, mark) and ending.value == "leave" for ending in sentence.of(Layer.EXIT)):
        return True  # ceases to be a party
    named = _what_may_end(sentence, mark, pack)
    if any(name.end <= mark.first for name in named) or _speaks_of_bonds(sentence, mark, pack):
        return True
    if pack.head_first and any(_is_right_behind(sentence, mark, name, pack) for name in named):
        return True  # ya no rige el Acuerdo
    opens = all(is_little(sentence, at, pack) for at in range(mark.first))
    if opens and any(0 <= name.first - mark.end <= _BEHIND for name in named):
        return True
    return _has_party(sentence, mark, known, pack) or points_back(sentence, mark, pack)


def _overlap(mark: Mark, other: Mark) -> bool:
    """True if two marks share a word."""
    return mark.first < other.end and other.first < mark.end


def _what_may_end(sentence: Sentence, mark: Mark, pack: Pack) -> list[Mark]:
    """The agreements, exits and notices that a sentence speaks of."""
    entries = sentence.of(Layer.ENTRY)
    endings, forms = sentence.of(Layer.EXIT), sentence.of(Layer.FORM)
    return [
        *sentence.of(Layer.HEAD),
        *(entry for entry in entries if not _is_attribute(sentence, entry, mark, pack)),
        *(ending for ending in endings if ending.value in _EXITS or ending.role == "noun"),
        *(form for form in forms if form.value in DOCUMENTS),
    ]


def _speaks_of_bonds(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a period of notice or what binds a party stands before a word."""
    words = [sentence.word(at) for at in range(mark.first)]
    return any(pack.has("notice_period", word) or pack.has("bonds", word) for word in words)


def _is_right_behind(sentence: Sentence, mark: Mark, name: Mark, pack: Pack) -> bool:
    """True if nothing but little words stands between a word and a name behind it."""
    between = range(mark.end, name.first)
    return 0 <= name.first - mark.end <= _RIGHT and all(is_little(sentence, at, pack) for at in between)


def points_back(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if the subject of a word is what the sentence before named: a pronoun, `the decision`, `the
    document`, or nothing at all.
    """
    opening = range(min(_OPENS, mark.first))
    if _is_of_state(sentence, mark, pack) or any(_names_back(sentence, at, pack) for at in opening):
        return True
    if any(_is_pronoun_of(sentence, at, mark, pack) for at in range(mark.first)):
        return True
    all_of = next((at for at in opening if pack.has("all_of", sentence.word(at))), None)
    if all_of is not None and all(
        is_little(sentence, at, pack) or pack.has("object", sentence.word(at))
        for at in range(all_of + 1, mark.first)
    ):
        return True  # all of them lapse
    if _opens_after_colon(sentence, mark, pack):
        return True
    dated = any(is_dated(sentence, at) for at in range(mark.end, mark.end + _DATED))
    return dated and all(is_little(sentence, at, pack) for at in range(mark.first))


def _is_of_state(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if `the country` is the subject of a verb: `the country will cease to be a party`, not `the strike
    in the country will end`.
    """
    at = mark.first - 1
    while at > 0 and any(pack.has(name, sentence.word(at)) for name in _AUXILIARY):
        at -= 1
    before = at - 1
    while before > 0 and pack.has("article", sentence.word(before)):
        before -= 1
    if any(pack.has(name, sentence.word(before)) for name in ("in", "of", "place", "with")):
        return False
    return any(pack.has(name, sentence.word(at)) for name in ("state", "states"))


def _names_back(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word that opens a sentence is `the decision` or `the document`."""
    word = sentence.word(at)
    return pack.has("decision", word) or pack.has("document", word)


def _is_pronoun_of(sentence: Sentence, at: int, mark: Mark, pack: Pack) -> bool:
    """True if a word is a pronoun without a noun of its own, near enough before a verb to be its subject."""
    if not pack.has("pronoun", sentence.word(at)):
        return False
    between = [place for place in range(at + 1, mark.first) if not is_dated(sentence, place)]
    return len(between) <= _PRONOUN and not _has_noun(sentence, at, between, pack)


def _opens_after_colon(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a verb opens the clause behind a colon, where a subject needs no word: `è successo: cesserà il
    15 marzo`.
    """
    clause = next((at for at in range(mark.first, 0, -1) if ":" in sentence.gap(at)), 0)
    return (
        bool(clause)
        and pack.head_first
        and all(is_little(sentence, at, pack) for at in range(clause, mark.first))
    )


def of_act(sentence: Sentence, mark: Mark) -> bool:
    """True if a decree or law stands before a word of effect."""
    return any(form.first < mark.first and form.value not in DOCUMENTS for form in sentence.of(Layer.FORM))


def is_of_start(sentence: Sentence, mark: Mark, day: DateMatch, pack: Pack, published: date | None) -> bool:
    """True if a word of effect tells when the agreement came into force: `quit the pact, which took effect on
    3 May 1994`.

    It is a day of the past, in a side clause about the agreement; the exit may be told by a verb, or the day
    is long past.
    """
    if mark.role != "own":
        return False
    names = [
        name
        for name in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY))
        if name.role != "compound" or name.first < mark.first
    ]
    is_ahead = published is not None and day.treaty_date.earliest > published
    if not names or is_ahead:
        return False
    if published is not None and day.day is not None and (published - day.day).days > _YEAR:
        return True
    return _is_in_clause_of_name(sentence, mark, names, pack)


def _is_in_clause_of_name(sentence: Sentence, mark: Mark, names: Sequence[Mark], pack: Pack) -> bool:
    """True if a word of effect stands in a side clause behind an agreement and a verb of ending."""
    before = [name for name in names if name.end <= mark.first]
    endings = [ending for ending in sentence.of(Layer.EXIT) if ending.value in _EXITS]
    endings = [ending for ending in endings if ending.end <= mark.first]
    if not before or not endings or endings[-1].role == "noun":
        return False
    behind = range(max(before[-1].end, endings[-1].end), mark.first)
    for at in behind:
        if "," in sentence.gap(at) or pack.has("relative", sentence.word(at)):
            return not any(pack.has("decision", sentence.word(place)) for place in range(at, mark.first))
    return "," in sentence.gap(mark.first)


def _is_attribute(sentence: Sentence, entry: Mark, mark: Mark, pack: Pack) -> bool:
    """True if the name of a body stands before a noun that is not its own: the World Bank `loan` expires."""
    if pack.head_first or entry.end >= mark.first or is_little(sentence, entry.end, pack):
        return False
    bodies = [party for party in sentence.of(Layer.PARTY) if party.role == "organisation"]
    return any(body.first <= entry.first < body.end for body in bodies)


def exits_beside(sentence: Sentence, mark: Mark, pack: Pack) -> list[Mark]:
    """The words of ending of a sentence, other than those that are part of a word of effect: `tritt am 1.
    Juli in Kraft`.
    """
    endings = [
        ending
        for ending in sentence.of(Layer.EXIT)
        if ending.value in (*_EXITS, "expire") and not _overlap(ending, mark)
    ]
    if not pack.verb_last or sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY):
        return endings
    return [
        ending
        for ending in endings
        if ending.role == "noun" or not pack.has("coming", sentence.word(ending.first))
    ]


def _has_party(sentence: Sentence, mark: Mark, known: set[str], pack: Pack) -> bool:
    """True if a known party is the subject of a word: `Peru will remain a member until`, not `the strike in
    Peru ended`.
    """
    for party in sentence.of(Layer.PARTY):
        is_near = party.role == "name" and 0 <= mark.first - party.end <= _NAMED
        if not is_near or party.value not in known:
            continue
        word = sentence.word(party.first - 1)
        if any(pack.has(name, word) for name in ("place", "in", "with", "of", "between", "and")):
            continue
        if all(is_little(sentence, at, pack) for at in range(party.end, mark.first)):
            return True
    return False


def _has_noun(sentence: Sentence, pronoun: int, between: list[int], pack: Pack) -> bool:
    """True if a pronoun stands with a noun (`dieser Streik endete`): another noun is the subject then."""
    behind = between[0] if between else pronoun
    joined = behind == pronoun + 1 and pack.has("article", sentence.word(pronoun))
    capital = pack.noun_capitals and any(sentence.tokens[at].raw[:1].isupper() for at in between)
    return capital or (joined and not is_little(sentence, behind, pack))


def is_little(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word is part of a date or says nothing by itself: an article, a preposition, an auxiliary."""
    word = sentence.word(at)
    return (
        word in pack.function_words or is_dated(sentence, at) or any(pack.has(name, word) for name in _LITTLE)
    )


def is_dated(sentence: Sentence, at: int) -> bool:
    """True if a word is part of a date."""
    if sentence.word(at)[:1].isdigit():
        return True
    dates = [mark for mark in sentence.of(Layer.DATE) if mark.role not in ("own", "effect", "signed", "ends")]
    return any(mark.first <= at < mark.end for mark in (*dates, *sentence.of(Layer.PERIOD)))


def in_side_clause(sentence: Sentence, mark: Mark, day: DateMatch, pack: Pack) -> bool:
    """True if a clause about something else stands with its day behind a word of ending, or before it and a
    comma.

    `with Chile, where elections were held on 9 April`, `after ministers met on 9 April`, `on the day Bolivia
    marked, 9 April`.
    """
    if mark.end <= day.first:
        parties = [party.first for party in sentence.of(Layer.PARTY) if party.end <= day.first]
        periods = [period for period in sentence.of(Layer.PERIOD) if mark.end <= period.first]
        if any(at >= period.end for period in periods for at in parties):
            return True
        side = range(mark.end, day.first)
    else:
        commas = [at for at in range(day.end, mark.first + 1) if "," in sentence.gap(at)]
        side = range(day.first if commas else 0)
    return any(_opens_clause(sentence, at, pack) and not _closes(sentence, at, day, pack) for at in side)


def _opens_clause(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a relative clause or `where` begins at a word."""
    relative = pack.has("relative", sentence.word(at)) and "," in sentence.gap(at)
    return relative or pack.has("where", sentence.word(at))


def _closes(sentence: Sentence, at: int, day: DateMatch, pack: Pack) -> bool:
    """True if a comma right before a date ends the clause that opens at a place: `the pact, which binds both,
    on 9 April`.
    """
    start = day.first
    while start - 1 > at and is_little(sentence, start - 1, pack) and "," not in sentence.gap(start):
        start -= 1
    return "," in sentence.gap(start)


def is_of_period(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if what expires is a period that counts from a notice: `until the expiration of 12 months from the
    date on which notice of its termination is given`.
    """
    if mark.value != "expire" or mark.role != "noun":
        return False
    counted = next(
        (
            period
            for period in sentence.of(Layer.PERIOD)
            if 0 <= period.first - mark.end <= _COUNTED
            and not sentence.has_stop(mark.end, period.first + 1, ",;")
        ),
        None,
    )
    if counted is None:
        return False
    behind = range(counted.end, len(sentence.tokens))
    is_told = any(pack.has("receipt", sentence.word(at)) for at in behind)
    return is_told or any(
        other.first >= counted.end and other.value in _EXITS for other in sentence.of(Layer.EXIT)
    )
