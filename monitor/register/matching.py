"""How well the statements of a story fit an act."""

from __future__ import annotations

from monitor.model import Naming, Stage
from monitor.register.episode import (
    DENOUNCED,
    Episode,
    joint,
)
from monitor.register.likeness import Likeness, is_seen_from_both, likeness
from monitor.register.statements import Statement


def match(episode: Episode, statements: tuple[Statement, ...], nearby: bool) -> Likeness:
    """How well the statements of a story fit an act. `nearby`: its last story is at most a month old."""
    named, entries = episode.named, episode.entries
    together = joint(statements)
    best = Likeness.CONFLICT
    for one in statements:
        numbered = any(one.numbers & known.numbers for known in episode.known)
        if one.entry and one.naming is Naming.ONE and entries and one.entry not in entries and not numbered:
            continue
        own = _fits(episode, one, together, nearby)
        theirs = _is_of_both(episode, one, nearby)
        if not (own or theirs) or _elsewhere(episode, one, theirs):
            continue
        # A description is no name: what it is like now, another treaty is like next year.
        described = (
            bool(entries) and not one.means & entries and not numbered
        ) or one.naming is Naming.SEVERAL
        most = Likeness.PARTIES if described else Likeness.ENTRY if one.entry else Likeness.NAME
        most = most if own else min(most, Likeness.YEAR)  # the other party may have an act of its own
        for known in episode.known:
            if best >= most:
                break
            # Beside a name, a statement without one counts for counterparties that no name stands for yet.
            if (
                one.names
                and named
                and not known.names
                and (not known.others & one.others or any(one.others & other.others for other in named))
            ):
                continue
            like = min(likeness(one, known), most)
            if one.actors or like >= Likeness.NAME or one.press in episode.who:
                best = max(best, like)
    return best


def _fits(episode: Episode, one: Statement, together: bool, nearby: bool) -> bool:
    """May the act be what these actors do?"""
    if together and episode.joint:
        return True
    if together or episode.joint:
        # One party speaks of the end that all of them come to.
        expired = [known for known in episode.known if known.stage is Stage.EXPIRED]
        same = any(
            known.entry == one.entry if one.entry else known.parties == one.parties for known in expired
        )
        return (same and nearby and (together or one.stage is Stage.EXPIRED)) or (
            together and _runs_out(episode, one)
        )
    if not one.actors or not episode.who:
        return True
    return not one.actors.isdisjoint(episode.who) and (one.actors <= episode.who or episode.who <= one.actors)


def _runs_out(episode: Episode, one: Statement) -> bool:
    """Is it the end of what one of just two parties had denounced? What it had only suspended runs out by
    itself.
    """
    denounced = (known for known in episode.known if known.stage in DENOUNCED and not known.joint)
    return (
        one.stage is Stage.EXPIRED
        and len(one.parties) == 2
        and any(known.parties == one.parties for known in denounced)
    )


def _is_of_both(episode: Episode, one: Statement, nearby: bool) -> bool:
    """Is it the end of what one of two parties had denounced, told as the other one's act? Or what that other
    one does, days after "the pact ends" was told as this one's?
    """
    seen = [known.stage for known in episode.known if is_seen_from_both(one, known)]
    if episode.closed is None:
        return any(stage in DENOUNCED for stage in seen)
    return nearby and one.stage in DENOUNCED and Stage.EXPIRED in seen


def _elsewhere(episode: Episode, one: Statement, theirs: bool) -> bool:
    """Does a statement that fits many agreements name other counterparties, or another year of signature,
    than all of the act's stories?

    `theirs`: it tells of the act from the other side, so that its counterparty is the act's own actor.
    Compared with one story after the other, one that names neither would join what it stands between.
    """
    if one.joint or not one.loose:
        return False
    if not theirs and one.others and episode.others and one.others.isdisjoint(episode.others):
        return True
    known = [
        other
        for other in episode.known
        if other.years and not (one.others and other.others and one.others.isdisjoint(other.others))
    ]
    return bool(one.years) and bool(known) and not any(one.years & other.years for other in known)
