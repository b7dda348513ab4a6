"""Turns the configuration into plain values for the client, the mail server and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.errors import ConfigError

# Every command opens a service, and few use the network: its modules are imported where they are used.
if TYPE_CHECKING:
    from monitor.channels.connections import SmtpSettings
    from monitor.channels.return_address import ReturnAddresses
    from monitor.net import AddressPolicy, Limits
    from monitor.store import Store

HOOK_DEADLINE_S = 20.0  # Standard Webhooks, "Timeouts": 15 to 30 s
HOOK_ANSWER_BYTES = 16_384


def policy(config: Config) -> AddressPolicy:
    """Which addresses may be dialled. An empty list of ports allows every one."""
    from monitor.net import AddressPolicy

    return AddressPolicy(allow=tuple(config.http.allow_private), ports=frozenset(config.http.ports) or None)


def limits(config: Config) -> Limits:
    """The limits of one feed fetch."""
    from monitor.net import Limits

    http = config.http
    return Limits(
        deadline_s=http.deadline_s,
        connect_s=http.connect_s,
        wire_bytes=http.wire_bytes,
        body_bytes=http.body_bytes,
    )


def hook_limits(config: Config) -> Limits:
    """The limits of one webhook call: no redirects, a short answer."""
    from monitor.net import Limits

    return Limits(
        deadline_s=HOOK_DEADLINE_S,
        connect_s=config.http.connect_s,
        wire_bytes=HOOK_ANSWER_BYTES,
        body_bytes=HOOK_ANSWER_BYTES,
        redirects=0,
    )


def check_addresses(config: Config) -> None:
    """Raises `ConfigError` for an address that no mail can carry: at the start, not at the first
    digest.
    """
    from monitor.channels.mail_address import valid_address

    addresses = (
        ("operator", config.operator),
        ("smtp.sender", config.smtp.sender),
        ("inbox.address", config.inbox.address),
    )
    for key, value in addresses:
        if value is not None and valid_address(value) is None:
            raise ConfigError(
                f"{config.source_of(key)}: {key}: {value!r} cannot stand in a mail; give an address "
                "with ASCII letters before the @"
            )


def sender(config: Config) -> str:
    """The From address; without one, a name that mail accepts and that reaches nobody."""
    return config.smtp.sender or "treaty-monitor@localhost"


def returns(config: Config, store: Store) -> ReturnAddresses | None:
    """The addresses of our mailbox, with the key of the database; None without `inbox.address`."""
    if config.inbox.address is None:
        return None
    from monitor.channels.mail_address import address
    from monitor.channels.return_address import ReturnAddresses

    return ReturnAddresses(address(config.inbox.address), store.database.key)


def smtp(config: Config, returns: ReturnAddresses | None = None) -> SmtpSettings | None:
    """The SMTP server, or None when none is configured."""
    if not config.smtp.host:
        return None
    from monitor.channels.connections import SmtpSettings

    return SmtpSettings(
        host=config.smtp.host,
        port=config.smtp.port,
        username=config.smtp.username,
        password=config.smtp.password.get_secret_value() if config.smtp.password else None,
        tls=config.smtp.tls,
        sender=sender(config),
        timeout_s=config.smtp.timeout_s,
        returns=returns,
    )
