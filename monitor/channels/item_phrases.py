"""Phrases about an item (an act in a message) that several channels show."""

from __future__ import annotations

from monitor.digest import Item, Segment


def starred(pieces: tuple[Segment, ...]) -> str:
    """The text of segments, marked words between asterisks."""
    return "".join(f"*{piece.text}*" if piece.marked else piece.text for piece in pieces)


def other_sources(item: Item) -> str:
    """The sources besides the first: "Ministry (official), Example Wire; also reported by 14 others"."""
    say = item.say
    names = []
    for other in item.others:
        name = other.source or say("another_source")
        names.append(say("official", source=name) if other.official else name)
    phrases = (say("list.comma").join(names), unnamed_sources(item))
    return "; ".join(phrase for phrase in phrases if phrase)


def unnamed_sources(item: Item) -> str:
    """ "also reported by 14 others"; empty if all sources are named."""
    return item.say.count("also_reported", item.beyond) if item.beyond else ""


def unshown_agreements(item: Item) -> str:
    """ "and 3 more agreements"; empty if all agreements are shown."""
    if not item.more_rows:
        return ""
    return item.say.count("more_agreements" if item.rows else "only_agreements", item.more_rows)
