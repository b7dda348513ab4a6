"""Versioned steps that bring a database up to this program before the service works on it.

A migration of the schema needs only the database. What also needs rule files or the code of the
register is a step here: it runs when a service, a round or a replay takes the database
(`Service.alone`), before anything is polled, and its version is stored in the table `meta` under `step
NAME`. A step can be resumed: if it was killed it runs again, and finds less to do. It alerts nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.log import get_logger
from monitor.store import sibling

if TYPE_CHECKING:
    from monitor.service import Service

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """A change that a database needs once a version. `version` is compared with the one in `meta`, as
    text, so that it may be a fingerprint.

    `apply(service, copy)` makes the change, in any number of transactions, and returns one line on it
    ("" for none). It calls `copy()` before its first important write: the database is copied beside
    itself, once.
    """

    name: str
    version: Callable[[Service], str]
    apply: Callable[[Service, Callable[[], None]], str]


def steps() -> tuple[Step, ...]:
    """The steps, in the order in which they run."""
    from monitor.service import readings, rebuild

    return (
        Step("register", rebuild.fingerprint, rebuild.step),
        Step("reading", lambda service: readings.fingerprint(), readings.step),
    )


def fingerprint_of(paths: Iterable[Path]) -> str:
    """Changes with the name or the content of any of these files."""
    digest = blake2b(digest_size=16)
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def bring_up(service: Service, due: Sequence[Step] | None = None) -> None:
    """Runs the steps whose version the database does not have; the caller holds its lock.

    A step that fails is tried at the next start.
    """
    for step in steps() if due is None else due:
        version, key = step.version(service), f"step {step.name}"
        if service.store.meta.get(key) == version:
            continue
        try:
            changed = step.apply(service, lambda step=step, version=version: _copy(service, step, version))  # type: ignore[misc]
        except Exception as error:  # the register is shown as it is: not to poll would be worse
            log.exception("start-up step failed", step=step.name, error=type(error).__name__)
            service.store.events.add(
                "step", f"The step {step.name} failed: {type(error).__name__}: {error}", service.clock()
            )
            continue
        service.store.meta.set(key, version)
        if changed:
            log.info("start-up step", step=step.name, changed=changed)
            service.store.events.add("step", changed, service.clock())


def _copy(service: Service, step: Step, version: str) -> None:
    """Copies the database as it was before a step.

    A step that goes on after a kill keeps the copy of its first start.
    """
    key = f"step {step.name} copied"
    if service.store.meta.get(key) != version:
        made = service.store.backup(sibling(service.store.database.path, f".before-step-{step.name}"))
        service.store.meta.set(key, version)
        log.info("copied before a start-up step", step=step.name, file=str(made.path))
