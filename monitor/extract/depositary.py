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
from monitor.extract.notice_actions import (
    NAMES,
    Heading,
    cites,
    divided,
    divided_by_heading,
    find_heading,
    names_action,
)
from monitor.extract.notice_days import NoticeDays, find_days
from monitor.extract.notice_treaties import Treaty, find_treaties
from monitor.extract.phrases import Layer, Mark
from monitor.extract.resemble import resembled
from monitor.extract.story_marks import Sentence
from monitor.extract.trace import Trace
from monitor.model import UNCLEAR, Evidence, Hit, Kind, Span, Stage, Termination
from monitor.rules.notice_words import NoticeWords

RULE = "clause.depositary-notice"  # "clause.": of the program, not of an installation
_TITLE = "Notice of a depositary"
_OBJECTION = "objection"
_WHY_OTHER = "the depositary's notice is of another action than an exit"
_WHY_UNCLEAR = "the depositary's notice does not clearly say who leaves which treaty"
# names by which the lists of depositaries mean another state than newspapers do
_LISTED = {"congo": "CG"}


@dataclass(frozen=True, slots=True)
class DepositaryNotice:
    """What a notice says. `termination`: None for an action that is no exit, and where it is not clear who
    acts and on which treaty.
    """

    heading: Heading
    termination: Termination | None
    lang: str

    @property
    def is_unclear(self) -> bool:
        """True for an exit of which the notice does not clearly tell who and which treaty."""
        return self.termination is None and self.heading.is_exit

    @property
    def says(self) -> str:
        """What is notified, in a word or two: exit, suspension, accession; `UNCLEAR`."""
        return UNCLEAR if self.is_unclear else self.heading.action.id.replace("-", " ")


@dataclass(frozen=True, slots=True)
class DepositaryNotices:
    """The notices of a story: one, or those that a mail lists, each with its number or its heading."""

    notices: tuple[DepositaryNotice, ...]

    @property
    def says(self) -> str:
        """What is notified, each once: "exit, accession"."""
        return ", ".join(dict.fromkeys(notice.says for notice in self.notices))

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
                is_unclear = any(notice.is_unclear for notice in self.notices)
                why = _WHY_UNCLEAR if is_unclear else _WHY_OTHER
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
    """What each notice of a story says; None for a text without one. `depositary`: its code, which is no
    party unless a heading names it as such.
    """
    reader = _Reader(pack, lexicon, published, depositary)
    notices = tuple(notice for part in divided(sentences) for notice in reader.read_part(part))
    return DepositaryNotices(notices) if notices else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads notices with the words of a language."""

    pack: Pack
    lexicon: Lexicon
    published: date | None
    depositary: str

    def read_part(self, sentences: Sequence[Sentence]) -> list[DepositaryNotice]:
        """The notices under one number: one, none for a text that names no action, or one for each heading.

        Several headings are read only if each exit has a day of its own: else nobody can tell whose it is.
        """
        before, parts = divided_by_heading(sentences, self.lexicon.notices)
        if not parts:
            heading = find_heading(sentences, self.lexicon.notices)
            return [] if heading is None else [self._read(heading, sentences, ())]
        is_one_field = len({heading.sentence.field for heading, _ in parts}) == 1
        if is_one_field and all(self._has_day(own) for heading, own in parts if heading.is_exit):
            return [self._read(heading, own, before) for heading, own in parts]
        exits = [heading for heading, _ in parts if heading.is_exit]
        return [DepositaryNotice((exits or [parts[0][0]])[0], None, self.pack.lang)]

    def _read(
        self, heading: Heading, own: Sequence[Sentence], before: Sequence[Sentence]
    ) -> DepositaryNotice:
        """The notice with this heading in its own sentences; `before`: those that it shares with others."""
        termination = None
        if heading.is_exit and not heading.together and not self._is_told_by_others(heading, own):
            termination = self._termination(heading, own, before)
        return DepositaryNotice(heading, termination, self.pack.lang)

    def _termination(
        self, heading: Heading, own: Sequence[Sentence], before: Sequence[Sentence]
    ) -> Termination | None:
        treaty = self._treaty(heading, own) or self._treaty(heading, before)
        if treaty is None or self._is_of_another_depositary(treaty):
            return None
        named = [
            (sentence, mark)
            for sentence in own
            for mark in sentence.of(Layer.PARTY)
            if _may_act(sentence, mark, treaty, self.depositary)
        ]
        actor = _actor(own, heading, named, self.lexicon.notices)
        days = self._days(own)
        if actor is None or _is_of_another(days.effect, actor.value, named, self.lexicon.notices):
            return None
        return _termination(heading, treaty, actor, days, self.pack, self.lexicon)

    def _treaty(self, heading: Heading, sentences: Sequence[Sentence]) -> Treaty | None:
        return next(find_treaties(sentences, heading.sentence.number, self.pack, self.lexicon), None)

    def _is_of_another_depositary(self, treaty: Treaty) -> bool:
        """True if the depositary of this treaty is known, and another one than that of the story."""
        entry = treaty.entry
        ids = () if entry is None else (entry.id, entry.left)
        known = self.lexicon.titles.depositaries(ids)
        return bool(known) and self.depositary not in known

    def _days(self, sentences: Sequence[Sentence]) -> NoticeDays:
        return find_days(sentences, self.pack, self.published, self.lexicon.notices)

    def _has_day(self, sentences: Sequence[Sentence]) -> bool:
        days = self._days(sentences)
        return days.notified is not None or days.effect is not None

    def _is_told_by_others(self, heading: Heading, sentences: Sequence[Sentence]) -> bool:
        """True if no heading tells who acts, and a party objects or the text only tells of a notice."""
        return heading.state is None and any(
            cites(sentence) or names_action(sentence, _OBJECTION, self.lexicon.notices)
            for sentence in sentences
        )


def _is_of_another(
    effect: Evidence | None, actor: str, named: Sequence[tuple[Sentence, Mark]], words: NoticeWords
) -> bool:
    """True if the sentence of the day of effect names another state for which it takes effect."""
    if effect is None:
        return False
    own = [
        (sentence, mark)
        for sentence, mark in named
        if sentence.field == effect.field and sentence.text == effect.sentence
    ]
    states = {
        _code(sentence, mark) for sentence, mark in own if _is_behind(words.role("for"), sentence, mark)
    }
    return bool(states) and actor not in states


def _termination(
    heading: Heading, treaty: Treaty, actor: Evidence, days: NoticeDays, pack: Pack, lexicon: Lexicon
) -> Termination:
    """The row of a notice."""
    stage, entry = Stage(heading.action.stage), treaty.entry
    why = "the depositary's notice says so"
    stated = heading.evidence(stage.value, why)
    is_exit = stage is not Stage.REVERSED
    if stage is Stage.NOTIFIED and days.took_effect and days.effect is not None:
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
    sentences: Sequence[Sentence],
    heading: Heading,
    named: Sequence[tuple[Sentence, Mark]],
    words: NoticeWords,
) -> Evidence | None:
    """Who notified: the state of the heading, that behind a label, that beside the action, that for which it
    takes effect, or a government that is named; None where several are beside an action.
    """
    if heading.state is not None:
        return _party(heading.sentence, heading.state, "the heading names it")
    if labelled := _behind(words.role("label"), named):
        return labelled
    beside = list(_beside_action(sentences, heading, named, words))
    if beside:
        return beside[0] if len({actor.value for actor in beside}) == 1 else None
    return (
        _behind(words.role("for"), named)
        or _behind(words.role("government"), named)
        or _only_one(heading, named)
    )


def _may_act(sentence: Sentence, mark: Mark, treaty: Treaty, depositary: str) -> bool:
    """True for the name of a party that is not the depositary and not in the name of the treaty."""
    is_name = mark.role in NAMES and mark.value not in (depositary, "UN")
    return is_name and not (sentence is treaty.sentence and treaty.first <= mark.first < treaty.end)


def _behind(words: re.Pattern[str], named: Sequence[tuple[Sentence, Mark]]) -> Evidence | None:
    """The first party right behind these words; None without one."""
    for sentence, mark in named:
        if _is_behind(words, sentence, mark):
            return _party(sentence, mark, "stands behind words for who acts")
    return None


def _is_behind(words: re.Pattern[str], sentence: Sentence, mark: Mark) -> bool:
    start, end = sentence.tokens[0].start, sentence.tokens[mark.first].start
    return words.search(sentence.source, start, end) is not None


def _beside_action(
    sentences: Sequence[Sentence],
    heading: Heading,
    named: Sequence[tuple[Sentence, Mark]],
    words: NoticeWords,
) -> Iterator[Evidence]:
    """The parties beside the action of the heading, or of another sentence."""
    others = (other for sentence in sentences if (other := find_heading([sentence], words)))
    for action in (heading, *others):
        for sentence, mark in named:
            is_own = sentence is action.sentence and action.is_exit
            if is_own and _is_beside(action, mark, words.role("join")):
                yield _party(sentence, mark, "stands beside the action")


def _only_one(heading: Heading, named: Sequence[tuple[Sentence, Mark]]) -> Evidence | None:
    """The only party that the sentence of the heading names; None for none or several."""
    own = [mark for sentence, mark in named if sentence is heading.sentence]
    return _party(heading.sentence, own[0], "the party that the heading names") if len(own) == 1 else None


def _party(sentence: Sentence, mark: Mark, why: str) -> Evidence:
    return sentence.evidence(_code(sentence, mark), mark.first, mark.end, why)


def _code(sentence: Sentence, mark: Mark) -> str:
    """The code of a party as depositaries call it."""
    written = sentence.raw(mark.first, mark.end).casefold().removeprefix("the ")
    return _LISTED.get(written, mark.value)


def _is_beside(heading: Heading, mark: Mark, joins: re.Pattern[str]) -> bool:
    """True if only little words stand between the action and a party."""
    sentence = heading.sentence
    start, end = sentence.tokens[mark.first].start, sentence.tokens[mark.end - 1].end
    between = (
        sentence.source[heading.end : start] if start >= heading.end else sentence.source[end : heading.start]
    )
    return joins.fullmatch(between.removeprefix("'s").removeprefix("’s")) is not None
