"""The other side of an agreement whose name does not hold it, where another sentence says who it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from monitor.extract.bodies import is_of_fellows
from monitor.extract.instruments import ORGANISATION, WIDE, Mention
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.nearby_parties import has_envoy, is_channel, opens_clause
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.rows import HEARS
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_dateline, is_told
from monitor.model import Evidence

_BLAME = 4  # words between a party and what it is blamed for
_KEEPS = 4  # words between a depositary and its state
_GRANTS, _GRANTED = 4, 2  # words between an agreement and its verb, and from there to whom it binds
_SENT = 5  # words between a document and the state that it goes to
_CLAUSE = 16  # words of a clause that hangs on a noun
_LABEL = 4  # words before a colon
_NEAR_POST = 8  # words between a capital and the note that was handed over there
_POST = 3  # words between an envoy's state and the capital: `Georgia's ambassador in`
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
        said += [_told(sentences, acting, pack), _posted(sentences, acting, pack), sent_to(sentences, pack)]
        said += [_sides(sentences, pack), _bound(sentences, pack)]
        said += [
            _in_clause(sentences, pack),
            _of_two(sentences, acting, pack),
            _alone_above(sentences, acting, pack),
        ]
    found = (one for each in said for one in each if one.value not in acting)
    return {one.value: one for one in islice(found, 1)}


def _has_depositary(mention: Mention, pack: Pack) -> bool:
    """Whether the clause behind a name tells of its depositary: an agreement of many."""
    tokens = mention.sentence.tokens[mention.end : mention.end + _CLAUSE]
    return not mention.bare and any(pack.has("depositary", token.text) for token in tokens)


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
        for party in sentence.of(Layer.PARTY):
            near = next((at for at in blame if -_BLAME <= party.first - at <= _BLAME), None)
            threatens = near is not None and party.end == near and _is_modal(sentence, near)
            if near is not None and not threatens and not _signed_there(sentence, party, pack):
                yield _evidence(
                    sentence, party, f"blamed for breaking the agreement: “{sentence.raw(near, near + 1)}”"
                )


def _is_modal(sentence: Sentence, at: int) -> bool:
    """Whether a word says that its subject may act: who stands right before it threatens, and is not
    threatened.
    """
    return any(
        stage_mark.first == at and stage_mark.value in ("modal", "threatened")
        for stage_mark in sentence.of(Layer.STAGE)
    )


def _signed_there(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether a capital is only where an agreement was signed: `which the parties concluded in Tashkent`."""
    signs = (date_mark for date_mark in sentence.of(Layer.DATE) if date_mark.role == "signed")
    near = any(0 < party.first - sign.end <= _BLAME for sign in signs)
    return near and party.role == "capital" and pack.has("place", sentence.word(party.first - 1))


def _told(sentences: Iterable[Sentence], acting: Collection[str], pack: Pack) -> Iterator[Evidence]:
    """Who is given the notice or confirms it: `told Ottawa that`, `a note was handed to the Chilean consul`,
    `Baku said it had told it`.
    """
    for sentence in sentences:
        if not (
            _has_note(sentence, pack)
            or any(sentence.of(layer) for layer in (Layer.HEAD, Layer.EXIT, Layer.STAGE, Layer.FORM))
        ):
            continue
        parties = [
            party
            for party in sentence.of(Layer.PARTY)
            if party.value not in ORGANISATIONS or party.value == "EU"
        ]
        parties = [party for party in parties if not is_of_fellows(sentence, party, pack)]
        for party in parties:
            envoy = has_envoy(sentence, party, pack) and not is_channel(sentence, party, pack)
            confirms = pack.has("confirms", sentence.word(party.end)) and bool(sentence.of(Layer.EXIT))
            if confirms or is_told(sentence, party, pack) or (envoy and _has_note(sentence, pack)):
                yield _evidence(sentence, party, "confirms the notice" if confirms else HEARS)
        noted = _has_note(sentence, pack) or bool(sentence.of(Layer.EXIT))
        tells = next(
            (at for at, token in enumerate(sentence.tokens) if _tells(token.text, pack, noted=noted)), None
        )
        if tells is not None:
            yield from (
                _evidence(sentence, party, HEARS) for party in parties if abs(party.first - tells) <= _BLAME
            )
        for at, token in enumerate(sentence.tokens):
            if pack.has("told", token.text) and pack.has("itself", sentence.word(at + 1)):
                speaks = (
                    party
                    for party in parties
                    if party.end <= at and _says(sentence, party, pack) and party.value not in acting
                )
                yield from (
                    _evidence(sentence, speak, "says that it was told of the exit")
                    for speak in list(speaks)[:1]
                )


def _posted(sentences: Iterable[Sentence], acting: Collection[str], pack: Pack) -> Iterator[Evidence]:
    """In whose capital an envoy of the one who acts handed over the note: `Georgia's ambassador in Warsaw
    delivered a note`.
    """
    for sentence in sentences:
        parties = sentence.of(Layer.PARTY)
        kept = any(pack.has("depositary", token.text) for token in sentence.tokens)
        if kept or not sentence.of(Layer.GIVEN) or not _has_note(sentence, pack):
            continue
        actors = [party for party in parties if party.value in acting]
        posts = [
            party
            for party in parties
            if party.role == "capital" and pack.has("place", sentence.word(party.first - 1))
        ]
        if (
            len(posts) == 1
            and not actors
            and all(party is posts[0] for party in parties)
            and _is_at_note(sentence, posts[0])
        ):
            yield _evidence(sentence, posts[0], "the note was handed over there")
        envoys = [
            party
            for party in parties
            if party.value in acting
            and has_envoy(sentence, party, pack)
            and not is_channel(sentence, party, pack)
        ]
        for party in parties:
            stands = party.role in ("capital", "name") and pack.has("place", sentence.word(party.first - 1))
            if stands and any(0 < party.first - envoy.end <= _POST for envoy in envoys):
                yield _evidence(sentence, party, "an envoy handed over the note there")


def _is_at_note(sentence: Sentence, post: Mark) -> bool:
    """Whether a note and a verb of giving stand near a capital: `the note was handed over in Sarajevo`."""
    notes = [
        form
        for form in sentence.of(Layer.FORM)
        if form.value == "note" and abs(form.first - post.first) <= _NEAR_POST
    ]
    given = [verb for verb in sentence.of(Layer.GIVEN) if abs(verb.first - post.first) <= _NEAR_POST]
    return bool(notes and given) and not is_dateline(sentence, post)


def _tells(word: str, pack: Pack, *, noted: bool) -> bool:
    """Whether a word says that somebody is told; the noun of an envoy only beside a note or a word of
    ending.
    """
    return pack.has("tells", word) and (noted or not pack.has("envoys", word))


def sent_to(sentences: Iterable[Sentence], pack: Pack) -> Iterator[Evidence]:
    """To whom a document goes: `a note sent to Kyiv`, `die Note nach Wien`, `вручил ноту Баку`."""
    for sentence in sentences:
        if not sentence.of(Layer.PARTY):
            continue
        papers = {(form.first, form.end) for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS}
        papers |= {(at, at + 1) for at, token in enumerate(sentence.tokens) if pack.has("notice", token.text)}
        given = [
            verb for verb in sentence.of(Layer.GIVEN) if not pack.has("receives", sentence.word(verb.first))
        ]
        papers |= {
            (ending.first, ending.end)
            for ending in sentence.of(Layer.EXIT)
            if given and ending.role == "noun" and ending.value in ("leave", "end")
        }
        if not papers or any(pack.has("depositary", token.text) for token in sentence.tokens):
            continue
        for first, end in sorted(papers):
            for party in sentence.of(Layer.PARTY):
                between = range(end, party.first)
                if len(between) > _SENT or any("," in sentence.gap(at) for at in (*between, party.first)):
                    continue
                toward = _is_toward(sentence, party, pack)
                dative = pack.declines and not between and any(verb.end <= first for verb in given)
                stated = party.role != "adjective" or pack.has("article", sentence.word(party.first - 1))
                if (
                    end <= party.first
                    and stated
                    and (toward or dative)
                    and not is_channel(sentence, party, pack)
                ):
                    yield _evidence(sentence, party, "a document goes to it")


def _is_toward(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    at = party.first - 1
    while pack.has("article", sentence.word(at)) and not pack.has("toward", sentence.word(at)):
        at -= 1
    return pack.has("toward", sentence.word(at)) or pack.has("toward_after", sentence.word(party.end))


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
                if inside and not any(
                    set(sentence.gap(at)) & set(",;:") for at in range(head.end + 1, party.first + 1)
                ):
                    yield _evidence(sentence, party, "named in the clause that says what the agreement does")


def _alone_above(sentences: Sequence[Sentence], acting: Collection[str], pack: Pack) -> list[Evidence]:
    """The only other state that headline and first paragraph name, in a text that speaks of no body, member
    or depositary.
    """
    words = {token.text for sentence in sentences for token in sentence.tokens}
    if any(words & pack.sets.get(name, frozenset()) for name in ("depositary", "members")):
        return []
    found: dict[str, Evidence] = {}
    for sentence in sentences:
        if sentence.place not in FIRST:
            continue
        if not any(sentence.of(layer) for layer in (Layer.HEAD, Layer.ENTRY, Layer.EXIT)):
            continue
        for party in sentence.of(Layer.PARTY):
            stands = pack.has("place", _before(sentence, party, pack)) or is_dateline(sentence, party)
            reacts = any(
                pack.has(name, sentence.word(at))
                for name in ("reacts", "says")
                for at in range(party.end, party.end + _SAYS)
            )
            reacts = reacts or _speaks_before(sentence, party, pack)
            is_state = party.role not in ("organ", ORGANISATION) and party.value not in ORGANISATIONS - {"EU"}
            reacts = reacts or is_of_fellows(sentence, party, pack) or opens_clause(sentence, party, pack)
            # threatens the same
            reacts = reacts or any(_is_modal(sentence, at) for at in range(party.end, party.end + _ASIDE))
            if (
                party.value not in acting
                and is_state
                and not (stands or reacts or _is_label(sentence, party))
            ):
                found.setdefault(party.value, _evidence(sentence, party, _ABOVE))
    return list(found.values()) if len(found) == 1 else []


def _is_label(sentence: Sentence, party: Mark) -> bool:
    """Whether it only heads the news, with other words before a colon: `Ukraine Latest: Putin halts the
    pact`.
    """
    if sentence.place is not Place.HEADLINE or party.end > _LABEL:
        return False
    colon = next(
        (at for at in range(party.end, min(_LABEL + 2, len(sentence.tokens))) if ":" in sentence.gap(at)),
        None,
    )
    return colon is not None and (colon > party.end or party.first > 0)


def depositaries(sentences: Iterable[Sentence], pack: Pack) -> Iterator[str]:
    """The states that only keep the treaty: `the Swiss government, as depositary`."""
    for sentence in sentences:
        for at, token in enumerate(sentence.tokens):
            if pack.has("depositary", token.text):
                yield from (
                    party.value for party in sentence.of(Layer.PARTY) if -_KEEPS <= party.first - at <= _KEEPS
                )


def _has_note(sentence: Sentence, pack: Pack) -> bool:
    return any(form.value == "note" for form in sentence.of(Layer.FORM)) or any(
        pack.has("notice", token.text) for token in sentence.tokens
    )


def _says(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    return any(pack.has("says", sentence.word(at)) for at in range(party.end, party.end + _SAYS))


def _speaks_before(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether a verb of saying stands before the office of a state: `предупредил министр Финляндии`, `dijo el
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
    """`the Ivorian side`, `his Kenyan counterpart`."""
    for sentence in sentences:
        for mark in (mark for mark in sentence.of(Layer.CONTEXT) if mark.value == "partner"):
            beside = (
                party
                for party in sentence.of(Layer.PARTY)
                if 0 <= mark.first - party.end <= _ASIDE or 0 <= party.first - mark.end <= _ASIDE
            )
            yield from (
                _evidence(sentence, party, f"called a side of it: “{sentence.words(mark)}”")
                for party in beside
            )
        for party in sentence.of(Layer.PARTY):
            before = (
                pack.head_first
                and party.role == "adjective"
                and pack.has("side", sentence.word(party.first - 1))
            )
            if before or pack.has("side", sentence.word(party.end)):
                at = party.first - 1 if before else party.end
                yield _evidence(sentence, party, f"called a side of it: “{sentence.raw(at, at + 1)}”")


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
    found: dict[str, Evidence] = {}
    for sentence in sentences:
        for party in sentence.of(Layer.PARTY):
            stands = party.role == "capital" and (
                pack.has("place", sentence.word(party.first - 1)) or is_dateline(sentence, party)
            )
            if party.value not in acting and not stands and party.value not in ORGANISATIONS - {"EU"}:
                found.setdefault(party.value, _evidence(sentence, party, _ONLY))
    return list(found.values()) if len(found) == 1 else []


def speaks_of_two(sentence: Sentence, pack: Pack) -> bool:
    for at, token in enumerate(sentence.tokens):
        if pack.has("bilateral", token.text) or (
            pack.has("both", token.text) and pack.has("states", sentence.word(at + 1))
        ):
            return True
    return False


def _evidence(sentence: Sentence, party: Mark, why: str) -> Evidence:
    return sentence.evidence(party.value, party.first, party.end, why)
