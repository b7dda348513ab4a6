"""Every option: name, type, default, limits and help, as frozen pydantic models.

`table.OPTIONS` has the same as rows; `docs/configuration.md` lists each of them, and a test compares the two.
Durations are seconds (names end in `_s`) or days (`_days`), sizes are bytes.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, SecretStr, model_validator

from monitor.config.mailboxes import Depositary, Group, Inbox, mailbox_of
from monitor.config.value_types import (
    DnsName,
    DomainGroup,
    Listed,
    MailAddress,
    Network,
    OneLine,
    Port,
    Ports,
    Proxies,
    Proxy,
    WebAddress,
)
from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S

PREFIX = "TREATY_MONITOR_"


class Http(Group):
    """How feeds are fetched and webhooks posted."""

    deadline_s: float = Field(
        default=20.0, gt=0, le=300, description="Total time for one request, redirects included."
    )
    connect_s: float = Field(
        default=5.0, gt=0, le=60, description="Time to connect, name lookup and TLS included."
    )
    wire_bytes: int = Field(
        default=2_000_000, ge=1_000, description="Largest answer as it comes over the wire."
    )
    body_bytes: int = Field(default=10_000_000, ge=1_000, description="Largest answer after decompression.")
    concurrency: int = Field(default=64, ge=1, le=1_000, description="Requests under way at once.")
    per_host: int = Field(
        default=2, ge=1, le=100, description="Requests under way at once to one registered domain."
    )
    pause_s: float = Field(
        default=0.5,
        ge=0,
        le=60,
        description="Time between the beginnings of two requests to one registered domain (`example.co.uk`), "
        "varied by half; hosts of an own network (literal addresses, names without a dot) have none.",
    )
    allow_private: Annotated[tuple[Network, ...], *Listed] = Field(
        default=(),
        description="Private networks (CIDR) that may be reached; every other non-public address is refused.",
    )
    ports: Ports = Field(
        default=(80, 443), description="Ports that may be reached; an empty list allows every port."
    )
    proxy: Proxy | None = Field(
        default=None,
        description="HTTP proxy that all requests go through; it then must refuse private addresses itself.",
    )


class Smtp(Group):
    """The mail server. Without `host`, mail destinations wait and `doctor` says so."""

    host: str | None = Field(
        default=None, min_length=1, description="Name of the mail server; none: no mail is sent."
    )
    port: Port = Field(default=587, description="Its port: 587 for starttls, 465 for tls, 25 for none.")
    username: str | None = Field(
        default=None, min_length=1, description="User name, if the server wants one."
    )
    password: SecretStr | None = Field(default=None, description="Password that goes with the user name.")
    tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How the connection is encrypted; a server that does not offer it is refused.",
    )
    sender: MailAddress | None = Field(default=None, description="From address of all mail.")
    timeout_s: float = Field(
        default=30.0, gt=0, le=600, description="Time for each step of the conversation."
    )
    domain_limit: int = Field(
        default=120,
        ge=0,
        le=1_000_000,
        description="Most messages a minute to the addresses of one domain; 0: as many as there are.",
    )
    domain_groups: Annotated[tuple[DomainGroup, ...], *Listed] = Field(
        default=(
            "gmail.com googlemail.com",
            "outlook.com hotmail.com live.com msn.com",
            "yahoo.com ymail.com aol.com",
            "icloud.com me.com mac.com",
        ),
        description="Domains of one provider, which share that limit: texts of domains with blanks between.",
    )

    @model_validator(mode="after")
    def _together(self) -> Smtp:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together: set both or neither")
        return self


class Dkim(Group):
    """Signatures of mail by keys of our own. Without `selector`, the mail server signs, or nobody."""

    selector: DnsName | None = Field(
        default=None, description="Name of the key in DNS: <selector>._domainkey.<domain>."
    )
    key_file: Path | None = Field(
        default=None, description="File of the private key; only the user of the service may read it."
    )
    domain: DnsName | None = Field(
        default=None,
        description="Domain that signs; none: that of `smtp.sender`, which is what providers want.",
    )
    second_selector: DnsName | None = Field(
        default=None, description="Name of a second key, which signs too: of another kind, or the next one."
    )
    second_key_file: Path | None = Field(default=None, description="File of the second private key.")

    @model_validator(mode="after")
    def _together(self) -> Dkim:
        if (self.selector is None) != (self.key_file is None):
            raise ValueError("selector and key_file go together: set both or neither")
        if (self.second_selector is None) != (self.second_key_file is None):
            raise ValueError("second_selector and second_key_file go together: set both or neither")
        if self.second_selector is not None and self.selector in (None, self.second_selector):
            raise ValueError("a second key needs a first one under another selector")
        return self


class Web(Group):
    """The address of the pages: health, metrics and unsubscribe."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address to listen on; 0.0.0.0 opens it to the network.",
    )
    port: int = Field(
        default=8484, ge=0, le=65535, description="Port to listen on; 0 lets the system choose."
    )
    enabled: bool = Field(
        default=True,
        description="Whether `run` serves the pages. If not, `treaty-monitor web` does, and `run` serves "
        "health, metrics and hubs alone, on web.service_port.",
    )
    service_port: int = Field(
        default=8485,
        ge=0,
        le=65535,
        description="Port of `run` if web.enabled is off; 0 lets the system choose.",
    )
    proxies: Proxies = Field(
        default=(IPv4Network("127.0.0.1/32"), IPv6Network("::1/128")),
        description="Addresses of your own proxies, whose `X-Forwarded-For` is believed.",
    )
    sign_up: bool = Field(
        default=False,
        description="Whether anybody may subscribe to mails by the page /subscribe; needs base_url and smtp.",
    )
    archive: OneLine = Field(
        default="",
        max_length=200,
        description="Name of a destination whose messages everybody may read at /digests, as `local-daily`; "
        "empty: none.",
    )
    licence: OneLine = Field(
        default="",
        max_length=200,
        description="Licence under which others may use the facts of the register, as `CC BY 4.0`; pages and "
        "data say it. Empty: not stated.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token for /metrics; none: it answers this machine only, and nobody with a public "
        "base_url.",
    )

    @property
    def run_port(self) -> int:
        """The port of `run`."""
        return self.port if self.enabled else self.service_port


class Poll(Group):
    """How often feeds are asked, and the limits of the parser."""

    interval_s: int = Field(
        default=900,
        ge=LEAST_INTERVAL_S,
        le=LONGEST_INTERVAL_S,
        description="Time between two polls of a feed that has no interval of its own: "
        f"{LEAST_INTERVAL_S} to {LONGEST_INTERVAL_S}.",
    )
    adaptive: bool = Field(
        default=True,
        description="Poll a feed more often when it usually brings stories and less often when it does not: "
        "between a third and four times its interval.",
    )
    parse_limit_s: float = Field(
        default=3.0,
        gt=0,
        le=60,
        description="A document that takes longer to parse and match, in seconds of CPU time, has its parser "
        "killed.",
    )
    parse_workers: int = Field(default=2, ge=1, le=64, description="Parser processes.")


class Websub(Group):
    """Hubs that send what is new of a feed (WebSub)."""

    enabled: bool = Field(
        default=False,
        description="Whether hubs that feeds name are asked to send what is new; needs a public base_url.",
    )


class Cluster(Group):
    """Polling on other machines (docs/cluster.md)."""

    scheduler: Annotated[str, Field(pattern=r"^(tcp|tls|ws|wss)://[^\s/@]+:\d{1,5}$")] | None = Field(
        default=None,
        description="Address of a Dask scheduler, as `tls://scheduler:8786`, whose workers read the feeds; "
        "none: they are read here. Needs `treaty-monitor[cluster]`.",
    )


class Pages(Group):
    """The pages behind the links of flagged stories."""

    enabled: bool = Field(
        default=True, description="Whether the page of a flagged story is fetched; robots.txt is honoured."
    )
    wait_s: int = Field(
        default=60,
        ge=0,
        le=600,
        description="How long a flagged story waits for its page at most before it is reported.",
    )
    limit_s: float = Field(
        default=5.0,
        gt=0,
        le=60,
        description="A page that takes longer to parse, in seconds of CPU time, has its parser killed.",
    )


class Digests(Group):
    """How alerts become messages."""

    window_s: int = Field(
        default=120,
        ge=0,
        le=3600,
        description="Alerts that come within this many seconds after a message to a destination that is told "
        "at once become one message.",
    )


class Retention(Group):
    """How long texts are kept."""

    bodies_days: int = Field(
        default=400,
        ge=1,
        description=(
            "Texts of stories that no rule flagged are dropped after this; that they were seen is kept."
        ),
    )


class Log(Group):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is written."
    )
    format: Literal["console", "json"] = Field(
        default="console", description="Lines for people, or one JSON object a line."
    )


class RuleFiles(Group):
    """Which rule files are in force."""

    packaged: bool = Field(
        default=True, description="Whether the packaged judge flags stories that meet no own rule."
    )
    dir: Path | None = Field(
        default=None, description="Folder of own rule files; none: `rules` in the data directory."
    )


class Config(Group):
    """A whole, valid configuration. `load()` is the way to get one; `Config()` alone is the defaults and
    reads nothing.

    `data_dir` and `db` are always set: without `data_dir` it is the folder of `db`, else
    `~/.local/share/treaty-monitor`.
    """

    data_dir: Path = Field(
        default=Path("~/.local/share/treaty-monitor"),
        description="Folder of everything that is kept; made at the first start if it is not there.",
    )
    db: Path = Field(
        default=Path("treaty-monitor.sqlite3"),
        description="The database file; a bare name stands in the data directory.",
    )
    base_url: WebAddress | None = Field(
        default=None,
        description="Public address of the web pages, for links in mail: to unsubscribe, to mute an act. "
        "Unsubscribing by one click (RFC 8058) needs https.",
    )
    contact: OneLine | None = Field(
        default=None,
        min_length=3,
        max_length=200,
        description="Mail or web address that publishers see in the User-Agent.",
    )
    operator: MailAddress | None = Field(
        default=None, description="Mail address that is told about faults of this installation."
    )
    http: Http = Http()
    smtp: Smtp = Smtp()
    dkim: Dkim = Dkim()
    inbox: Inbox = Inbox()
    depositary: Depositary = Depositary()
    web: Web = Web()
    poll: Poll = Poll()
    websub: Websub = Websub()
    cluster: Cluster = Cluster()
    pages: Pages = Pages()
    digests: Digests = Digests()
    retention: Retention = Retention()
    log: Log = Log()
    rules: RuleFiles = RuleFiles()

    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _places(cls, values: dict[str, Any]) -> dict[str, Any]:
        """`data_dir` and `db` as they depend on each other."""
        values = dict(values)
        if values.get("db") and "data_dir" not in values and Path(values["db"]).name != str(values["db"]):
            values["data_dir"] = Path(values["db"]).parent
        folder = Path(values.get("data_dir") or cls.model_fields["data_dir"].default).expanduser()
        return values | {
            "data_dir": folder,
            "db": folder / Path(values.get("db") or cls.model_fields["db"].default).expanduser(),
        }

    @model_validator(mode="after")
    def _mailboxes(self) -> Config:
        if mailbox_of(self.inbox) is not None and mailbox_of(self.inbox) == mailbox_of(self.depositary):
            raise ValueError(
                "inbox and depositary are the same mailbox, and each marks mail as seen: give each its own"
            )
        return self

    def source_of(self, key: str) -> str:
        """Where the value of a dotted key comes from: `default`, a file with its line, or a variable."""
        return self._sources.get(key, "default")
