"""The two mailboxes that are read: options of `[inbox]` and `[depositary]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from monitor.config.value_types import DepositarySender, DnsName, Listed, Port, TaggedAddress


class Group(BaseModel):
    """A group of options: a table of the configuration file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Mailbox(Group):
    """Where mails are read: a Maildir, or an IMAP mailbox."""

    maildir: Path | None = Field(
        default=None,
        description="The Maildir of that mailbox, if it is on this machine: the folder with new and cur.",
    )
    imap_host: str | None = Field(
        default=None, min_length=1, description="Name of the IMAP server of that mailbox, if it is not."
    )
    imap_port: Port = Field(default=993, description="Its port, encrypted from the first byte (TLS).")
    imap_username: str | None = Field(default=None, min_length=1, description="User name of the mailbox.")
    imap_password: SecretStr | None = Field(default=None, description="Password of the mailbox.")
    imap_folder: str = Field(default="INBOX", min_length=1, description="Folder that mails arrive in.")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if self.maildir and self.imap_host:
            raise ValueError("maildir and imap_host are two mailboxes: set one")
        if self.imap_host and (self.imap_username is None or self.imap_password is None):
            raise ValueError("imap_host needs imap_username and imap_password")
        return self


class Inbox(Mailbox):
    """The mailbox that mail servers report to. Without `address`, reports go to `smtp.sender`."""

    address: TaggedAddress | None = Field(
        default=None,
        description="Mail address of the mailbox, such as bounces@example.org; mail to "
        "bounces+ANYTHING@example.org must reach it too.",
    )

    @model_validator(mode="after")
    def _together(self) -> Inbox:
        if (self.maildir or self.imap_host) and self.address is None:
            raise ValueError("a mailbox needs its address: set inbox.address")
        return self


class Depositary(Mailbox):
    """The mailbox that depositaries of treaties write to. Only mail of `senders` that our own mail server
    found signed (DKIM) counts.
    """

    authserv_id: DnsName | None = Field(
        default=None,
        description="Name that our own mail server writes first in Authentication-Results (RFC 8601), such "
        "as mx.example.org; results of other servers do not count.",
    )
    senders: Annotated[tuple[DepositarySender, ...], *Listed] = Field(
        default=(),
        description="Who may send notices, each with the code of its depositary: `treaties@un.org=UN` for an "
        "address, `@coe.int=COE` for a domain.",
    )

    @model_validator(mode="after")
    def _together(self) -> Depositary:
        if (self.maildir or self.imap_host) and (self.authserv_id is None or not self.senders):
            raise ValueError(
                "a mailbox of depositaries needs authserv_id and senders: else no mail could be trusted"
            )
        return self


def mailbox_of(group: Mailbox) -> tuple[object, ...] | None:
    """What is the same for two groups that read the same mailbox; None without one."""
    if group.maildir is not None:
        return (group.maildir,)
    if group.imap_host is None:
        return None
    return (group.imap_host.lower(), group.imap_port, group.imap_username, group.imap_folder)
