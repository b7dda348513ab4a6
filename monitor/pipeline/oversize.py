"""A mail that a server refuses as too large: once, a short form takes its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor import digest
from monitor.channels.mail_shortened import shortened_mail
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.pipeline.context import Context
from monitor.wording import language


def answered(
    context: Context, message: Message, result: Attempt, now: datetime
) -> tuple[Attempt, Message | None]:
    """The outcome and, for a message that is too large, the short form under an id of its own. A short form
    that is too large again is dead.
    """
    if result.outcome is not Outcome.TOO_LARGE:
        return result, None
    short = _short_form(context, message, now)
    if short is None:
        return replace(result, outcome=Outcome.DEAD, text=f"the short form too: {result.text}"), None
    return replace(result, text=f"{result.text}; the short form #{short.ref} takes its place"), short


def _short_form(context: Context, message: Message, now: datetime) -> Message | None:
    destination = context.store.destinations.get(message.destination)
    say = language(destination.reader if destination else None)
    wid = context.random(16).hex()
    ref = digest.message_ref(wid)
    note = say("mail.short", ref=message.ref)
    body = shortened_mail(message.body, wid=wid, ref=ref, at=now, note=note)
    if body is None:
        return None
    if context.settings.signer is not None:
        body = context.settings.signer.sign(body, now)
    return replace(
        message,
        id=0,
        wid=wid,
        ref=ref,
        body=body,
        state=MessageState.READY,
        attempts=0,
        created_at=now,
        next_at=None,
    )
