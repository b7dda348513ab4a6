"""Checks of the register for `treaty-monitor doctor`: acts, readings, and possible exits that wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.service import readings
from monitor.service.checks import Check

if TYPE_CHECKING:
    from monitor.service import Service

COMPARED = 2_000  # flagged stories up to which the register is compared whole


def _differ(acts: int) -> str:
    """What is wrong with so many acts, "" for none."""
    if not acts:
        return ""
    return (
        "1 act is not what its stories make" if acts == 1 else f"{acts} acts are not what their stories make"
    )


def acts(service: Service) -> Iterator[Check]:
    """Compares the register with its stories. Up to `COMPARED` flagged stories all of it, which takes a
    second; beyond, only that each of them is in an act.
    """
    count, homeless = service.store.register.flagged()
    wrong = f"flagged stories in no act: {homeless}" if homeless else ""
    if not wrong and count <= COMPARED:
        from monitor.service import rebuild
        from monitor.service.knowledge import lexicon

        differences = rebuild.compare(service.store, lexicon().heads).differences
        wrong = _differ(len(differences))
    if wrong:
        yield Check("register", "bad", wrong, "treaty-monitor events check --repair")
    elif count <= COMPARED:
        yield Check("register", "ok", f"flagged stories: {count}; the acts are what they make")
    else:
        yield Check(
            "register",
            "ok",
            f"flagged stories: {count}, each in an act; `treaty-monitor events check` compares them whole",
        )


def reading(service: Service) -> Check:
    """How many flagged stories an earlier version of judge or extraction has read.

    A running service reads them again.
    """
    unread = service.store.readings.unread(readings.fingerprint())
    if not unread:
        return Check("reading", "ok", "stored flagged stories were read by this version")
    stated = service.store.readings.statements()
    return Check(
        "reading",
        "ok",
        f"{unread:,} of {stated:,} stored stories are still to be read again; a running service does it",
    )


def possible(service: Service) -> Check:
    """Possible exits that nobody has accepted or dismissed: no fault of the service, but work for a
    person.
    """
    count = service.store.possible.count_open()
    if not count:
        return Check("possible exits", "ok", "none waits")
    waits = (
        f"{count} {'waits' if count == 1 else 'wait'} to be accepted or dismissed: `treaty-monitor "
        "stories possible`"
    )
    return Check("possible exits", "ok", waits)
