"""The parties beside the name of an agreement, and what the words at a party say: its envoy, its channel."""

from __future__ import annotations

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.rules.scripts import JOINED

_AND = "و"  # of JOINED
_COUNTED = 3  # words of a count between `of` and a name: 的三项协定
_CHANNEL = 5  # words between a word for a channel and a party: `por intermedio de la embajada de`
_CLAUSE = 8  # words of a clause that depends on a name
_ENVOY = 2  # words between an envoy and its state
_SIGNED = 3  # words between a name and its word of signing: `which was signed`
_FORMAL = 8  # words before the name of a state: `the Government of the People's Republic of`
_NAME = 4  # words between an adjective and the noun of the name that it begins
_OPENING = 3  # words from the end of a name to `with`
_MISSES = 3  # words in a row that belong to no list of parties


def find_beside(
    sentence: Sentence, pack: Pack, parties: list[Mark], first: int, end: int
) -> tuple[list[Mark], int]:
    """The parties at the name `first:end`, and the place behind them: those that follow it, `with France,
    Portugal and Canada`, `between X and Y`; or those that stand before it, `与秘鲁的协定`.
    """
    before = [party for party in parties if party.end <= end and is_companion(sentence, party, pack)]
    before = before or with_before(sentence, pack, parties, first)
    if before:
        return before, end
    if "," in sentence.gap(end) and pack.has("with", sentence.word(end)):
        # ended without a deal, with Russia repeating its threat
        return _related(sentence, pack, parties, end), end
    opening = next((at for at in range(end, end + _OPENING) if _opens_parties(sentence, at, pack)), None)
    if opening is None:
        return _in_clause(sentence, pack, parties, first, end)
    named, behind = follow(sentence, pack, parties, _past_government(sentence, opening + 1, pack))
    is_plural = any(pack.has("plurals", sentence.word(at)) for at in range(first, end))
    if named and not is_plural and opens_clause(sentence, named[-1], pack):
        return named[:-1], named[-1].first
    return named, behind


def _opens_parties(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if `with` or `between` stands at a place."""
    return pack.has("with", sentence.word(at)) or pack.has("between", sentence.word(at))


def _in_clause(
    sentence: Sentence, pack: Pack, parties: list[Mark], first: int, end: int
) -> tuple[list[Mark], int]:
    """The parties that a clause behind a name gives, and the place behind them: `signed in 1996 with
    Helsinki`, which a bare noun does not have; `under which X sent forces`.
    """
    is_bare = any(
        (mark.first, mark.end) == (first, end) and mark.role != "compound" for mark in sentence.of(Layer.HEAD)
    )
    signed = 0 if is_bare else _signed_with(sentence, pack, end)
    if signed:
        return follow(sentence, pack, parties, signed)
    return _related(sentence, pack, parties, end), end


def _past_government(sentence: Sentence, at: int, pack: Pack) -> int:
    """The place of the name of a state behind words like `the Government of the Republic of`, `l'Union des`;
    `at` if no state follows them.
    """
    parties = {party.first for party in sentence.of(Layer.PARTY)}
    end = at
    while end < at + _FORMAL and end not in parties and sentence.gap(end + 1) in (" ", "'", "’"):
        if not any(pack.has(name, sentence.word(end)) for name in ("governments", "of", "article")):
            break
        end += 1
    return end if end in parties else at


def opens_clause(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party behind a comma, with a verb right behind it, is the subject of a clause: `quits the
    treaty, Benin protests`; not of a relative one: `Erzpakt, der Perus Gruben füllt`.
    """
    first = party.first
    while first and sentence.gap(first) == " " and pack.has("article", sentence.word(first - 1)):
        first -= 1
    if any(pack.has("relative", sentence.word(at)) for at in range(first, party.first)):
        return False
    if not sentence.gap(first).strip().endswith(",") or sentence.gap(party.end) != " ":
        return False
    behind = sentence.word(party.end)
    is_verb = pack.has("future", behind) or pack.has("copula", behind) or behind not in pack.function_words
    return is_verb and behind.isalpha() and behind.islower()


def _signed_with(sentence: Sentence, pack: Pack, end: int) -> int:
    """The place behind `with`, if a day or a place of signature stands between a name and it: `signed on 3
    May 1996 with Helsinki`; 0 without it.
    """
    verbs = (
        mark for mark in sentence.of(Layer.DATE) if mark.role == "signed" and 0 <= mark.first - end <= _SIGNED
    )
    verb = next(verbs, None)
    if verb is None:
        return 0
    stops = {mark.first for layer in (Layer.EXIT, Layer.HEAD, Layer.ENTRY) for mark in sentence.of(layer)}
    for at in range(verb.end, min(verb.end + _CLAUSE, len(sentence.tokens))):
        if at in stops or set(sentence.gap(at)) & set(";:()") or pack.has("and", sentence.word(at)):
            return 0
        if _opens_parties(sentence, at, pack):
            return _past_government(sentence, at + 1, pack)
    return 0


def joins(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a comma joins a word to the one before it, or an `and` that is written as one word with it
    (Arabic).
    """
    gap = sentence.gap(at).strip()
    return gap == "," if gap else pack.lang in JOINED and sentence.word(at).startswith(_AND)


def with_before(sentence: Sentence, pack: Pack, parties: list[Mark], first: int) -> list[Mark]:
    """The parties before a name, between `with` and `of`: `与秘鲁的协定`; also a party before `with` where
    that means `and`. None in a language whose nouns stand first.
    """
    if pack.head_first:
        return []
    by_end = {party.end: party for party in parties}
    places = range(first - 1, max(first - 2 - _COUNTED, 0), -1)
    of = next((at for at in places if pack.has("of", sentence.word(at)) and at in by_end), None)
    if of is None:
        return []
    named = [by_end[of]]
    while pack.has("and", sentence.word(named[0].first - 1)):
        before = by_end.get(named[0].first - 1)
        if before is None:
            break
        named.insert(0, before)
    return named if len(named) > 1 or pack.has("with", sentence.word(named[0].first - 1)) else []


def is_companion(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a word behind a party makes it a counterparty: `Fransa ile`, `Rusya ile ABD arasındaki`."""
    return pack.has("with_after", sentence.word(party.end))


def _related(sentence: Sentence, pack: Pack, parties: list[Mark], end: int) -> list[Mark]:
    """The party of a clause that depends on the name: `agreement under which X sent forces`, `treaty that he
    says X violates`; none of two joined ones, and none behind a comma.
    """
    if not any(pack.has("relative", sentence.word(end + skip)) for skip in (0, 1)):
        return []
    comma = next((at for at in range(end, end + _CLAUSE + 1) if "," in sentence.gap(at)), end + _CLAUSE + 1)
    named = [party for party in parties if end < party.first <= end + _CLAUSE and party.first < comma]
    if len(named) > 1 and named[1].first == named[0].end + 1 and pack.has("and", sentence.word(named[0].end)):
        return []  # for Spanish and French boats
    return named[:1]


def follow(sentence: Sentence, pack: Pack, parties: list[Mark], at: int) -> tuple[list[Mark], int]:
    """The list of parties that begins within three words of a place, and the place behind it."""
    by_first = {party.first: party for party in parties}
    named: list[Mark] = []
    misses = 0
    while at < len(sentence.tokens) and misses < _MISSES:
        party = by_first.get(at)
        if party is not None:
            if named and _is_of_no_list(sentence, party, pack):
                break
            named += sentence.beside(party)
            at = party.end
            misses = 0
            continue
        word = sentence.word(at)
        if pack.has("and", word) or (not named and pack.has("among", word)):
            at += 1
            continue
        is_article = sentence.gap(at).strip() in (",", "") and pack.has("article", word)
        if named and not is_article:
            break
        at += 1
        misses += 1
    return named, at


def _is_of_no_list(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party behind others belongs to something else: `with Chile, Peru says`, a name of an
    agreement, or punctuation before it.
    """
    gap = sentence.gap(party.first)
    if gap.strip() == "," and pack.has("says", sentence.word(party.end)):
        return True
    return bool(set(gap) & set(";:—(")) or _begins_name(sentence, party)


def _begins_name(sentence: Sentence, party: Mark) -> bool:
    """True if an adjective belongs to the name of another agreement: `and the Russian-Portuguese Fishing
    Treaty`.
    """
    if party.role != "adjective":
        return False
    heads = (mark.first for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY)))
    head = next((at for at in heads if 0 <= at - party.end <= _NAME), None)
    return head is not None and not sentence.has_stop(party.end, head + 1, ",")


def is_owner(sentence: Sentence, party: Mark) -> bool:
    """True if an apostrophe and an s follow a party: `China's Belt and Road`."""
    return sentence.word(party.end) == "s" and sentence.gap(party.end) in ("'", "’")


def has_envoy(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a word for an envoy or an embassy belongs to a party: `the Swiss embassy`, `l'ambassadeur du
    Mozambique`.
    """
    if any(pack.has("envoys", sentence.word(party.end + skip)) for skip in range(_ENVOY)):
        return True
    at = party.first - 1
    while at > party.first - 1 - _ENVOY and (
        pack.has("of", sentence.word(at)) or pack.has("article", sentence.word(at))
    ):
        at -= 1
    return (pack.head_first or at < party.first - 1) and pack.has("envoys", sentence.word(at))


def is_channel(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a note only passes through the embassy of a state: `by way of the Swiss embassy`, `which looks
    after its interests`.
    """
    if any(pack.has("protects", token.text) for token in sentence.tokens[party.end :]):
        return True
    return any(pack.has("through", sentence.word(at)) for at in range(party.first - _CHANNEL, party.first))
