"""Finds the counterparty of an agreement whose name does not hold it, where another sentence does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from monitor.extract.addressees import depositaries, has_depositary, posted, says, sent_to, told
from monitor.extract.bodies import is_of_fellows
from monitor.extract.instruments import ORGANISATION, WIDE, Mention
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.nearby_parties import opens_clause
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_dateline
from monitor.model import Evidence

_BLAME = 4  # words between a party and what it is blamed for
_GRANTS, _GRANTED = 4, 2  # words between an agreement and its verb, and from there to whom it binds
_CLAUSE = 16  # words of a clause that hangs on a noun
_LABEL = 4  # words before a colon
_ASIDE = 2  # words between a state and what it is called: `Namibia, which is the other party`
_SAYS = 6  # words of a subject: `Chad's foreign ministry said`
_ABOVE = "the only other state beside the agreement in headline and first paragraph"
_ONLY = "the only other state of a text that calls the agreement bilateral or speaks of both countries"


def other_side(
    mentions: Sequence[Mention],
    sentences: Sequence[Sentence],
    acting: Collection[str],
    pack: Pack,
    lexicon: Lexicon,
) -> dict[str, Evidence]:
    """The counterparty by code, or none: who alone can be one for such an agreement, is blamed for breaking
    it, is told of the end of it, is called a side of it, is bound by it, or is the only other state named
    where the agreement is said to be one of two.
    """
    said: list[Iterable[Evidence]] = [_of_circle(mentions, sentences, acting), _accused(sentences, pack)]
    acting = {*acting, *depositaries(sentences, pack)}
    if not any(is_wide(mention, lexicon) or _has_depositary(mention, pack) for mention in mentions):
        said += [told(sentences, acting, pack), posted(sentences, acting, pack), sent_to(sentences, pack)]
        said += [_sides(sentences, pack), _bound(sentences, pack)]
        said += [_in_clause(sentences, pack), _of_two(sentences, acting, pack)]
        said.append(_alone_above(sentences, acting, pack))
    for party in chain.from_iterable(said):
        if party.value not in acting:
            return {party.value: party}
    return {}


def _has_depositary(mention: Mention, pack: Pack) -> bool:
    """True if the clause behind a name tells of its depositary: an agreement of many."""
    tokens = mention.sentence.tokens[mention.end : mention.end + _CLAUSE]
    return not mention.bare and bool(pack.places("depositary", [token.text for token in tokens]))


def is_wide(mention: Mention, lexicon: Lexicon) -> bool:
    """A convention or a body has more parties than two."""
    if mention.entry:
        entry = lexicon.entries[mention.entry]
        return not entry.is_kind and not entry.parties
    return mention.kind in WIDE or mention.kind == ORGANISATION


def _of_circle(
    mentions: Iterable[Mention], sentences: Iterable[Sentence], acting: Collection[str]
) -> Iterator[Evidence]:
    """Agreements of some sorts stand between the same states: a nuclear arms treaty, between the United
    States and Russia.
    """
    for mention in mentions:
        for mark in mention.sentence.of(Layer.CIRCLE):
            circle = set(mark.value.split("+"))
            inside = mention.first <= mark.first and mark.end <= mention.end
            if inside and (len(circle) == 1 or (circle & set(acting) and not mention.entry)):
                for sentence in sentences:
                    why = (
                        f"agreements of this sort (“{mention.sentence.words(mark)}”) stand between "
                        "the same states"
                    )
                    yield from (
                        _evidence(sentence, party, why)
                        for party in sentence.of(Layer.PARTY)
                        if party.value in circle
                    )


def _accused(sentences: Iterable[Sentence], pack: Pack) -> Iterator[Evidence]:
    """Who a sentence about an agreement blames for violating it: only a party to it can."""
    for sentence in sentences:
        if not (sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY)):
            continue
        blame = [at for at, token in enumerate(sentence.tokens) if pack.has("violates", token.text)]
        for party in sentence.of(Layer.PARTY) if blame else ():
            near = next((at for at in blame if -_BLAME <= party.first - at <= _BLAME), None)
            if near is None or _signed_there(sentence, party, pack):
                continue
            threatens = party.end == near and _is_modal(sentence, near)
            if not threatens:
                why = f"blamed for breaking the agreement: “{sentence.raw(near, near + 1)}”"
                yield _evidence(sentence, party, why)


def _is_modal(sentence: Sentence, at: int) -> bool:
    """True if a word says that its subject may act: who stands right before it threatens, and is not
    threatened.
    """
    return any(
        stage_mark.first == at and stage_mark.value in ("modal", "threatened")
        for stage_mark in sentence.of(Layer.STAGE)
    )


def _signed_there(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a capital is only where an agreement was signed: `which the parties concluded in Tashkent`."""
    signs = (date_mark for date_mark in sentence.of(Layer.DATE) if date_mark.role == "signed")
    near = any(0 < party.first - sign.end <= _BLAME for sign in signs)
    return near and party.role == "capital" and pack.has("place", sentence.word(party.first - 1))


def _before(sentence: Sentence, party: Mark, pack: Pack) -> str:
    """The word before a party and its article."""
    at = party.first - 1
    while pack.has("article", sentence.word(at)):
        at -= 1
    return sentence.word(at)


def _in_clause(sentences: Iterable[Sentence], pack: Pack) -> Iterator[Evidence]:
    """The party of a clause that hangs on a plain noun: `the treaty under which it sends its water to South
    Africa`.
    """
    for sentence in sentences:
        for head in sentence.of(Layer.HEAD):
            if (
                not any(pack.has("relative", sentence.word(head.end + skip)) for skip in (0, 1))
                or head.value == ORGANISATION
            ):
                continue
            for party in sentence.of(Layer.PARTY):
                inside = head.end < party.first <= head.end + _CLAUSE
                if inside and not sentence.has_stop(head.end + 1, party.first + 1, ",;:"):
                    yield _evidence(sentence, party, "named in the clause that says what the agreement does")


def _alone_above(sentences: Sequence[Sentence], acting: Collection[str], pack: Pack) -> list[Evidence]:
    """The only other state that headline and first paragraph name, in a text that speaks of no body, member
    or depositary.
    """
    words = {token.text for sentence in sentences for token in sentence.tokens}
    if words & pack.sets.get("members", frozenset()) or any(
        has_depositary(sentence, pack) for sentence in sentences
    ):
        return []
    layers = (Layer.HEAD, Layer.ENTRY, Layer.EXIT)
    states: dict[str, Evidence] = {}
    for sentence in sentences:
        if sentence.place in FIRST and any(sentence.of(layer) for layer in layers):
            for party in sentence.of(Layer.PARTY):
                if party.value not in acting and _may_be_other_side(sentence, party, pack):
                    states.setdefault(party.value, _evidence(sentence, party, _ABOVE))
    return list(states.values()) if len(states) == 1 else []


def _may_be_other_side(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True for a state that is no place, label or speaker, and does not act or react itself."""
    if party.role in ("organ", ORGANISATION) or party.value in ORGANISATIONS - {"EU"}:
        return False
    is_place = pack.has("place", _before(sentence, party, pack)) or is_dateline(sentence, party)
    if is_place or _is_label(sentence, party) or _reacts(sentence, party, pack):
        return False
    if is_of_fellows(sentence, party, pack) or opens_clause(sentence, party, pack):
        return False
    if _is_accused(sentence, party, pack):
        return False
    # threatens the same
    return not any(_is_modal(sentence, at) for at in range(party.end, party.end + _ASIDE))


def _is_accused(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a state is only accused behind the exit, which does not say that it is a side: `quits a nuclear
    treaty and blames Peru for the war`; not `accuses Peru of fraud as it quits the treaty`.
    """
    at = party.first
    while pack.has("article", sentence.word(at - 1)):
        at -= 1
    accusing = (
        mark for mark in sentence.of(Layer.REASON) if mark.end == at and mark.value.startswith("accus")
    )
    ends = [mark.first for mark in sentence.of(Layer.EXIT)]
    return any(ends and min(ends) < mark.first for mark in accusing)


def _reacts(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a state is said to say something or to react."""
    behind = range(party.end, party.end + _SAYS)
    reacts = any(pack.has("reacts", sentence.word(at)) for at in behind)
    return reacts or says(sentence, party, pack) or _speaks_before(sentence, party, pack)


def _is_label(sentence: Sentence, party: Mark) -> bool:
    """True if it only heads the news, with other words before a colon: `Ukraine Latest: Putin halts the
    pact`.
    """
    if sentence.place is not Place.HEADLINE or party.end > _LABEL:
        return False
    colon = next(
        (at for at in range(party.end, min(_LABEL + 2, len(sentence.tokens))) if ":" in sentence.gap(at)),
        None,
    )
    return colon is not None and (colon > party.end or party.first > 0)


def _speaks_before(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a verb of saying stands before the office of a state: `предупредил министр Финляндии`, `dijo el
    ministro de Finlandia`.
    """
    if not (pack.head_first or pack.declines):
        return False
    first = next((at for at in range(party.first, 0, -1) if set(sentence.gap(at)) & set(".;:—–")), 0)
    near = range(party.first - 1, max(first, party.first - 1 - _SAYS) - 1, -1)
    office = next((at for at in near if pack.has("organs", sentence.word(at))), -1)
    return office >= 0 and any(
        pack.has(name, sentence.word(at)) for name in ("says", "reacts") for at in near if at < office
    )


def _sides(sentences: Iterable[Sentence], pack: Pack) -> Iterator[Evidence]:
    """The states that a word calls a side of the agreement: `the Ivorian side`, `his Kenyan counterpart`."""
    for sentence in sentences:
        parties = sentence.of(Layer.PARTY)
        for mark in sentence.of(Layer.CONTEXT):
            if mark.value == "partner":
                why = f"called a side of it: “{sentence.words(mark)}”"
                for party in parties:
                    if 0 <= mark.first - party.end <= _ASIDE or 0 <= party.first - mark.end <= _ASIDE:
                        yield _evidence(sentence, party, why)
        for party in parties:
            at = _side_word(sentence, party, pack)
            if at is not None:
                yield _evidence(sentence, party, f"called a side of it: “{sentence.raw(at, at + 1)}”")


def _side_word(sentence: Sentence, party: Mark, pack: Pack) -> int | None:
    """The place of the word `side` right at a party; None without one."""
    leads = pack.head_first and party.role == "adjective"
    if leads and pack.has("side", sentence.word(party.first - 1)):
        return party.first - 1
    return party.end if pack.has("side", sentence.word(party.end)) else None


def _bound(sentences: Iterable[Sentence], pack: Pack) -> Iterator[Evidence]:
    """Whom an agreement gives or binds to something: `the 2017 agreement had given Oslo use of the port`."""
    for sentence in sentences:
        for head in sentence.of(Layer.HEAD):
            verb = next(
                (at for at in range(head.end, head.end + _GRANTS) if pack.has("grants", sentence.word(at))),
                None,
            )
            for party in sentence.of(Layer.PARTY):
                if verb is not None and 0 < party.first - verb <= _GRANTED:
                    yield _evidence(
                        sentence,
                        party,
                        f"the agreement binds it or gives it something: “{sentence.raw(verb, verb + 1)}”",
                    )


def _of_two(sentences: Sequence[Sentence], acting: Collection[str], pack: Pack) -> list[Evidence]:
    """The only other state of a text that calls the agreement bilateral or speaks of both countries."""
    if not any(speaks_of_two(sentence, pack) for sentence in sentences):
        return []
    states: dict[str, Evidence] = {}
    for sentence in sentences:
        for party in sentence.of(Layer.PARTY):
            is_place = party.role == "capital" and (
                pack.has("place", sentence.word(party.first - 1)) or is_dateline(sentence, party)
            )
            is_state = party.value not in ORGANISATIONS - {"EU"}
            if is_state and not is_place and party.value not in acting:
                states.setdefault(party.value, _evidence(sentence, party, _ONLY))
    return list(states.values()) if len(states) == 1 else []


def speaks_of_two(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence calls something bilateral or speaks of both countries."""
    for at, token in enumerate(sentence.tokens):
        if pack.has("bilateral", token.text) or (
            pack.has("both", token.text) and pack.has("states", sentence.word(at + 1))
        ):
            return True
    return False


def _evidence(sentence: Sentence, party: Mark, why: str) -> Evidence:
    """A party as a value."""
    return sentence.evidence(party.value, party.first, party.end, why)
