"""The subject of a message: one line for mails, lists of messages and the first line in chat."""

from __future__ import annotations

import re

from monitor.digest import ActSummary, Digest, Form, columns, cut
from monitor.normalize import header_text

MAX_COLUMNS = 130


def subject(digest: Digest) -> str:
    """One line, safe as a header: what happened, and for an alert its short reference."""
    tag = f"[{digest.product}] "
    portion = f" ({digest.portion})" if digest.portion else ""
    if digest.is_empty:
        return header_text(tag + digest.say("titled", title=digest.title, text=digest.counts_text))
    if not digest.acts and not digest.possible.count:
        return header_text(cut(tag + digest.title, MAX_COLUMNS))
    if digest.form is not Form.ALERT:
        return header_text(tag + digest.say("titled", title=digest.counts_text, text=digest.day) + portion)
    return header_text(_alert(digest, tag, portion))


def _alert(digest: Digest, tag: str, portion: str) -> str:
    """The sentence of the first act, cut to the room that tag, reference and portion leave."""
    say, first, others = digest.say, digest.acts[0], len(digest.acts) - 1
    if first.withdrawn:
        label = re.sub(r"\s?: ", ", ", first.label)
        begin, sentence = tag + say("titled", title=label, text=""), first.headline
    else:
        change = say("titled", title=first.change, text="") if first.change and not others else ""
        begin, sentence = tag + change, _sentence(first)
    end = f" (#{digest.ref if others else first.ref}){portion}"
    room = MAX_COLUMNS - columns(begin + end)
    if not others:
        return begin + cut(sentence, room) + end
    room -= columns(say("and_more", headline="", n=others))
    return begin + say("and_more", headline=cut(sentence, room), n=others) + end


def _sentence(act: ActSummary) -> str:
    """The sentence of an act; the quoted headline if the register knows neither who leaves nor what."""
    known = act.actors or act.rows or act.more_rows
    return act.sentence if known else act.say("unknown", label=act.label, headline=act.headline)
