"""A digest as Discord embeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from monitor.channels.chat_text import (
    act_details,
    act_lines,
    coverage,
    exit_lines,
    headline,
    linked_follow,
    markdown_url,
    number,
    period,
    read_label,
)
from monitor.channels.fallback import with_fallback
from monitor.channels.hooks import json_bytes
from monitor.digest import ActSummary, Digest

MAX_CONTENT = 2000
MAX_TITLE = 256
MAX_DESCRIPTION = 4096
MAX_FOOTER = 2048
# What Discord reads as markup: emphasis, code, spoilers, links, mentions, times; the colon of a bare address
_MARKUP = re.compile(r"[\\*_~`|<>\[\]@]|:(?=//)")
# and at the start of a line: headings, quotations, lists
_LINE_MARKUP = re.compile(r"^(\s*)([#+-])", re.MULTILINE)
_LINE_NUMBER = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)
_HALF_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\)$")


@dataclass(frozen=True, slots=True)
class Embed:
    """One embed, its texts escaped and within their limits."""

    description: str
    title: str = ""
    footer: str = ""

    @property
    def size(self) -> int:
        """Its characters, as they count towards the limit of a message."""
        return sum(map(_units, (self.title, self.description, self.footer)))

    def json(self) -> dict[str, Any]:
        """The embed without what is empty, which Discord refuses."""
        shown: dict[str, Any] = {"title": self.title} if self.title else {}
        if self.description:
            shown["description"] = self.description
        if self.footer:
            shown["footer"] = {"text": self.footer}
        return shown


def payload(digest: Digest, embeds: Sequence[Embed]) -> bytes:
    """The JSON of one message. No mention in it notifies anybody."""
    return json_bytes(
        {
            "content": _content(digest),
            "embeds": [embed.json() for embed in embeds],
            "allowed_mentions": {"parse": []},
        }
    )


def embeds(digest: Digest) -> list[Embed]:
    """The embeds of one message; Discord takes `MAX_EMBEDS` with `MAX_CHARACTERS` together."""
    said = headline(digest)
    shown: list[Embed] = []
    for section in digest.sections:
        for place, act in enumerate(section.acts):
            title = section.title if digest.has_headings and place == 0 else ""
            shown += with_fallback(act, partial(_act, title=title, said=said))
    return [*shown, *_possible(digest)]


def size(embeds: Iterable[Embed]) -> int:
    """The characters of all embeds together."""
    return sum(embed.size for embed in embeds)


def _content(digest: Digest) -> str:
    """What stands above the embeds: headline, period, text, coverage, and the number of the message."""
    end = f"\n{_escaped(number(digest))}"
    texts = (period(digest), *digest.lead, *coverage(digest))
    lines = [f"**{_escaped(headline(digest))}**", *map(_escaped, texts)]
    return _cut("\n".join(lines), MAX_CONTENT - _units(end)) + end


def _act(act: ActSummary, title: str, said: str) -> list[Embed]:
    """One act. What the message's headline has `said` already, is not said again."""
    lines = [_escaped(line) for line in act_lines(act, said)]
    if act.sentence not in said:
        lines[0] = f"**{lines[0]}**"
    lines.append(_link(act.url, read_label(act.say, act.host)) if act.url else "")
    follow = linked_follow(act)
    lines.append(_link(follow, act.follow) if follow else "")
    return _embeds(lines, title, act_details(act))


def _possible(digest: Digest) -> list[Embed]:
    """The section of possible exits, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    lines = [_escaped(say("possible.note"))]
    for exit in possible.exits:
        link = _link(exit.url, read_label(say, exit.host)) if exit.url else ""
        lines += [*map(_escaped, exit_lines(exit, say)), _escaped(exit.details(say)), link]
    return _embeds(lines, say("possible"), possible.unshown(say) if possible.more else "")


def _embeds(lines: Iterable[str], title: str, footer: str) -> list[Embed]:
    """Escaped lines in as few embeds as the limit of a description allows; the first has the title, the last
    the footer.
    """
    texts = [""]
    for line in filter(None, lines):
        longer = f"{texts[-1]}\n{line}" if texts[-1] else line
        if _units(longer) > MAX_DESCRIPTION and texts[-1]:
            texts.append(_cut(line, MAX_DESCRIPTION))
        else:
            texts[-1] = _cut(longer, MAX_DESCRIPTION)
    last = len(texts) - 1
    return [
        Embed(
            text,
            _cut(_escaped(title), MAX_TITLE) if place == 0 else "",
            _cut(footer, MAX_FOOTER) if place == last else "",
        )
        for place, text in enumerate(texts)
    ]


def _link(url: str, text: str) -> str:
    """A link with our own words; empty for an address that cannot be one."""
    address = markdown_url(url)
    return f"[{_escaped(text)}](<{address}>)" if address else ""


def _escaped(text: str) -> str:
    """Text in which Discord reads nothing as markup."""
    escaped = _MARKUP.sub(lambda match: "\\" + match[0], text)
    return _LINE_NUMBER.sub(r"\1\\\2", _LINE_MARKUP.sub(r"\1\\\2", escaped))


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing; no escape is split."""
    if _units(text) <= limit:
        return text
    units = text.encode("utf-16-le", "replace")[: 2 * (limit - 1)]
    cut = units.decode("utf-16-le", "ignore")  # ignores half a pair of units at the end
    return _HALF_ESCAPE.sub(lambda match: match[0][:-1], cut) + "…"


def _units(text: str) -> int:
    """Its length in UTF-16 units, the stricter way to count."""
    return len(text.encode("utf-16-le", "replace")) // 2
