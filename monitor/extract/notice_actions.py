"""What a depositary's notice tells of: an exit, a suspension, the withdrawal of one, or another action.

Notices are written in set phrases, in English and French (United Nations: `STATE: ACTION`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence

NAMES = ("name", "former", "organisation")  # of a party; no capital and no adjective
_READ = 20  # sentences among which the action stands
_LABEL = 8  # words between the name of a state and the colon behind it: (KINGDOM OF THE)


class Action(StrEnum):
    """The action that is notified. Of patterns that begin at the same word the first counts."""

    REVERSAL = "reversal"
    OTHER_WITHDRAWAL = "other withdrawal"  # of a reservation, a declaration, a signature
    EXIT = "exit"
    SUSPENSION = "suspension"
    OTHER = "other"

    @property
    def is_exit(self) -> bool:
        """True for what concerns an exit."""
        return self in (Action.REVERSAL, Action.EXIT, Action.SUSPENSION)


_OF = r"\s+(?:of|de|d['’]|du|des)\s*"
_ARTICLE = r"(?:(?:the|a|its|la|le|l['’]|une?|sa|son|ses|certaines?)\s*)?"
_PAPER = (
    r"(?:notification|notice|instrument|declaration|communication|letter|d[ée]claration|avis|acte|lettre)s?"
)
_EXIT = r"(?:withdrawal|denunciation|termination|retrait|d[ée]nonciation)s?"
_TAKEN_BACK = r"(?:withdrawal|revocation|rescission|cancellation|annulment|retrait|r[ée]vocation|annulation)"
_TAKES_BACK = (
    r"(?:withdr(?:aws?|ew|awn|awing)|revok(?:es?|ed|ing)|rescind(?:s|ed|ing)?|cancel(?:s|led|ling)?|"
    r"retir(?:e|é|er|ée)|annul(?:e|é|er|ée)|r[ée]voqu(?:e|é|er|ée))\s+"
)
_PATTERNS = {
    Action.REVERSAL: (
        rf"{_TAKEN_BACK}{_OF}{_ARTICLE}(?:{_PAPER}{_OF}{_ARTICLE})?(?:{_EXIT}|suspension)\b|"
        rf"{_TAKES_BACK}{_ARTICLE}(?:{_PAPER}{_OF}{_ARTICLE})?(?:{_EXIT}|suspension)\b"
    ),
    Action.OTHER_WITHDRAWAL: (
        rf"partial\s+{_EXIT}\b|(?:retrait|d[ée]nonciation)\s+partiel(?:le)?\b|"
        rf"(?:partial\s+)?{_TAKEN_BACK}(?:\s+partiel(?:le)?)?{_OF}{_ARTICLE}(?:partial\s+|partielle\s+)?"
        r"(?:reserv|declar|objection|signature|communicat|understanding|derogat|statement|"
        r"notificat|ratificat|"
        r"accession|acceptance|instrument|r[ée]serve|d[ée]clarat|d[ée]rogat|adh[ée]sion|acceptation)\w*"
    ),
    Action.EXIT: (
        rf"(?:{_PAPER}{_OF}{_ARTICLE})?{_EXIT}\b|\bdenounc(?:es|ed|ing)\b|"
        r"\bwithdr(?:ew|aws|awn|awing)\s+from\b|"
        r"\bd[ée]nonc(?:e|é|ée|er)\b|\b(?:se|s['’]est|s['’][ée]tait)\s+retir\w+"
    ),
    Action.SUSPENSION: rf"(?:{_PAPER}{_OF}{_ARTICLE})?suspension\b|\bsuspend(?:s|ed|ing)\b|\bsuspendu?e?\b",
    Action.OTHER: (
        r"\b(?:accession|ratification|acceptance|approval|succession|signature|reservation|declaration|"
        r"objection|communication|correction|rectification|derogation|amendment|designation|extension|"
        r"(?:territorial|provisional)\s+application|entry\s+into\s+force|consent\s+to\s+be\s+bound|"
        r"adh[ée]sion|acceptation|approbation|r[ée]serve|d[ée]claration|d[ée]rogation|"
        r"amendement|d[ée]signation|"
        r"application\s+(?:territoriale|provisoire)|entr[ée]e\s+en\s+vigueur|"
        r"notifications?\s+(?:under|pursuant|made|in\s+accordance|en\s+vertu|au\s+titre|conform))"
    ),
}
_OF_TERRITORY = re.compile(
    r"\W*(?:in\s+respect\s+of|with\s+respect\s+to|[àa]\s+l['’][ée]gard\s+d|pour\s+ce\s+qui)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:r[ée]f\w*\W{1,5})?C\.\s?N\.\s?(\d{1,5}\.\s?\d{4})", re.IGNORECASE)
_COMPILED = {action: re.compile(pattern, re.IGNORECASE) for action, pattern in _PATTERNS.items()}
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS.values()), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """The words that say what is notified: characters `start:end` of the field. `state`: the one in front of
    them in the form `STATE: ACTION`.
    """

    action: Action
    sentence: Sentence
    start: int
    end: int
    state: Mark | None = None

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


def find_heading(sentences: Sequence[Sentence]) -> Heading | None:
    """What a notice tells of: its line `STATE: ACTION`, else the first action that it names; None without."""
    first = sentences[:_READ]
    labelled = (heading for sentence in first if (heading := _labelled(sentence)))
    heading = next(labelled, None)
    return heading or next((heading for sentence in first if (heading := _named(sentence))), None)


def _labelled(sentence: Sentence) -> Heading | None:
    """The form `STATE: ACTION`: the action begins right behind the colon."""
    parties = sentence.of(Layer.PARTY)[::-1]
    names = [mark for mark in parties if mark.role in NAMES]
    # the adjectives: SYRIAN ARAB REPUBLIC
    for state in (*names, *(mark for mark in parties if mark.role == "adjective")):
        for at in range(state.end, min(state.end + _LABEL, len(sentence.tokens))):
            if ":" not in sentence.gap(at):
                continue
            start = sentence.tokens[at].start
            match = _ANY.match(sentence.source, start, sentence.tokens[-1].end)
            if match is not None:
                action = _action(sentence.source, match)
                if _OF_TERRITORY.match(sentence.source, match.end()):
                    action = Action.OTHER  # the state itself stays
                return Heading(action, sentence, start, match.end(), state)
            break
    return None


def _named(sentence: Sentence) -> Heading | None:
    """The first action that a sentence names."""
    match = _ANY.search(sentence.source, sentence.tokens[0].start, sentence.tokens[-1].end)
    if match is None:
        return None
    return Heading(_action(sentence.source, match), sentence, match.start(), match.end())


def _action(source: str, match: re.Match[str]) -> Action:
    """The action whose pattern begins where a match does."""
    return next(action for action, pattern in _COMPILED.items() if pattern.match(source, match.start()))
