"""The parties at the name of an agreement: those that follow it, and what the words beside one make of it."""

from __future__ import annotations

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.rules.scripts import JOINED

_AND = "و"  # of JOINED
_COUNTED = 3  # words of a count between `of` and a name: 的三项协定
_CHANNEL = 5  # words: `por intermedio de la embajada de`
_CLAUSE = 8  # words of a clause that hangs on a name
_ENVOY = 2  # words between an envoy and its state
_SIGNED = 3  # words between a name and its word of signing: `which was signed`
_FORMAL = 8  # words before the name of a state: `the Government of the People's Republic of`
_NAME = 4  # words between an adjective and the noun of the name that it begins


def find_beside(
    sentence: Sentence, pack: Pack, parties: list[Mark], first: int, end: int
) -> tuple[list[Mark], int]:
    """The parties that follow a name: `with France, Portugal and Canada`, `between X and Y`; or that stand
    before it: `与秘鲁的协定`.
    """
    if ahead := [party for party in parties if party.end <= end and is_companion(sentence, party, pack)]:
        return ahead, end
    if ahead := with_before(sentence, pack, parties, first):
        return ahead, end
    at = end
    for skip in range(3):
        if "," in sentence.gap(end + skip) and not skip and pack.has("with", sentence.word(end)):
            return _related(
                sentence, pack, parties, end
            ), end  # ended without a deal, with Russia repeating its threat
        if pack.has("with", sentence.word(end + skip)) or pack.has("between", sentence.word(end + skip)):
            at = _past_government(sentence, end + skip + 1, pack)
            break
    else:
        bare = any(
            (mark.first, mark.end) == (first, end) and mark.role != "compound"
            for mark in sentence.of(Layer.HEAD)
        )
        signed = 0 if bare else _signed_with(sentence, pack, end)
        return (
            follow(sentence, pack, parties, signed)
            if signed
            else (_related(sentence, pack, parties, end), end)
        )
    found, behind = follow(sentence, pack, parties, at)
    one_agreement = not any(pack.has("plurals", sentence.word(word)) for word in range(first, end))
    if one_agreement and found and opens_clause(sentence, found[-1], pack):
        return found[:-1], found[-1].first
    return found, behind


def _past_government(sentence: Sentence, at: int, pack: Pack) -> int:
    """Where the name of a state begins behind words like `the Government of the Republic of`, `l'Union des`;
    else the same place.
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
    treaty, Benin protests`.
    """
    first = party.first
    while first and sentence.gap(first) == " " and pack.has("article", sentence.word(first - 1)):
        first -= 1
    if any(pack.has("relative", sentence.word(at)) for at in range(first, party.first)):
        return False  # Erzpakt, der Perus Gruben füllt
    if not sentence.gap(first).strip().endswith(",") or sentence.gap(party.end) != " ":
        return False
    behind = sentence.word(party.end)
    is_verb = pack.has("future", behind) or pack.has("copula", behind) or behind not in pack.function_words
    return is_verb and behind.isalpha() and behind.islower()


def _signed_with(sentence: Sentence, pack: Pack, end: int) -> int:
    """The word behind `with`, where a day or a place of signature stands between: `signed on 3 May 1996 with
    Helsinki`; 0 without it.
    """
    verb = next(
        (
            mark
            for mark in sentence.of(Layer.DATE)
            if mark.role == "signed" and 0 <= mark.first - end <= _SIGNED
        ),
        None,
    )
    if verb is None:
        return 0
    cuts = {mark.first for layer in (Layer.EXIT, Layer.HEAD, Layer.ENTRY) for mark in sentence.of(layer)}
    for at in range(verb.end, min(verb.end + _CLAUSE, len(sentence.tokens))):
        if at in cuts or set(sentence.gap(at)) & set(";:()") or pack.has("and", sentence.word(at)):
            return 0
        if pack.has("with", sentence.word(at)) or pack.has("between", sentence.word(at)):
            return _past_government(sentence, at + 1, pack)
    return 0


def joins(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a comma joins a word to the one before it, or an `and` that is written together with it
    (Arabic).
    """
    gap = sentence.gap(at).strip()
    return gap == "," if gap else pack.lang in JOINED and sentence.word(at).startswith(_AND)


def with_before(sentence: Sentence, pack: Pack, parties: list[Mark], first: int) -> list[Mark]:
    """The parties before a name that `with` and `of` enclose: `与秘鲁的协定`; with who stands before `with`,
    where it means `and`.
    """
    if pack.head_first:
        return []
    ends = {party.end: party for party in parties}
    of = next(
        (
            at
            for at in range(first - 1, max(first - 2 - _COUNTED, 0), -1)
            if pack.has("of", sentence.word(at)) and at in ends
        ),
        None,
    )
    if of is None:
        return []
    found = [ends[of]]
    while (before := ends.get(found[0].first - 1)) is not None and pack.has(
        "and", sentence.word(found[0].first - 1)
    ):
        found.insert(0, before)
    return found if len(found) > 1 or pack.has("with", sentence.word(found[0].first - 1)) else []


def is_companion(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a word behind a party makes it a counterparty: `Fransa ile`, `Rusya ile ABD arasındaki`."""
    return pack.has("with_after", sentence.word(party.end))


def _related(sentence: Sentence, pack: Pack, parties: list[Mark], end: int) -> list[Mark]:
    """The parties of a clause that hangs on the name: `agreement under which X sent forces`, `treaty that he
    says X violates`.
    """
    if not any(pack.has("relative", sentence.word(end + skip)) for skip in (0, 1)):
        return []
    found = [party for party in parties if end < party.first <= end + _CLAUSE]
    found = [one for one in found if not any("," in sentence.gap(at) for at in range(end, one.first + 1))]
    several = (
        len(found) > 1 and found[1].first == found[0].end + 1 and pack.has("and", sentence.word(found[0].end))
    )
    return [] if several else found[:1]  # for Spanish and French boats


def follow(sentence: Sentence, pack: Pack, parties: list[Mark], at: int) -> tuple[list[Mark], int]:
    """The list of parties that begins within three words of a place, and the word after it."""
    by_first = {party.first: party for party in parties}
    found: list[Mark] = []
    misses = 0
    while at < len(sentence.tokens) and misses < 3:
        party = by_first.get(at)
        if (
            party is not None
            and found
            and sentence.gap(at).strip() == ","
            and pack.has("says", sentence.word(party.end))
        ):
            break  # with Chile, Peru says
        if party is not None and found and _begins_name(sentence, party):
            break
        if party is not None and found and set(sentence.gap(at)) & set(";:—("):
            break
        if party is not None:
            found += sentence.beside(party)
            at = party.end
            misses = 0
        elif pack.has("and", sentence.word(at)) or (not found and pack.has("among", sentence.word(at))):
            at += 1
        elif found and (
            sentence.gap(at).strip() not in (",", "") or not pack.has("article", sentence.word(at))
        ):
            break
        else:
            at += 1
            misses += 1
    return found, at


def _begins_name(sentence: Sentence, party: Mark) -> bool:
    """True if an adjective belongs to the name of another agreement: `and the Russian-Portuguese Fishing
    Treaty`.
    """
    heads = (mark.first for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY)))
    head = next((at for at in heads if 0 <= at - party.end <= _NAME), None)
    return (
        party.role == "adjective"
        and head is not None
        and not any("," in sentence.gap(at) for at in range(party.end, head + 1))
    )


def is_owner(sentence: Sentence, party: Mark) -> bool:
    """True if an apostrophe and an s follow: `China's Belt and Road`."""
    return sentence.word(party.end) == "s" and sentence.gap(party.end) in ("'", "’")


def has_envoy(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """`the Swiss embassy`, `l'ambassadeur du Mozambique`."""
    if any(pack.has("envoys", sentence.word(party.end + skip)) for skip in range(_ENVOY)):
        return True
    at = party.first - 1
    while at > party.first - 1 - _ENVOY and (
        pack.has("of", sentence.word(at)) or pack.has("article", sentence.word(at))
    ):
        at -= 1
    return (pack.head_first or at < party.first - 1) and pack.has("envoys", sentence.word(at))


def is_channel(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a note only goes through a state: `by way of the Swiss embassy`, `which looks after its
    interests`.
    """
    if any(pack.has("protects", token.text) for token in sentence.tokens[party.end :]):
        return True
    return any(pack.has("through", sentence.word(at)) for at in range(party.first - _CHANNEL, party.first))
