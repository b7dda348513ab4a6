"""`treaty-monitor doctor`: what is ready, what is missing for real use, and what to do about it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor import channels
from monitor.channels.email.smtp import Smtp
from monitor.config import Config
from monitor.errors import RuleError, StoreError
from monitor.model import Outcome
from monitor.service import (
    delivery_checks,
    inbox,
    languages,
    operators,
    polling_checks,
    register_checks,
    rulebook,
    running_checks,
    sources,
    wiring,
)
from monitor.service.checks import Check, State
from monitor.store import sqlite_version, sqlite_warning
from monitor.store.sidecar_files import sibling

if TYPE_CHECKING:
    from monitor.service import Service


TOO_MANY = 3  # a warning if more than one of this many feeds fails
ROOM = 500_000_000  # bytes free on the data directory's disk
LANGUAGE_DAYS = 7  # days whose stories are checked
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LANGUAGES_NAMED = 10  # most languages without rules that are named


def examine(service: Service) -> list[Check]:
    """All checks, in the order in which one would repair them.

    The mail server is greeted; nothing is sent and nothing is changed.
    """
    return [
        *_data(service),
        running_checks.running(service),
        *running_checks.proxy(service),
        *_content(service),
        *_delivery(service),
    ]


def unopened(config: Config, error: StoreError) -> list[Check]:
    """The checks that are possible when the database cannot be opened."""
    return [*_place(config), Check("database", "bad", str(error))]


def _there(path: Path) -> bool:
    return os.path.exists(path)  # Path.exists raises where a directory may not be entered


def _place(config: Config) -> Iterator[Check]:
    """Room and permission, checked separately."""
    folder = next(path for path in (config.data_dir, *config.data_dir.parents) if _there(path))
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        yield Check(
            "disk",
            "bad",
            f"{free // 1_000_000} MB free in {config.data_dir}",
            "Make room: a full disk stops polling.",
        )
    else:
        yield Check("disk", "ok", f"{free // 1_000_000_000} GB free in {config.data_dir}")
    files = [
        path
        for path in (folder, config.db, sibling(config.db, "-wal"), sibling(config.db, ".lock"))
        if _there(path)
    ]
    shut = [
        path for path in files if not os.access(path, os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0))
    ]
    if shut:
        hint = (
            f"They must belong to the user that runs this (uid {os.getuid()}), on a volume that is "
            "not read-only."
        )
        yield Check("rights", "bad", f"{', '.join(map(str, shut))}: no right to read and write", hint)


def _data(service: Service) -> Iterator[Check]:
    config = service.config
    yield from _place(config)
    try:
        service.store.check()
        yield Check("database", "ok", f"{config.db}")
    except StoreError as error:
        is_told = "treaty-monitor restore" in str(error)
        hint = "" if is_told else "Restore a backup: treaty-monitor restore BACKUP"
        yield Check("database", "bad", str(error), hint)
    yield Check("sqlite", "ok", "; ".join(part for part in (sqlite_version(), sqlite_warning()) if part))
    try:
        ZoneInfo("Europe/Berlin")
        yield Check("time zones", "ok", "IANA data found")
    except (OSError, ValueError, KeyError):
        yield Check("time zones", "bad", "no IANA time zone data", "Install the package tzdata.")


def _content(service: Service) -> Iterator[Check]:
    health = service.health()
    text = f"{health.feeds} enabled, {health.failing} failing"
    if not health.feeds:
        yield Check("feeds", "bad", "no feed is enabled", "treaty-monitor feeds add ADDRESS")
    elif health.failing * TOO_MANY > health.feeds:
        yield Check(
            "feeds",
            "warning",
            text,
            "More than a third: is the network there? `treaty-monitor feeds list --failing` says why.",
        )
    else:
        yield Check("feeds", "ok", text)
    yield from polling_checks.polling(service)
    yield from register_checks.acts(service)
    yield register_checks.reading(service)
    yield from _caps(service)
    yield register_checks.possible(service)
    yield _rules(service)
    yield from _own_words(service)
    yield _languages(service)
    if service.config.rules.packaged:
        yield _detector()


def _rules(service: Service) -> Check:
    try:
        number = len(service.rules.rules)
        problem = service.rules_error
    except RuleError as error:
        problem = str(error)
    if problem:
        return Check("rules", "bad", "; ".join(problem.split("\n  ")), "treaty-monitor rules test")
    if former := rulebook.replaced(service.config):
        names = ", ".join(former)
        said = (
            f"{names} took the place of a packaged rule file; there is none any more: its rules now "
            "stand beside the judge"
        )
        return Check(
            "rules",
            "warning",
            said,
            "Keep the rules that you still want and give the file a name of its own, or delete it.",
        )
    return Check(
        "rules",
        "ok",
        f"{number} rules of your own" if number else "none of your own; the packaged judge flags stories",
    )


def _own_words(service: Service) -> Iterator[Check]:
    """The number of tables of words that the installation has; nothing without one, or if they are
    wrong (see `_rules`).
    """
    from monitor.service import knowledge

    own = knowledge.own(service.own_words())
    if own.rows:
        counts = Counter((Path(row.path).name, row.sort) for row in own.rows)
        yield Check(
            "own words",
            "ok",
            ", ".join(f"{file}: {number} [[{sort}]]" for (file, sort), number in sorted(counts.items())),
        )


def _languages(service: Service) -> Check:
    """Stories that cannot be read, because neither the vocabulary nor a rule file covers their
    language.
    """
    known = languages.covered(service.config)
    since = service.clock() - timedelta(days=LANGUAGE_DAYS)
    others = languages.uncovered_since(service.config, service.store, since)
    if not others:
        return Check(
            "languages",
            "ok",
            f"{len(known)} covered; no story of the last {LANGUAGE_DAYS} days names another",
        )
    named = ", ".join(f"{other.lang} {other.stories} ({other.feed})" for other in others[:LANGUAGES_NAMED])
    rest = others[LANGUAGES_NAMED:]
    more = f" and {sum(other.stories for other in rest)} in {len(rest)} more" if rest else ""
    folder = service.config.rules.dir or service.config.data_dir / "rules"
    return Check(
        "languages",
        "warning",
        f"Stories in languages that no rules read, of the last {LANGUAGE_DAYS} days: {named}{more}",
        f"They are stored and can be searched. A rule file in {folder} covers its language.",
    )


def _detector() -> Check:
    """The detector of languages: without it the tags of feeds are believed."""
    from monitor import langid
    from monitor.service.packaged import languages_file

    problem = langid.problem(languages_file())
    if not problem:
        return Check("detector", "ok", "the language of a text is told by the packaged model")
    text = f"{problem}: languages are told by tags and little words alone, which are wrong more often"
    return Check("detector", "warning", text, "Install treaty-monitor again, with all that it needs.")


def mail_server(service: Service, *, needed: bool) -> Iterator[Check]:
    """The mail server: greeted, and asked whether it takes mail from us."""
    config = service.config
    settings = wiring.smtp(config, wiring.returns(config, service.store))
    if settings is None:
        state: State = "bad" if needed else "missing"
        yield Check(
            "smtp",
            state,
            "no mail server: digests go to the Maildir only",
            "Set smtp.host (and port, username, password, sender).",
        )
        return
    server = f"{settings.host}:{settings.port}"
    greeted = asyncio.run(Smtp(settings).greet())
    if greeted.outcome is not Outcome.SENT:
        answer = f"{greeted.code}: {greeted.text}".strip(": ")
        yield Check(
            "smtp",
            "bad",
            f"{server}, tls {settings.tls}, does not take mail ({answer})",
            "Check smtp.host, port, tls and the login, and whether smtp.sender and inbox.address may send.",
        )
    elif settings.tls == "none" and settings.host not in LOOPBACK:
        yield Check("smtp", "missing", f"{server} in clear text", 'Set smtp.tls = "starttls" or "tls".')
    else:
        yield Check("smtp", "ok", f"{server}, tls {settings.tls}, answers")
    if not config.smtp.sender:
        yield Check(
            "sender",
            "bad",
            "no sender address",
            "Set smtp.sender to an address of a domain with SPF and DKIM (`treaty-monitor doctor email`).",
        )


def _caps(service: Service) -> Iterator[Check]:
    """Feeds that have reached their limit of this hour: nothing is lost, but somebody should look at
    them.
    """
    for feed, alerts, stories in service.store.unsettled.waiting_for_caps(service.clock()):
        held = f"{alerts} alert{'' if alerts == 1 else 's'}"
        late = f"{stories} flagged {'story' if stories == 1 else 'stories'}"
        waits = " and ".join(text for text, count in ((held, alerts), (late, stories)) if count)
        text = f"{feed} flags very much; what waits for its next hour: {waits}"
        yield Check(
            "caps",
            "missing",
            text,
            "Nothing is lost. `treaty-monitor events list --untold` shows what nobody was told of yet.",
        )


def _is_public_without_tls(base_url: str) -> bool:
    """True for an http address that is not of this machine; RFC 8058, section 4, wants https."""
    parts = urlsplit(base_url)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK


def _delivery(service: Service) -> Iterator[Check]:
    config = service.config
    destinations = service.store.destinations.all()
    yield from mail_server(
        service,
        needed=any(
            channels.stored(destination.channel).needs_mail_server
            for destination in destinations
            if destination.active
        ),
    )
    if (inbox_check := inbox.check(service)) is not None:
        yield inbox_check
    if (notices_check := sources.check(service)) is not None:
        yield notices_check
    yield from running_checks.messages(service)
    yield from delivery_checks.checks(service)
    if config.base_url and not _is_public_without_tls(config.base_url):
        yield Check("base address", "ok", config.base_url)
    elif config.base_url:
        yield Check(
            "base address",
            "warning",
            f"{config.base_url} is not https: mail programs offer no unsubscribing by one click",
            "Put a proxy with TLS before this service, and set base_url to its https address.",
        )
    else:
        yield Check(
            "base address",
            "missing",
            "no base_url: mails offer unsubscribing by mail only",
            "Set base_url to the https address of this service.",
        )
    yield from polling_checks.push(service)
    yield operators.check(service)
    if config.contact:
        yield Check("contact", "ok", config.contact)
    else:
        yield Check(
            "contact",
            "missing",
            "feeds cannot see who polls them",
            "Set contact to a web or mail address; it goes into the User-Agent.",
        )
    if config.operator:
        yield Check("operator", "ok", config.operator)
    else:
        yield Check(
            "operator",
            "missing",
            "nobody is told when an endpoint is gone",
            "Set operator to your mail address.",
        )
