"""Phrases about an act that several channels show."""

from __future__ import annotations

from monitor.digest import ActSummary, Segment


def starred(pieces: tuple[Segment, ...]) -> str:
    """The text of segments, marked words between asterisks."""
    return "".join(f"*{piece.text}*" if piece.marked else piece.text for piece in pieces)


def source_list(act: ActSummary) -> str:
    """The sources besides the first: "Ministry (official), Example Wire; also reported by 14 others"."""
    say = act.say
    names = []
    for other in act.other_sources:
        name = other.source or say("another_source")
        names.append(say("official", source=name) if other.official else name)
    phrases = (say("list.comma").join(names), unnamed_count(act))
    return say("list.parts").join(phrase for phrase in phrases if phrase)


def unnamed_count(act: ActSummary) -> str:
    """ "also reported by 14 others"; empty if all sources are named."""
    return act.say.count("also_reported", act.unnamed_sources) if act.unnamed_sources else ""


def unshown_agreements(act: ActSummary) -> str:
    """ "and 3 more agreements"; empty if all agreements are shown."""
    if not act.more_rows:
        return ""
    return act.say.count("more_agreements" if act.rows else "only_agreements", act.more_rows)
