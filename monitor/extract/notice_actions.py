"""What a depositary's notice tells of: an exit, a suspension, the withdrawal of one, or another action.

Notices are written in set phrases (rules/depositary.toml; United Nations: `STATE: ACTION`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence
from monitor.rules.notice_words import NoticeAction, NoticeWords

NAMES = ("name", "former", "organisation")  # of a party; no capital and no adjective
_READ = 20  # sentences among which the action stands
_LABEL = 8  # words between the name of a state and the colon behind it: (KINGDOM OF THE)
_NUMBER = re.compile(r"(?:r[ée]f\w*\W{1,5})?C\.\s?N\.\s?(\d{1,5}\.\s?\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """The words that say what is notified: characters `start:end` of the field. `state`: the one in front of
    them in the form `STATE: ACTION`; `together`: other states stand beside it.
    """

    action: NoticeAction
    sentence: Sentence
    start: int
    end: int
    state: Mark | None = None
    together: bool = False

    @property
    def is_exit(self) -> bool:
        """True for what concerns an exit."""
        return bool(self.action.stage)

    def evidence(self, value: str, why: str) -> Evidence:
        """A value that these words state."""
        sentence = self.sentence
        return Evidence(value, sentence.text, sentence.story, sentence.field, self.start, self.end, why)


def divided(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """The sentences of each notice of a list; each begins with its number. A notice in two languages has its
    number twice.
    """
    parts: list[list[Sentence]] = [[]]
    number = ""
    for sentence in sentences:
        match = _NUMBER.match(sentence.source, sentence.tokens[0].start)
        if match is not None:
            if number not in ("", match[1]):
                parts.append([])
            number = match[1]
        parts[-1].append(sentence)
    return parts


def divided_by_heading(
    sentences: Sequence[Sentence], words: NoticeWords
) -> tuple[list[Sentence], list[tuple[Heading, list[Sentence]]]]:
    """The sentences before the first heading, and each heading with those up to the next one; no headings for
    a notice that has only one, be it in two languages.
    """
    headings = labelled_headings(sentences, words)
    if len({(heading.state.value if heading.state else "", heading.action.id) for heading in headings}) < 2:
        return list(sentences), []
    before: list[Sentence] = []
    parts: list[tuple[Heading, list[Sentence]]] = []
    starts = {id(heading.sentence): heading for heading in headings}
    for sentence in sentences:
        if heading := starts.get(id(sentence)):
            parts.append((heading, []))
        (parts[-1][1] if parts else before).append(sentence)
    return before, parts


def cites(sentence: Sentence) -> bool:
    """True if a sentence names the number of a notice in passing: it tells of one."""
    start, end = sentence.tokens[0].start, sentence.tokens[-1].end
    return _NUMBER.match(sentence.source, start) is None and bool(_NUMBER.search(sentence.source, start, end))


def names_action(sentence: Sentence, action: str, words: NoticeWords) -> bool:
    """True if a sentence names the action with this id."""
    start, end = sentence.tokens[0].start, sentence.tokens[-1].end
    patterns = (known.pattern for known in words.actions if known.id == action)
    return any(pattern.search(sentence.source, start, end) for pattern in patterns)


def find_heading(sentences: Sequence[Sentence], words: NoticeWords) -> Heading | None:
    """What a notice tells of: its line `STATE: ACTION`, else the first action that it names; None without."""
    first = sentences[:_READ]
    labelled = next(iter(labelled_headings(first, words)), None)
    return labelled or next((heading for sentence in first if (heading := _named(sentence, words))), None)


def labelled_headings(sentences: Sequence[Sentence], words: NoticeWords) -> list[Heading]:
    """The headings of the form `STATE: ACTION`."""
    return [heading for sentence in sentences if (heading := _labelled(sentence, words))]


def _labelled(sentence: Sentence, words: NoticeWords) -> Heading | None:
    """The form `STATE: ACTION`: the action begins right behind the colon."""
    parties = sentence.of(Layer.PARTY)[::-1]
    names = [mark for mark in parties if mark.role in NAMES]
    # the adjectives: SYRIAN ARAB REPUBLIC
    for state in (*names, *(mark for mark in parties if mark.role == "adjective")):
        for at in range(state.end, min(state.end + _LABEL, len(sentence.tokens))):
            if ":" not in sentence.gap(at):
                continue
            start = sentence.tokens[at].start
            match = words.any_action.match(sentence.source, start, sentence.tokens[-1].end)
            if match is not None:
                action = words.action(sentence.source, match.start())
                if words.role("territory").match(sentence.source, match.end()):
                    action = _of_territory(action)
                together = _named_together(sentence, state, words)
                return Heading(action, sentence, start, match.end(), state, together)
            break
    return None


def _of_territory(action: NoticeAction) -> NoticeAction:
    """The action for a territory: the state itself stays."""
    return replace(action, id=f"{action.id} for a territory", stage="")


def _named_together(sentence: Sentence, state: Mark, words: NoticeWords) -> bool:
    """True if another state stands right before this one: FINLAND, NORWAY AND LATVIA."""
    return any(
        mark.role in NAMES
        and mark.value != state.value
        and mark.end <= state.first
        and words.role("list").fullmatch(
            sentence.source, sentence.tokens[mark.end - 1].end, sentence.tokens[state.first].start
        )
        for mark in sentence.of(Layer.PARTY)
    )


def _named(sentence: Sentence, words: NoticeWords) -> Heading | None:
    """The first action that a sentence names; an exit leads before a verb that tells of joining."""
    end = sentence.tokens[-1].end
    headings = [
        Heading(words.action(sentence.source, match.start()), sentence, match.start(), match.end())
        for match in words.any_action.finditer(sentence.source, sentence.tokens[0].start, end)
    ]
    if headings and headings[0].action.is_joining:
        return next((heading for heading in headings if heading.action.stage), headings[0])
    return headings[0] if headings else None
