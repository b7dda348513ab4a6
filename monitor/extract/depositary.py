"""Reads a depositary's notice: who notified the exit from which treaty, when, and from what day.

Its fields are read as such notices write them, not as news: what the depositary says is taken for done, and
an accession, a reservation or a derogation is no exit. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.notice_actions import NAMES, Action, Heading, divided, find_heading
from monitor.extract.notice_days import NoticeDays, find_days
from monitor.extract.notice_treaties import Treaty, find_treaties
from monitor.extract.phrases import Layer, Mark
from monitor.extract.resemble import resembled
from monitor.extract.story_marks import Sentence
from monitor.extract.trace import Trace
from monitor.model import Evidence, Hit, Kind, Span, Stage, Termination

RULE = "clause.depositary-notice"  # "clause.": of the program, not of an installation
_TITLE = "Notice of a depositary"
_STAGES = {
    Action.EXIT: Stage.NOTIFIED,
    Action.SUSPENSION: Stage.SUSPENDED,
    Action.REVERSAL: Stage.REVERSED,
}
# names by which the lists of depositaries mean another state than newspapers do
_LISTED = {"congo": "CG"}
_JOINS = re.compile(
    r"(?:[\s'’(),]|\b(?:by|of|the|for|from|government|republic|kingdom|state|federation|union|"
    r"par|de|du|des|la|le|"
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
_GOVERNMENT = re.compile(
    r"\b(?:government|gouvernement|repr[ée]sentation|embassy|ambassade|minist\w+)\b[^.:;]{0,30}\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DepositaryNotice:
    """What a notice says. `termination`: None for an action that is no exit, and where who acts or the
    treaty is not named.
    """

    heading: Heading
    termination: Termination | None
    lang: str

    @property
    def is_unclear(self) -> bool:
        """True for an exit of which the notice does not tell who or which treaty."""
        return self.termination is None and self.heading.action.is_exit


@dataclass(frozen=True, slots=True)
class DepositaryNotices:
    """The notices of a story: one, or those that a mail lists, each with its number."""

    notices: tuple[DepositaryNotice, ...]

    @property
    def is_unclear(self) -> bool:
        """True if there is an exit, and of none is known who and which treaty: it is read as news."""
        return not self._exits and any(notice.is_unclear for notice in self.notices)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """A hit for each exit; none for other notices."""
        return tuple(_hit(notice, number) for number, notice in enumerate(self._exits, 1))

    def rows(self, trace: Trace | None) -> tuple[Termination, ...]:
        """A row for each exit; none for other actions, and the trace says so."""
        rows = tuple(notice.termination for notice in self._exits if notice.termination is not None)
        if trace is not None:
            trace.lang = self.notices[0].lang
            for _ in rows:
                trace.begin()
                trace.end(kept=True)
            if not rows:
                why = "the depositary's notice is of another action than an exit"
                trace.nothing = self.notices[0].heading.evidence("", why)
        return rows

    @property
    def _exits(self) -> list[DepositaryNotice]:
        return [notice for notice in self.notices if notice.termination is not None]


def _hit(notice: DepositaryNotice, number: int) -> Hit:
    """The hit of the exit of this number in its story."""
    assert notice.termination is not None
    heading = notice.heading
    words = Span(heading.sentence.field, heading.start, heading.end)
    rule = RULE if number == 1 else f"{RULE}.{number}"
    stage = Stage(notice.termination.stage.value)
    return Hit(rule, "1", Kind.ACT, stage, (words,), _TITLE, "it names the action", score=1.0)


def read_all(
    sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon, published: date | None, depositary: str
) -> DepositaryNotices | None:
    """What each notice of a story says, as `read_sentences`; None for a text without one."""
    read = (read_sentences(part, pack, lexicon, published, depositary) for part in divided(sentences))
    notices = tuple(notice for notice in read if notice is not None)
    return DepositaryNotices(notices) if notices else None


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
        return DepositaryNotice(heading, None, pack.lang)
    treaty = next(find_treaties(sentences, heading.sentence.number, pack, lexicon), None)
    actor = None if treaty is None else _actor(sentences, heading, treaty, depositary)
    if treaty is None or actor is None:
        return DepositaryNotice(heading, None, pack.lang)
    days = find_days(sentences, pack, published)
    termination = _termination(heading, treaty, actor, days, pack, lexicon)
    return DepositaryNotice(heading, termination, pack.lang)


def _termination(
    heading: Heading, treaty: Treaty, actor: Evidence, days: NoticeDays, pack: Pack, lexicon: Lexicon
) -> Termination:
    """The row of a notice."""
    stage, entry = _STAGES[heading.action], treaty.entry
    why = "the depositary's notice says so"
    stated = heading.evidence(stage.value, why)
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
        numbers=treaty.numbers,
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


def _actor(
    sentences: Sequence[Sentence], heading: Heading, treaty: Treaty, depositary: str
) -> Evidence | None:
    """Who notified: the state of the heading, that behind a label, that beside the action, that for which it
    takes effect, or a government that is named.
    """
    if heading.state is not None:
        return _party(heading.sentence, heading.state, "the heading names it")
    named = [
        (sentence, mark)
        for sentence in sentences
        for mark in sentence.of(Layer.PARTY)
        if _may_act(sentence, mark, treaty, depositary)
    ]
    return (
        _behind(_LABELS, named)
        or _beside_action(sentences, heading, named)
        or _behind(_FOR, named)
        or _behind(_GOVERNMENT, named)
        or _only_one(heading, named)
    )


def _may_act(sentence: Sentence, mark: Mark, treaty: Treaty, depositary: str) -> bool:
    """True for the name of a party that is not the depositary and not in the name of the treaty."""
    is_name = mark.role in NAMES and mark.value not in (depositary, "UN")
    return is_name and not (sentence is treaty.sentence and treaty.first <= mark.first < treaty.end)


def _behind(words: re.Pattern[str], named: Sequence[tuple[Sentence, Mark]]) -> Evidence | None:
    """The first party right behind these words; None without one."""
    for sentence, mark in named:
        start, end = sentence.tokens[0].start, sentence.tokens[mark.first].start
        if words.search(sentence.source, start, end):
            return _party(sentence, mark, "stands behind words for who acts")
    return None


def _beside_action(
    sentences: Sequence[Sentence], heading: Heading, named: Sequence[tuple[Sentence, Mark]]
) -> Evidence | None:
    """The first party beside the action of the heading, or of another sentence; None without one."""
    for action in (heading, *(other for sentence in sentences if (other := find_heading([sentence])))):
        for sentence, mark in named:
            if sentence is action.sentence and action.action.is_exit and _is_beside(action, mark):
                return _party(sentence, mark, "stands beside the action")
    return None


def _only_one(heading: Heading, named: Sequence[tuple[Sentence, Mark]]) -> Evidence | None:
    """The only party that the sentence of the heading names; None for none or several."""
    own = [mark for sentence, mark in named if sentence is heading.sentence]
    return _party(heading.sentence, own[0], "the party that the heading names") if len(own) == 1 else None


def _party(sentence: Sentence, mark: Mark, why: str) -> Evidence:
    written = sentence.raw(mark.first, mark.end).casefold().removeprefix("the ")
    return sentence.evidence(_LISTED.get(written, mark.value), mark.first, mark.end, why)


def _is_beside(heading: Heading, mark: Mark) -> bool:
    """True if only little words stand between the action and a party."""
    sentence = heading.sentence
    start, end = sentence.tokens[mark.first].start, sentence.tokens[mark.end - 1].end
    between = (
        sentence.source[heading.end : start] if start >= heading.end else sentence.source[end : heading.start]
    )
    return _JOINS.fullmatch(between.removeprefix("'s").removeprefix("’s")) is not None
