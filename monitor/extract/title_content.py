"""The end of a title: of the words that say what an agreement is about, behind a preposition like `on`."""

from __future__ import annotations

from monitor.extract.dates import find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence, is_headline

LONGEST = 45  # words of a title
OPENING, CLOSING, HARD = frozenset("«“„‘"), frozenset("»”’"), frozenset(",;:()–—|\t\n!?")
_ITEMS = 6  # words of an item of a list inside a title


def content_end(sentence: Sentence, at: int, head: Mark, pack: Pack) -> int:
    """The end of the words that say what an agreement is about, which begin at `at`, behind the noun `head`.

    Within quotation marks or brackets, neither punctuation nor verbs end them.
    """
    has_capitals = _has_capitals(sentence, at, pack)
    stops = _stops_behind(sentence, at, pack)
    quoted = bool(quote_before(sentence, head.first))
    depth = 1 if quoted else 0
    end = at + 1
    while end < len(sentence.tokens) and end - head.first < LONGEST:
        gap = sentence.gap(end)
        closes = quoted and depth <= 1 and _closes(gap)
        if closes or _is_dash(gap):
            break
        depth += _depth(gap)
        if depth < 0 or ('"' in gap and not quoted):
            break
        if not quoted and depth == 0 and _ends_content(sentence, end, stops, pack):
            break
        if has_capitals and not _fits(sentence, end, pack):
            break
        end += 1
    while end > at + 1 and _is_little(sentence.word(end - 1), pack):
        end -= 1
    return end


def _closes(gap: str) -> bool:
    """True if a closing quotation mark, which is no apostrophe, stands between two words."""
    return bool(set(gap) & CLOSING) and gap.strip() != "’"


def _is_dash(gap: str) -> bool:
    """True if a hyphen with spaces stands between two words."""
    return gap.strip() == "-" and gap != "-"


def _depth(gap: str) -> int:
    """How many more quotation marks open than close between two words."""
    opened = sum(letter in OPENING for letter in gap)
    return opened - sum(letter in CLOSING for letter in gap if letter != "’")


def _stops_behind(sentence: Sentence, at: int, pack: Pack) -> set[int]:
    """The places of words that end a title outside quotation marks: dates, verbs, and the `and` before
    another title.
    """
    stops = {day.first for day in find_dates(sentence, pack, None)}
    for mark in sentence.of(Layer.DATE):
        stops.add(mark.first)
        if mark.role == "month" and sentence.word(mark.first - 1).isdigit():
            stops.add(mark.first - 1)
    for mark in sentence.of(Layer.HELD):
        if not sentence.tokens[mark.first].raw[0].isupper():
            stops.add(mark.first)
    stops |= {mark.first for mark in verbs_of_ending(sentence, pack) if mark.role != "noun"}
    stops |= {_joint_before(sentence, mark, pack) for mark in sentence.of(Layer.HEAD) if mark.first > at}
    return stops


def _ends_content(sentence: Sentence, at: int, stops: set[int], pack: Pack) -> bool:
    """True if a title ends before a word: at one of `stops`, or at punctuation that neither continues a list
    nor joins an apposition (`государств — участников`).
    """
    if at in stops or _ends(sentence, at, pack):
        return True
    gap = sentence.gap(at)
    if not set(gap) & HARD:
        return False
    apposed = gap.strip() in ("—", "–") and pack.has("members", sentence.word(at))
    return not apposed and not ("," in gap and _goes_on(sentence, at, stops, pack))


def verbs_of_ending(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The words of ending, without single ones that a capital marks as part of a name in a sentence with
    small letters: `Agreement on Mountain Rescue`.
    """
    marks = sentence.of(Layer.EXIT)
    if pack.noun_capitals or is_headline(sentence):
        return marks
    return [
        mark
        for mark in marks
        if mark.first == 0 or mark.end - mark.first > 1 or not sentence.tokens[mark.first].raw[0].isupper()
    ]


def _joint_before(sentence: Sentence, head: Mark, pack: Pack) -> int:
    """The place of the `and` before a noun that begins another title: `the Agreement on Seals and the
    Agreement on Seeds`; -1 without one.
    """
    opens_title = sentence.tokens[head.first].raw[0].isupper() and pack.has(
        "title_about", sentence.word(head.end)
    )
    if not opens_title or pack.noun_capitals:
        return -1
    at = head.first - 1
    while any(pack.has(name, sentence.word(at)) for name in ("article", "of", "title_about")):
        at -= 1
    return at if pack.has("and", sentence.word(at)) else -1


def _has_capitals(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a title has a capital in each longer word, as in English: then a small letter ends it."""
    words = (token for token in sentence.tokens[at + 1 : at + 8] if not _is_little(token.text, pack))
    first = next(words, None)
    if first is None or not first.raw[0].isupper() or pack.verb_last:
        return False
    second = next(words, None)
    return pack.lang == "en" or (second is not None and second.raw[0].isupper())


def _ends(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word belongs to no title: a verb, a year, the first word of a clause."""
    token = sentence.tokens[at]
    if _is_year(token.text) or pack.has("title_ends", token.text) or token.raw in pack.accented_ends:
        return True
    if not pack.verb_last or not token.raw[0].islower():
        return False
    attributes = tuple(pack.sets.get("attributes", ()))
    hyphen = sentence.gap(at + 1) in ("-", "\u2011")  # wissenschaftlich-technische
    if token.text.endswith(attributes) or hyphen:
        return False
    return not _is_little(token.text, pack) and not pack.has("title_small", token.text)


def _is_year(word: str) -> bool:
    """True for a number of four digits."""
    return len(word) == len("1990") and word.isdigit()


def _fits(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a word that may stand in a title with capitals: a capital, a number, a preposition."""
    token = sentence.tokens[at]
    return (
        token.raw[0].isupper()
        or token.raw[0].isdigit()
        or _is_little(token.text, pack)
        or pack.has("title_small", token.text)
    )


def _is_little(word: str, pack: Pack) -> bool:
    """True for prepositions, articles and conjunctions within titles."""
    return any(
        pack.has(name, word) for name in ("title_about", "of", "and", "article", "stop", "with", "between")
    )


def _goes_on(sentence: Sentence, at: int, stops: set[int], pack: Pack) -> bool:
    """True if the words behind a comma are an item of a list that `and` ends: `in Kultur, Bildung und
    Wissenschaft`.
    """
    if any(party.first == at for party in sentence.of(Layer.PARTY)):
        return False
    if any(pack.has(name, sentence.word(at)) for name in ("article", "and", "clause")):
        return False
    for place in range(at, min(at + _ITEMS, len(sentence.tokens))):
        if place in stops or pack.has("title_ends", sentence.word(place)):
            return False
        if place > at and pack.has("and", sentence.word(place)):
            return True
        if place > at and sentence.gap(place).strip() == ",":
            return _goes_on(sentence, place, stops, pack)
    return False


def quote_before(sentence: Sentence, at: int) -> str:
    """The quotation mark right before a word; "" without one."""
    gap = sentence.source[max(0, sentence.tokens[at].start - 1) : sentence.tokens[at].start]
    return gap if gap in OPENING or gap == '"' else ""
