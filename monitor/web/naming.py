"""Names of topics and kinds of agreements on pages."""

from __future__ import annotations

from monitor.wording import Language


def topic_name(topic: str, say: Language) -> str:
    """The name of a topic; that of the rules, where it has no other."""
    if say.has(f"topic.{topic}"):
        return say(f"topic.{topic}")
    words = topic.replace("-", " ").replace(".", ": ")
    return f"{words[:1].upper()}{words[1:]}"


def kind_name(kind: str, say: Language) -> str:
    """The name of a kind of agreement, as the register has it."""
    return topic_name(kind.replace(" ", "-"), say)
