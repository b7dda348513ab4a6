"""Names of states, topics and kinds of agreements on pages, and how they are put in order."""

from __future__ import annotations

import unicodedata

from monitor.wording import Language


def state_name(code: str, say: Language) -> str:
    """The name of a state or organisation."""
    return say.place(code, "name")


def topic_name(topic: str, say: Language) -> str:
    """The name of a topic; that of the rules, where it has no other."""
    if say.has(f"topic.{topic}"):
        return say(f"topic.{topic}")
    words = topic.replace("-", " ").replace(".", ": ")
    return f"{words[:1].upper()}{words[1:]}"


def kind_name(kind: str, say: Language) -> str:
    """The name of a kind of agreement, as the register has it."""
    return topic_name(kind.replace(" ", "-"), say)


def folded(label: str) -> str:
    """A name for sorting: without case and accents."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(char)
    )
