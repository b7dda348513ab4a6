"""How well the statements of a story fit an act."""

from __future__ import annotations

from collections.abc import Set

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
    together = joint(statements)
    best = Likeness.CONFLICT
    for statement in statements:
        most = _highest(episode, statement, together, nearby)
        if most > best:
            best = max(best, _best_likeness(episode, statement, most))
    return best


def _highest(episode: Episode, statement: Statement, together: bool, nearby: bool) -> Likeness:
    """How well a statement can fit an act at most, whatever its names are like."""
    numbered = any(statement.numbers & known.numbers for known in episode.known)
    if not numbered and _names_another_entry(episode, statement):
        return Likeness.CONFLICT
    own = _fits(episode, statement, together, nearby)
    theirs = _is_of_both(episode, statement, nearby)
    if not (own or theirs) or _elsewhere(episode, statement, theirs):
        return Likeness.CONFLICT
    most = Likeness.ENTRY if statement.entry else Likeness.NAME
    if _only_describes(episode, statement, numbered):
        most = Likeness.PARTIES
    return most if own else min(most, Likeness.YEAR)  # the other party may have an act of its own


def _names_another_entry(episode: Episode, statement: Statement) -> bool:
    """True if a statement names an agreement of the gazetteer, and the act's stories only others."""
    if not statement.entry or statement.naming is not Naming.ONE:
        return False
    return bool(episode.entries) and statement.entry not in episode.entries


def _only_describes(episode: Episode, statement: Statement, numbered: bool) -> bool:
    """True if a statement does not name the agreement of the act: what a description is like now, another
    treaty is like next year.
    """
    if statement.naming is Naming.SEVERAL:
        return True
    return bool(episode.entries) and not statement.means & episode.entries and not numbered


def _best_likeness(episode: Episode, statement: Statement, most: Likeness) -> Likeness:
    """How alike a statement is to the one of the act's that it is most like; `most` at best."""
    best = Likeness.CONFLICT
    for known in episode.known:
        if best >= most:
            break
        if _has_better_names(episode, statement, known):
            continue
        like = min(likeness(statement, known), most)
        if statement.actors or like >= Likeness.NAME or statement.press in episode.who:
            best = max(best, like)
    return best


def _has_better_names(episode: Episode, statement: Statement, known: Statement) -> bool:
    """True if a statement that names an agreement is not to be compared with one of the act's that names
    none: beside a name, that one counts for counterparties only that no name stands for yet.
    """
    if not statement.names or not episode.named or known.names:
        return False
    if not known.others & statement.others:
        return True
    return any(statement.others & named.others for named in episode.named)


def _fits(episode: Episode, statement: Statement, together: bool, nearby: bool) -> bool:
    """True if the act may be what the actors of a statement do. `together`: its story tells that an agreement
    ends between its parties.
    """
    if together and episode.joint:
        return True
    if together or episode.joint:
        if nearby and (together or statement.stage is Stage.EXPIRED) and _has_expired(episode, statement):
            return True
        return together and _runs_out(episode, statement)
    actors, who = statement.actors, episode.who
    if not actors or not who:
        return True
    return not actors.isdisjoint(who) and (actors <= who or who <= actors)


def _has_expired(episode: Episode, statement: Statement) -> bool:
    """True if the act's stories tell that the agreement has expired: one party speaks of the end that all of
    them come to.
    """
    expired = [known for known in episode.known if known.stage is Stage.EXPIRED]
    if statement.entry:
        return any(known.entry == statement.entry for known in expired)
    return any(known.parties == statement.parties for known in expired)


def _runs_out(episode: Episode, statement: Statement) -> bool:
    """True for the end of what one of just two parties had denounced. What it had only suspended runs out by
    itself.
    """
    denounced = (known for known in episode.known if known.stage in DENOUNCED and not known.joint)
    return (
        statement.stage is Stage.EXPIRED
        and len(statement.parties) == 2
        and any(known.parties == statement.parties for known in denounced)
    )


def _is_of_both(episode: Episode, statement: Statement, nearby: bool) -> bool:
    """True for the end of what one of two parties had denounced, told as the other one's act, and for what
    that other one does, days after "the pact ends" was told as this one's.
    """
    seen = [known.stage for known in episode.known if is_seen_from_both(statement, known)]
    if episode.closed is None:
        return any(stage in DENOUNCED for stage in seen)
    return nearby and statement.stage in DENOUNCED and Stage.EXPIRED in seen


def _elsewhere(episode: Episode, statement: Statement, theirs: bool) -> bool:
    """True if a statement that fits many agreements names other counterparties, or another year of signature,
    than all of the act's stories.

    `theirs`: it tells of the act from the other side, so that its counterparty is the act's own actor.
    Compared with one story after the other, a story that names neither would join what it stands between.
    """
    if statement.joint or not statement.loose:
        return False
    if not theirs and _are_apart(statement.others, episode.others):
        return True
    dated = [
        known for known in episode.known if known.years and not _are_apart(statement.others, known.others)
    ]
    return bool(statement.years and dated) and not any(statement.years & known.years for known in dated)


def _are_apart(first: Set[str], second: Set[str]) -> bool:
    """True if both name somebody, and nobody the same."""
    return bool(first and second) and first.isdisjoint(second)
