"""The first and last word of an agreement's name around its noun or its entry."""

from __future__ import annotations

from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import follow
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence, is_headline

_ENDS = ("name_ends", "title_ends")
LONGEST = 9  # words of a name to one side of its noun
_SUBJECT = 3  # words that open a subject: `об избежании двойного налогообложения`
_SPHERES = 3  # words of `в области туризма`
_SHORT = frozenset({"ws", "dot"})  # Polish: `w sprawie`, `dotyczący`
# between the words of a name
_PLAIN = frozenset({"", " ", "-", "‑", "–", " “", " ‘", ' "', " '", "’", "'", "” ", "’ ", "' ", '" '})


def joined(sentence: Sentence, at: int) -> bool:
    """True if only a space, a hyphen or a quotation mark stands before a word. The last stop of `U.S.` is
    part of that word.
    """
    gap = sentence.gap(at)
    if gap == ". " and sentence.word(at - 1) in _SHORT:
        return True
    return gap in _PLAIN or (gap[:1] == "." and gap[1:] in _PLAIN and "." in sentence.tokens[at - 1].raw)


def are_joined(sentence: Sentence, first: int, last: int) -> bool:
    """True if each of the words from `first` to `last` is joined to the one before it."""
    return all(joined(sentence, at) for at in range(first, last + 1))


def entry_span(sentence: Sentence, mark: Mark, heads: list[Mark], pack: Pack) -> tuple[int, int]:
    """The words of an entry and of the noun within two words of it: `New START nuclear treaty`, `Договор по
    открытому небу`.
    """
    first, end = mark.first, mark.end
    for head in heads:
        if end <= head.first <= end + 2 and are_joined(sentence, end, head.first):
            return first, head.end
        if not pack.head_first:
            continue
        if head.end < first and _leads(sentence, head, first, pack):
            return head.first, end
        if first - 2 <= head.end <= first and are_joined(sentence, head.end, first):
            return head.first, end
    return first, end


def in_longer_name(sentence: Sentence, mark: Mark, heads: list[Mark], lexicon: Lexicon, pack: Pack) -> bool:
    """True if a name is only the beginning of a longer one: `Silk Road` in `Silk Road Customs Treaty`.

    False in a headline of capitals, where this cannot be seen.
    """
    if pack.head_first:
        return _is_of_other_subject(sentence, mark, lexicon, pack)
    if any(mark.first <= head.first < mark.end for head in heads) or is_headline(sentence):
        return False
    nouns = {head.first for head in heads}
    end = mark.end
    while joined(sentence, end) and sentence.tokens[end].raw[0].isupper() and end - mark.end < LONGEST:
        if end in nouns:
            return end > mark.end
        end += 1
    return False


def _is_of_other_subject(sentence: Sentence, mark: Mark, lexicon: Lexicon, pack: Pack) -> bool:
    """True if the words behind a name give it another subject than its entry has: `accord de partenariat de
    défense`.
    """
    if not pack.has("about", sentence.word(mark.end)) or sentence.gap(mark.end) != " ":
        return False
    subject = lexicon.entries[mark.value].subject
    return any(other.first == mark.end + 1 and other.value != subject for other in sentence.of(Layer.SUBJECT))


def _leads(sentence: Sentence, head: Mark, first: int, pack: Pack) -> bool:
    """True if a noun with its parties stands right before the subject of an entry, which begins at `first`:
    `соглашение с Белоруссией о безвизовых поездках`.
    """
    if not pack.has("with", sentence.word(head.end)):
        return False
    parties = [party for party in sentence.of(Layer.PARTY) if party.first < first]
    sides, at = follow(sentence, pack, parties, head.end + 1)
    near = 0 < first - at <= _SUBJECT and are_joined(sentence, at, first)
    return bool(sides) and near and pack.has("about", sentence.word(at))


def name_span(
    sentence: Sentence, pack: Pack, mark: Mark, heads: list[Mark], exits: set[int], low: int, high: int
) -> tuple[int, int]:
    """The words of the name around its noun `mark`, between the words `low` and `high`. `exits`: the places
    of words of ending.
    """
    end = mark.end
    nouns = {head.first: head for head in heads}
    while end in nouns and nouns[end].end <= high and joined(sentence, end):
        end = nouns[end].end
    first = _name_start(sentence, mark, exits, low, pack)
    about = pack.has("about", sentence.word(end))
    if about and not pack.head_first and pack.has("article", sentence.word(end + 1)):
        return first, end  # a statement, rarely a name: `interim agreement on the nuclear programme`
    if joined(sentence, end) and (pack.head_first or (about and first < mark.first)):
        end = _subject_end(sentence, end, high, exits, pack)
    return first, end


def _name_start(sentence: Sentence, mark: Mark, exits: set[int], low: int, pack: Pack) -> int:
    """The first word of the name before its noun `mark`, at or behind the word `low`."""
    borders = _borders_before(sentence, exits, pack)
    inner = {
        at: party.first
        for party in sentence.of(Layer.PARTY)
        if party.role == "name"
        for at in range(party.first + 1, party.end)
    }
    first = mark.first
    while first > low and mark.first - first < LONGEST and joined(sentence, first):
        if first in inner:
            first = max(inner[first], low)  # the whole of Trinidad and Tobago
        elif first in borders or _begins_name(sentence, first, pack):
            break
        else:
            first -= 1
    return first


def _borders_before(sentence: Sentence, exits: set[int], pack: Pack) -> set[int]:
    """The places before which no name begins: right behind words of ending and of signing, modal verbs
    (`könnte Fischereiabkommen kündigen`), and, where the noun leads, names of parties.
    """
    borders = {at + 1 for at in exits}
    borders |= {mark.end for mark in sentence.of(Layer.DATE) if mark.role == "signed"}
    borders |= {mark.end for mark in sentence.of(Layer.STAGE) if mark.value == "modal"}
    if pack.head_first:
        borders |= {party.end for party in sentence.of(Layer.PARTY) if party.role != "adjective"}
    return borders


def _begins_name(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if the word before a place does not belong to the name that reaches back to it."""
    word = sentence.word(at)
    if pack.has("stop", sentence.word(at - 1)) and sentence.gap(at) != "-":
        return True
    if pack.verb_last and not _is_attribute(sentence, at, pack):
        return True
    if pack.head_first:
        return not _agrees(sentence, at, pack)
    return len(word) == 4 and word.isdigit()


def _subject_end(sentence: Sentence, end: int, high: int, exits: set[int], pack: Pack) -> int:
    """The end of the words that say what an agreement is about, behind its noun; `end` without such words.

    They reach to the word `high` at most.
    """
    about = pack.has("about", sentence.word(end))
    start = end + about
    stops = _stops_behind(sentence, start, exits, about=about)
    stop = start
    while stop < high and stop - end < LONGEST and joined(sentence, stop):
        words = _words_of_subject(sentence, stop, end, high, stops, pack, about=about)
        if not words:
            break
        stop += words
    stop = trimmed(sentence, start, stop, pack)
    return stop if stop > start else end


def _stops_behind(sentence: Sentence, start: int, exits: set[int], *, about: bool) -> set[int]:
    """The places of dates, numbers and words of ending, which end a name.

    A noun of ending that opens a subject, at `start`, does not: `соглашение о прекращении огня`.
    """
    stops = {mark.first for mark in sentence.of(Layer.DATE)}
    stops |= {at for at, token in enumerate(sentence.tokens) if token.text.isdigit()}
    verbs = {mark.first for mark in sentence.of(Layer.EXIT) if mark.role != "noun"}
    opens_subject = about and start not in verbs
    return stops | (exits - {start} if opens_subject else exits)


def _words_of_subject(
    sentence: Sentence, at: int, end: int, high: int, stops: set[int], pack: Pack, *, about: bool
) -> int:
    """How many words from a place on belong to the subject of an agreement whose noun ends before `end`: 0
    where the subject ends. The word `high` is not passed by a phrase of several words.
    """
    word = sentence.word(at)
    if pack.head_first and goes_past(sentence, at, pack):
        return 1
    if pack.has("in", word) and pack.has("spheres", sentence.word(at + 1)):
        return min(_SPHERES, high - at)  # о сотрудничестве в области туризма
    if about and at > end + 1 and _goes_on_with(sentence, at, pack):
        return 2
    if at in stops or ends_name(word, pack):
        return 0
    if not about and at == end and _is_verb(sentence, at, pack):
        return 0
    return 1


def ends_name(word: str, pack: Pack) -> bool:
    """True if a word never belongs to a name behind its noun."""
    return any(pack.has(name, word) for name in _ENDS)


def trimmed(sentence: Sentence, first: int, end: int, pack: Pack) -> int:
    """The end of the words `first:end` without the prepositions and conjunctions that stand last."""
    while end > first and pack.has("stop", sentence.word(end - 1)):
        end -= 1
    return end


def _goes_on_with(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if `with` belongs to the subject of an agreement, and no party follows: `соглашение о борьбе с
    саранчой`.
    """
    if not (pack.declines and pack.has("with", sentence.word(at)) and sentence.gap(at + 1) == " "):
        return False
    behind = {at + 1, at + 2, at + 3}
    if any(party.first in behind for party in sentence.of(Layer.PARTY)):
        return False
    names_side = any(
        pack.has(name, sentence.word(place))
        for place in behind
        for name in ("state", "states", "side", "fellows")
    )
    return sentence.tokens[at + 1].raw.islower() and not names_side


def _is_verb(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word in small letters ends as verbs do: `L'accordo completava la convenzione`."""
    raw = sentence.tokens[at].raw
    return raw.islower() and raw.endswith(pack.verb_ends)


def _is_attribute(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if the word before a noun belongs to its name, in a language whose verbs stand last: a hyphen
    joins it, or its ending is that of an attribute.
    """
    word = sentence.tokens[at - 1]
    endings = tuple(pack.sets.get("attributes", ()))
    return sentence.gap(at) in ("-", "‑") or (
        word.raw[0].islower() and (not endings or word.text.endswith(endings))
    )


def _agrees(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if the word before a noun may be its adjective, in a language where the ending of an adjective
    shows it.
    """
    endings = tuple(pack.sets.get("attributes", ()))
    return not endings or sentence.gap(at) in ("-", "‑") or sentence.word(at - 1).endswith(endings)


def goes_past(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for an article behind a preposition like `on`, which belongs to the subject of a name: `accord de
    2018 régissant la présence`.
    """
    return pack.has("article", sentence.word(at)) and pack.has("about", sentence.word(at - 1))
