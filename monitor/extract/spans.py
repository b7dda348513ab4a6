"""How far the name of an agreement reaches around its noun or its entry."""

from __future__ import annotations

from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import follow
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.titles import is_headline

_ENDS = ("name_ends", "title_ends")
LONGEST = 9  # words of a name to one side of its noun
_SUBJECT = 3  # words that open a subject: `об избежании двойного налогообложения`
_TWO_FORMS = 3  # letters of a little word and its shorter form: `de` and `d'`
_SHORT = frozenset({"ws", "dot"})  # Polish: `w sprawie`, `dotyczący`
# between the words of a name
_PLAIN = frozenset({"", " ", "-", "‑", "–", " “", " ‘", ' "', " '", "’", "'", "” ", "’ ", "' ", '" '})


def joined(sentence: Sentence, at: int) -> bool:
    """True if nothing but a space, a hyphen or a quotation mark stands before a word; the last stop of `U.S.`
    is part of it.
    """
    gap = sentence.gap(at)
    if gap == ". " and sentence.word(at - 1) in _SHORT:
        return True
    return gap in _PLAIN or (gap[:1] == "." and gap[1:] in _PLAIN and "." in sentence.tokens[at - 1].raw)


def entry_span(sentence: Sentence, mark: Mark, heads: list[Mark], pack: Pack) -> tuple[int, int]:
    """The words of an entry and the noun within two words of it: `New START nuclear treaty`, `Договор по
    открытому небу`.
    """
    first, end = mark.first, mark.end
    for head in heads:
        if end <= head.first <= end + 2 and all(joined(sentence, at) for at in range(end, head.first + 1)):
            return first, head.end
        if pack.head_first and head.end < first and _leads(sentence, head, first, pack):
            return head.first, end
        if (
            pack.head_first
            and first - 2 <= head.end <= first
            and all(joined(sentence, at) for at in range(head.end, first + 1))
        ):
            return head.first, end
    return first, end


def in_longer_name(sentence: Sentence, mark: Mark, heads: list[Mark], lexicon: Lexicon, pack: Pack) -> bool:
    """True if a name only begins a longer one, as in `Silk Road Customs Treaty`.

    In a headline of capitals nothing tells it.
    """
    if pack.head_first:
        return _is_of_other_subject(sentence, mark, lexicon, pack)
    if any(mark.first <= head.first < mark.end for head in heads) or is_headline(sentence):
        return False
    end = mark.end
    while joined(sentence, end) and sentence.tokens[end].raw[0].isupper() and end - mark.end < LONGEST:
        if any(head.first == end for head in heads):
            return end > mark.end
        end += 1
    return False


def _is_of_other_subject(sentence: Sentence, mark: Mark, lexicon: Lexicon, pack: Pack) -> bool:
    """True if what follows a name makes it one of another subject: `accord de partenariat de défense`."""
    if not pack.has("about", sentence.word(mark.end)) or sentence.gap(mark.end) != " ":
        return False
    subject = lexicon.entries[mark.value].subject
    return any(one.first == mark.end + 1 and one.value != subject for one in sentence.of(Layer.SUBJECT))


def _leads(sentence: Sentence, head: Mark, first: int, pack: Pack) -> bool:
    """True if a noun and its parties lead to the words that tell it apart: `соглашение с Белоруссией о
    безвизовых поездках`.
    """
    if not pack.has("with", sentence.word(head.end)):
        return False
    found, at = follow(
        sentence, pack, [party for party in sentence.of(Layer.PARTY) if party.first < first], head.end + 1
    )
    near = 0 < first - at <= _SUBJECT and all(joined(sentence, place) for place in range(at, first + 1))
    return bool(found) and near and pack.has("about", sentence.word(at))


def name_span(
    sentence: Sentence, pack: Pack, mark: Mark, heads: list[Mark], exits: set[int], low: int, high: int
) -> tuple[int, int]:
    """How far the name reaches around its noun, between the words `low` and `high`."""
    first, end = mark.first, mark.end
    nouns = {head.first: head for head in heads}
    names = {party.end - 1 for party in sentence.of(Layer.PARTY) if party.role != "adjective"}
    signs = {date_mark.end for date_mark in sentence.of(Layer.DATE) if date_mark.role == "signed"}
    # könnte Fischereiabkommen kündigen
    signs |= {stage_mark.end for stage_mark in sentence.of(Layer.STAGE) if stage_mark.value == "modal"}
    dates = {date_mark.first for date_mark in sentence.of(Layer.DATE)} | {
        at for at, token in enumerate(sentence.tokens) if token.text.isdigit()
    }
    verbs = {exit_mark.first for exit_mark in sentence.of(Layer.EXIT) if exit_mark.role != "noun"}
    while end in nouns and nouns[end].end <= high and joined(sentence, end):
        end = nouns[end].end
    inner = {
        at: party.first
        for party in sentence.of(Layer.PARTY)
        if party.role == "name"
        for at in range(party.first + 1, party.end)
    }
    while first > low and mark.first - first < LONGEST and joined(sentence, first):
        if first in inner:
            first = max(inner[first], low)  # Trinidad and Tobago
            continue
        if (
            first - 1 in exits
            or first in signs
            or (pack.has("stop", sentence.word(first - 1)) and sentence.gap(first) != "-")
            or (len(sentence.word(first)) == 4 and sentence.word(first).isdigit() and not pack.head_first)
            or (pack.head_first and first - 1 in names)
            or (pack.verb_last and not _is_attribute(sentence, first, pack))
            or (pack.head_first and not _agrees(sentence, first, pack))
        ):
            break
        first -= 1
    plain = first == mark.first
    about = pack.has("about", sentence.word(end))
    if about and not pack.head_first and pack.has("article", sentence.word(end + 1)):
        return first, end  # what is told of it, rarely its name: `interim agreement on the nuclear programme`
    if joined(sentence, end) and (pack.head_first or (about and not plain)):
        stop = end + about
        while stop < high and stop - end < LONGEST and joined(sentence, stop):
            if (
                pack.head_first
                and pack.has("article", sentence.word(stop))
                and pack.has("about", sentence.word(stop - 1))
            ):
                stop += 1
                continue
            named = about and stop == end + about and stop not in verbs  # соглашение о прекращении огня
            if pack.has("in", sentence.word(stop)) and pack.has("spheres", sentence.word(stop + 1)):
                stop = min(stop + 3, high)  # о сотрудничестве в области туризма
                continue
            if stop > end + 1 and about and _goes_on_with(sentence, stop, pack):
                stop += 2
                continue
            if (
                (stop in exits and not named)
                or stop in dates
                or any(pack.has(name, sentence.word(stop)) for name in _ENDS)
            ):
                break
            if stop == end and not about and _is_verb(sentence, stop, pack):
                break
            stop += 1
        while stop > end + about and pack.has("stop", sentence.word(stop - 1)):
            stop -= 1
        if stop > end + about:
            end = stop
    return first, end


def _goes_on_with(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if `with` belongs to what an agreement is about, and no party follows: `соглашение о борьбе с
    саранчой`.
    """
    if not (pack.declines and pack.has("with", sentence.word(at)) and sentence.gap(at + 1) == " "):
        return False
    parties = {party.first for party in sentence.of(Layer.PARTY)}
    behind = {at + 1, at + 2, at + 3}
    is_side = any(
        pack.has(name, sentence.word(place))
        for place in behind
        for name in ("state", "states", "side", "fellows")
    )
    return sentence.tokens[at + 1].raw.islower() and not is_side and not parties & behind


def _is_verb(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word right behind a noun ends as verbs do: `L'accordo completava la convenzione`."""
    raw = sentence.tokens[at].raw
    return raw.islower() and raw.endswith(pack.verb_ends)


def list_end(sentence: Sentence, head: int, end: int, pack: Pack) -> int:
    """Where a name ends that goes on with the same little word: `accord de promotion et de protection des
    investissements`, `traité de paix, d'amitié et d'arbitrage`. `head`: the word behind its noun.
    """
    opening = next((sentence.word(at) for at in range(head, end) if pack.has("about", sentence.word(at))), "")
    while opening and end < len(sentence.tokens):
        at = end + pack.has("and", sentence.word(end))
        if at > end:
            joint = joined(sentence, end) and joined(sentence, at)
        else:
            joint = sentence.gap(end) == ", " and _and_follows(sentence, end, opening, pack)
        if not joint or not _is_same(sentence.word(at), opening):
            break
        stop = at + 1
        stops = {mark.first for layer in (Layer.EXIT, Layer.DATE, Layer.PARTY) for mark in sentence.of(layer)}
        while (
            stop < len(sentence.tokens)
            and stop - at < LONGEST
            and joined(sentence, stop)
            and stop not in stops
        ):
            if any(pack.has(name, sentence.word(stop)) for name in _ENDS) or pack.has(
                "indefinite", sentence.word(stop)
            ):
                break
            stop += 1
        while stop > at + 1 and pack.has("stop", sentence.word(stop - 1)):
            stop -= 1
        if stop == at + 1:
            break
        end = stop
    return end


def _is_same(word: str, other: str) -> bool:
    """True if two little words are one: `d'` of `de`, `об` of `о`."""
    return bool(word) and (word == other or (word[0] == other[0] and len(word) + len(other) <= _TWO_FORMS))


def _and_follows(sentence: Sentence, at: int, opening: str, pack: Pack) -> bool:
    """True if the list that goes on behind a comma is closed by `and` and the same little word."""
    for place in range(at, min(at + LONGEST, len(sentence.tokens) - 1)):
        if set(sentence.gap(place)) & set(".;:()") or any(
            mark.first == place for mark in sentence.of(Layer.EXIT)
        ):
            return False
        if pack.has("and", sentence.word(place)):
            return _is_same(sentence.word(place + 1), opening)
    return False


def _is_attribute(sentence: Sentence, at: int, pack: Pack) -> bool:
    """Where the verb stands last, what precedes a noun is part of its name if a hyphen joins it, or its form
    says so.
    """
    word = sentence.tokens[at - 1]
    endings = tuple(pack.sets.get("attributes", ()))
    return sentence.gap(at) in ("-", "‑") or (
        word.raw[0].islower() and (not endings or word.text.endswith(endings))
    )


def _agrees(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if the word before a noun may be an adjective of it, in languages whose adjectives show it by
    their ending.
    """
    endings = tuple(pack.sets.get("attributes", ()))
    return not endings or sentence.gap(at) in ("-", "‑") or sentence.word(at - 1).endswith(endings)


def _goes_past(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if an article behind a word like `on` belongs to what a name is about: `accord de 2018 régissant
    la présence`.
    """
    return pack.has("article", sentence.word(at)) and pack.has("about", sentence.word(at - 1))


def described_end(sentence: Sentence, pack: Pack, head: Mark | None, reach: int) -> int:
    """The end of what tells a plain noun apart: `agreement with Taiwan to open an office`, `armistice that
    ended the Korean War`.
    """
    end = reach - pack.has("and", sentence.word(reach - 1))  # from the accord with Albania and to leave it
    if (
        pack.has("about", sentence.word(end))
        and sentence.gap(end) == " "
        and head is not None
        and head.value != "organisation"
    ):
        stop = end + 1
        while pack.has("article", sentence.word(stop)):
            stop += 1
        low = stop
        while (
            stop < len(sentence.tokens)
            and stop - end < LONGEST
            and joined(sentence, stop)
            and (not pack.has("name_ends", sentence.word(stop)) or _goes_past(sentence, stop, pack))
        ):
            stop += 1
        while stop > low and pack.has("article", sentence.word(stop - 1)):
            stop -= 1
        return stop if stop > low else end
    if (
        head is not None
        and end == head.end
        and pack.has("relative", sentence.word(end))
        and sentence.gap(end) == " "
    ):
        stop = end + 2
        while pack.has("article", sentence.word(stop)):
            stop += 1
        last = stop
        while (
            last < len(sentence.tokens) and sentence.tokens[last].raw[0].isupper() and joined(sentence, last)
        ):
            last += 1
        return last if last > stop else end
    return end
