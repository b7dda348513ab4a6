"""A digest as lines for services whose messages are one text: each puts them into its own markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial

from monitor.channels.chat_text import (
    act_details,
    act_lines,
    coverage,
    exit_lines,
    headline,
    linked_follow,
    number,
    period,
    read_label,
)
from monitor.channels.fallback import with_fallback
from monitor.channels.inert import inert
from monitor.channels.templates import safe_url
from monitor.digest import ActSummary, Digest

_SHORTEST = 40  # characters: a line is cut to no fewer, then left out


class Style(Enum):
    """How a line is shown where a service can show it so."""

    PLAIN = auto()
    HEADING = auto()  # of the message or of a section
    STRONG = auto()  # who leaves what
    FAINT = auto()  # status, source, day and references
    GAP = auto()  # an empty line


@dataclass(frozen=True, slots=True)
class Line:
    """One line, not yet escaped; with an address it is a link of our own words."""

    text: str
    style: Style = Style.PLAIN
    url: str = ""

    @property
    def shown(self) -> str:
        """The text, in which no service reads a mention or a link."""
        return inert(self.text)

    @property
    def plain(self) -> str:
        """The line where there is no markup: behind the words of a link stands its address, without an @,
        which some services read as a mention there too.
        """
        return f"{self.shown}: {self.url.replace('@', '%40')}" if self.url else self.shown


GAP = Line("", Style.GAP)
_CUT = (Style.PLAIN, Style.STRONG)


def message_lines(digest: Digest, *, with_headline: bool = True) -> list[Line]:
    """The lines of one message: headline, period, acts, possible exits, coverage, number of the message.

    Without the headline, for services that show it as a title, it counts as said all the same.
    """
    said = headline(digest)
    lines = [Line(said, Style.HEADING)] if with_headline else []
    lines += [Line(period(digest)), *map(Line, digest.lead)]
    for section in digest.sections:
        lines += [GAP, Line(section.title, Style.HEADING)] if digest.has_headings else []
        for act in section.acts:
            lines += [GAP, *with_fallback(act, partial(_act, said=said))]
    end = [Line(text, Style.FAINT) for text in (*coverage(digest), number(digest))]
    return [*lines, *_possible(digest), GAP, *end]


def fitted(lines: Sequence[Line], excess: Callable[[Sequence[Line]], int]) -> list[Line]:
    """The lines with their longest texts cut, then some left out, until `excess` returns 0 or less.

    A service would refuse the whole message for one line too many. Headings and the last line stay; a link
    is left out when nothing else is left to cut.
    """
    kept = list(lines)
    # `excess` renders the lines, so a step takes away as much as is missing, from as many lines as that needs
    while (over := excess(kept)) > 0 and _reduce(kept, over):
        pass
    return kept


def _reduce(lines: list[Line], over: int) -> bool:
    """Takes at least `over` characters away, or all that may go. False if nothing may."""
    reduced = False
    while over > 0 and (place := _least_needed(lines[:-1])) is not None:
        text, reduced = lines[place].text, True
        if lines[place].url or len(text) <= _SHORTEST:
            over -= len(lines.pop(place).plain) + 1
        else:
            lines[place] = replace(lines[place], text=_cut(text, max(_SHORTEST, len(text) - over)))
            over -= len(text) - len(lines[place].text)
    return reduced


def _least_needed(lines: Sequence[Line]) -> int | None:
    """The place of the line to be cut next: the longest text; of short texts the last one; then the longest
    link.
    """
    texts = [place for place, line in enumerate(lines) if not line.url and line.style in _CUT]
    if texts:
        longest = max(texts, key=lambda place: len(lines[place].text))
        return longest if len(lines[longest].text) > _SHORTEST else texts[-1]
    links = [place for place, line in enumerate(lines) if line.url]
    return max(links, key=lambda place: len(lines[place].url), default=None)


def paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines between gaps."""
    paragraph: list[Line] = []
    for line in lines:
        if line.style is not Style.GAP:
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _cut(text: str, length: int) -> str:
    """At most `length` characters; the last one is an ellipsis."""
    return text[: length - 1].rstrip() + "…"


def _act(act: ActSummary, said: str) -> list[Line]:
    """One act. What the message's headline has `said` already, is not said again."""
    lines = [
        Line(text, Style.STRONG if text == act.sentence else Style.PLAIN) for text in act_lines(act, said)
    ]
    follow = linked_follow(act)
    links = [
        *_link(read_label(act.say, act.host), act.url),
        *_link(act.follow, follow),
    ]
    return [*lines, *links, Line(act_details(act), Style.FAINT)]


def _possible(digest: Digest) -> list[Line]:
    """The section of possible exits, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    lines = [GAP, Line(say("possible"), Style.HEADING), Line(say("possible.note"))]
    for exit in possible.exits:
        lines += [GAP, *map(Line, exit_lines(exit, say)), *_link(read_label(say, exit.host), exit.url)]
        lines.append(Line(exit.details(say), Style.FAINT))
    return lines + ([Line(possible.unshown(say), Style.FAINT)] if possible.more else [])


def _link(text: str, url: str | None) -> list[Line]:
    """A link; none for an address that cannot be one."""
    address = safe_url(url) if url else "#"
    return [] if address == "#" else [Line(text, url=address)]
