"""A digest as a post of Mattermost, in its Markdown.

Story text is escaped. `<`, `>` and `&` are entities, because the server also reads Slack's `<!channel>` and
`<address|words>`. A space without width divides what no escape makes inert: mentions, emoji, bare addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

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

MAX_LINE = 2000  # characters of one line: a guard, longer than any line of a digest
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKUP = re.compile(r"[\\*_~`|\[\]]")
# and at the start of a line: headings, lists, rules below a text that make it a heading
_LINE_MARKUP = re.compile(r"^(\s*)([#+=-])")
_LINE_NUMBER = re.compile(r"^(\s*\d+)([.)])")
# mentions of people and channels, emoji (`:name:`), addresses that become links
_LIVE = re.compile(r"@(?=\S)|(?<=~)(?=\w)|:(?=[\w+-]+:)|:(?=//)|www(?=\.)|mailto(?=:)", re.IGNORECASE)
_NO_WIDTH = "\u200b"


def payload(text: str) -> bytes:
    """The JSON of one post."""
    return json_bytes({"text": text})


def post(digest: Digest) -> str:
    """The text of one post."""
    said = headline(digest)
    blocks = [f"#### {_escaped(said)}\n{_escaped(period(digest))}", *map(_escaped, digest.lead)]
    for section in digest.sections:
        blocks += [f"##### {_escaped(section.title)}"] if digest.has_headings else []
        blocks += [with_fallback(act, partial(_act, said=said)) for act in section.acts]
    end = _lines(map(_escaped, (*coverage(digest), number(digest))))
    return "\n\n".join([*blocks, *_possible(digest), f"---\n{end}"])


def _act(act: ActSummary, said: str) -> str:
    """One act, a line a fact; without the sentence that the headline has `said`."""
    lines = [_escaped(line) for line in act_lines(act, said)]
    if act.sentence not in said:
        lines[0] = f"**{lines[0]}**"
    links = [_link(act.url, read_label(act.say, act.host))] if act.url else []
    follow = linked_follow(act)
    links += [_link(follow, act.follow)] if follow else []
    return _lines([*lines, _escaped(act_details(act)), _joined(links)])


def _possible(digest: Digest) -> list[str]:
    """The section of possible exits, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    blocks = [f"##### {_escaped(say('possible'))}\n{_escaped(say('possible.note'))}"]
    for exit in possible.exits:
        link = _link(exit.url, read_label(say, exit.host)) if exit.url else ""
        blocks.append(_lines([*map(_escaped, exit_lines(exit, say)), _escaped(exit.details(say)), link]))
    return [*blocks, _escaped(possible.unshown(say))] if possible.more else blocks


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(filter(None, lines))


def _joined(links: Iterable[str]) -> str:
    return " · ".join(filter(None, links))


def _link(url: str, text: str) -> str:
    """A link with our own words; empty for an address that cannot be one."""
    address = markdown_url(url)
    return f"[{_escaped(text)}]({address})" if address else ""


def _escaped(text: str) -> str:
    """One line of text in which Mattermost reads nothing as markup; it is cut before it is escaped."""
    text = text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…"
    text = _LIVE.sub(lambda match: match[0] + _NO_WIDTH, text)
    text = _MARKUP.sub(lambda match: "\\" + match[0], text)
    return _LINE_NUMBER.sub(r"\1\\\2", _LINE_MARKUP.sub(r"\1\\\2", text)).translate(_ENTITIES)
