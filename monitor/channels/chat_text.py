"""What chat messages say, as plain text: lines that each channel escapes and puts into its own form."""

from __future__ import annotations

import re

from monitor.channels.act_phrases import source_list, unshown_agreements
from monitor.channels.subject import subject
from monitor.channels.templates import safe_url
from monitor.digest import ActSummary, Digest, Form, PossibleExit, Proof
from monitor.wording import Language

_NOT_STATED = "–"  # of a cell, which only a table needs
_HOST = re.compile(r"[a-z0-9.-]+")
_ENDS_LINK = re.compile(r"[()\[\]*]")
_REF = re.compile("[A-Z0-9]{4}")  # a reference that we gave


def headline(digest: Digest) -> str:
    """The subject without the product's name."""
    return subject(digest).removeprefix(f"[{digest.product}] ")


def period(digest: Digest) -> str:
    """The kind of message, unless the headline is that, or how many acts an alert tells; the time that it
    covers and which part it is.
    """
    portion = f" ({digest.portion})" if digest.portion else ""
    if headline(digest) == digest.title:  # not twice
        return digest.period + portion
    kind = digest.heading if digest.form is Form.ALERT else digest.title
    return digest.say("titled", title=kind, text=digest.period) + portion


def number(digest: Digest) -> str:
    """Reference and number of the message."""
    return digest.say("message.number", ref=digest.ref, number=digest.sequence)


def coverage(digest: Digest) -> list[str]:
    """What was watched, is missing, was held back or delayed: for the end of the last part of a digest."""
    return list(digest.coverage) if digest.part == digest.parts else []


def act_lines(act: ActSummary, said: str) -> list[str]:
    """An act, a line a fact: what it is, how far it has come and how sure that is, then the rest. The
    sentence that the message's headline has `said` is left out.
    """
    say = act.say
    lines = [] if act.sentence in said else [act.sentence]
    lines += [act.stage_and_grade, f"{act.original} {act.headline_text}", *_rows(act)]
    lines += act.consequences
    lines += [*(_quoted(proof, act) for proof in act.proofs), "".join(piece.text for piece in act.excerpt)]
    lines += [say("why", why=act.because)] if act.because else []
    lines += [act.asked_line] if act.asked else []
    lines += [say("own_note", note=act.own_note)] if act.own_note else []
    lines += (
        [say("more_sources", sources=source_list(act))] if act.other_sources or act.unnamed_sources else []
    )
    return [line for line in (*lines, act.shortened) if line]


def act_details(act: ActSummary) -> str:
    """Status, source, day and reference of an act, and what it follows if that has no link."""
    source = act.say("official", source=act.source) if act.official else act.source
    follow = "" if linked_follow(act) else act.follow
    facts = ("" if act.withdrawn else act.status, source, act.local, f"#{act.ref}", follow)
    return " · ".join(fact for fact in facts if fact)


def linked_follow(act: ActSummary) -> str | None:
    """The address of the story of the first message about this act; None: there is none to link."""
    first = act.follows
    if first is None or first.url is None or not _REF.fullmatch(first.ref):
        return None
    return None if safe_url(first.url) == "#" else first.url


def markdown_url(url: str) -> str:
    """The address of a link in Markdown, without what could end the link or be read as emphasis; empty for an
    address that cannot be one.
    """
    address = safe_url(url)
    if address == "#":
        return ""
    return _ENDS_LINK.sub(lambda match: f"%{ord(match[0]):02X}", address)


def read_label(say: Language, host: str) -> str:
    """The words of a link to a story; the host only if nothing in it can be read as markup."""
    return say("read_at", host=host) if _HOST.fullmatch(host) else say("read")


def exit_lines(exit: PossibleExit, say: Language) -> list[str]:
    """A possible exit: its headline and why it may be one."""
    return [say("quoted", text=exit.headline), *([say("why", why=exit.because)] if exit.because else [])]


def _rows(act: ActSummary) -> list[str]:
    """A line an agreement: "• Canada · Fishing Agreement · signed 20 Nov 1989 · ended Dec 2025"."""
    say = act.say
    lines = []
    for row in act.rows if act.columns else ():
        told = " · ".join(
            say(f"row.{head}", date=cell) if say.has(f"row.{head}") else cell
            for head, cell in zip(act.column_keys, row.cells, strict=True)
            if cell != _NOT_STATED
        )
        lines.append("• " + (say("row.reason", row=told, reason=row.note) if row.note else told))
    lines += [unshown_agreements(act)] if act.more_rows else []
    lines += [say("reason", reason=act.note)] if act.note else []
    return lines + ([say("also_stated", values=say("list.parts").join(act.disputes))] if act.disputes else [])


def _quoted(proof: Proof, act: ActSummary) -> str:
    text = "".join(piece.text for piece in proof.sentence)
    said = act.say("quoted", text=text) if proof.quoted else text
    said = f"{proof.label} {said}".lstrip()
    return act.say("quoted.by", quote=said, source=proof.source) if proof.source else said
