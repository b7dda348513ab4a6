"""What a frozen message told: of each act its reference, its sentence and the link, as they were written.

Mails and bodies of webhooks can be read back; of other channels nothing is known. Nothing else of a message
is returned: no address, no link of a subscriber, no name of a saved query.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import NamedTuple

_REFERENCE = re.compile(r"#([0-9A-Z]{1,12})\s*$")


class WrittenAct(NamedTuple):
    """An act as a message told it. `url`: that of its story, "" for none."""

    ref: str
    sentence: str
    url: str


class Written(NamedTuple):
    """What a message told. `period`: in words, "" if that is not known."""

    period: str = ""
    acts: tuple[WrittenAct, ...] = ()


def read_back(channel: str, body: bytes) -> Written:
    """What a message of this channel told; nothing if it cannot be read back."""
    read = _READERS.get(channel)
    return read(body) if read and body else Written()


def _mail(body: bytes) -> Written:
    part = message_from_bytes(body, policy=policy.default).get_body(("html",))
    if part is None:
        return Written()
    reader = _Page()
    reader.feed(part.get_content())
    return Written(reader.period.strip(), tuple(reader.acts))


class _Page(HTMLParser):
    """Reads the HTML that `act.html.j2` and `digest.html.j2` write."""

    def __init__(self) -> None:
        super().__init__()
        self.period = ""
        self.acts: list[WrittenAct] = []
        self._inside = ""
        self._sentence, self._url, self._meta = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        css = values.get("class") or ""
        if (tag, css) in (("h3", "headline"), ("p", "meta"), ("p", "period")):
            self._inside, self._meta = css, ""
            if css == "headline":
                self._sentence = self._url = ""
        elif self._inside == "headline" and tag == "a":
            self._url = values.get("href") or ""

    def handle_data(self, data: str) -> None:
        match self._inside:
            case "headline":
                self._sentence += data
            case "meta":
                self._meta += data
            case "period":
                self.period += data

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("h3", "p"):
            return
        reference = _REFERENCE.search(self._meta) if self._inside == "meta" else None
        if reference and self._sentence:
            self.acts.append(WrittenAct(reference[1], " ".join(self._sentence.split()), self._url))
            self._sentence = ""
        self._inside = ""


def _webhook(body: bytes) -> Written:
    try:
        items = json.loads(body)["data"]["items"]
        acts = [WrittenAct(item["ref"], item["sentence"], item["url"] or "") for item in items]
    except (ValueError, LookupError, TypeError):
        return Written()
    return Written("", tuple(acts))


_READERS: Mapping[str, Callable[[bytes], Written]] = {
    "email": _mail,
    "maildir": _mail,
    "webhook": _webhook,
}
