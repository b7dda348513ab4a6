"""The address of a Telegram destination: a call of the Bot API with the token of a bot and a chat."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

HOST = "api.telegram.org"
LINKS = frozenset({"t.me", "telegram.me", "telegram.dog"})  # links to chats, for people
PATH = re.compile(r"(?:/[\w.-]+)*/bot\d+:[\w-]+/sendMessage", re.ASCII)
_PARAMETERS = {
    "chat_id": re.compile(r"-?\d{1,20}|@[A-Za-z]\w{3,}", re.ASCII),
    "message_thread_id": re.compile(r"\d{1,12}", re.ASCII),
    "disable_notification": re.compile("true|false"),
}
_WRITTEN = {
    "chat_id": "chat_id is a number, such as -1001234567890, or @ and the name of a public channel",
    "message_thread_id": "message_thread_id is the number of a topic",
    "disable_notification": "disable_notification is true or false",
}


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address; None for a text that is none."""
    try:
        return urlsplit(address) if "://" in address else None
    except ValueError:
        return None


def fault_of(query: str) -> str | None:
    """What is wrong with the parameters of an address, in words; None: nothing."""
    asked = dict(parse_qsl(query, keep_blank_values=True))
    for name, value in asked.items():
        if name not in _PARAMETERS:
            return f"{name} is not for you to set"
        if not _PARAMETERS[name].fullmatch(value):
            return _WRITTEN[name]
    return None if "chat_id" in asked else "it names no chat; put ?chat_id= and the chat's number at its end"


def with_chat(address: str, chat: int) -> str:
    """The address with the number of another chat."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query)) | {"chat_id": str(chat)}
    return parts._replace(query=urlencode(asked)).geturl()
