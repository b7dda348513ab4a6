"""What chat messages say, as plain text: lines that each channel escapes and puts into its own form."""

from __future__ import annotations

import re

from monitor.channels.mail_content import agreements, sources, subject
from monitor.channels.templates import safe_url
from monitor.digest import Digest, Item, PossibleExit, Proof
from monitor.wording import Language

_HOST = re.compile(r"[a-z0-9.-]+")
_REF = re.compile("[A-Z0-9]{4}")  # a reference that we gave


def headline(digest: Digest) -> str:
    """The subject without the product's name."""
    return subject(digest).removeprefix(f"[{digest.product}] ")


def period(digest: Digest) -> str:
    """The kind of message, the time that it covers and which part it is."""
    portion = f" ({digest.portion})" if digest.portion else ""
    return f"{digest.title}: {digest.period}{portion}"


def number(digest: Digest) -> str:
    """Reference and number of the message."""
    return digest.say("message.number", ref=digest.ref, number=digest.sequence)


def act_lines(item: Item, said: str) -> list[str]:
    """An act, a line a fact; without the sentence that the message's headline has `said`."""
    say = item.say
    lines = [] if item.sentence in said else [item.sentence]
    lines += [f"{item.original} {say('quoted', text=item.headline)}", item.stands, *_rows(item)]
    lines += [*(_quoted(proof, item) for proof in item.proofs), "".join(piece.text for piece in item.excerpt)]
    lines += [say("why", why=item.because)] if item.because else []
    lines += [say("more_sources", sources=sources(item))] if item.others or item.beyond else []
    return [line for line in (*lines, item.shortened) if line]


def act_details(item: Item) -> str:
    """Status, source, day and reference of an act, and what it follows if that has no link."""
    source = item.say("official", source=item.source) if item.official else item.source
    follow = "" if linked_follow(item) else item.follow
    facts = ("" if item.withdrawn else item.status, source, item.local, f"#{item.ref}", follow)
    return " · ".join(fact for fact in facts if fact)


def linked_follow(item: Item) -> str | None:
    """The address of the story of the first message about this act; None: there is none to link."""
    first = item.follows
    if first is None or first.url is None or not _REF.fullmatch(first.ref):
        return None
    return None if safe_url(first.url) == "#" else first.url


def read_label(say: Language, host: str) -> str:
    """The words of a link to a story; the host only if nothing in it can be read as markup."""
    return say("read_at", host=host) if _HOST.fullmatch(host) else say("read")


def exit_lines(exit: PossibleExit, say: Language) -> list[str]:
    """A possible exit: its headline and why it may be one."""
    return [say("quoted", text=exit.headline), *([say("why", why=exit.because)] if exit.because else [])]


def _rows(item: Item) -> list[str]:
    """A line an agreement: "• Canada · Fishing Agreement · signed 20 Nov 1989 · ended Dec 2025"."""
    say = item.say
    lines = []
    for row in item.rows if item.columns else ():
        told = " · ".join(
            say(f"row.{head}", date=cell) if say.has(f"row.{head}") else cell
            for head, cell in zip(item.heads, row.cells, strict=True)
        )
        lines.append("• " + (say("row.reason", row=told, reason=row.note) if row.note else told))
    lines += [agreements(item)] if item.more_rows else []
    lines += [say("reason", reason=item.note)] if item.note else []
    return lines + ([say("also_stated", values="; ".join(item.disputes))] if item.disputes else [])


def _quoted(proof: Proof, item: Item) -> str:
    text = "".join(piece.text for piece in proof.sentence)
    said = item.say("quoted", text=text) if proof.quoted else text
    return item.say("quoted.by", quote=said, source=proof.source) if proof.source else said
