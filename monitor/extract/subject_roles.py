"""What the words around a party say about it: it is told of an exit, handed the notice, asked or blamed, or
has a verb of its own.
"""

from __future__ import annotations

from itertools import pairwise

from monitor.extract.antecedents import before_group, group_start
from monitor.extract.instruments import ORGANISATION
from monitor.extract.lexicon import ORGANISATIONS, Pack
from monitor.extract.nearby_parties import has_envoy, is_channel, is_owner
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Sentence

_RECEIVED = 3  # words between a party that receives and the noun of ending
_ASKED = 2  # words between `to` or a party that is blamed, and the word of ending
_BEHIND = 4  # words behind a party that may say that it is told


def is_body(party: Mark) -> bool:
    """True for an organisation: further down in an article it reacts, or is the depositary."""
    return party.role == ORGANISATION or party.value in ORGANISATIONS


def is_side(party: Mark) -> bool:
    """True for a party that is a side of an agreement when it is told of its end: a state or the European
    Union. Another body that is told keeps the treaty, or is its secretariat.
    """
    return party.value == "EU" or not is_body(party)


def has_own_verb(sentence: Sentence, party: Mark) -> bool:
    """True if a modal verb stands right behind a party: `Norway warns Gambia could quit` reports what Gambia
    does.
    """
    if sentence.gap(party.end) != " ":
        return False
    return any(mark.first == party.end and mark.value == "modal" for mark in sentence.of(Layer.STAGE))


def is_governed(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a house or an office stands before `of` or `in` and the party: `el gabinete de Quito`, `the
    government in Riga`.
    """
    at = party.first - 1
    while pack.has("article", sentence.word(at)):
        at -= 1
    return pack.has("organs", sentence.word(at - 1)) and any(
        pack.has(name, sentence.word(at)) for name in ("of", "in", "place")
    )


def is_anothers(sentence: Sentence, organ: Mark) -> bool:
    """True if the name of another state stands right before an office: `Burundi MPs`."""
    if sentence.gap(organ.first) != " ":
        return False
    return any(
        party.end == organ.first and party.role in ("name", "adjective") and party.value != organ.value
        for party in sentence.of(Layer.PARTY)
    )


def is_asked(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """True if a party is asked to do what a word of ending says: `urges the EU to suspend`."""
    return pack.has("infinitive", sentence.word(party.end)) and mark.first - party.end <= _ASKED


def is_blamed(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """True if a party is blamed for a word of ending, and so made the exit: `slams Panama for quitting`,
    `accuses Chile of tearing up`.
    """
    if not pack.has("blamed_for", sentence.word(party.end)):
        return False
    near = 0 <= mark.first - party.end - 1 <= _ASKED
    return near and (mark.role == "noun" or sentence.word(mark.first).endswith("ing"))


def is_told(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party receives a message: `told Ottawa that`, `notifies Kenya of`, `Libreville had been
    told`.
    """
    if is_owner(sentence, party) or has_own_verb(sentence, party):
        return False
    previous = before_group(sentence, party, pack)
    if pack.has("told", previous):
        return True
    if any(_is_given_to(sentence, at, pack) for at in {group_start(sentence, party, pack), party.first - 1}):
        return True
    return (
        _is_dative(sentence, party, pack)
        or _is_handed(sentence, party, pack)
        or _has_dative_suffix(sentence, party, pack)
        or _is_told_behind(sentence, party, previous, pack)
        or _is_told_behind_subject(sentence, party, pack)
    )


def _is_told_behind_subject(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party stands behind the subject and its finite verb, before what it is told: `Peru teilte dem
    Europarat mit, dass`, `Peru hat Chile informiert, dass`.
    """
    if not pack.finite_verb_first:
        return False
    verb = party.first - 1
    while pack.has("article", sentence.word(verb)):
        verb -= 1
    told = {at for at, token in enumerate(sentence.tokens) if pack.has("told", token.text)}
    told |= {mark.first for mark in sentence.of(Layer.TOLD)}
    that = next(
        (at for at in range(party.end, party.end + _BEHIND) if pack.has("that", sentence.word(at))), None
    )
    if that is None or not (verb in told or pack.has("copula", sentence.word(verb))):
        return False
    others = [other for other in sentence.of(Layer.PARTY) if other.value != party.value]
    has_subject = any(other.end == verb and _opens(sentence, other, pack) for other in others)
    is_last = not any(party.end <= other.first < that for other in others)
    return has_subject and is_last and bool(told & set(range(verb, that)))


def _opens(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party opens its sentence, with an article at most before it."""
    return all(pack.has("article", sentence.word(at)) for at in range(party.first))


def _has_dative_suffix(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a suffix with an apostrophe makes a party the receiver: `Bişkek'e bildirdi`, `Mısır'dan
    Türkiye'ye`.
    """
    if not pack.has("toward_after", sentence.word(party.end)) or sentence.gap(party.end) not in ("'", "’"):
        return False
    if any(other.end == party.first - 1 for other in sentence.of(Layer.PARTY)):
        return True
    return any(pack.has("tells", token.text) for token in sentence.tokens[party.end :])


def _is_told_behind(sentence: Sentence, party: Mark, previous: str, pack: Pack) -> bool:
    """True if the words behind a party say that it is told: `gave Chile notice`, `Guyana told by letter`,
    `Libreville had been told`. `previous`: the word before its group.
    """
    behind = [sentence.word(party.end + skip) for skip in range(_BEHIND)]
    if pack.has("gives", previous) and any(pack.has("notice", word) for word in behind):
        return True
    if pack.has("told", behind[0]):
        by = pack.has("by", behind[1])
        if by or (pack.lang == "en" and behind[1] in ("of", "that")):
            return True
    return any(pack.has("told", word) and pack.has("passive", before) for before, word in pairwise(behind))


def _is_given_to(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if `to` stands at a place, behind a verb of giving or telling: `entrega à OEA a denúncia`.

    Folded, that `to` may be an article.
    """
    return pack.has("toward", sentence.word(at)) and any(
        pack.has(name, sentence.word(at - 1)) for name in ("gives", "told")
    )


def _is_dative(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if something is given to a party without a preposition: `Die Regierung hat Peru die Kündigung
    zugestellt`, `wird dem peruanischen Amt zugestellt`.
    """
    at = party.first - 1
    given = any(mark.first >= party.end for mark in sentence.of(Layer.GIVEN))
    if not (pack.finite_verb_first and given):
        return False
    if pack.has("toward", sentence.word(at)) and pack.has("article", sentence.word(at)):
        return True
    if party.role == "adjective" or not pack.has("copula", sentence.word(at)):
        return False
    if not pack.has("article", sentence.word(party.end)):
        return False
    start = next((place for place in range(at, 0, -1) if set(sentence.gap(place)) & set(':;–—„“"')), 0)
    opens = sentence.word(start)
    return start < at and (pack.has("article", opens) or pack.has("pronoun", opens))


def _is_handed(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if something is given to an envoy of a party: `entregó al embajador argentino una nota`, `handed
    the Kenyan envoy a note`.
    """
    if pack.verb_last or not has_envoy(sentence, party, pack) or is_channel(sentence, party, pack):
        return False
    given = max((mark.end for mark in sentence.of(Layer.GIVEN) if mark.end <= party.first), default=-1)
    return given >= 0 and all(_is_between(sentence.word(at), pack) for at in range(given, party.first))


def _is_between(word: str, pack: Pack) -> bool:
    """True for a word that may stand between a verb of giving and an envoy."""
    return any(pack.has(name, word) for name in ("toward", "article", "of", "envoys"))


def receives(sentence: Sentence, party: Mark, mark: Mark, pack: Pack) -> bool:
    """True if a party is handed the document that ends the agreement, or is told of its end: `the Kenyan
    ambassador received a note terminating the pact`, `the OAS receives the denunciation of`.
    """
    papers = (
        form.first
        for form in sentence.of(Layer.FORM)
        if form.value in DOCUMENTS and party.end <= form.first <= mark.first
    )
    end = next(papers, None)
    if end is None:
        if mark.role != "noun" or mark.first - party.end > _RECEIVED:
            return False
        end = mark.first
    return any(pack.has("receives", sentence.word(at)) for at in range(party.end, end))


def is_dateline(sentence: Sentence, party: Mark) -> bool:
    """True for the place of a dateline, which is no government: `MOSCOW, Feb 3 (Reuters) -`."""
    words = sentence.raw(party.first, party.end)
    return party.first <= 2 and words.isupper() and len(words) > 3
