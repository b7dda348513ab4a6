"""What people see of a chat message: each reader takes a payload and reads it as its service does.

Of each service's markup it knows what matters here: links with words of their own, mentions, and what is shown in
the place of other text. `test_readers.py` shows that the readers find them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

INVISIBLE = re.compile("[\u200b\u2060]")  # spaces without width


@dataclass
class Seen:
    """The visible text, the links (words and address), and what notifies people or is put in by the service."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    live: list[str] = field(default_factory=list)

    def __add__(self, other: Seen) -> Seen:
        text = "\n".join(part for part in (self.text, other.text) if part)
        return Seen(text, self.links + other.links, self.live + other.live)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a JSON value, the outer ones first."""
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from objects(child)


# ---------------------------------------------------------------- Slack

_SLACK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def slack(payload: Any) -> Seen:
    """Block Kit: `plain_text` has only the three entities; `mrkdwn`, and `text` of the message, have markup."""
    seen = _mrkdwn(payload["text"])
    for element in objects(payload["blocks"]):
        if element.get("type") == "plain_text":
            seen += Seen(_slack_text(element["text"]))
        elif element.get("type") == "mrkdwn":
            seen += _mrkdwn(element["text"])
    return seen


def _mrkdwn(text: str) -> Seen:
    seen = Seen()
    for address, words in _SLACK.findall(text):
        if address.startswith(("@", "#", "!")):
            seen.live.append(address)
        else:
            seen.links.append((_slack_text(words or address), _slack_text(address)))
    seen.text = _slack_text(_SLACK.sub(lambda match: match[2] or match[1], text))
    return seen


def _slack_text(text: str) -> str:
    return re.sub("&(?:lt|gt|amp);", lambda match: _ENTITIES[match[0]], text)


# ---------------------------------------------------------------- Markdown

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xE000  # a private character stands for an escaped one while markup is read
_LINK = re.compile(r"\[([^\[\]]+)\]\(<?([^\s()<>]+)>?\)")
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_OURS = re.compile(r"\*\*(.+?)\*\*|^#{1,6} ", re.MULTILINE)  # emphasis and headings are shown as their words


def markdown(text: str) -> Seen:
    """Links and code of Markdown; escaped characters are text."""
    hidden = _ESCAPE.sub(lambda match: chr(_HIDDEN + ord(match[1])), text)
    seen = Seen(links=[(_unhidden(words), address) for words, address in _LINK.findall(hidden)])
    seen.live = [match[0] for match in _CODE.finditer(hidden)]
    hidden = _LINK.sub(lambda match: match[1], hidden)
    seen.live += re.findall(
        r"(?<![\w*])\*[^\s*][^*]*\*(?!\*)|(?<!\w)_[^_\s][^_]*_(?!\w)|~~[^~]+~~|\|\|[^|]+\|\|", hidden
    )
    seen.live += re.findall(r"^\s*(?:>|[+*-] |\d+[.)] |={2,}$)", hidden, re.MULTILINE)
    seen.text = _unhidden(_OURS.sub(lambda match: match[1] or "", hidden))
    return seen


def _unhidden(text: str) -> str:
    return "".join(chr(ord(ch) - _HIDDEN) if _HIDDEN < ord(ch) < _HIDDEN + 128 else ch for ch in text)


# ---------------------------------------------------------------- Discord


def discord(payload: Any) -> Seen:
    """Markdown in `content`, titles and descriptions. Mentions are read in text that is not escaped; with an
    empty `allowed_mentions` none notifies, but each would be shown as one.
    """
    seen = Seen()
    for text in (payload["content"], *_embed_texts(payload)):
        part = markdown(text)
        hidden = _ESCAPE.sub("\x00", text)
        part.live += re.findall(r"<(?:@[!&]?|#|t:|:\w+:|/\w+:|id:)\w*[^>]*>|@everyone|@here", hidden)
        part.live += re.findall(r"(?<!\(<)https?://\S+", hidden)
        seen += part
    for embed in payload["embeds"]:
        seen += Seen(embed.get("footer", {}).get("text", ""))
    if payload.get("allowed_mentions") != {"parse": []}:
        seen.live.append("allowed_mentions")
    return seen


def _embed_texts(payload: Any) -> Iterator[str]:
    for embed in payload["embeds"]:
        yield from (embed.get("title", ""), embed.get("description", ""))


# ---------------------------------------------------------------- Teams


def teams(payload: Any) -> Seen:
    """Adaptive Card: Markdown in `TextBlock`, none in `TextRun`; functions of date and time in both; `<at>` only
    with an entry of `entities`.
    """
    seen = Seen()
    for element in objects(payload):
        if element.get("type") == "TextRun":
            seen += Seen(element["text"])
        elif element.get("type") == "TextBlock":
            seen += markdown(element["text"])
        seen.live += map(str, element.get("entities", ()))
    seen.live += re.findall(r"\{\{(?:DATE|TIME)\([^}]*\}\}", seen.text)
    return seen


# ---------------------------------------------------------------- Mattermost


def mattermost(payload: Any) -> Seen:
    """Slack's forms first, as the server reads them, then Markdown with entities; mentions and emoji are read in
    what is left of escapes.
    """
    text = payload["text"]
    live = re.findall(r"<!(?:channel|here|all)>|<@[a-zA-Z0-9]+>", text)
    text = re.sub(r"<([^<|]+)\|([^>]+)>", r"[\2](\1)", text)
    seen = markdown(text)
    seen.live += live
    seen.text = _slack_text(seen.text)
    seen.live += re.findall(
        r"@[\w.-]+|(?<![\w~])~\w[\w-]*|:[\w+-]*[a-z][\w+-]*:|https?://\S+|www\.\w\S*", seen.text
    )
    return seen


# ---------------------------------------------------------------- HTML


class _Html(HTMLParser):
    """Text, links and tags of a small part of HTML."""

    def __init__(self, source: str, tags: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self._tags = tags
        self._link = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link = dict(attrs).get("href") or ""
            self.seen.links.append(("", self._link))
        elif tag not in self._tags:
            self.seen.live.append(tag)
        self.seen.text += "\n" if tag in ("br", "p", "li", "h4", "blockquote") else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.seen.text += data
        if self._link:
            words, address = self.seen.links[-1]
            self.seen.links[-1] = (words + data, address)


_PLAIN_TAGS = frozenset(
    {"b", "i", "u", "s", "em", "strong", "br", "p", "ul", "li", "hr", "h3", "h4", "h5", "blockquote"}
)


def html(source: str) -> Seen:
    """HTML with few tags: any other one counts as live."""
    return _Html(source, _PLAIN_TAGS).seen


def google_chat(payload: Any) -> Seen:
    """HTML in texts and headers of sections; mentions as `<users/...>`; plain text in the head of the card."""
    seen = Seen(payload.get("fallbackText", ""))
    seen.live += re.findall(r"<users/[^>]*>", seen.text)
    for element in objects(payload):
        if "textParagraph" in element:
            seen += html(element["textParagraph"]["text"])
        elif isinstance(element.get("header"), str):
            seen += html(element["header"])
        elif isinstance(element.get("header"), dict):
            seen += Seen("\n".join(element["header"].values()))
    return seen


def telegram(payload: Any) -> Seen:
    """HTML in `text`; in its text Telegram finds names, commands and addresses by itself."""
    seen = html(payload["text"])
    outside = seen.text
    for words, _ in seen.links:
        outside = outside.replace(words, "")
    seen.live += re.findall(
        r"@[A-Za-z]\w{3,}|(?:^|(?<=\s))/[A-Za-z]\w*|\w+://\S+|www\.[\w-]+\.\w{2,}", outside
    )
    return seen


def matrix(payload: Any) -> Seen:
    """HTML in `formatted_body`; links to people are mentions; `m.mentions` says whom to notify."""
    seen = html(payload["formatted_body"])
    seen.live += [
        address for _, address in seen.links if "matrix.to" in address or address.startswith("matrix:")
    ]
    if payload.get("m.mentions") != {}:
        seen.live.append("m.mentions")
    return seen


def ntfy(payload: Any) -> Seen:
    """Plain text, if `markdown` is not asked for; addresses in it and `click` are links."""
    seen = Seen("\n".join((payload.get("title", ""), payload.get("message", ""))))
    seen.links = [(address, address) for address in re.findall(r"https?://\S+", payload.get("message", ""))]
    if "click" in payload:
        seen.links.append((payload["click"], payload["click"]))
    seen.live += ["markdown"] if payload.get("markdown") else []
    return seen


def apprise(payload: Any) -> Seen:
    """Plain text for one of many services: whatever any of them reads as a mention, a tag or a link counts, but
    for addresses that stand behind our own words.
    """
    seen = Seen("\n".join((payload["title"], payload["body"])))
    seen.links = [(address, address) for address in re.findall(r"(?<=: )https?://\S+", seen.text)]
    outside = re.sub(r"(?<=: )https?://\S+", "", seen.text)
    seen.live = re.findall(r"@[^\s\u2060]|<[^\s\u2060]|\]\(|\w+://\S*", outside)
    return seen


READERS: dict[str, Callable[[Any], Seen]] = {
    "slack": slack,
    "discord": discord,
    "teams": teams,
    "mattermost": mattermost,
    "google_chat": google_chat,
    "telegram": telegram,
    "matrix": matrix,
    "ntfy": ntfy,
    "apprise": apprise,
}
