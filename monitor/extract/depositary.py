"""Reads a depositary's notice: who notified the exit from which treaty, when, and from what day.

Its fields are read as such notices write them, not as news: what the depositary says is taken for done, and
an accession, a reservation or a derogation is no exit. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Lexicon, LexiconEntry, Pack
from monitor.extract.mentions import find_mentions
from monitor.extract.notice_actions import NAMES, Action, Heading, find_heading
from monitor.extract.notice_days import NoticeDays, find_days
from monitor.extract.phrases import Layer, Mark
from monitor.extract.resemble import resembled
from monitor.extract.story_marks import Sentence
from monitor.extract.topics import numbers_at
from monitor.model import Evidence, Hit, Kind, Span, Stage, Termination

RULE = "clause.depositary-notice"  # "clause.": of the program, not of an installation
_TITLE = "Notice of a depositary"
_STAGES = {
    Action.EXIT: Stage.NOTIFIED,
    Action.SUSPENSION: Stage.SUSPENDED,
    Action.REVERSAL: Stage.REVERSED,
}
_JOINS = re.compile(
    r"(?:[\s'’(),]|\b(?:by|of|the|for|from|government|republic|kingdom|state|federation|union|par|de|du|des|la|le|"
    r"les|l|d|pour|gouvernement|r[ée]publique|royaume|[ée]tat)\b)*",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:state|party|member|country|[ée]tat|partie|membre|pays)[^:.\n]{0,20}:\s*\W*\Z", re.IGNORECASE
)
_FOR = re.compile(
    r"\b(?:for|in\s+respect\s+of|pour|[àa]\s+l['’][ée]gard\s+d[eu])\s+(?:the\s+|la\s+|le\s+|l['’])?\Z",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(r"\b(?:government|gouvernement)\b[^.:;]{0,30}\Z", re.IGNORECASE)
_LEAST = 3  # words of a title
_PARENT = 6  # words between a protocol and the name of its treaty


@dataclass(frozen=True, slots=True)
class Treaty:
    """The treaty of a notice: its entry in the gazetteer, if any, and its name at words `first:end`."""

    sentence: Sentence
    first: int
    end: int
    entry: LexiconEntry | None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DepositaryNotice:
    """What a notice says. `termination`: None for an action that is no exit, and where who acts or the
    treaty is not named.
    """

    heading: Heading
    termination: Termination | None

    @property
    def is_unclear(self) -> bool:
        """True for an exit of which the notice does not tell who or which treaty: it is read as news."""
        return self.termination is None and self.heading.action.is_exit

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hit of a notice of an exit; none for other notices."""
        if self.termination is None:
            return ()
        words = Span(self.heading.sentence.field, self.heading.start, self.heading.end)
        stage = Stage(self.termination.stage.value)
        return (Hit(RULE, "1", Kind.ACT, stage, (words,), _TITLE, "it names the action", score=1.0),)


def read_sentences(
    sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon, published: date | None, depositary: str
) -> DepositaryNotice | None:
    """What a notice says; None for a text that names no action, which is no notice. `depositary`: its code,
    which is no party unless the heading names it as such.
    """
    heading = find_heading(sentences)
    if heading is None:
        return None
    if not heading.action.is_exit:
        return DepositaryNotice(heading, None)
    treaty = next(_treaties(sentences, heading, pack, lexicon), None)
    actor = _actor(sentences, heading, treaty, depositary)
    if treaty is None or actor is None:
        return DepositaryNotice(heading, None)
    days = find_days(sentences, pack, published)
    return DepositaryNotice(heading, _termination(heading, treaty, actor, days, pack, lexicon))


def _termination(
    heading: Heading, treaty: Treaty, actor: Evidence, days: NoticeDays, pack: Pack, lexicon: Lexicon
) -> Termination:
    """The row of a notice."""
    stage, sentence, entry = _STAGES[heading.action], heading.sentence, treaty.entry
    why = "the depositary's notice says so"
    stated = Evidence(
        stage.value, sentence.text, sentence.story, sentence.field, heading.start, heading.end, why
    )
    is_exit = stage is not Stage.REVERSED
    if heading.action is Action.EXIT and days.took_effect and days.effect is not None:
        told = days.effect
        stated = Evidence(
            Stage.EFFECTIVE.value, told.sentence, told.story, told.field, told.start, told.end, why
        )
    name = _name(treaty)
    return Termination(
        actors=(actor,),
        others=tuple(_others(treaty, actor.value)),
        instrument=name,
        stage=stated,
        entry=entry.left if entry else None,
        kind=entry.subject if entry else treaty.subject,
        ended=days.effect if is_exit else None,
        notified=days.notified if is_exit else None,
        resembles=_resembled(treaty, name, actor.value, pack, lexicon),
        topics=lexicon.topics.of(name.value, pack.lang),
        numbers=tuple(sorted(numbers_at(treaty.sentence, treaty.first, treaty.end))),
    )


def _resembled(treaty: Treaty, name: Evidence, actor: str, pack: Pack, lexicon: Lexicon) -> tuple[str, ...]:
    """The ids of the entries that a name outside the gazetteer may mean."""
    if treaty.entry is not None:
        return ()
    close = pack.vocabulary.close(name.value)
    return resembled(lexicon.entries, close, frozenset({actor}), frozenset(), "")


def _name(treaty: Treaty) -> Evidence:
    """The name of a treaty as written; of a title in capitals that of the gazetteer, if it is known there."""
    written = treaty.sentence.raw(treaty.first, treaty.end)
    value = treaty.entry.name if treaty.entry and written.isupper() else " ".join(written.split())
    return treaty.sentence.evidence(value, treaty.first, treaty.end, "the treaty that the notice names")


def _others(treaty: Treaty, actor: str) -> Iterator[Evidence]:
    """The organisation that is left, and the other party of a treaty of two."""
    entry = treaty.entry
    if entry is None:
        return
    parties = entry.parties if len(entry.parties) == 2 and actor in entry.parties else ()
    for code in (*((entry.code,) if entry.code else ()), *(party for party in parties if party != actor)):
        yield treaty.sentence.evidence(code, treaty.first, treaty.end, "the treaty is with it")


def _treaties(
    sentences: Sequence[Sentence], heading: Heading, pack: Pack, lexicon: Lexicon
) -> Iterator[Treaty]:
    """The treaties that a notice names, the best founded first: official titles, entries of the gazetteer,
    other names; of each sort the heading's sentence first, then in the order of the text.
    """
    ordered = sorted(sentences, key=lambda sentence: sentence.number != heading.sentence.number)
    mentions = [mention for sentence in ordered for mention in find_mentions(sentence, pack, lexicon)]
    named = [mention for mention in mentions if not mention.bare and not mention.is_office]
    own = [mention for mention in named if not mention.identity and mention.kind not in ("", ORGANISATION)]
    protocols = [mention for mention in own if _is_of_another(mention)]
    for sentence in ordered:
        for first, end, id_ in lexicon.titles.find([token.text for token in sentence.tokens]):
            if id_ in lexicon.entries and not _has_parent(sentence, first, end, pack):
                yield Treaty(sentence, first, end, lexicon.entries[id_])
    for mention in protocols[:1]:
        yield _as_treaty(mention, lexicon)
    for bodies in (False, True):
        for mention in named:
            if mention.identity and (lexicon.entries[mention.identity].kind == ORGANISATION) is bodies:
                yield _as_treaty(mention, lexicon)
        if not bodies:
            yield from (_as_treaty(mention, lexicon) for mention in own if mention.says_more)
            yield from (treaty for sentence in ordered for treaty in _in_capitals(sentence))


def _as_treaty(mention: Mention, lexicon: Lexicon) -> Treaty:
    entry = lexicon.entries.get(mention.identity) if mention.identity else None
    first, end = mention.first, mention.end
    if entry is None and mention.sentence.raw(first, end).isupper():
        end = _line_end(mention.sentence, end)  # the end of a title in capitals cannot be seen
    return Treaty(mention.sentence, first, end, entry, mention.subject)


def _line_end(sentence: Sentence, at: int) -> int:
    """The place of the first word behind `at` that is not in capitals, or stands behind a stop."""
    while (
        at < len(sentence.tokens)
        and sentence.tokens[at].raw.isupper()
        and not set(sentence.gap(at)) & set(".:;\n(")
    ):
        at += 1
    return at


def _in_capitals(sentence: Sentence) -> Iterator[Treaty]:
    """The titles in capitals in which no name was found: from the noun of an agreement to the end."""
    for head in sentence.of(Layer.HEAD):
        end = _line_end(sentence, head.end)
        is_title = head.value != ORGANISATION and sentence.words(head).isupper()
        if is_title and end - head.first >= _LEAST:
            yield Treaty(sentence, head.first, end, None)


def _is_of_another(mention: Mention) -> bool:
    """True for the name of a protocol that holds the name of its treaty."""
    entries = mention.sentence.of(Layer.ENTRY)
    return any(mention.first < entry.first and entry.end <= mention.end for entry in entries)


def _has_parent(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if a title stands behind the noun of another one: `Protocol No. 6 to the Convention`."""
    near = [head for head in sentence.of(Layer.HEAD) if 0 <= first - head.end <= _PARENT]
    return any(
        not {":", ";", "\n"}
        & set(sentence.source[sentence.tokens[head.first].start : sentence.tokens[first].start])
        and all(_is_little(sentence, at, pack) for at in range(head.end, first))
        for head in near
    )


def _is_little(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a word that may stand between a protocol and its treaty."""
    word = sentence.word(at)
    return word.isdigit() or word in pack.function_words or word in ("no", "n")


def _actor(
    sentences: Sequence[Sentence], heading: Heading, treaty: Treaty | None, depositary: str
) -> Evidence | None:
    """Who notified: the state of the heading, that behind a label, that beside the action, that for which it
    takes effect, or a government that is named.
    """
    if heading.state is not None:
        return _party(heading.sentence, heading.state, "the heading names it")
    marks = [
        (sentence, mark)
        for sentence in sentences
        for mark in sentence.of(Layer.PARTY)
        if mark.role in NAMES
        and mark.value not in (depositary, "UN")
        and not _is_inside(sentence, mark, treaty)
    ]
    for sentence, mark in marks:
        if _LABELS.search(sentence.source, sentence.tokens[0].start, sentence.tokens[mark.first].start):
            return _party(sentence, mark, "stands behind a label")
    beside = [mark for sentence, mark in marks if sentence is heading.sentence and _is_beside(heading, mark)]
    if beside:
        return _party(heading.sentence, beside[0], "stands beside the action")
    for words in (_FOR, _GOVERNMENT):
        for sentence, mark in marks:
            if words.search(sentence.source, sentence.tokens[0].start, sentence.tokens[mark.first].start):
                return _party(sentence, mark, f"named after “{sentence.word(mark.first - 1)}”")
    own = [mark for sentence, mark in marks if sentence is heading.sentence]
    return _party(heading.sentence, own[0], "the party that the heading names") if len(own) == 1 else None


def _party(sentence: Sentence, mark: Mark, why: str) -> Evidence:
    return sentence.evidence(mark.value, mark.first, mark.end, why)


def _is_inside(sentence: Sentence, mark: Mark, treaty: Treaty | None) -> bool:
    """True for a party in the name of the treaty."""
    if treaty is None or sentence is not treaty.sentence:
        return False
    return treaty.first <= mark.first < treaty.end


def _is_beside(heading: Heading, mark: Mark) -> bool:
    """True if only little words stand between the action and a party."""
    sentence = heading.sentence
    start, end = sentence.tokens[mark.first].start, sentence.tokens[mark.end - 1].end
    between = (
        sentence.source[heading.end : start] if start >= heading.end else sentence.source[end : heading.start]
    )
    return _JOINS.fullmatch(between.removeprefix("'s").removeprefix("’s")) is not None
