"""Why a change of an act that was known owes subscribers an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Act, Reason, Source, Stage
from monitor.register.past import Past
from monitor.register.restating import is_same_step, tells_the_end
from monitor.register.telling import agrees, evidence_of
from monitor.register.values import Told


@dataclass(frozen=True, slots=True)
class Renewal:
    """An act as it `was` and as it is `now`.

    `sent` is what subscribers were told, by the act with the id `sender` (itself, or one that it took in);
    `peak` the highest rank that was told. `parts`: the act, and those that it takes in.
    """

    was: Act
    now: Act
    parts: Sequence[Act]
    sent: Told | None
    sender: int
    peak: int


def alert_reason(renewal: Renewal, past: Past) -> Reason | None:
    """Why an alert is owed; None when none is."""
    was, now, sent = renewal.was, renewal.now, renewal.sent
    received = past.reached_readers(sent)
    if now.rejected:
        return Reason.CORRECTION if received and not was.rejected else None
    if was.rejected and received:
        return Reason.CORRECTION  # standing after all
    if sent is None:
        return Reason.NEW if _is_news(renewal, past) else None
    if past.history and not sent.history:
        return None  # subscribers follow it: what a replay adds is not told, and does not count as told
    if was.withdrawn and received:
        return Reason.CORRECTION  # it is reported again
    reason = _progress(renewal, sent, past)
    if reason is None and received and _is_wrong(renewal, sent, past):
        return Reason.CORRECTION
    return reason


def reverses(stage: Stage, sent: Told) -> bool:
    """True if the stage is a reversal that was not told."""
    return stage is Stage.REVERSED and sent.stage is not Stage.REVERSED


def _is_news(renewal: Renewal, past: Past) -> bool:
    """True if an act that nobody was told of is to be told: by its stories, or because a person just set it
    further.
    """
    was, now = renewal.was, renewal.now
    if past.owed(now, () if was.rejected else renewal.parts):
        return True
    return _is_set_by_person(renewal) and now.stage.rank > was.stage.rank and not past.history


def _is_set_by_person(renewal: Renewal) -> bool:
    """True if a person just said where the act stands."""
    history = renewal.now.history
    return history[-1].evidence.edit is not None and history != renewal.was.history


def _progress(renewal: Renewal, sent: Told, past: Past) -> Reason | None:
    """REVERSED, RISES, or NEW for the first official report after history; None when the act is where it
    was.
    """
    now, peak = renewal.now, renewal.peak
    fresh = _fresh_with_ends(renewal, past)
    by_person = _is_set_by_person(renewal)
    if reverses(now.stage, sent) and (by_person or any(source.stage is Stage.REVERSED for source in fresh)):
        return Reason.REVERSED
    further = [source for source in fresh if source.stage.rank > peak and not is_same_step(source, now, peak)]
    if now.stage.rank > peak and (by_person or further):
        return Reason.RISES
    if sent.history and not past.history:
        confirmed = any(source.official and not source.linked for source in renewal.was.sources)
        return Reason.NEW if not confirmed and any(source.official for source in fresh) else None
    return None


def _fresh_with_ends(renewal: Renewal, past: Past) -> list[Source]:
    """The new stories that may alert, and those that tell in passing that the exit has taken effect.

    Of an act that was told as a threat only, all that tell in passing that it is done.
    """
    now = renewal.now
    fresh = past.fresh(now, passing=renewal.peak < Stage.DECIDED.rank)
    ends = [
        source
        for source in past.fresh(now, passing=True)
        if source not in fresh and tells_the_end(source, now)
    ]
    return fresh + ends


def _is_wrong(renewal: Renewal, sent: Told, past: Past) -> bool:
    """True if something that was sent stands no more, for a reason."""
    was, now = renewal.was, renewal.now
    if _goes_on_again(renewal, sent, past):
        return True
    fell = now.stage.rank < min(sent.stage.rank, was.stage.rank)
    if fell and past.is_refuted(was, was.history[-1].evidence, now.history[-1].evidence):
        return True
    return renewal.sender == was.id and _has_refuted_value(renewal, sent, past)


def _goes_on_again(renewal: Renewal, sent: Told, past: Past) -> bool:
    """True if the act was told to go back, and goes on after all."""
    was, now = renewal.was.stage, renewal.now.stage
    if not sent.stage.rank < now.rank <= renewal.peak:
        return False
    fresh = past.fresh(renewal.now)
    rises = was.rank < now.rank and (bool(fresh) or _is_set_by_person(renewal))
    return rises or any(source.stage.rank > sent.stage.rank for source in fresh)


def _has_refuted_value(renewal: Renewal, sent: Told, past: Past) -> bool:
    """True if a value that was sent, and stood until now, stands no more, for a reason."""
    was, now = renewal.was, renewal.now
    before = {row.number: row for row in was.rows}
    after = {row.number: row for row in now.rows}
    for number, name, value in sent.values:
        old = evidence_of(was, before.get(number), name) if number in before or not number else ()
        new = evidence_of(now, after.get(number), name) if number in after or not number else ()
        if not old or agrees(name, value, new) or not agrees(name, value, old):
            continue
        leading = new[0] if new else None
        if any(past.is_refuted(was, evidence, leading) for evidence in old):
            return True
    return False
