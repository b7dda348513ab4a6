"""Text of feeds in which no chat service reads a mention, a command or a link.

A word joiner (U+2060), which nobody sees, parts what would be read as one. `clean_text` has removed all that
a feed brought.
"""

from __future__ import annotations

import re

_WORD_JOINER = "\u2060"
# Behind these characters: mentions (`@name`, `<@U1>`, `<!here>`, `<users/all>`, `<at id=...>`), tags of HTML
_OPENING = r"(?<=[@<])"
_ADDRESS = r"(?<=:)(?=//)"  # https://
_LINK = r"(?<=\])(?=\()"  # of Markdown: [text](address)
_HOST = r"(?<=\w)(?=\.[^\W\d_]{2})"  # news.example
_COMMAND = r"(?:(?<=[^\w/]/)|(?<=^/))(?=[^\W\d_])"  # of a bot: /stop
_PLACES = re.compile(f"{_OPENING}|{_ADDRESS}|{_LINK}|{_HOST}|{_COMMAND}", re.MULTILINE)


def inert(text: str) -> str:
    """The text with a word joiner in everything that could be read as a mention, a command or a link.

    It looks the same, and is the same for texts without any.
    """
    return _PLACES.sub(_WORD_JOINER, text)
