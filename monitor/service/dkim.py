"""The keys that mail is signed with: read from the files of the configuration, and made."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.config.reading import SECRETS_DIR
from monitor.errors import ConfigError, UsageError

# A command that sends no mail imports neither dkimpy nor pynacl.
if TYPE_CHECKING:
    from monitor.channels.email.dkim_keys import DkimKey
    from monitor.channels.protocol import MailSigner

_FOR_OTHERS = stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was written, with its record for DNS."""

    file: Path
    kind: str
    selector: str
    domain: str
    host: str
    record: str
    zone_line: str


def signer(config: Config) -> MailSigner | None:
    """What signs mail, or None when that is the relay's part.

    Raises `ConfigError` for a key that cannot be used: better no mail than mail that providers refuse.
    """
    ours = keys(config)
    if not ours:
        return None
    from monitor.channels.email.dkim_signing import MailSigner

    return MailSigner(ours)


def keys(config: Config) -> list[DkimKey]:
    """The keys of the configuration, the first one first. Raises `ConfigError` that names file and option."""
    domain = signing_domain(config)
    given = (
        ("dkim.key_file", config.dkim.key_file, config.dkim.selector),
        ("dkim.second_key_file", config.dkim.second_key_file, config.dkim.second_selector),
    )
    read = []
    for option, file, selector in given:
        if file is not None and selector is not None:
            if domain is None:
                raise ConfigError(f"{config.source_of(option)}: {option} needs smtp.sender or dkim.domain")
            read.append(_read(config, option, file, selector, domain))
    return read


def signing_domain(config: Config) -> str | None:
    """The domain that signs: `dkim.domain`, else that of the sender."""
    from monitor.channels.mail_address import valid_address

    if config.dkim.domain is not None:
        return config.dkim.domain
    sender = valid_address(config.smtp.sender or "")
    return sender.rpartition("@")[2] if sender else None


def make_key(file: Path, *, kind: str, selector: str, domain: str) -> NewKey:
    """Writes a new private key, which only this user may read, and returns its record for DNS.

    Raises `UsageError` when the file is there, cannot be written, or no key can be made.
    """
    from monitor.channels.email.dkim_keys import new_key, read_key

    if os.path.lexists(file):
        raise UsageError(f"{file} is there already, and a key is never overwritten; give another name.")
    text = new_key(kind)
    key = read_key(text, selector=selector, domain=domain)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as written:
            written.write(text)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from error
    return NewKey(file, key.kind, selector, domain, key.host, key.record, key.zone_line)


def _read(config: Config, option: str, file: Path, selector: str, domain: str) -> DkimKey:
    from monitor.channels.email.dkim_keys import read_key

    place = f"{config.source_of(option)}: {option}: {file}"
    try:
        mode = file.stat().st_mode
        text = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{place} cannot be read: {error.strerror}") from error
    mounted = SECRETS_DIR in file.parents  # a container's secrets are readable by all in it
    if mode & _FOR_OTHERS and not mounted:
        raise ConfigError(f"{place} can be read or changed by other users of this machine: chmod 600 {file}")
    try:
        return read_key(text, selector=selector, domain=domain)
    except UsageError as error:
        raise ConfigError(f"{place} has {error}") from error
